"""Code maps from the status codes of hall systems to events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

import attrs

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._tables import parse_toml, shipped, structure
from zhengwu._values import Value
from zhengwu.findings import Report, finding
from zhengwu.lifecycle._kinds import CaseOutcome, EventKind, Phase

GRANTED: Final = "granted"
_RESULTS: Final = frozenset({GRANTED, *(outcome.value for outcome in CaseOutcome)})


@attrs.frozen
class StatusCode(Value):
    """Status code (办件状态码) of a hall system, with its meaning.

    Args:
        id: The code.
        zh: Name of the code in the system.
        en: The name in English.
        events: Alternative events, any of which may just have happened; empty where the
            code only states the phase or the result.
        phases: Phases in which the case may then be; any if empty.
        results: Results that the case may then have: ``granted`` or an outcome; any if empty.
        note_zh: What is ambiguous about the code; empty if it is unambiguous.
        note_en: The note in English.
    """

    id: str
    zh: str
    en: str
    events: tuple[EventKind, ...] = ()
    phases: tuple[Phase, ...] = ()
    results: tuple[str, ...] = ()
    note_zh: str = ""
    note_en: str = ""


@attrs.frozen(kw_only=True, slots=False)
class CodeMap(Value):
    """Code map (状态码对照表) from a hall system's own codes to events.

    Args:
        id: Name of the code map.
        title_zh: Name of the system in Chinese.
        title_en: Name of the system in English.
        source: Where the codes were read.
        silent: Events that the system does not record, so that they may have happened
            without a record. Lapses without a code of their own are always added.
        unseen_zh: What the records of the system do not show, in Chinese.
        unseen_en: What the records of the system do not show, in English.
        codes: The codes.

    Raises:
        InputError: A code occurs twice, has no meaning, or names an unknown result.
    """

    id: str
    title_zh: str
    title_en: str
    source: str = ""
    silent: frozenset[EventKind] = frozenset()
    unseen_zh: str = ""
    unseen_en: str = ""
    codes: tuple[StatusCode, ...] = ()

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if len(self.by_code) < len(self.codes):
            raise InputError(
                f"对照表 {self.id} 中有重复的状态码;请合并",
                f"code map {self.id} contains a code twice; merge the two rows",
            )
        for code in self.codes:
            unknown = [result for result in code.results if result not in _RESULTS]
            if unknown or not (code.events or code.phases or code.results):
                raise InputError(
                    f"对照表 {self.id} 的状态码 {code.id} 没有说明含义,或结果"
                    f" {unknown} 不存在;请写 events、phases 或 results",
                    f"code {code.id} of code map {self.id} has no meaning, or the results "
                    f"{unknown} do not exist; give events, phases or results",
                )

    @cached_property
    def by_code(self) -> Mapping[str, StatusCode]:
        """Codes by id."""
        return {code.id: code for code in self.codes}

    @property
    def covered(self) -> frozenset[EventKind]:
        """Events that at least one code records."""
        return frozenset(event for code in self.codes for event in code.events)

    def check(self) -> Report:
        """Report the ambiguous codes as findings (对照表检查)."""
        findings = [
            finding(
                "ZWLC019",
                ("codes", code.id),
                map=self.id,
                code=code.id,
                note_zh=code.note_zh,
                note_en=code.note_en,
            )
            for code in self.codes
            if code.note_zh
        ]
        counts = {"codes": len(self.codes), "covered": len(self.covered)}
        return Report(findings, counts)


@attrs.frozen
class _CodeRow:
    id: str
    zh: str
    en: str
    events: list[EventKind] = attrs.field(factory=list[EventKind])
    phases: list[Phase] = attrs.field(factory=list[Phase])
    results: list[str] = attrs.field(factory=list[str])
    note_zh: str = ""
    note_en: str = ""


@attrs.frozen
class _Table:
    id: str
    title_zh: str
    title_en: str
    code: list[_CodeRow]
    source: str = ""
    silent: list[EventKind] = attrs.field(factory=list[EventKind])
    unseen_zh: str = ""
    unseen_en: str = ""


def parse_code_map(text: str, source: str = "map.toml") -> CodeMap:
    """Read a code map from TOML (读取状态码对照表).

    Raises:
        InputError: The text is no TOML, or a code cannot be used.
    """
    return _to_code_map(parse_toml(text, source), source)


def _to_code_map(data: object, source: str) -> CodeMap:
    table = structure(data, _Table, source)
    return CodeMap(
        id=table.id,
        title_zh=table.title_zh,
        title_en=table.title_en,
        source=table.source,
        silent=frozenset(table.silent),
        unseen_zh=table.unseen_zh,
        unseen_en=table.unseen_en,
        codes=tuple(map(_to_status_code, table.code)),
    )


def _to_status_code(row: _CodeRow) -> StatusCode:
    return StatusCode(
        row.id,
        row.zh,
        row.en,
        tuple(row.events),
        tuple(row.phases),
        tuple(row.results),
        row.note_zh,
        row.note_en,
    )


def _iter_names() -> Iterator[str]:
    for entry in files("zhengwu.lifecycle").joinpath("data", "maps").iterdir():
        if entry.name.endswith(".toml"):
            yield entry.name.removesuffix(".toml")


@cache
def code_maps() -> tuple[str, ...]:
    """Names of the shipped code maps (自带的状态码对照表)."""
    return tuple(sorted(_iter_names()))


@cache
def code_map(name: str) -> CodeMap:
    """Shipped code map, by name (取状态码对照表).

    Raises:
        UnknownCodeError: There is no shipped code map with this name.

    >>> code_map("aplanmis").by_code["6"].zh
    '补正开始'
    """
    if name not in code_maps():
        raise UnknownCodeError("code maps", name, code_maps())
    return _to_code_map(
        shipped("zhengwu.lifecycle", f"maps/{name}.toml"), f"{name}.toml"
    )
