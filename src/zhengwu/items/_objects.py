"""Documents and legal bases that a record states as objects, with any field names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from zhengwu._numerals import parse_number
from zhengwu.items._documents import DocumentSource, Necessity
from zhengwu.items._headings import object_headings

OBJECT_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "documents": (
        "name",
        "necessity",
        "originals",
        "copies",
        "source",
        "issuer",
        "basis",
        "case",
        "note",
    ),
    "legal_basis": ("title", "number", "article"),
}
"""Fields of an entry that is an object, by element (对象字段)."""

_COUNTS: Final = ("originals", "copies")
_CHOICES: Final[Mapping[str, type[Necessity | DocumentSource]]] = {
    "necessity": Necessity,
    "source": DocumentSource,
}
_YES_NO: Final = {"是": Necessity.REQUIRED, "否": Necessity.CONDITIONAL}


def name_document(entry: dict[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """The entry with the field names of `Document`; the others are kept as notes.

    Args:
        entry: Object of a record.
        columns: Column of each field; if empty, the usual names are understood.
    """
    if not columns and isinstance(entry.get("name"), str):
        return entry
    values = _find_fields("documents", entry, columns)
    if not isinstance(values.get("name"), str):
        return entry
    fields: dict[str, Any] = {}
    notes: list[str] = []
    used = frozenset(_find_columns("documents", entry, columns).values())
    for field, value in values.items():
        plain = _read_field(field, value)
        if plain is None:
            notes.append(f"{field}:{value}")
        else:
            fields[field] = plain
    notes += [f"{key}:{v}" for key, v in entry.items() if key not in used and v]
    if notes:
        fields["note"] = ";".join(filter(None, (fields.get("note"), *notes)))
    return fields


def _read_field(field: str, value: Any) -> Any:
    """Value of a field of a document; None if it does not fit the field."""
    text = str(value).strip()
    if field in _COUNTS:
        number = parse_number(text.rstrip("份张套"))
        return number if isinstance(number, int) else None
    if field in _CHOICES:
        members = _CHOICES[field]
        if field == "necessity" and text in _YES_NO:
            return _YES_NO[text].value
        return next((m.value for m in members if text in (m.value, m.label_zh)), None)
    return text


def cite_object(entry: dict[str, Any], columns: Mapping[str, str]) -> str:
    """Citation of a legal basis that is an object; empty without a title.

    >>> cite_object({"LAWNAME": "中华人民共和国水法", "TERMSNUMBER": "第七条"}, {})
    '《中华人民共和国水法》第七条'
    """
    values = {
        field: str(value).strip()
        for field, value in _find_fields("legal_basis", entry, columns).items()
    }
    title = values.get("title", "")
    if not title:
        return ""
    if "《" not in title:
        title = f"《{title}》"
    number = values.get("number", "")
    article = values.get("article", "")
    if _BARE.match(article):
        article = f"第{article}条"
    return title + (f"({number})" if number else "") + article


_BARE: Final = re.compile(r"\d+\Z")


def _find_fields(
    element: str, entry: dict[str, Any], columns: Mapping[str, str]
) -> dict[str, Any]:
    """Value of each field that the entry has."""
    return {
        field: entry[column]
        for field, column in _find_columns(element, entry, columns).items()
    }


def _find_columns(
    element: str, entry: dict[str, Any], columns: Mapping[str, str]
) -> dict[str, str]:
    """Column of each field that the entry has a value for."""
    usual = object_headings(element)
    values: dict[str, str] = {}
    for field in OBJECT_FIELDS[element]:
        names = (columns[field],) if field in columns else usual.get(field, ())
        for name in (*names, field):
            if entry.get(name) not in (None, "", [], {}):
                values[field] = name
                break
    return values
