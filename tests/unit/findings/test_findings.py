"""Findings, reports, and the register of codes."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import attrs
import pytest

from zhengwu._paths import json_path
from zhengwu.findings import (
    Finding,
    Report,
    Severity,
    finding,
    finding_code,
    finding_codes,
)
from zhengwu.findings._registry import AREAS
from zhengwu.findings.errors import FindingsError, UnknownCodeError

UNREADABLE = finding("ZWLM001", (3, "时限"), text="尽快")
NO_UNIT = finding("ZWLM002", (1, "limit"), text="20")
UNKNOWN_CODE = attrs.evolve(
    finding("ZWCD003", (1, "code"), code="X", length=1), severity=Severity.INFO
)
REPORT = Report([UNREADABLE, NO_UNIT, UNKNOWN_CODE], {"records": 9})


def test_finding_quotes_the_value_in_both_languages():
    """The message and the hint are complete in Chinese and in English."""
    assert UNREADABLE.message_zh == "从 '尽快' 中读不出时限"
    assert UNREADABLE.message_en == "no time limit could be read from '尽快'"
    assert UNREADABLE.data["text"] == "尽快"
    assert UNREADABLE.json_path == "$[3]['时限']"
    assert UNREADABLE.hint("zh")
    assert UNREADABLE.hint("en") != UNREADABLE.hint("zh")
    assert [basis.cite() for basis in UNREADABLE.basis] == [
        "《优化营商环境条例》第三十六条第二款"
    ]


def test_finding_is_hashable_and_ordered():
    """Findings sort by path, then worst first, then by code."""
    assert len({UNREADABLE, NO_UNIT, UNREADABLE}) == 2
    assert sorted([UNREADABLE, UNKNOWN_CODE, NO_UNIT]) == [
        UNKNOWN_CODE,
        NO_UNIT,
        UNREADABLE,
    ]
    worse = finding("ZWLM002", (3, "时限"), text="20")
    assert sorted([UNREADABLE, worse]) == [worse, UNREADABLE]
    with pytest.raises(TypeError):
        assert UNREADABLE < 3  # type: ignore[operator]


def test_finding_seen_from_further_up():
    """`under` puts a prefix before the path."""
    assert UNREADABLE.under("items").path == ("items", 3, "时限")
    assert REPORT.under("sheet")[0].path[0] == "sheet"


def test_foreign_text_cannot_swamp_a_message():
    """A message quotes neither ten megabytes of text nor a lone surrogate."""
    long = finding("ZWLM001", (), text="长" * 10_000_000)
    assert len(long.message_zh) < 200
    assert finding("ZWLM001", (), text="\ud800").message_zh.encode()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), "$"),
        ((3, "limits", "promised"), "$[3].limits.promised"),
        (("a b", "it's", "\\"), "$['a b']['it\\'s']['\\\\']"),
    ],
)
def test_json_path(path: tuple[str | int, ...], expected: str):
    """Paths are written as JSONPath (RFC 9535)."""
    assert json_path(path) == expected


def test_report_filters():
    """Every condition keeps fewer findings; the counts do not change."""
    assert list(REPORT.filter(code="ZWLM001")) == [UNREADABLE]
    assert list(REPORT.filter(area="LM")) == [UNREADABLE, NO_UNIT]
    assert list(REPORT.filter(severity=Severity.INFO)) == [UNKNOWN_CODE]
    assert list(REPORT.filter(at_least=Severity.WARNING)) == [UNREADABLE, NO_UNIT]
    assert list(REPORT.filter(under=(1,))) == [NO_UNIT, UNKNOWN_CODE]
    assert list(REPORT.filter(where=lambda f: "X" in f.message_zh)) == [UNKNOWN_CODE]
    assert REPORT.filter(area="LM", under=(1,)).counts == {"records": 9}


def test_report_sorts_groups_and_counts():
    """Findings at the same path sort worst first."""
    assert list(REPORT.sorted()) == [UNKNOWN_CODE, NO_UNIT, UNREADABLE]
    assert list(REPORT.sorted(key=lambda f: f.code)) == [
        UNKNOWN_CODE,
        UNREADABLE,
        NO_UNIT,
    ]
    assert {k: len(v) for k, v in REPORT.group_by("area").items()} == {"LM": 2, "CD": 1}
    assert set(REPORT.group_by(lambda f: f.path[0])) == {1, 3}
    assert REPORT.by_code() == {"ZWLM001": 1, "ZWLM002": 1, "ZWCD003": 1}
    assert REPORT.by_severity() == {"error": 1, "warning": 1, "info": 1}
    assert REPORT.worst is Severity.ERROR
    assert Report().worst is None


def test_reports_add_up():
    """Adding two reports concatenates the findings and adds the counts."""
    total = REPORT + Report([UNREADABLE], {"records": 1, "loaded": 1})
    assert len(total) == 4
    assert total.counts == {"records": 10, "loaded": 1}
    assert isinstance(total[1:3], Report)
    assert total[0] == UNREADABLE


def test_report_as_json():
    """The JSON contains the data that the command line prints."""
    plain = json.loads(REPORT.to_json())
    assert plain["findings"] == [each.to_record() for each in REPORT]
    assert plain["summary"]["by_severity"] == {"error": 1, "warning": 1, "info": 1}
    assert plain["summary"]["records"] == 9
    assert {
        "code",
        "severity",
        "path",
        "message_zh",
        "message_en",
        "basis",
        "data",
    } <= set(plain["findings"][0])


def test_report_for_people():
    """The text contains a summary by code and the findings, in either language."""
    text = REPORT.to_text()
    assert "记录 9" in text
    assert "第 4 条 时限" in text
    assert "时限读不懂" in text
    english = REPORT.to_text(lang="en")
    assert "record 4" in english
    assert "time limit cannot be read" in english
    assert "未发现问题" in str(Report())
    assert "no findings" in Report().to_text(lang="en")


def test_report_lists_some_and_says_how_many_more():
    """The summary counts all findings even if the list is limited."""
    text = Report([UNREADABLE, UNREADABLE, UNREADABLE]).to_text(limit=1)
    assert "另有 2 条" in text
    assert "2 more" in Report([UNREADABLE, UNREADABLE, UNREADABLE]).to_text(
        limit=1, lang="en"
    )


def test_report_in_a_notebook_is_escaped():
    """Values from a file cannot inject markup."""
    bad = finding("ZWLM001", ("<b>",), text="<script>")
    html = Report([bad])._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_raise_for():
    """All findings of the severity or worse are raised together."""
    with pytest.raises(FindingsError) as caught:
        REPORT.raise_for(Severity.WARNING)
    assert caught.value.findings == (UNREADABLE, NO_UNIT)
    REPORT.filter(area="CD").raise_for()
    with pytest.raises(FindingsError) as caught:
        REPORT.raise_for()
    assert caught.value.findings == (NO_UNIT,)


def test_findings_error_splits_like_any_group():
    """Splitting the group keeps a FindingsError on both sides."""
    error = FindingsError([UNREADABLE, NO_UNIT])
    match, rest = error.split(lambda e: getattr(e, "finding", None) == UNREADABLE)
    assert isinstance(match, FindingsError)
    assert match.findings == (UNREADABLE,)
    assert isinstance(rest, FindingsError)
    assert rest.findings == (NO_UNIT,)


def test_unknown_code():
    """A code that is not registered is a programming error."""
    for code in ("ZWLM999", "ZWXX001", "nonsense"):
        with pytest.raises(UnknownCodeError):
            finding_code(code)


def test_the_code_of_a_user_rule_prints():
    """A code that is not registered still prints."""
    own = Finding(
        code="MYRULE1", severity=Severity.INFO, message_zh="本地", message_en="local"
    )
    assert "MYRULE1" in Report([own]).to_text()


def test_every_code_is_complete_and_unique():
    """Every code has all texts in both languages, and numbers have no gaps."""
    codes = finding_codes()
    names = [code.code for code in codes]
    assert len(set(names)) == len(names)
    for area in AREAS:
        numbers = [int(n[4:]) for n in names if n[2:4] == area]
        assert numbers == list(range(1, len(numbers) + 1)), area
    for code in codes:
        for field in ("title", "message", "why", "fix"):
            zh, en = getattr(code, f"{field}_zh"), getattr(code, f"{field}_en")
            assert re.search(r"[\u4e00-\u9fff]", zh), (code.code, field)
            latin = len(re.findall(r"[A-Za-z]", en))
            assert latin > 3 * len(re.findall(r"[\u4e00-\u9fff]", en)), (
                code.code,
                field,
            )
        assert code.example
        assert set(re.findall(r"\{(\w+)", code.message_zh)) <= set(
            re.findall(r"\{(\w+)", code.message_zh + code.message_en)
        )
        if code.area not in ("IO", "CA", "PR") and code.code not in _FORMAT_ONLY:
            assert code.basis, code.code


# Codes for faults of data format and of models, which rest on no law.
_FORMAT_ONLY = {
    "ZWWO003",
    "ZWWO004",
    "ZWSC001",
    "ZWSC002",
    "ZWSC004",
    "ZWSC006",
    "ZWSC007",
    "ZWIT011",
    "ZWCD003",
    "ZWCD004",
    "ZWCD011",
    "ZWWO005",
    "ZWIT003",
    "ZWIT004",
    "ZWIT006",
    "ZWIT007",
    "ZWIT008",
}


def test_only_registered_codes_are_used():
    """The source uses every registered code and no other code."""
    used: set[str] = set()
    pending = [files("zhengwu")]
    while pending:
        for entry in pending.pop().iterdir():
            if entry.is_dir():
                pending.append(entry)
            elif entry.name.endswith(".py"):
                used |= set(re.findall(r"ZW[A-Z]{2}\d{3}", entry.read_text("utf-8")))
    assert used == {code.code for code in finding_codes()}


def test_severities_are_ordered():
    """INFO < WARNING < ERROR; other types do not compare."""
    assert Severity.INFO < Severity.WARNING < Severity.ERROR
    assert Severity.ERROR >= Severity.WARNING
    assert max(Severity) is Severity.ERROR
    assert [s.label_zh for s in Severity] == ["提示", "警告", "错误"]
    with pytest.raises(TypeError):
        assert Severity.INFO < 3  # type: ignore[operator]
