"""Checks logs of hall systems in their own status codes, and reads them as events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from zhengwu._errors import InputError
from zhengwu._values import Value
from zhengwu.findings import Finding, Report, finding
from zhengwu.lifecycle._automaton import Automaton, Place, Steps
from zhengwu.lifecycle._case import Case, Draft
from zhengwu.lifecycle._codemap import CodeMap
from zhengwu.lifecycle._context import Context
from zhengwu.lifecycle._decide import find_recordable_lapse, record_lapse
from zhengwu.lifecycle._details import DETAILS_OF, Details
from zhengwu.lifecycle._event import Actor, Event
from zhengwu.lifecycle._kinds import EventKind, GuardAbout, Phase
from zhengwu.lifecycle._process import Process
from zhengwu.lifecycle._process_data import national_process
from zhengwu.lifecycle._reasons import (
    Refusal,
    against_structure,
    list_side_keys,
    reasons_against,
)
from zhengwu.lifecycle._run import run_lapses, run_row

_UNSTATED: Final = "未载明"
_NEUTRAL: Final = 3


@attrs.frozen
class StatusRecord(Value):
    """Record of a hall system (状态记录): a code, and when it was set.

    Args:
        code: The code.
        at: When the code was set.

    Raises:
        InputError: The code is no text, or `at` is no instant with a time zone.
    """

    code: str
    at: dt.datetime


@attrs.frozen
class Deviation(Value):
    """Deviation of a log from the process (流转偏差): the first record that does not fit.

    Args:
        case: Id of the case.
        position: Position of the record, from 0.
        code: Code of the record.
        reasons: Reasons why the record does not fit, in the order of a refusal; empty
            where the code is unknown.
        possible: Codes that would have been possible there.
    """

    case: str
    position: int
    code: str
    reasons: tuple[Refusal, ...] = ()
    possible: tuple[str, ...] = ()


@attrs.frozen
class ForeignCase(Value):
    """Case that was read from a log in foreign codes (外部办件).

    Args:
        case: The case after the last record that fits.
        events: Recorded events, and unrecorded events that must have happened. An
            unrecorded event has the instant of the record that shows it.
        deviation: The first record that does not fit the order of events or the clocks;
            None if all records fit.
    """

    case: Case
    events: tuple[Event, ...]
    deviation: Deviation | None = None


class Conformance:
    """Conformance (流转符合性) of logs in a hall system's codes to a process.

    Args:
        codes: The code map.
        process: The process; the national process if None.

    Raises:
        InputError: A code records an event that is not on the main line.

    >>> from zhengwu.lifecycle import code_map
    >>> deviation = Conformance(code_map("aplanmis")).check("1", ["1", "6", "7", "6"])
    >>> deviation.position, deviation.reasons[0].zh
    (3, '已经一次性告知过,不得再次追加')
    """

    def __init__(self, codes: CodeMap, process: Process | None = None) -> None:
        self.codes: Final = codes
        self.process: Final = national_process() if process is None else process
        side_events = {move.event for move in self.process.moves} & codes.covered
        if side_events:
            listed = ", ".join(sorted(event.value for event in side_events))
            raise InputError(
                f"对照表 {codes.id} 中的 {listed} 不在主线上,不能对照状态码",
                f"code map {codes.id} maps codes to {listed}, which are not on the main "
                "line; map codes to events of the main line only",
            )
        self.automaton: Final = Automaton(self.process, codes)
        self._item_processes: Final[list[Process]] = []
        self._automata: Final[list[Automaton]] = []

    def check(self, case: str, codes: Sequence[str]) -> Deviation | None:
        """Find where the codes of a case leave the process; None if all fit (逐件核对)."""
        _, position = self.automaton.walk(codes)
        return None if position < 0 else self.explain(case, codes, position)

    def explain(self, case: str, codes: Sequence[str], position: int) -> Deviation:
        """Explain why the code at a position cannot follow the codes before it (偏差说明).

        If an earlier code does not fit, the explanation is for the first such code.

        Raises:
            InputError: There is no record at that position.
        """
        automaton = self.automaton
        if not 0 <= position < len(codes):
            raise InputError(
                f"没有第 {position} 条记录", f"there is no record {position}"
            )
        _, first = automaton.walk(codes[: position + 1])
        position = first if first >= 0 else position
        state, _ = automaton.walk(codes[:position])
        code = codes[position]
        if code not in automaton.symbols:
            return Deviation(case, position, code, (), automaton.possible[state])
        reasons = tuple(self._find_reasons(automaton.states[state], code))
        return Deviation(case, position, code, reasons, automaton.possible[state])

    def _find_reasons(self, places: Iterable[Place], code: str) -> Iterator[Refusal]:
        """Yields the failed once-only conditions; else the phases in which the case may be."""
        kinds = self.codes.by_code[code].events
        in_order = sorted(places, key=lambda p: ([*Phase].index(p.phase), p.result))
        phases = dict.fromkeys(place.phase for place in in_order)
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
        status = self.codes.by_code[code]
        phases_zh = "、".join(names[phase][0] for phase in phases)
        phases_en = ", ".join(names[phase][1] for phase in phases)
        zh = rule.zh.format(event=status.zh, phase=phases_zh)
        en = rule.en.format(event=status.en, phase=phases_en)
        yield Refusal("phase", zh, en, rule.basis)

    def check_all(self, logs: Mapping[str, Sequence[str]]) -> Report:
        """Check the codes of many cases (批量核对).

        Args:
            logs: Codes of each case in order, by id of the case.

        Returns:
            A finding for each case that leaves the process or has a code that the map does
            not contain; counts ``cases`` and ``deviating``.
        """
        findings = [
            self.finding_of(deviation)
            for case, codes in logs.items()
            if (deviation := self.check(case, codes)) is not None
        ]
        return Report(findings, {"cases": len(logs), "deviating": len(findings)})

    def finding_of(self, deviation: Deviation) -> Finding:
        """Convert a deviation to a finding."""
        path = (deviation.case, deviation.position)
        data: dict[str, Any] = {"case": deviation.case, "code": deviation.code}
        code = self.codes.by_code.get(deviation.code)
        if code is None:
            return finding("ZWLC020", path, map=self.codes.id, **data)
        return finding(
            "ZWLC021",
            path,
            step=deviation.position + 1,
            meaning_zh=code.zh,
            meaning_en=code.en,
            problem_zh=";".join(reason.text() for reason in deviation.reasons),
            problem_en="; ".join(reason.text("en") for reason in deviation.reasons),
            **data,
        )

    def read(
        self, case: str, records: Sequence[StatusRecord], ctx: Context
    ) -> ForeignCase:
        """Read the records of a case as events, with clocks and lapses (外部日志读入).

        Records state neither documents nor reasons nor actors; these are assumed to be in
        order. Phases, once-only conditions and all conditions on time are checked.

        Args:
            case: Id of the case.
            records: Records of the case, in order.
            ctx: Rules and calendar of the item; powers are not checked.

        Raises:
            InputError: An instant has no time zone.
        """
        codes = [record.code for record in records]
        if ctx.authority is not None:
            ctx = Context(ctx.rules, ctx.calendar)
        automaton = self._get_automaton(ctx.process)
        _, position = automaton.walk(codes)
        fitting = records if position < 0 else records[:position]
        draft = Draft.of(Case(case))
        events: list[Event] = []
        for number, kind in self._infer_kinds(fitting, automaton):
            row = ctx.by_kind[kind]
            approvers = [role for role in row.rule.who if role in ctx.approvers]
            roles = approvers if kind is EventKind.EXTEND else row.rule.who
            event = Event(
                case,
                draft.seq + 1,
                kind,
                fitting[number].at,
                Actor(roles[0] if roles else row.rule.who[0]),
                _assume_details(kind, ctx),
                "" if row.opens is None else list_side_keys(draft, row)[0],
            )
            reasons = _apply_event(draft, event, ctx)
            if reasons:
                possible = automaton.possible[automaton.walk(codes[:number])[0]]
                late = Deviation(case, number, codes[number], reasons, possible)
                return ForeignCase(draft.done(), tuple(events), late)
            events.append(event)
        deviation = None if position < 0 else self.explain(case, codes, position)
        return ForeignCase(draft.done(), tuple(events), deviation)

    def _get_automaton(self, process: Process) -> Automaton:
        """Returns the automaton of an item's part of the process; builds it on first use."""
        if process not in self._item_processes:
            self._item_processes.append(process)
            self._automata.append(Automaton(process, self.codes, self.process))
        return self._automata[self._item_processes.index(process)]

    def _infer_kinds(
        self, records: Sequence[StatusRecord], automaton: Automaton
    ) -> Iterator[tuple[int, EventKind]]:
        """Yields the fewest events that explain the records, each with its record's position."""
        best: dict[Place, tuple[tuple[int, Steps], ...]] = {Place(Phase.DRAFT): ()}
        for position, record in enumerate(records):
            code = self.codes.by_code[record.code]
            after: dict[Place, tuple[tuple[int, Steps], ...]] = {}
            for place, path in best.items():
                for to, steps in automaton.ways(place, code).items():
                    longer = (*path, (position, steps))
                    if to not in after or _count_events(longer) < _count_events(
                        after[to]
                    ):
                        after[to] = longer
            best = after
        shortest = min(best.values(), key=_count_events)
        for position, steps in shortest:
            yield from ((position, kind) for kind, _ in steps)


def _count_events(path: Iterable[tuple[int, Steps]]) -> int:
    return sum(len(steps) for _, steps in path)


def _apply_event(draft: Draft, event: Event, ctx: Context) -> tuple[Refusal, ...]:
    """Applies an event to a draft; returns the case's own reasons for a refusal, if any."""
    run_lapses(draft, event.at, ctx)
    recorded = find_recordable_lapse(draft, event, ctx)
    if recorded is not None:
        record_lapse(draft, event, recorded)
        return ()
    reasons = (
        *against_structure(draft, event, ctx),
        *(
            reason
            for reason in reasons_against(draft, event, ctx, of_case=True)
            if reason.code in ctx.guards
            # A log of status codes does not show which side matters are open.
            and ctx.guards[reason.code].about is not GuardAbout.OPEN
        ),
    )
    if reasons:
        return reasons
    row = ctx.rows[draft.phase][event.kind]
    run_row(draft, row, event, event.at, ctx)
    draft.seq = event.seq
    draft.at = event.at
    return ()


def _assume_details(kind: EventKind, ctx: Context) -> Details:
    """Builds details for an event whose details the foreign log does not state."""
    details_class = DETAILS_OF[kind]
    defaults: dict[str, Any] = {
        "what": _UNSTATED,
        "missing": (_UNSTATED,) if kind is EventKind.NOTIFY_CORRECTION else (),
        "ground": next(iter(ctx.special_grounds), _UNSTATED),
        "by": ctx.longest_extension,
        "organ": _UNSTATED,
        "score": _NEUTRAL,
    }
    required = {
        field.name: defaults[field.name]
        for field in attrs.fields(details_class)
        if field.default is attrs.NOTHING
    }
    return details_class(**required)
