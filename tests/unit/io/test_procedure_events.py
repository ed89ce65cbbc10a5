"""Logs of any procedure: written, read back, bad lines, lines of another procedure."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import attrs
import pytest

from zhengwu._errors import InputError
from zhengwu.io import (
    iter_procedure_events,
    read_events,
    read_procedure_events,
    write_procedure_events,
)
from zhengwu.io._procedure_events import _PlainReader
from zhengwu.procedures import procedure
from zhengwu.process import ProcedureContext, fold, generate_log, read_event

HOTLINE = procedure("hotline", "tangshan")
CTX = ProcedureContext(HOTLINE)
LOGS = [generate_log(CTX, seed, length=8) for seed in range(6)]


def write(logs: Any) -> bytes:
    file = BytesIO()
    write_procedure_events(logs, file, HOTLINE)
    return file.getvalue()


DATA = write(LOGS)
LINES = DATA.splitlines()
GOOD = json.loads(LINES[0])


def test_logs_are_read_back_equal():
    """By case, in the order of the file; each line names its procedure."""
    logs, report = read_procedure_events(BytesIO(DATA), HOTLINE)
    assert logs == {log[0].case: log for log in LOGS}
    assert report.counts == {
        "records": len(LINES),
        "loaded": len(LINES),
        "set_aside": 0,
    }
    assert all(json.loads(line)["procedure"] == "hotline" for line in LINES)
    assert write(logs) == DATA
    assert all(fold(log, CTX).declined is None for log in logs.values())


_ODD: list[Any] = [
    None, 0, -1, True, 1.5, "", "x", "\0", [], {}, {"role": "unit"}, [1], 2, "2",
    {"role": "unit", "id": 3}, {"role": "unit", "more": ""}, {"id": "x"},
    "2026-03-02T09:00:00+08:00", "2026-03-02T09:00:00Z", "2026-03-02 09:00+08:00",
    "2026-02-30T09:00:00+08:00", "2026-03-02T09:00:00", "2026-03-02",
    {"request": "help"}, {"request": "fine", "content": "x"}, "record", "answer",
]  # fmt: skip


@pytest.mark.parametrize(
    "key",
    sorted({*GOOD, "key", "recorded_at", "details", "calendar", "more", "record"}),
)
def test_the_quick_reader_is_as_strict_as_the_other(key: str):
    """With any value of any key, it says the same, or leaves the event to the other."""
    quick = _PlainReader(HOTLINE)
    for line in LINES[:12]:
        data = json.loads(line)
        without = {name: value for name, value in data.items() if name != key}
        for changed in (without, *(data | {key: odd} for odd in _ODD)):
            event = quick.read(changed)
            if event is not None and changed.get("procedure") == "hotline":
                assert event == read_event(changed, HOTLINE)


def test_what_the_library_writes_is_read_by_the_quick_reader():
    """Else it would be of no use."""
    quick = _PlainReader(HOTLINE)
    for line in LINES:
        assert quick.read(json.loads(line)) == read_event(json.loads(line), HOTLINE)


def test_events_of_cases_may_be_mixed():
    """A journal of a day has the events of many cases in turn."""
    mixed = sorted(LINES, key=lambda line: json.loads(line)["at"])
    logs = read_procedure_events(BytesIO(b"\n".join(mixed)), HOTLINE).logs
    assert {case: len(log) for case, log in logs.items()} == {
        log[0].case: len(log) for log in LOGS
    }


@pytest.mark.parametrize(
    ("line", "code", "problem"),
    [
        (b"{", "ZWIO002", "JSON"),
        (b"[1]", "ZWIO003", "list"),
        (b"[" * 200_000, "ZWIO002", "nested"),
        (b'{"procedure": "hotline"}', "ZWLC012", "kind"),
        (json.dumps(GOOD | {"kind": "recrod"}).encode(), "ZWLC012", "has no event"),
        (json.dumps(GOOD | {"at": "2026-03-02T09:00"}).encode(), "ZWLC012", "at"),
        (json.dumps(GOOD | {"seq": "1"}).encode(), "ZWLC012", "seq"),
        (json.dumps(GOOD | {"version": 99}).encode(), "ZWLC012", "99"),
        (json.dumps(GOOD | {"colour": 1}).encode(), "ZWLC012", "colour"),
        (json.dumps(GOOD | {"details": {"colour": 1}}).encode(), "ZWLC012", "colour"),
        (json.dumps(GOOD | {"details": [1]}).encode(), "ZWLC012", "details"),
        (json.dumps(GOOD | {"case": "\0"}).encode(), "ZWLC012", "NUL"),
        ('{"procedure": "热线'.encode("gb18030"), "ZWIO001", "encoding"),
    ],
)
def test_a_bad_line_is_one_finding(line: bytes, code: str, problem: str):
    """With its line; the other lines are read."""
    data = b"\n".join([*LINES[:2], line, *LINES[2:]])
    logs, report = read_procedure_events(BytesIO(data), HOTLINE)
    assert sum(map(len, logs.values())) == len(LINES)
    [fault] = report
    assert (fault.code, fault.data["line"], fault.path) == (code, 3, (2,))
    assert problem in fault.message_en
    assert report.counts["set_aside"] == 1


def test_personal_values_are_not_repeated():
    """What a caller said is in no finding."""
    recorded = next(json.loads(line) for line in LINES if b'"record"' in line)
    recorded["details"]["caller"] = {"name": "张三丰"}
    data = json.dumps(recorded, ensure_ascii=False).encode()
    [fault] = read_procedure_events(BytesIO(data), HOTLINE).report
    assert "details.caller" in fault.message_en
    assert "张三丰" not in fault.message_zh + str(fault.data)


def test_lines_of_other_procedures_are_counted():
    """One finding for each procedure, and one for lines that name none; none is read."""
    other = [json.dumps(GOOD | {"procedure": "penalty"}).encode()] * 3
    nameless = json.dumps({k: v for k, v in GOOD.items() if k != "procedure"}).encode()
    data = b"\n".join([LINES[0], *other, nameless])
    logs, report = read_procedure_events(BytesIO(data), HOTLINE)
    assert sum(map(len, logs.values())) == 1
    assert [
        (f.code, f.data["other"], f.data["count"], f.data["line"]) for f in report
    ] == [
        ("ZWIO019", "penalty", 3, 2),
        ("ZWIO019", "-", 1, 5),
    ]
    assert report.counts == {"records": 5, "loaded": 1, "set_aside": 4}


def test_a_log_of_a_licence_is_another_procedure():
    """And a general log is no log of a licence."""
    licence = b'{"procedure": "licence", "case": "1", "seq": 1, "kind": "submit"}'
    [fault] = read_procedure_events(BytesIO(licence), HOTLINE).report
    assert (fault.code, fault.data["other"]) == ("ZWIO019", "licence")
    _, report = read_events(BytesIO(LINES[0]))
    assert "'hotline'" in report[0].message_en


@pytest.mark.parametrize(
    "name",
    [1, None, {"a": 1}, "x" * 100_000],
    ids=["number", "null", "object", "long"],
)
def test_hostile_names_of_procedures(name: Any):
    """A long name is cut, any other value is no name."""
    data = json.dumps(GOOD | {"procedure": name}).encode()
    [fault] = read_procedure_events(BytesIO(data), HOTLINE).report
    assert fault.code == "ZWIO019"
    assert len(fault.message_zh) < 200


def test_encodings():
    """A byte order mark, UTF-16, and GB 18030 with a finding about the file."""
    text = DATA.decode()
    for data in (b"\xef\xbb\xbf" + DATA, text.encode("utf-16")):
        assert not read_procedure_events(BytesIO(data), HOTLINE).report.findings
    chinese = [line for line in text.splitlines() if not line.isascii()]
    _, report = read_procedure_events(
        BytesIO("\n".join(chinese).encode("gb18030")), HOTLINE
    )
    assert [f.code for f in report] == ["ZWIO005"]
    assert report.counts["loaded"] == len(chinese)


def test_iteration_is_lazy():
    """The first event is there before the last line is looked at."""
    events = iter_procedure_events(BytesIO(DATA + b"{"), HOTLINE)
    assert next(events).event == LOGS[0][0]


def test_an_event_of_another_procedure_is_not_written(tmp_path: Any):
    """Its kind is not in the table."""
    strange = attrs.evolve(LOGS[0][0], kind="fine")
    with pytest.raises(InputError, match="fine"):
        write_procedure_events([[strange]], tmp_path / "log.jsonl", HOTLINE)
