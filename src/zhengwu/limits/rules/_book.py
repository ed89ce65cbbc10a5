"""Time rules: who must do what within which time, as values and as a book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final

import attrs

from zhengwu._dates import as_date, within
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._text import Lang
from zhengwu.legal import LegalBasis
from zhengwu.limits.clock._clock import Clock
from zhengwu.limits.clock._roles import role_name
from zhengwu.limits.clock._terms import ClockTerms, ExtensionRule, Ground
from zhengwu.limits.rules._outcomes import ExpiryOutcome
from zhengwu.limits.values._deadline import Deadline
from zhengwu.limits.values._limit import Limit
from zhengwu.limits.values._units import Counting
from zhengwu.limits.values._values import DayLimitBase

_CONTESTED: Final = {
    "unit": "单位",
    "times": "次数",
    "trigger": "起算",
    "excluded": "扣除的时间",
    "at_expiry": "期满后果",
}
_ZERO: Final = (Counting.AT_ONCE, Counting.SAME_DAY)


@attrs.frozen(kw_only=True)
class TimeRule:
    """Time rule (时限规则): one row of the rule book.

    Args:
        id: Name, the same for every version of the rule, such as ``"pal.decide"``.
        title_zh: What must be done.
        title_en: The same in English.
        party: Whose period it is: ``agency``, ``applicant``, ``third_party``, ``organ``.
        trigger: Id of the event from which it runs, or before which it must be done.
        trigger_zh: That event in Chinese.
        trigger_en: The same in English.
        limit: How long; None where the text gives no length.
        backward: Whether it is at least so long before the event.
        says: The unit in the text, where a counting article decides what it means.
        counted_by: The article that says how it is counted.
        extension: How it may be extended.
        grounds: What suspends it.
        at_expiry: What follows.
        basis: Where it stands written; None for practice that no statute holds.
        source: Where it was read, for practice.
        since: First day on which it holds; None if not known.
        until: First day on which it no longer holds; None while it does.
        contested: Fields that rest on a reading of ours that others may not share.
        replaces: For local practice, the statutory rule that it shortens.
        confidence: ``"read"`` in the text, or ``"memory"``: to be confirmed.
        note_zh: What else to know.
        note_en: The same in English.
    """

    id: str
    title_zh: str
    title_en: str
    party: str = "agency"
    trigger: str
    trigger_zh: str
    trigger_en: str
    limit: Limit | None = None
    backward: bool = False
    says: str = ""
    counted_by: LegalBasis | None = None
    extension: ExtensionRule | None = None
    grounds: tuple[Ground, ...] = ()
    at_expiry: tuple[ExpiryOutcome, ...] = ()
    basis: LegalBasis | None = None
    source: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    contested: tuple[str, ...] = ()
    replaces: str = ""
    confidence: str = "read"
    note_zh: str = ""
    note_en: str = ""

    def holds(self, on: dt.date) -> bool:
        """Whether it is in force on that day."""
        on = as_date(on, "on")
        return within(on, self.since, self.until)

    @property
    def bases(self) -> tuple[LegalBasis, ...]:
        """The article itself and the one that says how it is counted."""
        counted = self.counted_by
        if counted is not None and not counted.article:
            counted = None
        return tuple(basis for basis in (self.basis, counted) if basis)

    @property
    def terms(self) -> ClockTerms:
        """What may extend and suspend a clock of this rule."""
        return ClockTerms(rule=self.id, extension=self.extension, grounds=self.grounds)

    def due(
        self, at: dt.date, calendar: Any, *, count_trigger_day: bool = False
    ) -> Deadline:
        """When it falls due, counted back where the rule says so.

        Args:
            at: Day or instant of the event; for an instant, a period in days takes its
                day in Beijing.
            calendar: Working calendar of the organ; office hours for office time.
            count_trigger_day: Whether that day is the first day.

        Raises:
            InputError: The text gives no length.
        """
        limit = self._limit()
        if isinstance(limit, DayLimitBase):
            day = Clock.start(limit, at).started.date()
            if self.backward:
                found = limit.before(day, calendar)
            else:
                found = limit.due(day, calendar, count_trigger_day=count_trigger_day)
        else:
            found = limit.due(at, calendar)
        return attrs.evolve(found, basis=self.bases)

    def start(self, at: dt.date, *, count_trigger_day: bool = False) -> Clock:
        """A clock of this rule, set running.

        Raises:
            InputError: The text gives no length, or it is counted back.
        """
        if self.backward:
            raise InputError(
                f"{self.id} 自将来的日期向前计算,没有起算时刻;请用 due()",
                f"{self.id} is counted back from a day to come and has no start; use due()",
            )
        return Clock.start(
            self._limit(),
            at,
            self.terms,
            count_trigger_day=count_trigger_day,
            basis=self.bases,
        )

    def _limit(self) -> Any:
        if self.limit is None:
            raise InputError(
                f"{self.id} 没有写明期限:{self.note_zh or self.title_zh}",
                f"{self.id} states no length: {self.note_en or self.title_en}",
            )
        return self.limit

    def to_dict(self) -> dict[str, Any]:
        """Plain data with the keys of the command line's JSON, and more."""
        limit = self.limit
        amount = None if limit is None else limit.amount
        extension = self.extension.to_dict() if self.extension else None
        return {
            "id": self.id,
            "trigger": self.trigger,
            "amount": amount if isinstance(amount, int | None) else float(amount),
            "unit": None if limit is None else limit.unit.value,
            "extension": extension,
            "excluded": [ground.id for ground in self.grounds],
            "at_expiry": [outcome.value for outcome in self.at_expiry],
            "basis": [basis.to_dict() for basis in self.bases],
            "title_zh": self.title_zh,
            "title_en": self.title_en,
            "party": self.party,
            "on_the_spot": limit is not None and limit.counting in _ZERO,
            "backward": self.backward,
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "contested": list(self.contested),
            "replaces": self.replaces or None,
            "source": self.source or None,
            "note_zh": self.note_zh,
            "note_en": self.note_en,
        }

    def explain(self, lang: Lang = "zh") -> str:
        """A few lines for people, in ``"zh"`` or ``"en"``."""
        return "\n".join(self._lines_en() if lang == "en" else self._lines_zh())

    def _lines_zh(self) -> Iterator[str]:
        yield f"{self.id} {self.title_zh}"
        length = self.limit.label() if self.limit else "未写明期限"
        if self.backward:
            least = f"至少 {length}" if self.limit and self.limit.amount else ""
            yield f"  {self.trigger_zh}之前{least}"
        else:
            yield f"  自{self.trigger_zh}起 {length}"
        if self.extension is not None:
            who = "、".join(map(role_name, self.extension.who))
            yield f"  可延长 {self.extension.label()},批准人:{who or '未写明'}"
        if self.grounds:
            yield f"  不计入:{'、'.join(ground.name_zh for ground in self.grounds)}"
        for outcome in self.at_expiry:
            yield f"  期满:{outcome.label_zh}"
        cited = "、".join(basis.cite() for basis in self.bases) or self.source
        span = f"{self.since or ''} 至 {self.until or '今'}"
        yield f"  依据:{cited};施行 {span}"
        if self.contested:
            named = "、".join(_CONTESTED.get(name, name) for name in self.contested)
            yield f"  有争议:{named}"
        if self.note_zh:
            yield f"  {self.note_zh}"

    def _lines_en(self) -> Iterator[str]:
        yield f"{self.id} {self.title_en}"
        length = self.limit.label("en") if self.limit else "no length stated"
        if self.backward:
            least = f"at least {length} " if self.limit and self.limit.amount else ""
            yield f"  {least}before {self.trigger_en}"
        else:
            yield f"  {length} from {self.trigger_en}"
        if self.extension is not None:
            who = ", ".join(role_name(role, "en") for role in self.extension.who)
            yield f"  extension: {self.extension.label('en')}, by {who or 'not named'}"
        if self.grounds:
            yield f"  not counted: {', '.join(g.name_en for g in self.grounds)}"
        for outcome in self.at_expiry:
            yield f"  at expiry: {outcome.label_en}"
        cited = "; ".join(basis.cite("en") for basis in self.bases) or self.source
        yield f"  basis: {cited}; in force {self.since or ''} to {self.until or 'now'}"
        if self.contested:
            yield f"  contested: {', '.join(self.contested)}"
        if self.note_en:
            yield f"  {self.note_en}"


@attrs.frozen(kw_only=True)
class DurationClass:
    """Duration class (办结时长分类) by which a hall sorts its items.

    Args:
        id: Short name, such as ``"half_day"``.
        name_zh: As the hall calls it.
        name_en: The same in English.
        low: Fewest minutes of office time.
        high: Most minutes; None for no upper end.
        note_zh: What else to know.
        note_en: The same in English.
    """

    id: str
    name_zh: str
    name_en: str
    low: int = 0
    high: int | None = None
    note_zh: str = ""
    note_en: str = ""

    def holds(self, minutes: float) -> bool:
        """Whether that many minutes fall into it; both ends do."""
        return self.low <= minutes and (self.high is None or minutes <= self.high)


def _to_rules(value: Iterable[TimeRule]) -> tuple[TimeRule, ...]:
    return tuple(value)


@attrs.frozen(kw_only=True)
class RuleBook:
    """Rule book (时限规则集): time rules, with local practice laid over them.

    Args:
        name: Name, such as ``"CN"`` or ``"yumen"``.
        rules: The rules; versions of one share its id.
        classes: Duration classes of a hall.
        title_zh: What it is.
        title_en: The same in English.
        region: Division code where it holds; empty for the nation.

    Raises:
        InputError: Two versions of a rule hold on the same day; a rule without a basis.
    """

    name: str
    rules: tuple[TimeRule, ...] = attrs.field(converter=_to_rules)
    classes: tuple[DurationClass, ...] = ()
    title_zh: str = ""
    title_en: str = ""
    region: str = ""
    _by_id: dict[str, tuple[TimeRule, ...]] = attrs.field(
        init=False, repr=False, eq=False
    )

    def __attrs_post_init__(self) -> None:
        by_id: dict[str, tuple[TimeRule, ...]] = {}
        for rule in self.rules:
            if rule.basis is None and not rule.source:
                raise InputError(
                    f"时限规则 {rule.id} 没有依据", f"time rule {rule.id} has no basis"
                )
            for other in by_id.get(rule.id, ()):
                if _overlap(rule, other):
                    raise InputError(
                        f"时限规则 {rule.id} 的两个版本施行期间重叠",
                        f"two versions of time rule {rule.id} hold on the same day",
                    )
            by_id[rule.id] = (*by_id.get(rule.id, ()), rule)
        object.__setattr__(self, "_by_id", by_id)

    def __iter__(self) -> Iterator[TimeRule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id, in the order of the book."""
        return tuple(self._by_id)

    def versions(self, name: str) -> tuple[TimeRule, ...]:
        """Every version of a rule, oldest first.

        Raises:
            UnknownCodeError: The book does not hold it.
        """
        found = self._by_id.get(name)
        if found is None:
            raise UnknownCodeError("rules", name, self.ids)
        return found

    def get(self, name: str, on: dt.date) -> TimeRule:
        """The rule as it stood on that day.

        Args:
            name: Its id, such as ``"pal.decide"``.
            on: Usually the day of the event from which it runs.

        Raises:
            UnknownCodeError: The book does not hold it.
            InputError: No version was in force on that day.

        >>> from zhengwu.limits import statutory_rules
        >>> book = statutory_rules()
        >>> [book.get("foi.reply", dt.date(y, 1, 1)).limit.amount for y in (2018, 2026)]
        [15, 20]
        """
        versions = self.versions(name)
        for rule in versions:
            if rule.holds(on):
                return rule
        spans = "; ".join(f"{r.since or ''} - {r.until or ''}" for r in versions)
        raise InputError(
            f"{on} 没有施行中的 {name};施行期间:{spans}",
            f"{name} was not in force on {on}; it was: {spans}",
        )

    def in_force(self, on: dt.date) -> tuple[TimeRule, ...]:
        """The rules in force on that day."""
        return tuple(rule for rule in self.rules if rule.holds(on))

    def overlay(self, local: RuleBook) -> RuleBook:
        """This book with local practice laid over it.

        A local rule that replaces one may shorten it, never lengthen it (优化营商环境条例
        art. 36).

        Raises:
            InputError: A local rule replaces an unknown one, or is longer than it.
        """
        for rule in local.rules:
            if rule.replaces:
                for version in self.versions(rule.replaces):
                    _check_shorter(rule, version)
        return RuleBook(
            name=f"{self.name}+{local.name}",
            rules=(*self.rules, *local.rules),
            classes=(*self.classes, *local.classes),
            title_zh=f"{self.title_zh}、{local.title_zh}",
            title_en=f"{self.title_en}, {local.title_en}",
            region=local.region or self.region,
        )

    def replacing(self, name: str, on: dt.date) -> TimeRule:
        """The local rule that replaces one on that day, else the rule itself.

        Raises:
            UnknownCodeError: The book does not hold it.
            InputError: No version was in force on that day.
        """
        for rule in self.rules:
            if rule.replaces == name and rule.holds(on):
                return rule
        return self.get(name, on)

    def classify(self, minutes: float) -> tuple[DurationClass, ...]:
        """Duration classes into which that much office time falls; several may overlap."""
        return tuple(c for c in self.classes if c.holds(minutes))


def _overlap(one: TimeRule, other: TimeRule) -> bool:
    first, second = sorted((one, other), key=lambda r: r.since or dt.date.min)
    return first.until is None or (second.since or dt.date.min) < first.until


def _check_shorter(rule: TimeRule, statutory: TimeRule) -> None:
    mine, theirs = rule.extension, statutory.extension
    pairs: list[tuple[Any, Any]] = [(rule.limit, statutory.limit)]
    if mine is not None and theirs is not None:
        pairs.append((mine.by, theirs.by))
    for ours, other in pairs:
        if ours is None or other is None:
            continue
        try:
            longer = ours > other
        except TypeError:
            raise InputError(
                f"{rule.id} 的 {ours.label()} 与 {statutory.id} 的 {other.label()} 计算方式不同,"
                "无从判断是否缩短;请用同一单位",
                f"{rule.id} with {ours.label('en')} and {statutory.id} with "
                f"{other.label('en')} are counted in different ways; use one unit",
            ) from None
        if longer:
            raise InputError(
                f"{rule.id} 的 {ours.label()} 长于 {statutory.id} 的 {other.label()};"
                "地方只能缩短",
                f"{rule.id} with {ours.label('en')} is longer than {statutory.id} with "
                f"{other.label('en')}; local practice may only shorten it",
            )
