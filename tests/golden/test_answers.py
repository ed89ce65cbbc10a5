"""What an audit of a whole list finds, but for the sentences: it may change only on purpose.

To accept a change, look at the difference of two runs of `answers.py`, then
`python tests/golden/test_answers.py`.
"""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SPEC = importlib.util.spec_from_file_location("answers", HERE / "answers.py")
assert SPEC is not None
assert SPEC.loader is not None
ANSWERS = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(ANSWERS)
DISTRICT = HERE / "answers" / "district.bones"
REAL = HERE / "answers" / "real.sha256"


def write_bones(path: Path) -> str:
    """Codes, places, severities and values of every finding about a file."""
    return ANSWERS.strip_sentences(
        ANSWERS.run_command("audit", str(path), *ANSWERS.AT, "--json")
    )


def compute_digest(path: Path) -> str:
    """Fingerprint of the same, where the list itself may not be kept here."""
    return hashlib.sha256(write_bones(path).encode()).hexdigest()


def test_the_bundled_list():
    assert write_bones(
        ANSWERS._find_samples() / "district.jsonl"
    ) == DISTRICT.read_text("utf-8")


def test_the_real_list(real_data: Path):
    assert compute_digest(real_data / "items.jsonl") == REAL.read_text("utf-8").strip()


def test_the_script_runs_on_this_version(tmp_path: Path):
    """Commands, pages, workbook."""
    data = ANSWERS._find_samples()
    assert "exit 0" in ANSWERS.run_command("day", "2026-10-10")
    pytest.importorskip("xlsxwriter")
    names = [name for name, _ in ANSWERS.reports(data / "district.jsonl", tmp_path)]
    assert "report-zh.html" in names


if __name__ == "__main__":
    import os

    DISTRICT.write_text(
        write_bones(ANSWERS._find_samples() / "district.jsonl"), "utf-8"
    )
    real = Path(
        os.environ.get("ZHENGWU_REAL_DATA", HERE.parents[2] / "shared/data/real")
    )
    if real.exists():
        REAL.write_text(compute_digest(real / "items.jsonl") + "\n", "utf-8")
