"""Tiers and instruments as Mermaid and DOT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from zhengwu._dates import as_date
from zhengwu._text import Lang
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
)  # no power moves


def to_mermaid(
    powers: Powers, at: date, items: Iterable[str] | None = None, lang: Lang = "zh"
) -> str:
    """Draw tiers and the instruments in force as a Mermaid flow chart (放权关系图).

    Args:
        powers: The powers.
        at: The day.
        items: Only instruments about these; all if None.
        lang: Language of the labels.

    Raises:
        InputError: `at` is no date.
    """
    edges, nodes = _edges(powers, at, items), _Nodes()
    body = [
        f"  {nodes.of(e.giver)} {'-.->' if issubclass(e.kind, _DASHED) else '-->'}"
        f'|"{_label(e, lang)}"| {nodes.of(e.taker)}'
        for e in edges
    ]
    lines = ["flowchart TD"]
    for tier, names in _by_tier(powers, nodes.names, lang):
        lines.append(f'  subgraph {nodes.tier()}["{_quoted(tier)}"]')
        lines += (f'    {nodes.of(n)}["{_quoted(_name(powers, n))}"]' for n in names)
        lines.append("  end")
    return "\n".join([*lines, *body])


def to_dot(
    powers: Powers, at: date, items: Iterable[str] | None = None, lang: Lang = "zh"
) -> str:
    """Draw the same as DOT, for Graphviz (放权关系图).

    Raises:
        InputError: `at` is no date.
    """
    edges, nodes = _edges(powers, at, items), _Nodes()
    body = [
        f"  {nodes.of(e.giver)} -> {nodes.of(e.taker)} [label={_dot(_label(e, lang))}"
        f"{', style=dashed' if issubclass(e.kind, _DASHED) else ''}];"
        for e in edges
    ]
    lines = ["digraph powers {", "  rankdir=TB;", "  node [shape=box];"]
    for tier, names in _by_tier(powers, nodes.names, lang):
        lines.append(f"  subgraph cluster_{nodes.tier()} {{ label={_dot(tier)};")
        lines += (f"    {nodes.of(n)} [label={_dot(_name(powers, n))}];" for n in names)
        lines.append("  }")
    return "\n".join([*lines, *body, "}"])


def _edges(powers: Powers, at: date, items: Iterable[str] | None) -> list[_Edge]:
    as_date(at, "at")
    wanted = None if items is None else set(items)
    counts: dict[tuple[str, str, type[Instrument]], int] = {}
    for one in powers.instruments.values():
        shown = [
            item
            for item in one.items
            if (wanted is None or item in wanted)
            and one.in_force(at)
            and steps_left(powers, one, item, at)
        ]
        if not shown:
            continue
        taker = one.taker
        for giver in one.givers:
            for body in one.named[1:] if taker is None else (taker,):
                key = (_key(giver), _key(body), type(one))
                counts[key] = counts.get(key, 0) + len(shown)
    return [_Edge(*key, number) for key, number in counts.items()]


def _key(body: Body) -> str:
    return (
        f"{body.level.value}/{body.function}" if isinstance(body, TierOrgan) else body
    )


def _label(edge: _Edge, lang: Lang) -> str:
    label = edge.kind.label_en if lang == "en" else edge.kind.label_zh
    return f"{label} {edge.items}"


class _Nodes:
    """Short names of nodes, in the order in which they appear."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._tiers = 0

    def of(self, key: str) -> str:
        return self.names.setdefault(key, f"n{len(self.names)}")

    def tier(self) -> str:
        self._tiers += 1
        return f"t{self._tiers}"


def _by_tier(
    powers: Powers, names: Iterable[str], lang: Lang
) -> Iterator[tuple[str, list[str]]]:
    tiers: dict[str, list[str]] = {}
    for name in names:
        tiers.setdefault(_tier(powers, name), []).append(name)
    for tier in sorted(tiers):
        level = from_code(Level, tier)
        other = "counters and posts" if lang == "en" else "窗口和岗位"
        yield (other if level is None else level.label(lang)), tiers[tier]


def _tier(powers: Powers, key: str) -> str:
    stretches = powers.organs.stretches(key)
    if stretches:
        return str(stretches[-1].level.value)
    level, slash, _ = key.partition("/")
    return level if slash and level in {str(one.value) for one in Level} else ""


def _name(powers: Powers, key: str) -> str:
    stretches = powers.organs.stretches(key) or powers.halls.stretches(key)
    if stretches:
        return stretches[-1].name
    tier, _, function = key.partition("/")
    level = from_code(Level, tier) if _tier(powers, key) else None
    return key if level is None else f"{level.label_zh}{function}"


def _quoted(text: str) -> str:
    return text.replace("&", "#amp;").replace('"', "#quot;").replace("\n", " ")


def _dot(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
