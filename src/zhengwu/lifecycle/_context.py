"""Rules, calendar and powers, compiled once for all cases of an item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeVar

from zhengwu import delegation  # loads its names on first use
from zhengwu._dates import BEIJING, within
from zhengwu._errors import InputError
from zhengwu._text import Lang, Text
from zhengwu.calendars import OfficeHours, WorkCalendar, china_calendar
from zhengwu.delegation import Step
from zhengwu.lifecycle._case import Draft, SideMatter
from zhengwu.lifecycle._details import Conclusion
from zhengwu.lifecycle._effects import EFFECTS, Effect
from zhengwu.lifecycle._event import Event
from zhengwu.lifecycle._guards import CHECKS, GuardCheck
from zhengwu.lifecycle._kinds import (
    CaseOutcome,
    ClockAct,
    ClockKind,
    EventKind,
    GroundUse,
    Phase,
    Role,
    SideKind,
)
from zhengwu.lifecycle._process import (
    GroundRule,
    Guard,
    Move,
    PhaseRule,
    Process,
    SideState,
    Transition,
)
from zhengwu.lifecycle._rules import CaseRules
from zhengwu.lifecycle._timing import CHANGES, ClockChange, Due, Timer
from zhengwu.limits import Ground
from zhengwu.limits.values._base import Timekeeper
from zhengwu.organs import PostRole

_ONE_DAY: Final = dt.timedelta(days=1)
_APPROVERS: Final = {"agency_head": Role.HEAD, "government_head": Role.GOV_HEAD}
_REFUSAL_EVENTS: Final = frozenset({EventKind.DENY})
_SIDE_OPENED_BY: Final = {
    EventKind.CONSULT: SideKind.OPINION,
    EventKind.JOINT_VISIT: SideKind.JOINT,
    EventKind.MEETING: SideKind.JOINT,
    EventKind.CHILD_OPEN: SideKind.CHILD,
}


_Kind = TypeVar("_Kind", EventKind, SideKind, ClockKind, Role)


class Row(NamedTuple):
    """Row of the process table, compiled so that it can be run."""

    kind: EventKind
    rule: Transition | Move
    target: Phase | None  # of a transition; None for a move
    sources: frozenset[Phase]
    roles: frozenset[Role]
    guards: tuple[tuple[Callable[[Draft, Event, Any], bool], Guard, GuardCheck], ...]
    clocks: tuple[tuple[ClockChange, ClockKind], ...]
    effect: Effect
    step: Step | None
    refuses: bool
    from_receipt: bool
    confirms: EventKind | None
    outcome: CaseOutcome | None
    opens: SideKind | None
    states: frozenset[str] | None  # source states of a move; empty if the move opens
    side: SideKind | None  # of a move; None for a transition
    phases: frozenset[Phase]  # of a move: phases in which it is possible; any if empty


class Context:
    """Context (办件环境): rules, powers and calendar of an item, compiled once.

    A context is a value: its answers never change. Share a context among all cases of an
    item.

    Args:
        rules: Rules of the item for its cases.
        calendar: Working calendar of the organ, or its office hours where a time limit is
            counted in office time; the national calendar if None.
        powers: Powers to check, taken for the item and place of the rules, or a view of
            such powers. Powers are not checked if None.

    Raises:
        InputError: Powers are given, but the rules name no item or no place; or the
            calendar cannot count a time limit of the rules.
    """

    def __init__(
        self,
        rules: CaseRules | None = None,
        calendar: Timekeeper | None = None,
        powers: delegation.Powers | delegation.AuthorityView | None = None,
    ) -> None:
        self.rules: Final = CaseRules() if rules is None else rules
        self.calendar: Final = china_calendar() if calendar is None else calendar
        self.authority: Final = _to_view(self.rules, powers)
        self.process: Final[Process] = self.rules.process.for_item(
            self.rules.features, self.rules.options
        )
        self.timer: Final = Timer(self.rules, self.calendar)
        process = self.process
        self.rows: Final[Mapping[Phase, Mapping[EventKind, Row]]] = {
            phase: {
                row.event: self._compile_row(row)
                for row in process.transitions
                if phase in row.sources
            }
            for phase in Phase
        }
        self.moves: Final[Mapping[EventKind, Row]] = {
            move.event: self._compile_row(move) for move in process.moves
        }
        self.by_kind: Final[Mapping[EventKind, Row]] = {
            **self.moves,
            **{kind: row for rows in self.rows.values() for kind, row in rows.items()},
        }
        lapsing = {clock.lapse: clock.id for clock in process.clocks if clock.lapse}
        # By phase: the clock whose expiry causes a lapse, and the row of that lapse.
        self.lapses: Final[Mapping[Phase, tuple[ClockKind, Row]]] = {
            phase: (lapsing[kind], row)
            for phase, rows in self.rows.items()
            for kind, row in rows.items()
            if kind in lapsing
        }
        self.states: Final[Mapping[SideKind, Mapping[str, SideState]]] = {
            side.id: {state.id: state for state in side.states}
            for side in process.sides
        }
        # By kind and state of a side matter: the row of the lapse at the end of its time.
        self.side_lapses: Final[Mapping[SideKind, Mapping[str, Row]]] = {
            kind: {
                name: self.moves[state.lapse]
                for name, state in states.items()
                if state.lapse is not None
            }
            for kind, states in self.states.items()
        }
        self.untimed: Final = frozenset(
            kind for kind in SideKind if kind.value not in self.rules.side_times
        )
        self._side_times: Final = {
            kind: self.rules.side_times.get(kind.value) for kind in SideKind
        }
        self.refusals: Final[Mapping[str, Guard]] = {
            rule.id: rule for rule in process.refusals
        }
        self.lapse_kinds: Final = frozenset(lapsing) | {
            state.lapse
            for states in self.states.values()
            for state in states.values()
            if state.lapse is not None
        }
        self.post_roles: Final[Mapping[Role, frozenset[PostRole]]] = {
            role.id: frozenset(role.post) for role in process.roles if role.post
        }
        calendar_of_days: Any = self.calendar
        if isinstance(calendar_of_days, OfficeHours):
            calendar_of_days = calendar_of_days.calendar
        self.days: Final[WorkCalendar] = calendar_of_days
        first, last = self.days.coverage
        self.coverage: Final = (
            dt.datetime.combine(first, dt.time.min, BEIJING),
            dt.datetime.combine(last, dt.time.min, BEIJING),
        )
        self._known_answers: Final[dict[tuple[object, ...], bool]] = {}
        self._check_times()
        law = self.timer.times[ClockKind.LAW]
        extension = None if law is None else law.extension
        self.approvers: Final = frozenset(
            _APPROVERS[who]
            for who in (() if extension is None else extension.who)
            if who in _APPROVERS
        )
        self.longest_extension: Final[Any] = None if extension is None else extension.by
        grounds = () if law is None else law.grounds
        self.special_grounds: Final[Mapping[str, Ground]] = {g.id: g for g in grounds}

    def _check_times(self) -> None:
        """Rejects time limits that the calendar cannot count."""
        rules = self.rules
        times: dict[str, Any] = {
            kind.value: rule.limit
            for kind, rule in self.timer.times.items()
            if rule is not None
        }
        times |= {**rules.side_times, "rectify": rules.rectify}
        for name, limit in times.items():
            if not self.timer.countable(limit):
                raise InputError(
                    f"时限 {name} 为 {limit.label()},所用日历不能计算;按办公时间的请传入 OfficeHours,"
                    "日数请写明工作日或自然日",
                    f"the calendar cannot count time limit {name} of {limit.label('en')}; pass "
                    "OfficeHours for office time, and state working days or calendar days",
                )

    def __reduce__(self) -> tuple[Any, ...]:
        return Context, (self.rules, self.calendar, self.authority)

    def __repr__(self) -> str:
        return f"<Context {self.rules.id}>"

    def _compile_row(self, rule: Transition | Move) -> Row:
        transition = rule if isinstance(rule, Transition) else None
        move = rule if isinstance(rule, Move) else None
        steps = () if transition is None else transition.clocks
        return Row(
            kind=rule.event,
            rule=rule,
            target=None if transition is None else transition.target,
            sources=frozenset(() if transition is None else transition.sources),
            roles=frozenset(rule.who),
            guards=tuple(
                (CHECKS[name].holds, self.process.guard(name), CHECKS[name])
                for name in rule.guards
            ),
            clocks=tuple(
                (CHANGES[s.act], s.clock or ClockKind.LAW)
                for s in steps
                if s.act is not ClockAct.EXTEND
            ),
            effect=EFFECTS[rule.event],
            step=rule.step,
            refuses=rule.event in _REFUSAL_EVENTS,
            from_receipt=transition is not None and transition.from_receipt,
            confirms=None if transition is None else transition.confirms,
            outcome=None if transition is None else transition.outcome,
            opens=_SIDE_OPENED_BY.get(rule.event),
            states=None if move is None else frozenset(move.source),
            side=None if move is None else move.side,
            phases=frozenset() if move is None else frozenset(move.phases),
        )

    def able(self, event: Event, row: Row, accepted: dt.datetime | None) -> bool:
        """Whether the actor has both the power and the post to perform the event.

        perf: a question that was asked before for the same stretch of days is answered by
        a single look-up.
        """
        view, actor = self.authority, event.actor
        if view is None or actor.role not in self.post_roles:
            return True  # answers on outsiders are not cached: there may be any number
        then = view.stretch(event.at.date())
        since = -1 if accepted is None else view.stretch(accepted.date())
        key = (actor.id, actor.organ, actor.role, row.kind, then, since)
        allowed = self._known_answers.get(key)
        if allowed is None:
            allowed = self.may(event, row, accepted) and self.in_role(event)
            self._known_answers[key] = allowed
        return allowed

    def may(self, event: Event, row: Row, accepted: dt.datetime | None) -> bool:
        """Whether the actor has the power for the event; True where it is not checked."""
        view, step, actor = self.authority, row.step, event.actor
        if view is None or step is None or actor.role not in self.post_roles:
            return True  # actors outside the hall have no powers to be looked up
        day = event.at.date()
        since = None if accepted is None else accepted.date()
        who = self.who(actor.id, actor.organ, actor.role, step)
        return view.allows(who, step, day, since, refuse=row.refuses)

    def who(self, name: str, organ: str, role: Role, step: Step) -> str:
        """Identity used for the power check: the actor's own id if registered, else the organ.

        A chief representative decides by a mandate only and therefore must be registered.
        """
        view = self.authority
        if not organ or view is None or view.knows(name):
            return name
        return name if role is Role.CHIEF and step is Step.DECIDE else organ

    def no_veto(self, event: Event) -> bool:
        """Whether the actor works at a window without veto (窗口无否决权)."""
        view, actor = self.authority, event.actor
        if actor.role is not Role.WINDOW:
            return False
        if self.rules.no_veto:
            return True
        return view is not None and view.no_veto(actor.id, event.at.date())

    def in_role(self, event: Event) -> bool:
        """Whether the actor's post may act in the actor's role."""
        view, actor = self.authority, event.actor
        allowed = self.post_roles.get(actor.role)
        if view is None or allowed is None:
            return True
        registered = view.roles(actor.id, event.at.date())
        return registered is None or not registered.isdisjoint(allowed)

    def is_open(self, at: dt.datetime) -> bool:
        """Whether an application may be submitted: the item is open and an organ accepts."""
        day = at.date()
        if not within(day, self.rules.since, self.rules.until):
            return False
        if self.authority is None:
            return True
        return self.authority.settled(Step.ACCEPT, day)

    def lapse_of(self, side: SideMatter) -> EventKind | None:
        """Lapse that follows the expiry of a side matter's time; None if there is none."""
        return self.states[side.kind][side.state].lapse

    def is_open_side(self, side: SideMatter) -> bool:
        """Whether the decision must wait for a side matter."""
        return self.states[side.kind][side.state].open

    def side_due(self, side: SideMatter) -> Due | None:
        """When the time of a side matter expires; None if it has no time limit."""
        if side.kind is SideKind.LICENCE:
            if side.until is None:
                return None
            if side.until == dt.date.max:  # 长期
                return None
            end = dt.datetime.combine(side.until + _ONE_DAY, dt.time.min, BEIJING)
            return Due(end, end)
        limit = side.limit or self._side_times[side.kind]
        begun = side.begun or side.since
        return None if limit is None else self.timer.ends(limit, begun)

    def panel_says(self, conclusion: object) -> bool | None:
        """Whether a panel agreed, by its voting rule; None if it reached no decision."""
        if not isinstance(conclusion, Conclusion):
            return None
        votes = conclusion.votes_for + conclusion.votes_against
        if not votes:
            return None
        if conclusion.votes_for > self.rules.panel * votes:
            return True
        return False if conclusion.votes_against > self.rules.panel * votes else None

    @cached_property
    def guards(self) -> Mapping[str, Guard]:
        """Conditions of the item's process, by name."""
        return {guard.id: guard for guard in self.process.guards}

    @cached_property
    def grounds(self) -> Mapping[GroundUse, Mapping[str, GroundRule]]:
        """Grounds for ending a case or a licence, by purpose and id."""
        return {
            use: {g.id: g for g in self.process.grounds if g.use is use}
            for use in GroundUse
        }

    def event_label(self, kind: EventKind, lang: Lang = "zh") -> str:
        """Name of an event, including events that the item does not have."""
        return _say_name(self._event_names, kind, lang)

    def side_name(self, kind: SideKind, lang: Lang = "zh") -> str:
        """Name of a kind of side matter."""
        return _say_name(self._side_names, kind, lang)

    @cached_property
    def _event_names(self) -> Mapping[EventKind, Text]:
        whole = self.rules.process
        names = {row.event: Text(row.zh, row.en) for row in whole.transitions}
        return names | {move.event: Text(move.zh, move.en) for move in whole.moves}

    @cached_property
    def _side_names(self) -> Mapping[SideKind, Text]:
        sides = self.rules.process.sides
        return {rule.id: Text(rule.zh, rule.en) for rule in sides}

    @cached_property
    def _clock_names(self) -> Mapping[ClockKind, Text]:
        return {rule.id: Text(rule.zh, rule.en) for rule in self.process.clocks}

    @cached_property
    def _phase_names(self) -> Mapping[Phase, Text]:
        return {name: Text(rule.zh, rule.en) for name, rule in self.phases.items()}

    @cached_property
    def _role_names(self) -> Mapping[Role, Text]:
        return {rule.id: Text(rule.zh, rule.en) for rule in self.process.roles}

    def clock_label(self, kind: ClockKind, lang: Lang = "zh") -> str:
        """Name of a clock."""
        return _say_name(self._clock_names, kind, lang)

    @cached_property
    def phases(self) -> Mapping[Phase, PhaseRule]:
        """Phases by id, including phases that the item does not have."""
        return {rule.id: rule for rule in self.rules.process.phases}

    def phase_label(self, phase: Phase, lang: Lang = "zh") -> str:
        """Name of a phase."""
        return self._phase_names[phase].say(lang)

    def role_label(self, role: Role, lang: Lang = "zh") -> str:
        """Name of a role."""
        return _say_name(self._role_names, role, lang)

    def side_label(self, side: SideMatter, lang: Lang = "zh") -> str:
        """Name of a side matter, with its state."""
        for rule in self.process.sides:
            if rule.id is side.kind:
                state = rule.state(side.state)
                name = Text(rule.zh, rule.en).say(lang)
                state_name = Text(state.zh, state.en).say(lang)
                key = f" {side.key}" if side.key else ""
                return f"{name}{key}({state_name})"
        return Text(side.kind.value, side.kind.value).say(lang)


def _say_name(names: Mapping[_Kind, Text], kind: _Kind, lang: Lang) -> str:
    """Say the name of a kind; its value where the table does not have the kind."""
    name = names.get(kind)
    return (Text(kind.value, kind.value) if name is None else name).say(lang)


def _to_view(
    rules: CaseRules, powers: delegation.Powers | delegation.AuthorityView | None
) -> delegation.AuthorityView | None:
    if powers is None or isinstance(powers, delegation.AuthorityView):
        return powers
    if not rules.item or not rules.place:
        raise InputError(
            "核对办理权限需要事项和地点;请在 CaseRules 中填写 item 和 place",
            "checking powers needs the item and the place; set item and place in CaseRules",
        )
    return delegation.AuthorityView(powers, rules.item, rules.place)
