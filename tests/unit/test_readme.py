"""The READMEs run as printed: every Python block, one after the other, in an empty folder."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_block_runs_as_printed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A later block may use the names of an earlier one, as a reader who pastes them would."""
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall((ROOT / name).read_text("utf-8"))
    assert blocks
    names: dict[str, object] = {"__name__": "readme"}
    for number, block in enumerate(blocks):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block, f"{name}[{number}]", "exec"), names)  # noqa: S102
        assert printed.getvalue().strip()
        expected = re.findall(r"print\(.*\)  # (\d{4}-\d\d-\d\d)$", block, re.MULTILINE)
        for day in expected:
            assert day in printed.getvalue()
