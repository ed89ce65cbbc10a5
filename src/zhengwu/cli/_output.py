"""Output of the commands: one JSON object per line, or text for people."""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def prepare() -> None:
    """Let every locale print; a character that the locale lacks is printed as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def json_line(value: dict[str, Any]) -> None:
    """Print an object on one line, as valid JSON in every locale."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = json.dumps(value)
    print(text)


def flush() -> None:
    """Flush standard output; errors of the stream are raised here."""
    if sys.stdout is not None:  # pyright: ignore[reportUnnecessaryComparison]  # None if closed
        sys.stdout.flush()


def silence() -> None:
    """Discard all further output, because the stream is closed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(reason: str) -> None:
    """Print a reason in one line on standard error."""
    print("zhengwu: " + " ".join(reason.split()), file=sys.stderr)
