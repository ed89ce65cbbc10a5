"""Values whose type no hint states, frozen, written and read by what they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from operator import is_
from typing import Any, Final

from zhengwu._frozen import FrozenMap
from zhengwu._values._classes import FORMAT, KIND, iter_family
from zhengwu._values._problems import refuse, refuse_depth, unwritable
from zhengwu._values._scalars import SCALARS, Plain, Shape, as_list, write_float


class AnyShape(Shape):
    """Any value; lists and dicts are frozen (任意值)."""

    by_type = False
    kinds = frozenset({str, int, float, bool, type(None), date, datetime})

    def check(self, value: Any) -> Any:
        return freeze(value)

    def write(self, value: Any) -> Plain:
        return write_any(value)

    def read(self, data: Plain) -> Any:
        return read_any(data)


DEEPEST: Final = 100
"""Maximum nesting of a value of any type, as of a record that is read (嵌套层数上限)."""


# perf: the classes without an abstract base class first, as most values are of those
_MAPPINGS: Final[Any] = (dict, FrozenMap)
_SETS: Final[Any] = (frozenset, set)
_SEQUENCES: Final[Any] = (list, tuple)


def freeze(value: Any, depth: int = 0) -> Any:
    """Lists and dicts of a value of any type, as tuples and read-only mappings.

    Args:
        value: The value.
        depth: Number of collections around the value.

    Raises:
        InputError: The value is nested more than `DEEPEST` levels deep.
    """
    kind = type(value)
    if kind in AnyShape.kinds:
        return value
    if isinstance(value, _SEQUENCES) and not hasattr(value, "_fields"):
        entries: Sequence[Any] = value
        frozen = _freeze_entries(entries, depth)
        if frozen is None:
            return value if kind is tuple else tuple(entries)
        return tuple(frozen)
    if isinstance(value, _MAPPINGS):
        plain: dict[Any, Any] = value.as_dict() if kind is FrozenMap else value
        frozen = _freeze_entries(plain.values(), depth)
        if frozen is None:
            return value if kind is FrozenMap else FrozenMap(plain)
        return FrozenMap(dict(zip(plain, frozen, strict=True)))
    if isinstance(value, _SETS):
        _freeze_entries(value, depth)
    return value


def _freeze_entries(entries: Collection[Any], depth: int) -> list[Any] | None:
    """The entries, frozen; None if all of them were."""
    if depth >= DEEPEST:
        raise refuse_depth(DEEPEST)
    kinds = AnyShape.kinds
    if kinds.issuperset(map(type, entries)):  # perf: mostly texts and numbers
        return None
    frozen = [e if type(e) in kinds else freeze(e, depth + 1) for e in entries]
    return None if all(map(is_, frozen, entries)) else frozen


_TAGS: Final[Mapping[str, type]] = {
    "$instant": datetime,  # before date, of which every datetime is one
    "$date": date,
    "$time": time,
    "$decimal": Decimal,
    "$fraction": Fraction,
    "$duration": timedelta,
    "$bytes": bytes,
}
_SET: Final = "$set"
_REAL: Final = "$number"
_PAIRS: Final = "$pairs"
_OF_PAIR: Final = 2
_TAG_OF: Final = {kind: tag for tag, kind in _TAGS.items()}


def thaw(value: Any) -> Any:
    """Tuples and read-only mappings as the lists and dicts that they came from."""
    if isinstance(value, tuple):
        entries: tuple[Any, ...] = value
        return list(map(thaw, entries))
    if isinstance(value, FrozenMap):
        frozen: FrozenMap[Any] = value
        return {key: thaw(part) for key, part in frozen.items()}
    return value


def write_any(value: Any, depth: int = 0) -> Plain:
    """Plain data for a value whose type no hint states.

    Args:
        value: The value.
        depth: Number of collections around the value.

    Raises:
        InputError: The value has no written form, or is nested more than `DEEPEST` levels
            deep.
    """
    if isinstance(value, Enum):
        value = value.value
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    for kind, write_entries in _COLLECTIONS:
        if isinstance(value, kind):
            if depth >= DEEPEST:
                raise refuse_depth(DEEPEST)
            return write_entries(value, depth + 1)
    to_dict = getattr(value, "to_dict", None)
    if to_dict is None:
        raise unwritable(value)
    return to_dict()


def _write_tagged(value: Any) -> Plain:
    kind = next(kind for kind in _TAGS.values() if isinstance(value, kind))
    return {_TAG_OF[kind]: SCALARS[kind].write(value)}


def _write_mapping(value: Mapping[Any, Any], depth: int) -> Plain:
    if all(isinstance(key, str) for key in value):
        return {str(key): write_any(entry, depth) for key, entry in value.items()}
    pairs = value.items()
    return {_PAIRS: [[write_any(key, depth), write_any(e, depth)] for key, e in pairs]}


def _write_set(value: AbstractSet[Any], depth: int) -> Plain:
    return {_SET: sorted([write_any(entry, depth) for entry in value], key=repr)}


def _write_sequence(value: Sequence[Any], depth: int) -> Plain:
    return [write_any(entry, depth) for entry in value]


def _write_real(value: float) -> Plain:
    """A number; infinity and NaN get a tag, so that they differ from texts."""
    written = write_float(value)
    return {_REAL: written} if isinstance(written, str) else written


def _keep(value: Any) -> Plain:
    return value


_WRITERS: Final[tuple[tuple[Any, Callable[[Any], Plain]], ...]] = (
    (str, str.__str__),
    (bool | int | None, _keep),
    (float, _write_real),
    (tuple(_TAG_OF), _write_tagged),
)
_COLLECTIONS: Final[tuple[tuple[Any, Callable[[Any, int], Plain]], ...]] = (
    (_MAPPINGS, _write_mapping),
    (_SETS, _write_set),
    (_SEQUENCES, _write_sequence),
)


_PLAIN: Final = frozenset({str, int, float, bool, type(None)})


def read_any(data: Plain, depth: int = 0) -> Any:
    """The value that plain data of any shape states.

    Args:
        data: The plain data.
        depth: Number of collections around the value.

    Raises:
        InputError: The data is nested more than `DEEPEST` levels deep, or a tag states no
            value of its kind.
    """
    if isinstance(data, dict):
        return _read_object(data, depth)
    if isinstance(data, list):
        return tuple(_read_entries(data, depth))
    return data


def _read_entries(entries: list[Any], depth: int) -> list[Any]:
    if depth >= DEEPEST:
        raise refuse_depth(DEEPEST)
    if _PLAIN.issuperset(map(type, entries)):
        return entries
    return [e if type(e) in _PLAIN else read_any(e, depth + 1) for e in entries]


def _read_object(data: dict[str, Any], depth: int) -> Any:
    """A mapping, or the value that a tag or the name of a class states."""
    if len(data) == 1:
        ((tag, content),) = data.items()
        if tag in _TAGS:
            return SCALARS[_TAGS[tag]].read(content)
        if tag in _READERS:
            return _READERS[tag](content, depth)
    if FORMAT in data:
        return _find_reader(data)(data)
    if depth >= DEEPEST:
        raise refuse_depth(DEEPEST)
    below = depth + 1
    return FrozenMap(
        {k: e if type(e) in _PLAIN else read_any(e, below) for k, e in data.items()}
    )


def _read_real(data: Plain, _: int) -> float:
    try:
        return float(data)
    except (TypeError, ValueError):
        raise refuse("数", "a number", data) from None


def _read_set(data: Plain, depth: int) -> Any:
    return frozenset(_read_entries(as_list(data), depth))


def _read_pairs(data: Plain, depth: int) -> Any:
    pairs = as_list(data)
    for pair in pairs:
        if len(as_list(pair)) != _OF_PAIR:
            raise refuse("一对键和值", "a pair of a key and a value", pair)
    keys = _read_entries([key for key, _ in pairs], depth)
    values = _read_entries([value for _, value in pairs], depth)
    return FrozenMap(dict(zip(keys, values, strict=True)))


_READERS: Final[Mapping[str, Callable[[Plain, int], Any]]] = {
    _SET: _read_set,
    _REAL: _read_real,
    _PAIRS: _read_pairs,
}


def _find_reader(data: dict[str, Any]) -> Callable[[Any], Any]:
    """Reads a value or a register by the kind that its plain data names."""
    from zhengwu._values._built import Built
    from zhengwu._values._value import Value

    for cls in iter_family(Built):
        if cls.__name__ == data.get(KIND):
            read: Callable[[Any], Any] = cls.from_dict
            return read
    return Value.from_dict
