"""Code of an administrative division (行政区划代码): 6, 9 or 12 digits.

Source: GB/T 2260 (6 digits), GB/T 10114 (9), 统计用区划代码 (12). No table of divisions ships:
they change every year, and a stale table is worse than none; see `RegionTable`.

>>> from zhengwu.codes import region_code
>>> region_code.parse("450103").padded(12)
'450103000000'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

import attrs

from zhengwu._errors import CodeFormatError, InputError
from zhengwu._paths import Path
from zhengwu.codes._compact import compact_code, count_length
from zhengwu.findings import Finding, finding

__all__ = [
    "RegionCode",
    "check",
    "compact",
    "format",
    "is_valid",
    "parse",
    "to_regions",
    "validate",
]

_SHAPE: Final = re.compile(r"[1-9]\d{5}(?:\d{3}(?:\d{3})?)?\Z", re.ASCII)
_KIND: Final = "region_code"
_TIERS: Final = ((2, "2"), (4, "3"), (6, "4"), (9, "5"), (12, "6"))
_CUTS: Final = tuple(length for length, _ in _TIERS)


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


compact = compact_code


def parse(text: str) -> RegionCode:
    """Read a code of 6, 9 or 12 digits (代码解析).

    Raises:
        CodeFormatError: Another form.

    >>> parse("450100000000").stem
    '4501'
    """
    code = compact(text)
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
    return frozenset(parse(a) if isinstance(a, str) else a for a in areas)


def is_valid(text: object) -> bool:
    """Whether a code has 6, 9 or 12 digits (是否有效). Never raises.

    Whether the division exists on a day is a question for a `RegionTable`.
    """
    return isinstance(text, str) and _SHAPE.match(compact(text)) is not None


def validate(text: str) -> str:
    """Return the canonical form of a code (代码校验).

    Raises:
        CodeFormatError: Not 6, 9 or 12 digits.

    >>> validate("450100000000")
    '450100'
    """
    return str(parse(text))


def format(text: str, *, separator: str = " ") -> str:
    """Write a code tier by tier (分段书写), for people.

    >>> format("450103001002")
    '45 01 03 001 002'
    """
    code = str(parse(text))
    cuts = [0, *(length for length, _ in _TIERS if length <= len(code))]
    return separator.join(code[a:b] for a, b in pairwise(cuts))


def check(text: object, path: Path = ()) -> tuple[Finding, ...]:
    """Say what is wrong with the form of a code (代码检查). Never raises."""
    if is_valid(text):
        return ()
    shown = text if isinstance(text, str) else repr(text)
    return (finding("ZWCD008", path, code=shown, length=count_length(text)),)
