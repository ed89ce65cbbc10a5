"""Events as plain data for JSON, strictly, and old versions brought up to date."""

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
"""How an event of a kind and version becomes one of the next version (事件升级)."""

_LISTED: Final = 20
_LIMITS: Final[Mapping[str, type[Any]]] = {
    kind.__name__: kind for kind in get_args(Limit)
}


@attrs.frozen
class _Written:
    """An event as it is written."""

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
    """An event from plain data, strictly: nothing coerced, no key ignored (读取事件).

    Args:
        data: An object as `event_to_dict` makes it, of this version or an older one.
        upcasters: How older versions become newer ones, one version at a time.

    Raises:
        InputError: No such object; an unknown kind or version; an instant without zone.
    """
    data = _upcast(data, upcasters or {})
    try:
        return _made(data, *_quick())
    except Exception:  # noqa: BLE001  # whatever it was, it is now said where
        return _said(data)


_Hook: TypeAlias = Callable[[Any, Any], Any]


def _made(data: object, event: _Hook, details: Mapping[EventKind, _Hook]) -> Event:
    written: _Written = event(data, _Written)
    kind = written.kind
    plain = {} if written.details is None else written.details
    return Event(
        written.case,
        written.seq,
        kind,
        written.at,
        written.actor,
        details[kind](plain, DETAILS_OF[kind]),
        written.key,
        written.recorded_at,
    )


@cache
def _quick() -> tuple[_Hook, Mapping[EventKind, _Hook]]:
    """How events and their details are read where nothing is wrong with them."""
    converter = _converter(quick=True)
    details = {
        kind: converter.get_structure_hook(made) for kind, made in DETAILS_OF.items()
    }
    return converter.get_structure_hook(_Written), details


def _said(data: object) -> Event:
    """The same slowly, and every problem with its place."""
    converter = _converter(quick=False)

    def read(value: object, into: Any) -> Any:
        name = "event" if into is _Written else "details"
        return structure_with(converter, value, into, name)

    try:
        return _made(data, read, dict.fromkeys(EventKind, read))
    except InputError as error:  # what it quotes may be a resident's number
        zh, en = map(mask_resident_numbers, (error.message_zh, error.message_en))
    for name in _names_in(data):
        zh, en = zh.replace(name, "***"), en.replace(name, "***")
    raise InputError(zh, en)


def _names_in(data: object) -> Iterator[str]:
    """What an event says of persons, which no error repeats."""
    if not isinstance(data, dict):
        return
    held: Plain = data
    actor, details = held.get("actor"), held.get("details")
    if isinstance(actor, dict):
        yield from _texts_in(dict[str, Any](actor).get("id"))
    else:
        yield from _texts_in(actor)
    if isinstance(details, dict):
        yield from _texts_in(dict[str, Any](details).get("applicant"))


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, list | dict):
        held = value.values() if isinstance(value, dict) else value
        for one in held:
            yield from _texts_in(one)


def _upcast(data: object, upcasters: Upcasters) -> object:
    """The same event in the present version."""
    if not isinstance(data, dict):
        return data  # told by the converter
    plain: Plain = data
    while (version := plain.get("version")) != EVENT_VERSION:
        name = plain.get("kind")
        lift = upcasters.get((str(name), version)) if type(version) is int else None
        if lift is None:
            raise InputError(
                f"事件 {name!r} 的版本 {version!r} 不认识;本库为 {EVENT_VERSION},"
                "旧版请给出 upcasters",
                f"version {version!r} of event {name!r} is not known; this is "
                f"{EVENT_VERSION}, and older ones need upcasters",
            )
        lifted: Any = lift(dict(plain))
        as_data: Plain = lifted if isinstance(lifted, dict) else {}
        newer = as_data.get("version")
        if type(newer) is not int or newer <= int(version or 0):
            raise InputError(
                f"事件 {name!r} 版本 {version} 的 upcaster 没有给出更新的版本,而是 {newer!r}",
                f"the upcaster of version {version} of event {name!r} gives no newer "
                f"version, but {newer!r}",
            )
        plain = as_data
    return plain


def event_to_dict(event: Event) -> dict[str, JsonValue]:
    """An event as plain data for JSON (事件转为数据): what is as by default is left out."""
    converter = _converter(quick=True)
    made: dict[str, JsonValue] = {
        "version": EVENT_VERSION,
        "case": event.case,
        "seq": event.seq,
        "kind": event.kind.value,
        "at": event.at.isoformat(),
        "actor": converter.unstructure(event.actor),
    }
    details = converter.unstructure(event.details)
    if details:
        made["details"] = details
    if event.key:
        made["key"] = event.key
    if event.recorded_at != event.at:
        made["recorded_at"] = event.recorded_at.isoformat()
    return made


@cache
def _converter(*, quick: bool) -> Converter:
    converter = strict_converter(quick=quick)
    converter.register_structure_hook(datetime, _instant)
    converter.register_structure_hook(date, _day)
    converter.register_structure_hook_func(_is_texts, _texts)
    converter.register_structure_hook_func(_is_limit, _limit)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook_func(_is_texts, list)
    for kind in _LIMITS.values():
        converter.register_unstructure_hook(kind, _limit_data)
    converter.register_structure_hook_factory(_is_enum, _members)
    return converter


def _is_limit(kind: Any) -> bool:
    parts = {*get_args(kind)} - {type(None)}
    return bool(parts) and parts <= {*_LIMITS.values()}


def _is_texts(kind: Any) -> bool:
    wanted: Any = tuple[str, ...]
    return bool(kind == wanted)


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _members(kind: type[Enum]) -> Callable[[Any, Any], Enum]:
    members = {member.value: member for member in kind}

    def structure(value: Any, _: Any) -> Enum:
        found = members.get(value) if type(value) is str else None
        if found is None:
            likely = get_close_matches(str(value), members, n=5, cutoff=0.5)
            listed = ", ".join(members if len(members) <= _LISTED else likely) or "…"
            raise InputError(
                f"应为 {listed} 之一,现为 {value!r}",
                f"must be one of {listed}, not {value!r}",
            )
        return found

    return structure


def _instant(value: Any, _: Any) -> datetime:
    try:
        at = datetime.fromisoformat(value)
        return at.replace(tzinfo=BEIJING) if at.tzinfo == BEIJING else at
    except (TypeError, ValueError):
        raise InputError(
            f"应写作 YYYY-MM-DDTHH:MM+08:00,现为 {value!r}",
            f"must be written YYYY-MM-DDTHH:MM+08:00, not {value!r}",
        ) from None


def _day(value: Any, _: Any) -> date:
    return parse_date(str(value))


def _texts(value: Any, _: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise not_a_list(value)
    for entry in value:
        if type(entry) is not str:
            raise InputError(f"应为文字,现为 {entry!r}", f"must be text, not {entry!r}")
    return tuple(value)


def _limit(value: Any, _: Any) -> Limit | None:
    if value is None:
        return None
    fields: Plain = dict(value) if isinstance(value, dict) else {}
    kind = _LIMITS.get(str(fields.pop("type", "")))
    if kind is None:
        listed = ", ".join(_LIMITS)
        raise InputError(
            f"时限应写作 {{type, amount}},type 为 {listed} 之一,现为 {value!r}",
            f"a limit is written {{type, amount}}, type one of {listed}, not {value!r}",
        )
    try:
        limit: Limit = kind(**{name: _part(held) for name, held in fields.items()})
    except (TypeError, InvalidOperation):
        raise InputError(
            f"时限 {value!r} 的项不对", f"the fields of limit {value!r} are wrong"
        ) from None
    return limit


def _part(held: Any) -> Any:
    """A field of a limit: a number, a limit, or several of these."""
    if isinstance(held, str):
        number = Decimal(held)
        if number == number.to_integral_value():  # a whole number is written as one
            raise InvalidOperation
        return number
    if isinstance(held, list):
        return tuple(_limit(part, None) for part in held)
    return _limit(held, None) if isinstance(held, dict) else held


def _limit_data(limit: Any) -> dict[str, JsonValue]:
    made: dict[str, JsonValue] = {"type": type(limit).__name__}
    for field in attrs.fields(type(limit)):
        made[field.name] = _part_data(getattr(limit, field.name))
    return made


def _part_data(held: Any) -> JsonValue:
    if isinstance(held, int):
        return held
    if isinstance(held, Decimal):
        return int(held) if held == held.to_integral_value() else str(held)
    if isinstance(held, tuple):
        return [_limit_data(part) for part in held]
    return _limit_data(held)
