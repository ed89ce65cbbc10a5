"""Ledgers of tickets: questions, rates, tables and back, versions of rules."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from io import BytesIO
from typing import Any

import attrs
import pytest

from zhengwu._dates import BEIJING
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import FrozenMap
from zhengwu._rates import Exclusion
from zhengwu.calendars import OfficeHours, china_calendar
from zhengwu.findings import Report
from zhengwu.io import read_ledger, write_ledger
from zhengwu.limits import WorkingDays
from zhengwu.procedures import procedure
from zhengwu.process import (
    Ledger,
    LedgerRow,
    ProcedureActor,
    ProcedureCase,
    ProcedureContext,
    ProcedureEvent,
    ProcedureRules,
    Taken,
    decide,
    fold,
    generate_log,
    read_case,
)
from zhengwu.process.table._rows import FactRow, FieldType
from zhengwu.process.views._ledger_table import read_row

HOTLINE = procedure("hotline", "tangshan")
CTX = ProcedureContext(HOTLINE)
CENTRE = ProcedureActor("centre", "c-1", "centre")


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=BEIJING)


READ_AT = at(10, 13, 10)


def make_case(
    name: str, *steps: tuple[str, dt.datetime, dict[str, Any]], ctx: Any = CTX
) -> ProcedureCase:
    case = ProcedureCase(name)
    for kind, when, details in steps:
        organ = case.owner or "centre"
        actor = ProcedureActor("unit", "u-1", organ)
        if kind not in ("sign", "answer"):
            actor = CENTRE
        event = ProcedureEvent(
            name, case.seq + 1, kind, when, actor, FrozenMap(details)
        )
        ruling = decide(case, event, ctx)
        assert isinstance(ruling, Taken), ruling
        case = ruling.case
    return case


def record(when: dt.datetime, request: str = "help") -> Any:
    return "record", when, {"request": request, "content": "x", "caller": "甲"}


def dispatch(when: dt.datetime, unit: str) -> Any:
    return "dispatch", when, {"unit": unit}


def make_cases() -> list[ProcedureCase]:
    """Eight tickets around National Day 2026: 1-7 October off, 10 October worked."""
    answer = {"answer": "x"}
    return [
        make_case(
            "T1 in time",  # five working days from 28 September end on 10 October
            record(at(9, 28)),
            dispatch(at(9, 28, 9, 30), "water"),
            ("sign", at(9, 28, 10), {}),
            ("answer", at(10, 10, 16), answer),
            ("call_back", at(10, 12), {"satisfied": True}),
            ("close", at(10, 12, 10), {}),
        ),
        make_case(
            "T2 late",
            record(at(9, 28)),
            dispatch(at(9, 28, 9, 30), "water"),
            ("sign", at(9, 28, 10), {}),
            ("answer", at(10, 12), answer),
            ("call_back", at(10, 13), {"satisfied": False}),
        ),
        make_case(
            "T3 open",  # 10, 12, 13, 14, 15 October
            record(at(10, 9)),
            dispatch(at(10, 9, 9, 30), "town"),
            ("sign", at(10, 9, 10), {}),
        ),
        make_case(
            "T4 ended",
            record(at(10, 9)),
            dispatch(at(10, 9, 9, 30), "town"),
            ("end", at(10, 10), {"ground": "out_of_scope", "reason": "x"}),
        ),
        make_case("T5 at once", ("answer_at_once", at(10, 9), answer)),
        make_case("T6 new", record(at(10, 13))),  # to be dispatched by 11:00
        make_case("T7 waiting", record(at(10, 12))),  # since 11:00 too late
        make_case(
            "T8 question",  # two working days from 9 October end on 12 October
            record(at(10, 9), "consult"),
            ("dispatch_question", at(10, 9, 9, 30), {"unit": "town"}),
        ),
    ]


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return Ledger.of("hotline", make_cases(), READ_AT, CTX)


def names(ledger: Ledger) -> list[str]:
    return [row.case[:2] for row in ledger]


def test_questions(ledger: Ledger):
    """Each question has the cases that a clerk would tick off by hand."""
    assert names(ledger.open()) == ["T2", "T3", "T6", "T7", "T8"]
    assert names(ledger.due_today()) == ["T6"]
    assert names(ledger.due_on(dt.date(2026, 10, 15))) == ["T3"]
    assert names(ledger.due_before(dt.date(2026, 10, 13))) == ["T7", "T8"]
    assert names(ledger.due_before(dt.date(2026, 10, 16))) == ["T3", "T6", "T7", "T8"]
    assert names(ledger.overdue()) == ["T7", "T8"]
    assert names(ledger.late()) == ["T2", "T8"]
    assert names(ledger.open().late().where(lambda row: row.owner == "town")) == ["T8"]


def test_groups(ledger: Ledger):
    """By owner, by a fact, by month of beginning, by any function."""
    by_owner = {owner: names(part) for owner, part in ledger.by("owner").items()}
    assert by_owner == {
        "": ["T5", "T6", "T7"],
        "town": ["T3", "T4", "T8"],
        "water": ["T1", "T2"],
    }
    months = {month: len(part) for month, part in ledger.by("month").items()}
    assert months == {"2026-09": 2, "2026-10": 6}
    requests = {fact: len(part) for fact, part in ledger.by("fact.request").items()}
    assert requests == {"consult": 1, "help": 6, None: 1}
    assert list(requests) == ["consult", "help", None]
    lengths = ledger.by(lambda row: len(row.dues))
    assert names(lengths[2]) == ["T8"]  # to sign, to answer
    with pytest.raises(UnknownCodeError, match="fact"):
        ledger.by("organ")


def test_rates_say_what_was_left_out(ledger: Ledger):
    """Numerator, denominator, and every case that is in neither."""
    on_time = ledger.on_time_rate()
    assert (on_time.numerator, on_time.denominator) == (1, 3)  # T1 of T1, T2, T8
    assert on_time.excluded == (
        Exclusion("在办且未逾期", "open and not late", 3),  # T3, T6, T7
        Exclusion("未作决定即结束", "closed without a decision", 2),  # T4, T5
    )
    assert on_time.left_out + on_time.denominator == len(ledger)
    closed = ledger.closed_rate()
    assert (closed.numerator, closed.denominator, closed.left_out) == (3, 8, 0)
    satisfied = ledger.fact_rate("satisfied")
    assert (satisfied.numerator, satisfied.denominator, satisfied.left_out) == (1, 2, 6)
    helped = ledger.fact_rate("request", "help")
    assert (helped.numerator, helped.denominator, helped.left_out) == (6, 7, 1)
    nobody = ledger.where(lambda _: False).on_time_rate()
    assert (nobody.value, nobody.percent) == (None, None)


def test_a_clock_without_a_length_judges_nothing():
    """Without the limits of a place nothing is in time; it is left out."""
    ctx = ProcedureContext(procedure("hotline"))
    case = make_case(
        "1",
        record(at(9, 28)),
        dispatch(at(9, 28, 10), "water"),
        ("sign", at(9, 28, 11), {}),
        ("answer", at(10, 12), {"answer": "x"}),
        ("call_back", at(10, 12, 10), {"satisfied": True}),
        ("close", at(10, 12, 11), {}),
        ctx=ctx,
    )
    rate = Ledger.of("hotline", [case], READ_AT, ctx).on_time_rate()
    assert (rate.denominator, rate.excluded) == (
        0,
        (Exclusion("没有据以评判的时限", "judged by no clock", 1),),
    )


def test_a_suspended_clock_has_no_due_day():
    """It is named, and the case stays open and not late."""
    case = make_case(
        "1",
        record(at(9, 28)),
        dispatch(at(9, 28, 10), "water"),
        ("sign", at(9, 28, 11), {}),
        ("suspend", at(9, 29), {"ground": "force_majeure"}),
    )
    [row] = Ledger.of("hotline", [case], at(12, 1), CTX)
    assert (row.dues, row.paused, row.is_open, row.on_time) == (
        (),
        ("ANSWER",),
        True,
        None,
    )


@pytest.mark.parametrize(
    "calendar",
    [
        china_calendar(),
        OfficeHours(calendar=china_calendar(), regular=["09:00-12:00", "13:30-17:30"]),
    ],
    ids=["days", "hours"],
)
def test_the_rows_say_what_the_reading_of_each_case_says(calendar: Any):
    """On logs made by chance: due days, colour, suspended clocks, and whether in time."""
    ctx = ProcedureContext(HOTLINE, calendar)
    cases = [fold(generate_log(ctx, s, length=2 + s % 14), ctx).case for s in range(80)]
    when = max(case.at for case in cases if case.at is not None)
    for row, case in zip(Ledger.of("hotline", cases, when, ctx), cases, strict=True):
        status = read_case(case, when, ctx)
        assert (row.on_time, row.light, row.paused) == (
            status.on_time,
            status.light,
            status.paused,
        )
        assert [(due.day, due.name, due.key) for due in row.dues] == [
            (due.day, due.name, due.key) for due in status.due
        ]


def test_versions_of_rules():
    """Each case is read under the rules under which it began."""
    old = ProcedureContext(ProcedureRules(id="old", procedure=HOTLINE))
    times: Any = FrozenMap({"ANSWER": WorkingDays(3)})
    new = ProcedureContext(ProcedureRules(id="new", procedure=HOTLINE, times=times))
    steps = (
        record(at(10, 9)),
        dispatch(at(10, 9, 10), "town"),
        ("sign", at(10, 9, 11), {}),
    )
    cases = [make_case("1", *steps, ctx=old), make_case("2", *steps, ctx=new)]
    ledger = Ledger.of("hotline", cases, at(10, 12), {"old": old, "new": new})
    assert [row.dues[0].day.day for row in ledger] == [15, 13]
    with pytest.raises(InputError) as caught:
        Ledger.of("hotline", cases, at(10, 12), new)
    assert "1 cases there is no context: 1 ('old')" in caught.value.message_en


def test_every_fault_of_the_cases_is_told():
    """Another procedure, an event after the instant, and a case listed twice."""
    case = make_case("1", record(at(10, 12)))
    other = attrs.evolve(case, id="2", procedure="penalty")
    with pytest.raises(InputError) as caught:
        Ledger.of("hotline", [case, other], at(10, 1), CTX)
    assert "1 cases are not of procedure hotline: 2 ('penalty')" in str(caught.value)
    assert "1 cases have events after the instant: 1" in str(caught.value)
    with pytest.raises(InputError, match="1 occur more than once"):
        Ledger.of("hotline", [case, case], READ_AT, CTX)


def test_personal_data_is_kept_only_where_it_is_asked_for(ledger: Ledger):
    """The caller is a personal fact; the handling unit is none."""
    assert all("caller" not in row.facts for row in ledger)
    assert "fact.caller" not in ledger.columns
    with_callers = Ledger.of("hotline", make_cases(), READ_AT, CTX, personal=True)
    assert with_callers.rows[0].facts["caller"] == "甲"
    assert "甲" not in repr(with_callers)


def test_a_personal_owner_is_left_out():
    """Where the owner is the person who acts, the ledger does not name the owner."""
    rows = [
        attrs.evolve(row, effects=attrs.evolve(row.effects, owner="actor.id"))
        if row.id == "T01"
        else row
        for row in HOTLINE.transitions
    ]
    ctx = ProcedureContext(attrs.evolve(HOTLINE, transitions=tuple(rows)))
    cases = [make_case("1", record(at(10, 13)), ctx=ctx)]
    assert cases[0].owner == "c-1"
    owners = [
        Ledger.of("hotline", cases, READ_AT, ctx, personal=personal).rows[0].owner
        for personal in (False, True)
    ]
    assert owners == ["", "c-1"]


def test_summary(ledger: Ledger):
    """One flat row a group, with the parts of each rate."""
    [whole] = ledger.summary()
    assert whole == {
        "group": "", "cases": 8, "open": 5, "due_today": 1, "overdue": 2, "late": 2,
        "on_time_value": 1 / 3, "on_time_numerator": 1, "on_time_denominator": 3,
        "on_time_left_out": 5,
        "closed_value": 3 / 8, "closed_numerator": 3, "closed_denominator": 8,
        "closed_left_out": 0,
    }  # fmt: skip
    assert [(row["group"], row["cases"]) for row in ledger.summary("month")] == [
        ("2026-09", 2),
        ("2026-10", 6),
    ]


def test_flat_rows(ledger: Ledger):
    """Every cell is a text, a number, yes or no, or empty."""
    rows = [*ledger.to_rows()]
    assert all(tuple(row) == ledger.columns for row in rows)
    assert {type(cell) for row in rows for cell in row.values()} <= {
        str, int, bool, type(None),
    }  # fmt: skip
    question = rows[-1]
    assert (question["due"], question["due_of"], question["due_over"]) == (
        "2026-10-10",
        "SIGN",
        True,
    )
    assert (question["on_time"], question["is_open"], question["owner"]) == (
        False,
        True,
        "town",
    )
    assert (question["read_at"], question["fact.request"]) == (
        "2026-10-13T10:00:00+08:00",
        "consult",
    )


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "xlsx"])
@pytest.mark.parametrize("personal", [False, True], ids=["plain", "personal"])
def test_a_written_ledger_is_read_back_equal(form: str, personal: bool):
    """In every form, and all questions have the same answers."""
    if form == "xlsx":
        pytest.importorskip("xlsxwriter")
        pytest.importorskip("python_calamine")
    cases = make_cases()
    cases[0] = attrs.evolve(cases[0], id="=T1,\n'\"甲")
    ledger = Ledger.of("hotline", cases, READ_AT, CTX, personal=personal)
    file = BytesIO()
    assert write_ledger(ledger, file, form=form) == 8
    again, report = read_ledger(BytesIO(file.getvalue()), HOTLINE, form=form)
    assert again == ledger
    assert isinstance(report, Report)
    assert report.counts == {"records": 8, "loaded": 8, "set_aside": 0}
    assert not report.findings
    assert again.summary("owner") == ledger.summary("owner")


def write_csv(ledger: Ledger) -> str:
    file = BytesIO()
    write_ledger(ledger, file, form="csv")
    return file.getvalue().decode("utf-8-sig")


def read_csv(text: str) -> Any:
    return read_ledger(BytesIO(text.encode()), HOTLINE, form="csv")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("T6 new,", ",", "case 必填,但没有"),
        ("recorded", "recoded", "phase 应为 called"),
        ("2026-10-13T09:00:00+08:00", "2026-10-13 09:00", "没有时区"),
        ("2026-10-13,DISPATCH", "2026-13-13,DISPATCH", "不存在"),
        ("DISPATCH", "DISPACH", "应为"),
        ("green", "purple", "应为"),
        ("True", "也许", "应为 true"),
        ("hotline", "penalty", "不属于"),
    ],
)  # fmt: skip
def test_a_bad_cell_sets_its_row_aside(
    ledger: Ledger, old: str, new: str, problem: str
):
    """With the line, the column and the problem; the other rows are read."""
    head, *lines = write_csv(ledger).splitlines()
    [number] = [n for n, line in enumerate(lines) if "T6 new" in line]
    assert old in lines[number]
    lines[number] = lines[number].replace(old, new, 1)
    again, report = read_csv("\n".join([head, *lines]))
    assert names(again) == ["T1", "T2", "T3", "T4", "T5", "T7", "T8"]
    [fault] = [f for f in report if f.code == "ZWIO017"]
    assert fault.data["line"] == number + 2
    assert report.counts["set_aside"] == 1
    assert problem in fault.message_zh


def test_facts_of_every_type_are_read_back():
    """Texts, days, instants, numbers, amounts and limits; a wrong cell is told."""
    facts: dict[FieldType, Any] = {
        FieldType.TEXT: "=甲",
        FieldType.TEXTS: ("甲", '乙",丙'),
        FieldType.DATE: dt.date(2026, 10, 13),
        FieldType.INSTANT: READ_AT,
        FieldType.BOOL: False,
        FieldType.WHOLE: -3,
        FieldType.NUMBER: Decimal("0.25"),
        FieldType.MONEY: Decimal("1200.50"),
        FieldType.LIMIT: WorkingDays(3),
        FieldType.CHOICE: "help",
    }
    rows = tuple(FactRow(id=t.value, type=t, zh="甲", en="a") for t in facts)
    table = attrs.evolve(HOTLINE, facts=rows)
    case = LedgerRow(case="1", facts=FrozenMap({t.value: v for t, v in facts.items()}))
    ledger = Ledger(procedure="hotline", at=READ_AT, rows=(case,))
    for form in ("csv", "jsonl"):
        file = BytesIO()
        write_ledger(ledger, file, form=form)
        assert read_ledger(BytesIO(file.getvalue()), table, form=form).ledger == ledger
    [row] = ledger.to_rows()
    wrong = {name: "[[" for name in row if name.startswith("fact.")}
    wrong |= {"fact.text": 1, "fact.choice": 1}
    lines = [json.dumps(row), json.dumps(row | wrong | {"case": "2"})]
    _, report = read_ledger(BytesIO("\n".join(lines).encode()), table)
    assert [fault.code for fault in report] == ["ZWIO017"]
    with pytest.raises(InputError) as caught:
        read_row(row | wrong, table)
    told = {problem.path[0] for problem in caught.value.problems}
    assert told == {f"fact.{each.value}" for each in facts}


def test_a_case_that_is_there_twice_is_read_once(ledger: Ledger):
    """The second row is set aside."""
    text = write_csv(ledger)
    again, report = read_csv(text + text.splitlines()[3] + "\r\n")
    assert len(again) == 8
    [fault] = report
    assert (fault.code, fault.data["line"]) == ("ZWIO017", 10)


def test_columns_that_people_add_are_told_once(ledger: Ledger):
    """The near miss, a column of the ledger that is empty, is no finding."""
    lines = write_csv(ledger).splitlines()
    more = [f"{lines[0]},备注", *(f"{line},看过" for line in lines[1:])]
    again, report = read_csv("\n".join(more))
    assert again == ledger
    assert [(f.code, f.data["columns"]) for f in report] == [("ZWIO018", "备注")]


def test_yes_and_no_in_chinese(ledger: Ledger):
    """A spreadsheet that people keep may say 是 and 否."""
    text = write_csv(ledger).replace("True", "是").replace("False", "否")
    assert read_csv(text).ledger == ledger


def test_an_empty_table_is_no_ledger():
    """Its instant is not known."""
    with pytest.raises(InputError, match="no usable row"):
        read_csv("case,is_open\n")
    with pytest.raises(InputError, match=r"no usable row.*must be true or false"):
        read_csv("case,is_open\n1,x\n")


@pytest.mark.parametrize(
    "more",
    ["[1]", "[[1,2,3,4,5,6]]", '[["2026-10-13","DISPATCH",null,"x",true,true]]', "[" * 200_000],
    ids=["number", "types", "flag", "deep"],
)  # fmt: skip
def test_hostile_lists_in_cells(ledger: Ledger, more: str):
    """A cell that holds no list of due days is a problem of its row."""
    [row] = [r for r in ledger.to_rows() if r["case"] == "T6 new"]
    lines = [json.dumps(row | {"more_due": more}), json.dumps(row | {"case": "2"})]
    again, report = read_ledger(BytesIO("\n".join(lines).encode()), HOTLINE)
    assert len(again) == 1
    assert [f.code for f in report] == ["ZWIO017"]


def test_a_ledger_is_a_value(ledger: Ledger):
    """Written and read as data, frozen, iterated in order."""
    assert Ledger.from_data(ledger.to_data()) == ledger
    assert isinstance(next(iter(ledger)), LedgerRow)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        ledger.rows = ()  # type: ignore[misc]
    with pytest.raises(InputError, match="time zone"):
        Ledger(procedure="hotline", at=dt.datetime(2026, 10, 13))
