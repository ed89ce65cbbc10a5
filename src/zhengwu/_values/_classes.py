"""Shapes of classes: values with a written form, named tuples, functions, other objects."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final, NamedTuple, Protocol

import attrs

from zhengwu._errors import InputError, Problem
from zhengwu._values._problems import hide, join_problems, nest, refuse, unwritable
from zhengwu._values._scalars import Plain, Shape

KIND: Final = "kind"
"""Key that names the class of a written value."""

RECORD: Final = "record"
"""Key that names the class where the class has a field of its own named ``kind``."""

FORMAT: Final = "format"
"""Key for the version of the written form, at the top of a written value."""


class Codec(NamedTuple):
    """How the objects of a class without a written form of its own are written and read.

    Attributes:
        write: Plain data of an object.
        read: The object that plain data states.
        schema: JSON Schema of the plain data.
    """

    write: Callable[[Any], Plain]
    read: Callable[[Any], Any]
    schema: Mapping[str, Any]


CODECS: Final[dict[type[Any], Codec]] = {}
"""Codecs by class; filled by the package of the class."""

TEXT_READERS: Final[dict[type[Any], Callable[[str], Any]]] = {}
"""How a text is read where a value of a class is due; filled by the package of the class."""


class Named(Shape):
    """Value of a class that has a written form of its own (有名称的值)."""

    def __init__(self, cls: type[Any]) -> None:
        self.cls = cls
        self.kinds = frozenset({cls})
        own = (f" {cls.__name__}", f"a {cls.__name__}")
        self.names = getattr(cls, "described_as", own)
        self._from_data = cls.from_data

    def check(self, value: Any) -> Any:
        if isinstance(value, self.cls):
            return value
        if isinstance(value, str):
            reader = TEXT_READERS.get(self.cls)
            if reader is not None:
                read = reader(value)
                if isinstance(read, self.cls):
                    return read
        raise refuse(*self.names, value)

    def write(self, value: Any) -> Plain:
        return value.to_data()

    def read(self, data: Plain) -> Any:
        if isinstance(data, str) and self.cls in TEXT_READERS:
            return self.check(data)
        return self._from_data(data)

    def schema(self, names: set[str]) -> dict[str, Any]:
        family = sorted(
            cls.__name__ for cls in iter_family(self.cls) if is_concrete(cls)
        )
        names.update(family)
        references = [{"$ref": f"#/$defs/{name}"} for name in family]
        return references[0] if len(references) == 1 else {"anyOf": references}


def is_concrete(cls: type[Any]) -> bool:
    """Whether a class has values of its own: it is public, current and not abstract."""
    has_values = attrs.has(cls) or hasattr(cls, "arguments")
    return has_values and is_current(cls) and not cls.__name__.startswith("_")


def iter_family(cls: type[Any]) -> Iterator[type[Any]]:
    """A class and its subclasses."""
    yield cls
    for each in cls.__subclasses__():
        # attrs builds a class twice; its module holds the second
        if is_current(each):
            yield from iter_family(each)


def is_current(cls: type[Any]) -> bool:
    """Whether the module of a class holds this class under its name."""
    module = sys.modules.get(cls.__module__)
    return getattr(module, cls.__name__, None) is cls


class Row(Shape):
    """Named tuple, written as an object (记录)."""

    def __init__(self, cls: type[Any], shapes: Mapping[str, Shape]) -> None:
        self._cls = cls
        self._defaults: Mapping[str, Any] = cls._field_defaults
        self.shapes = shapes
        self.required = [name for name in shapes if name not in self._defaults]
        self.private: frozenset[str] = frozenset()
        self.kinds = frozenset({cls})
        self.names = (f" {cls.__name__}", f"a {cls.__name__}")

    def check(self, value: Any) -> Any:
        if isinstance(value, self._cls):
            return value
        raise refuse(*self.names, value)

    def write(self, value: Any) -> Plain:
        return {
            name: shape.write(getattr(value, name))
            for name, shape in self.shapes.items()
            if name not in self._defaults
            or getattr(value, name) != self._defaults[name]
        }

    def read(self, data: Plain) -> Any:
        return self._cls(**read_fields(data, self))

    def schema(self, names: set[str]) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {
                name: shape.schema(names) for name, shape in self.shapes.items()
            },
            "required": self.required,
            "additionalProperties": False,
        }


class Opaque(Shape):
    """Instance of a class that has no written form (无书面形式的对象)."""

    def __init__(self, cls: type[Any]) -> None:
        self.cls = cls
        self.kinds = frozenset({cls})
        self.names = (f" {cls.__name__}", f"a {cls.__name__}")

    def check(self, value: Any) -> Any:
        try:
            if isinstance(value, self.cls):
                return value
        except TypeError:  # a protocol that cannot be asked at run time
            return value
        raise refuse(*self.names, value)

    def write(self, value: Any) -> Plain:
        codec = CODECS.get(self.cls)
        if codec is None:
            raise unwritable(value)
        return codec.write(value)

    def read(self, data: Plain) -> Any:
        codec = CODECS.get(self.cls)
        if codec is None:
            raise unwritable(self.cls)
        return codec.read(data)

    def schema(self, names: set[str]) -> dict[str, Any]:
        del names
        codec = CODECS.get(self.cls)
        return {} if codec is None else dict(codec.schema)


class ClassOf(Shape):
    """Class of a family, written as its name (类)."""

    by_type = False

    def __init__(self, base: type[Any]) -> None:
        self.base = base
        self.names = (f" {base.__name__} 的类", f"a class of {base.__name__}")

    def check(self, value: Any) -> Any:
        if not isinstance(value, type) or not issubclass(value, self.base):
            raise refuse(*self.names, value)
        return value

    def write(self, value: Any) -> Plain:
        return value.__name__

    def read(self, data: Plain) -> Any:
        for cls in iter_family(self.base):
            if cls.__name__ == data:
                return cls
        raise refuse(*self.names, data)

    def schema(self, names: set[str]) -> dict[str, Any]:
        del names
        return {"enum": sorted(cls.__name__ for cls in iter_family(self.base))}


class Function(Shape):
    """Function of the caller (函数)."""

    names = ("函数", "a function")

    def check(self, value: Any) -> Any:
        if not callable(value):
            raise refuse(*self.names, value)
        return value

    def write(self, value: Any) -> Plain:
        raise unwritable(value)

    def read(self, data: Plain) -> Any:
        raise unwritable(data)


def as_object(data: Plain) -> dict[str, Any]:
    """Plain data as an object.

    Raises:
        InputError: The data is no object.
    """
    if not isinstance(data, dict):
        raise refuse("对象", "an object", data)
    plain: dict[str, Any] = data
    return plain


class FieldPlan(Protocol):
    """What `read_fields` needs to know of a class."""

    @property
    def shapes(self) -> Mapping[str, Shape]: ...
    @property
    def required(self) -> Iterable[str]: ...
    @property
    def private(self) -> AbstractSet[str]: ...


def read_fields(
    data: Plain, plan: FieldPlan, ignored: AbstractSet[str] = frozenset()
) -> dict[str, Any]:
    """Values of the fields of an object; every problem is reported with its path.

    Raises:
        InputError: The data is no object, lacks a field, has an unknown field, or
            states an unusable value.
    """
    plain = data if data.__class__ is dict else as_object(data)
    shapes = plan.shapes
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, written in plain.items():
        shape = shapes.get(name)
        if shape is None:
            if name not in ignored:
                problems.append(_report_unknown(name, shapes))
        elif type(written) in shape.as_is:  # perf: most values
            values[name] = written
        else:
            try:
                values[name] = shape.read(written)
            except InputError as error:
                problems += hide(nest(error, name), plan.private, shape.names)
    for name in plan.required:
        if name not in plain:
            missing = Problem((name,), "必填,但没有", "is required and missing")
            problems.append(missing)
    if problems:
        raise join_problems(problems)
    return values


def _report_unknown(name: str, known: Iterable[str]) -> Problem:
    listed = ", ".join(known)
    return Problem(
        (name,),
        f"没有这一项;可用:{listed}",
        f"is no field here; the fields are {listed}",
    )


def tag_of(cls: type[Any]) -> str:
    """Key under which the name of a class is written."""
    own = {field.name for field in attrs.fields(cls)} if attrs.has(cls) else set[str]()
    return RECORD if KIND in own else KIND
