"""Answers that may change only on purpose: one file per calendar year."""

from __future__ import annotations

import importlib.util
from pathlib import Path

SPEC = importlib.util.spec_from_file_location(
    "golden", Path(__file__).parent / "make.py"
)
assert SPEC is not None
assert SPEC.loader is not None
MAKE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(MAKE)


def test_golden():
    """To accept a change, run python tests/golden/make.py and read the difference."""
    for path, text in MAKE.files():
        assert path.read_text("utf-8") == text, path.name
