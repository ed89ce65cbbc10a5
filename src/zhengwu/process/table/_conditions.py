"""The language of conditions: a few forms, each a value with the names that it reads."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import attrs

from zhengwu._errors import InputError
from zhengwu._text import TextEnum
from zhengwu._values import Value


class ClockTest(TextEnum):
    """What a condition asks of a clock (对时限的要求)."""

    RUNNING = "running", "正在计时", "is running"
    PAUSED = "paused", "已暂停", "is suspended"
    OVER = "over", "已届满", "is over"
    NOT_OVER = "not_over", "未届满", "is not over"
    ABSENT = "absent", "没有计时", "does not run"


@attrs.frozen
class Condition(Value):
    """Condition in the language of conditions (条件表达)."""

    key: ClassVar[str] = ""
    """Key that names the form in a table."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of the event that the condition reads."""
        return ()

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts of the case that the condition reads."""
        return ()

    @property
    def clocks(self) -> tuple[str, ...]:
        """Clocks that the condition reads."""
        return ()

    @property
    def sides(self) -> tuple[str, ...]:
        """Kinds of side matters that the condition reads."""
        return ()

    @property
    def parts(self) -> tuple[Condition, ...]:
        """Conditions that the condition joins."""
        return ()


@attrs.frozen
class Given(Condition):
    """Every field is filled in, a truth value with true (已填写): ``{ given = ["reason"] }``."""

    key: ClassVar[str] = "given"
    given: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of the event that the condition reads."""
        return self.given


@attrs.frozen
class Known(Condition):
    """Every fact is known and not false (事实成立): ``{ known = ["reviewed"] }``."""

    key: ClassVar[str] = "known"
    known: tuple[str, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts of the case that the condition reads."""
        return self.known


@attrs.frozen(kw_only=True)
class Compare(Condition):
    """A field, a fact or a number of entries compared (比较).

    ``{ compare = "score", at_most = 2 }``, also with ``is``, ``is_not``, ``among`` and
    ``at_least``; the name is that of a field of the event or a fact of the case, written
    ``fact.score``; ``count = true`` compares the number of
    different entries. A text on the right that begins with ``fact.`` or ``field.`` names
    another value; ``event.day`` and ``event.at`` are the day and the instant of the event,
    ``actor.id`` and ``actor.organ`` the actor. A comparison with
    a missing value holds; ``given`` and ``known`` require the value.
    """

    key: ClassVar[str] = "compare"
    compare: str
    equals: Any = None
    differs: Any = None
    among: tuple[Any, ...] = ()
    at_least: Any = None
    at_most: Any = None
    count: bool = False

    @property
    def operands(self) -> tuple[str, ...]:
        """Names on either side, in their written form."""
        right = (self.equals, self.differs, self.at_least, self.at_most)
        named = (v for v in right if isinstance(v, str) and is_reference(v))
        return (self.compare, *named)

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of the event that the condition reads."""
        return tuple(name for of, name in map(split_name, self.operands) if of == FIELD)

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts of the case that the condition reads."""
        return tuple(name for of, name in map(split_name, self.operands) if of == FACT)


FIELD: Final = "field"
FACT: Final = "fact"
EVENT: Final = "event"
ACTOR: Final = "actor"
_REFERENCES: Final = (FIELD, FACT, EVENT, ACTOR)


def split_name(name: str) -> tuple[str, str]:
    """The place of a value and its name in that place; a bare name is a field."""
    of, dot, rest = name.partition(".")
    return (of, rest) if dot and of in _REFERENCES else (FIELD, name)


def is_reference(text: str) -> bool:
    """Whether a text on the right of a comparison names another value."""
    return text.partition(".")[0] in _REFERENCES and "." in text


@attrs.frozen(kw_only=True)
class ClockIs(Condition):
    """State of a clock (时限状态): ``{ clock = "FIX", is = "over" }``."""

    key: ClassVar[str] = "clock"
    clock: str
    state: ClockTest

    @property
    def clocks(self) -> tuple[str, ...]:
        """Clocks that the condition reads."""
        return (self.clock,)


@attrs.frozen(kw_only=True)
class Covers(Condition):
    """A field names everything that a fact lists (全部列明): ``{ covers = "listed", by = "supplied" }``.

    The reason names what is missing.
    """

    key: ClassVar[str] = "covers"
    covers: str
    by: str

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of the event that the condition reads."""
        return (self.by,)

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts of the case that the condition reads."""
        return (self.covers,)


@attrs.frozen(kw_only=True)
class Extends(Condition):
    """The extension is within what the clock allows (延长不超过上限).

    ``{ extends = "HANDLE", by = "by" }``: the clock runs or is suspended and is not over, is
    counted in the same unit, was not extended too often, and all extensions together stay within its row.
    """

    key: ClassVar[str] = "extends"
    extends: str
    by: str

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of the event that the condition reads."""
        return (self.by,)

    @property
    def clocks(self) -> tuple[str, ...]:
        """Clocks that the condition reads."""
        return (self.extends,)


@attrs.frozen
class Different(Condition):
    """Different persons act (不同的人): ``{ different = ["second", "actor.id"] }``.

    The condition fails if a name is empty.
    """

    key: ClassVar[str] = "different"
    different: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of the event that the condition reads."""
        return tuple(n for of, n in map(split_name, self.different) if of == FIELD)

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts of the case that the condition reads."""
        return tuple(n for of, n in map(split_name, self.different) if of == FACT)


@attrs.frozen
class Acts(Condition):
    """The actor is the person or the organ that a fact names (本人办理): ``{ acts = "owner" }``.

    ``owner`` is the owner of the case. Where the fact is not known, the condition holds.
    """

    key: ClassVar[str] = "acts"
    acts: str

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts of the case that the condition reads."""
        return () if self.acts == OWNER else (self.acts,)


OWNER: Final = "owner"


@attrs.frozen
class ByRole(Condition):
    """The actor acts in one of the roles (角色): ``{ role = ["head"] }``."""

    key: ClassVar[str] = "role"
    role: tuple[str, ...]


@attrs.frozen
class NoneOpen(Condition):
    """No side matter of these kinds is open (并行事项均已了结): ``{ none_open = ["opinion"] }``."""

    key: ClassVar[str] = "none_open"
    none_open: tuple[str, ...]

    @property
    def sides(self) -> tuple[str, ...]:
        """Kinds of side matters that the condition reads."""
        return self.none_open


@attrs.frozen
class SideOver(Condition):
    """The time of the side matter that the event names is over (并行时限已届满).

    ``{ side_over = "opinion" }``
    """

    key: ClassVar[str] = "side_over"
    side_over: str

    @property
    def sides(self) -> tuple[str, ...]:
        """Kinds of side matters that the condition reads."""
        return (self.side_over,)


@attrs.frozen(kw_only=True)
class OnGround(Condition):
    """A field names a ground of a list (法定事由): ``{ ground = "terminate", by = "ground" }``."""

    key: ClassVar[str] = "ground"
    ground: str
    by: str = "ground"

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of the event that the condition reads."""
        return (self.by,)


@attrs.frozen(kw_only=True)
class Countable(Condition):
    """The time limit in a field can be counted on the calendar (时限可计算): ``{ countable = "within" }``."""

    key: ClassVar[str] = "countable"
    countable: str

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of the event that the condition reads."""
        return (self.countable,)


@attrs.frozen
class All(Condition):
    """Every part holds (同时满足): ``{ all = [ … ] }``."""

    key: ClassVar[str] = "all"
    all: tuple[Condition, ...]

    @property
    def parts(self) -> tuple[Condition, ...]:
        """Conditions that the condition joins."""
        return self.all


@attrs.frozen
class AnyOf(Condition):
    """At least one part holds (满足其一): ``{ any = [ … ] }``."""

    key: ClassVar[str] = "any"
    any: tuple[Condition, ...]

    @property
    def parts(self) -> tuple[Condition, ...]:
        """Conditions that the condition joins."""
        return self.any


@attrs.frozen
class Not(Condition):
    """The part does not hold (不满足): ``{ not = { … } }``."""

    key: ClassVar[str] = "not"
    negated: Condition

    @property
    def parts(self) -> tuple[Condition, ...]:
        """Conditions that the condition joins."""
        return (self.negated,)


@attrs.frozen
class Registered(Condition):
    """A function that the caller registered decides (登记的函数): ``{ function = "income_test" }``."""

    key: ClassVar[str] = "function"
    function: str


FORMS: Final[dict[str, type[Condition]]] = {
    form.key: form
    for form in (
        Given,
        Known,
        Compare,
        ClockIs,
        Covers,
        Extends,
        Different,
        Acts,
        ByRole,
        NoneOpen,
        SideOver,
        OnGround,
        Countable,
        All,
        AnyOf,
        Not,
        Registered,
    )
}
"""The forms of the language, by their key (条件形式)."""


# Keys that Python does not take as names of fields.
_NAMES: Final[dict[type[Condition], dict[str, str]]] = {
    Compare: {"equals": "is", "differs": "is_not"},
    ClockIs: {"state": "is"},
    Not: {"negated": "not"},
}


def read_condition(data: Any) -> Condition:
    """Read a condition from a table: an object with the key of its form.

    Raises:
        InputError: The object has no form of the language, or wrong keys.

    >>> read_condition({"given": ["reason"]})
    Given(given=('reason',))
    """
    if not isinstance(data, dict):
        raise InputError(
            f'条件应为对象,如 {{ given = ["reason"] }},现为 {data!r}',
            f'a condition must be an object such as {{ given = ["reason"] }}, not {data!r}',
        )
    keys = [key for key in FORMS if key in data]
    if len(keys) != 1:
        listed = "、".join(FORMS)
        raise InputError(
            f"条件 {data!r} 应恰好有一个关键字:{listed}",
            f"condition {data!r} must have exactly one of the keys {', '.join(FORMS)}",
        )
    form = FORMS[keys[0]]
    plain: dict[str, Any] = dict(data)
    for key in ("all", "any"):
        if key in plain and isinstance(plain[key], list):
            plain[key] = tuple(map(read_condition, plain[key]))
    if "not" in plain:
        plain["not"] = read_condition(plain["not"])
    renamed = _NAMES.get(form, {})
    own: list[str] = [field.name for field in attrs.fields(form)]
    known = {renamed.get(name, name) for name in own}
    if unknown := sorted(map(str, set(plain) - known)):
        raise InputError(
            f"条件 {keys[0]} 没有这些项:{'、'.join(unknown)};可用:{'、'.join(sorted(known))}",
            f"condition {keys[0]} has no {', '.join(unknown)}; known keys are "
            f"{', '.join(sorted(known))}",
        )
    names = {key: name for name, key in renamed.items()}
    return form(**{names.get(key, key): value for key, value in plain.items()})


def iter_parts(condition: Condition) -> list[Condition]:
    """The condition and every condition within it."""
    parts = [condition]
    for part in condition.parts:
        parts += iter_parts(part)
    return parts
