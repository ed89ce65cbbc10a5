"""Every procedure that ships: sound, walked beside the naive model, written and read back."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from random import Random
from typing import Any

import pytest
from explore_procedure import explore
from naive_procedure import NaiveCase

from zhengwu.calendars import china_calendar
from zhengwu.findings.errors import CalendarRangeError
from zhengwu.procedures import local_times, procedure, procedure_names
from zhengwu.process import (
    Declined,
    Procedure,
    ProcedureActor,
    ProcedureCase,
    ProcedureContext,
    ProcedureEvent,
    ProcedureRules,
    Taken,
    check_process,
    decide,
    event_schema,
    fold,
    generate_log,
    procedure_dot,
    procedure_page,
    read_event,
    replay,
    write_event,
)
from zhengwu.process.views._generate import make_value

Log = tuple[ProcedureEvent, ...]
TABLES = [(name, "") for name in procedure_names()]
TABLES += [tuple(name.split(".", 1)) for name in local_times()]
NAMES = [f"{name}.{local}".rstrip(".") for name, local in TABLES]
# A place changes lengths only, so one place of each procedure is walked.
WALKED = [each for n, each in enumerate(TABLES) if each[0] != TABLES[n - 1][0] or not n]
WALKED = list(dict.fromkeys([(name, "") for name in procedure_names()] + WALKED))
WALKED_NAMES = [f"{name}.{local}".rstrip(".") for name, local in WALKED]


@cache
def contexts(name: str, local: str) -> list[ProcedureContext]:
    """The table alone, with each feature, and with all of them."""
    table = procedure(name, local)
    names = [feature.id for feature in table.features]
    chosen = [(), *((each,) for each in names), tuple(names)]
    return [
        ProcedureContext(
            ProcedureRules(id=table.id, procedure=table, features=features),
            china_calendar(),
        )
        for features in dict.fromkeys(chosen)
    ]


@cache
def logs(name: str, local: str) -> list[tuple[ProcedureContext, Log]]:
    return [
        (ctx, generate_log(ctx, seed))
        for ctx in contexts(name, local)
        for seed in range(20)
    ]


@pytest.mark.parametrize(("name", "local"), TABLES, ids=NAMES)
def test_a_table_is_sound(name: str, local: str) -> None:
    report = check_process(procedure(name, local))
    assert [f.message_en for f in report.findings] == []
    assert report.counts["transitions"] > 0


@pytest.mark.parametrize(("name", "local"), WALKED, ids=WALKED_NAMES)
def test_every_event_happens_in_some_case(name: str, local: str) -> None:
    table = procedure(name, local)
    wanted = {event.id for event in table.events} - NEVER_BY_CHANCE.get(name, set())
    fired: set[str] = set()
    for ctx in contexts(name, local):
        fired |= explore(ctx, wanted - fired)
    assert sorted(wanted - fired) == []


NEVER_BY_CHANCE: dict[str, set[str]] = {
    "benefit": {"cut_own"},
    "compulsion": {"give_up", "seize"},
    "confirmation": {"ask_review", "review"},
    "hotline": {"dispatch_question", "extend", "extend_return", "reopen_question"},
    "penalty": {"serve_other"},
    "rectification": {"extend"},
    "registration": {"end_dormancy_max"},
}
"""Events that chance does not reach; their own tests perform them."""


@pytest.mark.parametrize(("name", "local"), WALKED, ids=WALKED_NAMES)
def test_a_log_gives_the_same_case_however_it_is_read(name: str, local: str) -> None:
    table = procedure(name, local)
    for ctx, log in logs(name, local):
        folded = fold(log, ctx)
        assert folded.declined is None, str(folded.declined)
        again = replay(log, ctx)
        assert again.case == folded.case
        assert again.declined == ()
        assert again.findings == ()
        written = [json.loads(json.dumps(write_event(event, table))) for event in log]
        assert tuple(read_event(data, table) for data in written) == log
        state = json.loads(json.dumps(folded.case.to_dict()))
        assert ProcedureCase.from_dict(state) == folded.case


@pytest.mark.parametrize("name", procedure_names())
def test_events_fit_their_schema(name: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    table = procedure(name)
    validator = jsonschema.Draft202012Validator(event_schema(table))
    if name == "hotline":
        validator.check_schema(event_schema(table))
    for _, log in logs(name, "")[:2]:
        for event in log:
            validator.validate(json.loads(json.dumps(write_event(event, table))))


@pytest.mark.parametrize("name", procedure_names())
def test_a_table_is_written_and_read_back(name: str) -> None:
    table = procedure(name)
    assert Procedure.from_dict(json.loads(json.dumps(table.to_dict()))) == table


@pytest.mark.parametrize("name", procedure_names())
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_names_every_phase_and_event(name: str, lang: Any) -> None:
    table = procedure(name)
    page, graph = procedure_page(table, lang), procedure_dot(table, lang)
    for row in (*table.phases, *table.clocks):
        label = row.zh if lang == "zh" else row.en
        assert label in page
    for row in table.transitions:
        assert table.name("event", row.event, lang).replace('"', '\\"') in graph


@pytest.mark.parametrize("name", procedure_names())
def test_an_english_page_has_no_chinese_but_titles_and_documents(name: str) -> None:
    table = procedure(name)
    titles = {b.title for row in _iter_cited(table) for b in row.basis}
    titles |= {b.reference for row in _iter_cited(table) for b in row.basis}
    titles |= {row.document for row in (*table.transitions, *table.moves)}
    page = procedure_page(table, "en")
    for note in table.notes_en:  # a note may name a document by its number
        page = page.replace(note, "")
    for title in sorted(titles - {""}, key=len, reverse=True):
        page = page.replace(title, "")
    left = {char for char in page if "\u4e00" <= char <= "\u9fff"}
    assert left == set()


def _iter_cited(table: Procedure) -> list[Any]:
    lists = (table.clocks, table.conditions, table.transitions, table.moves)
    more = (table.grounds, table.sides, (table,))
    return [row for rows in (*lists, *more) for row in rows]


@pytest.mark.parametrize(("name", "local"), WALKED, ids=WALKED_NAMES)
def test_chance_walks_agree_with_the_naive_model(name: str, local: str) -> None:
    """Random events, most of them wrong: the engine takes what the table alone allows."""
    table = procedure(name, local)
    ctx = ProcedureContext(table, china_calendar())
    part = ctx.procedure
    if any(clock.rule for clock in part.clocks):
        pytest.skip("the naive model reads no time rules")
    taken = declined = 0
    for seed in range(30):
        chance = Random(seed)  # noqa: S311  # no secret
        case, naive = ProcedureCase(f"{name}-{seed}"), NaiveCase(part, china_calendar())
        at = dt.datetime.fromisoformat("2026-01-28T09:00+08:00")
        for _ in range(25):
            event = _guess(case, part, ctx, at, chance)
            try:
                if case.phase:
                    naive.run_to(event.at)
                allowed = naive.allows(event)
            except CalendarRangeError:  # a day of a year without a holiday notice
                break
            ruling = decide(case, event, ctx)
            if isinstance(ruling, Taken) and ruling.noted:  # the lapse came first
                assert (event.kind, event.key) in {lapse[:2] for lapse in naive.lapsed}
                case = ruling.case
                continue
            assert isinstance(ruling, Taken) == allowed, (event, str(ruling))
            if allowed:
                naive.take(event)
                taken += 1
                case = ruling.case
                _compare(case, naive)
                assert [(x.kind, x.key, x.at) for x in case.lapsed] == naive.lapsed
            else:
                declined += 1
                assert isinstance(ruling, Declined)
                assert ruling.reasons
            at += dt.timedelta(minutes=chance.choice((7, 400, 3000, 9000, 60000)))
            if case.ended is not None:
                break
    assert taken > 20
    assert declined > 20


def _guess(
    case: ProcedureCase,
    part: Procedure,
    ctx: ProcedureContext,
    at: dt.datetime,
    chance: Random,
) -> ProcedureEvent:
    """An event by somebody: often one of the phase, with details that may be missing."""
    phase = case.phase or part.initial
    here = [row for row in part.transitions if phase in row.source]
    rows: list[Any] = [
        *(here or part.transitions) * 3,
        *part.transitions,
        *part.moves * 2,
    ]
    row = chance.choice(rows)
    declared = part.event_by_id[row.event]
    names = [n for n in declared.fields if chance.random() < 0.93]
    details = {n: make_value(part.field_by_id[n], ctx, at, chance) for n in names}
    role = chance.choice([*row.who * 6, *(r.id for r in part.roles)])
    keys = [side.key for side in case.sides] + ["", f"k{chance.randrange(3)}"]
    key = chance.choice(keys) if row in part.moves or row.effects.open else ""
    who = chance.choice([f"{role}-1", case.owner or "x"])
    actor = ProcedureActor(role, who, who)
    return ProcedureEvent(case.id, case.seq + 1, row.event, at, actor, details, key)


def _compare(case: ProcedureCase, naive: NaiveCase) -> None:
    assert (case.phase, case.outcome, case.owner) == (
        naive.phase,
        naive.outcome,
        naive.owner,
    )
    assert dict(case.facts) == naive.facts
    assert {(s.side, s.key): s.state for s in case.sides} == {
        key: side["state"] for key, side in naive.sides.items()
    }
    assert {t.clock: t.started for t in case.clocks} == {
        name: clock["start"] for name, clock in naive.clocks.items()
    }
