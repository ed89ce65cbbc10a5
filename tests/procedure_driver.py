"""Drives a case of a procedure through events, as a hall's software would."""

from __future__ import annotations

import datetime as dt
from typing import Any

from zhengwu.calendars import china_calendar
from zhengwu.process import (
    Declined,
    Procedure,
    ProcedureActor,
    ProcedureCase,
    ProcedureContext,
    ProcedureEvent,
    ProcedureRules,
    Taken,
    advance,
    deadline,
    decide,
    fold,
    read_case,
)


def instant(text: str) -> dt.datetime:
    """``"2026-09-24 09:00"`` in Beijing time."""
    return dt.datetime.fromisoformat(f"{text}+08:00")


class Driver:
    """A case, the context, and the log so far."""

    def __init__(
        self, rules: Procedure | ProcedureRules, case: str = "c-1", **options: Any
    ) -> None:
        options.setdefault("calendar", china_calendar())
        self.ctx = ProcedureContext(rules, **options)
        self.case = ProcedureCase(case)
        self.log: list[ProcedureEvent] = []

    def ask(
        self,
        kind: str,
        at: str,
        role: str,
        who: str = "",
        key: str = "",
        **details: Any,
    ) -> Taken | Declined:
        """What the engine answers to an event, without taking it."""
        actor = ProcedureActor(role, who or f"{role}-1", who or f"{role}-1")
        event = ProcedureEvent(
            self.case.id, self.case.seq + 1, kind, instant(at), actor, details, key
        )
        return decide(self.case, event, self.ctx)

    def do(
        self,
        kind: str,
        at: str,
        role: str,
        who: str = "",
        key: str = "",
        **details: Any,
    ) -> ProcedureCase:
        """Take an event; fails where the engine declines it. The log folds to the same case."""
        ruling = self.ask(kind, at, role, who, key, **details)
        assert isinstance(ruling, Taken), str(ruling)
        self.log += ruling.events
        self.case = ruling.case
        assert fold(self.log, self.ctx).case == self.case
        return self.case

    def refused(
        self,
        kind: str,
        at: str,
        role: str,
        who: str = "",
        key: str = "",
        **details: Any,
    ):
        """The codes of the reasons against an event."""
        ruling = self.ask(kind, at, role, who, key, **details)
        assert isinstance(ruling, Declined), ruling
        return ruling.codes

    def at(self, when: str) -> ProcedureCase:
        """The case at an instant, after the lapses due by then."""
        return advance(self.case, instant(when), self.ctx).case

    def due(self, clock: str, at: str) -> dt.date | None:
        """Last day of a clock, as a status shows it at an instant."""
        status = read_case(self.case, instant(at), self.ctx)
        days = [due.day for due in status.due if due.name == clock]
        if not days and not self.ctx.procedure.clock_by_id[clock].duty:
            # The time of a right, which no status shows.
            ends = deadline(status.case, clock, self.ctx)
            days = [] if ends is None else [ends.date]
        return days[0] if days else None
