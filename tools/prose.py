"""Words and names that say too little: where the tree uses them.

    python tools/prose.py [PATH ...]

Two lists. Words that leave the reader to guess what they stand for, in code, comments,
docstrings, messages, tables and pages (`WORDS`). Private functions whose name is a bare
participle or adjective and not a verb with its object (`PARTICIPLES`). What was looked at
and is right as it stands is in `tools/prose_exceptions.txt`, a path and a line's text each.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACES = (
    "src",
    "docs",
    "README.md",
    "README.zh-CN.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
)
KINDS = (".py", ".md", ".toml")
LEFT_OUT = ("_build", "__pycache__", "api.md")
WORDS = re.compile(
    r"\b(?:found|told|held|beside|whoever|stands|so\s+many|so\s+much|gives?\s+way|comes?\s+about|made"
    r"|parses\s+letters\s+large|letters\s+large)\b"
    r"|(?<![\w.])_?(?:found|told|held|made|one)(?![\w])(?=\s*[=.\[),:]|\s+in\b)"
    r"|\b(?:the|a|an|each|every|that|this|any|no|which|new|such|other|another|only|first|last|fast|own|worse)\s+ones?\b"
    r"|\bones?\s+(?:that|which|who|whose|is|are|was|has|without)\b"
    r"|文书推定结果|授出方|\(一直\)",
    re.IGNORECASE,
)
PARTICIPLES = frozenset(
    [
        "told",
        "held",
        "made",
        "found",
        "said",
        "plain",
        "named",
        "read",
        "kept",
        "done",
        "given",
        "taken",
        "seen",
        "known",
        "listed",
        "sorted",
        "shown",
        "joined",
        "split",
        "merged",
        "left",
        "right",
        "both",
        "either",
        "neither",
        "same",
        "other",
        "all",
        "any",
        "whole",
        "own",
        "within",
        "beyond",
        "beside",
        "around",
        "above",
        "below",
        "before",
        "after",
        "since",
        "until",
        "inside",
        "outside",
        "covered",
        "masked",
        "spelt",
        "written",
        "counted",
        "guarded",
        "structured",
        "wanted",
        "meant",
        "fitting",
        "matching",
        "running",
    ]
)
EXCEPTIONS = Path(__file__).with_name("prose_exceptions.txt")


def files(paths: list[str]) -> Iterator[Path]:
    """Every file of the tree that people read."""
    for name in paths or PLACES:
        path = ROOT / name if not Path(name).is_absolute() else Path(name)
        group = [path] if path.is_file() else sorted(path.rglob("*"))
        for each in group:
            if each.suffix in KINDS and not set(LEFT_OUT) & {*each.parts}:
                yield each


def hits(path: Path) -> Iterator[tuple[int, str]]:
    """Line and its text, for every word of the list and every participle."""
    lines = path.read_text("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if WORDS.search(line):
            yield number, line.strip()
    if path.suffix == ".py":
        for node in ast.walk(ast.parse("\n".join(lines))):
            if (
                isinstance(node, ast.FunctionDef)
                and node.name.startswith("_")
                and not node.name.startswith("__")
                and (
                    node.name.strip("_") in PARTICIPLES
                    or re.fullmatch(r"_[a-z]+ed", node.name)
                )
            ):
                yield node.lineno, lines[node.lineno - 1].strip()


def reviewed() -> set[tuple[str, str]]:
    """Lines that were looked at and stay."""
    if not EXCEPTIONS.exists():
        return set()
    rows = (line for line in EXCEPTIONS.read_text("utf-8").splitlines() if "\t" in line)
    return {(path, text) for path, _, text in (row.partition("\t") for row in rows)}


def main(paths: list[str]) -> int:
    """Print every line that is not an exception; the exit status says whether there are any."""
    known = reviewed()
    count = 0
    for path in files(paths):
        shown = path.relative_to(ROOT).as_posix()
        for number, line in hits(path):
            if (shown, line) not in known:
                print(f"{shown}:{number}: {line}")
                count += 1
    return int(count > 0)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
