"""Plain values of records that come from data frames and arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any, Final

_ABSENT: Final = frozenset(("NAType", "NaTType"))  # pandas.NA and pandas.NaT
_DEEPEST: Final = 20


def plain_value(value: Any, depth: int = 0) -> Any:
    """The value as plain data; None where a data frame states that there is none.

    NaN, NA, NaT and empty lists are not there. Scalars and arrays of NumPy become numbers,
    texts and lists; days become texts in ISO 8601.

    >>> plain_value(float("nan")), plain_value(20.0), plain_value(("a", "b"))
    (None, 20, ['a', 'b'])
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if depth > _DEEPEST or type(value).__name__ in _ABSENT:
        return None
    for kinds, convert in _CONVERTERS:
        if isinstance(value, kinds):
            return convert(value, depth)
    return _plain_array(value, depth)


def _plain_number(number: float | Decimal, _: int) -> Any:
    if not isfinite(number):
        return None
    return int(number) if number == int(number) else float(number)


def _plain_list(values: Iterable[Any], depth: int) -> list[Any] | None:
    if type(values) is list and values and _ALWAYS_PLAIN.issuperset(map(type, values)):
        return values  # perf: lists of texts, as JSON holds them
    entries = (plain_value(entry, depth + 1) for entry in values)
    return [entry for entry in entries if entry is not None] or None


def _plain_mapping(values: Mapping[Any, Any], depth: int) -> dict[str, Any] | None:
    if type(values) is dict and values:  # perf: objects of texts, as JSON holds them
        kinds = {*map(type, values), *map(type, values.values())}
        if kinds <= _ALWAYS_PLAIN and int not in kinds:
            return values
    pairs = ((str(key), plain_value(v, depth + 1)) for key, v in values.items())
    return {key: value for key, value in pairs if value is not None} or None


def _plain_day(value: date | time, _: int) -> str:
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    return value.isoformat()


def _plain_array(value: Any, depth: int) -> Any:
    """The value of a scalar or array that knows its plain form, as NumPy and pandas do."""
    convert = getattr(value, "tolist", None) or getattr(value, "to_list", None)
    if convert is None or depth > _DEEPEST:
        return value
    try:
        plain = convert()
    except Exception:  # noqa: BLE001  # the value of another library
        return value
    if type(plain) is type(value) or not isinstance(plain, _PLAIN):
        return None if plain != plain else str(plain)  # noqa: PLR0124  # NaT of NumPy
    return plain_value(plain, depth + 1)


_ALWAYS_PLAIN: Final = frozenset({str, int, bool})
_PLAIN: Final = (str, int, float, list, date, time, type(None))
_CONVERTERS: Final[tuple[tuple[Any, Callable[[Any, int], Any]], ...]] = (
    ((float, Decimal), _plain_number),
    ((list, tuple, set, frozenset), _plain_list),
    (Mapping, _plain_mapping),
    ((date, time), _plain_day),
    (Enum, lambda member, depth: plain_value(member.value, depth + 1)),
)
"""Conversion of each kind of values; the first that fits counts."""
