"""The real list of portals, read and audited; skipped where it is absent."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from zhengwu.audit import audit
from zhengwu.codes import CodeKind, read_code
from zhengwu.io import read_items
from zhengwu.limits import parse_limit

TODAY = date(2026, 11, 21)


def lines_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def table_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


@pytest.fixture(scope="module")
def report(real_data: Path):
    catalogue, reading = read_items(real_data / "items.jsonl")
    return reading + audit(catalogue, at=TODAY)


def test_every_record_is_read(report):
    """1,989 records, as the list's own description says."""
    assert report.counts["records"] == 1989
    assert report.counts["loaded"] + report.counts["set_aside"] == 1989


# What looks wrong in the sources, and our code for it.
SAME_MEANING = {
    "PROMISE_WITHOUT_STATUTORY": "ZWAU002",
    "STATUTORY_WITHOUT_PROMISE": "ZWAU003",
    "MIXED_UNITS": "ZWAU004",
    "UNIT_COMPARE_NEEDED": "ZWAU004",
    "STATUTORY_VERY_LONG": "ZWAU005",
    "VISITS_GT0_BUT_ONLINE": "ZWAU006",
    "TWO_IMPL_CODES": "ZWAU013",
    "INSTANT_KIND_VS_LIMIT": "ZWAU014",
    "STATUTORY_EQ_PROMISE_TEXT": "ZWAU015",
    "SUPERSEDED_LAW_CITED": "ZWAU017",
    "OLD_ARTICLE_NUMBER": "ZWAU018",
    "MISSING_UNIT": "ZWLM002",
    "WRONG_FIELD_VALUE": "ZWIT005",
    "IMPL_CODE_LAYOUT": "ZWCD003",
}


def test_known_anomalies_are_found(report, real_data: Path):
    """Row by row, at the record that the list of anomalies names."""
    ids = [row["id"] for row in lines_of(real_data / "items.jsonl")]
    found = {(ids[f.path[0]], f.code) for f in report if f.path}
    missed = []
    for row in lines_of(real_data / "anomalies.jsonl"):
        code = SAME_MEANING.get(row["case"])
        if code and row["ref"] in ids and (row["ref"], code) not in found:
            missed.append(row)
    assert missed == []


def test_codes_are_recognised(real_data: Path):
    """Layout by layout, as measured on the larger set of the same sources."""
    rows = table_of(real_data / "codes.csv")
    kinds = Counter((row["kind"], read_code(row["code"]).kind) for row in rows)
    assert kinds["impl_code(广东 31位)", CodeKind.IMPLEMENTING] == 1041
    assert kinds["impl_code(广东 33位)", CodeKind.HANDLING_VARIANT] == 211
    assert kinds["impl_code(四川 dashed)", CodeKind.IMPLEMENTING_DASHED] == 712
    good = [r["code"] for r in rows if (r["kind"], r["check"]) == ("uscc", "ok")]
    assert all(read_code(code).valid for code in good)


def test_wordings_are_read(real_data: Path):
    """The floor that later work may only raise."""
    units = {
        "working_day": "工作日", "calendar_day": "自然日", "hour": "小时", "minute": "分钟",
        "week": "周", "month": "月", "year": "年", "unspecified_day": "日",
    }  # fmt: skip
    rows = table_of(real_data / "time_strings.csv")
    right = 0
    for row in rows:
        reading = parse_limit(row["string"])
        status = reading.status.value
        if row["status"] in ("none", "immediate", "needs_default"):
            right += status == row["status"]
            continue
        amounts = "|".join(str(part.amount) for part in reading.parts)
        named = "|".join(units[part.unit.value] for part in reading.parts)
        unit = row["unit"].replace("天", "日").replace("星期", "周")
        right += (status, amounts, named) == (row["status"], row["value"], unit)
    assert right / len(rows) >= 0.88
