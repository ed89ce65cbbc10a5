"""The process of an application as data: phases, clocks, conditions and transitions.

`parse_process` checks the whole table when it reads it. It rejects a table in which a case
could get stuck or a clock could run for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap
from zhengwu._values import Value
from zhengwu.delegation import Step
from zhengwu.legal import LegalBasis
from zhengwu.lifecycle._kinds import (
    CaseOutcome,
    ClockAct,
    ClockKind,
    EventKind,
    GroundUse,
    GuardAbout,
    ItemFeature,
    Party,
    Phase,
    ProcessOption,
    Role,
    SideKind,
)
from zhengwu.organs import PostRole

_STOP_ALL: Final = "-all"


@attrs.frozen
class PhaseRule(Value):
    """Definition of a phase (阶段定义): its names, and whether it is terminal.

    Args:
        id: The phase.
        zh: Name in Chinese.
        en: Name in English.
        terminal: Whether no event leads out of the phase.
        party: Party to whom the time of the phase is attributed.
        step: Step of the item that is due in the phase; None if no step is due.
    """

    id: Phase
    zh: str
    en: str
    terminal: bool = False
    party: Party = Party.NOBODY
    step: Step | None = None


@attrs.frozen
class ClockRule(Value):
    """Definition of a clock (时限定义): its names, and the event that follows its expiry.

    Args:
        id: The clock.
        zh: Name in Chinese.
        en: Name in English.
        lapse: Event that takes effect by itself when the clock expires; None if no event
            follows.
        rule: Id of the time rule of `zhengwu.limits` that gives the default length; empty
            where the item or the hall sets the length.
    """

    id: ClockKind
    zh: str
    en: str
    lapse: EventKind | None = None
    rule: str = ""


@attrs.frozen
class Guard(Value):
    """Condition of a transition (条件), with the reason for the refusal when it fails.

    Args:
        id: Name of the condition.
        zh: Reason in Chinese.
        en: Reason in English.
        basis: Articles on which the condition is based.
        about: Subject of the condition, which gives its place in the order of reasons.
    """

    id: str
    zh: str
    en: str
    basis: tuple[LegalBasis, ...]
    about: GuardAbout = GuardAbout.FACTS


@attrs.frozen
class GroundRule(Value):
    """Ground (事由定义) for terminating a case, or for revoking, recalling or cancelling a licence.

    Args:
        use: Purpose of the ground.
        id: Name of the ground.
        zh: The ground in Chinese.
        en: The ground in English.
        basis: Articles that provide for the ground.
    """

    use: GroundUse
    id: str
    zh: str
    en: str
    basis: tuple[LegalBasis, ...]


@attrs.frozen
class ClockStep(Value):
    """Operation on a clock (计时操作).

    Args:
        act: The operation.
        clock: The clock; None for all clocks.
    """

    act: ClockAct
    clock: ClockKind | None = None

    @classmethod
    def parse(cls, text: str) -> ClockStep:
        """Read the written form of an operation: ``+LAW``, ``-SEND?``, ``-all``.

        Raises:
            InputError: The text has another form, or the clock is unknown.
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
class Transition(Value):
    """Transition (流转): an event with its source phases, target phase, roles and conditions.

    Args:
        id: Number of the transition, such as ``T11``.
        event: The event.
        zh: Name of the event in Chinese.
        en: Name of the event in English.
        sources: Phases in which the event is possible.
        target: Phase after the event.
        who: Roles that may perform the event.
        guards: Names of the conditions, in the order in which failures are reported.
        clocks: Operations on the clocks, in order.
        document: Document that the event produces; empty for no document.
        outcome: Outcome of a case that the event ends without a grant; None for other events.
        only: Features that an item must have for the transition to apply.
        never: Features that an item must not have for the transition to apply.
        step: Step for which the actor's organ must have the power; None where no power is
            needed, as for the applicant's own events.
        opens: Kind of side matter that the event opens; None if the event opens none.
        from_receipt: Whether the clocks that the event starts run from the day of receipt.
        confirms: Lapse that the event only records where the lapse took effect first; None
            for most events.
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
    step: Step | None = None
    opens: SideKind | None = None
    from_receipt: bool = False
    confirms: EventKind | None = None

    def applies(self, features: frozenset[ItemFeature]) -> bool:
        """Whether the transition applies to an item with these features."""
        return self.only <= features and not self.never & features


@attrs.frozen
class RoleRule(Value):
    """Definition of a role (角色定义): its names, and the posts of a hall that may act in it.

    Args:
        id: The role.
        zh: Name in Chinese.
        en: Name in English.
        post: Roles of posts that may act in the role; empty for roles outside the hall.
    """

    id: Role
    zh: str
    en: str
    post: tuple[PostRole, ...] = ()


@attrs.frozen
class OptionRule(Value):
    """Definition of a choice of an item (选项定义): the clock operations that it replaces.

    Args:
        id: The choice.
        zh: Meaning in Chinese.
        en: Meaning in English.
        clocks: Replacement clock operations, by number of the transition.
    """

    id: ProcessOption
    zh: str
    en: str
    clocks: FrozenMap[tuple[ClockStep, ...]]


@attrs.frozen
class SideState(Value):
    """State of a side matter (并行事项状态).

    Args:
        id: Name of the state.
        zh: Name in Chinese.
        en: Name in English.
        open: Whether the decision must wait while the side matter is in this state.
        end: Whether the state is final.
        lapse: Event that takes effect by itself when the time of the side matter expires;
            None if no event follows.
    """

    id: str
    zh: str
    en: str
    open: bool = False
    end: bool = False
    lapse: EventKind | None = None


@attrs.frozen
class SideRule(Value):
    """Definition of a kind of side matter (并行事项定义), with its states.

    Args:
        id: The kind.
        zh: Name in Chinese.
        en: Name in English.
        states: States; a side matter begins in the first state.
    """

    id: SideKind
    zh: str
    en: str
    states: tuple[SideState, ...]

    def state(self, name: str) -> SideState:
        """State with this name.

        Raises:
            KeyError: The side matter has no state with this name.
        """
        for state in self.states:
            if state.id == name:
                return state
        raise KeyError(name)


@attrs.frozen
class Move(Value):
    """Move (并行流转) of a side matter: an event with its source states, target state and roles.

    Args:
        id: Number of the move, such as ``S01``.
        event: The event.
        zh: Name of the event in Chinese.
        en: Name of the event in English.
        side: Kind of side matter.
        source: States in which the event is possible; empty for an event that opens a side
            matter.
        target: State after the event; empty where the state stays the same.
        otherwise: Alternative state after the event; empty if there is no alternative.
        who: Roles that may perform the event.
        guards: Names of the conditions.
        document: Document that the event produces; empty for no document.
        phases: Phases in which the event is possible; empty for all phases.
        step: Step for which the actor's organ must have the power; None where no power is
            needed.
    """

    id: str
    event: EventKind
    zh: str
    en: str
    side: SideKind
    source: tuple[str, ...]
    target: str
    otherwise: str = ""
    who: tuple[Role, ...] = ()
    guards: tuple[str, ...] = ()
    document: str = ""
    phases: tuple[Phase, ...] = ()
    step: Step | None = None


@attrs.frozen(kw_only=True, slots=False)
class Process(Value):
    """Process (办理规程) of an application: one table of every event that may happen.

    Args:
        id: Name of the process.
        title_zh: Title in Chinese.
        title_en: Title in English.
        basis: Articles on which the process is based.
        phases: Definitions of the phases.
        clocks: Definitions of the clocks.
        guards: The conditions.
        transitions: The transitions of the main line.
        roles: Definitions of the roles.
        options: Choices that an item may make.
        sides: Definitions of the side matters.
        moves: The moves of the side matters.
        grounds: Grounds for terminating a case, or for revoking, recalling or cancelling a
            licence.
        refusals: Reasons that are checked before the conditions. Their texts are templates
            with placeholders.
    """

    id: str
    title_zh: str
    title_en: str
    basis: tuple[LegalBasis, ...]
    phases: tuple[PhaseRule, ...]
    clocks: tuple[ClockRule, ...]
    guards: tuple[Guard, ...]
    transitions: tuple[Transition, ...]
    roles: tuple[RoleRule, ...] = ()
    options: tuple[OptionRule, ...] = ()
    sides: tuple[SideRule, ...] = ()
    moves: tuple[Move, ...] = ()
    grounds: tuple[GroundRule, ...] = ()
    refusals: tuple[Guard, ...] = ()

    @cached_property
    def by_event(self) -> Mapping[tuple[Phase, EventKind], Transition]:
        """Transitions by phase and event."""
        return {(p, row.event): row for row in self.transitions for p in row.sources}

    @cached_property
    def terminal(self) -> frozenset[Phase]:
        """Terminal phases."""
        return frozenset(phase.id for phase in self.phases if phase.terminal)

    def guard(self, name: str) -> Guard:
        """Condition with this name.

        Raises:
            KeyError: The process has no condition with this name.
        """
        return self._guards[name]

    @cached_property
    def _guards(self) -> Mapping[str, Guard]:
        return {guard.id: guard for guard in self.guards}

    def for_item(
        self,
        features: Iterable[ItemFeature],
        options: Iterable[ProcessOption] = (),
    ) -> Process:
        """Part of the process that applies to an item with these features (按事项裁剪).

        Leaves out the transitions that do not apply, and the phases that become
        unreachable. Replaces the clock operations that the options change.
        """
        item_features, chosen_options = frozenset(features), frozenset(options)
        replaced = {
            number: steps
            for option in self.options
            if option.id in chosen_options
            for number, steps in option.clocks.items()
        }
        rows = [
            attrs.evolve(row, clocks=replaced.get(row.id, row.clocks))
            for row in self.transitions
            if row.applies(item_features)
        ]
        reached = {Phase.DRAFT}
        while True:
            more = {
                row.target for row in rows if not reached.isdisjoint(row.sources)
            } - reached
            if not more:
                break
            reached |= more
        transitions = tuple(
            attrs.evolve(
                row,
                sources=tuple(p for p in row.sources if p in reached),
                only=frozenset(),  # already applied, so not to be applied again
                never=frozenset(),
            )
            for row in rows
            if not reached.isdisjoint(row.sources)
        )
        used_clocks = {step.clock for row in transitions for step in row.clocks}
        opened_sides = {row.opens for row in transitions} | {
            move.side for move in self.moves if not move.source
        }
        moves = tuple(move for move in self.moves if move.side in opened_sides)
        used_guards = {name for row in transitions for name in row.guards}
        used_guards |= {name for move in moves for name in move.guards}
        return attrs.evolve(
            self,
            phases=tuple(phase for phase in self.phases if phase.id in reached),
            clocks=tuple(clock for clock in self.clocks if clock.id in used_clocks),
            guards=tuple(guard for guard in self.guards if guard.id in used_guards),
            transitions=transitions,
            options=(),  # already applied, so not to be applied again
            sides=tuple(side for side in self.sides if side.id in opened_sides),
            moves=moves,
        )
