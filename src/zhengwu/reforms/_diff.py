"""What differs between two worlds, element by element, with the reform and its basis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from itertools import pairwise
from typing import Any, Final

import attrs

from zhengwu._dates import span_label
from zhengwu._text import Lang
from zhengwu.legal import LegalBasis
from zhengwu.world import Handling, Timeline, World
from zhengwu.world._timeline import DatedValue

_SKIPPED: Final = frozenset({"item", "origin", "key", "heirs"})
_DERIVED: Final = _SKIPPED | {"steps", "prerequisites"}  # the handling has them
_NOTHING: Final = "—"


_ELEMENTS: Final = {
    "agent_limit": "代办时限",
    "agents": "代办",
    "by_area": "各地的值",
    "by_level": "各级的值",
    "case_kind": "办件类型",
    "committed_limit": "承诺时限",
    "conditions": "受理条件",
    "counters": "办理点",
    "cross_region": "通办范围",
    "documents": "申请材料",
    "duration": "时长分类",
    "form_only": "仅形式审查",
    "gate": "须签字",
    "general": "一般事项",
    "hours": "办公时间",
    "item_type": "事项类型",
    "legal_basis": "设定依据",
    "name": "名称",
    "no_veto": "无否决权",
    "panel": "会商会审",
    "per_day": "日办件量",
    "proofs": "证明事项",
    "reviews": "前置审查",
    "signed": "已签字",
    "standing": "状态",
    "statutory_limit": "法定时限",
    "steps": "环节",
    "superior": "上级",
    "visits": "跑动次数",
    "warn_at": "预警",
    "windows": "窗口数",
}


@attrs.frozen(kw_only=True)
class WorldChange:
    """One element that differs (变更), from when until when, by which reform.

    Args:
        what: What it is of: ``item``, ``instrument``, ``power``, ``organ``, ``hall``,
            ``appointment``, ``pool``, ``staff``, ``demand``, ``parameter`` or ``hours``.
        key: Key or id of it.
        name: What people call it; empty where only the key is known.
        element: Which element; empty for the whole.
        before: As it was; None if there was nothing.
        after: As it is; None if there is nothing.
        since: First day; None if always.
        until: First day on which it no longer differs; None while it does.
        reform: Id of the reform.
        basis: Where the reform stands written.
    """

    what: str
    key: str
    name: str = ""
    element: str = ""
    before: Any = None
    after: Any = None
    since: date | None = None
    until: date | None = None
    reform: str = ""
    basis: tuple[LegalBasis, ...] = ()

    def explain(self, lang: Lang = "zh") -> str:
        """One line: what, from what to what, when, and on what basis."""
        en = lang == "en"
        element = self.element if en else _ELEMENTS.get(self.element, self.element)
        said = f"{self.name or self.key} {element}".strip()
        line = f"{said}: {_shown(self.before, lang)} → {_shown(self.after, lang)}"
        if not en:
            line = f"{said}:{_shown(self.before, lang)} → {_shown(self.after, lang)}"
        span = span_label(self.since, self.until, lang)
        cited = ("; " if en else "、").join(one.cite(lang) for one in self.basis)
        ends = [part for part in (span, self.reform, cited) if part]
        return f"{line} ({', '.join(ends)})" if en else f"{line}({','.join(ends)})"


def _shown(value: Any, lang: Lang) -> str:
    if value is None or value in ("", ()):
        return _NOTHING
    if isinstance(value, tuple):
        joint = ", " if lang == "en" else "、"
        return joint.join(_shown(one, lang) for one in value)
    if isinstance(value, bool):
        return str(value) if lang == "en" else "是" if value else "否"
    if isinstance(value, Enum):
        return _of_enum(value, lang)
    for name in ("text", "name", "name_zh", "id", "value"):
        found = getattr(value, name, None)
        if found and isinstance(found, str):
            return found
    label = getattr(value, "label", None)
    return str(label(lang)) if callable(label) else str(value)


def _of_enum(value: Enum, lang: Lang) -> str:
    label: Any = getattr(value, "label", None)
    return str(label(lang)) if callable(label) else str(value.value)


def _to_changes(changes: Iterable[WorldChange]) -> tuple[WorldChange, ...]:
    return tuple(changes)


@attrs.frozen
class WorldDiff:
    """What differs between two worlds (世界变更).

    Args:
        changes: Each element, reform by reform.
    """

    changes: tuple[WorldChange, ...] = attrs.field(converter=_to_changes)

    def __iter__(self) -> Iterator[WorldChange]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def of(self, what: str = "", *, key: str = "", reform: str = "") -> WorldDiff:
        """Only those of a kind, a key or a reform."""
        return WorldDiff(
            one
            for one in self.changes
            if (not what or one.what == what)
            and (not key or one.key == key)
            and (not reform or one.reform == reform)
        )

    def count(self) -> dict[tuple[str, str, str], int]:
        """How many there are, by reform, kind and element (变更计数)."""
        return dict(Counter((c.reform, c.what, c.element) for c in self.changes))

    def to_records(self, lang: Lang = "zh") -> list[dict[str, Any]]:
        """One row a change, for a frame: texts, and the days as dates."""
        return [
            {
                "reform": one.reform, "what": one.what, "key": one.key, "name": one.name,
                "element": one.element, "before": _shown(one.before, lang),
                "after": _shown(one.after, lang), "since": one.since, "until": one.until,
                "basis": "; ".join(basis.cite(lang) for basis in one.basis),
            }
            for one in self.changes
        ]  # fmt: skip

    def to_text(self, lang: Lang = "zh") -> str:
        """A line each, for people."""
        return "\n".join(one.explain(lang) for one in self.changes)


def diff_worlds(
    before: World,
    after: World,
    reform: str = "",
    basis: Iterable[LegalBasis] = (),
) -> WorldDiff:
    """What differs between two worlds, element by element (两个世界的差异).

    What both share is not looked at.

    Args:
        before: The one.
        after: The other.
        reform: Id of the reform that made the one of the other.
        basis: Where it stands written.
    """
    cited = tuple(basis)
    return WorldDiff(
        attrs.evolve(one, reform=reform, basis=cited) for one in _all(before, after)
    )


def _all(before: World, after: World) -> Iterator[WorldChange]:
    yield from _of_lines("item", before.handlings, after.handlings)
    one, other = before.powers, after.powers
    if one is not other:
        yield from _of_values("instrument", one.instruments, other.instruments)
        if one.items is not other.items:
            yield from _of_values("power", one.items, other.items)
        if one.organs is not other.organs:
            yield from _of_lines("organ", _dated(one.organs), _dated(other.organs))
        if one.halls is not other.halls:
            yield from _of_lines("hall", _dated(one.halls), _dated(other.halls))
            held = _dated(one.halls.appointments), _dated(other.halls.appointments)
            yield from _of_lines("appointment", *held)
    yield from _of_lines("pool", before.pools, after.pools)
    yield from _of_lines("staff", before.staff, after.staff)
    yield from _of_lines("demand", before.demand, after.demand)
    yield from _of_lines("parameter", before.parameters, after.parameters)
    if before.hours is not after.hours:
        empty = Timeline[Any]()
        yield from _of_line("hours", "", before.hours or empty, after.hours or empty)


def _dated(values: Iterable[Any]) -> dict[str, Timeline[Any]]:
    """Organs or halls as lines of what they are, their own days apart."""
    found: dict[str, list[DatedValue[Any]]] = {}
    for one in values:
        plain = attrs.evolve(one, since=None, until=None)
        found.setdefault(one.id, []).append(DatedValue(plain, one.since, one.until))
    return {name: Timeline(held) for name, held in found.items()}


def _of_values(
    what: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[WorldChange]:
    """Values that are there or not, and elements of those that are in both."""
    for name in dict.fromkeys((*old, *new)):
        one, other = old.get(name), new.get(name)
        if one is other or one == other:
            continue
        held: Any = one if other is None else other
        span = {} if one is not None and other is not None else _days_of(held)
        for element, (was, now) in _elements(one, other):
            yield WorldChange(
                what=what, key=name, name=_name(held), element=element, before=was,
                after=now, **span,
            )  # fmt: skip


def _days_of(value: Any) -> dict[str, Any]:
    return {"since": value.since, "until": value.until}


def _of_lines(
    what: str, old: Mapping[str, Timeline[Any]], new: Mapping[str, Timeline[Any]]
) -> Iterator[WorldChange]:
    if old is new:
        return
    empty = Timeline[Any]()
    for key, line in new.items():
        was = old.get(key, empty)
        if was is not line:
            yield from _of_line(what, key, was, line)
    for key, line in old.items():
        if key not in new:
            yield from _of_line(what, key, line, empty)


def _of_line(
    what: str, key: str, old: Timeline[Any], new: Timeline[Any]
) -> Iterator[WorldChange]:
    """Elements that differ, each with the days on which it does."""
    open_: dict[str, WorldChange] = {}
    name = next((_name(one.value) for one in (*old, *new)), "")
    for since, until in spans_of(old, new):
        on = since or date.min
        now = dict(_elements(old.at(on), new.at(on)))
        for element in [*open_]:
            change = open_[element]
            if now.get(element) != (change.before, change.after):
                yield open_.pop(element)
            else:
                open_[element] = attrs.evolve(change, until=until)
        for element, (one, other) in now.items():
            if element not in open_:
                open_[element] = WorldChange(
                    what=what, key=key, name=name, element=element, before=one,
                    after=other, since=since, until=until,
                )  # fmt: skip
    yield from open_.values()


def _name(value: Any) -> str:
    """What people call an item, an organ or a pool."""
    if isinstance(value, Handling):
        return value.item.label
    return str(getattr(value, "name", ""))


def spans_of(
    *lines: Timeline[Any],
) -> Iterator[tuple[date | None, date | None]]:
    """The stretches over which none of these lines changes (无变化的时期)."""
    days = {
        day for line in lines for one in line for day in (one.since, one.until) if day
    }
    edges = [None, *sorted(days), None]
    yield from pairwise(edges)


def _elements(
    old: Any, new: Any, skipped: frozenset[str] = _SKIPPED
) -> Iterator[tuple[str, tuple[Any, Any]]]:
    if old is new:
        return
    if old is None or new is None:
        yield "", (old, new)
        return
    for field in attrs.fields(type(new)):
        if field.name in skipped:
            continue
        one, other = getattr(old, field.name), getattr(new, field.name)
        if one is not other and one != other:
            yield field.name, (one, other)
    if isinstance(old, Handling) and isinstance(new, Handling):
        yield from _elements(old.item, new.item, _DERIVED)
