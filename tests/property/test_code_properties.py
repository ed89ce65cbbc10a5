"""Codes against an independent implementation, and readers against anything."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhengwu._paths import json_path
from zhengwu.codes import read_code, uscc
from zhengwu.io import read_items
from zhengwu.items import field_map

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
bodies = st.tuples(
    st.sampled_from(["11", "12", "51", "91", "93", "Y1"]),
    st.from_regex(r"[1-9][0-9]{5}", fullmatch=True),
    st.text(ALPHABET, min_size=9, max_size=9),
).map("".join)


@given(bodies)
def test_every_single_slip_is_found(body: str):
    """Modulus 31 with distinct weights finds any one wrong character."""
    code = body + uscc.check_digit(body)
    assert uscc.is_valid(code)
    for i in range(8, 18):
        slipped = code[:i] + ("1" if code[i] != "1" else "2") + code[i + 1 :]
        assert not uscc.is_valid(slipped)


@given(
    st.one_of(
        bodies.map(lambda b: b + uscc.check_digit(b)), st.text(ALPHABET, max_size=20)
    )
)
def test_agrees_with_python_stdnum(code: str):
    uscc = pytest.importorskip("stdnum.cn.uscc")
    if uscc.is_valid(code):
        assert uscc.is_valid(code)
    elif uscc.is_valid(code):
        # stdnum also looks the registrar up in a list; the form and digit agree.
        assert uscc.calc_check_digit(code[:-1]) == code[-1]


@given(st.text())
def test_any_text_is_read_as_some_kind(text: str):
    reading = read_code(text)
    assert json.loads(json.dumps(reading.to_record())) == reading.to_record()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(st.text(max_size=5), children, max_size=3)
    ),
    max_leaves=6,
)
columns = st.sampled_from(sorted(field_map("portal").columns.values()))


@given(
    st.lists(
        st.dictionaries(columns, json_values, max_size=8) | json_values, max_size=5
    )
)
def test_any_json_is_read_and_nothing_is_lost(records: list):
    """Every record is loaded or set aside with a finding of its own."""
    lines = b"\n".join(json.dumps(record).encode() for record in records)
    catalogue, report = read_items(BytesIO(lines))
    counts = report.counts
    assert counts["records"] == len(records)
    assert counts["loaded"] == len(catalogue)
    loaded = {item.path()[0] for item in catalogue}
    found = {f.path[0] for f in report if f.path}
    assert loaded | found >= set(range(len(records)))
    for f in report:
        json_path(f.path)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes):
    try:
        loaded = read_items(BytesIO(data))
    except ValueError:
        assert data.startswith(b"PK")
        return
    assert loaded.report.counts["records"] >= len(loaded.catalogue)
