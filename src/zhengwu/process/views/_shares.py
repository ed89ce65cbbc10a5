"""How long a case was with each party."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from zhengwu.process.engine._case import ProcedureCase, ProcedureEvent
from zhengwu.process.engine._context import ProcedureContext
from zhengwu.process.engine._fold import fold

_NOBODY = "nobody"


def time_shares(
    events: Iterable[ProcedureEvent], ctx: ProcedureContext
) -> dict[str, dt.timedelta]:
    """How long a case was with each party (用时分担), by the parties of its phases.

    Time is counted from the first event to the last, on the wall clock; a phase of no party
    counts for ``nobody``.
    """
    shares: dict[str, dt.timedelta] = {}
    case: ProcedureCase | None = None
    for event in events:
        before = case
        case = fold([event], ctx, case).case
        if before is None or before.at is None or case.at is None:
            continue
        party = ctx.whole.phase_by_id[before.phase].party or _NOBODY
        shares[party] = shares.get(party, dt.timedelta()) + (case.at - before.at)
    return shares
