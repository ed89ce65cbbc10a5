"""Documents that applicants must submit, with their number and source."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

import attrs

from zhengwu._numerals import CHINESE_NUMERAL_CHARS, parse_number
from zhengwu._paths import JsonValue
from zhengwu._text import TextEnum, require_text
from zhengwu._values import Value


class Necessity(TextEnum):
    """Whether a document must be submitted (必要性)."""

    REQUIRED = "required", "必要", "required"
    CONDITIONAL = "conditional", "非必要", "conditional"
    OPTIONAL = "optional", "可选", "optional"


class DocumentSource(TextEnum):
    """Source of a document (来源渠道)."""

    APPLICANT = "applicant", "申请人自备", "from the applicant"
    GOVERNMENT = "government", "政府部门核发", "issued by an organ"
    OTHER = "other", "其他", "other"


@attrs.frozen
class Document(Value):
    """Document to submit (申请材料).

    Args:
        name: Name of the document, as written.
        necessity: Whether the document must be submitted; None if not stated.
        originals: Number of originals; None if not stated.
        copies: Number of copies; None if not stated.
        source: Source of the document; None if not stated.
        issuer: Issuer of the document, such as another organ.
        basis: Legal basis for requiring the document.
        case: Case in which the document is required, if it is not always required.
        note: Notes.

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
        """Read a document from its text: the name, and the numbers of originals and copies.

        Raises:
            InputError: The value is no text.
        """
        require_text(text)
        originals = _read_number(_ORIGINALS, text)
        copies = _read_number(_COPIES, text)
        return cls.trusted(name=text, originals=originals, copies=copies)

    def __str__(self) -> str:
        return self.name

    def to_record(self) -> dict[str, JsonValue]:
        """Plain data with the filled fields, for JSON."""
        return _collect_filled(self)


_NUMBER: Final = rf"(\d{{1,3}}|[{CHINESE_NUMERAL_CHARS}]{{1,3}})\s*[份张套]"
_ORIGINALS: Final = re.compile(rf"(?:原件|正本)\s*[:\uff1a]?\s*{_NUMBER}")
_COPIES: Final = re.compile(rf"(?:复印件|副本)\s*[:\uff1a]?\s*{_NUMBER}")


def _read_number(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    if match is None:
        return None
    number = parse_number(match[1])
    return number if isinstance(number, int) else None


def _collect_filled(document: Document) -> dict[str, JsonValue]:
    filled: dict[str, JsonValue] = {}
    for field in attrs.fields(Document):
        value = getattr(document, field.name)
        if isinstance(value, Enum):
            value = value.value
        if value not in (None, ""):
            filled[field.name] = value
    return filled
