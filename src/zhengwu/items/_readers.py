"""Readers that convert the text of each element to a value, or report a finding.

A reader never corrects a value silently: an unusable value is left empty and reported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from sys import intern
from typing import Any, Final, TypeAlias

from zhengwu._dates import parse_date
from zhengwu._errors import UnknownCodeError
from zhengwu._numerals import CHINESE_NUMERAL_CHARS, parse_number
from zhengwu._paths import Path
from zhengwu._patterns import Pattern
from zhengwu._text import TextEnum
from zhengwu.codes import (
    CaseKind,
    CodeKind,
    CodeScheme,
    ItemType,
    Level,
    basic_code,
    from_code,
    organisation_code,
    read_code,
    resident_id,
    uscc,
)
from zhengwu.codes._lists import find_near
from zhengwu.findings import Finding, finding
from zhengwu.items._damage import find_damage
from zhengwu.items._documents import Document, DocumentSource, Necessity
from zhengwu.items._objects import cite_object, name_document
from zhengwu.items._steps import ProcedureStep
from zhengwu.limits import ReadingStatus, Unit, parse_limit

LONGEST_TEXT: Final = 100_000
"""Maximum length of a field (字段长度上限); longer text is a whole file by mistake."""

_EMPTY_LIST: Final = "[]"  # as programs write an empty list into a cell

LONGEST_SHARED: Final = 60
"""Maximum length of texts whose equal copies share memory (共享文字上限)."""

_NO_OBJECTS: Final[Mapping[str, str]] = {}

Reader: TypeAlias = Callable[[Any, Path, "list[Finding]", "ReadingOptions"], Any]


class ReadingOptions:
    """Options of a field map for reading an element (取值设置)."""

    __slots__ = ("default_unit", "objects", "scheme", "separator", "values")

    def __init__(
        self,
        values: Mapping[str, str],
        default_unit: Unit | None,
        separator: str,
        scheme: CodeScheme | None = None,
        objects: Mapping[str, str] = _NO_OBJECTS,
    ) -> None:
        self.values: Final = values
        self.default_unit: Final = default_unit
        self.separator: Final = separator
        self.scheme: Final = scheme
        self.objects: Final = objects


def read_text(
    value: Any, path: Path, findings: list[Finding], options: ReadingOptions
) -> str:
    """Read a text. A number is converted and reported; any other value is left empty."""
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            findings.append(
                finding("ZWIT008", path, length=len(value), longest=LONGEST_TEXT)
            )
            return ""
        value = value.strip()
        if value == _EMPTY_LIST:
            return ""
        if len(value) <= LONGEST_SHARED:
            value = intern(value)  # perf: a list repeats its organs, areas, documents
        return options.values.get(value, value) if options.values else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        findings.append(finding("ZWIT003", path, value=value))
        return str(value)
    findings.append(
        finding("ZWIT004", path, value=repr(value), type=type(value).__name__)
    )
    return ""


def read_texts(
    value: Any, path: Path, findings: list[Finding], options: ReadingOptions
) -> tuple[str, ...]:
    """Read several texts from a list, or from a single text with separators."""
    if isinstance(value, str) and value.startswith("["):
        value = _parse_json_list(value)
    if isinstance(value, list):
        texts = [
            read_text(entry, (*path, i), findings, options)
            for i, entry in enumerate[Any](value)
        ]
    elif options.separator and isinstance(value, str):
        whole = read_text(value, path, findings, options)
        texts = [part.strip() for part in whole.split(options.separator)]
    else:
        texts = [read_text(value, path, findings, options)]
    return tuple(text for text in texts if text)


def _parse_json_list(value: str) -> Any:
    """Parse a list written as JSON in a cell; return the text itself if it is no JSON."""
    try:
        entries = json.loads(value, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return value
    return entries


def _refuse_constant(name: str) -> None:
    msg = f"{name} is no JSON number"
    raise ValueError(msg)


def read_coded(
    value: Any, path: Path, findings: list[Finding], options: ReadingOptions
) -> str:
    """Read a text, or a code that the code list converts to its label."""
    return "、".join(read_labels(value, path, findings, options))


def read_labels(
    value: Any, path: Path, findings: list[Finding], options: ReadingOptions
) -> tuple[str, ...]:
    """Read several texts, or codes that the code list converts to their labels."""
    entries = read_texts(value, path, findings, options)
    scheme = options.scheme
    if scheme is None:
        return entries
    labels: list[str] = []
    for entry in entries:
        try:
            labels += [scheme.label(code) for code in scheme.split(entry)]
        except UnknownCodeError:
            unknown = {"text": entry, "scheme": scheme.name}
            findings.append(finding("ZWIT005", path, **unknown, **_suggest(None)))
            labels.append(entry)
    return tuple(labels)


def read_documents(
    value: Any, path: Path, findings: list[Finding], options: ReadingOptions
) -> tuple[Document, ...]:
    """Read documents: names, or objects with the fields of `Document`."""
    if isinstance(value, str) and value.startswith("["):
        value = _parse_json_list(value)
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return tuple(map(Document.parse, read_texts(value, path, findings, options)))
    documents: list[Document] = []
    for i, entry in enumerate[Any](value):
        entry_path = (*path, i)
        if not isinstance(entry, dict):
            name = read_text(entry, entry_path, findings, options)
            documents += [Document.parse(name)] if name else []
            continue
        try:
            documents.append(_to_document(name_document(entry, options.objects)))
        except (TypeError, ValueError):
            shown = repr(entry)
            findings.append(finding("ZWIT011", entry_path, value=shown))
            name = str(dict[str, Any](entry).get("name") or "")
            documents += [Document.parse(name)] if name else []
    return tuple(documents)


def read_steps(
    value: Any, path: Path, findings: list[Finding], options: ReadingOptions
) -> tuple[ProcedureStep, ...]:
    """Read the steps of a procedure from their texts."""
    texts = read_texts(value, path, findings, options)
    return tuple(map(ProcedureStep.parse, texts))


def read_bases(
    value: Any, path: Path, findings: list[Finding], options: ReadingOptions
) -> tuple[str, ...]:
    """Read legal bases: texts, or objects with a title and an article."""
    if isinstance(value, str) and value.startswith("["):
        value = _parse_json_list(value)
    if isinstance(value, dict):
        value = [value]
    if isinstance(value, list):
        value = [
            cite_object(entry, options.objects) or entry
            if isinstance(entry, dict)
            else entry
            for entry in value
        ]
    return read_texts(value, path, findings, options)


_COUNTS: Final = ("originals", "copies")


def _to_document(entry: dict[str, Any]) -> Document:
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


def read_limit(
    value: Any, path: Path, findings: list[Finding], options: ReadingOptions
) -> Any:
    """Read a time limit; None where the value is no text or empty."""
    wording = read_text(value, path, findings, options)
    if not wording:
        return None
    reading = parse_limit(wording)
    if options.default_unit is not None:
        reading = reading.with_unit(options.default_unit)
    if reading.status is ReadingStatus.UNPARSEABLE:
        findings.append(finding("ZWLM001", path, text=wording))
    elif reading.status is ReadingStatus.NEEDS_DEFAULT:
        findings.append(finding("ZWLM002", path, text=wording))
    return reading


def read_implementing_code(
    value: Any, path: Path, findings: list[Finding], options: ReadingOptions
) -> str:
    """Read an implementing code of any layout."""
    code = read_text(value, path, findings, options)
    if not code:
        return ""
    reading = read_code(code, path)
    if reading.kind is CodeKind.RESIDENT_ID:
        findings.append(finding("ZWIT012", path, code=reading.canonical))
        return ""
    if damage := find_damage(code, path):
        findings.append(damage)
        return code
    if reading.kind in _NO_ITEM:
        kind = {"kind": reading.kind.label_zh, "kind_en": reading.kind.label_en}
        findings.append(finding("ZWIT015", path, code=code, **kind))
        return code
    findings.extend(reading.findings)
    return reading.canonical


_NO_ITEM: Final = frozenset({CodeKind.USCC, CodeKind.ORGANISATION, CodeKind.REGION})


def read_basic_code(
    value: Any, path: Path, findings: list[Finding], options: ReadingOptions
) -> str:
    """Read a basic code with 12 characters, or in a local layout."""
    code = "".join(read_text(value, path, findings, options).split()).upper()
    if not code or basic_code.is_valid(code) or _LOCAL_BASIC.match(code):
        return code
    if resident_id.is_valid(code):
        findings.append(finding("ZWIT012", path, code=resident_id.mask(code)))
        return ""
    damage = find_damage(code, path)
    findings.extend(
        (damage,) if damage else basic_code.check(code, path, profile="list")
    )
    return code


# Local layouts of Sichuan and others: 51 1A 01380000 00, or with dashes.
_LOCAL_BASIC: Final = re.compile(
    r"\d{3}[0-9A-Z]\d{10}\Z|[A-Z]-\d{6}-\d{3}\Z|\d{3}[A-Z]\d{8}\Z"
)


def read_organ_code(
    value: Any, path: Path, findings: list[Finding], options: ReadingOptions
) -> str:
    """Read a credit code; a valid organisation code is accepted and reported."""
    text = read_text(value, path, findings, options)
    if not text:
        return ""
    code = uscc.compact(text)
    if resident_id.is_valid(code):  # some pass the check of a credit code as well
        findings.append(finding("ZWIT012", path, code=resident_id.mask(code)))
        return ""
    if damage := find_damage(text, path):
        findings.append(damage)
    elif organisation_code.is_valid(code):
        findings.append(finding("ZWIT009", path, code=text))
    elif uscc.find_problems(code, path):
        findings.extend(uscc.check(text, path, profile="list"))
    return code


def read_count(
    value: Any, path: Path, findings: list[Finding], options: ReadingOptions
) -> int | None:
    """Read a whole number, such as ``1`` or ``1次``."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    wording = read_text(value, path, findings, options)
    number = parse_number(wording.rstrip("次回"))
    if isinstance(number, int):
        return number
    if wording:
        findings.append(finding("ZWIT006", path, text=wording))
    return None


_VISITS: Final = Pattern(
    r"(?:最多|至多|只|仅)?(?:需|须|要)?(?:跑|到|去|来)?(?:办事|办理)?(?:现场|窗口|大厅)?(?:跑|办理|办)?"
    rf"(?P<number>\d{{1,3}}|[{CHINESE_NUMERAL_CHARS}]{{1,3}})(?:次|趟|回)(?:现场|办好|办成|办结|办)?\Z"
)
_NO_VISIT: Final = Pattern(
    r"(?:全程网办\uff0c?)?(?:(?:一[次趟])?[都也]?(?:不用|不需要?|无需|无须|不必|免于?|不)(?:再)?"
    r"(?:跑|到|去|来)(?:办事|办理)?(?:现场|窗口|大厅|腿|路)?(?:办理)?|(?:跑零|零跑)[次趟腿]?)\Z"
)


def read_visits(
    value: Any, path: Path, findings: list[Finding], options: ReadingOptions
) -> int | None:
    """Read a number of visits: ``1``, ``1次``, or a slogan such as ``最多跑一次``."""
    if isinstance(value, str) and len(value) <= LONGEST_SHARED:
        wording = value.strip().rstrip("。.!\uff01")
        if _NO_VISIT.match(wording):
            return 0
        slogan = _VISITS.match(wording)
        number = parse_number(slogan["number"]) if slogan else None
        if isinstance(number, int):
            return number
    return read_count(value, path, findings, options)


_FLAGS: Final = {
    **dict.fromkeys(("是", "1", "true", "True", "支持", "有", "Y"), True),
    **dict.fromkeys(("否", "0", "false", "False", "不支持", "无", "N"), False),
}


def read_flag(
    value: Any, path: Path, findings: list[Finding], options: ReadingOptions
) -> bool | None:
    """Read yes or no."""
    if isinstance(value, bool):
        return value
    wording = read_text(value, path, findings, options)
    if wording and wording not in _FLAGS:
        unknown = {"text": wording, "scheme": "是/否"}
        findings.append(finding("ZWIT005", path, **unknown, **_suggest(None)))
    return _FLAGS.get(wording)


def read_day(
    value: Any, path: Path, findings: list[Finding], options: ReadingOptions
) -> Any:
    """Read a day in the form ``YYYY-MM-DD``."""
    wording = read_text(value, path, findings, options)
    if not wording:
        return None
    try:
        return parse_date(wording)
    except ValueError:
        findings.append(finding("ZWIT007", path, text=wording))
        return None


def _suggest(member: TextEnum | None) -> dict[str, str]:
    """Data of a finding about a value outside a list: what the value probably means."""
    if member is None:
        return {"near_zh": "", "near_en": ""}
    label = f"{member.label_zh}({member.value})"
    english = f"{member.value} ({member.label_en})"
    return {"near_zh": f",可能是 {label}", "near_en": f"; perhaps {english} is meant"}


_BETWEEN_TIERS: Final = Pattern(r"[,\uff0c\u3001;\uff1b/^|+\s]+")
_MOST_TIERS: Final = 100  # characters; longer texts are no list of tiers


def _list_tiers(wording: str) -> tuple[Level, ...]:
    """Tiers of a text that has several and nothing else; empty for any other text."""
    if len(wording) > _MOST_TIERS:
        return ()
    parts = [part for part in _BETWEEN_TIERS.split(wording) if part]
    tiers = [tier for part in parts if (tier := from_code(Level, part)) is not None]
    return tuple(tiers) if len(parts) > 1 and len(tiers) == len(parts) else ()


def _make_list_reader(scheme: type[ItemType | Level | CaseKind], name: str) -> Reader:
    def read(
        value: Any, path: Path, findings: list[Finding], options: ReadingOptions
    ) -> Any:
        wording = read_text(value, path, findings, options)
        if options.scheme is not None and wording:
            try:
                wording = options.scheme.label(options.scheme.code(wording))
            except UnknownCodeError:
                wording = str(wording)
        member = from_code(scheme, wording)
        if member is None and wording:
            tiers = _list_tiers(wording) if scheme is Level else ()
            if tiers:
                labels = "、".join(tier.label_zh for tier in tiers)
                findings.append(finding("ZWIT013", path, text=wording, tiers=labels))
            else:
                near = _suggest(find_near(scheme, wording))
                unknown = {"text": wording, "scheme": name}
                findings.append(finding("ZWIT005", path, **unknown, **near))
        return member

    return read


READERS: Final[Mapping[str, Reader]] = {
    "name": read_text,
    "record_id": read_text,
    "implementing_code": read_implementing_code,
    "other_code": read_implementing_code,
    "basic_code": read_basic_code,
    "variant_code": read_implementing_code,
    "item_type": _make_list_reader(ItemType, "事项类型"),
    "level": _make_list_reader(Level, "行使层级"),
    "organ": read_text,
    "organ_code": read_organ_code,
    "area": read_text,
    "area_code": read_text,
    "statutory_limit": read_limit,
    "committed_limit": read_limit,
    "case_kind": _make_list_reader(CaseKind, "办件类型"),
    "visits": read_visits,
    "online": read_flag,
    "courier": read_flag,
    "documents": read_documents,
    "steps": read_steps,
    "legal_basis": read_bases,
    "fee": read_text,
    "conditions": read_text,
    "service_targets": read_labels,
    "stage_chain": read_text,
    "version": read_count,
    "state": read_coded,
    "power_source": read_coded,
    "body_nature": read_coded,
    "entruster": read_text,
    "parent": read_text,
    "parent_code": read_text,
    "themes": read_texts,
    "flow": read_text,
    "fee_basis": read_text,
    "fee_standard": read_text,
    "charged": read_flag,
    "online_payment": read_flag,
    "result_name": read_text,
    "result_type": read_coded,
    "result_sample": read_text,
    "samples": read_texts,
    "channels": read_labels,
    "online_depth": read_labels,
    "cross_region": read_coded,
    "visit_reason": read_text,
    "address": read_text,
    "hours": read_text,
    "contact": read_text,
    "complaints": read_text,
    "special_procedure": read_text,
    "intermediary": read_text,
    "quantity_limit": read_text,
    "joint_bodies": read_texts,
    "prerequisites": read_texts,
    "faq": read_texts,
    "published_on": read_day,
    "valid_from": read_day,
    "valid_to": read_day,
}
"""Reader of each element (要素读法)."""
