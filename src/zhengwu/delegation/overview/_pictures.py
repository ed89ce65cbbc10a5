"""Draws tiers and instruments as Mermaid and DOT charts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from zhengwu._dates import as_date
from zhengwu._text import Lang, Text, check_lang
from zhengwu._visible import escape_mermaid, quote_dot
from zhengwu.codes import Level, from_code
from zhengwu.delegation.overview._directories import steps_left
from zhengwu.delegation.powers._instrument import Body, Instrument, TierOrgan
from zhengwu.delegation.powers._instruments import (
    AssistedHandling,
    ChiefRepMandate,
    CounterAcceptance,
)
from zhengwu.delegation.powers._powers import Powers


class _Edge(NamedTuple):
    giver: str
    taker: str
    kind: type[Instrument]
    items: int


_DASHED: Final = (
    CounterAcceptance,
    ChiefRepMandate,
    AssistedHandling,
)  # instruments that move no power
_AT_THE_COUNTER: Final = Text("窗口和岗位", "counters and posts")


def to_mermaid(
    powers: Powers, at: date, items: Iterable[str] | None = None, lang: Lang = "zh"
) -> str:
    """Draw tiers and the instruments in force as a Mermaid flow chart (放权关系图).

    Args:
        powers: The powers.
        at: The day.
        items: Ids of items; only instruments about them are drawn. All items if None.
        lang: Language of the labels.

    Raises:
        InputError: `at` is no date, or the language is unknown.
    """
    check_lang(lang)
    edges, nodes = _build_edges(powers, at, items), _Nodes()
    body = [
        f"  {nodes.of(e.giver)} {'-.->' if issubclass(e.kind, _DASHED) else '-->'}"
        f'|"{_label_edge(e, lang)}"| {nodes.of(e.taker)}'
        for e in edges
    ]
    lines = ["flowchart TD"]
    for tier, keys in _group_by_tier(powers, nodes.names, lang):
        lines.append(f'  subgraph {nodes.tier()}["{escape_mermaid(tier)}"]')
        for key in keys:
            name = escape_mermaid(_find_name(powers, key))
            lines.append(f'    {nodes.of(key)}["{name}"]')
        lines.append("  end")
    return "\n".join([*lines, *body])


def to_dot(
    powers: Powers, at: date, items: Iterable[str] | None = None, lang: Lang = "zh"
) -> str:
    """Draw tiers and the instruments in force as DOT, for Graphviz (放权关系图).

    Args:
        powers: The powers.
        at: The day.
        items: Ids of items; only instruments about them are drawn. All items if None.
        lang: Language of the labels.

    Raises:
        InputError: `at` is no date, or the language is unknown.
    """
    check_lang(lang)
    edges, nodes = _build_edges(powers, at, items), _Nodes()
    body = [
        f"  {nodes.of(e.giver)} -> {nodes.of(e.taker)} "
        f"[label={quote_dot(_label_edge(e, lang))}"
        f"{', style=dashed' if issubclass(e.kind, _DASHED) else ''}];"
        for e in edges
    ]
    lines = ["digraph powers {", "  rankdir=TB;", "  node [shape=box];"]
    for tier, keys in _group_by_tier(powers, nodes.names, lang):
        lines.append(f"  subgraph cluster_{nodes.tier()} {{ label={quote_dot(tier)};")
        for key in keys:
            name = quote_dot(_find_name(powers, key))
            lines.append(f"    {nodes.of(key)} [label={name}];")
        lines.append("  }")
    return "\n".join([*lines, *body, "}"])


def _build_edges(powers: Powers, at: date, items: Iterable[str] | None) -> list[_Edge]:
    """An edge per giver, taker and type of instrument, with the number of items."""
    as_date(at, "at")
    chosen = None if items is None else set(items)
    counts: dict[tuple[str, str, type[Instrument]], int] = {}
    for instrument in powers.instruments.values():
        shown = [
            item
            for item in instrument.items
            if (chosen is None or item in chosen)
            and instrument.in_force(at)
            and steps_left(powers, instrument, item, at)
        ]
        if not shown:
            continue
        taker = instrument.taker
        for giver in instrument.givers:
            for body in instrument.named[1:] if taker is None else (taker,):
                key = (_to_key(giver), _to_key(body), type(instrument))
                counts[key] = counts.get(key, 0) + len(shown)
    return [_Edge(*key, number) for key, number in counts.items()]


def _to_key(body: Body) -> str:
    """Id of a named organ, or tier and line of work with a slash."""
    if isinstance(body, TierOrgan):
        return f"{body.level.value}/{body.function}"
    return body


def _label_edge(edge: _Edge, lang: Lang) -> str:
    label = Text(edge.kind.label_zh, edge.kind.label_en).say(lang)
    return f"{label} {edge.items}"


class _Nodes:
    """Numbered ids of nodes and tiers, in order of appearance."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._tiers = 0

    def of(self, key: str) -> str:
        return self.names.setdefault(key, f"n{len(self.names)}")

    def tier(self) -> str:
        self._tiers += 1
        return f"t{self._tiers}"


def _group_by_tier(
    powers: Powers, keys: Iterable[str], lang: Lang
) -> Iterator[tuple[str, list[str]]]:
    """Labels of the tiers, each with its bodies; counters and posts come first."""
    tiers: dict[str, list[str]] = {}
    for key in keys:
        tiers.setdefault(_find_tier(powers, key), []).append(key)
    for tier in sorted(tiers):
        level = from_code(Level, tier)
        label = _AT_THE_COUNTER.say(lang) if level is None else level.label(lang)
        yield label, tiers[tier]


def _find_tier(powers: Powers, key: str) -> str:
    """Code of the tier of a body; empty for counters and posts."""
    stretches = powers.organs.stretches(key)
    if stretches:
        return str(stretches[-1].level.value)
    level, slash, _ = key.partition("/")
    return level if slash and level in {str(each.value) for each in Level} else ""


def _find_name(powers: Powers, key: str) -> str:
    stretches = powers.organs.stretches(key) or powers.halls.stretches(key)
    if stretches:
        return stretches[-1].name
    tier, _, function = key.partition("/")
    level = from_code(Level, tier) if _find_tier(powers, key) else None
    return key if level is None else f"{level.label_zh}{function}"
