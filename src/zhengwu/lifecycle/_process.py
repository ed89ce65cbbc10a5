"""The process of an application as data: phases, clocks, guards, transitions, each with its law.

Checked as a whole when it is read; a table that could leave a case without a way on, or a
clock without an end, is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import Final

import attrs

from zhengwu._errors import InputError
from zhengwu._tables import parse_toml, shipped, structure
from zhengwu.legal import LegalBasis
from zhengwu.lifecycle._kinds import (
    CaseOutcome,
    ClockAct,
    ClockKind,
    EventKind,
    ItemFeature,
    Phase,
    Role,
)

_STOP_ALL: Final = "-all"


@attrs.frozen
class PhaseRule:
    """What a phase is called (阶段定义), and whether it is the end.

    Args:
        id: The phase.
        zh: Its name in Chinese.
        en: Its name in English.
        terminal: Whether nothing follows it.
    """

    id: Phase
    zh: str
    en: str
    terminal: bool = False


@attrs.frozen
class ClockRule:
    """What a clock means (时限定义), and what follows when it has run out.

    Args:
        id: The clock.
        zh: Its name in Chinese.
        en: Its name in English.
        lapse: Event that follows by itself when its time is over; None if none does.
        rule: Id of the time rule of `zhengwu.limits` that gives its length by default;
            empty where item or hall set it.
    """

    id: ClockKind
    zh: str
    en: str
    lapse: EventKind | None = None
    rule: str = ""


@attrs.frozen
class Guard:
    """Condition of a transition (条件): why it is refused where it fails.

    Args:
        id: Its name.
        zh: What is said in Chinese where it fails.
        en: The same in English.
        basis: The articles.
    """

    id: str
    zh: str
    en: str
    basis: tuple[LegalBasis, ...]


@attrs.frozen
class ClockStep:
    """One operation on a clock (计时操作).

    Args:
        act: What is done.
        clock: To which; None for all of them.
    """

    act: ClockAct
    clock: ClockKind | None = None

    @classmethod
    def parse(cls, text: str) -> ClockStep:
        """Read the written form: ``+LAW``, ``-SEND?``, ``-all``.

        Raises:
            InputError: Another form, or no such clock.
        """
        if text == _STOP_ALL:
            return cls(ClockAct.STOP_ALL)
        sign, name = text[:1], text[1:]
        if sign == "-" and name.endswith("?"):
            sign, name = "-?", name[:-1]
        acts = {act.value: act for act in ClockAct}
        clocks = {clock.value: clock for clock in ClockKind}
        if sign not in acts or name not in clocks:
            raise InputError(
                f"计时操作 {text!r} 应写作 +LAW、~LAW、>LAW、-LAW、*LAW、-LAW? 或 -all",
                f"clock operation {text!r} must be written +LAW, ~LAW, >LAW, -LAW, *LAW, "
                "-LAW? or -all",
            )
        return cls(acts[sign], clocks[name])

    def __str__(self) -> str:
        if self.clock is None:
            return _STOP_ALL
        if self.act is ClockAct.STOP_IF_RUNNING:
            return f"-{self.clock.value}?"
        return f"{self.act.value}{self.clock.value}"


@attrs.frozen
class Transition:
    """Transition (流转): an event, from where to where, by whom, under which conditions.

    Args:
        id: Its number, such as ``T11``.
        event: The event.
        zh: Its name in Chinese.
        en: Its name in English.
        sources: Phases in which it is possible.
        target: Phase that follows.
        who: Roles that may do it.
        guards: Names of the conditions, in the order in which they are told.
        clocks: What it does to the clocks, in order.
        document: The paper that it makes; empty if none.
        outcome: Outcome of a case that it ends without a grant; None for others.
        only: Features that an item must have for it.
        never: Features that an item must not have for it.
    """

    id: str
    event: EventKind
    zh: str
    en: str
    sources: tuple[Phase, ...]
    target: Phase
    who: tuple[Role, ...]
    guards: tuple[str, ...] = ()
    clocks: tuple[ClockStep, ...] = ()
    document: str = ""
    outcome: CaseOutcome | None = None
    only: frozenset[ItemFeature] = frozenset()
    never: frozenset[ItemFeature] = frozenset()

    def applies(self, features: frozenset[ItemFeature]) -> bool:
        """Whether an item with these features has it."""
        return self.only <= features and not self.never & features


@attrs.frozen(kw_only=True, slots=False)
class Process:
    """Process (办理规程) of an application: one table for all that may happen.

    Args:
        id: Its name.
        title_zh: Its title in Chinese.
        title_en: Its title in English.
        basis: Where it stands written.
        phases: The phases.
        clocks: The clocks.
        guards: The conditions.
        transitions: The transitions.
    """

    id: str
    title_zh: str
    title_en: str
    basis: tuple[LegalBasis, ...]
    phases: tuple[PhaseRule, ...]
    clocks: tuple[ClockRule, ...]
    guards: tuple[Guard, ...]
    transitions: tuple[Transition, ...]

    @cached_property
    def by_event(self) -> Mapping[tuple[Phase, EventKind], Transition]:
        """The transition of an event in a phase."""
        return {(p, row.event): row for row in self.transitions for p in row.sources}

    @cached_property
    def terminal(self) -> frozenset[Phase]:
        """Phases that nothing follows."""
        return frozenset(phase.id for phase in self.phases if phase.terminal)

    def guard(self, name: str) -> Guard:
        """The condition of a name.

        Raises:
            KeyError: It has none of that name.
        """
        return self._guards[name]

    @cached_property
    def _guards(self) -> Mapping[str, Guard]:
        return {guard.id: guard for guard in self.guards}

    def for_item(self, features: Iterable[ItemFeature]) -> Process:
        """The part that applies to an item with these features (按事项裁剪).

        Rows that it cannot have are left out, and with them phases that nothing reaches.
        """
        chosen = frozenset(features)
        rows = [row for row in self.transitions if row.applies(chosen)]
        reached = {Phase.DRAFT}
        while True:
            more = {
                row.target for row in rows if not reached.isdisjoint(row.sources)
            } - reached
            if not more:
                break
            reached |= more
        kept = tuple(
            attrs.evolve(
                row,
                sources=tuple(p for p in row.sources if p in reached),
                only=frozenset(),  # decided, so that it is not decided again
                never=frozenset(),
            )
            for row in rows
            if not reached.isdisjoint(row.sources)
        )
        used = {step.clock for row in kept for step in row.clocks}
        named = {name for row in kept for name in row.guards}
        return attrs.evolve(
            self,
            phases=tuple(phase for phase in self.phases if phase.id in reached),
            clocks=tuple(clock for clock in self.clocks if clock.id in used),
            guards=tuple(guard for guard in self.guards if guard.id in named),
            transitions=kept,
        )


@attrs.frozen
class _Basis:
    title: str
    article: str = ""
    version: str = ""


@attrs.frozen
class _Guard:
    id: str
    zh: str
    en: str
    basis: list[_Basis] = attrs.field(factory=list[_Basis])


@attrs.frozen
class _Transition:
    id: str
    event: EventKind
    zh: str
    en: str
    source: list[Phase]
    target: Phase
    who: list[Role]
    guards: list[str] = attrs.field(factory=list[str])
    clocks: list[str] = attrs.field(factory=list[str])
    document: str = ""
    outcome: CaseOutcome | None = None
    only: list[ItemFeature] = attrs.field(factory=list[ItemFeature])
    never: list[ItemFeature] = attrs.field(factory=list[ItemFeature])


@attrs.frozen
class _Table:
    id: str
    title_zh: str
    title_en: str
    phase: list[PhaseRule]
    clock: list[ClockRule]
    guard: list[_Guard]
    transition: list[_Transition]
    basis: list[_Basis] = attrs.field(factory=list[_Basis])


def _bases(rows: Iterable[_Basis]) -> tuple[LegalBasis, ...]:
    return tuple(
        LegalBasis(title=row.title, article=row.article, version=row.version)
        for row in rows
    )


def read_process(text: str, source: str = "process.toml") -> Process:
    """Read a process from TOML, as it stands; `parse_process` also checks it (读取办理规程).

    Raises:
        InputError: No TOML, or a row that is no phase, clock, guard or transition.
    """
    return _made(parse_toml(text, source), source)


def _made(data: object, source: str) -> Process:
    table = structure(data, _Table, source)
    return Process(
        id=table.id,
        title_zh=table.title_zh,
        title_en=table.title_en,
        basis=_bases(table.basis),
        phases=tuple(PhaseRule(p.id, p.zh, p.en, p.terminal) for p in table.phase),
        clocks=tuple(ClockRule(c.id, c.zh, c.en, c.lapse, c.rule) for c in table.clock),
        guards=tuple(Guard(g.id, g.zh, g.en, _bases(g.basis)) for g in table.guard),
        transitions=tuple(map(_transition, table.transition)),
    )


def _transition(row: _Transition) -> Transition:
    return Transition(
        row.id,
        row.event,
        row.zh,
        row.en,
        tuple(row.source),
        row.target,
        tuple(row.who),
        tuple(row.guards),
        tuple(map(ClockStep.parse, row.clocks)),
        row.document,
        row.outcome,
        frozenset(row.only),
        frozenset(row.never),
    )


@cache
def national_process() -> Process:
    """The process of an administrative licence (行政许可办理规程), that ships."""
    return _made(shipped("zhengwu.lifecycle", "national.toml"), "national.toml")
