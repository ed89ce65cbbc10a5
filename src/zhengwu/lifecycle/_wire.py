"""Converts events to and from plain data for JSON, strictly; upgrades older versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from zhengwu._errors import InputError
from zhengwu._paths import JsonValue
from zhengwu._values import as_object
from zhengwu.lifecycle._event import Event

EVENT_VERSION: Final = Event.written_format
"""Version of the written form of events (事件格式版本)."""

Plain: TypeAlias = dict[str, Any]
Upcaster: TypeAlias = Callable[[Plain], Plain]
Upcasters: TypeAlias = Mapping[tuple[str, int], Upcaster]
"""Upcasters by kind and version: each returns the event in the next version (事件升级)."""

_PROCEDURE: Final = "procedure"
_LICENCE: Final = "licence"
_VERSION: Final = "version"


def event_from_dict(data: object, upcasters: Upcasters | None = None) -> Event:
    """Read an event from plain data, strictly: nothing coerced, no key ignored (读取事件).

    Args:
        data: An object as `event_to_dict` returns it, of this version or an older version.
        upcasters: Functions that upgrade an older event by one version each.

    Raises:
        InputError: The data is no such object, its kind or version is unknown, it belongs
            to another procedure, or an instant has no time zone. Every problem is listed
            with its path; names of persons are not repeated.
    """
    plain = _upcast(data, upcasters or {})
    procedure = plain.get(_PROCEDURE, _LICENCE)
    if procedure != _LICENCE:
        raise InputError(
            f"程序 {procedure!r} 不是行政许可({_LICENCE});请用该程序自己的读取方法",
            f"procedure {procedure!r} is not the licence ({_LICENCE}); read the event "
            "with that procedure",
        )
    return Event.from_data(plain)


def _upcast(data: object, upcasters: Upcasters) -> Plain:
    """Upgrades an event to the current version."""
    plain = as_object(data)
    while (version := plain.get("version")) != EVENT_VERSION:
        name = plain.get("kind")
        if type(version) is int and version == 1:
            plain = _lift_limits(plain)
            continue
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
    return {_VERSION: EVENT_VERSION, _PROCEDURE: _LICENCE, **event.to_data()}


def _lift_limits(event: Plain) -> Plain:
    """Version 1 named the class of a limit ``type``; since version 2 it is ``kind``."""
    details = event.get("details")
    if not isinstance(details, dict):
        return event | {_VERSION: 2}
    plain: Plain = details
    lifted = {name: _lift_limit(value) for name, value in plain.items()}
    return event | {_VERSION: 2, "details": lifted}


def _lift_limit(value: Any) -> Any:
    if isinstance(value, list):
        return list(map(_lift_limit, value))
    if not isinstance(value, dict):
        return value
    plain: Plain = value
    return {
        "kind" if name == "type" else name: _lift_limit(part)
        for name, part in plain.items()
    }
