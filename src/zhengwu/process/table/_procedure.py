"""The procedure: one table of everything that may happen to a case of a kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TypeVar

import attrs

from zhengwu._text import Lang, Text
from zhengwu._values import Value
from zhengwu.legal import LegalBasis
from zhengwu.process.table._rows import (
    SYSTEM_ROLE,
    ChoiceRow,
    ClockRow,
    ConditionRow,
    EventRow,
    FactRow,
    FeatureRow,
    FieldRow,
    Force,
    GroundRow,
    MoveRow,
    OutcomeRow,
    PhaseRow,
    RoleRow,
    SideRow,
    TransitionRow,
)

_R = TypeVar("_R")


@attrs.frozen(kw_only=True, slots=False)
class Procedure(Value):
    """Procedure (办理程序): phases, events, clocks, conditions, facts and side matters.

    `parse_process` reads one from TOML and checks it as a whole.

    Args:
        id: Name of the procedure; events and cases carry it.
        title_zh: Title in Chinese.
        title_en: Title in English.
        basis: Articles on which the procedure is based.
        force: What the procedure rests on.
        phases: Phases; a case begins in the first.
        roles: Roles.
        fields: Fields that events bring.
        facts: Facts of a case.
        events: Kinds of events.
        clocks: Clocks.
        conditions: Conditions.
        transitions: Transitions of the main line.
        outcomes: Outcomes of a case.
        sides: Kinds of side matters.
        moves: Moves of side matters.
        grounds: Grounds of events.
        choices: Choices that the law leaves to a place.
        features: Features of an item.
        decided: Phases in which the case counts as decided.
        notes_zh: What is contested or left open, in Chinese.
        notes_en: The same in English.
    """

    id: str
    title_zh: str
    title_en: str
    basis: tuple[LegalBasis, ...] = ()
    force: Force = Force.STATUTE
    phases: tuple[PhaseRow, ...]
    roles: tuple[RoleRow, ...] = ()
    fields: tuple[FieldRow, ...] = ()
    facts: tuple[FactRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    clocks: tuple[ClockRow, ...] = ()
    conditions: tuple[ConditionRow, ...] = ()
    transitions: tuple[TransitionRow, ...] = ()
    outcomes: tuple[OutcomeRow, ...] = ()
    sides: tuple[SideRow, ...] = ()
    moves: tuple[MoveRow, ...] = ()
    grounds: tuple[GroundRow, ...] = ()
    choices: tuple[ChoiceRow, ...] = ()
    features: tuple[FeatureRow, ...] = ()
    decided: tuple[str, ...] = ()
    notes_zh: tuple[str, ...] = ()
    notes_en: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Procedure {self.id}>"

    @property
    def initial(self) -> str:
        """Phase in which a case begins."""
        return self.phases[0].id

    @cached_property
    def terminal(self) -> frozenset[str]:
        """Terminal phases."""
        return frozenset(phase.id for phase in self.phases if phase.terminal)

    @cached_property
    def phase_by_id(self) -> Mapping[str, PhaseRow]:
        """Phases by name."""
        return {row.id: row for row in self.phases}

    @cached_property
    def event_by_id(self) -> Mapping[str, EventRow]:
        """Kinds of events by name."""
        return {row.id: row for row in self.events}

    @cached_property
    def field_by_id(self) -> Mapping[str, FieldRow]:
        """Fields by name."""
        return {row.id: row for row in self.fields}

    @cached_property
    def fact_by_id(self) -> Mapping[str, FactRow]:
        """Facts by name."""
        return {row.id: row for row in self.facts}

    @cached_property
    def clock_by_id(self) -> Mapping[str, ClockRow]:
        """Clocks by name."""
        return {row.id: row for row in self.clocks}

    @cached_property
    def condition_by_id(self) -> Mapping[str, ConditionRow]:
        """Conditions by name."""
        return {row.id: row for row in self.conditions}

    @cached_property
    def side_by_id(self) -> Mapping[str, SideRow]:
        """Kinds of side matters by name."""
        return {row.id: row for row in self.sides}

    @cached_property
    def role_by_id(self) -> Mapping[str, RoleRow]:
        """Roles by name."""
        return {row.id: row for row in self.roles}

    @cached_property
    def outcome_by_id(self) -> Mapping[str, OutcomeRow]:
        """Outcomes by name."""
        return {row.id: row for row in self.outcomes}

    def label(self, lang: Lang = "zh") -> str:
        """Title of the procedure."""
        return Text(self.title_zh, self.title_en).say(lang)

    def name(self, of: str, name: str, lang: Lang = "zh") -> str:
        """Name of a row, such as ``name("event", "accept")``; its id where there is none.

        Args:
            of: ``phase``, ``event``, ``clock``, ``role``, ``side``, ``outcome``, ``fact``
                or ``field``.
            name: Id of the row.
            lang: The language.
        """
        row = getattr(self, f"{of}_by_id").get(name)
        if row is None:
            return _SYSTEM.say(lang) if name == SYSTEM_ROLE else name
        return Text(row.zh, row.en).say(lang)

    def for_item(
        self, features: Iterable[str] = (), choices: Iterable[str] = ()
    ) -> Procedure:
        """The part that applies to an item with these features (按事项裁剪).

        Leaves out what does not apply and what becomes unreachable, and replaces the clock
        operations that the choices change.
        """
        having, chosen = frozenset(features), frozenset(choices)
        replaced = {
            number: changes
            for choice in self.choices
            if choice.id in chosen
            for number, changes in choice.clocks.items()
        }
        rows = [
            attrs.evolve(row, clocks=replaced.get(row.id, row.clocks))
            for row in self.transitions
            if row.applies(having)
        ]
        reached = find_reachable({self.initial}, rows)
        rows = [
            attrs.evolve(
                row,
                source=tuple(p for p in row.source if p in reached),
                only=frozenset(),
                never=frozenset(),
            )
            for row in rows
            if not reached.isdisjoint(row.source)
        ]
        opened = {each.side for row in rows for each in row.effects.open}
        opened |= {move.side for move in self.moves if not move.source}
        opened |= {each.side for move in self.moves for each in move.effects.open}
        moves = [move for move in self.moves if move.side in opened]
        every: list[TransitionRow | MoveRow] = [*rows, *moves]
        clocks = {change.clock for row in every for change in row.clocks}
        names = {name for row in every for name in row.conditions}
        return attrs.evolve(
            self,
            phases=_keep(self.phases, reached),
            clocks=_keep(self.clocks, clocks),
            conditions=_keep(self.conditions, names),
            transitions=tuple(rows),
            moves=tuple(moves),
            sides=_keep(self.sides, opened),
            events=_keep(self.events, {row.event for row in every}),
            choices=(),
            features=(),
        )


_SYSTEM = Text("系统", "the system")


def _keep(rows: tuple[_R, ...], ids: Iterable[str]) -> tuple[_R, ...]:
    kept = frozenset(ids)
    return tuple(row for row in rows if getattr(row, "id") in kept)  # noqa: B009


def find_reachable(start: Iterable[str], rows: Iterable[TransitionRow]) -> set[str]:
    """Phases that can be reached from some phases."""
    reached, all_rows = set(start), list(rows)
    while True:
        more = {
            row.target
            for row in all_rows
            if row.target and not reached.isdisjoint(row.source)
        } - reached
        if not more:
            return reached
        reached |= more
