"""Rows of a process table, as written in TOML."""

from __future__ import annotations

import attrs

from zhengwu.delegation import Step
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
    PhaseRule,
    SideState,
)
from zhengwu.organs import PostRole


@attrs.frozen
class BasisRow:
    title: str
    article: str = ""
    version: str = ""


@attrs.frozen
class GuardRow:
    id: str
    zh: str
    en: str
    basis: list[BasisRow] = attrs.field(factory=list[BasisRow])
    about: GuardAbout = GuardAbout.FACTS


@attrs.frozen
class GroundRow:
    use: GroundUse
    id: str
    zh: str
    en: str
    basis: list[BasisRow]


@attrs.frozen
class TransitionRow:
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
class RoleRow:
    id: Role
    zh: str
    en: str
    post: list[PostRole] = attrs.field(factory=list[PostRole])


@attrs.frozen
class OptionRow:
    id: ProcessOption
    zh: str
    en: str
    clocks: dict[str, list[str]]


@attrs.frozen
class SideRow:
    id: SideKind
    zh: str
    en: str
    state: list[SideState]


@attrs.frozen
class MoveRow:
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
class TableRow:
    id: str
    title_zh: str
    title_en: str
    phase: list[PhaseRule]
    clock: list[ClockRule]
    guard: list[GuardRow]
    transition: list[TransitionRow]
    basis: list[BasisRow] = attrs.field(factory=list[BasisRow])
    role: list[RoleRow] = attrs.field(factory=list[RoleRow])
    option: list[OptionRow] = attrs.field(factory=list[OptionRow])
    side: list[SideRow] = attrs.field(factory=list[SideRow])
    move: list[MoveRow] = attrs.field(factory=list[MoveRow])
    ground: list[GroundRow] = attrs.field(factory=list[GroundRow])
    refusal: list[GuardRow] = attrs.field(factory=list[GuardRow])
