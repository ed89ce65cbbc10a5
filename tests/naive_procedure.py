"""A slow and obvious model of a procedure, made from its table alone.

It keeps a case as a plain dict, looks rows up by walking the table, reads conditions by a
chain of ifs, and computes due days day by day with `naive_due`. Nothing of the engine is
used but the values that go in and out.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from zhengwu.calendars import WorkCalendar
from zhengwu.limits import (
    CalendarDays,
    Hours,
    Minutes,
    Months,
    UnspecifiedDays,
    Weeks,
    WorkingDays,
    Years,
)
from zhengwu.process import Procedure, ProcedureEvent

ONE_DAY = dt.timedelta(days=1)


def is_filled(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return value not in (None, (), False)


class NaiveCase:
    """State of a case, in plain containers."""

    def __init__(self, procedure: Procedure, calendar: WorkCalendar) -> None:
        self.table = procedure
        self.calendar = calendar
        self.phase = procedure.phases[0].id
        self.facts: dict[str, Any] = {}
        self.clocks: dict[str, dict[str, Any]] = {}
        self.sides: dict[tuple[str, str], dict[str, Any]] = {}
        self.outcome = ""
        self.owner = ""
        self.at: dt.datetime | None = None
        self.lapsed: list[tuple[str, str, dt.datetime]] = []

    # -- time ---------------------------------------------------------------------------

    def last_day(self, clock: dict[str, Any]) -> dt.datetime | None:
        """Instant at which a clock is over, counted day by day; None if it stands."""
        limit = clock["limit"]
        if limit is None or (clock["pauses"] and clock["pauses"][-1][1] is None):
            return None
        if isinstance(limit, Hours | Minutes):
            end = clock["start"] + dt.timedelta(
                minutes=float(limit.amount) * (60 if isinstance(limit, Hours) else 1)
            )
            for begin, until in clock["pauses"]:
                if begin < end:
                    end += until - begin
            return end
        if (
            isinstance(limit, Months | Years | Weeks)
            or clock["extra"]
            or clock["pauses"]
        ):
            return self.library_day(clock)
        day, left = clock["start"].date(), int(limit.amount)
        working = isinstance(limit, WorkingDays)
        while left:
            day += ONE_DAY
            if not working or self.calendar.is_working_day(day):
                left -= 1
        if isinstance(limit, CalendarDays):
            while not self.calendar.is_working_day(day):
                day += ONE_DAY
        return dt.datetime.combine(day + ONE_DAY, dt.time.min, clock["start"].tzinfo)

    def library_day(self, clock: dict[str, Any]) -> dt.datetime:
        """Months, suspensions and extensions: the limits library, which has its own model."""
        from zhengwu.limits import Clock, Extension, Ground, Suspension

        ground = Ground(id="g", name_zh="g", name_en="g")
        counted = Clock(
            limit=clock["limit"],
            started=clock["start"],
            suspensions=tuple(
                Suspension(start=a, end=b, ground=ground) for a, b in clock["pauses"]
            ),
            extensions=tuple(
                Extension(at=at, by=by, who="") for at, by in clock["extra"]
            ),
        )
        return counted.due(self.calendar).ends_at()

    def next_lapse(self) -> tuple[dt.datetime, str, str] | None:
        """The lapse that comes first: its instant, its event and its key."""
        found: list[tuple[dt.datetime, str, str]] = []
        for row in self.table.clocks:
            clock = self.clocks.get(row.id)
            if (
                row.lapse
                and clock is not None
                and self.row_for(row.lapse, "") is not None
            ):
                end = self.last_day(clock)
                if end is not None:
                    found.append((end, row.lapse, ""))
        for (kind, key), side in self.sides.items():
            state = self.state_of(kind, side["state"])
            if not state.lapse or self.row_for(state.lapse, key) is None:
                continue
            end = self.side_end(kind, key)
            if end is not None:
                found.append((end, state.lapse, key))
        return min(found, key=lambda each: each[0], default=None)

    def state_of(self, kind: str, name: str) -> Any:
        for side in self.table.sides:
            if side.id == kind:
                for state in side.states:
                    if state.id == name:
                        return state
        raise AssertionError((kind, name))

    def run_to(self, at: dt.datetime) -> None:
        while True:
            lapse = self.next_lapse()
            if lapse is None or lapse[0] > at:
                return
            end, event, key = lapse
            row = self.row_for(event, key)
            moment = end - dt.timedelta.resolution if end.time() == dt.time.min else end
            self.apply(row, {}, end, moment, "", "", key)
            self.lapsed.append((event, key, end))
            self.at = end if self.at is None or self.at < end else self.at

    # -- rows ---------------------------------------------------------------------------

    def row_for(self, event: str, key: str) -> Any:
        for row in self.table.transitions:
            if row.event == event and self.phase in row.source:
                return row
        if self.phase in {phase.id for phase in self.table.phases if phase.terminal}:
            return None
        for row in self.table.moves:
            if row.event == event and (not row.phases or self.phase in row.phases):
                side = self.sides.get((row.side, key))
                if not row.source:
                    return None if side is not None else row
                if side is not None and side["state"] in row.source:
                    return row
        return None

    def allows(self, event: ProcedureEvent) -> bool:
        row = self.row_for(event.kind, event.key)
        if row is None or event.actor.role not in row.who:
            return False
        declared = next(e for e in self.table.events if e.id == event.kind)
        if any(name not in declared.fields for name in event.details):
            return False
        if any(
            not self.is_there(event.details.get(name)) for name in declared.requires
        ):
            return False
        if not self.is_late_enough(event):
            return False
        conditions = {c.id: c for c in self.table.conditions}
        return all(self.holds(conditions[name].holds, event) for name in row.conditions)

    def is_late_enough(self, event: ProcedureEvent) -> bool:
        """A lapse is not recorded before its time is over, nor by the system without one."""
        ends = [
            self.last_day(self.clocks[row.id])
            for row in self.table.clocks
            if row.lapse == event.kind and row.id in self.clocks
        ]
        kinds = {row.lapse for row in self.table.clocks if row.lapse}
        for side in self.table.sides:
            for state in side.states:
                if state.lapse:
                    kinds.add(state.lapse)
                known = self.sides.get((side.id, event.key))
                if state.lapse == event.kind and known and known["state"] == state.id:
                    ends.append(self.side_end(side.id, event.key))
        if event.kind not in kinds:
            return True
        ends = [end for end in ends if end is not None]
        if event.actor.role == "system":
            return False  # whatever is over took effect before
        return all(end <= event.at for end in ends)

    @staticmethod
    def is_there(value: Any) -> bool:
        return (
            value is not None
            and value != ()
            and (value != "" or not isinstance(value, str))
        )

    # -- conditions ---------------------------------------------------------------------

    def look_up(self, name: Any, event: ProcedureEvent) -> Any:
        if not isinstance(name, str):
            return name
        where, _, rest = name.partition(".")
        if where == "fact":
            return self.facts.get(rest)
        if where == "actor":
            return {"id": event.actor.id, "organ": event.actor.organ}[rest]
        if where == "event":
            return event.at.date() if rest == "day" else event.at
        return event.details.get(rest if where == "field" and rest else name)

    def right_of(self, value: Any, event: ProcedureEvent) -> Any:
        named = isinstance(value, str) and value.partition(".")[0] in (
            "fact",
            "actor",
            "event",
            "field",
        )
        return self.look_up(value, event) if named and "." in value else value

    def holds(self, condition: Any, event: ProcedureEvent) -> bool:
        kind = condition.key
        if kind == "all":
            return all(self.holds(part, event) for part in condition.all)
        if kind == "any":
            return any(self.holds(part, event) for part in condition.any)
        if kind == "not":
            return not self.holds(condition.negated, event)
        if kind == "given":
            return all(is_filled(event.details.get(name)) for name in condition.given)
        if kind == "known":
            return all(is_filled(self.facts.get(name)) for name in condition.known)
        if kind == "role":
            return event.actor.role in condition.role
        if kind == "ground":
            grounds = {g.id for g in self.table.grounds if g.use == condition.ground}
            return event.details.get(condition.by) in grounds
        if kind == "acts":
            who = (
                self.owner
                if condition.acts == "owner"
                else self.facts.get(condition.acts)
            )
            return not who or who in (event.actor.id, event.actor.organ)
        if kind == "different":
            persons = [self.look_up(name, event) for name in condition.different]
            return all(map(is_filled, persons)) and len(set(persons)) == len(persons)
        if kind == "covers":
            given = event.details.get(condition.by) or ()
            return all(n in given for n in self.facts.get(condition.covers) or ())
        if kind == "none_open":
            return not any(
                k in condition.none_open and self.state_of(k, side["state"]).open
                for (k, _), side in self.sides.items()
            )
        if kind == "clock":
            return self.clock_is(condition.clock, condition.state.value, event.at)
        if kind == "compare":
            return self.compares(condition, event)
        if kind == "extends":
            return self.extends(condition, event)
        if kind == "countable":
            return not isinstance(
                event.details.get(condition.countable), UnspecifiedDays
            )
        if kind == "side_over":
            end = self.side_end(condition.side_over, event.key)
            return end is not None and end <= event.at
        raise NotImplementedError(kind)

    def extends(self, condition: Any, event: ProcedureEvent) -> bool:
        """The clock runs and is not over; unit, number and sum are within its row."""
        clock, by = self.clocks.get(condition.extends), event.details.get(condition.by)
        if clock is None or by is None:
            return False
        if clock["limit"] is None:
            return True
        row = next(c for c in self.table.clocks if c.id == condition.extends).extension
        before = [extra for _, extra in clock["extra"]]
        if row is None or (row.times is not None and len(before) >= row.times):
            return False
        if type(by) is not type(clock["limit"]):
            return False
        total = sum(int(each.amount) for each in (*before, by))
        if row.by is not None and (
            type(by) is not type(row.by) or total > int(row.by.amount)
        ):
            return False
        asked = event.at
        if clock["pauses"] and clock["pauses"][-1][1] is None:
            asked = clock["pauses"][-1][0]
            clock = clock | {"pauses": clock["pauses"][:-1]}
        end = self.last_day(clock)
        return end is None or asked < end

    def side_end(self, kind: str, key: str) -> dt.datetime | None:
        """Instant at which the time of a side matter is over; None if it has none."""
        side = self.sides.get((kind, key))
        if side is None:
            return None
        state = self.state_of(kind, side["state"])
        limit = state.limit
        if side["limit"] is not None and not (state.restarts and limit is not None):
            limit = side["limit"]
        if limit is None:
            return None
        start = side["since"] if state.restarts else side["opened"]
        return self.last_day(
            {"limit": limit, "start": start, "pauses": [], "extra": []}
        )

    def clock_is(self, name: str, state: str, at: dt.datetime) -> bool:
        clock = self.clocks.get(name)
        stands = clock is not None and bool(
            clock["pauses"] and clock["pauses"][-1][1] is None
        )
        end = None if clock is None else self.last_day(clock)
        return {
            "absent": clock is None,
            "paused": stands,
            "running": clock is not None and not stands,
            "over": end is not None and end <= at,
            "not_over": end is None or at < end,
        }[state]

    def compares(self, condition: Any, event: ProcedureEvent) -> bool:
        value = self.look_up(condition.compare, event)
        if condition.count:
            value = len(set(value or ()) - {""})
        elif value is None:
            return True

        def right(of: Any) -> Any:
            return self.right_of(of, event)

        checks = []
        if right(condition.equals) is not None:
            checks.append(value == right(condition.equals))
        if right(condition.differs) is not None:
            checks.append(value != right(condition.differs))
        if condition.among:
            checks.append(value in condition.among)
        for other, sign in ((condition.at_least, 1), (condition.at_most, -1)):
            bound = right(other)
            if bound is not None:
                left = value
                if isinstance(left, dt.datetime) and not isinstance(bound, dt.datetime):
                    left = left.date()
                checks.append(left >= bound if sign > 0 else left <= bound)
        return all(checks)

    # -- effects ------------------------------------------------------------------------

    def take(self, event: ProcedureEvent) -> None:
        row = self.row_for(event.kind, event.key)
        actor = event.actor
        self.apply(
            row, event.details, event.at, event.at, actor.id, actor.organ, event.key
        )
        self.at = event.at

    def apply(
        self,
        row: Any,
        details: Any,
        at: dt.datetime,
        clocks_at: dt.datetime,
        actor: str,
        organ: str,
        key: str,
    ) -> None:
        effects = row.effects
        given = dict(details) | {"actor.id": actor, "actor.organ": organ}
        new: dict[str, Any] = dict.fromkeys(effects.stamp, clocks_at)
        new |= dict(effects.set)
        new |= dict.fromkeys(effects.clear)
        for fact, field in effects.copy.items():
            if given.get(field) is not None:
                new[fact] = given[field]
        for fact, field in effects.add.items():
            more = given.get(field)
            more = [more] if isinstance(more, str) else list(more or ())
            known = list(self.facts.get(fact) or ())
            new[fact] = tuple(
                known
                + [
                    n
                    for i, n in enumerate(more)
                    if n not in known and n not in more[:i]
                ]
            )
        for fact in effects.count:
            new[fact] = (self.facts.get(fact) or 0) + 1
        self.facts |= new
        for opening in effects.open:
            names = given.get(opening.keys) if opening.keys else key
            for name in [names] if isinstance(names, str) else list(names or ()):
                self.open(opening.side, name, clocks_at, given.get(opening.limit))
        for kind in effects.close:
            self.sides = {k: s for k, s in self.sides.items() if k[0] != kind}
        if effects.owner and given.get(effects.owner):
            self.owner = given[effects.owner]
        side = getattr(row, "side", "")
        if side:
            if not row.source:
                self.open(side, key, at, None, row.target)
            elif row.target:
                self.sides[side, key]["state"] = row.target
                self.sides[side, key]["since"] = at
        start = self.facts.get(getattr(row, "count_from", "")) or clocks_at
        for change in row.clocks:
            self.change_clock(change, clocks_at, start, given, row)
        if row.target and not side:
            self.phase = row.target
        if getattr(row, "outcome", ""):
            self.outcome = row.outcome

    def open(
        self, kind: str, key: str, at: dt.datetime, limit: Any, state: str = ""
    ) -> None:
        first = next(s for s in self.table.sides if s.id == kind).states[0].id
        self.sides[kind, key] = {
            "state": state or first,
            "since": at,
            "opened": at,
            "limit": limit,
        }

    def change_clock(
        self, change: Any, at: dt.datetime, start: dt.datetime, given: Any, row: Any
    ) -> None:
        sign, name = change.operation.value, change.clock
        if not name:
            self.clocks = {}
        elif sign == "+" and name in self.clocks:
            pass
        elif sign in "+!":
            declared = next(c for c in self.table.clocks if c.id == name)
            fields = next(e for e in self.table.events if e.id == row.event).fields
            own = given.get(declared.field) if declared.field in fields else None
            self.clocks[name] = {
                "limit": declared.limit if own is None else own,
                "start": start,
                "pauses": [],
                "extra": [],
            }
        elif sign == "-":
            self.clocks.pop(name, None)
        elif name in self.clocks:
            clock = self.clocks[name]
            stands = bool(clock["pauses"] and clock["pauses"][-1][1] is None)
            if sign == "~" and not stands:
                clock["pauses"].append((at, None))
            elif sign == ">" and stands:
                clock["pauses"][-1] = (clock["pauses"][-1][0], at)
            elif sign == "*":
                fields = next(e for e in self.table.events if e.id == row.event).fields
                types = {f.id: f.type.value for f in self.table.fields}
                field = next(f for f in fields if types[f] == "limit")
                clock["extra"].append((at, given[field]))
