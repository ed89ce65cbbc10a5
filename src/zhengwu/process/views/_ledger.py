"""Ledgers: cases of one procedure as they stood at an instant, with counts and rates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, ClassVar, Final

import attrs

from zhengwu._dates import as_date, as_instant
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import FrozenMap
from zhengwu._rates import Exclusion, Rate
from zhengwu._values import Value
from zhengwu.limits import Light, Lights
from zhengwu.process.engine._case import ProcedureCase
from zhengwu.process.engine._context import ProcedureContext

_LIGHTS: Final = Lights()
_FACT: Final = "fact."
_COLUMNS: Final = (
    "case", "rules", "phase", "outcome", "owner", "began", "decided", "ended", "is_open",
    "on_time", "light", "month",
)  # fmt: skip
_MOST_NAMED: Final = 5  # cases that an error names


@attrs.frozen
class LedgerDue(Value):
    """Last day of a time that runs (台账期限): of a clock or a side matter.

    Args:
        day: The last day.
        name: Name of the clock, or of the kind of side matter.
        key: Name of the side matter; empty for a clock.
        over: Whether the time was over when the ledger was read.
        certain: Whether the day was computed from announced days only.
        judged: Whether the timeliness of the case is judged by it.
    """

    day: dt.date
    name: str
    key: str = ""
    over: bool = False
    certain: bool = True
    judged: bool = False


@attrs.frozen(kw_only=True)
class LedgerRow(Value):
    """Case in a ledger (台账记录).

    Args:
        case: Id of the case.
        rules: Id of the rules under which the case began.
        phase: Phase.
        outcome: Outcome; empty while there is none.
        owner: Who has the case in hand; empty where that is personal and was not asked for.
        began: When the first event took effect.
        decided: When the case was decided.
        ended: When the case reached a terminal phase.
        is_open: Whether something is still to be done: the case has neither ended nor an
            outcome, or a clock or the time of a side matter goes on.
        on_time: True if the case was decided in time; False if it is or was late; None
            while it is open and not late, or if no clock judges it.
        light: The worst colour.
        dues: What is due, the earliest first.
        paused: Names of the clocks that are suspended, which have no due day.
        facts: Facts of the case; personal facts only where they were asked for.
    """

    private: ClassVar[frozenset[str]] = frozenset({"owner", "facts"})

    case: str
    rules: str = ""
    phase: str = ""
    outcome: str = ""
    owner: str = ""
    began: dt.datetime | None = None
    decided: dt.datetime | None = None
    ended: dt.datetime | None = None
    is_open: bool = True
    on_time: bool | None = None
    light: Light = Light.GREEN
    dues: tuple[LedgerDue, ...] = ()
    paused: tuple[str, ...] = ()
    facts: FrozenMap[Any] = attrs.field(factory=FrozenMap, repr=False)

    @property
    def month(self) -> str:
        """Month in which the case began, such as ``2026-10``; empty before it began."""
        return "" if self.began is None else f"{self.began:%Y-%m}"

    @property
    def overdue(self) -> bool:
        """Whether a time was over when the ledger was read, and is still running."""
        return self.is_open and any(due.over for due in self.dues)

    def value(self, column: str) -> Any:
        """Value of a column, such as ``owner``, ``month`` or ``fact.request``.

        Raises:
            UnknownCodeError: There is no such column.
        """
        if column.startswith(_FACT):
            return self.facts.get(column.removeprefix(_FACT))
        if column not in _COLUMNS:
            known = (*_COLUMNS, f"{_FACT}…")
            raise UnknownCodeError("台账的列 / columns of a ledger", column, known)
        return getattr(self, column)


def _to_beijing(value: Any) -> dt.datetime:
    return as_instant(value, "at")


@attrs.frozen(kw_only=True)
class Ledger(Value):
    """Ledger (台账): cases of one procedure as they stood at an instant.

    Each question returns a ledger of the cases that it concerns, so that questions join:
    ``ledger.open().overdue().by("owner")``. `zhengwu.io.write_ledger` writes a ledger as a
    table, and `read_ledger` reads it back.

    Args:
        procedure: Id of the procedure.
        at: The instant.
        rows: The cases.

    Raises:
        InputError: A case is listed twice, or the instant has no time zone.

    >>> from datetime import datetime, timedelta, timezone
    >>> from zhengwu.procedures import procedure
    >>> from zhengwu.process import ProcedureContext, fold, generate_log
    >>> ctx = ProcedureContext(procedure("hotline", "tangshan"))
    >>> cases = [fold(generate_log(ctx, seed), ctx).case for seed in range(40)]
    >>> at = datetime(2026, 12, 1, tzinfo=timezone(timedelta(hours=8)))
    >>> ledger = Ledger.of("hotline", cases, at, ctx)
    >>> len(ledger), sum(len(part) for part in ledger.by("phase").values())
    (40, 40)
    >>> rate = ledger.closed_rate()
    >>> rate.numerator == len(ledger) - len(ledger.open())
    True
    """

    procedure: str
    at: dt.datetime = attrs.field(converter=_to_beijing)
    rows: tuple[LedgerRow, ...] = ()

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if len({row.case for row in self.rows}) == len(self.rows):
            return
        seen: set[str] = set()
        twice = [r.case for r in self.rows if r.case in seen or seen.add(r.case)]  # type: ignore[func-returns-value]
        listed = list(islice(dict.fromkeys(twice), _MOST_NAMED))
        raise InputError(
            f"台账中办件 {'、'.join(listed)} 不止一行;每个办件只记一行",
            f"cases {', '.join(listed)} occur more than once in the ledger; keep one row "
            "per case",
        )

    @classmethod
    def of(
        cls,
        procedure: str,
        cases: Iterable[ProcedureCase],
        at: dt.datetime,
        contexts: ProcedureContext | Mapping[str, ProcedureContext],
        lights: Lights = _LIGHTS,
        *,
        personal: bool = False,
    ) -> Ledger:
        """The ledger of some cases at an instant, after the lapses due by then (编制台账).

        Args:
            procedure: Id of the procedure.
            cases: The cases; of one or of several versions of its rules.
            at: The instant, not before the last event of a case.
            contexts: The context, or the contexts by the id of their rules.
            lights: When the lights turn yellow and red.
            personal: Whether personal facts and personal owners are kept.

        Raises:
            InputError: A case is of another procedure, has rules for which there is no
                context, has an event after the instant, or is listed twice.
        """
        from zhengwu.process.views._ledger_rows import list_rows

        at = as_instant(at, "at")
        rows = list_rows(procedure, cases, at, contexts, lights, personal=personal)
        return cls(procedure=procedure, at=at, rows=rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[LedgerRow]:
        return iter(self.rows)

    def where(self, holds: Callable[[LedgerRow], object]) -> Ledger:
        """The cases for which a function is true."""
        rows = tuple(row for row in self.rows if holds(row))
        return Ledger.trusted(procedure=self.procedure, at=self.at, rows=rows)

    def open(self) -> Ledger:
        """The cases in which something is still to be done (在办)."""
        return self.where(lambda row: row.is_open)

    def due_on(self, day: dt.date) -> Ledger:
        """The open cases in which a time ends on a day, and is not over yet (当日到期)."""
        as_date(day, "day")
        return self.where(
            lambda row: (
                row.is_open and any(due.day == day and not due.over for due in row.dues)
            )
        )

    def due_today(self) -> Ledger:
        """The open cases in which a time ends on the day of the ledger (今日到期)."""
        return self.due_on(self.at.date())

    def due_before(self, day: dt.date) -> Ledger:
        """The open cases in which a time ends before a day, over or not (某日前到期)."""
        as_date(day, "day")
        return self.where(
            lambda row: row.is_open and any(due.day < day for due in row.dues)
        )

    def overdue(self) -> Ledger:
        """The open cases in which a time is over and still running (超期未办)."""
        return self.where(lambda row: row.overdue)

    def late(self) -> Ledger:
        """The cases that are or were late by the clocks that judge them (逾期)."""
        return self.where(lambda row: row.on_time is False)

    def by(self, column: str | Callable[[LedgerRow], Any]) -> dict[Any, Ledger]:
        """The cases by a column, in the order of its values (分组).

        Args:
            column: ``owner``, ``phase``, ``outcome``, ``month`` of beginning, a fact such
                as ``fact.request``, another column of `LedgerRow`, or a function.

        Raises:
            UnknownCodeError: There is no such column.
        """
        groups: dict[Any, list[LedgerRow]] = {}
        if callable(column):
            for row in self.rows:
                groups.setdefault(column(row), []).append(row)
        else:
            for row in self.rows:
                groups.setdefault(row.value(column), []).append(row)
        ordered = sorted(groups, key=lambda key: (key is None, str(key)))
        return {
            key: Ledger.trusted(
                procedure=self.procedure, at=self.at, rows=tuple(groups[key])
            )
            for key in ordered
        }

    def on_time_rate(self) -> Rate:
        """Share of the cases decided in time among those that are judged (按期办结率).

        Left out: cases that are open and not late, that were closed without a decision, or
        that no clock judges.
        """
        undecided = [row for row in self.rows if row.on_time is None]
        still = sum(row.is_open for row in undecided)
        without = sum(not row.is_open and row.decided is None for row in undecided)
        unjudged = len(undecided) - still - without
        return Rate.count(
            sum(row.on_time is True for row in self.rows),
            len(self.rows) - len(undecided),
            (
                Exclusion("在办且未逾期", "open and not late", still),
                Exclusion("未作决定即结束", "closed without a decision", without),
                Exclusion("没有据以评判的时限", "judged by no clock", unjudged),
            ),
        )

    def closed_rate(self) -> Rate:
        """Share of the cases in which nothing is left to be done (办结率)."""
        return Rate.count(sum(not row.is_open for row in self.rows), len(self.rows))

    def fact_rate(self, fact: str, equals: Any = True) -> Rate:  # noqa: FBT002  # a value
        """Share of the cases whose fact has a value, among those that have the fact (占比).

        Such as the share of satisfied callers: ``ledger.fact_rate("satisfied")``. Left out:
        cases whose fact is not known.

        Args:
            fact: Name of the fact.
            equals: The value.
        """
        values = [row.facts.get(fact) for row in self.rows]
        known = [value for value in values if value is not None]
        reason = (f"没有记载 {fact}", f"{fact} is not recorded")
        return Rate.count(
            sum(value == equals for value in known),
            len(known),
            [Exclusion(*reason, len(values) - len(known))],
        )

    def summary(
        self, column: str | Callable[[LedgerRow], Any] | None = None
    ) -> list[dict[str, Any]]:
        """Counts and rates as flat rows, one for each value of a column (台账汇总).

        Each rate has its numerator, its denominator and what was left out.

        Args:
            column: See `by`; one row for the whole ledger if None.

        Raises:
            UnknownCodeError: There is no such column.
        """
        groups = {"": self} if column is None else self.by(column)
        return [
            {"group": "" if key is None else str(key), **part.count()}
            for key, part in groups.items()
        ]

    def count(self) -> dict[str, Any]:
        """Counts and rates of the ledger as one flat row (计数)."""
        counts: dict[str, Any] = {
            "cases": len(self),
            "open": len(self.open()),
            "due_today": len(self.due_today()),
            "overdue": len(self.overdue()),
            "late": len(self.late()),
        }
        rates = {"on_time": self.on_time_rate(), "closed": self.closed_rate()}
        for name, rate in rates.items():
            counts |= {f"{name}_{key}": part for key, part in rate.to_record().items()}
        return counts

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of `to_rows`, in order; the facts last."""
        from zhengwu.process.views._ledger_table import list_columns

        return list_columns(self)

    def to_rows(self) -> Iterator[dict[str, Any]]:
        """The cases as flat rows of texts, numbers and yes or no, for tables (台账表)."""
        from zhengwu.process.views._ledger_table import write_row

        columns = self.columns
        return (write_row(self, row, columns) for row in self.rows)
