"""Writes all output of the library to a folder, so that two versions can be compared.

    python tests/golden/answers.py FOLDER        the bundled samples and the notebooks
    python tests/golden/answers.py FOLDER REAL   and the real list, from the folder REAL

Run the script with two versions of the library, then compare the two folders with `diff -r`.
All output comes from the command line and the notebooks, so that names may move between
versions. The files `*.bones` leave out the sentences: if only sentences differ, the files are
equal.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import io
import json
import re
import sys
import warnings
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
AT = ("--at", "2026-11-21")
SENTENCES = ("message_zh", "message_en", "hint_zh", "hint_en", "message")
WORDINGS = (
    "自受理之日起20个工作日内(不含听证时间)",
    "20日内作出决定,经负责人批准可以延长10日",
    "5个工作日",
    "即办",
    "3个月",
    "1-3个工作日",
    "届满30日前",
    "尽快",
)
CODES = (
    "12441500196720244T3442199806003",
    "91110108551385082Q",
    "91110108551385082X",
    "11010519491231002X",
    "000119003000",
    "nonsense",
)


def run_command(*arguments: str) -> str:
    """Output of `zhengwu` for some arguments, with the exit status."""
    from zhengwu.cli import main

    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            status = main(arguments)
        except SystemExit as stop:
            status = stop.code
    return f"{out.getvalue()}exit {status}\n"


def strip_sentences(text: str) -> str:
    """JSON lines without the fields that are sentences."""
    lines = []
    for line in text.splitlines():
        try:
            value = json.loads(line)
        except ValueError:
            lines.append(line)
            continue
        lines.append(
            json.dumps(_drop_sentences(value), ensure_ascii=False, sort_keys=True)
        )
    return "\n".join(lines) + "\n"


def _drop_sentences(value: object) -> object:
    if isinstance(value, dict):
        return {k: _drop_sentences(v) for k, v in value.items() if k not in SENTENCES}
    if isinstance(value, list):
        return [_drop_sentences(v) for v in value]
    return value


def commands(sample: Path, case: Path, powers: Path) -> Iterator[tuple[str, ...]]:
    """Every command on the bundled data, in both languages and as JSON."""
    questions = [
        ("tour",),
        ("day", "2026-10-10"),
        ("day", "2026-10-01"),
        ("day", "2027-02-17"),
        ("day", "2026-04-20", "--region", "450000"),
        ("due", "2026-09-17", "20个工作日"),
        ("due", "2026-12-28", "20个工作日"),
        ("due", "2026-09-17", "pal.decide"),
        ("due", "2026-09-17", "3个月"),
        ("due", "2026-09-17T16:00+08:00", "2小时"),
        ("rules",),
        ("rules", "pal.decide"),
        ("limit", *WORDINGS),
        ("code", *CODES),
        ("audit", str(sample), *AT),
        ("audit", str(powers), "--map", "powers", *AT),
        ("who", str(powers), "990119003001", "decide", "990105001"),
        ("replay", str(case)),
    ]
    for command in questions:
        yield command
        yield (*command, "--lang", "en")
        yield (*command, "--json")


def reports(source: Path, folder: Path, *options: str) -> Iterator[tuple[str, str]]:
    """Every report that an audit of a file writes."""
    for lang in ("zh", "en"):
        page, log = folder / "page.html", folder / "log.sarif"
        book = folder / "book.xlsx"
        arguments = ("audit", str(source), *AT, *options, "--lang", lang, "--all")
        to_files = ("--html", str(page), "--sarif", str(log), "--xlsx", str(book))
        yield f"report-{lang}.txt", run_command(*arguments, *to_files)
        yield f"report-{lang}.html", page.read_text("utf-8")
        yield f"report-{lang}.sarif", log.read_text("utf-8")
        with zipfile.ZipFile(book) as parts:
            for name in sorted(parts.namelist()):
                if "docProps" not in name:  # has the time of writing
                    text = parts.read(name).decode("utf-8")
                    yield f"report-{lang}.xlsx/{name.replace('/', '-')}", text
        for path in (page, log, book):
            path.unlink()
    lines = run_command("audit", str(source), *AT, *options, "--json")
    yield "report.jsonl", lines
    yield "report.bones", strip_sentences(lines)


_CELL = re.compile(r"^```\{code-cell\} ipython3\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run_notebook(page: Path) -> str:
    """Output and results of the cells of a notebook, in order."""
    names: dict[str, object] = {"__name__": "notebook"}
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        for cell in _CELL.findall(page.read_text("utf-8")):
            tree = ast.parse(cell)
            last = None
            if isinstance(tree.body[-1], ast.Expr):
                last = ast.Expression(tree.body.pop().value)
            exec(compile(tree, page.name, "exec"), names)  # noqa: S102
            if last is not None:
                value = eval(compile(last, page.name, "eval"), names)  # noqa: S307
                print(re.sub(r" at 0x[0-9a-f]+", "", repr(value)))
    return out.getvalue()


def answers(folder: Path, real: Path | None = None) -> Iterator[tuple[str, str]]:
    """Name and text of every file."""
    data = _find_samples()
    texts = []
    for command in commands(
        *(data / name for name in ("district.jsonl", "case.jsonl", "powers.jsonl"))
    ):
        text = f"$ zhengwu {' '.join(command)}\n{run_command(*command)}"
        texts.append(text.replace(str(data), "DATA"))
    yield "commands.txt", "\n".join(texts)
    for name, text in reports(data / "district.jsonl", folder):
        yield f"district/{name}", text.replace(str(data), "DATA")
    for page in sorted((ROOT / "docs" / "notebooks").glob("*.md")):
        yield f"notebooks/{page.stem}.txt", run_notebook(page)
    if real is not None:
        for name, text in reports(real / "items.jsonl", folder):
            yield f"real/{name}", text.replace(str(real), "REAL")


def _find_samples() -> Path:
    """The folder of the bundled samples, which differs between versions."""
    for package in ("zhengwu.samples", "zhengwu.cli"):
        with contextlib.suppress(ModuleNotFoundError):
            path = Path(str(files(package))) / "data"
            if (path / "district.jsonl").exists():
                return path
    raise FileNotFoundError


def main(folder: Path, real: Path | None) -> None:
    """Write the files, and a file of their digests."""
    folder.mkdir(parents=True, exist_ok=True)
    digests = []
    for name, text in answers(folder, real):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        digests.append(f"{hashlib.sha256(text.encode()).hexdigest()}  {name}")
    (folder / "SHA256").write_text("\n".join(digests) + "\n", "utf-8")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    import matplotlib as mpl

    mpl.use("Agg")
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
