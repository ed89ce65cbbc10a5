"""The rule books that ship, read from their tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date  # at run time: cattrs resolves it
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar

import attrs

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._tables import parse_toml, shipped, structure
from zhengwu.legal import LegalBasis, Statute, statute_register
from zhengwu.limits.clock._clock import check_alike
from zhengwu.limits.clock._roles import known_role
from zhengwu.limits.clock._terms import ExtensionRule, Ground
from zhengwu.limits.reading._days import day_rule
from zhengwu.limits.rules._book import DurationClass, RuleBook, TimeRule
from zhengwu.limits.rules._outcomes import ExpiryOutcome
from zhengwu.limits.values._limit import Limit, make_limit
from zhengwu.limits.values._time import WorkingHours, WorkingMinutes
from zhengwu.limits.values._units import Unit
from zhengwu.limits.values._values import OnTheSpot, SameDay, UnspecifiedDays

_E = TypeVar("_E", bound=Enum)
_AT_ONCE: Final[dict[str, Limit]] = {"on_the_spot": OnTheSpot(), "same_day": SameDay()}
_IN_OFFICE: Final[dict[str, Callable[[Any], Limit]]] = {
    "hour": WorkingHours,
    "minute": WorkingMinutes,
}


@attrs.frozen
class _Term:
    id: str
    zh: str
    en: str


@attrs.frozen
class _Ground:
    id: str
    zh: str
    en: str
    statute: str
    article: str
    notice: bool = False

    def value(self) -> Ground:
        """The ground."""
        return Ground(
            id=self.id,
            name_zh=self.zh,
            name_en=self.en,
            needs_notice=self.notice,
            basis=statute_register().get(self.statute).basis(self.article),
        )


@attrs.frozen
class _Extension:
    amount: int | None = None
    unit: str = ""
    who: list[str] = attrs.field(factory=list)
    times: int | None = None
    told: bool = False


@attrs.frozen
class _Rule:
    id: str
    zh: str
    en: str
    trigger: str
    party: str = "agency"
    amount: int | None = None
    unit: str = ""
    office: bool = False
    says: str = ""
    counted_by: str = ""
    direction: str = "after"
    extension: _Extension | None = None
    excluded: list[str] = attrs.field(factory=list)
    at_expiry: list[str] = attrs.field(factory=list)
    statute: str = ""
    article: str = ""
    since: str = ""
    until: str = ""
    contested: list[str] = attrs.field(factory=list)
    replaces: str = ""
    confidence: str = "read"
    note_zh: str = ""
    note_en: str = ""


@attrs.frozen
class _Class:
    id: str
    zh: str
    en: str
    low: int = 0
    high: int | None = None
    note_zh: str = ""
    note_en: str = ""

    def value(self) -> DurationClass:
        """The class."""
        return DurationClass(
            id=self.id,
            name_zh=self.zh,
            name_en=self.en,
            low=self.low,
            high=self.high,
            note_zh=self.note_zh,
            note_en=self.note_en,
        )


@attrs.frozen
class _Book:
    data_version: str
    event: list[_Term]
    ground: list[_Ground]
    rule: list[_Rule]


@attrs.frozen
class _Set:
    id: str
    zh: str
    en: str
    region: str = ""
    statute: str = ""
    source: str = ""
    rule: list[_Rule] = attrs.field(factory=list)
    duration_class: list[_Class] = attrs.field(factory=list)


@attrs.frozen
class _Sets:
    data_version: str
    rule_set: list[_Set]


@cache
def _book() -> _Book:
    return structure(shipped("zhengwu.limits", "rules.toml"), _Book, "rules")


@cache
def grounds() -> tuple[Ground, ...]:
    """Grounds on which a clock may stand still (法定暂停事由)."""
    return tuple(row.value() for row in _book().ground)


@cache
def statutory_rules() -> RuleBook:
    """The statutory rule book (法定时限规则集)."""
    return RuleBook(
        name="CN",
        rules=_make_rules(((row, row.statute) for row in _book().rule), "rules.toml"),
        title_zh="法定时限规则",
        title_en="Statutory time rules",
    )


@cache
def local_rules(name: str) -> RuleBook:
    """A set of local practice, to be laid over the statutory rules (地方时限规则集).

    Args:
        name: One of `local_rule_sets`, such as ``"yumen"``.

    Raises:
        UnknownCodeError: No such set.
    """
    for row in _sets():
        if row.id == name:
            return _make_local_book(row, "local_rules.toml")
    raise UnknownCodeError("local_rules", name, local_rule_sets())


def local_rule_sets() -> tuple[str, ...]:
    """Names of the sets of local practice that ship (地方时限规则集名称)."""
    return tuple(row.id for row in _sets())


def parse_rules(text: str, source: str = "rules") -> RuleBook:
    """Read a set of local practice that a user wrote in TOML (读取地方时限规则).

    One ``[[rule_set]]`` as in the table that ships.

    Raises:
        InputError: Every problem of the table, with its path.
    """
    sets = _structured(parse_toml(text, source), source)
    if len(sets) != 1:
        raise InputError(
            f"{source} 应有一个 [[rule_set]],现有 {len(sets)} 个",
            f"{source} must hold one [[rule_set]], not {len(sets)}",
        )
    return _make_local_book(sets[0], source)


@cache
def _sets() -> tuple[_Set, ...]:
    return _structured(shipped("zhengwu.limits", "local_rules.toml"), "local_rules")


def _structured(table: Any, source: str) -> tuple[_Set, ...]:
    return tuple(structure(table, _Sets, source).rule_set)


def _make_local_book(row: _Set, source: str) -> RuleBook:
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
    rows: Iterable[tuple[_Rule, str]], file: str, source: str = ""
) -> tuple[TimeRule, ...]:
    """Rules of a table, each with its statute.

    Raises:
        InputError: Every row that cannot be used, with file and rule.
    """
    rules: list[TimeRule] = []
    problems: list[InputError] = []
    for row, statute in rows:
        try:
            rules.append(_make_rule(row, statute, source))
        except InputError as error:
            zh = f"{file} 规则 {row.id}:{error.message_zh}"
            problems.append(InputError(zh, f"{file} rule {row.id}: {error.message_en}"))
    if problems:
        raise InputError(
            ";".join(problem.message_zh for problem in problems),
            "; ".join(problem.message_en for problem in problems),
        )
    return tuple(rules)


def _make_rule(row: _Rule, statute: str, source: str) -> TimeRule:
    event = _find_event(row.trigger)
    found = statute_register().get(statute) if statute else None
    if found is None and (row.since or row.until):
        raise InputError(
            "since、until 是法规文本的版本,需要 statute",
            "since and until name versions of a statute, which is missing",
        )
    since, until = _interval(row, found) if found else (None, None)
    limit = _limit(row.amount, row.unit, office=row.office)
    extension = _extension(row.extension)
    if limit is not None and extension is not None and extension.by is not None:
        check_alike(limit, extension.by)
    return TimeRule(
        id=row.id,
        title_zh=row.zh,
        title_en=row.en,
        party=row.party,
        trigger=event.id,
        trigger_zh=event.zh,
        trigger_en=event.en,
        limit=limit,
        backward=_backward(row),
        says=row.says,
        counted_by=_counted_by(row),
        extension=extension,
        grounds=tuple(_find_ground(name) for name in row.excluded),
        at_expiry=tuple(_named(ExpiryOutcome, name) for name in row.at_expiry),
        basis=_basis(row, found) if found else None,
        source=source,
        since=since,
        until=until,
        contested=tuple(row.contested),
        replaces=row.replaces,
        confidence=row.confidence,
        note_zh=row.note_zh,
        note_en=row.note_en,
    )


def _find_event(name: str) -> _Term:
    for event in _book().event:
        if event.id == name:
            return event
    raise UnknownCodeError("event", name, [e.id for e in _book().event])


def _find_ground(name: str) -> Ground:
    for ground in grounds():
        if ground.id == name:
            return ground
    raise UnknownCodeError("ground", name, [g.id for g in grounds()])


def _backward(row: _Rule) -> bool:
    if row.direction not in ("after", "before"):
        raise InputError(
            "direction 应为 after 或 before",
            "direction must be after or before",
        )
    return row.direction == "before"


def _limit(amount: int | None, unit: str, *, office: bool) -> Limit | None:
    if unit in _AT_ONCE:
        return _AT_ONCE[unit]
    if amount is None:
        return None
    if office and unit in _IN_OFFICE:
        return _IN_OFFICE[unit](amount)
    return make_limit(amount, _named(Unit, unit))


def _named(kind: type[_E], value: str) -> _E:
    for member in kind:
        if member.value == value:
            return member
    raise UnknownCodeError(kind.__name__, value, [member.value for member in kind])


def _extension(row: _Extension | None) -> ExtensionRule | None:
    if row is None:
        return None
    for role in row.who:
        if not known_role(role):
            raise UnknownCodeError("roles.toml", role, ["see roles.toml"])
    by: Limit | None = (
        None if row.amount is None else make_limit(row.amount, _named(Unit, row.unit))
    )
    return ExtensionRule(by=by, who=tuple(row.who), times=row.times, told=row.told)


def _counted_by(row: _Rule) -> LegalBasis | None:
    """The counting article, which must agree with the unit of the row."""
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


def _interval(row: _Rule, statute: Statute) -> tuple[date | None, date | None]:
    """From the first day of the first version to the end of the last."""
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


def _basis(row: _Rule, statute: Statute) -> LegalBasis:
    """Cited with its version where it no longer reads so."""
    basis = statute.basis(row.article)
    return attrs.evolve(basis, version=row.until) if row.until else basis
