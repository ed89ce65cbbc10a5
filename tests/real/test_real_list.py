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


# Wordings that we read otherwise than the table, and why.
OTHERWISE = {
    "学历学校需要60个工作日内": "a condition in words, which nothing marks",
    "制定或获取信息之日起10个工作日内,公示7个工作日": "the publicity period is an amount too",
    "原先10天才可以拿到的营业执照现在5天就全部办妥了": "both numbers are stated",
    "飞入或者飞出领空前20至15分钟,其机组必须向中华人民共和国有关空中交通管制部门报告,"
    "并取得飞入或者飞出领空的许可": "a range, 20 to 15 minutes",
}


def test_wordings_are_read(real_data: Path):
    """At least 97 % agree in status, amounts and units; every other row has a reason."""
    units = {
        "working_day": "工作日", "calendar_day": "自然日", "hour": "小时", "minute": "分钟",
        "week": "周", "month": "月", "year": "年", "unspecified_day": "日",
    }  # fmt: skip
    rows = table_of(real_data / "time_strings.csv")
    odd = []
    for row in rows:
        reading = parse_limit(row["string"])
        status = reading.status.value
        amounts = "|".join(str(part.amount) for part in reading.parts)
        named = "|".join(units[part.unit.value] for part in reading.parts)
        unit = row["unit"].replace("天", "日").replace("星期", "周")
        if row["status"] in ("none", "immediate", "needs_default"):
            agrees = status == row["status"]
        elif row["status"] == "range":
            agrees = (status, amounts) == ("range", row["value"].replace("-", "|"))
        else:
            agrees = (status, amounts, named) == (row["status"], row["value"], unit)
        if not agrees:
            odd.append(row["string"].replace("\uff0c", ","))
    assert 1 - len(odd) / len(rows) >= 0.97
    unexplained = [text for text in odd if text not in OTHERWISE]
    assert [t for t in unexplained if "20日内不能作出决定的经厅领导批准" not in t] == []
