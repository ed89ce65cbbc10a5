"""The process of an application as data: phases, clocks, guards, transitions, each with its law.

Checked as a whole when it is read; a table that could leave a case without a way on, or a
clock without an end, is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap
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
class PhaseRule:
    """What a phase is called (阶段定义), and whether it is the end.

    Args:
        id: The phase.
        zh: Its name in Chinese.
        en: Its name in English.
        terminal: Whether nothing follows it.
        party: Whose time it is.
        step: Step of the matter that is due in it; None if none is.
    """

    id: Phase
    zh: str
    en: str
    terminal: bool = False
    party: Party = Party.NOBODY
    step: Step | None = None


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
        about: What it is about, which gives its place in the order of reasons.
    """

    id: str
    zh: str
    en: str
    basis: tuple[LegalBasis, ...]
    about: GuardAbout = GuardAbout.FACTS


@attrs.frozen
class GroundRule:
    """Ground (事由定义) on which a case is ended, or a licence taken back.

    Args:
        use: What it is for.
        id: Its name.
        zh: In Chinese.
        en: In English.
        basis: The articles.
    """

    use: GroundUse
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
        step: Step of the matter that somebody must have the power to do; None for what
            needs no power, such as an applicant's doings.
        opens: Kind of side matter that it opens; None if none.
        from_receipt: Whether the clocks that it starts run from the day of receipt.
        confirms: What time may have brought about first, and it then only writes down;
            None for most.
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
        """Whether an item with these features has it."""
        return self.only <= features and not self.never & features


@attrs.frozen
class RoleRule:
    """What a role is called (角色定义), and who in a hall may act in it.

    Args:
        id: The role.
        zh: Its name in Chinese.
        en: Its name in English.
        post: Roles of posts that may act in it; none for those outside the hall.
    """

    id: Role
    zh: str
    en: str
    post: tuple[PostRole, ...] = ()


@attrs.frozen
class OptionRule:
    """What a choice of an item changes (选项定义): clock operations of some rows.

    Args:
        id: The choice.
        zh: What it means, in Chinese.
        en: The same in English.
        clocks: Number of a row, and its clock operations instead.
    """

    id: ProcessOption
    zh: str
    en: str
    clocks: FrozenMap[tuple[ClockStep, ...]]


@attrs.frozen
class SideState:
    """State of a side matter (并行事项状态).

    Args:
        id: Its name.
        zh: In Chinese.
        en: In English.
        open: Whether it holds up the decision.
        end: Whether nothing follows it.
        lapse: Event that follows by itself when its time is over; None if none does.
    """

    id: str
    zh: str
    en: str
    open: bool = False
    end: bool = False
    lapse: EventKind | None = None


@attrs.frozen
class SideRule:
    """What goes on beside the main line (并行事项定义), and its states.

    Args:
        id: The kind.
        zh: Its name in Chinese.
        en: Its name in English.
        states: Its states; it begins in the first.
    """

    id: SideKind
    zh: str
    en: str
    states: tuple[SideState, ...]

    def state(self, name: str) -> SideState:
        """The state of a name.

        Raises:
            KeyError: It has none of that name.
        """
        for state in self.states:
            if state.id == name:
                return state
        raise KeyError(name)


@attrs.frozen
class Move:
    """Move (并行流转) of a side matter: an event, from which states to which, by whom.

    Args:
        id: Its number, such as ``S01``.
        event: The event.
        zh: Its name in Chinese.
        en: Its name in English.
        side: Kind of side matter.
        source: States in which it is possible; none where it opens a side matter.
        target: State that follows; empty where it stays as it is.
        otherwise: The other state that may follow; empty if there is none.
        who: Roles that may do it.
        guards: Names of the conditions.
        document: The paper that it makes; empty if none.
        phases: Phases in which it is possible; none for all.
        step: Step that somebody must have the power to do; None for none.
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
        roles: What the roles are called.
        options: What an item may choose.
        sides: What goes on beside the main line.
        moves: How that goes on.
        grounds: Grounds on which a case is ended, or a licence taken back.
        refusals: Why an event is refused before its conditions are looked at, with
            places for what is told.
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

    def for_item(
        self,
        features: Iterable[ItemFeature],
        options: Iterable[ProcessOption] = (),
    ) -> Process:
        """The part that applies to an item with these features (按事项裁剪).

        Rows that it cannot have are left out, and with them phases that nothing reaches;
        what it chooses is put in place.
        """
        chosen, chosen_options = frozenset(features), frozenset(options)
        changed = {
            number: steps
            for option in self.options
            if option.id in chosen_options
            for number, steps in option.clocks.items()
        }
        rows = [
            attrs.evolve(row, clocks=changed.get(row.id, row.clocks))
            for row in self.transitions
            if row.applies(chosen)
        ]
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
        opened = {row.opens for row in kept} | {
            m.side for m in self.moves if not m.source
        }
        moves = tuple(move for move in self.moves if move.side in opened)
        named = {name for row in kept for name in row.guards}
        named |= {name for move in moves for name in move.guards}
        return attrs.evolve(
            self,
            phases=tuple(phase for phase in self.phases if phase.id in reached),
            clocks=tuple(clock for clock in self.clocks if clock.id in used),
            guards=tuple(guard for guard in self.guards if guard.id in named),
            transitions=kept,
            options=(),  # chosen, so that they are not chosen again
            sides=tuple(side for side in self.sides if side.id in opened),
            moves=moves,
        )
