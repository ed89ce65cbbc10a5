"""How the text of each element becomes a value, or a finding.

Reading never corrects in silence: what cannot be used is left empty and reported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from sys import intern
from typing import Any, Final, TypeAlias

from zhengwu._dates import parse_date
from zhengwu._errors import UnknownCodeError
from zhengwu._numerals import parse_number
from zhengwu.codes import (
    CaseKind,
    CodeKind,
    CodeScheme,
    ItemType,
    Level,
    check_basic_code,
    check_uscc,
    compact_uscc,
    from_code,
    is_valid_organisation_code,
    read_code,
)
from zhengwu.findings import Finding, Path, finding
from zhengwu.items._documents import Document, DocumentSource, Necessity
from zhengwu.limits import ReadingStatus, Unit, parse_limit

LONGEST_TEXT: Final = 100_000
"""Characters of one field (字段长度上限); longer text is a whole file gone astray."""

LONGEST_SHARED: Final = 60
"""Characters up to which equal texts of a list share one value (共享文字上限)."""

Reader: TypeAlias = Callable[[Any, Path, "list[Finding]", "ReadingOptions"], Any]


class ReadingOptions:
    """What a field map says about reading values (取值设置)."""

    __slots__ = ("default_unit", "scheme", "separator", "values")

    def __init__(
        self,
        values: Mapping[str, str],
        default_unit: Unit | None,
        separator: str,
        scheme: CodeScheme | None = None,
    ) -> None:
        self.values: Final = values
        self.default_unit: Final = default_unit
        self.separator: Final = separator
        self.scheme: Final = scheme


def text(value: Any, path: Path, found: list[Finding], options: ReadingOptions) -> str:
    """Text; a number is taken as written and reported, anything else is left out."""
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            found.append(
                finding("ZWIT008", path, length=len(value), longest=LONGEST_TEXT)
            )
            return ""
        value = value.strip()
        if len(value) <= LONGEST_SHARED:
            value = intern(value)  # perf: a list repeats its organs, areas, documents
        return options.values.get(value, value) if options.values else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        found.append(finding("ZWIT003", path, value=value))
        return str(value)
    found.append(finding("ZWIT004", path, value=repr(value), type=type(value).__name__))
    return ""


def texts(
    value: Any, path: Path, found: list[Finding], options: ReadingOptions
) -> tuple[str, ...]:
    """Several texts: a list, or one text with separators."""
    if isinstance(value, str) and value.startswith("["):
        value = _listed_in_text(value)
    if isinstance(value, list):
        read = [
            text(entry, (*path, i), found, options)
            for i, entry in enumerate[Any](value)
        ]
    elif options.separator and isinstance(value, str):
        whole = text(value, path, found, options)
        read = [part.strip() for part in whole.split(options.separator)]
    else:
        read = [text(value, path, found, options)]
    return tuple(part for part in read if part)


def _listed_in_text(value: str) -> Any:
    """A list that a cell holds as JSON; the text itself if it is none."""
    try:
        entries = json.loads(value, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return value
    return entries


def _no_number(name: str) -> None:
    msg = f"{name} is no JSON number"
    raise ValueError(msg)


def coded(value: Any, path: Path, found: list[Finding], options: ReadingOptions) -> str:
    """Text, or a code that a list turns into its label."""
    return "、".join(labels(value, path, found, options))


def labels(
    value: Any, path: Path, found: list[Finding], options: ReadingOptions
) -> tuple[str, ...]:
    """Several texts, or codes that a list turns into their labels."""
    read = texts(value, path, found, options)
    scheme = options.scheme
    if scheme is None:
        return read
    named: list[str] = []
    for entry in read:
        try:
            named += [scheme.label(code) for code in scheme.split(entry)]
        except UnknownCodeError:
            found.append(finding("ZWIT005", path, text=entry, scheme=scheme.name))
            named.append(entry)
    return tuple(named)


def documents(
    value: Any, path: Path, found: list[Finding], options: ReadingOptions
) -> tuple[Document, ...]:
    """Documents: names, or objects with the fields of `Document`."""
    if isinstance(value, str) and value.startswith("["):
        value = _listed_in_text(value)
    if not isinstance(value, list):
        return tuple(map(Document.parse, texts(value, path, found, options)))
    read: list[Document] = []
    for i, entry in enumerate[Any](value):
        where = (*path, i)
        if not isinstance(entry, dict):
            name = text(entry, where, found, options)
            read += [Document.parse(name)] if name else []
            continue
        try:
            read.append(_document(entry))
        except (TypeError, ValueError):
            shown = repr(entry)
            found.append(finding("ZWIT011", where, value=shown))
            name = str(dict[str, Any](entry).get("name") or "")
            read += [Document.parse(name)] if name else []
    return tuple(read)


_COUNTS: Final = ("originals", "copies")


def _document(entry: dict[str, Any]) -> Document:
    fields = dict(entry)
    if not isinstance(fields.get("name"), str):
        raise TypeError
    for name, kind in (("necessity", Necessity), ("source", DocumentSource)):
        if name in fields:
            fields[name] = kind(fields[name])
    for name, value in fields.items():
        if name in _COUNTS and type(value) is not int:
            raise TypeError
        if name not in (*_COUNTS, "necessity", "source") and not isinstance(value, str):
            raise TypeError
    return Document(**fields)


def limit(value: Any, path: Path, found: list[Finding], options: ReadingOptions) -> Any:
    """A time limit; None where the value is no text at all."""
    wording = text(value, path, found, options)
    if not wording:
        return None
    reading = parse_limit(wording)
    if options.default_unit is not None:
        reading = reading.with_unit(options.default_unit)
    if reading.status is ReadingStatus.UNPARSEABLE:
        found.append(finding("ZWLM001", path, text=wording))
    elif reading.status is ReadingStatus.NEEDS_DEFAULT:
        found.append(finding("ZWLM002", path, text=wording))
    return reading


def implementing_code(
    value: Any, path: Path, found: list[Finding], options: ReadingOptions
) -> str:
    """An implementing code of any layout."""
    reading = read_code(text(value, path, found, options), path)
    if reading.kind is CodeKind.RESIDENT_ID:
        found.append(finding("ZWIT012", path, code=reading.canonical))
        return ""
    found.extend(reading.findings)
    return reading.canonical


def basic_code(
    value: Any, path: Path, found: list[Finding], options: ReadingOptions
) -> str:
    """A basic code: 12 characters, or a layout of the locality's own."""
    code = "".join(text(value, path, found, options).split()).upper()
    if code and not _LOCAL_BASIC.match(code):
        found.extend(check_basic_code(code, path))
    return code


# Sichuan and others: 51 1A 01380000 00, or with dashes.
_LOCAL_BASIC: Final = re.compile(
    r"\d{3}[0-9A-Z]\d{10}\Z|[A-Z]-\d{6}-\d{3}\Z|\d{3}[A-Z]\d{8}\Z"
)


def organ_code(
    value: Any, path: Path, found: list[Finding], options: ReadingOptions
) -> str:
    """A credit code; an organisation code that checks is taken, and reported."""
    code = text(value, path, found, options)
    if not code:
        return ""
    if is_valid_organisation_code(code):
        found.append(finding("ZWIT009", path, code=code))
    else:
        found.extend(check_uscc(code, path))
    return compact_uscc(code)


def count(
    value: Any, path: Path, found: list[Finding], options: ReadingOptions
) -> int | None:
    """A whole number, such as ``1`` or ``1次``."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    wording = text(value, path, found, options)
    number = parse_number(wording.rstrip("次回"))
    if isinstance(number, int):
        return number
    if wording:
        found.append(finding("ZWIT006", path, text=wording))
    return None


_FLAGS: Final = {
    **dict.fromkeys(("是", "1", "true", "True", "支持", "有", "Y"), True),
    **dict.fromkeys(("否", "0", "false", "False", "不支持", "无", "N"), False),
}


def flag(
    value: Any, path: Path, found: list[Finding], options: ReadingOptions
) -> bool | None:
    """Yes or no."""
    if isinstance(value, bool):
        return value
    wording = text(value, path, found, options)
    if wording and wording not in _FLAGS:
        found.append(finding("ZWIT005", path, text=wording, scheme="是/否"))
    return _FLAGS.get(wording)


def day(value: Any, path: Path, found: list[Finding], options: ReadingOptions) -> Any:
    """A day, ``YYYY-MM-DD``."""
    wording = text(value, path, found, options)
    if not wording:
        return None
    try:
        return parse_date(wording)
    except ValueError:
        found.append(finding("ZWIT007", path, text=wording))
        return None


def _listed(scheme: type[ItemType | Level | CaseKind], name: str) -> Reader:
    def read(
        value: Any, path: Path, found: list[Finding], options: ReadingOptions
    ) -> Any:
        wording = text(value, path, found, options)
        if options.scheme is not None and wording:
            try:
                wording = options.scheme.label(options.scheme.code(wording))
            except UnknownCodeError:
                wording = str(wording)
        member = from_code(scheme, wording)
        if member is None and wording:
            found.append(finding("ZWIT005", path, text=wording, scheme=name))
        return member

    return read


READERS: Final[Mapping[str, Reader]] = {
    "name": text,
    "record_id": text,
    "implementing_code": implementing_code,
    "other_code": implementing_code,
    "basic_code": basic_code,
    "variant_code": implementing_code,
    "item_type": _listed(ItemType, "事项类型"),
    "level": _listed(Level, "行使层级"),
    "organ": text,
    "organ_code": organ_code,
    "area": text,
    "area_code": text,
    "statutory_limit": limit,
    "committed_limit": limit,
    "case_kind": _listed(CaseKind, "办件类型"),
    "visits": count,
    "online": flag,
    "courier": flag,
    "documents": documents,
    "steps": texts,
    "legal_basis": texts,
    "fee": text,
    "conditions": text,
    "service_targets": labels,
    "stage_chain": text,
    "version": count,
    "state": coded,
    "power_source": coded,
    "body_nature": coded,
    "entruster": text,
    "parent": text,
    "parent_code": text,
    "themes": texts,
    "flow": text,
    "fee_basis": text,
    "fee_standard": text,
    "charged": flag,
    "online_payment": flag,
    "result_name": text,
    "result_type": coded,
    "result_sample": text,
    "samples": texts,
    "channels": labels,
    "online_depth": labels,
    "cross_region": coded,
    "visit_reason": text,
    "address": text,
    "hours": text,
    "contact": text,
    "complaints": text,
    "special_procedure": text,
    "intermediary": text,
    "quantity_limit": text,
    "joint_bodies": texts,
    "prerequisites": texts,
    "faq": texts,
    "published_on": day,
    "valid_from": day,
    "valid_to": day,
}
"""How each element is read (要素读法)."""
