"""Output of the commands: one JSON object per line, or text for people."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from zhengwu._visible import escape_unseen, show_controls


def prepare() -> None:
    """Let every locale print; a character that the locale lacks is printed as an escape."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def prepare_json() -> None:
    """Print JSON in UTF-8, whatever the encoding of the console (RFC 8259)."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8")


def json_line(value: dict[str, Any]) -> None:
    """Print an object on one line; characters that a terminal obeys are escaped."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    print(escape_unseen(text))


def print_text(text: str) -> None:
    """Print a text; characters that a terminal obeys are shown."""
    print(show_controls(text, keep="\n"))


def flush() -> None:
    """Flush standard output; errors of the stream are raised here."""
    if sys.stdout is not None:  # pyright: ignore[reportUnnecessaryComparison]  # None if closed
        sys.stdout.flush()


def silence() -> None:
    """Discard all further output, because the stream is closed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(reason: str) -> None:
    """Print a reason in one line on standard error."""
    print("zhengwu: " + show_controls(" ".join(reason.split())), file=sys.stderr)
