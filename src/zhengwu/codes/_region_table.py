"""A dated table of administrative divisions, supplied by the user (行政区划代码表)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Any, Final

import attrs

from zhengwu._dates import as_date, parse_date, within
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._paths import Path
from zhengwu._text import require_text
from zhengwu._values import Built, Value
from zhengwu.codes import region_code
from zhengwu.codes.region_code import RegionCode
from zhengwu.findings import Finding, finding

_COLUMNS: Final = ("code", "name")


@attrs.frozen(kw_only=True)
class Region(Value):
    """Division (行政区划) in a table of divisions, valid over ``[since, until)``.

    Args:
        code: Code of the division.
        name: Name of the division.
        since: First day on which the code is in use; None for no start.
        until: First day on which the code is no longer in use; None for no end.
    """

    code: RegionCode
    name: str
    since: date | None = None
    until: date | None = None

    def is_valid_on(self, on: date) -> bool:
        """Whether the code is in use on that day."""
        return within(on, self.since, self.until)


class RegionTable(Built):
    r"""Table of divisions (行政区划代码表), supplied by the user.

    Args:
        regions: The divisions; a code may occur several times with different days.

    >>> table = RegionTable.from_csv("code,name,since,until\n450103,青秀区,,\n")
    >>> table.get("450103000000", date(2026, 1, 1)).name
    '青秀区'
    """

    def __init__(self, regions: Iterable[Region]) -> None:
        by_code: dict[str, list[Region]] = {}
        for region in regions:
            by_code.setdefault(region.code.stem, []).append(region)
        self._by_code: Final[Mapping[str, list[Region]]] = by_code

    def arguments(self) -> dict[str, Any]:
        """The divisions."""
        return {"regions": tuple(r for of in self._by_code.values() for r in of)}

    @classmethod
    def from_csv(cls, text: str, source: str = "regions.csv") -> RegionTable:
        """Read a table with the columns ``code`` and ``name``, optionally ``since`` and ``until``.

        Raises:
            InputError: A column is missing or a row is unusable, and the message names it;
                or the value is no text.
        """
        rows = csv.DictReader(StringIO(require_text(text)))
        columns = _list_columns(rows, source)
        missing = [name for name in _COLUMNS if name not in columns]
        if missing:
            raise InputError(
                f"{source} 缺少列 {'、'.join(missing)}",
                f"{source} lacks column {', '.join(missing)}",
            )
        return cls(_read_rows(rows, source))

    def __len__(self) -> int:
        return sum(map(len, self._by_code.values()))

    def __iter__(self) -> Iterator[Region]:
        for versions in self._by_code.values():
            yield from versions

    def find(self, code: str, on: date) -> Region | None:
        """The division with that code on that day, or None; a malformed code gives None."""
        if not region_code.is_valid(code):
            return None
        versions = self._by_code.get(region_code.parse(code).stem, ())
        return next((region for region in versions if region.is_valid_on(on)), None)

    def get(self, code: str, on: date) -> Region:
        """Like `find`, but raises.

        Raises:
            CodeFormatError: The text is not a division code.
            UnknownCodeError: The table does not contain the code on that day.
        """
        stem = region_code.parse(code).stem
        region = self.find(code, as_date(on, "on"))
        if region is None:
            spans = [f"{r.since}-{r.until}" for r in self._by_code.get(stem, ())]
            raise UnknownCodeError("行政区划 / divisions", code, spans)
        return region

    def check(self, code: str, on: date, path: Path = ()) -> tuple[Finding, ...]:
        """Report the problems of a code on that day. Never raises.

        A wrong length is an error; a code missing from the table is a warning.
        """
        if not region_code.is_valid(code):
            return region_code.check(code, path)
        if self.find(code, on) is None:
            return (finding("ZWCD009", path, code=code, on=on.isoformat()),)
        return ()


def _list_columns(rows: csv.DictReader[str], source: str) -> Sequence[str]:
    """Names of the columns.

    Raises:
        InputError: The first row is no row of names.
    """
    try:
        return rows.fieldnames or ()
    except csv.Error as error:
        raise InputError(
            f"{source} 不是 CSV 表:{error}", f"{source} is no CSV table: {error}"
        ) from None


def _read_rows(rows: csv.DictReader[str], source: str) -> Iterator[Region]:
    for row in rows:
        try:
            yield Region(
                code=region_code.parse(row["code"] or ""),
                name=(row["name"] or "").strip(),
                since=_parse_day(row.get("since")),
                until=_parse_day(row.get("until")),
            )
        except InputError as error:
            raise InputError(
                f"{source} 第 {rows.line_num} 行:{error.message_zh}",
                f"{source} line {rows.line_num}: {error.message_en}",
            ) from None


def _parse_day(text: str | None) -> date | None:
    return parse_date(text) if text and text.strip() else None
