"""Reading and auditing the real list of portals; skipped if the list is absent."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import attrs
import pytest

from zhengwu.audit import audit
from zhengwu.codes import CodeKind, read_code
from zhengwu.delegation import (
    check_powers,
    powers_of_chains,
    read_delegation_notice,
)
from zhengwu.io import read_items, write_items
from zhengwu.items import (
    FeeKind,
    ImplementingItem,
    Stage,
    parse_fee,
    parse_stage_chain,
)
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
    """The list has 1,989 records, as its description says."""
    assert report.counts["records"] == 1989
    assert report.counts["loaded"] + report.counts["set_aside"] == 1989


# Names of anomalies in the sources, and our codes for the same anomaly.
SAME_MEANING = {
    "PROMISE_WITHOUT_STATUTORY": {"ZWAU002"},
    "STATUTORY_WITHOUT_PROMISE": {"ZWAU003"},
    "MIXED_UNITS": {"ZWAU004"},
    "UNIT_COMPARE_NEEDED": {"ZWAU004"},
    "STATUTORY_VERY_LONG": {"ZWAU005"},
    "VISITS_GT0_BUT_ONLINE": {"ZWAU006"},
    "DUPLICATE_NAME_SAME_AREA": {"ZWAU008"},
    "TWO_IMPL_CODES": {"ZWAU013"},
    "INSTANT_KIND_VS_LIMIT": {"ZWAU014"},
    "STATUTORY_EQ_PROMISE_TEXT": {"ZWAU015"},
    "SUPERSEDED_LAW_CITED": {"ZWAU017"},
    "OLD_ARTICLE_NUMBER": {"ZWAU018"},
    "OFFICE_HOURS_TYPO": {"ZWAU037"},
    "CHAIN_NO_DECIDER": {"ZWAU039"},
    "CHAIN_MANY_DECIDING_LEVELS": {"ZWAU040"},
    "CHAIN_MANY_ACCEPTING_LEVELS": {"ZWAU041"},
    "CHAIN_NO_ACCEPTOR": {"ZWAU042"},
    "DECIDER_LEVEL_NE_ITEM_LEVEL": {"ZWAU043"},
    "MATERIAL_PRODUCED_BY_OWN_FLOW": {"ZWAU049"},
    "SAME_NAME_DIFFERENT_STATUTORY": {"ZWAU054"},
    "NEAR_DUPLICATE_ITEMS": {"ZWAU055"},
    "MISSING_UNIT": {"ZWLM002"},
    "WRONG_FIELD_VALUE": {"ZWIT005"},
    "IMPL_CODE_LAYOUT": {"ZWCD003"},
    "USCC_IN_CODE_INVALID": {"ZWCD001", "ZWCD002", "ZWCD010", "ZWIT009"},
}
# Anomalies that we report at the other record of the pair.
ELSEWHERE = {"PG20"}


def test_known_anomalies_are_reported(report, real_data: Path):
    """Each anomaly is reported at the record that its row names, by number or by name.

    The two rows about stated totals are left out; they concern no item.
    """
    rows = lines_of(real_data / "items.jsonl")
    places: dict[str, set[int]] = {}
    for position, row in enumerate(rows):
        for name in (row["id"], row["name"]):
            places.setdefault(name, set()).add(position)
    codes_at: dict[int, set[str]] = {}
    for finding in report:
        if finding.path:
            codes_at.setdefault(finding.path[0], set()).add(finding.code)
    missed = []
    for row in lines_of(real_data / "anomalies.jsonl"):
        codes = SAME_MEANING.get(row["case"], set())
        refs = [ref for ref in row["ref"].split(",") if ref in places]
        here = set().union(*(codes_at.get(p, set()) for r in refs for p in places[r]))
        if codes and refs and not codes & here and row["ref"] not in ELSEWHERE:
            missed.append(row)
    assert missed == []


def test_every_error_and_warning_has_a_rule(real_data: Path):
    """Every error and warning of the list of anomalies has a code of ours."""
    cases = {
        row["case"]
        for row in lines_of(real_data / "anomalies.jsonl")
        if row["severity"] in ("error", "warn")
    }
    assert cases - SAME_MEANING.keys() == {"SHARE_MISMATCH"}


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_the_whole_list_is_read_back_as_written(
    real_data: Path, tmp_path: Path, form: str
):
    """1,989 items that are written and read again are equal, element by element."""
    catalogue, _ = read_items(real_data / "items.jsonl")
    path = tmp_path / f"list.{form}"
    write_items(catalogue, path)
    again, _ = read_items(path, "canonical")
    different = [
        a.label
        for a, b in zip(catalogue, again, strict=True)
        if elements(a) != elements(b)
    ]
    assert different == []


def elements(item: ImplementingItem) -> dict[str, object]:
    return {
        f.name: getattr(item, f.name)
        for f in attrs.fields(ImplementingItem)
        if f.name not in ("origin", "extra")
    }


def test_chains_are_read(real_data: Path):
    """Every stage chain of the sources is read correctly, link by link."""
    words = {stage.label_zh: stage for stage in Stage}
    rows = [
        r
        for r in lines_of(real_data / "delegations.jsonl")
        if r["kind"] == "stage_chain"
    ]
    assert len(rows) > 50
    for row in rows:
        chain = parse_stage_chain(row["raw"])
        assert [
            (link.level.label_zh, link.organ, list(link.stages)) for link in chain.links
        ] == [
            (s["level"], s["organ_kind"], [words[w] for w in s["stages"]])
            for s in row["stages"]
        ], row["raw"]


def test_fees_are_read(real_data: Path):
    """Every fee wording has the kind that the table states."""
    kinds = {
        "free": FeeKind.FREE, "tiered": FeeKind.TIERED, "multiplier": FeeKind.MULTIPLIER,
        "blank": FeeKind.NONE, "named_no_amount": FeeKind.NAMED,
        "third_party": FeeKind.NAMED, "misplaced": FeeKind.FREE,
    }  # fmt: skip
    for row in table_of(real_data / "fees.csv"):
        assert parse_fee(row["string"]).kind is kinds[row["kind"]], row


def test_codes_are_recognised(real_data: Path):
    """The count of each layout is as measured on the larger set of the same sources."""
    rows = table_of(real_data / "codes.csv")
    kinds = Counter((row["kind"], read_code(row["code"]).kind) for row in rows)
    assert kinds["impl_code(广东 31位)", CodeKind.IMPLEMENTING] == 1041
    assert kinds["impl_code(广东 33位)", CodeKind.HANDLING_VARIANT] == 211
    assert kinds["impl_code(四川 dashed)", CodeKind.IMPLEMENTING_DASHED] == 712
    good = [r["code"] for r in rows if (r["kind"], r["check"]) == ("uscc", "ok")]
    assert all(read_code(code).valid for code in good)


# Wordings that we read differently from the table, and why.
OTHERWISE = {
    "学历学校需要60个工作日内": "a condition without any mark",
    "制定或获取信息之日起10个工作日内,公示7个工作日": "the publicity period is an amount too",
    "原先10天才可以拿到的营业执照现在5天就全部办妥了": "both numbers are stated",
    "飞入或者飞出领空前20至15分钟,其机组必须向中华人民共和国有关空中交通管制部门报告,"
    "并取得飞入或者飞出领空的许可": "a range, 20 to 15 minutes",
}


def test_wordings_are_read(real_data: Path):
    """At least 97 % agree in status, amounts and units; the other rows have a reason."""
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


def test_every_stage_chain_is_read_into_powers(real_data: Path):
    """57 chains: 6 without a decision, 2 with two; no first review is reported."""
    rows = [r for r in lines_of(real_data / "delegations.jsonl") if "stages" in r]
    chains = {str(n): parse_stage_chain(row["raw"]) for n, row in enumerate(rows)}
    assert len(chains) == 57
    report = check_powers(powers_of_chains(chains))
    assert report.filter(where=lambda f: f.code != "ZWDE016").by_code() == {
        "ZWDE001": 6,
        "ZWDE002": 2,
    }
    deciding = {
        str(n): sum("决定与公开" in link["stages"] for link in row["stages"])
        for n, row in enumerate(rows)
    }
    items = {f.code: set() for f in report}
    for finding in report:
        items[finding.code].add(finding.data.get("item"))
    assert items["ZWDE001"] == {n for n, times in deciding.items() if times == 0}
    assert items["ZWDE002"] == {n for n, times in deciding.items() if times > 1}


def test_every_document_that_delegates_is_read(real_data: Path):
    """15 documents have tiers and kinds, and their totals add up."""
    rows = [r for r in lines_of(real_data / "delegations.jsonl") if "stages" not in r]
    readings = [read_delegation_notice(row) for row in rows]
    assert len(readings) == 15
    assert not [f for reading in readings for f in reading.findings]
    assert all(r.notice.giver and r.notice.receivers for r in readings)
    computed = [row.get("total_computed") for row in rows]
    for reading, total in zip(readings, computed, strict=True):
        if total is not None:
            recalled = reading.notice.counts.get("收回", 0)
            assert reading.notice.total - recalled == total
