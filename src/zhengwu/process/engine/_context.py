"""The context of decisions: a procedure with the rules of a place, a calendar and powers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import attrs

from zhengwu import delegation
from zhengwu._dates import BEIJING, within
from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap
from zhengwu._text import Lang, Text
from zhengwu._values import Value
from zhengwu.calendars import OfficeHours, WorkCalendar, china_calendar
from zhengwu.delegation import Step
from zhengwu.limits import Limit
from zhengwu.limits.values._base import Timekeeper
from zhengwu.organs import PostRole
from zhengwu.process.engine._case import CaseSide, Draft, ProcedureEvent
from zhengwu.process.engine._conditions import (
    Check,
    Function,
    Scope,
    compile_condition,
    find_timer,
)
from zhengwu.process.engine._effects import Effect, compile_effects
from zhengwu.process.engine._fields import Fields, compile_fields
from zhengwu.process.engine._timing import OPERATIONS, Due, Timer
from zhengwu.process.table._conditions import Registered, iter_parts
from zhengwu.process.table._procedure import Procedure
from zhengwu.process.table._rows import (
    ClockOperation,
    ConditionAbout,
    ConditionRow,
    MoveRow,
    StateRow,
    TransitionRow,
)

_NO_FUNCTIONS: Final[Mapping[str, Function]] = {}
_ORDER: Final = tuple(ConditionAbout)


@attrs.frozen(kw_only=True)
class ProcedureRules(Value):
    """Rules of a place for a procedure (办理规则): which version of it, and what the place sets.

    Args:
        id: Id of this version of the rules; a case keeps it to its end.
        procedure: The procedure.
        features: Features of the item.
        choices: Choices that the law leaves to the place.
        times: Lengths that the item or the place sets, by name of the clock.
        item: Id of the item, for questions of power.
        place: Code of the division, for questions of power.
        since: First day on which cases may begin; None for no bound.
        until: Day from which no case may begin any more; None for no bound.

    Raises:
        InputError: A feature, choice or clock is not in the procedure.
    """

    id: str
    procedure: Procedure
    features: frozenset[str] = frozenset()
    choices: frozenset[str] = frozenset()
    times: FrozenMap[Limit] = attrs.field(factory=FrozenMap[Limit])
    item: str = ""
    place: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for field, rows in (
            ("features", self.procedure.features),
            ("choices", self.procedure.choices),
            ("times", self.procedure.clocks),
        ):
            known = [row.id for row in rows]
            unknown = sorted({*getattr(self, field)} - {*known})
            if unknown:
                listed = ", ".join(known) or "-"
                raise InputError(
                    f"ProcedureRules.{field}:程序 {self.procedure.id} 没有 "
                    f"{'、'.join(unknown)};有:{listed}",
                    f"ProcedureRules.{field}: procedure {self.procedure.id} has no "
                    f"{', '.join(unknown)}; it has {listed}",
                )


class CompiledCondition(NamedTuple):
    """Condition with its function (编译后的条件)."""

    row: ConditionRow
    check: Check
    of_case: bool


class Row(NamedTuple):
    """Transition or move, compiled."""

    id: str
    event: str
    target: str
    sources: frozenset[str]
    roles: frozenset[str]
    conditions: tuple[CompiledCondition, ...]
    clocks: tuple[tuple[Any, ClockOperation, str, str], ...]
    effects: tuple[Effect, ...]
    fields: Fields
    row: TransitionRow | MoveRow
    side: str
    states: frozenset[str] | None
    outcome: str
    step: Step | None
    refuses: bool
    count_from: str
    confirms: str
    opens: bool


class ProcedureContext:
    """Everything that `decide` asks besides the case and the event, compiled once (办理环境).

    Args:
        rules: Rules of the place, or a procedure alone.
        calendar: Working calendar or office hours; the nation's if None.
        powers: Powers by which the actor's organ is checked; not checked if None.
        functions: Functions of the caller that conditions name.

    Raises:
        InputError: A clock has no length that the calendar can count; a condition names a
            function that is not given; powers are given without item and place.

    >>> from zhengwu.procedures import procedure
    >>> ctx = ProcedureContext(procedure("hotline"))
    >>> ctx.procedure.label("zh")
    '政务服务便民热线工单办理程序'
    """

    def __init__(
        self,
        rules: ProcedureRules | Procedure,
        calendar: Timekeeper | None = None,
        powers: delegation.Powers | delegation.AuthorityView | None = None,
        functions: Mapping[str, Function] = _NO_FUNCTIONS,
    ) -> None:
        if isinstance(rules, Procedure):
            rules = ProcedureRules(id=rules.id, procedure=rules)
        self.rules: Final = rules
        self.procedure: Final = rules.procedure.for_item(rules.features, rules.choices)
        self.whole: Final = rules.procedure
        self.calendar: Final = china_calendar() if calendar is None else calendar
        self.timer: Final = Timer(self.procedure, self.calendar, rules.times)
        self.authority: Final = _make_view(rules, powers)
        self.functions: Final = dict(functions)
        self._states: Final = {
            (side.id, state.id): state
            for side in self.procedure.sides
            for state in side.states
        }
        self._compile()
        days: Any = self.calendar
        if isinstance(days, OfficeHours):
            days = days.calendar
        self.days: Final[WorkCalendar] = days
        first, last = days.coverage
        self.coverage: Final = (
            dt.datetime.combine(first, dt.time.min, BEIJING),
            dt.datetime.combine(last, dt.time.min, BEIJING),
        )
        self._check_times()

    def _compile(self) -> None:
        procedure = self.procedure
        scope = Scope(
            procedure, self.timer, self.functions, self.side_due, self._states
        )
        conditions = {
            row.id: CompiledCondition(
                row, compile_condition(scope, row.holds), is_of_case(row)
            )
            for row in procedure.conditions
        }
        self.fields: Mapping[str, Fields] = {
            event.id: compile_fields(procedure, event) for event in procedure.events
        }
        main = [self._compile_row(row, conditions) for row in procedure.transitions]
        self.rows: Mapping[str, Mapping[str, Row]] = {
            phase.id: {row.event: row for row in main if phase.id in row.sources}
            for phase in procedure.phases
        }
        moves = [self._compile_row(row, conditions) for row in procedure.moves]
        self.moves: Mapping[str, Row] = {row.event: row for row in moves}
        self.by_event: Mapping[str, Row] = {
            **self.moves,
            **{row.event: row for row in main},
        }
        lapsing = [(row.id, row.lapse) for row in procedure.clocks if row.lapse]
        # By phase: the clocks whose expiry moves the case, and the row of each lapse.
        self.lapses: Mapping[str, Mapping[str, Row]] = {
            phase: {clock: rows[event] for clock, event in lapsing if event in rows}
            for phase, rows in self.rows.items()
        }
        self.side_lapses: Mapping[tuple[str, str], Row] = {
            key: self.moves[state.lapse]
            for key, state in self._states.items()
            if state.lapse and state.lapse in self.moves
        }
        self.lapse_events: frozenset[str] = frozenset(event for _, event in lapsing) | {
            state.lapse for state in self._states.values() if state.lapse
        }
        self.posts: Mapping[str, frozenset[PostRole]] = {
            role.id: frozenset(role.post) for role in procedure.roles if role.post
        }

    def _compile_row(
        self,
        row: TransitionRow | MoveRow,
        conditions: Mapping[str, CompiledCondition],
    ) -> Row:
        main = row if isinstance(row, TransitionRow) else None
        move = row if isinstance(row, MoveRow) else None
        listed = [conditions[name] for name in row.conditions]
        return Row(
            id=row.id,
            event=row.event,
            target=row.target,
            sources=frozenset(() if main is None else main.source),
            roles=frozenset(row.who),
            conditions=tuple(sorted(listed, key=lambda c: _ORDER.index(c.row.about))),
            clocks=tuple(
                (
                    OPERATIONS[change.operation],
                    change.operation,
                    change.clock,
                    self._find_limit_field(row, change.operation, change.clock),
                )
                for change in row.clocks
            ),
            effects=compile_effects(row.effects, self.procedure),
            fields=self.fields[row.event],
            row=row,
            side="" if move is None else move.side,
            states=None if move is None else frozenset(move.source),
            outcome="" if main is None else main.outcome,
            step=row.step,
            refuses=main is not None and main.refuses,
            count_from="" if main is None else main.count_from,
            confirms="" if main is None else main.confirms,
            opens=bool(row.effects.open) or (move is not None and not move.source),
        )

    def _find_limit_field(
        self, row: TransitionRow | MoveRow, operation: ClockOperation, clock: str
    ) -> str:
        """The field of an event that gives the length of a clock or of its extension."""
        fields = self.procedure.event_by_id[row.event].fields
        if operation is ClockOperation.EXTEND:
            by_id = self.procedure.field_by_id
            return next((f for f in fields if by_id[f].type.value == "limit"), "")
        if operation not in (ClockOperation.START, ClockOperation.RESTART):
            return ""
        named = self.procedure.clock_by_id[clock].field
        return named if named in fields else ""

    def _check_times(self) -> None:
        for name, time in self.timer.times.items():
            if not self.timer.countable(time.limit):
                limit: Any = time.limit
                raise InputError(
                    f"时限 {name} 为 {limit},所用日历不能计算;按办公时间的请传入 OfficeHours,"
                    "日数请写明工作日或自然日",
                    f"the calendar cannot count time limit {name} of {limit}; pass "
                    "OfficeHours for office time, and state working or calendar days",
                )

    def __reduce__(self) -> tuple[Any, ...]:
        arguments = (self.rules, self.calendar, self.authority, self.functions)
        return ProcedureContext, arguments

    def __repr__(self) -> str:
        return f"<ProcedureContext {self.rules.id}>"

    def side_due(self, side: CaseSide) -> Due | None:
        """When the time of a side matter is over; None if it has none."""
        state = self._states[side.side, side.state]
        if side.limit is None and state.limit is None:
            return None
        limit: Any = state.limit
        if side.limit is not None and not (state.restarts and state.limit is not None):
            limit = side.limit
        return self.timer.ends(limit, side.since if state.restarts else side.opened)

    def list_ends(
        self, draft: Draft, event: str, key: str
    ) -> list[tuple[Due | None, Text]]:
        """When the times are over whose lapse an event is; of clocks that run now."""
        ends: list[tuple[Due | None, Text]] = []
        for clock in self.procedure.clocks:
            timer = find_timer(draft, clock.id) if clock.lapse == event else None
            if timer is not None and not timer.paused:
                ends.append((self.timer.due(timer), self.says("clock", clock.id)))
        sides = (
            (self.side_due(side), self.says("side", side.side))
            for side in draft.sides
            if side.key == key and self._states[side.side, side.state].lapse == event
        )
        return [*ends, *sides]

    def side_state(self, side: CaseSide) -> StateRow:
        """State of a side matter in the table."""
        return self._states[side.side, side.state]

    def is_able(
        self, event: ProcedureEvent, row: Row, began: dt.datetime | None
    ) -> bool:
        """Whether the actor's organ has the power, and the actor the post, for an event."""
        view, actor = self.authority, event.actor
        posts = self.posts.get(actor.role)
        if view is None or posts is None:
            return True  # persons outside the hall have no powers to be looked up
        day = event.at.date()
        registered = view.roles(actor.id, day)
        if registered is not None and registered.isdisjoint(posts):
            return False
        if row.step is None:
            return True
        who = actor.id if not actor.organ or view.knows(actor.id) else actor.organ
        since = None if began is None else began.date()
        return view.allows(who, row.step, day, since, refuse=row.refuses)

    def may_begin(self, at: dt.datetime) -> bool:
        """Whether a case may begin on a day under these rules."""
        return within(at.date(), self.rules.since, self.rules.until)

    def name(self, of: str, name: str, lang: Lang = "zh") -> str:
        """Name of a row of the procedure; see `Procedure.name`."""
        return self.whole.name(of, name, lang)

    def says(self, of: str, name: str) -> Text:
        """Name of a row in both languages."""
        return Text(self.name(of, name, "zh"), self.name(of, name, "en"))


def is_of_case(row: ConditionRow) -> bool:
    """Whether the case alone decides on a condition, without the details of an event."""
    return not any(
        part.fields or isinstance(part, Registered) for part in iter_parts(row.holds)
    )


def list_pending(draft: Draft, ctx: ProcedureContext) -> list[tuple[Due, Row, str]]:
    """The lapses that lie ahead: when each is due, its row, and the key of its side matter."""
    pending: list[tuple[Due, Row, str]] = []
    for name, row in ctx.lapses.get(draft.phase, _NONE).items():
        timer = find_timer(draft, name)
        due = None if timer is None or timer.paused else ctx.timer.due(timer)
        if due is not None:
            pending.append((due, row, ""))
    for side in draft.sides:
        of_state = ctx.side_lapses.get((side.side, side.state))
        if of_state is None:
            continue
        phases = of_state.row.phases if isinstance(of_state.row, MoveRow) else ()
        due = ctx.side_due(side)
        if due is not None and (not phases or draft.phase in phases):
            pending.append((due, of_state, side.key))
    return pending


_NONE: Final[Mapping[str, Row]] = {}


def _make_view(
    rules: ProcedureRules, powers: delegation.Powers | delegation.AuthorityView | None
) -> delegation.AuthorityView | None:
    if powers is None or isinstance(powers, delegation.AuthorityView):
        return powers
    if not rules.item or not rules.place:
        raise InputError(
            "核对办理权限需要事项和地点;请在 ProcedureRules 中填写 item 和 place",
            "checking powers needs the item and the place; set item and place in "
            "ProcedureRules",
        )
    return delegation.AuthorityView(powers, rules.item, rules.place)
