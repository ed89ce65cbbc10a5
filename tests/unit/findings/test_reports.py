"""Reports that are passed on: the page, SARIF, rows, CSV, text, Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from zhengwu._visible import escape_markdown, escape_unseen, show_controls
from zhengwu.findings import Finding, Report, Severity, finding
from zhengwu.findings._place import SourceMap
from zhengwu.findings.errors import InputError

EVIL = "<b>\x1b]0;x\x07\u202e|[a](http://x)\x9b2J"
CODES = ("ZWLM001", "ZWLM002", "ZWIT006")


def make_many(count: int) -> Report:
    """Findings of three codes, and a single one of a fourth code that is an error."""
    many = [
        finding(CODES[number % 3], (number, "时限"), text=f"第{number}个")
        for number in range(count - 1)
    ]
    single = finding("ZWIT001", (0,), columns=["a"])
    lines = range(2, count + 2)
    return Report([*many, single], {"records": count}, SourceMap("表.csv", "", lines))


def make_evil() -> Report:
    own = Finding(
        code="MY<1>",
        severity=Severity.INFO,
        path=(0, EVIL),
        message_zh=EVIL,
        message_en=EVIL,
        hint_zh=EVIL,
        hint_en=EVIL,
    )
    return Report([own], {EVIL: 1})


class Rows(HTMLParser):
    """Collects the rows of a page and the tags that it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.rows = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.rows += tag == "tr" and "data-s" in dict(attrs)


def test_a_page_of_fifty_thousand_findings_stays_small():
    """At most 2,000 rows, every code among them, the worst code first."""
    report = make_many(50_000)
    page = report.to_html(side_file="表.findings.csv")
    assert len(page.encode()) < 5_000_000
    assert 1_500 < Rows(page).rows <= 2_000
    codes = re.findall(r'data-c="(\w+)"', page)
    assert codes[0] == "ZWIT001"
    assert sorted(codes) == sorted({*CODES, "ZWIT001"})
    assert "50,000" in page
    assert "表.findings.csv" in page


def test_a_page_with_very_long_texts_stays_small():
    """Long messages and many codes of a caller do not make a page too large."""
    findings = [
        Finding(
            code=f"MY{number % 900}",
            severity=Severity.INFO,
            message_zh="长" * 9_000,
            message_en="long",
        )
        for number in range(9_000)
    ]
    page = Report(findings).to_html()
    assert len(page.encode()) < 5_000_000
    assert Rows(page).rows <= 2_000


def test_a_short_report_is_listed_whole():
    page = make_many(7).to_html()
    assert Rows(page).rows == 7
    assert "CSV" not in page
    assert "(第 3 行)" in page
    assert "未发现问题" in Report().to_html()


@pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_a_page_is_in_one_language(lang: Any, tag: str):
    """Labels, counts and notices are in the chosen language."""
    page = make_many(3_000).to_html(lang=lang)
    assert page.startswith(f'<!DOCTYPE html><html lang="{tag}">')
    body = page.partition("<body>")[2].partition("<script>")[0]
    text = re.sub(r"<[^>]*>|'第\d+个'|时限", " ", body)
    if lang == "en":
        cited = re.sub(r"basis: [^<]*", " ", re.sub(r"<[^>]*>", "<", body))
        cited = re.sub(r"'第\d+个'|时限", " ", cited)
        assert not re.search(r"[\u4e00-\u9fff]{5,}", cited.replace("20个工作日", ""))
    else:
        assert "what to do" not in text
        assert "findings" not in text


def test_an_unknown_language_is_refused_and_never_written():
    with pytest.raises(InputError, match="lang"):
        make_many(3).to_html(lang='"><script>')  # type: ignore[arg-type]


def test_a_page_shows_what_it_cannot_obey():
    """Markup is escaped; control and bidirectional characters are shown."""
    page = make_evil().to_html(title=EVIL, side_file=EVIL)
    assert "<b>\x1b" not in page
    assert set(Rows(page).tags) <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "p", "div", "select"),
        *("option", "input", "span", "b", "details", "summary", "table", "thead"),
        *("tbody", "tr", "th", "td", "br", "script"),
    }
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page
    )
    assert "␛" in page
    assert "⟨U+202E⟩" in page
    assert "&lt;b&gt;" in page


def test_a_page_fits_a_telephone():
    """The page declares its width, and long words break."""
    page = make_many(5).to_html()
    assert 'name="viewport" content="width=device-width' in page
    assert "overflow-wrap:anywhere" in page
    assert "@media(max-width:600px)" in page


def check_sarif(log: dict[str, Any]) -> dict[str, Any]:
    """Check what the schema of SARIF 2.1.0 demands of a log like ours; return the run."""
    assert log.keys() == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    driver = run["tool"]["driver"]
    for rule in driver["rules"]:
        assert rule["id"]
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert urlsplit(rule["helpUri"]).scheme
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(set(ids)) == len(ids)
    for result in run["results"]:
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        assert all(isinstance(v, str) for v in result["partialFingerprints"].values())
        for location in result["locations"]:
            place = location["physicalLocation"]
            assert place["region"]["startLine"] >= 1
            assert re.fullmatch(
                r"[\w\-.~:/%]+", place["artifactLocation"]["uri"], re.ASCII
            )
    assert run["invocations"][0]["executionSuccessful"] is True
    json.dumps(log, allow_nan=False).encode()
    return dict(run)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("list.jsonl", "list.jsonl"),
        ("./数据/a b#1?.csv", "%E6%95%B0%E6%8D%AE/a%20b%231%3F.csv"),
        ("100%.csv", "100%25.csv"),
        ("a:b.csv", "a%3Ab.csv"),
        ("数据\\清单.csv", "%E6%95%B0%E6%8D%AE/%E6%B8%85%E5%8D%95.csv"),
        ("/data/a b.csv", "file:///data/a%20b.csv"),
        ("C:\\data\\a b.csv", "file:///C:/data/a%20b.csv"),
        ("\\\\server\\share\\a.csv", "file://server/share/a.csv"),
    ],
)
def test_sarif_encodes_the_path(path: str, uri: str):
    """The reference is a URI; decoded, it is the path."""
    run = check_sarif(make_many(3).to_sarif(path))
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == uri
    assert unquote(uri).endswith(path.replace("\\", "/").lstrip("./"))


def test_sarif_fingerprints_do_not_move():
    """A finding keeps its fingerprint in another row; equal findings are numbered."""

    def take(report: Report) -> list[str]:
        run = check_sarif(report.to_sarif("a.csv"))
        return [r["partialFingerprints"]["zhengwuFinding/v1"] for r in run["results"]]

    first = finding("ZWLM001", (1, "时限"), text="尽快")
    moved = finding("ZWLM001", (9, "时限"), text="尽快")
    other = finding("ZWLM001", (1, "时限"), text="马上")
    assert take(Report([first])) == take(Report([moved]))
    assert take(Report([first])) != take(Report([other]))
    twice = take(Report([first, moved]))
    assert len(set(twice)) == 2
    assert [each.rpartition(":")[2] for each in twice] == ["1", "2"]


def test_sarif_keeps_the_worst_and_says_so():
    """At most 5,000 results, unless the caller wants another number."""
    report = make_many(6_000)
    run = check_sarif(report.to_sarif("a.csv"))
    assert len(run["results"]) == 5_000
    levels = [result["level"] for result in run["results"]]
    assert levels == sorted(levels, key=("error", "warning", "note").index)
    assert "ZWIT001" in {result["ruleId"] for result in run["results"]}
    [notice] = run["invocations"][0]["toolExecutionNotifications"]
    assert "6000" in notice["message"]["text"]
    whole = check_sarif(report.to_sarif("a.csv", limit=6_000))
    assert len(whole["results"]) == 6_000
    assert "toolExecutionNotifications" not in whole["invocations"][0]
    based = check_sarif(report.to_sarif("a.csv", help_base="https://docs.example/f"))
    rule = based["tool"]["driver"]["rules"][0]
    assert rule["helpUri"] == f"https://docs.example/f#{rule['id'].lower()}"
    check_sarif(make_evil().to_sarif("a.csv"))


FRAME = {
    "code",
    "severity",
    "row",
    "column",
    "json_path",
    "message_zh",
    "data",
    "basis",
}


def test_rows_have_the_same_columns_and_types():
    """Every value is a text, and the row of the file is a number."""
    rows = make_many(5).to_dicts() + make_evil().to_dicts()
    assert all(row.keys() == rows[0].keys() >= FRAME for row in rows)
    kinds = [{name: type(value) for name, value in row.items()} for row in rows]
    assert all(kind == kinds[0] for kind in kinds)
    assert {name for name, kind in kinds[0].items() if kind is not str} == {"row"}
    assert (rows[0]["file"], rows[0]["row"], rows[0]["column"]) == ("表.csv", 2, "时限")
    assert json.loads(rows[0]["data"]) == {"text": "第0个"}


def test_rows_fit_pandas():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(make_many(300).to_dicts())
    assert frame["row"].dtype.kind == "i"
    assert frame.groupby("code").size()["ZWIT001"] == 1


def test_rows_fit_polars():
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame(make_many(300).to_dicts())
    kinds = dict(zip(frame.columns, frame.dtypes, strict=True))
    assert kinds.pop("row") == polars.Int64
    assert set(kinds.values()) == {polars.String}


def test_rows_fit_arrow():
    pyarrow = pytest.importorskip("pyarrow")
    table = pyarrow.Table.from_pylist(make_many(300).to_dicts())
    assert table.num_rows == 300
    assert str(table.schema.field("row").type) == "int64"


@pytest.mark.parametrize("sign", ["=", "＝", "+", "＋", "-", "－", "@", "＠"])
def test_csv_runs_no_formula(sign: str):
    """A cell that begins like a formula, in any width, gets an apostrophe."""
    own = Finding(
        code="MY1", severity=Severity.INFO, message_zh=f"{sign}1+1", message_en="x"
    )
    text = Report([own]).to_csv()
    assert text.startswith("\ufeff级别,代码,")
    rows = [*csv.reader(io.StringIO(text.removeprefix("\ufeff")))]
    assert f"'{sign}1+1" in rows[1]
    assert Report([own]).to_csv(lang="en").startswith("\ufeffseverity,")


def test_csv_lists_all():
    rows = [*csv.reader(io.StringIO(make_many(3_000).to_csv()))]
    assert len(rows) == 3_001
    assert {len(row) for row in rows} == {len(rows[0])}


def test_text_and_notebook_show_what_a_terminal_would_obey():
    """Neither escape sequences nor bidirectional characters reach the terminal."""
    report = make_evil()
    for text in (report.to_text(), report.to_text(lang="en"), report._repr_html_()):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    assert len(make_many(50_000)._repr_html_()) < 100_000


def test_visible_characters():
    """Controls have pictures, others their number; JSON keeps its value."""
    assert show_controls("a\x1b\x7f\x9b\u202e\u200b\ud800\n", keep="\n") == (
        "a␛␡⟨U+009B⟩⟨U+202E⟩⟨U+200B⟩⟨U+D800⟩\n"
    )
    text = json.dumps("\x9b\u202e\U000e0041甲", ensure_ascii=False)
    assert escape_unseen(text).isprintable()
    assert json.loads(escape_unseen(text)) == json.loads(text)


@pytest.mark.parametrize(
    "text", ["a|b", "<img src=x>", "[x](y)", "`x`", "*x*", "_x_", "~x~", "x\\"]
)
def test_markdown_escapes_its_signs(text: str):
    """A renderer shows the text as it is, as one cell."""
    markdown_it = pytest.importorskip("markdown_it")
    render = markdown_it.MarkdownIt("gfm-like", {"linkify": False}).render
    table = f"| 列 |\n|---|\n| {escape_markdown(text)} |\n"
    cells = re.findall(r"<td>(.*?)</td>", render(table), re.DOTALL)
    from html import unescape

    assert [unescape(cell) for cell in cells] == [text]


def test_markdown_makes_no_link():
    """No address becomes a link, in any of the forms that renderers recognise."""
    text = escape_markdown("http://x.cn www.x.cn a@x.cn\n&lt;")
    assert text == "http&#58;//x.cn www&#46;x.cn a&#64;x.cn &#38;lt;"


def test_diagrams_and_pages_of_a_process_escape_its_names():
    """A process of one's own may have any name."""
    import attrs

    from zhengwu.lifecycle import (
        national_process,
        process_dot,
        process_mermaid,
        process_page,
    )

    process = national_process()
    first = attrs.evolve(process.phases[0], zh='甲"]|<b>', en='a"]|<b>')
    process = attrs.evolve(process, phases=(first, *process.phases[1:]))
    assert r'label="甲\"]|<b>"' in process_dot(process)
    assert "甲#quot;]|#lt;b#gt;" in process_mermaid(process)
    page = "\n".join(process_page(process))
    assert r'甲"\]\|\<b\>' in page
