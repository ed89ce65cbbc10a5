"""Converts events to and from plain data for JSON, strictly; upgrades older versions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias, get_args

import attrs

from zhengwu._dates import BEIJING, parse_date
from zhengwu._errors import InputError
from zhengwu._masking import mask_resident_numbers
from zhengwu._paths import JsonValue
from zhengwu._tables import not_a_list, strict_converter, structure_with
from zhengwu.lifecycle._details import DETAILS_OF
from zhengwu.lifecycle._event import Actor, Event
from zhengwu.lifecycle._kinds import EventKind
from zhengwu.limits import Limit

if TYPE_CHECKING:
    from cattrs import Converter

EVENT_VERSION: Final = 1
"""Version of the written form of events (事件格式版本)."""

Plain: TypeAlias = dict[str, Any]
Upcaster: TypeAlias = Callable[[Plain], Plain]
Upcasters: TypeAlias = Mapping[tuple[str, int], Upcaster]
"""Upcasters by kind and version: each returns the event in the next version (事件升级)."""

_LISTED: Final = 8
_LIMITS: Final[Mapping[str, type[Any]]] = {
    kind.__name__: kind for kind in get_args(Limit)
}


@attrs.frozen
class _WrittenEvent:
    """Written form of an event."""

    case: str
    seq: int
    kind: EventKind
    at: datetime
    actor: Actor
    details: Any = None
    key: str = ""
    recorded_at: datetime | None = None
    version: int = 0


def event_from_dict(data: object, upcasters: Upcasters | None = None) -> Event:
    """Read an event from plain data, strictly: nothing coerced, no key ignored (读取事件).

    Args:
        data: An object as `event_to_dict` returns it, of this version or an older version.
        upcasters: Functions that upgrade an older event by one version each.

    Raises:
        InputError: The data is no such object, its kind or version is unknown, or an
            instant has no time zone.
    """
    data = _upcast(data, upcasters or {})
    try:
        return _structure_event(data, *_get_quick_hooks())
    except Exception:  # noqa: BLE001  # read again slowly, for messages with places
        return _structure_with_places(data)


_Hook: TypeAlias = Callable[[Any, Any], Any]


def _structure_event(
    data: object, event_hook: _Hook, details_hooks: Mapping[EventKind, _Hook]
) -> Event:
    written: _WrittenEvent = event_hook(data, _WrittenEvent)
    kind = written.kind
    details = {} if written.details is None else written.details
    return Event(
        written.case,
        written.seq,
        kind,
        written.at,
        written.actor,
        details_hooks[kind](details, DETAILS_OF[kind]),
        written.key,
        written.recorded_at,
    )


@cache
def _get_quick_hooks() -> tuple[_Hook, Mapping[EventKind, _Hook]]:
    """Returns the fast hooks for events and their details, used for correct data."""
    converter = _make_converter(quick=True)
    details_hooks = {
        kind: converter.get_structure_hook(details_class)
        for kind, details_class in DETAILS_OF.items()
    }
    return converter.get_structure_hook(_WrittenEvent), details_hooks


def _structure_with_places(data: object) -> Event:
    """Reads an event slowly, and reports every problem with its place in the data."""
    converter = _make_converter(quick=False)

    def read(value: object, into: Any) -> Any:
        name = "event" if into is _WrittenEvent else "details"
        return structure_with(converter, value, into, name)

    try:
        return _structure_event(data, read, dict.fromkeys(EventKind, read))
    except InputError as error:  # the message may quote a resident's number
        zh, en = map(mask_resident_numbers, (error.message_zh, error.message_en))
    for name in _iter_names(data):
        zh, en = zh.replace(name, "***"), en.replace(name, "***")
    raise InputError(zh, en)


def _iter_names(data: object) -> Iterator[str]:
    """Yields the names of persons in an event, which messages must not repeat."""
    if not isinstance(data, dict):
        return
    plain: Plain = data
    actor, details = plain.get("actor"), plain.get("details")
    if isinstance(actor, dict):
        yield from _iter_texts(dict[str, Any](actor).get("id"))
    else:
        yield from _iter_texts(actor)
    if isinstance(details, dict):
        yield from _iter_texts(dict[str, Any](details).get("applicant"))


def _iter_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, list | dict):
        parts = value.values() if isinstance(value, dict) else value
        for part in parts:
            yield from _iter_texts(part)


def _upcast(data: object, upcasters: Upcasters) -> object:
    """Upgrades an event to the current version."""
    if not isinstance(data, dict):
        return data  # the converter reports it
    plain: Plain = data
    while (version := plain.get("version")) != EVENT_VERSION:
        name = plain.get("kind")
        upcast = upcasters.get((str(name), version)) if type(version) is int else None
        if upcast is None:
            raise InputError(
                f"无法识别事件 {name!r} 的版本 {version!r};本库读取版本 {EVENT_VERSION},"
                "较旧的版本请传入 upcasters",
                f"version {version!r} of event {name!r} is unknown; this library reads "
                f"version {EVENT_VERSION}; pass upcasters for older versions",
            )
        upgraded: Any = upcast(dict(plain))
        as_data: Plain = upgraded if isinstance(upgraded, dict) else {}
        newer = as_data.get("version")
        if type(newer) is not int or newer <= int(version or 0):
            raise InputError(
                f"事件 {name!r} 版本 {version} 的 upcaster 没有给出更新的版本,而是 {newer!r}",
                f"the upcaster of version {version} of event {name!r} returned version "
                f"{newer!r}, which is no newer version",
            )
        plain = as_data
    return plain


def event_to_dict(event: Event) -> dict[str, JsonValue]:
    """Convert an event to plain data for JSON (事件转为数据). Default values are left out."""
    converter = _make_converter(quick=True)
    data: dict[str, JsonValue] = {
        "version": EVENT_VERSION,
        "case": event.case,
        "seq": event.seq,
        "kind": event.kind.value,
        "at": event.at.isoformat(),
        "actor": converter.unstructure(event.actor),
    }
    details = converter.unstructure(event.details)
    if details:
        data["details"] = details
    if event.key:
        data["key"] = event.key
    if event.recorded_at != event.at:
        data["recorded_at"] = event.recorded_at.isoformat()
    return data


@cache
def _make_converter(*, quick: bool) -> Converter:
    converter = strict_converter(quick=quick)
    converter.register_structure_hook(datetime, _to_instant)
    converter.register_structure_hook(date, _to_day)
    converter.register_structure_hook_func(_is_texts, _to_texts)
    converter.register_structure_hook_func(_is_limit, _to_limit)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook_func(_is_texts, list)
    for kind in _LIMITS.values():
        converter.register_unstructure_hook(kind, _limit_to_data)
    converter.register_structure_hook_factory(_is_enum, _make_enum_hook)
    return converter


def _is_limit(kind: Any) -> bool:
    parts = {*get_args(kind)} - {type(None)}
    return bool(parts) and parts <= {*_LIMITS.values()}


def _is_texts(kind: Any) -> bool:
    texts: Any = tuple[str, ...]
    return bool(kind == texts)


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _make_enum_hook(kind: type[Enum]) -> Callable[[Any, Any], Enum]:
    members = {member.value: member for member in kind}

    def structure(value: Any, _: Any) -> Enum:
        member = members.get(value) if type(value) is str else None
        if member is None:
            likely = get_close_matches(str(value), members, n=5, cutoff=0.5)
            listed = ", ".join(members if len(members) <= _LISTED else likely) or "…"
            raise InputError(
                f"应为 {listed} 之一,现为 {value!r}",
                f"must be one of {listed}, not {value!r}",
            )
        return member

    return structure


def _to_instant(value: Any, _: Any) -> datetime:
    try:
        at = datetime.fromisoformat(value)
        return at.replace(tzinfo=BEIJING) if at.tzinfo == BEIJING else at
    except (TypeError, ValueError):
        raise InputError(
            f"应写作 YYYY-MM-DDTHH:MM+08:00,现为 {value!r}",
            f"must be written as YYYY-MM-DDTHH:MM+08:00, not {value!r}",
        ) from None


def _to_day(value: Any, _: Any) -> date:
    return parse_date(str(value))


def _to_texts(value: Any, _: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise not_a_list(value)
    for entry in value:
        if type(entry) is not str:
            raise InputError(
                f"应为字符串,现为 {entry!r}", f"must be a string, not {entry!r}"
            )
    return tuple(value)


def _to_limit(value: Any, _: Any) -> Limit | None:
    if value is None:
        return None
    fields: Plain = dict(value) if isinstance(value, dict) else {}
    kind = _LIMITS.get(str(fields.pop("type", "")))
    if kind is None:
        listed = ", ".join(_LIMITS)
        raise InputError(
            f"时限应写作 {{type, amount}},type 为 {listed} 之一,现为 {value!r}",
            f"a limit must be written as {{type, amount}} with type one of {listed}, not "
            f"{value!r}",
        )
    try:
        limit: Limit = kind(**{name: _to_part(part) for name, part in fields.items()})
    except (TypeError, InvalidOperation):
        raise InputError(
            f"时限 {value!r} 的字段或取值有误",
            f"the fields or values of limit {value!r} are wrong",
        ) from None
    return limit


def _to_part(value: Any) -> Any:
    """Reads the value of a limit's field: a number, a limit, or a list of limits."""
    if isinstance(value, str):
        number = Decimal(value)
        if (
            number == number.to_integral_value()
        ):  # an integer must be written as a number
            raise InvalidOperation
        return number
    if isinstance(value, list):
        return tuple(_to_limit(part, None) for part in value)
    return _to_limit(value, None) if isinstance(value, dict) else value


def _limit_to_data(limit: Any) -> dict[str, JsonValue]:
    data: dict[str, JsonValue] = {"type": type(limit).__name__}
    for field in attrs.fields(type(limit)):
        data[field.name] = _part_to_data(getattr(limit, field.name))
    return data


def _part_to_data(value: Any) -> JsonValue:
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, tuple):
        return [_limit_to_data(part) for part in value]
    return _limit_to_data(value)
