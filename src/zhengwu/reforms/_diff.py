"""Differences between two worlds, element by element, with the reform and its basis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, Final

import attrs

from zhengwu._dates import span_label
from zhengwu._frozen import keep
from zhengwu._text import CITED, JOINED, Lang, Text, check_lang
from zhengwu._values import Value
from zhengwu.delegation import Powers
from zhengwu.findings._elements import element_label
from zhengwu.legal import LegalBasis
from zhengwu.world import Handling, Timeline, World
from zhengwu.world._timeline import DatedValue, iter_spans

_SKIPPED: Final = frozenset({"item", "origin", "key", "heirs"})
_DERIVED: Final = _SKIPPED | {"steps", "prerequisites"}  # compared on the handling
_NOTHING: Final = "—"
_CHANGE: Final = Text(
    "{subject}:{before} → {after}({notes})", "{subject}: {before} → {after} ({notes})"
)
_NOTES: Final = Text(",", ", ")
_ANSWERS: Final = {True: Text("是", "True"), False: Text("否", "False")}


@attrs.frozen(kw_only=True)
class WorldChange(Value):
    """Change of an element (变更), with its days and its reform.

    Args:
        what: Kind of the changed value: ``item``, ``instrument``, ``power``, ``organ``,
            ``hall``, ``appointment``, ``pool``, ``staff``, ``demand``, ``parameter`` or
            ``hours``.
        key: Key or id of the changed value.
        name: Name of the changed value; empty if only its key is known.
        element: Name of the element; empty if the whole value was added or removed.
        before: Earlier value; None if there was none.
        after: Later value; None if there is none.
        since: First day of the difference; None if always.
        until: First day without the difference; None if it is permanent.
        reform: Id of the reform.
        basis: Legal basis of the reform.
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
        """Name, element, both values, days, reform and basis in one line."""
        element = element_label(self.element, lang) if self.element else ""
        subject = f"{self.name or self.key} {element}".strip()
        span = span_label(self.since, self.until, lang)
        cited = CITED.say(lang).join(basis.cite(lang) for basis in self.basis)
        notes = [part for part in (span, self.reform, cited) if part]
        return _CHANGE.say(
            lang,
            subject=subject,
            before=_format_value(self.before, lang),
            after=_format_value(self.after, lang),
            notes=_NOTES.say(lang).join(notes),
        )


def _format_value(value: Any, lang: Lang) -> str:
    if value is None or value in ("", ()):
        return _NOTHING
    if isinstance(value, tuple):
        return JOINED.say(lang).join(_format_value(part, lang) for part in value)
    if isinstance(value, bool):
        return _ANSWERS[value].say(lang)
    if isinstance(value, Enum):
        return _format_labelled(value, str(value.value), lang)
    for name in ("text", "name", "name_zh", "id", "value", "key"):
        text = getattr(value, name, None)
        if text and isinstance(text, str):
            return text
    return _format_labelled(value, str(value), lang)


def _format_labelled(value: Any, otherwise: str, lang: Lang) -> str:
    """Label of a value; the other text if the value has no label."""
    label = getattr(value, "label", None)
    return str(label(lang)) if callable(label) else otherwise


def _to_changes(changes: Iterable[WorldChange]) -> tuple[WorldChange, ...]:
    return keep(changes)


@attrs.frozen
class WorldDiff(Value):
    """Differences between two worlds (世界变更).

    Args:
        changes: Change of each element, in the order of the reforms.
    """

    changes: tuple[WorldChange, ...] = attrs.field(converter=_to_changes)

    def __iter__(self) -> Iterator[WorldChange]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def of(self, what: str = "", *, key: str = "", reform: str = "") -> WorldDiff:
        """Changes of a kind, a key or a reform only."""
        return WorldDiff(
            change
            for change in self.changes
            if (not what or change.what == what)
            and (not key or change.key == key)
            and (not reform or change.reform == reform)
        )

    def count(self) -> dict[tuple[str, str, str], int]:
        """Number of changes by reform, kind and element (变更计数)."""
        return dict(Counter((c.reform, c.what, c.element) for c in self.changes))

    def to_records(self, lang: Lang = "zh") -> list[dict[str, Any]]:
        """One row per change, for a data frame: texts, and the days as dates."""
        check_lang(lang)
        return [
            {
                "reform": change.reform,
                "what": change.what,
                "key": change.key,
                "name": change.name,
                "element": change.element,
                "before": _format_value(change.before, lang),
                "after": _format_value(change.after, lang),
                "since": change.since,
                "until": change.until,
                "basis": "; ".join(basis.cite(lang) for basis in change.basis),
            }
            for change in self.changes
        ]

    def to_text(self, lang: Lang = "zh") -> str:
        """One line per change, as text to read."""
        check_lang(lang)
        return "\n".join(change.explain(lang) for change in self.changes)


def diff_worlds(
    before: World,
    after: World,
    reform: str = "",
    basis: Iterable[LegalBasis] = (),
) -> WorldDiff:
    """Differences between two worlds, element by element (两个世界的差异).

    Parts that are the same object in both worlds are skipped.

    Args:
        before: Earlier world.
        after: Later world.
        reform: Id of the reform that changed `before` into `after`.
        basis: Legal basis of the reform.
    """
    cited = tuple(basis)
    return WorldDiff(
        attrs.evolve(change, reform=reform, basis=cited)
        for change in _diff_parts(before, after)
    )


def _diff_parts(before: World, after: World) -> Iterator[WorldChange]:
    """Changes of every part of a world, without reform and basis."""
    yield from _diff_lines("item", before.handlings, after.handlings)
    if before.powers is not after.powers:
        yield from _diff_powers(before.powers, after.powers)
    yield from _diff_lines("pool", before.pools, after.pools)
    yield from _diff_lines("staff", before.staff, after.staff)
    yield from _diff_lines("demand", before.demand, after.demand)
    yield from _diff_lines("parameter", before.parameters, after.parameters)
    if before.hours is not after.hours:
        empty = Timeline[Any]()
        yield from _diff_line("hours", "", before.hours or empty, after.hours or empty)


def _diff_powers(old: Powers, new: Powers) -> Iterator[WorldChange]:
    yield from _diff_values("instrument", old.instruments, new.instruments)
    if old.items is not new.items:
        yield from _diff_values("power", old.items, new.items)
    if old.organs is not new.organs:
        yield from _diff_dated("organ", old.organs, new.organs)
    if old.halls is not new.halls:
        yield from _diff_dated("hall", old.halls, new.halls)
        yield from _diff_dated(
            "appointment", old.halls.appointments, new.halls.appointments
        )


def _diff_dated(
    what: str, old: Iterable[Any], new: Iterable[Any]
) -> Iterator[WorldChange]:
    """Changes of values with days of their own, such as organs, halls and appointments."""
    yield from _diff_lines(what, _group_by_id(old), _group_by_id(new))


def _group_by_id(values: Iterable[Any]) -> dict[str, Timeline[Any]]:
    """Timelines of dated values by id; each value without its own days."""
    stretches: dict[str, list[DatedValue[Any]]] = {}
    for value in values:
        undated = attrs.evolve(value, since=None, until=None)
        stretch = DatedValue(undated, value.since, value.until)
        stretches.setdefault(value.id, []).append(stretch)
    return {name: Timeline(group) for name, group in stretches.items()}


def _diff_values(
    what: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[WorldChange]:
    """Values that were added or removed, and changed elements of those in both mappings."""
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name), new.get(name)
        if before is after or before == after:
            continue
        value: Any = before if after is None else after
        in_both = before is not None and after is not None
        span = {} if in_both else {"since": value.since, "until": value.until}
        for element, (was, now) in _diff_elements(before, after):
            yield WorldChange(
                what=what, key=name, name=_get_name(value), element=element,
                before=was, after=now, **span,
            )  # fmt: skip


def _diff_lines(
    what: str, old: Mapping[str, Timeline[Any]], new: Mapping[str, Timeline[Any]]
) -> Iterator[WorldChange]:
    if old is new:
        return
    empty = Timeline[Any]()
    for key, line in new.items():
        was = old.get(key, empty)
        if was is not line:
            yield from _diff_line(what, key, was, line)
    for key, line in old.items():
        if key not in new:
            yield from _diff_line(what, key, line, empty)


def _diff_line(
    what: str, key: str, old: Timeline[Any], new: Timeline[Any]
) -> Iterator[WorldChange]:
    """Changed elements, each with the days on which it differs."""
    open_: dict[str, WorldChange] = {}
    name = next((_get_name(stretch.value) for stretch in (*old, *new)), "")
    for since, until in iter_spans(old, new):
        on = since or date.min
        differing = dict(_diff_elements(old.at(on), new.at(on)))
        for element in [*open_]:
            change = open_[element]
            if differing.get(element) != (change.before, change.after):
                yield open_.pop(element)
            else:
                open_[element] = attrs.evolve(change, until=until)
        for element, (before, after) in differing.items():
            if element not in open_:
                open_[element] = WorldChange(
                    what=what, key=key, name=name, element=element, before=before,
                    after=after, since=since, until=until,
                )  # fmt: skip
    yield from open_.values()


def _get_name(value: Any) -> str:
    """Name of an item, an organ, a pool or another value."""
    if isinstance(value, Handling):
        return value.item.label
    return str(getattr(value, "name", ""))


def _diff_elements(
    old: Any, new: Any, skipped: frozenset[str] = _SKIPPED
) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Name and both values of each field that differs; no name for the whole value."""
    if old is new:
        return
    if old is None or new is None:
        yield "", (old, new)
        return
    for field in attrs.fields(type(new)):
        if field.name in skipped:
            continue
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before is not after and before != after:
            yield field.name, (before, after)
    if isinstance(old, Handling) and isinstance(new, Handling):
        yield from _diff_elements(old.item, new.item, _DERIVED)
