"""Converts events to and from plain data for JSON, strictly; upgrades older versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple, TypeAlias

from zhengwu._errors import InputError
from zhengwu._paths import JsonValue
from zhengwu._values import Named, Shape, as_object, plan_of, read_fields
from zhengwu.lifecycle._details import DETAILS_OF
from zhengwu.lifecycle._event import Event
from zhengwu.lifecycle._kinds import EventKind

EVENT_VERSION: Final = 1
"""Version of the written form of events (事件格式版本)."""

Plain: TypeAlias = dict[str, Any]
Upcaster: TypeAlias = Callable[[Plain], Plain]
Upcasters: TypeAlias = Mapping[tuple[str, int], Upcaster]
"""Upcasters by kind and version: each returns the event in the next version (事件升级)."""

_PROCEDURE: Final = "procedure"
_LICENCE: Final = "licence"
_VERSION: Final = "version"
_IGNORED: Final = frozenset({_VERSION, _PROCEDURE})
_REQUIRED: Final = ("case", "seq", "kind", "at", "actor")


class _EventPlan(NamedTuple):
    """Fields of the events of a kind."""

    shapes: Mapping[str, Shape]
    required: tuple[str, ...] = _REQUIRED
    private: frozenset[str] = frozenset({"actor", "details"})


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
    plan = _plan_events(plain.get("kind"))
    if plain.get("details", plain) is None:  # no details: those of the kind's defaults
        plain = plain | {"details": {}}
    values = read_fields(plain, plan, _IGNORED)
    details = values.get("details")
    if details is None:
        details = plan.shapes["details"].read({})
    at = values["at"]
    return Event.trusted(
        **values | {"details": details, "recorded_at": values.get("recorded_at", at)}
    )


def _plan_events(kind: Any) -> _EventPlan:
    try:
        return _make_plans()[kind]
    except (KeyError, TypeError):  # reading the kind reports what is wrong with it
        return _EventPlan(plan_of(Event).shapes)


@cache
def _make_plans() -> Mapping[str, _EventPlan]:
    shapes = plan_of(Event).shapes
    return {
        kind.value: _EventPlan({**shapes, "details": Named(DETAILS_OF[kind])})
        for kind in EventKind
    }


def _upcast(data: object, upcasters: Upcasters) -> Plain:
    """Upgrades an event to the current version."""
    plain = as_object(data)
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
    data: dict[str, JsonValue] = {
        _VERSION: EVENT_VERSION,
        "case": event.case,
        "seq": event.seq,
        "kind": event.kind.value,
        "at": event.at.isoformat(),
        "actor": event.actor.to_data(),
    }
    details = event.details.to_data()
    if details:
        data["details"] = details
    if event.key:
        data["key"] = event.key
    if event.recorded_at != event.at:
        data["recorded_at"] = event.recorded_at.isoformat()
    return data
