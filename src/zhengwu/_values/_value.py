"""Base class of the values that users make, store and send (值)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, ClassVar, Final, NamedTuple, Self, cast

import attrs

from zhengwu._errors import InputError, Problem
from zhengwu._frozen import FrozenMap
from zhengwu._values._builder import make_builder
from zhengwu._values._classes import (
    FORMAT,
    KIND,
    RECORD,
    as_object,
    iter_family,
    read_fields,
    tag_of,
)
from zhengwu._values._hints import shapes_of
from zhengwu._values._problems import hide, join_problems, nest, refuse, refuse_depth
from zhengwu._values._scalars import Plain, Shape
from zhengwu._values._written import Written

_set = object.__setattr__


class Value(Written):
    """Value that is checked on construction and has a written form (值).

    Every field is compared with its type hint. What plainly means the same is converted;
    anything else is refused with the name of the field and what it may be. ``to_dict`` and
    ``from_dict`` write a value as plain data for JSON and read it back equal.
    """

    __slots__ = ()

    derived_keys: ClassVar[frozenset[str]] = frozenset()
    """Keys that `to_dict` adds for readers, computed from the fields; ignored on reading."""

    unwritten: ClassVar[frozenset[str]] = frozenset()
    """Fields that are not written."""

    private: ClassVar[frozenset[str]] = frozenset()
    """Fields whose values no message quotes."""

    def __attrs_post_init__(self) -> None:
        plan = _PLANS.get(type(self)) or plan_of(type(self))
        if tuple(map(type, plan.pick(self))) not in plan.passed:
            plan.check(self)
        for name, shape in plan.deep:
            value = getattr(self, name)
            if value or type(value) not in _EMPTY:
                plan.check_field(self, name, shape, value)

    @classmethod
    def trusted(cls, **values: Any) -> Self:
        """Make a value without checks or conversions, from fields that were checked before.

        perf: for values that the library computes itself by the thousand.
        """
        plan = _PLANS.get(cls) or plan_of(cls)
        return cast("Self", plan.build(**values))

    def to_dict(self) -> dict[str, Any]:
        """The value as plain data for JSON, with its kind and the version of the form.

        Raises:
            InputError: A part has no written form, such as a function of the caller, or is
                nested too deeply.
        """
        tag = plan_of(type(self)).tag
        named: dict[str, Any] = {FORMAT: self.written_format, tag: type(self).__name__}
        try:
            data: dict[str, Any] = self.to_data()
        except RecursionError:
            raise refuse_depth() from None
        return named | data

    def to_data(self) -> Any:
        """The value as plain data inside another value: without the version.

        The kind is written where several classes may stand in one place.
        """
        plan = plan_of(type(self))
        data: dict[str, Any] = {plan.tag: type(self).__name__} if plan.of_family else {}
        for name, shape, default in plan.written:
            value = getattr(self, name)
            if default is _NO_DEFAULT or not _is_default(value, default):
                data[name] = shape.write(value)
        return data | self.derive() if self.derived_keys else data

    def derive(self) -> dict[str, Any]:
        """Values of the `derived_keys`."""
        return {}

    @classmethod
    def find_class(cls, data: Mapping[str, Any]) -> type[Self]:
        """The class that plain data names, among this class and its subclasses.

        Raises:
            InputError: The data names no such class.
        """
        return cast("type[Self]", _find_class(cls, data))

    @classmethod
    def from_data(cls, data: Plain) -> Self:
        """Read a value from plain data inside another value.

        Raises:
            InputError: The data is no such value; each problem is listed with its path.
        """
        plain = data if data.__class__ is dict else as_object(data)
        plan = _PLANS.get(cls)
        if plan is None or KIND in plain or RECORD in plain:
            plan = plan_of(_find_class(cls, plain))
        values = read_fields(plain, plan, plan.ignored)
        if plan.completes:
            values |= plan.cls.complete(values, plain)
        if plan.simple:
            return cast("Self", plan.build(**values))
        try:
            return cast(
                "Self", plan.cls(**{plan.arguments[n]: v for n, v in values.items()})
            )
        except (TypeError, ValueError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError(
                f"{plan.cls.__name__} 的内容不合要求:{error}",
                f"the contents of {plan.cls.__name__} are unusable: {error}",
            ) from None

    @classmethod
    def complete(cls, values: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        """Fields that are not written, computed from the values and the data that were read."""
        del values, data
        return {}


class TextValue(Value):
    """Value that is written as its text, such as a code (以文字书写的值)."""

    __slots__ = ()

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the text that ``str`` of a value gives.

        Raises:
            InputError: The text states no such value.
        """
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """The value as plain data for JSON, with its kind and the version of the form."""
        return {
            FORMAT: self.written_format,
            KIND: type(self).__name__,
            _TEXT: self.to_data(),
        }

    def to_data(self) -> Any:
        """The text of the value."""
        return str(self)

    @classmethod
    def from_data(cls, data: Plain) -> Self:
        """Read a value from its text, or from an object with its text.

        Raises:
            InputError: The data states no such value.
        """
        text: Any = data
        if isinstance(data, dict):
            plain: dict[str, Any] = data
            text = plain.get(_TEXT)
        if not isinstance(text, str):
            raise refuse(
                f" {cls.__name__} 的文字", f"the text of a {cls.__name__}", text
            )
        return cls.from_text(text)


_TEXT: Final = "text"
_NO_DEFAULT: Final = object()


def _is_default(value: object, default: object) -> bool:
    return value is default or (type(value) is type(default) and value == default)


class Plan(NamedTuple):
    """How the values of a class are checked, written and read.

    Attributes:
        pick: Gets the values of the fields without entries.
        names: Names of those fields.
        passed: Types of values that passed before, where the type alone decides.
        deep: Fields with entries, which are checked entry by entry.
        shapes: Shape of each field that is written.
        private: Fields whose values no message quotes.
        written: Name, shape and default of each field that is written.
        required: Fields without a default.
        arguments: Name of the argument of each field.
        tag: Key for the name of the class.
        of_family: Whether the class is one of several that may stand in one place.
        build: Function that makes a value from its fields, without checks.
        simple: Whether the types of the fields are all that must hold.
        ignored: Keys of the written form that are no fields.
        completes: Whether some fields are computed on reading.
    """

    cls: type[Value]
    pick: Callable[[Any], tuple[Any, ...]]
    names: tuple[str, ...]
    flat: Mapping[str, Shape]
    passed: set[tuple[type, ...]]
    deep: tuple[tuple[str, Shape], ...]
    shapes: Mapping[str, Shape]
    private: frozenset[str]
    written: tuple[tuple[str, Shape, object], ...]
    required: tuple[str, ...]
    arguments: Mapping[str, str]
    tag: str
    of_family: bool
    build: Callable[..., Any]
    simple: bool
    ignored: frozenset[str]
    completes: bool

    def check(self, value: Value) -> None:
        """Check the fields without entries, and remember their types."""
        problems: list[Problem] = []
        same = True
        for name in self.names:
            given, shape = getattr(value, name), self.flat[name]
            if type(given) in shape.kinds:
                continue
            try:
                converted = shape.check(given)
            except InputError as error:
                problems += hide(nest(error, name), self.private, shape.names)
                continue
            if converted is not given:
                same = False
                _set(value, name, converted)
        if problems:
            raise _describe(self.cls, problems)
        if same:
            self.passed.add(tuple(map(type, self.pick(value))))

    def check_field(self, value: Value, name: str, shape: Shape, given: Any) -> None:
        """Check a field with entries."""
        try:
            converted = shape.check(given)
        except InputError as error:
            problems = hide(nest(error, name), self.private, shape.names)
            raise _describe(self.cls, problems) from None
        if converted is not given:
            _set(value, name, converted)


def _describe(cls: type[Any], problems: list[Problem]) -> InputError:
    """The error for a value that cannot be constructed, with the name of its class."""
    error = join_problems(problems)
    name = cls.__name__
    return InputError(
        f"{name}.{error.message_zh}", f"{name}.{error.message_en}", problems
    )


_PLANS: Final[dict[type[Any], Plan]] = {}
_EMPTY: Final = frozenset({tuple, frozenset, FrozenMap})


def plan_of(cls: type[Value]) -> Plan:
    """The plan of a class, compiled at its first use."""
    plan = _PLANS.get(cls)
    if plan is None:
        plan = _PLANS[cls] = _make_plan(cls)
    return plan


def _make_plan(cls: type[Value]) -> Plan:
    every = attrs.fields(cast("Any", cls))
    fields = [field for field in every if field.init]
    all_shapes = shapes_of(cls)
    shapes = {field.name: all_shapes[field.name] for field in fields}
    deep = tuple((name, shape) for name, shape in shapes.items() if not shape.by_type)
    deep_names = {name for name, _ in deep}
    names = tuple(name for name in shapes if name not in deep_names)
    written = tuple(
        (field.name, shapes[field.name], _find_default(field))
        for field in fields
        if field.name not in cls.unwritten
    )
    return Plan(
        cls=cls,
        pick=_make_picker(names),
        names=names,
        flat={name: shapes[name] for name in names},
        passed=set(),
        deep=deep,
        shapes={name: shape for name, shape, _ in written},
        private=cls.private,
        written=written,
        required=tuple(name for name, _, default in written if default is _NO_DEFAULT),
        arguments={field.name: field.alias or field.name for field in fields},
        tag=tag_of(cls),
        of_family=_is_of_family(cls),
        build=make_builder(
            cls,
            tuple(shapes),
            {
                field.name: _make_default(field)
                for field in fields
                if field.default is not attrs.NOTHING
            },
        ),
        ignored=frozenset({tag_of(cls), FORMAT, *cls.derived_keys}),
        completes=cls.complete.__func__ is not Value.complete.__func__,  # type: ignore[attr-defined]  # pyright: ignore[reportFunctionMemberAccess]
        simple=cls.__attrs_post_init__ is Value.__attrs_post_init__
        and all(field.init and field.validator is None for field in every),
    )


def _is_of_family(cls: type[Value]) -> bool:
    """Whether a base class between `Value` and the class may stand for it."""
    return any(
        base not in (Value, cls) and issubclass(base, Value) for base in cls.__mro__
    ) or any(not each.__name__.startswith("_") for each in cls.__subclasses__())


def _make_picker(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda _: ()
    single = attrgetter(names[0])
    return lambda value: (single(value),)


def _find_default(field: Any) -> object:
    default = field.default
    if default is attrs.NOTHING:
        return _NO_DEFAULT
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        return FrozenMap() if default.factory in (dict, FrozenMap) else _COMPUTED
    return default


def _make_default(field: Any) -> object:
    default = field.default
    if not isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        return default
    return FrozenMap() if default.factory is dict else default.factory()


_MOST_LISTED: Final = 40
_COMPUTED: Final = object()
"""Default that a function computes: never equal to a value, so always written."""


def _find_class(cls: type[Any], data: Mapping[str, Any]) -> type[Any]:
    """The class that plain data names, among a class and its subclasses."""
    plan = _PLANS.get(cls)
    if plan is not None:  # perf: nearly always the class itself, or its name
        name = data.get(plan.tag)
        if name == cls.__name__ or (name is None and RECORD not in data):
            return cls
    for tag in (RECORD, KIND):
        name = data.get(tag)
        for each in iter_family(cls):
            if each.__name__ == name and tag_of(each) == tag:
                return each
    named = data.get(tag_of(cls)) if attrs.has(cls) else data.get(KIND)
    if named is None and attrs.has(cls):
        return cls
    known = sorted(each.__name__ for each in iter_family(cls) if attrs.has(each))
    listed = ", ".join(known[:_MOST_LISTED])
    problem = Problem(
        (KIND,),
        f"应为 {listed} 之一,现为 {named!r}",
        f"must be one of {listed}, not {named!r}",
        named,
    )
    raise join_problems([problem])
