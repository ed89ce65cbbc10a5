"""Values whose type no hint states, frozen, written and read by what they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from operator import is_
from typing import Any, Final, cast

from zhengwu._frozen import FrozenMap
from zhengwu._values._classes import FORMAT, KIND, iter_family
from zhengwu._values._problems import unwritable
from zhengwu._values._scalars import SCALARS, Plain, Shape, write_float


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


def freeze(value: Any) -> Any:
    """Lists and dicts of a value of any type, as tuples and read-only mappings."""
    if type(value) in AnyShape.kinds:
        return value
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        entries = cast("Sequence[Any]", value)
        frozen = tuple(map(freeze, entries))
        is_same = type(value) is tuple and all(map(is_, frozen, entries))
        return value if is_same else frozen
    if isinstance(value, dict):
        plain: dict[Any, Any] = value
        return FrozenMap({key: freeze(entry) for key, entry in plain.items()})
    return value


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


def write_any(value: Any) -> Plain:
    """Plain data for a value whose type no hint states.

    Raises:
        InputError: The value has no written form.
    """
    if isinstance(value, Enum):
        value = value.value
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    to_dict = getattr(value, "to_dict", None)
    if to_dict is None:
        raise unwritable(value)
    return to_dict()


def _write_tagged(value: Any) -> Plain:
    kind = next(kind for kind in _TAGS.values() if isinstance(value, kind))
    return {_TAG_OF[kind]: SCALARS[kind].write(value)}


def _write_mapping(value: Mapping[Any, Any]) -> Plain:
    if all(isinstance(key, str) for key in value):
        return {str(key): write_any(entry) for key, entry in value.items()}
    return {_PAIRS: [[write_any(key), write_any(part)] for key, part in value.items()]}


def _write_set(value: AbstractSet[Any]) -> Plain:
    return {_SET: sorted(map(write_any, value), key=repr)}


def _write_sequence(value: Sequence[Any]) -> Plain:
    return [write_any(entry) for entry in value]


def _write_real(value: float) -> Plain:
    """A number; infinity and NaN get a tag, so that they differ from texts."""
    written = write_float(value)
    return {_REAL: written} if isinstance(written, str) else written


def _keep(value: Any) -> Plain:
    return value


_MAPPINGS: Final[Any] = (FrozenMap, dict)
_SETS: Final[Any] = (frozenset, set)
_SEQUENCES: Final[Any] = (tuple, list)
_WRITERS: Final[tuple[tuple[Any, Callable[[Any], Plain]], ...]] = (
    (str, str.__str__),
    (bool | int | None, _keep),
    (float, _write_real),
    (tuple(_TAG_OF), _write_tagged),
    (_MAPPINGS, _write_mapping),
    (_SETS, _write_set),
    (_SEQUENCES, _write_sequence),
)


def read_any(data: Plain) -> Any:
    """The value that plain data of any shape states."""
    if isinstance(data, list):
        entries: list[Any] = data
        return tuple(map(read_any, entries))
    if not isinstance(data, dict):
        return data
    plain: dict[str, Any] = data
    tag = next(iter(plain), "")
    if tag in _TAGS and len(plain) == 1:
        return SCALARS[_TAGS[tag]].read(plain[tag])
    if tag in _READERS and len(plain) == 1:
        return _READERS[tag](plain[tag])
    if FORMAT in plain:
        return _find_reader(plain)(plain)
    return FrozenMap({key: read_any(entry) for key, entry in plain.items()})


def _read_set(data: Plain) -> Any:
    return frozenset(map(read_any, data))


def _read_pairs(data: Plain) -> Any:
    return FrozenMap({read_any(key): read_any(part) for key, part in data})


_READERS: Final[Mapping[str, Callable[[Plain], Any]]] = {
    _SET: _read_set,
    _REAL: float,
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
