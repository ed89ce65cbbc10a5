"""Regression tests: files that once caused an error."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest

from zhengwu.audit import (
    audit,
    choose_rules,
    national_rules,
    parse_rule_set,
    parse_suppressions,
)
from zhengwu.codes import read_code
from zhengwu.findings.errors import InputError, UnknownCodeError
from zhengwu.io import read_items, write_items
from zhengwu.io.tables._csv import iter_csv
from zhengwu.items import Catalogue, ImplementingItem

NUMBER = "11010519491231002X"
RECORDS = [
    {"impl_code": NUMBER},
    {"impl_code": "１１０１０５１９４９１２３１００２Ｘ"},
    {"organ_uscc": NUMBER},
    {"basic_code": NUMBER},
    {"statutory_limit_raw": f"{NUMBER} 13800138000"},
    {"materials_raw": [f"居住证明{NUMBER}证明"]},
    {"name": f"甲  {NUMBER}"},
]


@pytest.mark.parametrize(
    "record",
    RECORDS,
    ids=["code", "wide", "organ", "basic", "limit", "document", "name"],
)
def test_no_report_shows_a_resident_number(record: dict):
    """The number is masked in every column."""
    line = json.dumps({"name": "甲", **record}, ensure_ascii=False).encode()
    catalogue, report = read_items(io.BytesIO(line))
    report += audit(catalogue, at=date(2026, 11, 21))
    shown = report.to_json() + report.to_html() + json.dumps(report.to_sarif("x"))
    assert "19491231" not in shown
    assert "１９４９１２３１" not in shown
    assert NUMBER not in str(read_code(f"身份证{NUMBER}").findings[0].to_record())


def test_resident_number_in_a_column_of_codes_is_left_out():
    """The number is not masked with asterisks but left out, with an error."""
    line = json.dumps({"name": "甲", "impl_code": NUMBER}).encode()
    catalogue, report = read_items(io.BytesIO(line))
    assert catalogue[0].implementing_code == ""
    assert "ZWIT012" in report.by_code()


def test_divisions_are_not_prefixes_of_zeros():
    """The stem of Chongqing is 50, not 5."""
    items = Catalogue(
        ImplementingItem(name=code, area_code=code)
        for code in ("500101", "510100", "520000")
    )
    assert [i.name for i in items.select(area="500000")] == ["500101"]
    ours = parse_rule_set('name = "cq"\nregion = "500000"\n', national_rules())
    sets = [national_rules(), ours]
    assert choose_rules(sets, "510100", date(2026, 1, 1)).name == "national"
    assert choose_rules(sets, "500101", date(2026, 1, 1)).name == "cq"


def test_an_unclosed_quote_takes_one_line():
    """The quote does not extend over the rest of the file."""
    data = b'name,fee_raw\nx,"1\nb,2\nc,3\n'
    records = [*iter_csv(io.BytesIO(data))]
    assert [r.value["name"] for r in records if r.value] == ["x", "b", "c"]
    assert [f.code for r in records for f in r.findings] == ["ZWIO008"]
    assert records[0].findings[0].data["line"] == 2


def test_lines_that_do_not_decode():
    """The record is not read, and each such line is reported."""
    data = b'name,fee_raw\n"a\n\xff\xff\nb",1\n\xff\xff\nc,2\n'
    records = [*iter_csv(io.BytesIO(data), encoding="utf-8")]
    assert [r.value for r in records] == [None, None, {"name": "c", "fee_raw": "2"}]
    assert {f.code for r in records for f in r.findings} == {"ZWIO001"}


def test_lone_surrogates():
    """Lone surrogates are replaced with a finding, and can then be written."""
    for form, data in (
        ("jsonl", b'{"name": "a\\ud800b"}'),
        ("json", b'[{"name": "a\\ud800b"}]'),
    ):
        catalogue, report = read_items(io.BytesIO(data), form=form)
        assert report.by_code()["ZWIO009"] == 1
        for target in ("jsonl", "json", "csv"):
            assert write_items(catalogue, io.BytesIO(), form=target) == 1
    with pytest.raises(InputError):
        write_items([ImplementingItem(name="a\ud800b")], io.BytesIO(), form="csv")


def test_odd_content_never_breaks_the_reader():
    """A bare return in the header, deep lists, NaN in a cell, a repeated key, blank rows."""
    with pytest.raises(InputError):
        [*iter_csv(io.BytesIO(b"name,a\rb\n1,2\n"))]
    for text in ("[" * 50_000, "[NaN]"):
        line = json.dumps({"name": "n", "materials_raw": text}).encode()
        catalogue, _ = read_items(io.BytesIO(line))
        assert write_items(catalogue, io.BytesIO(), form="jsonl") == 1
    twice = read_items(io.BytesIO(b'[{"name": "a", "name": "b"}]'), form="json").report
    assert "ZWIO004" in twice.by_code()
    blank = io.BytesIO(b"name,visits\n , \nx,1\n")
    assert read_items(blank, "canonical", form="csv").report.counts["records"] == 1


def test_what_does_not_fit_is_refused():
    """Texts are refused, not truncated silently."""
    long = ImplementingItem(name="x", extra={"k": "x" * 1_100_000})
    with pytest.raises(InputError, match="characters"):
        write_items([long], io.BytesIO(), form="csv")
    item = ImplementingItem(name="x", fee_standard="1元")
    with pytest.raises(InputError, match="no column for fee_standard"):
        write_items([item], io.BytesIO(), "portal")
    assert write_items([item], io.BytesIO(), "portal", partial=True) == 1
    pytest.importorskip("xlsxwriter")
    wide = ImplementingItem(name="x", conditions="x" * 40_000)
    with pytest.raises(InputError, match="Excel"):
        write_items([wide], io.BytesIO(), form="xlsx")


def test_unit_from_a_separate_column_is_written_with_the_amount():
    """The limit is the same when it is read again with another field map."""
    record = {"task_name": "甲", "promise_day": 20, "promise_type": "G"}
    catalogue, _ = read_items(io.BytesIO(json.dumps(record).encode()), "national")
    file = io.BytesIO()
    write_items(catalogue, file)
    again, _ = read_items(io.BytesIO(file.getvalue()), "canonical")
    before, after = catalogue[0].committed_limit, again[0].committed_limit
    assert before is not None
    assert after is not None
    assert before.limit == after.limit


def test_a_few_cells_far_apart():
    """A sheet that would fill a rectangle of gigabytes is refused."""
    pytest.importorskip("python_calamine")
    xlsxwriter = pytest.importorskip("xlsxwriter")
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "name")
        sheet.write_string(1_048_575, 16_383, "z")
    with pytest.raises(InputError, match="spread"):
        read_items(io.BytesIO(file.getvalue()), form="xlsx")
    broken = bytearray(file.getvalue())
    for at in range(4, len(broken), 97):
        broken[at] ^= 0xFF
    with pytest.raises(InputError):
        read_items(io.BytesIO(bytes(broken)), form="xlsx")


def test_many_items_with_the_same_key():
    """The items are compared in order, in linear time."""
    twins = Catalogue([ImplementingItem(name="同名")] * 5_000)
    assert twins.diff(twins).same == 5_000


def test_suppression_of_an_unknown_code():
    """A mistyped code is refused."""
    text = '[[suppression]]\ncode = "ZWAU999"\nreason = "x"\nuntil = 2026-12-31\n'
    with pytest.raises(UnknownCodeError):
        parse_suppressions(text)
