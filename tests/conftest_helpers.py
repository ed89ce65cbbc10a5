"""Tables of cases, for tests that are parametrized by them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


def load_cases(name: str) -> list[dict[str, Any]]:
    """Rows of a table that domain people can read and extend."""
    text = (Path(__file__).parent / "data" / name).read_text("utf-8")
    cases: list[dict[str, Any]] = tomllib.loads(text)["case"]
    return cases


def case_id(case: dict[str, Any]) -> str:
    """Name of a case."""
    return str(case["id"])
