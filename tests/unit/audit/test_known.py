"""Known findings: suppressions, baselines, rule sets; and the reports for people."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from zhengwu.audit import (
    Baseline,
    Suppression,
    audit,
    choose_rules,
    national_rules,
    parse_rule_set,
    parse_suppressions,
    suppress,
)
from zhengwu.findings import Report, Severity
from zhengwu.findings.errors import InputError
from zhengwu.items import ImplementingItem
from zhengwu.limits import parse_limit

TODAY = date(2026, 11, 21)


def item(name: str, **fields: Any) -> ImplementingItem:
    limits = {k: parse_limit(v) for k, v in fields.items()}
    return ImplementingItem(name=name, **limits)


LONG = item("取水许可", statutory_limit="20个工作日", committed_limit="25个工作日")
OTHER = item("采砂许可", statutory_limit="20个工作日", committed_limit="30个工作日")


def test_a_baseline_lets_only_new_findings_through():
    """Moved records are known; a second finding with the same fingerprint is new."""
    old = audit([LONG], at=TODAY)
    baseline = Baseline.from_json(Baseline.of(old).to_json())
    assert baseline.sort(audit([OTHER, LONG], at=TODAY)).report.by_code() == {
        "ZWAU001": 1
    }
    new, known = baseline.sort(audit([LONG, LONG], at=TODAY))
    assert (new.by_code(), known.by_code()) == ({"ZWAU001": 1}, {"ZWAU001": 1})
    assert Baseline.of(Report()).sort(old).report == old
    for text in (
        "",
        "{}",
        '{"format": 2, "findings": {}}',
        '{"format": 1, "findings": {"x": 0}}',
        "[" * 99999,
    ):
        with pytest.raises(InputError, match="baseline"):
            Baseline.from_json(text)


SUPPRESSIONS = """
[[suppression]]
code = "ZWAU001"
item = "取水*"
element = "committed_limit"
reason = "市政府会议纪要〔2026〕3号,年底前调整"
until = 2026-12-31
"""


def test_a_suppression_has_a_reason_and_a_last_day():
    """After the last day the finding is reported again, and so is the suppression."""
    known = parse_suppressions(SUPPRESSIONS)
    report = audit([LONG, OTHER], at=TODAY)
    kept, aside = suppress(report, known, at=TODAY)
    assert [f.data["item"] for f in kept] == ["采砂许可"]
    assert [f.data["item"] for f in aside] == ["取水许可"]
    late, _ = suppress(report, known, at=date(2027, 1, 1))
    assert late.by_code() == {"ZWAU001": 2, "ZWAU083": 1}
    last, _ = suppress(report, known, at=date(2026, 12, 31))
    assert last.by_code() == {"ZWAU001": 1}
    with pytest.raises(InputError, match="reason"):
        Suppression(code="ZWAU001", reason=" ", until=TODAY)
    for text in (
        "[[suppression]]\ncode = 3",
        SUPPRESSIONS.replace("until = 2026-12-31", ""),
    ):
        with pytest.raises(InputError):
            parse_suppressions(text)


HERE = """
name = "某市"
region = "441500"
since = 2026-01-01
without = ["ZWAU074"]
[severity]
ZWAU001 = "warning"
ZWAU074 = "info"
"""


def test_a_rule_set_of_a_locality():
    """The set leaves rules out and changes severities, in its division and period."""
    ours = parse_rule_set(HERE.replace('ZWAU074 = "info"', ""), national_rules())
    assert audit([LONG], at=TODAY, rules=ours).worst is Severity.WARNING
    same = item("甲", statutory_limit="20个工作日", committed_limit="20个工作日")
    assert "ZWAU074" not in audit([same], at=TODAY, rules=ours).by_code()
    sets = (national_rules(), ours)
    assert choose_rules(sets, "441502", TODAY) is ours
    assert choose_rules(sets, "441502", date(2025, 1, 1)).name == "national"
    assert choose_rules(sets, "110000", TODAY).name == "national"
    with pytest.raises(InputError):
        choose_rules([ours], "110000", TODAY)
    for bad in ('without = ["ZWXX001"]', '[severity]\nZWAU001 = "fatal"'):
        with pytest.raises(InputError, match=r"here\.toml"):
            parse_rule_set(f'name = "x"\n{bad}\n', national_rules(), "here.toml")


def test_a_rule_set_grades_findings_of_any_area():
    """Codes of powers and of reading are accepted, not only codes of the list."""
    text = 'name = "x"\nwithout = ["ZWLM002"]\n[severity]\nZWDE001 = "info"\n'
    rules = parse_rule_set(text, national_rules())
    assert rules.severities == {"ZWDE001": Severity.INFO}
    assert "ZWLM002" in rules.muted


def test_a_page_that_works_from_a_file():
    """The page escapes its values and loads nothing from the network."""
    evil = item(
        "<script>alert(1)</script>",
        statutory_limit="1个工作日",
        committed_limit="2个工作日",
    )
    page = audit([evil], at=TODAY).to_html(title="<b>")
    assert "<script>alert" not in page
    assert "<b>" not in page.partition("<body>")[0]
    assert "http" not in page
    assert 'data-c="ZWAU001"' in page
    assert "优化营商环境条例" in page
    assert "what to do" in audit([LONG], at=TODAY).to_html(lang="en")


def test_sarif():
    """The log has rules, levels and lines in the form that code review expects."""
    log = audit([OTHER, LONG], at=TODAY).to_sarif("list.jsonl")
    run = log["runs"][0]
    assert log["version"] == "2.1.0"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "list.jsonl"},
        "region": {"startLine": 1},
    }
    json.dumps(log)
