"""A malformed row or record is one finding; the rest of the file is read."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import zhengwu
from zhengwu.findings.errors import InputError
from zhengwu.io import iter_records, read_events, read_items, write_items
from zhengwu.io.tables._csv import iter_csv
from zhengwu.items import FieldMap, ImplementingItem


def rows(text: str) -> list[tuple[int, Any, list[str]]]:
    records = iter_csv(io.BytesIO(text.encode()))
    return [
        (
            r.line,
            list(r.value.values()) if r.value else None,
            [f"{f.code} {f.data['line']}" for f in r.findings],
        )
        for r in records
    ]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            '"甲,1\n"乙,2\n丙,3\n',
            [
                (2, ['"甲', "1"], ["ZWIO008 2"]),
                (3, ['"乙', "2"], ["ZWIO008 3"]),
                (4, ["丙", "3"], []),
            ],
        ),
        ('"甲"乙,1\n丙,3\n', [(2, ['"甲"乙', "1"], ["ZWIO008 2"]), (3, ["丙", "3"], [])]),
        ('丙,3\n"甲,1\n', [(2, ["丙", "3"], []), (3, ['"甲', "1"], ["ZWIO008 3"])]),
        (
            '甲,"1\n"乙\n丁",2\n',
            [(2, ["甲", '"1'], ["ZWIO008 2"]), (3, ["乙\n丁", "2"], [])],
        ),
        ('"甲,""乙""",1\n', [(2, ['甲,"乙"', "1"], [])]),
        ('"甲\r\n乙" ,1\r\n', [(2, ["甲\r\n乙", "1"], [])]),
        ('5"管,1\n', [(2, ['5"管', "1"], [])]),
    ],
    ids=["two", "mid-field", "never", "then good", "doubled", "lines", "inch"],
)  # fmt: skip
def test_quotation_marks(text: str, right: list[Any]):
    """A mark that is never closed, or closes in mid-field, stays within its line."""
    assert rows("name,visits\n" + text) == right


def test_rows_are_split_as_the_standard_library_does():
    """Well-formed files are read alike."""
    cells = ["", "a", ",", '"', "\n", 'x"y', '""', "a\nb", ' "', "a,b"]
    table = [["n1", "n2"], *([x, y + "."] for x in cells for y in cells)]
    file = io.StringIO()
    csv.writer(file).writerows(table)
    read = [r.value for r in iter_csv(io.BytesIO(file.getvalue().encode()))]
    assert [list(value.values()) for value in read if value] == table[1:]


def nested(depth: int) -> str:
    return '{"name": "深", "k": ' + "[" * depth + '"\\ud800"' + "]" * depth + "}"


@pytest.mark.parametrize("depth", [100, 700, 5_000, 200_000])
@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_a_deep_record_is_one_finding(form: str, depth: int):
    """The records before and after it are read."""
    lines = ['{"name": "甲"}', nested(depth), '{"name": "乙"}']
    text = "\n".join(lines) if form == "jsonl" else f"[{', '.join(lines)}]"
    records = [*iter_records(io.BytesIO(text.encode()), form=form)]
    assert [r.value for r in records] == [{"name": "甲"}, None, {"name": "乙"}]
    assert [[f.code for f in r.findings] for r in records] == [[], ["ZWIO002"], []]


def test_a_record_of_some_depth_is_read():
    """Near miss: 98 levels."""
    [record] = iter_records(io.BytesIO(nested(98).encode()))
    assert record.value is not None
    assert [f.code for f in record.findings] == ["ZWIO009"]


def test_answers_of_web_interfaces():
    """The longest list of objects is read, at whatever depth."""
    answer = {
        "code": "200",
        "tags": [1, 2, 3],
        "data": {
            "DataList": [{"name": "甲"}, {"name": "乙"}],
            "more": [{}],
            "total": 2,
        },
    }
    data = json.dumps(answer, ensure_ascii=False).encode()
    assert [i.name for i in read_items(io.BytesIO(data), form="json").catalogue] == [
        "甲",
        "乙",
    ]


def test_an_unknown_ending_is_refused(tmp_path: Path):
    """The message names the endings that are known, and `form`."""
    path = tmp_path / "list.dat"
    path.write_text('{"name": "甲"}\n', "utf-8")
    with pytest.raises(InputError, match=r"\.jsonl.*form="):
        read_items(path)
    assert len(read_items(path, form="jsonl").catalogue) == 1
    for name in ("list.dat", "list.xls", "list.ods"):
        with pytest.raises(InputError):
            write_items([ImplementingItem(name="甲")], tmp_path / name)


def test_an_open_file_has_the_form_of_its_name(tmp_path: Path):
    """A file that the caller opened is no longer read as JSON Lines in any case."""
    path = tmp_path / "list.csv"
    path.write_text("name\n甲\n", "utf-8")
    with path.open("rb") as file:
        assert read_items(file).catalogue[0].name == "甲"


def test_importing_changes_nothing_in_the_process():
    """The limit of the standard library for CSV stays as it is, also while reading."""
    program = (
        "import csv, sys; sys.path.insert(0, sys.argv[1]); before = csv.field_size_limit();"
        "import zhengwu.io, zhengwu.io.xlsx, zhengwu.audit, zhengwu.cli; from io import BytesIO;"
        "records = [*zhengwu.io.iter_records(BytesIO(b'name\\n' + b'x' * 200000), form='csv')];"
        "assert len(records[0].value['name']) == 200000;"
        "assert csv.field_size_limit() == before"
    )
    source = str(Path(zhengwu.__path__[0]).parent)
    subprocess.run([sys.executable, "-c", program, source], check=True)


EVENT: dict[str, Any] = {
    "version": 1,
    "case": "c1",
    "seq": 1,
    "kind": "extend",
    "at": "2026-01-05T09:00:00+08:00",
    "actor": {"role": "officer", "id": "o"},
    "details": {"by": {"type": "WorkingDays", "amount": 5}},
}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"details": {"by": None}}, "details.by"),
        ({"details": {"by": {"type": "WorkingDays", "amount": None}}}, "details.by"),
        ({"case": None}, "case"),
        ({"seq": None}, "seq"),
        ({"kind": None}, "kind"),
        ({"at": None}, "at"),
        ({"actor": None}, "actor"),
        ({"actor": {"role": None}}, "actor.role"),
        ({"actor": {"role": "officer", "id": None}}, "actor.id"),
        ({"kind": "submit", "details": {"rules": None}}, "details.rules"),
        ({"kind": "counter_fix", "details": {"what": None}}, "details.what"),
    ],
    ids=str,
)
def test_a_null_in_a_required_field(change: dict[str, Any], place: str):
    """A finding with its place; the other events of the file are read."""
    lines = [{**EVENT, **change}, {**EVENT, "case": "c2"}]
    data = "\n".join(json.dumps(line) for line in lines).encode()
    logs, report = read_events(io.BytesIO(data))
    assert [*logs] == ["c2"]
    assert [f.code for f in report] == ["ZWLC012"]
    assert place in report[0].message_zh


@pytest.mark.parametrize("failure", [KeyError("x"), RecursionError(), ValueError("y")])
def test_an_upcaster_that_raises(failure: Exception):
    """A finding names the upcaster; the other events are read."""

    def fail(_: dict[str, Any]) -> dict[str, Any]:
        raise failure

    lines = [{**EVENT, "version": 0}, {**EVENT, "case": "c2"}]
    data = "\n".join(json.dumps(line) for line in lines).encode()
    logs, report = read_events(io.BytesIO(data), upcasters={("extend", 0): fail})
    assert [*logs] == ["c2"]
    assert "upcaster" in report[0].message_zh
    assert type(failure).__name__ in report[0].message_en


def test_several_files_are_one_list(tmp_path: Path):
    """Records are numbered throughout, and each finding knows its file."""
    for name, text in (
        ("a.csv", "name,visits\n甲,x\n"),
        ("b.jsonl", '\n{"name": "乙", "visits_raw": "y"}\n'),
        ("c.csv", ""),
    ):
        (tmp_path / name).write_text(text, "utf-8")
    paths = [tmp_path / name for name in ("a.csv", "b.jsonl", "c.csv")]
    catalogue, report = read_items(paths)
    assert [item.name for item in catalogue] == ["甲", "乙"]
    wrong = report.filter(code="ZWIT006")
    assert [report.place(f)[:3] for f in wrong] == [
        (str(paths[0]), "", 2),
        (str(paths[1]), "", 2),
    ]
    assert [f.path for f in wrong] == [(0, "visits"), (1, "visits_raw")]
    assert "ZWIO006" in report.by_code()
    assert report.counts["records"] == 2


def test_columns_of_a_map_that_the_file_lacks():
    """The nearest column is named; a map with all its columns gives no finding."""
    fields = FieldMap(name="here", columns={"name": "事项名称", "organ": "实施主体名"})
    table = "事项名称,实施主体\n甲,水利局\n".encode()
    _, report = read_items(io.BytesIO(table), fields, form="csv")
    [absent] = report.filter(code="ZWIO016")
    assert (absent.data["column"], absent.data["element"]) == ("实施主体名", "organ")
    assert "'实施主体'" in absent.message_zh
    fields = FieldMap(name="here", columns={"name": "事项名称", "organ": "实施主体"})
    assert [*read_items(io.BytesIO(table), fields, form="csv").report] == []
