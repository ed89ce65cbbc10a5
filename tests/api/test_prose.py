"""Names and sentences: no word of the list, no private function named by a participle."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_no_word_leaves_the_reader_to_guess():
    """The list is in `tools/prose.py`; reviewed exceptions stand in a file next to it."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "prose.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == ""
    assert done.returncode == 0


def test_the_tool_sees_what_it_should(tmp_path: Path):
    """Else the test above could not fail."""
    page = tmp_path / "page.py"
    page.write_text('"""What was told."""\n\n\ndef _named(x):\n    return x\n', "utf-8")
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import prose  # type: ignore[import-not-found]  # a script next to the library
    finally:
        sys.path.pop(0)
    assert [line for line, _ in prose.hits(page)] == [1, 4]
