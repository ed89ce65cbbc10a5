"""The command line: keys of the JSON, exit status, reasons in one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import attrs
import pytest
from lifecycle_logs import life

from zhengwu.calendars import china_calendar
from zhengwu.cli import main
from zhengwu.findings import Report
from zhengwu.io import read_items, write_events
from zhengwu.lifecycle import EventLog
from zhengwu.limits import statutory_rules
from zhengwu.samples import open_sample

DAY_KEYS = {"date", "working", "kind", "name_zh", "status", "source", "revision"}
DUE_KEYS = {
    "start", "amount", "unit", "due", "certain", "earliest", "latest", "revision", "steps",
}  # fmt: skip
RULE_KEYS = {
    "id", "trigger", "amount", "unit", "extension", "excluded", "at_expiry", "basis",
}  # fmt: skip
LIMIT_KEYS = {"text", "status", "amount", "unit", "parts", "starts_from", "exclusions"}
CODE_KEYS = {"code", "kind", "valid", "parts", "findings"}
FINDING_KEYS = {"code", "severity", "path", "message_zh", "message_en", "basis", "data"}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    def call(*arguments: str) -> tuple[int, list[Any], str, str]:
        status = main(list(arguments))
        out, err = capsys.readouterr()
        lines = (
            [json.loads(line) for line in out.splitlines()]
            if "--json" in arguments
            else []
        )
        return status, lines, out, err

    return call


def test_day(run: Any):
    """A make-up Saturday of 国庆节."""
    status, [day], _, err = run("day", "2026-10-10", "--json")
    assert (status, err) == (0, "")
    assert set(day) >= DAY_KEYS
    assert (day["working"], day["kind"], day["status"]) == (
        True,
        "make_up",
        "published",
    )
    assert day["revision"] == china_calendar().revision
    assert "补班" in run("day", "2026-10-10")[2]
    assert "not worked" in run("day", "2027-02-08", "--lang", "en")[2]


def test_day_as_of(run: Any):
    """31 January 2020 was a working day until the notice of 27 January."""
    [before] = run("day", "2020-01-31", "--as-of", "2020-01-26", "--json")[1]
    [after] = run("day", "2020-01-31", "--as-of", "2020-01-27", "--json")[1]
    assert (before["working"], after["working"]) == (True, False)


def test_regions(run: Any):
    """广西 2017: the national make-up Saturday was a day off."""
    [day] = run("day", "2017-04-01", "--region", "450000", "--json")[1]
    assert (day["working"], day["kind"], day["name_zh"]) == (
        False,
        "regional",
        "壮族三月三",
    )
    [due] = run("due", "2017-03-29", "1个工作日", "--region", "450103", "--json")[1]
    assert due["due"] == "2017-04-05"


def test_due(run: Any):
    """The result is the same as in Python."""
    status, [due], _, _ = run("due", "2026-09-28", "5个工作日", "--json")
    assert status == 0
    assert set(due) >= DUE_KEYS
    assert (due["amount"], due["unit"], due["due"]) == (5, "working_day", "2026-10-10")
    assert due["certain"] is True
    assert len(due["steps"]) == 13
    assert "届满" in run("due", "2026-09-28", "5个工作日")[2]
    [hours] = run("due", "2026-09-28T09:30+08:00", "2小时", "--json")[1]
    assert hours["due"] == "2026-09-28T11:30:00+08:00"


@pytest.mark.parametrize(
    ("start", "limit", "remedy"),
    [
        ("2026-03-05T10:00+08:00", "4小时", "4个工作小时"),
        ("2026-03-05T10:00+08:00", "90分钟", "90个工作分钟"),
        ("2026-03-05", "5个工作日", "请去掉 --hours"),
        ("2026-03-05", "pal.decide", "请去掉 --hours"),
    ],
)
def test_office_hours_without_effect_are_refused(
    run: Any, start: str, limit: str, remedy: str
):
    """A limit that runs round the clock, or in days, has no office hours."""
    hours = ("--hours", "09:00-12:00,13:30-17:30")
    status, _, out, err = run("due", start, limit, *hours)
    assert (status, out) == (2, "")
    assert "--hours 不起作用" in err
    assert remedy in err
    office = run("due", start[:10] + "T10:00+08:00", "4个工作小时", *hours, "--json")
    assert office[1][0]["due"] == "2026-03-05T15:30:00+08:00"


def test_due_by_rule_and_back(run: Any):
    """A rule by its id, counting back, the short form, office time."""
    [by_rule] = run("due", "2026-09-17", "pal.decide", "--json")[1]
    assert by_rule["due"] == "2026-10-21"
    [back] = run("due", "2026-11-20", "7个工作日", "--before", "--json")[1]
    assert back["due"] == "2026-11-11"
    assert run("due", "2026-12-31", "pal.renew.apply", "--short")[2].strip() == (
        "在 2026-12-31(周四) 之前至少 30个自然日:最迟 2026-12-01(周二)"
    )
    hours = ("--hours", "09:00-12:00,13:30-17:30")
    [office] = run("due", "2026-03-06T11:00+08:00", "2个工作小时", *hours, "--json")[1]
    assert office["due"] == "2026-03-06T14:30:00+08:00"
    status, _, _, err = run("due", "2026-03-06T11:00+08:00", "2个工作小时")
    assert (status, "--hours" in err) == (2, True)


def test_rules(run: Any):
    """All rules, a single rule, the rules of a day, local rules."""
    status, lines, _, err = run("rules", "--json")
    assert (status, err) == (0, "")
    assert len(lines) == len(statutory_rules())
    assert set(lines[0]) >= RULE_KEYS
    [rule] = run("rules", "pal.decide", "--json")[1]
    assert (rule["amount"], rule["unit"], rule["trigger"]) == (
        20,
        "working_day",
        "acceptance",
    )
    assert rule["extension"]["amount"] == 10
    assert len(run("rules", "foi.reply", "--json")[1]) == 2
    [then] = run("rules", "foi.reply", "--at", "2018-06-01", "--json")[1]
    assert then["amount"] == 15
    assert "yumen.agent" in run("rules", "--set", "yumen")[2]
    assert run("rules", "pal.nothing")[0] == 2
    assert "head of the agency" in run("rules", "pal.decide", "--lang", "en")[2]


def test_limit(run: Any, monkeypatch: pytest.MonkeyPatch):
    """Wordings come from arguments or from standard input."""
    status, rows, _, _ = run("limit", "20个工作日", "13+7个工作日", "--json")
    assert status == 0
    assert all(set(row) >= LIMIT_KEYS for row in rows)
    assert (rows[0]["amount"], rows[0]["unit"]) == (20, "working_day")
    assert rows[1]["amount"] is rows[1]["unit"] is None
    assert len(rows[1]["parts"]) == 2
    stdin = TextIOWrapper(BytesIO("3个月\n\n当场\n".encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert [row["status"] for row in run("limit", "-", "--json")[1]] == [
        "ok",
        "immediate",
    ]
    assert "3 months" in run("limit", "3个月", "--lang", "en")[2]


def test_code(run: Any):
    """Exit status 1 if a code is wrong, 0 if a code is only doubtful."""
    status, rows, _, _ = run("code", "12441500196720244T", "H-1", "--json")
    assert status == 0
    assert all(set(row) >= CODE_KEYS for row in rows)
    assert [row["valid"] for row in rows] == [True, None]
    status, [bad], _, _ = run("code", "1244150019672024IT", "--json")
    assert (status, bad["valid"]) == (1, False)
    assert "校验码" in run("code", "11440300007542785T")[2]


def test_audit(run: Any, tmp_path: Path):
    """One object per finding, then the summary; the findings are the same as in Python."""
    path = tmp_path / "list.jsonl"
    rows = [
        {
            "name": "甲",
            "statutory_limit_raw": "20个工作日",
            "committed_limit_raw": "25个工作日",
        },
        {"fee_raw": "x"},
        ["no record"],
    ]
    path.write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8"
    )
    status, lines, _, err = run("audit", str(path), "--json", "--at", "2026-11-21")
    assert (status, err) == (1, "")
    *findings, last = lines
    assert all(set(row) >= FINDING_KEYS for row in findings)
    assert [row["code"] for row in findings] == ["ZWAU001", "ZWIT001", "ZWIO003"]
    summary = last["summary"]
    assert (summary["records"], summary["loaded"], summary["set_aside"]) == (3, 1, 2)
    assert summary["by_severity"]["error"] == 3
    assert summary["by_code"]["ZWIT001"] == 1
    loaded: Report = read_items(path).report
    assert [f.to_record() for f in loaded] == findings[1:]
    text = run("audit", str(path))[2]
    assert "承诺时限长于法定时限" in text
    path.write_text('{"name": "甲"}', "utf-8")
    assert run("audit", str(path))[0] == 0


def test_audit_report_files_and_known_findings(run: Any, tmp_path: Path):
    """HTML, SARIF, a baseline, a suppression, a rule set."""
    path = tmp_path / "list.csv"
    path.write_text(
        "name,statutory_limit,committed_limit\n取水许可,20个工作日,25个工作日\n",
        "utf-8",
    )
    base, page, log = (tmp_path / n for n in ("b.json", "r.html", "r.sarif"))
    common = ("audit", str(path), "--map", "canonical", "--at", "2026-11-21")
    files = ("--write-baseline", str(base), "--html", str(page), "--sarif", str(log))
    status, lines, _, _ = run(*common, *files, "--json")
    assert status == 1
    assert lines[-1]["summary"]["by_code"] == {"ZWAU001": 1}
    assert "ZWAU001" in page.read_text("utf-8")
    result = json.loads(log.read_text("utf-8"))["runs"][0]["results"][0]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2}
    assert run(*common, "--baseline", str(base))[0] == 0
    known = tmp_path / "s.toml"
    known.write_text(
        '[[suppression]]\ncode = "ZWAU001"\nreason = "x"\nuntil = 2026-12-31\n', "utf-8"
    )
    assert run(*common, "--suppress", str(known))[0] == 0
    rules = tmp_path / "r.toml"
    rules.write_text('name = "x"\n[severity]\nZWAU001 = "info"\n', "utf-8")
    assert run(*common, "--rules", str(rules))[0] == 0
    for option in ("--baseline", "--suppress", "--rules"):
        assert run(*common, option, str(tmp_path / "none"))[0] == 2


def test_audit_with_a_field_map_file(run: Any, tmp_path: Path):
    """The field map is a TOML file instead of a name."""
    (tmp_path / "map.toml").write_text(
        'name = "m"\n[columns]\nname = "事项"\n', "utf-8"
    )
    (tmp_path / "list.jsonl").write_text('{"事项": "甲"}', "utf-8")
    status, [last], _, _ = run(
        "audit",
        str(tmp_path / "list.jsonl"),
        "--map",
        str(tmp_path / "map.toml"),
        "--json",
    )
    assert status == 0
    assert last["summary"]["loaded"] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["day", "2026-02-30"],
        ["day", "today"],
        ["day", "1999-01-01"],
        ["day", "2026-01-01", "--region", "999999"],
        ["day", "2026-01-01", "--as-of", "1999-01-01"],
        ["due", "2026-01-01", "尽快"],
        ["due", "2026-01-01", "20日"],
        ["due", "2026-01-01", "2小时"],
        ["due", "2026-01-01T09:00", "2小时"],
        ["audit", "nowhere.jsonl"],
        ["audit", "."],
        ["audit", "nowhere.jsonl", "--map", "nowhere"],
        ["audit", "nowhere.jsonl", "--map", "nowhere.toml"],
        ["audit", "nowhere.jsonl", "--at", "2026-02-30"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_unusable_input(run: Any, arguments: list[str], lang: str):
    """Exit status 2, one line on standard error, no output, no traceback."""
    status, _, out, err = run(*arguments, "--lang", lang)
    assert status == 2
    assert out == ""
    assert err.startswith("zhengwu: ")
    assert err.count("\n") == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["day"], ["day", "2026-01-01", "--fast"]]
)
def test_wrong_arguments(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    """Wrong arguments are reported in one line."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_an_empty_file_is_unusable(run: Any, tmp_path: Path):
    """A file without records cannot be audited."""
    path = tmp_path / "empty.jsonl"
    path.write_bytes(b"")
    status, _, out, err = run("audit", str(path), "--json")
    assert (status, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tour(run: Any, lang: str):
    """The tour shows the list, its problems, an item, and a due date."""
    status, _, out, err = run("tour", "--lang", lang)
    assert (status, err) == (0, "")
    assert "ZWAU001" in out
    assert "2026-10-21" in out
    assert "取水许可" in out


def test_tour_as_data(run: Any):
    """The tour as JSON: counts, due date, deciding organs, events of a case."""
    status, [audited, deadline, *sections], _, _ = run("tour", "--json")
    assert status == 0
    assert audited["loaded"] >= 12
    assert audited["set_aside"] == 1
    assert deadline["due"] == "2026-10-21"
    organs = [a["acting"][0]["organ"] for a in sections if a["section"] == "powers"]
    assert organs == ["市水利局", "区水务局", "市水利局"]
    case = [row for row in sections if row["section"] == "case"]
    assert [step["kind"] for step in case][::13] == ["submit", "deliver"]
    assert case[-1]["on_time"] is True
    # 20 + 10 working days; 23 September to 12 October do not count.
    assert case[8]["dues"] == {"LAW": "2026-11-17", "PROM": "2026-11-10"}


def test_tour_of_a_case(run: Any):
    """Correction, suspension over a holiday, extension, delivery; a refusal with reasons."""
    _, _, out, _ = run("tour")
    section = out[out.index("六、") :]
    for text in (
        "补正时限",
        "法定办理时限:暂停计时",
        "20+10个工作日",
        "颁发送达时限",
        "送达",
        "暂停计时,不计入",
    ):
        assert text in section
    assert "已经一次性告知过,不得再次追加" in section


def test_tour_ends_with_a_comparison(run: Any):
    """A table of scenarios, the changes, and a published figure that is not reproduced."""
    _, _, out, _ = run("tour")
    section = out[out.index("七、") :]
    for text in (
        "| 指标 | 现状 | 一窗 | 一窗并压缩 |",
        "只能比较方案",
        "隐含基数:3790",
    ):
        assert text in section
    _, rows, _, _ = run("tour", "--json")
    reform = [row for row in rows if row["section"] == "reform"]
    value = {(row["scenario"], row["id"]): row["value"] for row in reform}
    assert value["一窗", "wait"] < value["现状", "wait"] / 3
    assert value["一窗", "time_compression"] == value["现状", "time_compression"]
    # 45→18, 20→8, 20→8, 10→4, 20→8 and two others unchanged
    assert value["一窗并压缩", "time_compression"] > 70


REPLAY_KEYS = {
    "case", "phase", "outcome", "decided_at", "due", "on_time", "light", "refusals",
}  # fmt: skip


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "events.jsonl"
    write_events([EventLog.of(life()), EventLog.of(life("乙2")[:7])], path)
    return path


def test_replay(run: Any, log: Path, tmp_path: Path):
    """A granted case and an open case; the open case is late on 20 November."""
    rules = tmp_path / "rules.toml"
    rules.write_text(
        'id = "a"\nfeatures = ["certificate"]\ntimes = { PROM = "5个工作日" }', "utf-8"
    )
    status, lines, _, err = run("replay", str(log), "--rules", str(rules), "--json")
    assert (status, err) == (0, "")
    assert [set(line) for line in lines] == [REPLAY_KEYS] * 2
    done, open_ = lines
    assert (done["case"], done["phase"], done["outcome"]) == (
        "甲1",
        "archived",
        "granted",
    )
    assert done["decided_at"] == "2026-10-10T09:00:00+08:00"
    assert (open_["phase"], open_["outcome"], open_["decided_at"]) == (
        "deciding", None, None,
    )  # fmt: skip
    status, lines, _, _ = run(
        "replay", str(log), "--rules", str(rules), "--at", "2026-11-20T09:00+08:00",
        "--json",
    )  # fmt: skip
    assert (lines[1]["on_time"], lines[1]["light"]) == (False, "red")


def test_replay_reports_refused_and_changed_events(run: Any, log: Path):
    lines = log.read_text("utf-8").splitlines()
    lines[3] = lines[3].replace("2026-09-23", "2026-09-21")  # before the notice
    log.write_text("\n".join([*lines, "{"]), "utf-8")
    status, cases, _, err = run("replay", str(log), "--json")
    assert status == 1
    codes = [code for refusal in cases[0]["refusals"] for code in refusal["codes"]]
    assert "ZWLC013" in codes
    assert "order" in codes
    assert cases[1]["refusals"] == []
    assert err.count("\n") == 1
    _, _, out, _ = run("replay", str(log), "--lang", "en")
    assert "before the last event" in out


def test_replay_up_to_an_instant_and_past_a_mistaken_year(run: Any, log: Path):
    """Events after --at are left out; a refused event of 2059 moves no date."""
    _, lines, _, _ = run("replay", str(log), "--at", "2026-09-23T10:00+08:00", "--json")
    assert [line["phase"] for line in lines] == ["received", "received"]
    mistaken = life("丙3")[4]
    far = attrs.evolve(mistaken, at=mistaken.at.replace(year=2059), recorded_at=None)
    with log.open("ab") as file:
        write_events([EventLog.of([far])], file)
    status, lines, _, _ = run("replay", str(log), "--json")
    assert status == 1
    assert [line["phase"] for line in lines] == ["archived", "deciding", "draft"]
    assert run("replay", str(log), "--at", "2200-01-01T00:00+08:00")[0] == 2


def test_replay_of_codes(run: Any, tmp_path: Path):
    path = tmp_path / "records.jsonl"
    rows = [
        ("a", "1", "09-01"), ("b", "1", "09-01"), ("a", "3", "09-02"), ("b", "6", "09-22"),
        ("a", "8", "09-03"), ("a", "11", "09-10"), ("c", "77", "09-10"),
    ]  # fmt: skip
    text = [
        json.dumps({"case": c, "code": k, "at": f"2026-{d}T09:00+08:00"})
        for c, k, d in rows
    ]
    path.write_text("\n".join([*text, '{"case": 5}']), "utf-8")
    status, lines, _, err = run("replay", str(path), "--map", "aplanmis", "--json")
    assert status == 1
    assert [(line["case"], line["phase"]) for line in lines] == [
        ("a", "closed"), ("b", "accepted"), ("c", "draft"),
    ]  # fmt: skip
    assert lines[1]["refusals"][0]["codes"] == ["phase", "lapsed"]
    assert lines[2]["refusals"][0]["codes"] == ["ZWLC020"]
    assert "case" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["缺.jsonl"],
        ["{log}", "--rules", "缺.toml"],
        ["{log}", "--map", "nobody"],
        ["{log}", "--at", "昨天"],
        ["{empty}"],
        ["{empty}", "--map", "aplanmis"],
    ],
    ids=["no file", "no rules", "no map", "no instant", "empty", "empty of codes"],
)
def test_replay_of_unusable_input(run: Any, log: Path, arguments: list[str]):
    empty = log.with_name("empty.jsonl")
    empty.write_bytes(b"")
    words = [a.format(log=log, empty=empty) for a in arguments]
    status, _, out, err = run("replay", *words, "--json")
    assert (status, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
    ],
    ids=["C locale", "ascii"],
)
def test_any_locale(environment: dict[str, str]):
    """Chinese is printed or escaped, without a traceback; JSON stays valid."""
    command = [sys.executable, "-m", "zhengwu", "day", "2026-10-10"]
    env = {**os.environ, **environment}
    text = subprocess.run(command, env=env, capture_output=True, check=False)
    assert (text.returncode, text.stderr) == (0, b"")
    plain = subprocess.run(
        [*command, "--json"], env=env, capture_output=True, check=True
    )
    assert json.loads(plain.stdout)["name_zh"] == "国庆节补班"


def test_a_reader_that_stops_early():
    """`zhengwu tour | head -1` ends quietly."""
    command = f"{sys.executable} -m zhengwu tour | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, check=False)
    assert done.stderr == b""


@pytest.fixture
def powers_file(tmp_path: Path) -> str:
    """File of the powers of the district."""
    text = open_sample("powers.jsonl").getvalue().decode("utf-8")
    path = tmp_path / "powers.jsonl"
    path.write_text(text, "utf-8")
    return str(path)


def test_who(run: Any, powers_file: str):
    """Before and after a devolution, and a pending case; status 1 if nobody acts."""
    question = ("who", powers_file, "990119003001", "决定", "990105001")
    status, [resolution], _, err = run(*question, "--at", "2026-09-30", "--json")
    assert (status, resolution["acting"][0]["organ"], err) == (0, "市水利局", "")
    status, _, out, _ = run(*question, "--at", "2026-10-01", "--lang", "en")
    assert "临溪区水务局/水务首席代表/工号1021 acts in its own name" in out
    more = ("--at", "2026-11-20", "--accepted", "2026-09-17", "--json")
    _, [resolution], _, _ = run(*question, *more)
    assert resolution["acting"][0]["organ"] == "市水利局"
    nobody = ("who", powers_file, "990119007001", "accept", "990105001")
    status, _, out, _ = run(*nobody, "--at", "2026-10-01")
    assert status == 1
    assert "权力真空" in out
    status, _, _, err = run("who", powers_file, "x", "盖章", "990105001")
    assert (status, err.count("\n")) == (2, 1)
    empty = Path(powers_file).with_name("empty.jsonl")
    empty.write_text("# no powers\n", "utf-8")
    status, _, _, err = run("who", str(empty), "x", "decide", "990105001")
    assert (status, err.count("\n")) == (2, 1)


def test_audit_of_powers(run: Any, powers_file: str, tmp_path: Path):
    status, lines, _, _ = run("audit", powers_file, "--map", "powers", "--json")
    assert status == 1
    assert {line["code"] for line in lines[:-1]} == {"ZWDE001", "ZWDE009", "ZWDE026"}
    assert lines[-1]["summary"]["records"] == 17
    marked = ("--xlsx", str(tmp_path / "x.xlsx"))
    status, _, _, err = run("audit", powers_file, "--map", "powers", *marked)
    assert (status, err.count("\n")) == (2, 1)


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-16"])
def test_json_is_utf8_whatever_the_console(encoding: str):
    """RFC 8259: JSON that leaves the process is UTF-8, not the encoding of the locale."""
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    command = [sys.executable, "-m", "zhengwu", "limit", "3个月", "--json"]
    done = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert json.loads(done.stdout.decode("utf-8"))["text"] == "3个月"


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_standard_input_in_any_encoding(
    run: Any, monkeypatch: pytest.MonkeyPatch, encoding: str
):
    """The lines of standard input are recognised as the lines of a file are."""
    text = "3个月\r\n5个工作日\n"
    stdin = TextIOWrapper(BytesIO(text.encode(encoding)), "utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    rows = run("limit", "-", "--json")[1]
    assert [row["text"] for row in rows] == ["3个月", "5个工作日"]


def test_no_text_steers_the_terminal(run: Any, tmp_path: Path):
    """Escape sequences and bidirectional characters are shown by every command."""
    evil = "\x1b]0;x\x07\x9b2J\u202e"
    log = tmp_path / "log.jsonl"
    record = {"case": evil, "code": evil, "at": evil}
    log.write_text(json.dumps(record) + "\n", "utf-8")
    for arguments in (
        ("limit", f"{evil}5个工作日"),
        ("limit", f"{evil}5个工作日", "--json"),
        ("code", evil),
        ("code", evil, "--json"),
        ("replay", str(log)),
        ("due", evil, evil),
    ):
        _, _, out, err = run(*arguments)
        assert not set(out + err) & set("\x1b\x07\x9b\u202e"), arguments
    [row] = run("limit", f"{evil}5个工作日", "--json")[1]
    assert row["text"] == f"{evil}5个工作日"


def test_a_resident_number_is_not_repeated(run: Any):
    """The number that was typed is printed masked, also within other text."""
    number = "11010519491231002X"
    for text in (number, f"身份证{number}"):
        for form in ((), ("--json",)):
            _, _, out, _ = run("code", text, *form)
            assert number not in out
            assert "110105****" in out


def test_reports_of_an_audit(run: Any, tmp_path: Path):
    """The page names the file of all findings; the marked sheet is the list that came."""
    pytest.importorskip("xlsxwriter")
    path = tmp_path / "a b" / "清单.jsonl"
    path.parent.mkdir()
    path.write_bytes(open_sample("district.jsonl").getvalue())
    page, log, sheet = tmp_path / "报告.html", tmp_path / "x.sarif", tmp_path / "x.xlsx"
    run(
        "audit", str(path), "--at", "2026-11-21", "--html", str(page), "--sarif", str(log),
        "--xlsx", str(sheet), "--mask", "取水许可", "--lang", "en",
    )  # fmt: skip
    side = page.with_name("报告.findings.csv")
    assert side.name in page.read_text("utf-8")
    assert side.read_bytes().startswith("\ufeffseverity,".encode())
    assert side.read_bytes().count(b"\r\n") == side.read_bytes().count(b"\n")
    place = json.loads(log.read_text("utf-8"))["runs"][0]["results"][0]["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"].endswith(
        "a%20b/%E6%B8%85%E5%8D%95.jsonl"
    )
    assert "取水许可" not in page.read_text("utf-8") + side.read_text("utf-8")
    records = read_items(path).report.counts["records"]
    assert read_items(sheet).report.counts["records"] == records


def test_an_unreadable_file_makes_no_reports(run: Any, tmp_path: Path):
    """The message, and no empty sheet beside it."""
    path, sheet = tmp_path / "list.xlsx", tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04")
    status, _, _, err = run("audit", str(path), "--xlsx", str(sheet))
    assert (status, err.count("\n")) == (2, 1)
    assert not sheet.exists()
