"""Commands about procedures: listed, shown, checked; logs of them replayed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

from zhengwu.cli import main
from zhengwu.io import write_procedure_events
from zhengwu.procedures import procedure, procedure_names, procedure_text
from zhengwu.process import ProcedureContext, generate_log

HOTLINE = procedure("hotline", "tangshan")
CTX = ProcedureContext(HOTLINE)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):
    def call(*arguments: str) -> tuple[int, list[Any], str, str]:
        status = main(list(arguments))
        out, err = capsys.readouterr()
        is_json = "--json" in arguments
        lines = [json.loads(line) for line in out.splitlines()] if is_json else []
        return status, lines, out, err

    return call


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "log.jsonl"
    write_procedure_events(
        [generate_log(CTX, seed) for seed in range(3)], file, HOTLINE
    )
    return file


def test_the_list(run: Any):
    """Every procedure that ships, one object a line, with its clocks and bases."""
    status, lines, _, err = run("procedures", "--json")
    assert (status, err) == (0, "")
    assert [line["id"] for line in lines] == list(procedure_names())
    hotline = next(line for line in lines if line["id"] == "hotline")
    assert set(hotline) == {
        "id", "title_zh", "title_en", "phases", "clocks", "basis", "local",
    }  # fmt: skip
    assert hotline["phases"][0] == "called"
    assert [clock["id"] for clock in hotline["clocks"]][:2] == ["DISPATCH", "SIGN"]
    assert hotline["clocks"][0]["limit"] is None
    assert "hotline.tangshan" in hotline["local"]
    assert "国办发" in hotline["basis"][0] or "指导意见" in hotline["basis"][0]
    text = run("procedures")[2]
    assert "hotline  政务服务便民热线工单办理程序" in text
    assert "ticket of the government hotline" in run("procedures", "--lang", "en")[2]


def test_a_page(run: Any):
    """In either language; with the lengths of a place, named either way."""
    page = run("procedures", "hotline")[2]
    assert page.startswith("# 政务服务便民热线工单办理程序")
    assert "2小时" not in page
    local = run("procedures", "hotline", "--local", "tangshan")[2]
    assert "2小时" in local
    assert local == run("procedures", "hotline.tangshan")[2]
    assert run("procedures", "hotline", "--lang", "en")[2].startswith("# ticket of")
    [line] = run("procedures", "hotline.tangshan", "--json")[1]
    assert line["clocks"][0]["limit"] == "2小时"


@pytest.mark.parametrize(
    "arguments",
    [
        ("hotlin",),
        ("hotline.nowhere",),
        ("hotline", "--local", "nowhere"),
        ("--local", "tangshan"),
        ("check",),
        ("check", "x.toml", "--local", "tangshan"),
        ("check", "no-such-file.toml"),
        ("hotline", "more"),
    ],
)
def test_arguments_that_cannot_be_used(run: Any, arguments: tuple[str, ...]):
    """One line on standard error, status 2."""
    status, _, out, err = run("procedures", *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)


def check(run: Any, tmp_path: Path, text: str, *more: str) -> Any:
    file = tmp_path / "own.toml"
    file.write_text(text, "utf-8")
    return run("procedures", "check", str(file), *more)


def test_a_sound_table(run: Any, tmp_path: Path):
    """Status 0, a line for people, nothing for programs."""
    text = procedure_text("hotline")
    status, _, out, _ = check(run, tmp_path, text)
    assert (status, "没有问题" in out) == (0, True)
    assert "sound" in check(run, tmp_path, text, "--lang", "en")[2]
    assert check(run, tmp_path, text, "--json")[:2] == (0, [])


def test_faults_of_a_table(run: Any, tmp_path: Path):
    """Status 1, one line a fault, with the line of the table."""
    text = procedure_text("hotline").replace(
        'target = "returning"', 'target = "retrun"'
    )
    row = text[: text.index("retrun")].rindex("[[transition]]")
    number = text[:row].count("\n") + 1
    status, faults, _, _ = check(run, tmp_path, text, "--json")
    assert status == 1
    assert set(faults[0]) == {
        "code", "severity", "path", "line", "message_zh", "message_en",
    }  # fmt: skip
    wrong = [fault for fault in faults if "retrun" in fault["message_en"]]
    assert [(fault["code"], fault["path"][0]) for fault in wrong] == [
        ("ZWPR001", "transition")
    ]
    assert number <= wrong[0]["line"] <= number + 4
    lines = check(run, tmp_path, text)[2].splitlines()
    assert len(lines) == len(faults)
    assert f"第 {wrong[0]['line']} 行" in lines[0]


def test_rows_that_cannot_be_read(run: Any, tmp_path: Path):
    """All of a file at once; what is no TOML has no faults to list."""
    text = procedure_text("hotline").replace("[[fact]]\n", "[[fact]]\ncolour = 1\n")
    status, faults, _, _ = check(run, tmp_path, text, "--json")
    assert (status, len(faults)) == (1, text.count("[[fact]]"))
    assert all("colour" in fault["message_en"] for fault in faults)
    status, _, out, err = check(run, tmp_path, 'id = "x')
    assert (status, out, "TOML" in err) == (2, "", True)
    status, faults, _, _ = check(run, tmp_path, 'id = "x"', "--json")
    assert status == 1
    assert [fault["path"] for fault in faults] == [
        ["title_zh"],
        ["title_en"],
        ["phases"],
    ]


def test_replay(run: Any, log: Path):
    """The keys of a licence; the procedure by its name and place, or by a table."""
    status, cases, _, err = run(
        "replay", "--procedure", "hotline.tangshan", str(log), "--json"
    )
    assert (status, err) == (0, "")
    assert [case["case"] for case in cases] == ["hotline-0", "hotline-1", "hotline-2"]
    assert set(cases[0]) == {
        "case", "phase", "outcome", "decided_at", "due", "on_time", "light", "refusals",
    }  # fmt: skip
    text = run("replay", "--procedure", "hotline.tangshan", str(log))[2]
    assert "已归档" in text


def test_replay_of_an_own_table(run: Any, log: Path, tmp_path: Path):
    """A TOML file; one that is not sound is refused."""
    own = tmp_path / "own.toml"
    own.write_text(procedure_text("hotline"), "utf-8")
    status, cases, _, _ = run("replay", "--procedure", str(own), str(log), "--json")
    assert (status, len(cases)) == (1, 3)  # only local law allows the extension
    own.write_text(procedure_text("hotline").replace('"called"', '"caled"', 1), "utf-8")
    status, _, out, err = run("replay", "--procedure", str(own), str(log))
    assert (status, out, "caled" in err) == (2, "", True)


def test_replay_at_an_instant(run: Any, log: Path):
    """Later events do not count."""
    first = json.loads(log.read_text("utf-8").splitlines()[0])
    at = ("--at", first["at"])
    cases = run("replay", "--procedure", "hotline.tangshan", str(log), "--json", *at)[1]
    assert {case["phase"] for case in cases} <= {"recorded", "closed"}


def test_refused_events(run: Any, log: Path):
    """Each with its place, its reasons in both languages; the case goes on."""
    lines = log.read_text("utf-8").splitlines()
    wrong = json.loads(lines[1]) | {"kind": "resume", "details": {}}
    log.write_text("\n".join([lines[0], json.dumps(wrong), *lines[2:]]), "utf-8")
    arguments = ("replay", "--procedure", "hotline.tangshan", str(log))
    status, cases, _, _ = run(*arguments, "--json")
    assert status == 1
    refusal = cases[0]["refusals"][0]
    assert (refusal["position"], refusal["seq"], refusal["kind"]) == (1, 2, "resume")
    assert refusal["codes"]
    assert refusal["message_zh"] != refusal["message_en"]
    assert "  #2 恢复办理: " in run(*arguments)[2]
    assert "  #2 resume: " in run(*arguments, "--lang", "en")[2]


def test_unusable_lines(run: Any, log: Path):
    """Bad lines and lines of another procedure are told; the rest is replayed."""
    lines = log.read_text("utf-8").splitlines()
    other = json.dumps(json.loads(lines[0]) | {"procedure": "penalty"})
    log.write_text("\n".join(["{", other, other, *lines]), "utf-8")
    status, cases, _, err = run(
        "replay", "--procedure", "hotline.tangshan", str(log), "--json"
    )
    assert (status, len(cases)) == (1, 3)
    assert len(err.splitlines()) == 2
    assert "'penalty'" in err
    log.write_text(other, "utf-8")
    status, _, out, err = run("replay", "--procedure", "hotline", str(log))
    assert (status, out) == (2, "")
    assert "'penalty'" in err
    assert "hotline" in err


@pytest.mark.parametrize("option", ["--rules", "--map"])
def test_options_of_the_licence(run: Any, log: Path, option: str):
    """They are refused, and not ignored."""
    status, _, out, err = run(
        "replay", "--procedure", "hotline", str(log), option, "x.toml"
    )
    assert (status, out) == (2, "")
    assert option in err


def test_a_lapse_on_another_day_is_told_and_is_no_fault(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """What was written down stands; the status is 0."""
    from zhengwu.findings import finding
    from zhengwu.process import Rechecked

    file = tmp_path / "log.jsonl"
    log = generate_log(CTX, 1, length=2)
    write_procedure_events([log], file, HOTLINE)
    values = {"case": "1", "event": "期满", "event_en": "expiry"}
    values |= {"written": "2026-10-09", "computed": "2026-10-10"}

    def replay(events: Any, ctx: Any, case: Any) -> Rechecked:
        from zhengwu.process import replay as original

        checked = original(events, ctx, case)
        return attrs.evolve(checked, findings=(finding("ZWPR020", (0,), **values),))

    monkeypatch.setattr("zhengwu.cli._replay_procedure.replay", replay)
    status, cases, _, err = run("replay", "--procedure", "hotline", str(file), "--json")
    assert (status, len(cases)) == (0, 1)
    assert "2026-10-10" in err
