"""The notebooks run from top to bottom, and say what they do not show."""

import contextlib
import io
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[3] / "docs" / "notebooks").glob("*.md"))
_CELL = re.compile(r"^```\{code-cell\} ipython3\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(page: Path) -> str:
    """Run the cells of a notebook in their order; what they printed."""
    names: dict[str, object] = {"__name__": "notebook"}
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for number, cell in enumerate(_CELL.findall(page.read_text("utf-8"))):
            exec(compile(cell, f"{page.name}[{number}]", "exec"), names)  # noqa: S102
    return said.getvalue()


def test_there_are_five():
    assert len(NOTEBOOKS) == 5


@pytest.mark.parametrize("page", NOTEBOOKS, ids=lambda page: page.stem)
def test_a_notebook_runs_clean(page):
    for needed in ("simpy", "matplotlib"):
        pytest.importorskip(needed)
    assert run(page).strip()


@pytest.mark.parametrize("page", NOTEBOOKS, ids=lambda page: page.stem)
def test_a_notebook_says_what_it_does_not_show(page):
    text = page.read_text("utf-8")
    assert "## 可以得出 / You may conclude" in text
    assert "## 不能得出 / You may not conclude" in text
