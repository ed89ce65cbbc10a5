"""What the commands print: one JSON object a line, or text for people."""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def prepare() -> None:
    """Print Chinese whatever the locale; a character it lacks is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def json_line(value: dict[str, Any]) -> None:
    """Print one object on a line of its own, valid JSON in any locale."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = json.dumps(value)
    print(text)


def flush() -> None:
    """Bring out what was printed; errors of the stream show here."""
    if sys.stdout is not None:  # pyright: ignore[reportUnnecessaryComparison]  # a closed one is None
        sys.stdout.flush()


def silence() -> None:
    """Print no more: the stream is gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(reason: str) -> None:
    """Say in one line, on standard error, why the input cannot be used."""
    print("zhengwu: " + " ".join(reason.split()), file=sys.stderr)
