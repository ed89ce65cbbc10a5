"""A case as a hall stores it: with the rules and the calendar that it rests on."""

from __future__ import annotations

import attrs

from zhengwu._errors import InputError
from zhengwu._values import Value
from zhengwu.lifecycle._case import Case
from zhengwu.lifecycle._context import Context
from zhengwu.limits.values._base import day_calendar


@attrs.frozen(kw_only=True)
class CaseSnapshot(Value):
    """Snapshot (办件快照) of a case, to store with its log and to load without the log.

    The case holds no due dates: they are computed from the rules and the calendar with
    which it is read, so that a moved holiday takes effect.

    Args:
        case: The case.
        rules: Id of the rules under which it is handled.
        revision: Revision of the calendar with which it was last read.

    >>> from zhengwu.lifecycle import Case, Context
    >>> ctx = Context()
    >>> snapshot = CaseSnapshot.of(Case("2026-1"), ctx)
    >>> CaseSnapshot.from_dict(snapshot.to_dict()).restore(ctx) == Case("2026-1")
    True
    """

    case: Case
    rules: str
    revision: str

    @classmethod
    def of(cls, case: Case, ctx: Context) -> CaseSnapshot:
        """The snapshot of a case that is handled in a context."""
        return cls(
            case=case, rules=ctx.rules.id, revision=day_calendar(ctx.calendar).revision
        )

    def restore(self, ctx: Context) -> Case:
        """The case, to be handled on in a context with the same rules.

        A calendar of another revision is permitted: lapses that were recorded stay, and
        those that were only computed are computed anew.

        Raises:
            InputError: The context has other rules.
        """
        if ctx.rules.id != self.rules:
            raise InputError(
                f"办件 {self.case.id} 按规则 {self.rules!r} 办理,现为 {ctx.rules.id!r};"
                "请用当时的规则建立 Context",
                f"case {self.case.id} is handled under rules {self.rules!r}, not "
                f"{ctx.rules.id!r}; build the Context with those rules",
            )
        return self.case

    def is_current(self, ctx: Context) -> bool:
        """Whether the calendar of a context has the revision of the snapshot."""
        return self.revision == day_calendar(ctx.calendar).revision
