"""The shape that a type hint means."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import Any, Final, Literal, TypeVar, get_args, get_origin

import attrs

from zhengwu._frozen import FrozenMap
from zhengwu._values._any import AnyShape
from zhengwu._values._classes import ClassOf, Function, Named, Opaque, Row
from zhengwu._values._collections import Either, Entries, Fixed, Table
from zhengwu._values._scalars import SCALARS, Choice, Member, Nothing, Shape


def shape_of(hint: Any) -> Shape:
    """Shape of a resolved type hint; a type variable is any value."""
    if isinstance(hint, TypeVar) or hint in (Any, object):
        return AnyShape()
    if hint in (None, type(None)):
        return Nothing()
    if hint in SCALARS:
        return SCALARS[hint]
    origin: Any = get_origin(hint)
    if origin is None:
        return _shape_class(hint) if isinstance(hint, type) else AnyShape()
    make = _GENERIC.get(origin)
    return make(origin, get_args(hint)) if make else _shape_class(origin)


def _shape_literal(_: Any, values: tuple[Any, ...]) -> Shape:
    return Choice(values)


def _shape_union(_: Any, parts: tuple[Any, ...]) -> Shape:
    return Either(tuple(map(shape_of, parts)))


def _shape_function(_: Any, __: tuple[Any, ...]) -> Shape:
    return Function()


def _shape_entries(origin: Any, parts: tuple[Any, ...]) -> Shape:
    if origin is tuple and parts[-1:] != (Ellipsis,):
        return Fixed(tuple(map(shape_of, parts)))
    into = frozenset if issubclass(origin, AbstractSet) else tuple
    return Entries(shape_of(parts[0]), into)


def _shape_table(origin: Any, parts: tuple[Any, ...]) -> Shape:
    keys = SCALARS[str] if origin is FrozenMap else shape_of(parts[0])
    return Table(keys, shape_of(parts[-1]), dict if origin is dict else FrozenMap)


def _shape_type(_: Any, parts: tuple[Any, ...]) -> Shape:
    return ClassOf(parts[0])


_GENERIC: Final[Mapping[Any, Callable[[Any, tuple[Any, ...]], Shape]]] = {
    Literal: _shape_literal,
    typing.Union: _shape_union,
    types.UnionType: _shape_union,
    Callable: _shape_function,
    type: _shape_type,
    **dict.fromkeys((tuple, list, Sequence, Iterable), _shape_entries),
    **dict.fromkeys((frozenset, set, AbstractSet), _shape_entries),
    **dict.fromkeys((FrozenMap, dict, Mapping), _shape_table),
}


def _shape_class(cls: type[Any]) -> Shape:
    if issubclass(cls, Enum):
        return Member(cls)
    if hasattr(cls, "from_data"):
        return Named(cls)
    if issubclass(cls, tuple) and hasattr(cls, "_fields"):
        return Row(cls, shapes_of(cls))
    return Opaque(cls)


def has_members(shape: Shape) -> bool:
    """Whether a text in this place is the member of an enum."""
    if isinstance(shape, Either):
        return any(map(has_members, shape.parts))
    return isinstance(shape, Member)


def shapes_of(cls: type[Any]) -> dict[str, Shape]:
    """Shape of each field of an attrs class or a named tuple."""
    hints = typing.get_type_hints(cls)
    names: Sequence[str] = (
        [field.name for field in attrs.fields(cls)] if attrs.has(cls) else cls._fields
    )
    return {name: shape_of(hints[name]) for name in names}
