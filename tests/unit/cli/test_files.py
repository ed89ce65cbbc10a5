"""Files of the command line: several, directories, standard input, outputs."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from zhengwu.audit import audit
from zhengwu.cli import main
from zhengwu.items import FieldMap, ImplementingItem

AT = ("--at", "2026-11-28")


class _Stdin:
    """Standard input with the bytes of a pipe."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """Two lists, a temporary file of a spreadsheet, and a file of another kind."""
    (tmp_path / "a.csv").write_bytes("事项名称,到现场次数\n甲,多\n".encode("gbk"))
    (tmp_path / "b.jsonl").write_text(
        '{"事项名称": "乙", "到现场次数": "多"}\n', "utf-8"
    )
    (tmp_path / "~$a.xlsx").write_bytes(b"x")
    (tmp_path / "readme.md").write_text("x", "utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    return (status, *capsys.readouterr())


@pytest.mark.parametrize(
    "names", [["."], ["a.csv", "b.jsonl"]], ids=["folder", "files"]
)
def test_several_files(
    lists: Path, names: list[str], capsys: pytest.CaptureFixture[str]
):
    """One list of all files; each finding has its file and row."""
    paths = [str(lists / name) for name in names]
    sarif = lists / "out.sarif"
    status, out, _ = run(capsys, "audit", *paths, *AT, "--json", "--sarif", str(sarif))
    *found, last = map(json.loads, out.splitlines())
    assert last["summary"]["records"] == 2
    wrong = [each for each in found if each["code"] == "ZWIT006"]
    assert [(Path(f["file"]).name, f["row"], f["path"][0]) for f in wrong] == [
        ("a.csv", 2, 0),
        ("b.jsonl", 1, 1),
    ]
    assert status == int(last["summary"]["by_severity"]["error"] > 0)
    assert len(json.loads(sarif.read_text("utf-8"))["runs"]) == 2
    _, out, _ = run(capsys, "audit", *paths, *AT)
    assert "b.jsonl:从第 1 条记录起" in out


def test_standard_input_is_recognised_as_files_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """GBK in a pipe, for lists and for lines of text."""
    data = "事项名称,承诺时限\n甲,5个工作日\n".encode("gbk")
    monkeypatch.setattr("sys.stdin", _Stdin(data))
    _, out, _ = run(capsys, "audit", "-", "--form", "csv", *AT, "--json")
    assert json.loads(out.splitlines()[-1])["summary"]["loaded"] == 1
    for encoding in ("gbk", "utf-8", "utf-8-sig", "utf-16"):
        monkeypatch.setattr("sys.stdin", _Stdin("5个工作日\n\n3天\n".encode(encoding)))
        _, out, _ = run(capsys, "limit", "-", "--json")
        assert [json.loads(line)["text"] for line in out.splitlines()] == [
            "5个工作日",
            "3天",
        ]


@pytest.mark.parametrize("option", ["--html", "--sarif", "--xlsx", "--write-baseline"])
def test_an_output_that_is_an_input_is_refused(
    lists: Path, option: str, capsys: pytest.CaptureFixture[str]
):
    """Also through a link and another spelling; nothing is written."""
    path = lists / "a.csv"
    link = lists / "link.csv"
    link.symlink_to(path)
    before = path.read_bytes()
    for target in (path, link, lists / "x" / ".." / "a.csv"):
        status, out, err = run(capsys, "audit", str(path), *AT, option, str(target))
        assert (status, out) == (2, "")
        assert option in err
    assert path.read_bytes() == before


def test_two_outputs_with_one_name(lists: Path, capsys: pytest.CaptureFixture[str]):
    """The second would overwrite the first; neither is written."""
    out = str(lists / "new")
    path = str(lists / "a.csv")
    assert run(capsys, "audit", path, *AT, "--html", out, "--sarif", out)[0] == 2
    assert not (lists / "new").exists()
    assert run(capsys, "audit", path, *AT, "--html", out)[0] != 2


def test_a_folder_without_lists(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The reason names the endings that are known."""
    status, _, err = run(capsys, "audit", str(tmp_path))
    assert status == 2
    assert ".xlsx" in err


def test_maps(lists: Path, capsys: pytest.CaptureFixture[str]):
    """A first map on standard output or in a file, that reads the list."""
    assert "portal" in run(capsys, "maps", "list")[1]
    out = lists / "map.toml"
    path = str(lists / "a.csv")
    assert run(capsys, "maps", "suggest", path, "--out", str(out))[0] == 0
    fields = FieldMap.from_toml(out.read_text("utf-8"))
    assert fields.columns == {"name": "事项名称", "visits": "到现场次数"}
    assert run(capsys, "maps", "suggest", path)[1] == out.read_text("utf-8")
    assert json.loads(run(capsys, "maps", "suggest", path, "--json")[1])["rest"] == []
    _, text, _ = run(capsys, "audit", path, *AT, "--map", str(out), "--json")
    assert json.loads(text.splitlines()[-1])["summary"]["loaded"] == 1
    assert run(capsys, "maps", "suggest", path, "--out", path)[0] == 2
    assert run(capsys, "maps", "suggest")[0] == 2


def test_progress_of_the_audit():
    """Called before each rule and after the last."""
    calls: list[tuple[int, int]] = []

    def note(done: int, total: int) -> None:
        calls.append((done, total))

    audit([ImplementingItem(name="甲")], progress=note)
    total = calls[0][1]
    assert calls == [(done, total) for done in range(total + 1)]


def test_progress_on_a_terminal(
    lists: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """On a terminal the rules are counted on standard error, and the line is erased."""
    stream: Any = __import__("sys").stderr
    monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    _, out, err = run(capsys, "audit", str(lists / "a.csv"), *AT)
    assert "/" in err
    assert err.endswith("\x1b[K")
    assert "\x1b" not in out
    assert os.sep
