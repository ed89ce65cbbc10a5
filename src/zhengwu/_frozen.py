"""A mapping that can be a field of a frozen value: read-only and hashable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar, cast

_V_co = TypeVar("_V_co", covariant=True)


class FrozenMap(Mapping[str, _V_co], Generic[_V_co]):
    """Read-only mapping with text keys (只读映射).

    Values may be anything; the hash is taken over the keys alone, so that equal maps
    hash alike even where a value cannot be hashed.

    >>> FrozenMap({"days": 20})["days"]
    20
    """

    __slots__ = ("_items",)
    _items: dict[str, _V_co]

    def __init__(self, items: Mapping[str, _V_co] | None = None) -> None:
        object.__setattr__(self, "_items", dict(items or {}))

    def __getitem__(self, key: str) -> _V_co:
        return self._items[key]

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


def to_texts(texts: Iterable[str] | str) -> tuple[str, ...]:
    """Texts as a tuple; a single one is one, and not its letters.

    >>> to_texts("市局"), to_texts(["市局", "县局"])
    (('市局',), ('市局', '县局'))
    """
    return (texts,) if isinstance(texts, str) else tuple(texts)
