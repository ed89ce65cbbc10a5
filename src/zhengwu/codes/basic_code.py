"""Basic code (基本编码) of an item: identifies the matter, the same at every tier.

The code has 12 characters, the layout that live systems use. Portals do not publish the
10-character layout of GB/T 39046-2020, so this module does not validate against it.

>>> from zhengwu.codes import basic_code
>>> basic_code.format("442199806003")
'44 21 99 806 003'
"""

from __future__ import annotations

import re
from typing import Final

import attrs

from zhengwu._errors import CodeFormatError
from zhengwu._paths import Path
from zhengwu._text import quote_value
from zhengwu._values import TextValue
from zhengwu.codes._compact import compact_code, count_length
from zhengwu.codes._profile import Profile, check_profile
from zhengwu.findings import Finding, finding

__all__ = ["BasicCode", "check", "compact", "format", "is_valid", "parse", "validate"]

LAYOUT: Final = (
    r"(?P<region>\d{2})(?P<type>\d{2})(?P<department>[0-9A-Z]{2})"
    r"(?P<main>[0-9A-Z]{3})(?P<sub>\d{3}|\d{2}Y)"
)
_SHAPE: Final = re.compile(rf"{LAYOUT}\Z", re.ASCII)


@attrs.frozen(kw_only=True)
class BasicCode(TextValue):
    """Basic code (基本编码): 12 characters that identify a matter at every tier.

    Args:
        region: ``00`` for the nation, otherwise the first two digits of the province.
        type: Type of the item.
        department: Department in charge of the matter.
        main: Main item.
        sub: Sub-item; ``000`` for none, ``00Y`` for a main item with sub-items.
    """

    region: str
    type: str
    department: str
    main: str
    sub: str

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        match = _SHAPE.match(str(self))
        parts = (self.region, self.type, self.department, self.main, self.sub)
        if match is None or match.groups() != parts:
            raise _refuse(str(self))

    @classmethod
    def from_text(cls, text: str) -> BasicCode:
        """Read a code; see `parse`."""
        return parse(text)

    def __str__(self) -> str:
        return self.region + self.type + self.department + self.main + self.sub

    @property
    def is_main(self) -> bool:
        """Whether the code is that of a main item with sub-items (主项)."""
        return self.sub.endswith("Y")


compact = compact_code


def parse(text: str) -> BasicCode:
    """Parse a basic code (代码解析).

    Raises:
        CodeFormatError: The text is not 12 characters of that layout.

    >>> parse("44010401200y").is_main
    True
    """
    match = _SHAPE.match(compact(text))
    if match is None:
        raise _refuse(text)
    return make_basic(match)


def make_basic(match: re.Match[str]) -> BasicCode:
    """The basic code that a match of `LAYOUT` has read."""
    region, kind, department, main, sub = match.group(
        "region", "type", "department", "main", "sub"
    )
    return BasicCode.trusted(
        region=region, type=kind, department=department, main=main, sub=sub
    )


def _refuse(text: str) -> CodeFormatError:
    return CodeFormatError(
        "basic_code",
        text,
        "应为 12 位:区划 2、类型 2、部门 2、主项 3、子项 3(或 00Y)",
        "should have 12 characters: region 2, type 2, department 2, main item 3, "
        "sub-item 3 (or 00Y)",
    )


def validate(text: str) -> str:
    """Return the canonical form of a basic code (代码校验).

    Raises:
        CodeFormatError: The text is not 12 characters of that layout.
    """
    return str(parse(text))


def is_valid(text: object) -> bool:
    """Whether a text has the layout of a basic code (是否有效). Never raises."""
    return isinstance(text, str) and _SHAPE.match(compact(text)) is not None


def format(text: str, *, separator: str = " ") -> str:
    """Write a basic code in groups (分段书写), for reading aloud.

    Raises:
        CodeFormatError: The text is not 12 characters of that layout.
    """
    code = parse(text)
    return separator.join(
        (code.region, code.type, code.department, code.main, code.sub)
    )


def check(
    text: object, path: Path = (), *, profile: Profile = "form"
) -> tuple[Finding, ...]:
    """Report the problems of a basic code (代码检查). Never raises, whatever the code is.

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
        finding("ZWCD004", path, code=quote_value(text), length=count_length(text)),
    )
