"""Time rules, which state who must do what within which time, and books of rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, Final

import attrs

from zhengwu._dates import as_date, within
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import keep
from zhengwu._text import CITED, JOINED, Lang, Text
from zhengwu._values import Value
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
    "unit": Text("单位", "unit"),
    "times": Text("次数", "times"),
    "trigger": Text("起算", "trigger"),
    "excluded": Text("扣除的时间", "excluded"),
    "at_expiry": Text("期满后果", "at_expiry"),
}
_NO_LENGTH: Final = Text("未写明期限", "no length stated")
_FROM: Final = Text("  自{trigger}起 {length}", "  {length} from {trigger}")
_BEFORE: Final = Text("  {trigger}之前", "  before {trigger}")
_LONG_BEFORE: Final = Text(
    "  {trigger}之前至少 {length}", "  at least {length} before {trigger}"
)
_EXTENSION: Final = Text(
    "  可延长 {most},批准人:{who}", "  extension: up to {most}, approved by: {who}"
)
_NOT_STATED: Final = Text("未写明", "not stated")
_NOT_COUNTED: Final = Text("  不计入:{grounds}", "  not counted: {grounds}")
_AT_EXPIRY: Final = Text("  期满:{outcome}", "  at expiry: {outcome}")
_BASIS: Final = Text(
    "  依据:{cited};施行 {since} 至 {until}",
    "  basis: {cited}; in force {since} to {until}",
)
_NOW: Final = Text("今", "now")
_DISPUTED: Final = Text("  有争议:{names}", "  contested: {names}")
_WITHOUT_DAYS: Final = (Counting.AT_ONCE, Counting.SAME_DAY)


@attrs.frozen(kw_only=True)
class TimeRule(Value):
    """Time rule (时限规则): one row of the rule book.

    Args:
        id: Id shared by all versions of the rule, such as ``"pal.decide"``.
        title_zh: The required act, in Chinese.
        title_en: The required act, in English.
        party: Party that must act: ``agency``, ``applicant``, ``third_party``, ``organ``.
        trigger: Id of the event from which the period runs, or before which the act must
            be done.
        trigger_zh: The event in Chinese.
        trigger_en: The event in English.
        limit: Length of the period; None where the text states no length.
        backward: Whether the act must be done at least this long before the event.
        says: The unit in the text, where a counting article decides its meaning.
        counted_by: The article that sets the way of counting.
        extension: Conditions for an extension; None if there is none.
        grounds: Grounds that suspend the period.
        at_expiry: Outcomes at expiry.
        basis: Article that states the rule; None for practice without a statute.
        source: Source of the rule, for practice without a statute.
        since: First day in force; None if not known.
        until: First day no longer in force; None while in force.
        contested: Fields that rest on our reading, which others may not share.
        replaces: For local practice, the id of the statutory rule that it shortens.
        confidence: ``"read"`` if checked in the text, ``"memory"`` if to be confirmed.
        note_zh: Notes in Chinese.
        note_en: Notes in English.
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

    def is_valid_on(self, on: dt.date) -> bool:
        """Whether the rule is in force on a day."""
        on = as_date(on, "on")
        return within(on, self.since, self.until)

    @property
    def bases(self) -> tuple[LegalBasis, ...]:
        """The article that states the rule, and the article that sets the way of counting."""
        counting = self.counted_by
        if counting is not None and not counting.article:
            counting = None
        return tuple(basis for basis in (self.basis, counting) if basis)

    @property
    def terms(self) -> ClockTerms:
        """Terms for a clock of this rule: its extension and grounds of suspension."""
        return ClockTerms(rule=self.id, extension=self.extension, grounds=self.grounds)

    def due(
        self, at: dt.date, calendar: Any, *, count_trigger_day: bool = False
    ) -> Deadline:
        """The deadline, counted back where the rule requires it.

        Args:
            at: Day or instant of the event. A period in days uses the day of the instant in
                Beijing time.
            calendar: Working calendar of the organ; office hours for office time.
            count_trigger_day: Whether the day of the event is the first day.

        Raises:
            InputError: The text states no length.
        """
        limit = self._require_limit()
        if isinstance(limit, DayLimitBase):
            day = Clock.start(limit, at).started.date()
            if self.backward:
                deadline = limit.before(day, calendar)
            else:
                deadline = limit.due(day, calendar, count_trigger_day=count_trigger_day)
        else:
            deadline = limit.due(at, calendar)
        return attrs.evolve(deadline, basis=self.bases)

    def start(self, at: dt.date, *, count_trigger_day: bool = False) -> Clock:
        """Start a clock with the limit and the terms of this rule.

        Raises:
            InputError: The text states no length, or the period is counted back.
        """
        if self.backward:
            raise InputError(
                f"{self.id} 自将来的日期向前计算,没有起算时刻;请用 due()",
                f"{self.id} is counted back from a future day and has no start; use due()",
            )
        return Clock.start(
            self._require_limit(),
            at,
            self.terms,
            count_trigger_day=count_trigger_day,
            basis=self.bases,
        )

    def _require_limit(self) -> Any:
        if self.limit is None:
            raise InputError(
                f"{self.id} 没有写明期限:{self.note_zh or self.title_zh}",
                f"{self.id} states no length of time: {self.note_en or self.title_en}",
            )
        return self.limit

    def to_record(self) -> dict[str, Any]:
        """Plain data: the keys of the command line's JSON, then more keys."""
        limit = self.limit
        amount = None if limit is None else limit.amount
        extension = self.extension.to_record() if self.extension else None
        return {
            "id": self.id,
            "trigger": self.trigger,
            "amount": amount if isinstance(amount, int | None) else float(amount),
            "unit": None if limit is None else limit.unit.value,
            "extension": extension,
            "excluded": [ground.id for ground in self.grounds],
            "at_expiry": [outcome.value for outcome in self.at_expiry],
            "basis": [basis.to_record() for basis in self.bases],
            "title_zh": self.title_zh,
            "title_en": self.title_en,
            "party": self.party,
            "on_the_spot": limit is not None and limit.counting in _WITHOUT_DAYS,
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
        return "\n".join(self._state_all(lang))

    def _state_all(self, lang: Lang) -> Iterator[str]:
        yield f"{self.id} {Text(self.title_zh, self.title_en).say(lang)}"
        yield self._state_length(lang)
        if self.extension is not None:
            most = self.extension.label(lang)
            who = JOINED.say(lang).join(
                role_name(role, lang) for role in self.extension.who
            )
            yield _EXTENSION.say(lang, most=most, who=who or _NOT_STATED.say(lang))
        if self.grounds:
            grounds = JOINED.say(lang).join(
                Text(ground.name_zh, ground.name_en).say(lang)
                for ground in self.grounds
            )
            yield _NOT_COUNTED.say(lang, grounds=grounds)
        for outcome in self.at_expiry:
            yield _AT_EXPIRY.say(lang, outcome=outcome.label(lang))
        cited = CITED.say(lang).join(basis.cite(lang) for basis in self.bases)
        yield _BASIS.say(
            lang,
            cited=cited or self.source,
            since=self.since or "",
            until=self.until or _NOW.say(lang),
        )
        if self.contested:
            names = JOINED.say(lang).join(
                _CONTESTED.get(name, Text(name, name)).say(lang)
                for name in self.contested
            )
            yield _DISPUTED.say(lang, names=names)
        if note := Text(self.note_zh, self.note_en).say(lang):
            yield f"  {note}"

    def _state_length(self, lang: Lang) -> str:
        length = self.limit.label(lang) if self.limit else _NO_LENGTH.say(lang)
        trigger = Text(self.trigger_zh, self.trigger_en).say(lang)
        if not self.backward:
            return _FROM.say(lang, trigger=trigger, length=length)
        states_length = self.limit is not None and self.limit.amount
        sentence = _LONG_BEFORE if states_length else _BEFORE
        return sentence.say(lang, trigger=trigger, length=length)


@attrs.frozen(kw_only=True)
class DurationClass(Value):
    """Duration class (办结时长分类) into which a hall sorts its items.

    Args:
        id: Short name, such as ``"half_day"``.
        name_zh: Name used by the hall, in Chinese.
        name_en: Name in English.
        low: Smallest number of minutes of office time.
        high: Largest number of minutes; None for no upper bound.
        note_zh: Notes in Chinese.
        note_en: Notes in English.
    """

    id: str
    name_zh: str
    name_en: str
    low: int = 0
    high: int | None = None
    note_zh: str = ""
    note_en: str = ""

    def contains(self, minutes: float) -> bool:
        """Whether a number of minutes falls into the class; both bounds belong to it."""
        return self.low <= minutes and (self.high is None or minutes <= self.high)


def _to_rules(value: Iterable[TimeRule]) -> tuple[TimeRule, ...]:
    return keep(value)


@attrs.frozen(kw_only=True)
class RuleBook(Value):
    """Rule book (时限规则集): time rules, with local practice applied on top of them.

    Args:
        name: Name, such as ``"CN"`` or ``"yumen"``.
        rules: The rules; all versions of a rule have the same id.
        classes: Duration classes of a hall.
        title_zh: Title in Chinese.
        title_en: Title in English.
        region: Code of the division where the book applies; empty for the whole country.

    Raises:
        InputError: Two versions of a rule are in force on the same day, or a rule has
            neither a basis nor a source.
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
        super().__attrs_post_init__()
        by_id: dict[str, tuple[TimeRule, ...]] = {}
        for rule in self.rules:
            if rule.basis is None and not rule.source:
                raise InputError(
                    f"时限规则 {rule.id} 没有依据,也没有来源",
                    f"time rule {rule.id} has no basis and no source",
                )
            for other in by_id.get(rule.id, ()):
                if _overlap(rule, other):
                    raise InputError(
                        f"时限规则 {rule.id} 的两个版本施行期间重叠",
                        f"two versions of time rule {rule.id} are in force on the same day",
                    )
            by_id[rule.id] = (*by_id.get(rule.id, ()), rule)
        object.__setattr__(self, "_by_id", by_id)

    def __iter__(self) -> Iterator[TimeRule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of all rules, in the order of the book."""
        return tuple(self._by_id)

    def versions(self, name: str) -> tuple[TimeRule, ...]:
        """Every version of a rule, oldest first.

        Raises:
            UnknownCodeError: The book has no rule with that id.
        """
        versions = self._by_id.get(name)
        if versions is None:
            raise UnknownCodeError("rules", name, self.ids)
        return versions

    def get(self, name: str, on: dt.date) -> TimeRule:
        """The version of a rule in force on a day.

        Args:
            name: Id of the rule, such as ``"pal.decide"``.
            on: The day, usually that of the event from which the period runs.

        Raises:
            UnknownCodeError: The book has no rule with that id.
            InputError: No version was in force on that day.

        >>> from zhengwu.limits import statutory_rules
        >>> book = statutory_rules()
        >>> [book.get("foi.reply", dt.date(y, 1, 1)).limit.amount for y in (2018, 2026)]
        [15, 20]
        """
        versions = self.versions(name)
        for rule in versions:
            if rule.is_valid_on(on):
                return rule
        spans = "; ".join(f"{r.since or ''} - {r.until or ''}" for r in versions)
        raise InputError(
            f"{on} 没有施行中的 {name};施行期间:{spans}",
            f"{name} was not in force on {on}; its versions were in force: {spans}",
        )

    def in_force(self, on: dt.date) -> tuple[TimeRule, ...]:
        """The rules in force on a day."""
        return tuple(rule for rule in self.rules if rule.is_valid_on(on))

    def overlay(self, local: RuleBook) -> RuleBook:
        """Apply a book of local practice on top of this book.

        A local rule that replaces a statutory rule may shorten the period, never lengthen
        it (优化营商环境条例 art. 36).

        Raises:
            UnknownCodeError: A local rule replaces an unknown rule.
            InputError: A local rule is longer than the rule that it replaces.
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
        """The local rule that replaces a rule on a day; the rule itself if there is none.

        Raises:
            UnknownCodeError: The book has no rule with that id.
            InputError: No version was in force on that day.
        """
        for rule in self.rules:
            if rule.replaces == name and rule.is_valid_on(on):
                return rule
        return self.get(name, on)

    def classify(self, minutes: float) -> tuple[DurationClass, ...]:
        """Duration classes that contain this amount of office time; classes may overlap."""
        return tuple(c for c in self.classes if c.contains(minutes))


def _overlap(rule: TimeRule, other: TimeRule) -> bool:
    first, second = sorted((rule, other), key=lambda r: r.since or dt.date.min)
    return first.until is None or (second.since or dt.date.min) < first.until


def _check_shorter(rule: TimeRule, statutory: TimeRule) -> None:
    """Refuse a local rule whose limit or extension is longer than the statutory rule."""
    extensions = rule.extension, statutory.extension
    pairs: list[tuple[Any, Any]] = [(rule.limit, statutory.limit)]
    if extensions[0] is not None and extensions[1] is not None:
        pairs.append((extensions[0].by, extensions[1].by))
    for limit, maximum in pairs:
        if limit is None or maximum is None:
            continue
        try:
            longer = limit > maximum
        except TypeError:
            raise InputError(
                f"{rule.id} 的 {limit.label()} 与 {statutory.id} 的 {maximum.label()} 计算方式不同,"
                "无法判断是否缩短;请用同一单位",
                f"{rule.id} with {limit.label('en')} and {statutory.id} with "
                f"{maximum.label('en')} are counted in different ways; use the same unit",
            ) from None
        if longer:
            raise InputError(
                f"{rule.id} 的 {limit.label()} 长于 {statutory.id} 的 {maximum.label()};"
                "地方只能缩短",
                f"{rule.id} with {limit.label('en')} is longer than {statutory.id} with "
                f"{maximum.label('en')}; local practice may only shorten it",
            )
