"""Readers take anything and lose nothing: bytes, records, wordings."""

from __future__ import annotations

import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zhengwu.audit import audit
from zhengwu.codes import (
    basic_code,
    implementing_code,
    organisation_code,
    read_code,
    region_code,
    resident_id,
    uscc,
)
from zhengwu.findings.errors import ZhengwuError
from zhengwu.io import read_items, write_items
from zhengwu.io.json._json import iter_json
from zhengwu.io.json._jsonl import iter_jsonl
from zhengwu.io.tables._csv import iter_csv, write_csv
from zhengwu.items import (
    Document,
    ImplementingItem,
    ProcedureStep,
    field_map,
    parse_fee,
    parse_stage_chain,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
    ),
    max_leaves=6,
)
IDENTIFIERS = (
    uscc,
    organisation_code,
    basic_code,
    implementing_code,
    region_code,
    resident_id,
)
columns = st.sampled_from(sorted(field_map("canonical").columns))


@given(st.binary(max_size=300))
def test_bytes_are_read_or_refused(data: bytes):
    for read in (iter_csv, iter_json, iter_jsonl):
        try:
            records = [*read(io.BytesIO(data))]
        except ZhengwuError:
            continue
        assert [r.position for r in records] == list(range(len(records)))
        assert all(r.value is not None or r.findings for r in records)


@given(st.dictionaries(columns, values, max_size=8))
def test_any_record_is_read_and_audited(record: dict[str, Any]):
    item, found = field_map("canonical").reader().read(record, 0)
    assert item is not None or found
    if item is not None:
        for one in audit([item]):
            assert one.message_zh
            assert one.message_en


@given(texts)
def test_wordings_never_raise(text: str):
    parse_fee(text)
    parse_stage_chain(text)
    Document.parse(text)
    ProcedureStep.parse(text)
    read_code(text)
    for form in IDENTIFIERS:
        assert form.is_valid(text) in (True, False)
        form.check(text, ())


@given(st.lists(st.dictionaries(st.sampled_from("abc"), texts, max_size=3), max_size=5))
def test_cells_come_back_as_they_went(records: list[dict[str, str]]):
    file = io.BytesIO()
    write_csv(records, file, "abc")
    read = [r.value for r in iter_csv(io.BytesIO(file.getvalue()))]
    lines = [
        {name: row.get(name, "") for name in "abc"}
        for row in records
        if any(row.values())
    ]
    expected = [
        {k: v.replace("\r\n", "\n").replace("\r", "\n") for k, v in row.items()}
        for row in lines
    ]
    got = [
        {k: v.replace("\r\n", "\n").replace("\r", "\n") for k, v in (row or {}).items()}
        for row in read
    ]
    assert got == expected


names = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]),
    min_size=1,
    max_size=20,
)


@given(
    st.lists(
        st.builds(
            ImplementingItem,
            name=names,
            organ=names,
            documents=st.lists(names, max_size=3).map(tuple),
            themes=st.lists(names, max_size=3).map(tuple),
            visits=st.none() | st.integers(0, 9),
            online=st.none() | st.booleans(),
        ),
        max_size=4,
    ),
    st.sampled_from(["jsonl", "json", "csv"]),
)
def test_items_come_back_as_they_went(items: list[ImplementingItem], form: str):
    file = io.BytesIO()
    write_items(items, file, form=form)
    read, report = read_items(io.BytesIO(file.getvalue()), "canonical", form=form)
    assert list(read) == items
    assert [f for f in report if f.code != "ZWIO006"] == []
