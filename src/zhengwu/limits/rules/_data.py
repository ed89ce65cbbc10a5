"""The shipped rule books, read from their TOML tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date  # at run time: cattrs resolves it
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._tables import parse_toml, shipped, structure
from zhengwu.legal import LegalBasis, Statute, statute_register
from zhengwu.limits.clock._clock import check_same_counting
from zhengwu.limits.clock._roles import is_known_role
from zhengwu.limits.clock._terms import ExtensionRule, Ground
from zhengwu.limits.reading._days import day_rule
from zhengwu.limits.rules._book import RuleBook, TimeRule
from zhengwu.limits.rules._outcomes import ExpiryOutcome
from zhengwu.limits.values._limit import Limit, make_limit
from zhengwu.limits.values._time import WorkingHours, WorkingMinutes
from zhengwu.limits.values._units import Unit
from zhengwu.limits.values._values import OnTheSpot, SameDay, UnspecifiedDays

if TYPE_CHECKING:
    from zhengwu.limits.rules._rows import (
        BookRow,
        ExtensionRow,
        RuleRow,
        SetRow,
        TermRow,
    )

_E = TypeVar("_E", bound=Enum)
_AT_ONCE: Final[dict[str, Limit]] = {"on_the_spot": OnTheSpot(), "same_day": SameDay()}
_PARTIES: Final = ("agency", "applicant", "third_party", "organ")
_IN_OFFICE: Final[dict[str, Callable[[Any], Limit]]] = {
    "hour": WorkingHours,
    "minute": WorkingMinutes,
}


@cache
def _read_shipped_book() -> BookRow:
    from zhengwu.limits.rules._rows import BookRow

    return structure(shipped("zhengwu.limits", "rules.toml"), BookRow, "rules")


@cache
def grounds() -> tuple[Ground, ...]:
    """Statutory grounds on which a clock may be suspended (法定暂停事由)."""
    return tuple(row.value() for row in _read_shipped_book().ground)


@cache
def statutory_rules() -> RuleBook:
    """The statutory rule book (法定时限规则集)."""
    return RuleBook(
        name="CN",
        rules=_make_rules(
            ((row, row.statute) for row in _read_shipped_book().rule), "rules.toml"
        ),
        title_zh="法定时限规则",
        title_en="Statutory time rules",
    )


@cache
def local_rules(name: str) -> RuleBook:
    """A set of local practice, to be applied on top of the statutory rules (地方时限规则集).

    Args:
        name: A name from `local_rule_sets`, such as ``"yumen"``.

    Raises:
        UnknownCodeError: There is no set with that name.
    """
    for row in _read_shipped_sets():
        if row.id == name:
            return _make_local_book(row, "local_rules.toml")
    raise UnknownCodeError("local_rules", name, local_rule_sets())


def local_rule_sets() -> tuple[str, ...]:
    """Names of the shipped sets of local practice (地方时限规则集名称)."""
    return tuple(row.id for row in _read_shipped_sets())


def parse_rules(text: str, source: str = "rules") -> RuleBook:
    """Read a set of local practice from a user's TOML text (读取地方时限规则).

    The text has a single ``[[rule_set]]`` with the keys of the shipped table.

    Raises:
        InputError: The table is unusable; the message lists each problem with its path.
    """
    sets = _read_sets(parse_toml(text, source), source)
    if len(sets) != 1:
        raise InputError(
            f"{source} 应有一个 [[rule_set]],现有 {len(sets)} 个",
            f"{source} must contain exactly 1 [[rule_set]], not {len(sets)}",
        )
    return _make_local_book(sets[0], source)


@cache
def _read_shipped_sets() -> tuple[SetRow, ...]:
    return _read_sets(shipped("zhengwu.limits", "local_rules.toml"), "local_rules")


def _read_sets(table: Any, source: str) -> tuple[SetRow, ...]:
    from zhengwu.limits.rules._rows import SetsRow

    return tuple(structure(table, SetsRow, source).rule_set)


def _make_local_book(row: SetRow, source: str) -> RuleBook:
    rows = ((rule, rule.statute or row.statute) for rule in row.rule)
    return RuleBook(
        name=row.id,
        rules=_make_rules(rows, source, row.source),
        classes=tuple(c.value() for c in row.duration_class),
        title_zh=row.zh,
        title_en=row.en,
        region=row.region,
    )


def _make_rules(
    rows: Iterable[tuple[RuleRow, str]], file: str, source: str = ""
) -> tuple[TimeRule, ...]:
    """Convert the rows of a table, each with the id of its statute.

    Raises:
        InputError: A row is unusable; the message lists every such row with file and rule.
    """
    rules: list[TimeRule] = []
    problems: list[InputError] = []
    for row, statute_id in rows:
        try:
            rules.append(_make_rule(row, statute_id, source))
        except InputError as error:
            zh = f"{file} 规则 {row.id}:{error.message_zh}"
            problems.append(InputError(zh, f"{file} rule {row.id}: {error.message_en}"))
    if problems:
        raise InputError(
            ";".join(problem.message_zh for problem in problems),
            "; ".join(problem.message_en for problem in problems),
        )
    return tuple(rules)


def _make_rule(row: RuleRow, statute_id: str, source: str) -> TimeRule:
    event = _find_event(row.trigger)
    if row.party not in _PARTIES:
        raise UnknownCodeError("party", row.party, _PARTIES)
    statute = statute_register().get(statute_id) if statute_id else None
    if statute is None and (row.since or row.until):
        raise InputError(
            "since、until 是法规文本的版本,需要 statute",
            "since and until name versions of a statute, so the row needs a statute",
        )
    since, until = _find_interval(row, statute) if statute else (None, None)
    limit = _make_limit(row.amount, row.unit, office=row.office)
    extension = _make_extension(row.extension)
    if limit is not None and extension is not None and extension.by is not None:
        check_same_counting(limit, extension.by)
    return TimeRule(
        id=row.id,
        title_zh=row.zh,
        title_en=row.en,
        party=row.party,
        trigger=event.id,
        trigger_zh=event.zh,
        trigger_en=event.en,
        limit=limit,
        backward=_is_backward(row),
        says=row.says,
        counted_by=_find_counting_article(row),
        extension=extension,
        grounds=tuple(_find_ground(name) for name in row.excluded),
        at_expiry=tuple(_find_member(ExpiryOutcome, name) for name in row.at_expiry),
        basis=_make_basis(row, statute) if statute else None,
        source=source,
        since=since,
        until=until,
        contested=tuple(row.contested),
        replaces=row.replaces,
        confidence=row.confidence,
        note_zh=row.note_zh,
        note_en=row.note_en,
    )


def _find_event(name: str) -> TermRow:
    for event in _read_shipped_book().event:
        if event.id == name:
            return event
    raise UnknownCodeError("event", name, [e.id for e in _read_shipped_book().event])


def _find_ground(name: str) -> Ground:
    for ground in grounds():
        if ground.id == name:
            return ground
    raise UnknownCodeError("ground", name, [g.id for g in grounds()])


def _is_backward(row: RuleRow) -> bool:
    if row.direction not in ("after", "before"):
        raise InputError(
            "direction 应为 after 或 before",
            "direction must be after or before",
        )
    return row.direction == "before"


def _make_limit(amount: int | None, unit: str, *, office: bool) -> Limit | None:
    if unit in _AT_ONCE:
        return _AT_ONCE[unit]
    if amount is None:
        return None
    if office and unit in _IN_OFFICE:
        return _IN_OFFICE[unit](amount)
    return make_limit(amount, _find_member(Unit, unit))


def _find_member(kind: type[_E], value: str) -> _E:
    for member in kind:
        if member.value == value:
            return member
    raise UnknownCodeError(kind.__name__, value, [member.value for member in kind])


def _make_extension(row: ExtensionRow | None) -> ExtensionRule | None:
    if row is None:
        return None
    for role in row.who:
        if not is_known_role(role):
            raise UnknownCodeError("roles.toml", role, ["see roles.toml"])
    by: Limit | None = (
        None
        if row.amount is None
        else make_limit(row.amount, _find_member(Unit, row.unit))
    )
    return ExtensionRule(
        by=by, who=tuple(row.who), times=row.times, must_inform=row.must_inform
    )


def _find_counting_article(row: RuleRow) -> LegalBasis | None:
    """Find the counting article and check that it agrees with the unit of the row."""
    if not row.counted_by or row.amount is None:
        return None
    rule = day_rule(row.counted_by)
    meant = rule.unit(row.amount)
    if row.unit != meant.value:
        raise InputError(
            f"{rule.basis.cite()} 使 {UnspecifiedDays(row.amount).label()} "
            f"为{meant.label_zh},而表中为 {row.unit}",
            f"{rule.basis.cite('en')} makes {row.amount} days "
            f"{meant.plural_en()}, but the row says {row.unit}",
        )
    return rule.basis


def _find_interval(row: RuleRow, statute: Statute) -> tuple[date | None, date | None]:
    """Find the interval from the start of the first version to the end of the last."""
    if not statute.version:
        return None, None
    first = statute.version_named(row.since) if row.since else statute.version[0]
    last = statute.version_named(row.until) if row.until else statute.version[-1]
    if first is None or last is None:
        raise InputError(
            f"《{statute.title}》没有版本 {row.since or row.until}",
            f"{statute.id} has no version {row.since or row.until}",
        )
    return first.effective, last.ended


def _make_basis(row: RuleRow, statute: Statute) -> LegalBasis:
    """Cite the article, with its version if the current text differs."""
    basis = statute.basis(row.article)
    return attrs.evolve(basis, version=row.until) if row.until else basis
