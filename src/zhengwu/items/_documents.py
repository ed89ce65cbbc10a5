"""Documents to hand in: what, how many, from whom."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

import attrs

from zhengwu._numerals import CHINESE_NUMERAL_CHARS, parse_number
from zhengwu._paths import JsonValue
from zhengwu._text import TextEnum


class Necessity(TextEnum):
    """Whether a document must be handed in (必要性)."""

    REQUIRED = "required", "必要", "required"
    CONDITIONAL = "conditional", "非必要", "conditional"
    OPTIONAL = "optional", "可选", "optional"


class DocumentSource(TextEnum):
    """Where a document comes from (来源渠道)."""

    APPLICANT = "applicant", "申请人自备", "from the applicant"
    GOVERNMENT = "government", "政府部门核发", "issued by an organ"
    OTHER = "other", "其他", "other"


@attrs.frozen
class Document:
    """Document to hand in (申请材料).

    Args:
        name: Its name, as written.
        necessity: Whether it must be handed in; None if not stated.
        originals: How many originals; None if not stated.
        copies: How many copies; None if not stated.
        source: Where it comes from; None if not stated.
        issuer: Who issues it, such as another organ.
        basis: Where it stands written that it may be asked for.
        case: In which case it is needed, where it is not always.
        note: What else to know.

    >>> Document.parse("身份证(原件1份,复印件二份)").copies
    2
    """

    name: str
    necessity: Necessity | None = None
    originals: int | None = None
    copies: int | None = None
    source: DocumentSource | None = None
    issuer: str = ""
    basis: str = ""
    case: str = ""
    note: str = ""

    @classmethod
    def parse(cls, text: str) -> Document:
        """Read a document from what a list writes: its name, with numbers if stated."""
        originals = _number(_ORIGINALS, text)
        copies = _number(_COPIES, text)
        return cls(name=text, originals=originals, copies=copies)

    def __str__(self) -> str:
        return self.name

    def to_dict(self) -> dict[str, JsonValue]:
        """Fields that are filled, for JSON."""
        return _filled(self)


_NUMBER: Final = rf"(\d{{1,3}}|[{CHINESE_NUMERAL_CHARS}]{{1,3}})\s*[份张套]"
_ORIGINALS: Final = re.compile(rf"(?:原件|正本)\s*[:\uff1a]?\s*{_NUMBER}")
_COPIES: Final = re.compile(rf"(?:复印件|副本)\s*[:\uff1a]?\s*{_NUMBER}")


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    if match is None:
        return None
    number = parse_number(match[1])
    return number if isinstance(number, int) else None


def _filled(value: Document) -> dict[str, JsonValue]:
    plain: dict[str, JsonValue] = {}
    for field in attrs.fields(Document):
        found = getattr(value, field.name)
        if isinstance(found, Enum):
            found = found.value
        if found not in (None, ""):
            plain[field.name] = found
    return plain
