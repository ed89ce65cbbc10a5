"""Logs of hall systems in their own codes: checked, explained, and read as events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._errors import InputError
from zhengwu.findings import Finding, Report, finding
from zhengwu.lifecycle._automaton import Automaton, Place, Steps
from zhengwu.lifecycle._case import Case, Draft
from zhengwu.lifecycle._codemap import CodeMap
from zhengwu.lifecycle._context import Context
from zhengwu.lifecycle._decide import note, to_note
from zhengwu.lifecycle._details import DETAILS_OF, Details
from zhengwu.lifecycle._event import Actor, Event
from zhengwu.lifecycle._kinds import EventKind, GuardAbout, Phase
from zhengwu.lifecycle._process import Process
from zhengwu.lifecycle._process_data import national_process
from zhengwu.lifecycle._reasons import (
    Refusal,
    against_structure,
    keys_of,
    reasons_against,
)
from zhengwu.lifecycle._run import lapse, run

_UNSTATED: Final = "未载明"
_NEUTRAL: Final = 3


class StatusRecord(NamedTuple):
    """Record of a hall system (状态记录): a code, and when it was set.

    Attributes:
        code: The code.
        at: When.
    """

    code: str
    at: dt.datetime


@attrs.frozen
class Deviation:
    """Where a log leaves the process (流转偏差), and why.

    Args:
        case: Id of the case.
        position: Which record, from 0.
        code: Its code.
        reasons: Why it cannot be, in the order of a refusal; none where the code itself
            is not known.
        possible: Codes that could have come there.
    """

    case: str
    position: int
    code: str
    reasons: tuple[Refusal, ...] = ()
    possible: tuple[str, ...] = ()


@attrs.frozen
class ForeignCase:
    """Case that was read from a log in foreign codes (外部办件).

    Args:
        case: The case after the last record that fits.
        events: The events: those recorded, and those that must have gone unseen, at the
            instant of the record that shows them.
        deviation: The first record that does not fit, in the order of events or by the
            clocks, and why; None if all do.
    """

    case: Case
    events: tuple[Event, ...]
    deviation: Deviation | None = None


class Conformance:
    """Conformance (流转符合性) of logs in a hall system's codes to a process.

    Args:
        codes: The code map.
        process: The process; the national one if None.

    Raises:
        InputError: A code stands for an event that is beside the main line.

    >>> from zhengwu.lifecycle import code_map
    >>> found = Conformance(code_map("aplanmis")).check("1", ["1", "6", "7", "6"])
    >>> found.position, found.reasons[0].zh
    (3, '已经一次性告知过,不得再次追加')
    """

    def __init__(self, codes: CodeMap, process: Process | None = None) -> None:
        self.codes: Final = codes
        self.process: Final = national_process() if process is None else process
        beside = {move.event for move in self.process.moves} & codes.covered
        if beside:
            listed = ", ".join(sorted(event.value for event in beside))
            raise InputError(
                f"对照表 {codes.id} 中的 {listed} 不在主线上,不能对照状态码",
                f"{listed} in map {codes.id} are beside the main line and have no status",
            )
        self.automaton: Final = Automaton(self.process, codes)
        self._of_items: Final[list[Process]] = []
        self._automata: Final[list[Automaton]] = []

    def check(self, case: str, codes: Sequence[str]) -> Deviation | None:
        """Where the codes of a case leave the process; None if they do not (逐件核对)."""
        _, position = self.automaton.walk(codes)
        return None if position < 0 else self.explain(case, codes, position)

    def explain(self, case: str, codes: Sequence[str], position: int) -> Deviation:
        """Why the code at a position cannot follow those before it (偏差说明).

        Where an earlier one cannot, of that one.

        Raises:
            InputError: There is no record at that position.
        """
        automaton = self.automaton
        if not 0 <= position < len(codes):
            raise InputError(
                f"没有第 {position} 条记录", f"there is no record {position}"
            )
        _, first = automaton.walk(codes[: position + 1])
        position = first if first >= 0 else position  # an earlier one comes first
        state, _ = automaton.walk(codes[:position])
        code = codes[position]
        if code not in automaton.symbols:
            return Deviation(case, position, code, (), automaton.possible[state])
        reasons = tuple(self._reasons(automaton.states[state], code))
        return Deviation(case, position, code, reasons, automaton.possible[state])

    def _reasons(self, places: Iterable[Place], code: str) -> Iterator[Refusal]:
        """What happens once only and has happened; else, the phases that there are."""
        kinds = self.codes.by_code[code].events
        here = sorted(places, key=lambda p: ([*Phase].index(p.phase), p.result))
        phases = dict.fromkeys(place.phase for place in here)
        rows = [r for r in self.process.transitions if r.event in kinds]
        once = dict.fromkeys(
            name
            for row in rows
            if not phases.keys().isdisjoint(row.sources)
            for name in row.guards
            if name in ("not_yet_notified", "not_extended")
        )
        for name in once:
            guard = self.process.guard(name)
            yield Refusal(name, guard.zh, guard.en, guard.basis)
        if once:
            return
        rule = next(r for r in self.process.refusals if r.id == "phase")
        names = {p.id: (p.zh, p.en) for p in self.process.phases}
        what = self.codes.by_code[code]
        zh = rule.zh.format(event=what.zh, phase="、".join(names[p][0] for p in phases))
        en = rule.en.format(event=what.en, phase=", ".join(names[p][1] for p in phases))
        yield Refusal("phase", zh, en, rule.basis)

    def check_all(self, logs: Mapping[str, Sequence[str]]) -> Report:
        """Check the codes of many cases (批量核对).

        Args:
            logs: By id of a case, its codes in order.

        Returns:
            A finding for each case that leaves the process, and one for each code that
            the map does not hold; counts ``cases`` and ``deviating``.
        """
        found = [
            self.finding_of(deviation)
            for case, codes in logs.items()
            if (deviation := self.check(case, codes)) is not None
        ]
        return Report(found, {"cases": len(logs), "deviating": len(found)})

    def finding_of(self, deviation: Deviation) -> Finding:
        """A deviation as a finding."""
        path = (deviation.case, deviation.position)
        told: dict[str, Any] = {"case": deviation.case, "code": deviation.code}
        code = self.codes.by_code.get(deviation.code)
        if code is None:
            return finding("ZWLC020", path, map=self.codes.id, **told)
        return finding(
            "ZWLC021",
            path,
            step=deviation.position + 1,
            meaning_zh=code.zh,
            meaning_en=code.en,
            problem_zh=";".join(reason.text() for reason in deviation.reasons),
            problem_en="; ".join(reason.text("en") for reason in deviation.reasons),
            **told,
        )

    def read(
        self, case: str, records: Sequence[StatusRecord], ctx: Context
    ) -> ForeignCase:
        """Read the records of a case as events, with clocks and lapses (外部日志读入).

        What the records do not hold - documents, reasons, who acted - is taken as in
        order; phases, what happens once only, and everything about time is checked.

        Args:
            case: Id of the case.
            records: Its records, in their order.
            ctx: Rules and calendar of the item; powers are not asked.

        Raises:
            InputError: An instant without zone.
        """
        codes = [record.code for record in records]
        if ctx.authority is not None:
            ctx = Context(ctx.rules, ctx.calendar)
        automaton = self._automaton(ctx.process)
        _, position = automaton.walk(codes)
        fitting = records if position < 0 else records[:position]
        draft = Draft.of(Case(case))
        events: list[Event] = []
        for number, kind in self._kinds(fitting, automaton):
            row = ctx.by_kind[kind]
            approvers = [r for r in row.rule.who if r in ctx.approvers]
            by = approvers if kind is EventKind.EXTEND else row.rule.who
            event = Event(
                case,
                draft.seq + 1,
                kind,
                fitting[number].at,
                Actor(by[0] if by else row.rule.who[0]),
                _assumed(kind, ctx),
                "" if row.opens is None else keys_of(draft, row)[0],
            )
            reasons = _put(draft, event, ctx)
            if reasons:
                possible = automaton.possible[automaton.walk(codes[:number])[0]]
                found = Deviation(case, number, codes[number], reasons, possible)
                return ForeignCase(draft.done(), tuple(events), found)
            events.append(event)
        beyond = None if position < 0 else self.explain(case, codes, position)
        return ForeignCase(draft.done(), tuple(events), beyond)

    def _automaton(self, process: Process) -> Automaton:
        """That of an item, which has no more rows than the whole."""
        if process not in self._of_items:
            self._of_items.append(process)
            self._automata.append(Automaton(process, self.codes, self.process))
        return self._automata[self._of_items.index(process)]

    def _kinds(
        self, records: Sequence[StatusRecord], automaton: Automaton
    ) -> Iterator[tuple[int, EventKind]]:
        """The fewest events that explain records, with the record that shows each."""
        best: dict[Place, tuple[tuple[int, Steps], ...]] = {Place(Phase.DRAFT): ()}
        for position, record in enumerate(records):
            code = self.codes.by_code[record.code]
            after: dict[Place, tuple[tuple[int, Steps], ...]] = {}
            for place, way in best.items():
                for to, steps in automaton.ways(place, code).items():
                    whole = (*way, (position, steps))
                    if to not in after or _length(whole) < _length(after[to]):
                        after[to] = whole
            best = after
        shortest = min(best.values(), key=_length)
        for position, steps in shortest:
            yield from ((position, kind) for kind, _ in steps)


def _length(way: Iterable[tuple[int, Steps]]) -> int:
    return sum(len(steps) for _, steps in way)


def _put(draft: Draft, event: Event, ctx: Context) -> tuple[Refusal, ...]:
    """Put an event to a draft; what the case itself has against it."""
    lapse(draft, event.at, ctx)
    found = to_note(draft, event, ctx)
    if found is not None:
        note(draft, event, found)
        return ()
    reasons = (
        *against_structure(draft, event, ctx),
        *(
            reason
            for reason in reasons_against(draft, event, ctx, of_case=True)
            if reason.code in ctx.guards
            # What is open beside the main line a log of status codes does not show.
            and ctx.guards[reason.code].about is not GuardAbout.OPEN
        ),
    )
    if reasons:
        return reasons
    row = ctx.rows[draft.phase][event.kind]
    run(draft, row, event, event.at, ctx)
    draft.seq = event.seq
    draft.at = event.at
    return ()


def _assumed(kind: EventKind, ctx: Context) -> Details:
    """Details of an event of which a foreign log holds nothing but that it happened."""
    made = DETAILS_OF[kind]
    given: dict[str, Any] = {
        "what": _UNSTATED,
        "missing": (_UNSTATED,) if kind is EventKind.NOTIFY_CORRECTION else (),
        "ground": next(iter(ctx.special_grounds), _UNSTATED),
        "by": ctx.longest_extension,
        "organ": _UNSTATED,
        "score": _NEUTRAL,
    }
    needed = {
        field.name: given[field.name]
        for field in attrs.fields(made)
        if field.default is attrs.NOTHING
    }
    return made(**needed)
