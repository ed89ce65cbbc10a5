"""Logs of other systems: CSV, JSON Lines, Excel and XES by a map of columns."""

from __future__ import annotations

import datetime as dt
import json
from io import BytesIO
from time import process_time
from typing import Any

import pytest
from lifecycle_logs import life

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu.io import (
    LogColumns,
    LogRecord,
    iter_log_records,
    read_log_records,
    write_xes,
)
from zhengwu.io.xlsx import write_xlsx
from zhengwu.lifecycle import EventLog

EAST_8 = dt.timezone(dt.timedelta(hours=8))
COLUMNS = LogColumns(case="办件编号", code="环节", at="时间", who="经办人")
TABLE = """某系统导出
办件编号,环节,科室,时间,经办人
A1,受理,一科,2026-10-09 09:30:00,u1
A1,"审查,初审",一科,2026/10/10 8:05,u2
A2,受理,二科,2026年10月9日 10:00,
"""


def read(data: str | bytes, form: str = "csv", **how: Any) -> Any:
    how.setdefault("columns", COLUMNS)
    raw = data.encode() if isinstance(data, str) else data
    columns = how.pop("columns")
    return read_log_records(BytesIO(raw), columns, form=form, **how)


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 10, day, hour, minute, tzinfo=EAST_8)


def test_csv():
    """Columns by name; others are ignored; times of the declared zone."""
    records, report = read(TABLE, zone="+08:00")
    assert records == {
        "A1": (
            LogRecord("A1", "受理", at(9, 9, 30), "u1"),
            LogRecord("A1", "审查,初审", at(10, 8, 5), "u2"),
        ),
        "A2": (LogRecord("A2", "受理", at(9, 10)),),
    }
    assert report.counts == {"records": 3, "loaded": 3, "set_aside": 0}


def test_the_zone_is_converted():
    """17:30 in UTC is the next day in Beijing; a stated zone goes before the declared."""
    table = "case,code,at\n1,a,2026-10-09 17:30:00\n1,b,2026-10-09T09:30:00Z\n"
    [first, second] = read(table, columns=None, zone="+00:00").records["1"]
    assert (first.at, second.at) == (at(10, 1, 30), at(9, 17, 30))
    assert first.at.utcoffset() == dt.timedelta(hours=8)


def test_a_time_without_a_zone_is_a_finding():
    """Nothing is assumed; a stated zone needs no declaration."""
    table = "case,code,at\n1,a,2026-10-09 17:30:00\n1,b,2026-10-09T17:30:00+08:00\n"
    records, report = read(table, columns=None)
    assert [record.code for record in records["1"]] == ["b"]
    [fault] = report
    assert (fault.code, fault.data["line"]) == ("ZWLC012", 2)
    assert 'zone="+08:00"' in fault.message_zh
    assert 'zone="+08:00"' in fault.message_en


@pytest.mark.parametrize("zone", ["8", "Asia/Shanghai", "+25:00", "+08:75", "", 800])
def test_an_unusable_zone(zone: Any):
    """It is refused before the file is read."""
    with pytest.raises(InputError, match=r"must be written \+08:00"):
        read(TABLE, zone=zone)


@pytest.mark.parametrize(
    "text",
    ["2026-10-09", "20261009", "2026/10/09", "2026-W41-5", "2026-02-30 09:00", "昨天",
     "2026/13/1 9:00", "9:30", "46304.4", "2026-10-09 25:00:00", "9" * 5000],
)  # fmt: skip
def test_what_is_no_instant(text: str):
    """A day alone is none: midnight would be a guess."""
    records, report = read(f"case,code,at\n1,a,{text}\n", columns=None, zone="+08:00")
    assert records == {}
    assert [f.code for f in report] == ["ZWLC012"]
    assert "time_format" in report[0].message_en


def test_a_stated_form_of_time():
    """Days alone may be declared."""
    table = "case,code,at\n1,a,09.10.2026\n1,b,2026-10-09\n"
    records, report = read(table, columns=None, zone="+08:00", time_format="%d.%m.%Y")
    assert records["1"] == (LogRecord("1", "a", at(9, 0)),)
    assert "%d.%m.%Y" in report[0].message_zh


def test_further_columns():
    """Only those that are asked for are kept."""
    columns = LogColumns(case="办件编号", code="环节", at="时间", data="科室")
    record = read(TABLE, columns=columns, zone="+08:00").records["A1"][0]
    assert dict(record.data) == {"科室": "一科"}
    assert record.who == ""


def test_a_missing_column_is_told_with_the_columns_of_the_file():
    """Before a finding on every line."""
    table = TABLE.split("\n", 1)[1]
    columns = LogColumns(case="案号", code="环节", at="时间")
    with pytest.raises(InputError) as caught:
        read(table, columns=columns, zone="+08:00")
    assert (
        "日志没有列 案号;有:办件编号, 环节, 科室, 时间, 经办人"
        in caught.value.message_zh
    )
    with pytest.raises(InputError, match="case of LogColumns"):
        LogColumns(case="")


@pytest.mark.parametrize(
    ("row", "code", "count"),
    [
        (",受理,一科,2026-10-09 09:30:00,u1", "ZWLC012", 3),
        ("A1,,一科,2026-10-09 09:30:00,u1", "ZWLC012", 3),
        ("A1,受理", "ZWIO007", 3),
        ('A1,"受理,一科,2026-10-09 09:30:00,u1', "ZWIO008", 4),
    ],
    ids=["no case", "no code", "short", "quote"],
)
def test_a_bad_row(row: str, code: str, count: int):
    """It is told with its line; the other rows are read, and the row where it can be."""
    records, report = read(TABLE + row + "\n", zone="+08:00")
    assert sum(map(len, records.values())) == count
    assert code in {f.code for f in report}
    assert {f.data["line"] for f in report} == {6}


def test_json_lines():
    """Whole numbers are taken as texts; other values are no case and no code."""
    lines: list[dict[str, Any]] = [
        {"case": 7, "code": 1, "at": "2026-10-09T09:30:00+08:00", "more": [1]},
        {"case": True, "code": "1", "at": "2026-10-09T09:30:00+08:00"},
        {"case": "7", "code": ["1"], "at": "2026-10-09T09:30:00+08:00"},
        {"case": "7", "code": "1", "at": 1_790_000_000},
        {"case": "7", "code": "1", "at": None},
    ]
    data = "\n".join(map(json.dumps, lines))
    records, report = read(data, "jsonl", columns=None)
    assert records == {"7": (LogRecord("7", "1", at(9, 9, 30)),)}
    assert [f.path for f in report] == [(1,), (2,), (3,), (4,)]


def test_excel():
    """A sheet as the library writes one."""
    pytest.importorskip("xlsxwriter")
    pytest.importorskip("python_calamine")
    file = BytesIO()
    rows = [
        {
            "办件编号": "A1",
            "环节": "受理",
            "时间": "2026-10-09 09:30:00",
            "经办人": "u1",
        }
    ]
    write_xlsx(rows, file, COLUMNS.names)
    records = read(file.getvalue(), "xlsx", zone="+08:00").records
    assert records["A1"] == (LogRecord("A1", "受理", at(9, 9, 30), "u1"),)


def test_an_empty_file():
    """It is a finding, and no error."""
    records, report = read(b"", "jsonl", columns=None)
    assert (records, [f.code for f in report]) == ({}, ["ZWIO006"])


def test_forms(tmp_path: Any):
    """By the extension, also .xes; an unknown form is refused."""
    file = tmp_path / "log.XES"
    file.write_bytes(XES.encode())
    assert [*read_log_records(file).records] == ["甲1"]
    assert [r.record.code for r in iter_log_records(file) if r.record] == ["受理"]
    with pytest.raises(UnknownCodeError):
        read(TABLE, "parquet")


XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xmlns="http://www.xes-standard.org/">
  <global scope="event"><string key="concept:name" value="-"/></global>
  <string key="concept:name" value="a log"/>
  <trace>
    <string key="concept:name" value="甲1"/>
    <event>
      <string key="concept:name" value="受理"><string key="concept:name" value="inner"/></string>
      <date key="time:timestamp" value="2026-10-09T01:30:00.000+00:00"/>
      <string key="org:resource" value="u1"/>
      <list key="more"><string key="concept:name" value="in a list"/></list>
    </event>
  </trace>
</log>
"""


def test_xes():
    """Attributes of events and traces; those of the log and within others are not theirs."""
    records, report = read(XES, "xes", columns=None)
    assert records == {"甲1": (LogRecord("甲1", "受理", at(9, 9, 30), "u1"),)}
    assert not report.findings


def test_xes_that_the_library_writes():
    """Each event of a licence comes back with its name, instant and person."""
    log, file = life(), BytesIO()
    write_xes([EventLog.of(log)], file)
    columns = LogColumns(
        case="case:concept:name",
        code="zhengwu:kind",
        at="time:timestamp",
        data="zhengwu:seq",
    )
    [records] = read(file.getvalue(), "xes", columns=columns).records.values()
    assert [(r.code, r.at) for r in records] == [(e.kind.value, e.at) for e in log]
    assert [r.data["zhengwu:seq"] for r in records] == [str(e.seq) for e in log]


def test_xes_with_a_prefix_and_another_encoding():
    """Names of elements may have a prefix; a declared or stated encoding is used."""
    prefixed = XES.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    prefixed = prefixed.replace("xmlns=", "xmlns:x=")
    assert [*read(prefixed, "xes", columns=None).records] == ["甲1"]
    wide = XES.replace("UTF-8", "UTF-16").encode("utf-16")
    assert [*read(wide, "xes", columns=None).records] == ["甲1"]
    chinese = XES.replace("UTF-8", "GB18030").encode("gb18030")
    got = read(chinese, "xes", columns=None, encoding="gb18030")
    assert [*got.records] == ["甲1"]
    with pytest.raises(InputError, match="no text encoding"):
        read(XES, "xes", columns=None, encoding="utf-99")


BOMB = """<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><log>&b;</log>"""
FILE = '<!DOCTYPE log [<!ENTITY a SYSTEM "file:///etc/passwd">]><log>&a;</log>'


@pytest.mark.parametrize("text", [BOMB, FILE], ids=["bomb", "file"])
def test_xes_with_a_document_type_is_refused(text: str):
    """No entity is expanded, and no file is fetched."""
    with pytest.raises(InputError, match="DOCTYPE"):
        read(text, "xes", columns=None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<html><body/></html>", "outermost element is <html>"),
        ("<log>" + "<list key='a'>" * 200_000, "nested more than 100"),
    ],
    ids=["html", "deep"],
)
def test_xml_that_is_no_log(text: str, problem: str):
    """What it is, is told."""
    with pytest.raises(InputError, match=problem):
        read(text, "xes", columns=None)


@pytest.mark.parametrize(
    "broken",
    ["<event>&nope;</event></trace></log>", "<event><string key=", "\x00", "</log>"],
)
def test_broken_xes_is_read_up_to_the_break(broken: str):
    """With one finding that names the line."""
    text = XES.replace("</trace>\n</log>\n", broken)
    records, report = read(text, "xes", columns=None)
    assert [record.code for record in records["甲1"]] == ["受理"]
    [fault] = report
    assert (fault.code, fault.data["line"]) == ("ZWLC012", 13)
    assert "XML" in fault.message_zh


def test_an_event_without_a_case():
    """A trace without a name is a finding for each event."""
    text = XES.replace('    <string key="concept:name" value="甲1"/>\n', "")
    records, report = read(text, "xes", columns=None)
    assert records == {}
    assert [f.code for f in report] == ["ZWLC012"]


def grow(form: str, n: int) -> bytes:
    event = (
        '<event><string key="concept:name" value="x"/>'
        '<date key="time:timestamp" value="2026-10-09T09:00Z"/></event>'
    )
    return {
        "xes": f"<log><trace>{event * n}</trace></log>",
        "attribute": f'<log><trace><event><string key="concept:name" value="{"x" * n * 50}',
        "text": "<log>" + "x" * n * 50,
        "csv": "case,code,at\n" + "1,a,2026-10-09T09:00Z\n" * n,
        "quotes": "case,code,at\n" + '1,"a,2026-10-09T09:00Z\n' * n,
    }[form].encode()


@pytest.mark.parametrize("form", ["xes", "attribute", "text", "csv", "quotes"])
def test_time_is_linear(form: str):
    """Four times the file takes at most some four times the time."""

    def measure(n: int) -> float:
        data, start = grow(form, n), process_time()
        read(data, "csv" if form in ("csv", "quotes") else "xes", columns=None)
        return process_time() - start

    small = min(measure(2000) for _ in range(3))
    large = min(measure(8000) for _ in range(3))
    assert large < 9 * max(small, 0.01)
