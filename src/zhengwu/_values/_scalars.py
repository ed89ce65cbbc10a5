"""Shapes of single values: text, numbers, days, instants, members of enums."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import Enum
from fractions import Fraction
from numbers import Real
from operator import index
from typing import Any, Final, TypeAlias, cast

from zhengwu._dates import BEIJING, as_instant, parse_date
from zhengwu._errors import InputError
from zhengwu._values._problems import refuse

Plain: TypeAlias = Any
"""Plain data as `json` reads and writes it."""

_MOST_SHOWN: Final = 24
_LONGEST_NAME: Final = 40


class Shape:
    """Meaning of a type hint for checking, writing, reading and schemas (取值形状)."""

    kinds: frozenset[type] = frozenset()
    """Types whose every instance may be stored as it is."""
    by_type: bool = True
    """Whether the type of a value alone decides that it may be stored as it is."""
    as_is: frozenset[type] = frozenset()
    """Types of plain data that are the value itself."""
    names: tuple[str, str] = ("任意值", "any value")
    """What may stand here, in Chinese and English, for messages."""

    def check(self, value: Any) -> Any:
        """The value to store.

        Raises:
            InputError: The value cannot be stored.
        """
        return value

    def write(self, value: Any) -> Plain:
        """The value as plain data."""
        return value

    def read(self, data: Plain) -> Any:
        """The value that plain data states.

        Raises:
            InputError: The data states no such value.
        """
        return data

    def schema(self, names: set[str]) -> dict[str, Any]:
        """JSON Schema of the plain data; `names` collects the classes it refers to."""
        del names
        return {}


def as_list(data: Plain) -> list[Any]:
    """Plain data as a list.

    Raises:
        InputError: The data is no list.
    """
    if not isinstance(data, list):
        raise refuse("列表", "a list", data)
    entries: list[Any] = data
    return entries


class Scalar(Shape):
    """Text, number, truth value, day, instant, time of day or duration."""

    def __init__(
        self,
        kind: type,
        names: tuple[str, str],
        schema: dict[str, Any],
        convert: Callable[[Any], Any],
        write: Callable[[Any], Plain] | None = None,
        read: Callable[[Any], Any] | None = None,
    ) -> None:
        self.kinds = frozenset({kind})
        self.names = names
        self._schema = schema
        self._convert = convert
        self._write = write
        self._read = read
        self.as_is = self.kinds if read is None else frozenset()

    def check(self, value: Any) -> Any:
        if type(value) in self.kinds:
            return value
        converted = self._convert(value)
        if converted is None:
            raise refuse(*self.names, value)
        return converted

    def write(self, value: Any) -> Plain:
        return value if self._write is None else self._write(value)

    def read(self, data: Plain) -> Any:
        if self._read is None:
            if type(data) in self.kinds:
                return data
            raise refuse(*self.names, data)
        try:
            return self._read(data)
        except InputError:
            raise
        except (TypeError, ValueError, ArithmeticError):
            raise refuse(*self.names, data) from None

    def schema(self, names: set[str]) -> dict[str, Any]:
        del names
        return dict(self._schema)


def _to_text(value: Any) -> str | None:
    return str.__str__(value) if isinstance(value, str) else None


def _to_bool(value: Any) -> bool | None:
    # a NumPy truth value is no bool, but says which of the two it is
    is_numpy = type(value).__name__ in ("bool_", "bool") and hasattr(value, "item")
    return bool(value) if is_numpy else None


def _to_int(value: Any) -> int | None:
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        return None
    return index(value)


def _to_float(value: Any) -> float | int | None:
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        return None
    number: Any = value
    return number if isinstance(number, int | float) else float(number)


def _to_decimal(value: Any) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    whole = _to_int(value)
    return None if whole is None else Decimal(whole)


def _to_fraction(value: Any) -> Fraction | None:
    if isinstance(value, bool | str | float):
        return None
    return Fraction(value) if isinstance(value, int | Decimal | Fraction) else None


def _to_date(value: Any) -> date | None:
    """A date of another class; an instant is refused with the remedy."""
    if isinstance(value, datetime):
        raise InputError(
            f"应为日期,现为时刻 {value.isoformat()};请按北京时间取 .date()",
            f"must be a date, not the instant {value.isoformat()}; take its .date() in "
            "Beijing time",
        )
    return date(value.year, value.month, value.day) if isinstance(value, date) else None


def _to_instant(value: Any) -> datetime | None:
    """An instant in Beijing time; without a time zone it is refused with the remedy."""
    return (
        as_instant(value, "").replace(fold=0) if isinstance(value, datetime) else None
    )


def _refuse_all(_: Any) -> None:
    return None


def _as_text(data: Any) -> str:
    if type(data) is not str:
        raise TypeError
    return data


def _read_day(data: Any) -> date:
    return parse_date(_as_text(data))


def _read_instant(data: Any) -> datetime:
    at = datetime.fromisoformat(data)
    if at.tzinfo is None:
        raise ValueError
    return at.replace(tzinfo=BEIJING) if at.utcoffset() == _EIGHT_HOURS else at


def _read_float(data: Any) -> float:
    if type(data) not in (int, float):
        if data in ("NaN", "Infinity", "-Infinity"):
            return float(data)
        raise TypeError
    return cast("float", data)


def write_float(value: float) -> Plain:
    """A number as JSON holds it; infinite and undefined numbers become text."""
    if value != value:  # noqa: PLR0124  # not a number
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    return value


def _read_fraction(data: Any) -> Fraction:
    return Fraction(data if type(data) is int else _as_text(data))


def _read_decimal(data: Any) -> Decimal:
    number = Decimal(data if type(data) is int else _as_text(data))
    if not number.is_finite():
        raise InvalidOperation
    return number


_EIGHT_HOURS: Final = timedelta(hours=8)
_NUMBER: Final = {"type": ["integer", "string"], "pattern": r"^-?\d+([./]\d+)?$"}

SCALARS: Final[Mapping[type, Scalar]] = {
    str: Scalar(str, ("文字", "text"), {"type": "string"}, _to_text),
    bool: Scalar(bool, ("是或否", "True or False"), {"type": "boolean"}, _to_bool),
    int: Scalar(int, ("整数", "a whole number"), {"type": "integer"}, _to_int),
    float: Scalar(
        float,
        ("数", "a number"),
        {"anyOf": [{"type": "number"}, {"enum": ["NaN", "Infinity", "-Infinity"]}]},
        _to_float,
        write_float,
        _read_float,
    ),
    Decimal: Scalar(
        Decimal, ("十进制数", "a Decimal"), _NUMBER, _to_decimal, str, _read_decimal
    ),
    Fraction: Scalar(
        Fraction, ("分数", "a Fraction"), _NUMBER, _to_fraction, str, _read_fraction
    ),
    date: Scalar(
        date,
        ("日期 YYYY-MM-DD(datetime.date)", "a day YYYY-MM-DD (datetime.date)"),
        {"type": "string", "format": "date"},
        _to_date,
        date.isoformat,
        _read_day,
    ),
    datetime: Scalar(
        datetime,
        (
            "带时区的时刻 YYYY-MM-DDTHH:MM+08:00",
            "an aware instant YYYY-MM-DDTHH:MM+08:00",
        ),
        {"type": "string", "format": "date-time"},
        _to_instant,
        datetime.isoformat,
        _read_instant,
    ),
    time: Scalar(
        time,
        ("时刻 HH:MM(datetime.time)", "a time of day HH:MM (datetime.time)"),
        {"type": "string", "pattern": r"^\d\d:\d\d"},
        _refuse_all,
        time.isoformat,
        lambda data: time.fromisoformat(_as_text(data)),
    ),
    timedelta: Scalar(
        timedelta,
        ("时长 timedelta", "a timedelta, written in seconds"),
        {"type": "number"},
        _refuse_all,
        timedelta.total_seconds,
        lambda data: timedelta(seconds=_read_float(data)),
    ),
    bytes: Scalar(
        bytes,
        ("字节串", "bytes"),
        {"type": "string", "contentEncoding": "base16"},
        _refuse_all,
        bytes.hex,
        bytes.fromhex,
    ),
}


class Nothing(Shape):
    """None (空)."""

    kinds = frozenset({type(None)})
    as_is = kinds
    names = ("空", "None")

    def check(self, value: Any) -> Any:
        if value is not None:
            raise refuse(*self.names, value)

    def write(self, value: Any) -> Plain:
        return value

    def read(self, data: Plain) -> Any:
        return self.check(data)

    def schema(self, names: set[str]) -> dict[str, Any]:
        del names
        return {"type": "null"}


class Member(Shape):
    """Member of an enum, also given as its value or its Chinese label (枚举成员)."""

    def __init__(self, enum: type[Enum]) -> None:
        self.kinds = frozenset({enum})
        self._enum = enum
        self._by_text: dict[object, Enum] = {}
        for member in enum:
            self._by_text.setdefault(getattr(member, "label_zh", None), member)
        self._by_value = {member.value: member for member in enum}
        self._by_text |= self._by_value
        self._by_text.pop(None, None)
        self._by_text.pop("", None)
        self.names = self._list_members([*enum][:_MOST_SHOWN])

    def _list_members(self, members: Sequence[Enum]) -> tuple[str, str]:
        more = "…" if len(members) < len(self._enum) else ""
        zh = "、".join(_name_member(member, "label_zh") for member in members)
        en = ", ".join(_name_member(member, "label_en") for member in members)
        name = self._enum.__name__
        return f" {name}({zh}{more})", f"a {name} ({en}{more})"

    def _refuse(self, value: object) -> InputError:
        """The error that lists the members; the nearest ones where there are many."""
        names = self.names
        if isinstance(value, str) and len(self._enum) > _MOST_SHOWN:
            texts = {str(text): member for text, member in self._by_text.items()}
            near = get_close_matches(value[:_LONGEST_NAME], texts, n=5, cutoff=0.5)
            if near:
                names = self._list_members(
                    [*dict.fromkeys(texts[text] for text in near)]
                )
        return refuse(*names, value)

    def check(self, value: Any) -> Any:
        if type(value) in self.kinds:
            return value
        try:
            return self._by_text[value]
        except (KeyError, TypeError):
            raise self._refuse(value) from None

    def write(self, value: Any) -> Plain:
        return value.value

    def read(self, data: Plain) -> Any:
        member = self._by_value.get(data) if type(data) is str else None
        if member is None:
            raise self._refuse(data)
        return member

    def schema(self, names: set[str]) -> dict[str, Any]:
        name = self._enum.__name__
        names.add(name)
        return {"$ref": f"#/$defs/{name}"}


def _name_member(member: Enum, label: str) -> str:
    named = getattr(member, label, "")
    return f"{member.value!r} {named}".strip()


class Choice(Shape):
    """One of a few literal values (限定取值)."""

    by_type = False

    def __init__(self, values: tuple[Any, ...]) -> None:
        self._values = values
        shown = ", ".join(map(repr, values))
        self.names = (f" {shown} 之一", f"one of {shown}")

    def check(self, value: Any) -> Any:
        if value not in self._values:
            raise refuse(*self.names, value)
        return value

    def write(self, value: Any) -> Plain:
        return value

    def read(self, data: Plain) -> Any:
        return self.check(data)

    def schema(self, names: set[str]) -> dict[str, Any]:
        del names
        return {"enum": [*self._values]}
