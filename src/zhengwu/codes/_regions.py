"""Codes of administrative divisions, against a dated table that the user supplies.

Source: GB/T 2260 (6 digits), GB/T 10114 (9), 统计用区划代码 (12). No table ships: divisions
change every year, and a stale one is worse than none.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from io import StringIO
from itertools import pairwise
from typing import Final

import attrs

from zhengwu._dates import as_date, parse_date, within
from zhengwu._errors import CodeFormatError, InputError, UnknownCodeError
from zhengwu.findings import Finding, Path, finding

_SHAPE: Final = re.compile(r"[1-9]\d{5}(?:\d{3}(?:\d{3})?)?\Z", re.ASCII)
_KIND: Final = "region_code"
_TIERS: Final = ((2, "2"), (4, "3"), (6, "4"), (9, "5"), (12, "6"))
_CUTS: Final = tuple(length for length, _ in _TIERS)
_COLUMNS: Final = ("code", "name")


@attrs.frozen(order=True)
class RegionCode:
    """Code of a division (行政区划代码), without the zeros that fill it up.

    Args:
        stem: The digits that say something: 2, 4, 6, 9 or 12.
    """

    stem: str

    @property
    def level(self) -> str:
        """Code of its exercise level: ``"2"`` province to ``"6"`` village."""
        return dict(_TIERS)[len(self.stem)]

    @property
    def parents(self) -> tuple[RegionCode, ...]:
        """The divisions above it, the province first."""
        return tuple(
            RegionCode(self.stem[:length])
            for length, _ in _TIERS
            if length < len(self.stem)
        )

    @property
    def stems(self) -> tuple[str, ...]:
        """Digits of every division that holds it, from none for the nation to its own.

        >>> RegionCode("450103").stems
        ('', '45', '4501', '450103')
        """
        stem = self.stem
        return ("", *(stem[:length] for length in _CUTS if length <= len(stem)))

    def padded(self, length: int = 6) -> str:
        """The code filled up with zeros.

        Raises:
            InputError: It has more digits than that.

        >>> RegionCode("4501").padded()
        '450100'
        """
        if len(self.stem) > length:
            raise InputError(
                f"{self.stem} 多于 {length} 位",
                f"{self.stem} has more than {length} digits",
            )
        return self.stem.ljust(length, "0")

    def holds(self, other: RegionCode) -> bool:
        """Whether the other is it, or lies in it."""
        return other.stem.startswith(self.stem)

    def __str__(self) -> str:
        return self.padded(max(6, len(self.stem)))


def compact_region_code(text: str) -> str:
    """Drop blanks."""
    return "".join(text.split())


def parse_region_code(text: str) -> RegionCode:
    """Read a code of 6, 9 or 12 digits.

    Raises:
        CodeFormatError: Another form.

    >>> parse_region_code("450100000000").stem
    '4501'
    """
    code = compact_region_code(text)
    if not _SHAPE.match(code):
        raise CodeFormatError(
            _KIND,
            text,
            f"应为 6、9 或 12 位数字,现为 {len(code)} 位",
            f"should have 6, 9 or 12 digits, has {len(code)}",
        )
    stem = code.rstrip("0")
    for length, _ in _TIERS:
        if len(stem) <= length:
            return RegionCode(code[:length])
    raise AssertionError(code)  # pragma: no cover  # 12 digits are the most


def to_regions(areas: Iterable[RegionCode | str]) -> frozenset[RegionCode]:
    """Divisions, from codes or their text (行政区划集合).

    Raises:
        CodeFormatError: A text that is no code of a division.

    >>> sorted(area.stem for area in to_regions(["450103", "450104"]))
    ['450103', '450104']
    """
    if isinstance(areas, str):
        areas = (areas,)
    return frozenset(parse_region_code(a) if isinstance(a, str) else a for a in areas)


def is_valid_region_code(text: str) -> bool:
    """Whether it has 6, 9 or 12 digits. Never raises; see `RegionTable` for the rest."""
    return _SHAPE.match(compact_region_code(text)) is not None


def format_region_code(text: str, *, separator: str = " ") -> str:
    """Write it tier by tier, for people.

    >>> format_region_code("450103001002")
    '45 01 03 001 002'
    """
    code = str(parse_region_code(text))
    cuts = [0, *(length for length, _ in _TIERS if length <= len(code))]
    return separator.join(code[a:b] for a, b in pairwise(cuts))


@attrs.frozen(kw_only=True)
class Region:
    """Division (行政区划) as a table holds it, over ``[since, until)``.

    Args:
        code: Its code.
        name: Its name.
        since: First day on which the code is in use; None if always.
        until: First day on which it no longer is; None while it is.
    """

    code: RegionCode
    name: str
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the code is in use on that day."""
        return within(on, self.since, self.until)


class RegionTable:
    r"""Table of divisions (行政区划代码表), supplied by the user.

    Args:
        regions: The divisions; a code may come several times with other days.

    >>> table = RegionTable.from_csv("code,name,since,until\n450103,青秀区,,\n")
    >>> table.get("450103000000", date(2026, 1, 1)).name
    '青秀区'
    """

    def __init__(self, regions: Iterable[Region]) -> None:
        by_code: dict[str, list[Region]] = {}
        for region in regions:
            by_code.setdefault(region.code.stem, []).append(region)
        self._by_code: Final[Mapping[str, list[Region]]] = by_code

    @classmethod
    def from_csv(cls, text: str, source: str = "regions.csv") -> RegionTable:
        """Read a table with columns ``code``, ``name``, and ``since``, ``until`` if known.

        Raises:
            InputError: A column is missing, or a row is not usable; the row is named.
        """
        rows = csv.DictReader(StringIO(text))
        missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise InputError(
                f"{source} 缺少列 {'、'.join(missing)}",
                f"{source} lacks the column {', '.join(missing)}",
            )
        return cls(_rows(rows, source))

    def __len__(self) -> int:
        return sum(map(len, self._by_code.values()))

    def __iter__(self) -> Iterator[Region]:
        for versions in self._by_code.values():
            yield from versions

    def find(self, code: str, on: date) -> Region | None:
        """The division with that code on that day, or None. Never raises on the code."""
        if not is_valid_region_code(code):
            return None
        versions = self._by_code.get(parse_region_code(code).stem, ())
        return next((region for region in versions if region.holds(on)), None)

    def get(self, code: str, on: date) -> Region:
        """As `find`.

        Raises:
            CodeFormatError: No code of a division.
            UnknownCodeError: The table does not hold it on that day.
        """
        stem = parse_region_code(code).stem
        found = self.find(code, as_date(on, "on"))
        if found is None:
            spans = [f"{r.since}-{r.until}" for r in self._by_code.get(stem, ())]
            raise UnknownCodeError("行政区划 / divisions", code, spans)
        return found

    def check(self, code: str, on: date, path: Path = ()) -> tuple[Finding, ...]:
        """Say what is wrong with a code on that day. Never raises.

        A wrong length is an error, a code that the table does not hold a warning.
        """
        if not is_valid_region_code(code):
            return check_region_code(code, path)
        if self.find(code, on) is None:
            return (finding("ZWCD009", path, code=code, on=on.isoformat()),)
        return ()


def check_region_code(text: str, path: Path = ()) -> tuple[Finding, ...]:
    """Say what is wrong with the form of a code. Never raises."""
    if is_valid_region_code(text):
        return ()
    return (finding("ZWCD008", path, code=text, length=len(compact_region_code(text))),)


def _rows(rows: csv.DictReader[str], source: str) -> Iterator[Region]:
    for row in rows:
        try:
            yield Region(
                code=parse_region_code(row["code"] or ""),
                name=(row["name"] or "").strip(),
                since=_day(row.get("since")),
                until=_day(row.get("until")),
            )
        except InputError as error:
            raise InputError(
                f"{source} 第 {rows.line_num} 行:{error.message_zh}",
                f"{source} line {rows.line_num}: {error.message_en}",
            ) from None


def _day(text: str | None) -> date | None:
    return parse_date(text) if text and text.strip() else None
