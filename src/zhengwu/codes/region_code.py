"""Code of an administrative division (行政区划代码): 6, 9 or 12 digits.

Source: GB/T 2260 (6 digits), GB/T 10114 (9), 统计用区划代码 (12). The library ships no table of
divisions: divisions change every year, and an outdated table is worse than no table. Users
supply their own; see `RegionTable`.

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
from zhengwu._frozen import convert_or_keep
from zhengwu._paths import Path
from zhengwu._text import quote_value
from zhengwu._values import TextValue
from zhengwu.codes._compact import compact_code, count_length
from zhengwu.codes._profile import Profile, check_profile
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
_UNPLACED: Final = ("", "00")  # the whole nation, and no division at all
_CUTS: Final = tuple(length for length, _ in _TIERS)


@attrs.frozen(order=True)
class RegionCode(TextValue):
    """Code of a division (行政区划代码) without trailing padding zeros.

    Args:
        stem: The significant digits: 2, 4, 6, 9 or 12 of them.
    """

    stem: str

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.stem not in _UNPLACED:
            canonical = _trim(self.stem)
            if canonical is None:
                raise CodeFormatError(
                    _KIND,
                    self.stem,
                    "有效位应为 2、4、6、9 或 12 位数字,首位不为 0",
                    "should have 2, 4, 6, 9 or 12 digits, the first of which is not 0",
                )
            if canonical != self.stem:
                object.__setattr__(self, "stem", canonical)

    @property
    def level(self) -> str:
        """Code of the exercise level: ``"2"`` for a province to ``"6"`` for a village."""
        return dict(_TIERS)[len(self.stem)]

    @property
    def parents(self) -> tuple[RegionCode, ...]:
        """The divisions that contain this division, the province first."""
        return tuple(
            RegionCode(self.stem[:length])
            for length, _ in _TIERS
            if length < len(self.stem)
        )

    @property
    def stems(self) -> tuple[str, ...]:
        """Stems of the nation (empty), of every containing division and of this division.

        >>> RegionCode("450103").stems
        ('', '45', '4501', '450103')
        """
        stem = self.stem
        return ("", *(stem[:length] for length in _CUTS if length <= len(stem)))

    def padded(self, length: int = 6) -> str:
        """The code padded with zeros to `length` digits.

        Raises:
            InputError: The code has more than `length` digits.

        >>> RegionCode("4501").padded()
        '450100'
        """
        if len(self.stem) > length:
            raise InputError(
                f"{self.stem} 多于 {length} 位",
                f"{self.stem} has more than {length} digits",
            )
        return self.stem.ljust(length, "0")

    def contains(self, other: RegionCode) -> bool:
        """Whether this division contains the other division or equals it."""
        return other.stem.startswith(self.stem)

    def to_data(self) -> str:
        """The code with at least 6 digits; the whole nation has none."""
        return self.stem if self.stem in _UNPLACED else str(self)

    @classmethod
    def from_text(cls, text: str) -> RegionCode:
        """Read a code; see `parse`."""
        return cls(text) if text in _UNPLACED else parse(text)

    def __str__(self) -> str:
        return self.padded(max(6, len(self.stem)))


compact = compact_code


def parse(text: str) -> RegionCode:
    """Parse a code of 6, 9 or 12 digits (代码解析).

    Raises:
        CodeFormatError: The text does not have 6, 9 or 12 digits.

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
    return RegionCode(code)


def _trim(code: str) -> str | None:
    """The significant digits of a code; None if it is no code."""
    if (
        len(code) not in _CUTS
        or not (code.isascii() and code.isdigit())
        or code[0] == "0"
    ):
        return None
    stem = code.rstrip("0")
    return next(code[:length] for length in _CUTS if len(stem) <= length)


def to_regions(areas: Iterable[RegionCode | str]) -> frozenset[RegionCode]:
    """Convert codes or their text to a set of divisions (行政区划集合).

    Raises:
        CodeFormatError: A text is not a division code.

    >>> sorted(area.stem for area in to_regions(["450103", "450104"]))
    ['450103', '450104']
    """
    return convert_or_keep(_convert_regions, areas)


def _convert_regions(areas: Iterable[RegionCode | str]) -> frozenset[RegionCode]:
    if isinstance(areas, str):
        areas = (areas,)
    return frozenset(parse(a) if isinstance(a, str) else a for a in areas)


def is_valid(text: object) -> bool:
    """Whether a code has 6, 9 or 12 digits (是否有效). Never raises.

    A `RegionTable` can tell whether the division exists on a day.
    """
    return isinstance(text, str) and _SHAPE.match(compact(text)) is not None


def validate(text: str) -> str:
    """Return the canonical form of a code (代码校验).

    Raises:
        CodeFormatError: The text does not have 6, 9 or 12 digits.

    >>> validate("450100000000")
    '450100'
    """
    return str(parse(text))


def format(text: str, *, separator: str = " ") -> str:
    """Write a code tier by tier (分段书写), for reading aloud.

    >>> format("450103001002")
    '45 01 03 001 002'
    """
    code = str(parse(text))
    cuts = [0, *(length for length, _ in _TIERS if length <= len(code))]
    return separator.join(code[a:b] for a, b in pairwise(cuts))


def check(
    text: object, path: Path = (), *, profile: Profile = "form"
) -> tuple[Finding, ...]:
    """Report the problems in the form of a code (代码检查). Never raises, whatever the code is.

    Args:
        text: The code; any object.
        path: Path of the code in the caller's data.
        profile: ``"form"`` or ``"list"``; the problems are errors in both.

    Raises:
        InputError: The profile is unknown.
    """
    check_profile(profile)
    if is_valid(text):
        return ()
    return (
        finding("ZWCD008", path, code=quote_value(text), length=count_length(text)),
    )
