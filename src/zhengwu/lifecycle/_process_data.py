"""Reading a process from its table."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import attrs

from zhengwu._frozen import FrozenMap
from zhengwu._tables import parse_toml, shipped, structure
from zhengwu.delegation import Step
from zhengwu.legal import LegalBasis
from zhengwu.lifecycle._kinds import (
    CaseOutcome,
    EventKind,
    GroundUse,
    GuardAbout,
    ItemFeature,
    Phase,
    ProcessOption,
    Role,
    SideKind,
)
from zhengwu.lifecycle._process import (
    ClockRule,
    ClockStep,
    GroundRule,
    Guard,
    Move,
    OptionRule,
    PhaseRule,
    Process,
    RoleRule,
    SideRule,
    SideState,
    Transition,
)
from zhengwu.organs import PostRole


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
    about: GuardAbout = GuardAbout.FACTS


@attrs.frozen
class _Ground:
    use: GroundUse
    id: str
    zh: str
    en: str
    basis: list[_Basis]


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
    step: Step | None = None
    opens: SideKind | None = None
    from_receipt: bool = False
    confirms: EventKind | None = None


@attrs.frozen
class _Role:
    id: Role
    zh: str
    en: str
    post: list[PostRole] = attrs.field(factory=list[PostRole])


@attrs.frozen
class _Option:
    id: ProcessOption
    zh: str
    en: str
    clocks: dict[str, list[str]]


@attrs.frozen
class _Side:
    id: SideKind
    zh: str
    en: str
    state: list[SideState]


@attrs.frozen
class _Move:
    id: str
    event: EventKind
    zh: str
    en: str
    side: SideKind
    source: list[str]
    who: list[Role]
    target: str = ""
    otherwise: str = ""
    guards: list[str] = attrs.field(factory=list[str])
    document: str = ""
    phases: list[Phase] = attrs.field(factory=list[Phase])
    step: Step | None = None


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
    role: list[_Role] = attrs.field(factory=list[_Role])
    option: list[_Option] = attrs.field(factory=list[_Option])
    side: list[_Side] = attrs.field(factory=list[_Side])
    move: list[_Move] = attrs.field(factory=list[_Move])
    ground: list[_Ground] = attrs.field(factory=list[_Ground])
    refusal: list[_Guard] = attrs.field(factory=list[_Guard])


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
        phases=tuple(table.phase),
        clocks=tuple(ClockRule(c.id, c.zh, c.en, c.lapse, c.rule) for c in table.clock),
        guards=tuple(map(_guard, table.guard)),
        refusals=tuple(map(_guard, table.refusal)),
        transitions=tuple(map(_transition, table.transition)),
        roles=tuple(RoleRule(r.id, r.zh, r.en, tuple(r.post)) for r in table.role),
        options=tuple(map(_option, table.option)),
        sides=tuple(SideRule(s.id, s.zh, s.en, tuple(s.state)) for s in table.side),
        moves=tuple(map(_move, table.move)),
        grounds=tuple(
            GroundRule(g.use, g.id, g.zh, g.en, _bases(g.basis)) for g in table.ground
        ),
    )


def _guard(row: _Guard) -> Guard:
    return Guard(row.id, row.zh, row.en, _bases(row.basis), row.about)


def _option(row: _Option) -> OptionRule:
    clocks = {
        number: tuple(map(ClockStep.parse, steps))
        for number, steps in row.clocks.items()
    }
    return OptionRule(row.id, row.zh, row.en, FrozenMap(clocks))


def _move(row: _Move) -> Move:
    return Move(
        row.id,
        row.event,
        row.zh,
        row.en,
        row.side,
        tuple(row.source),
        row.target,
        row.otherwise,
        tuple(row.who),
        tuple(row.guards),
        row.document,
        tuple(row.phases),
        row.step,
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
        row.step,
        row.opens,
        row.from_receipt,
        row.confirms,
    )


@cache
def national_process() -> Process:
    """The process of an administrative licence (行政许可办理规程), that ships."""
    return _made(shipped("zhengwu.lifecycle", "national.toml"), "national.toml")
