"""Rules for 日: working days or calendar days, by statute."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

import attrs

from zhengwu._dates import within
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._tables import shipped, structure
from zhengwu._values import Value
from zhengwu.legal import LegalBasis, statute_register
from zhengwu.limits.values._units import Unit
from zhengwu.limits.values._values import CalendarDays, UnspecifiedDays, WorkingDays

_DAYS: Final = (Unit.WORKING_DAY, Unit.CALENDAR_DAY)


@attrs.frozen(kw_only=True)
class DayRule(Value):
    """Rule by which a statute counts 日 (日的计算规则).

    Args:
        statute: Id of the statute in the register.
        basis: The counting article.
        since: First day in force; None if unbounded.
        until: First day no longer in force; None while in force.
        working: Numbers of 日 that are working days; all numbers if None.
        up_to: Largest number of 日 that are working days, where the text says 以内.
        note_zh: Notes in Chinese.
        note_en: Notes in English.

    >>> rule = day_rule("arl")
    >>> rule.unit(7).value, rule.unit(60).value
    ('working_day', 'calendar_day')
    """

    statute: str
    basis: LegalBasis
    since: date | None = None
    until: date | None = None
    working: frozenset[int] | None = None
    up_to: int | None = None
    note_zh: str = ""
    note_en: str = ""

    def is_valid_on(self, on: date) -> bool:
        """Whether the rule is in force on a day."""
        return within(on, self.since, self.until)

    def unit(self, amount: object) -> Unit:
        """Unit of an amount of 日: working days or calendar days."""
        if self.up_to is not None:
            is_working = isinstance(amount, int | Decimal) and amount <= self.up_to
        else:
            is_working = self.working is None or amount in self.working
        return Unit.WORKING_DAY if is_working else Unit.CALENDAR_DAY


def decide_days(
    limit: UnspecifiedDays, rule: DayRule | Unit
) -> WorkingDays | CalendarDays:
    """Convert 日 to working or calendar days (确定日的种类).

    Raises:
        InputError: The unit is neither working nor calendar days.
    """
    unit = rule.unit(limit.amount) if isinstance(rule, DayRule) else rule
    if unit not in _DAYS:
        raise InputError(
            f"日只能定为工作日或自然日,不能定为{unit.label_zh}",
            f"日 means working or calendar days, not {unit.plural_en()}",
        )
    if unit is Unit.WORKING_DAY:
        return limit.as_working_days()
    return limit.as_calendar_days()


@attrs.frozen
class _Row:
    statute: str
    article: str
    working: list[int] | None = None
    up_to: int | None = None
    all: bool = False
    first: str = ""
    last: str = ""
    note_zh: str = ""
    note_en: str = ""

    def value(self) -> DayRule:
        """Convert the row to a rule."""
        statute = statute_register().get(self.statute)
        first, last = map(statute.version_named, (self.first, self.last))
        return DayRule(
            statute=self.statute,
            basis=statute.basis(self.article),
            since=first.effective if first else None,
            until=last.ended if last else None,
            working=None if self.all else frozenset(self.working or ()),
            up_to=self.up_to,
            note_zh=self.note_zh,
            note_en=self.note_en,
        )


@attrs.frozen
class _Table:
    day_rule: list[_Row]


@cache
def day_rules() -> tuple[DayRule, ...]:
    """Rules of all statutes whose way of counting 日 is known (各法日的计算规则)."""
    table = structure(shipped("zhengwu.limits", "days.toml"), _Table, "days.toml")
    return tuple(row.value() for row in table.day_rule)


def day_rule(statute: str, on: date | None = None) -> DayRule:
    """Rule by which a statute counts 日 (查询日的计算规则).

    Args:
        statute: Id or title in the register, such as ``"pal"`` or ``"行政许可法"``.
        on: Day on which the rule is in force; the current rule if None.

    Raises:
        UnknownCodeError: There is no such statute, or its way of counting is not known.
    """
    statute_id = statute_register().get(statute).id
    for rule in day_rules():
        in_force = rule.until is None if on is None else rule.is_valid_on(on)
        if rule.statute == statute_id and in_force:
            return rule
    known = [rule.statute for rule in day_rules()]
    raise UnknownCodeError("day_rules", statute, known)
