"""Data tables that ship inside a package: their text and their rows."""

from __future__ import annotations

from pkgutil import get_data
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMENT = "#"


def read_data(package: str, name: str) -> str:
    """Text of the file `name` in the folder ``data`` of a package.

    Raises:
        FileNotFoundError: There is no such file.
    """
    data = get_data(package, f"data/{name}")
    if data is None:
        raise FileNotFoundError(name)
    return data.decode("utf-8")


def read_rows(package: str, name: str) -> Iterator[dict[str, str]]:
    """Rows of a CSV table; lines that begin with ``#`` say what the table is."""
    import csv

    lines = read_data(package, name).splitlines()
    yield from csv.DictReader(line for line in lines if not line.startswith(_COMMENT))


def read_header(package: str, name: str) -> dict[str, str]:
    """What a CSV table says of itself: ``# key: value`` in its first lines."""
    header: dict[str, str] = {}
    for line in read_data(package, name).splitlines():
        if not line.startswith(_COMMENT):
            break
        key, _, value = line.lstrip("# ").partition(":")
        header[key.strip()] = value.strip()
    return header
