"""Fields of frozen values: a read-only mapping, converters and validators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from operator import index
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from zhengwu._errors import InputError

_T = TypeVar("_T")
_V_co = TypeVar("_V_co", covariant=True)


class FrozenMap(Mapping[str, _V_co], Generic[_V_co]):
    """Read-only mapping with text keys (只读映射).

    Values may be of any type. The hash is computed from the keys alone, so that equal
    maps have equal hashes even if a value is not hashable.

    >>> FrozenMap({"days": 20})["days"]
    20
    """

    __slots__ = ("_items",)
    _items: dict[str, _V_co]

    def __init__(self, items: Mapping[str, _V_co] | None = None) -> None:
        object.__setattr__(self, "_items", dict(items or {}))

    def as_dict(self) -> dict[str, _V_co]:
        """The entries as a plain dict, which must not be changed; quicker to iterate."""
        return self._items

    def __getitem__(self, key: str) -> _V_co:
        return self._items[key]

    if not TYPE_CHECKING:  # type checkers take the types of Mapping.get

        def get(self, key: str, default: object = None) -> object:
            """The value of a key; `default` if there is none. perf: Mapping.get is slow."""
            return self._items.get(key, default)

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Mapping):
            return self._items == dict(cast("Mapping[str, Any]", other))
        return NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self._items))

    def __repr__(self) -> str:
        return f"FrozenMap({self._items!r})"

    def __setattr__(self, name: str, value: object) -> None:
        msg = "FrozenMap is read-only"
        raise AttributeError(msg)

    def __reduce__(self) -> tuple[type[FrozenMap[_V_co]], tuple[dict[str, _V_co]]]:
        return FrozenMap, (dict(self._items),)


def keep(value: Any) -> _T:  # type: ignore[type-var]  # pyright: ignore[reportInvalidTypeVarUse]
    """The value as it is: the check of its field converts or refuses it.

    A converter that only keeps its value says to type checkers what a field takes.
    """
    kept: _T = value
    return kept


def convert_or_keep(convert: Callable[[Any], _T], value: Any) -> _T:
    """The converted value; what cannot be converted is kept for the check of its field."""
    try:
        return convert(value)
    except InputError:
        raise
    except (TypeError, ValueError, AttributeError, ArithmeticError):
        return keep(value)


def to_texts(texts: Iterable[str] | str) -> tuple[str, ...]:
    """Convert to a tuple of strings; a single string becomes one element.

    >>> to_texts("市局"), to_texts(["市局", "县局"])
    (('市局',), ('市局', '县局'))
    """
    given: Any = texts
    if isinstance(given, str):
        return (given,)
    return tuple(given) if isinstance(given, Iterable) else keep(given)


def refuse_other(given: Any, name: str, *kinds: type[Any]) -> None:
    """Refuse a value that is an instance of none of `kinds` (类型核对).

    Raises:
        InputError: The value is of another type.
    """
    if isinstance(given, kinds):
        return
    members = [
        f"{kind.__name__}.{member.name}"
        for kind in kinds
        if issubclass(kind, Enum)
        for member in kind
    ]
    names = [kind.__name__ for kind in kinds if not issubclass(kind, Enum)]
    listed = [*(name for name in names if name != "NoneType"), *members]
    raise InputError(
        f"{name} 应为 {'、'.join(listed)},现为 {given!r}",
        f"{name} must be {', '.join(listed)}, not {given!r}",
    )


def to_number(value: Any) -> float:
    """Convert a number of any type to a float or an int (数).

    Strings and booleans are rejected.

    Raises:
        InputError: The value is no number.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, bool | str) or not hasattr(value, "__float__"):
        raise InputError(f"应为数,现为 {value!r}", f"a number is needed, not {value!r}")
    return float(value)


def to_count(value: Any) -> int:
    """Convert a whole number of any type to an int (整数).

    Booleans are rejected.

    Raises:
        InputError: The value is no whole number.
    """
    if not isinstance(value, bool) and hasattr(value, "__index__"):
        return index(value)
    raise InputError(
        f"应为整数,现为 {value!r}", f"a whole number is needed, not {value!r}"
    )
