"""Registers and other objects that are written as the arguments they were built from."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from functools import cache
from inspect import signature
from typing import Any, NamedTuple, Self

from zhengwu._values._classes import FORMAT, KIND, as_object, read_fields
from zhengwu._values._hints import shape_of
from zhengwu._values._scalars import Plain, Shape
from zhengwu._values._written import Written


class Built(Written):
    """Object that is equal to another, and written, by its arguments (按参数构成的对象)."""

    __slots__ = ()

    def arguments(self) -> dict[str, Any]:
        """The arguments from which an equal object is built."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Built) or type(other) is not type(self):
            return NotImplemented
        return self.arguments() == other.arguments()

    def __hash__(self) -> int:
        parts = self.arguments().values()
        sizes = (len(part) if hasattr(part, "__len__") else 0 for part in parts)
        return hash((type(self).__name__, *sizes))

    def to_dict(self) -> dict[str, Any]:
        """The object as plain data for JSON, with its kind and the version of the form."""
        return {
            FORMAT: self.written_format,
            KIND: type(self).__name__,
            **self.to_data(),
        }

    def to_data(self) -> dict[str, Any]:
        """The object as plain data inside another value."""
        shapes = plan_arguments(type(self)).shapes
        given = self.arguments()
        return {
            name: shapes[name].write(value)
            for name, value in given.items()
            if value is not None
        }

    @classmethod
    def from_data(cls, data: Plain) -> Self:
        """Read an object from plain data inside another value.

        Raises:
            InputError: The data is no such object; each problem is listed with its path.
        """
        plain = {key: value for key, value in as_object(data).items() if key != KIND}
        return cls(**read_fields(plain, plan_arguments(cls)))


class ArgumentPlan(NamedTuple):
    """Shapes of the arguments of a class."""

    shapes: Mapping[str, Shape]
    required: tuple[str, ...]
    private: frozenset[str] = frozenset()


def plan_arguments(cls: Any) -> ArgumentPlan:
    """Shapes of the arguments from which a class is built."""
    return _plan_arguments(cls)


@cache
def _plan_arguments(cls: Any) -> ArgumentPlan:
    build = cls.__init__
    hints = typing.get_type_hints(build)
    parameters = [p for p in signature(build).parameters.values() if p.name in hints]
    return ArgumentPlan(
        {parameter.name: shape_of(hints[parameter.name]) for parameter in parameters},
        tuple(p.name for p in parameters if p.default is p.empty),
    )
