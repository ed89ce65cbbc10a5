"""Every example in a docstring is true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import zhengwu

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(zhengwu.__path__, "zhengwu.")
    if not module.name.endswith("__main__")
)


NEEDS = {"zhengwu.limits.arrays": "numpy", "zhengwu.io.xlsx": "python_calamine"}


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name: str):
    """Run on the installed package."""
    if name in NEEDS:
        pytest.importorskip(NEEDS[name])
    module = importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_the_root_too():
    """The first example that anyone sees."""
    assert doctest.testmod(zhengwu).attempted > 0
    assert doctest.testmod(zhengwu).failed == 0


def test_there_are_examples():
    """The finder finds them."""
    tests = doctest.DocTestFinder().find(importlib.import_module("zhengwu._numerals"))
    assert any(test.examples for test in tests)


PAGES = sorted((Path(__file__).parents[2] / "docs").rglob("*.md"))


@pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: f"{page.parent.name}/{page.name}"
)
def test_examples_in_the_documentation(page: Path):
    """What a page shows is what comes out."""
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    assert doctest.testfile(str(page), False, optionflags=flags).failed == 0
