"""Status codes of hall systems, read as events: what each means, and what stays unseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

import attrs

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._tables import parse_toml, shipped, structure
from zhengwu.findings import Report, finding
from zhengwu.lifecycle._kinds import CaseOutcome, EventKind, Phase

GRANTED: Final = "granted"
_RESULTS: Final = frozenset({GRANTED, *(outcome.value for outcome in CaseOutcome)})


@attrs.frozen
class StatusCode:
    """Status code (办件状态码) of a hall system, and what it means.

    Args:
        id: The code.
        zh: What the system calls it.
        en: The same in English.
        events: Events of which one has just happened; none where the code only says where
            the case is.
        phases: Phases in which the case then is; any if empty.
        results: How it then ended: ``granted`` or an outcome; any if empty.
        note_zh: What is ambiguous about it; empty if nothing is.
        note_en: The same in English.
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
class CodeMap:
    """Code map (状态码对照表) from a hall system's own codes to events.

    Args:
        id: Its name.
        title_zh: Which system.
        title_en: The same in English.
        source: Where the codes were read.
        silent: Events that the system does not record: they may have happened unseen.
            What time brings about is always among them.
        unseen_zh: What cannot be told from its records.
        unseen_en: The same in English.
        codes: The codes.

    Raises:
        InputError: A code comes twice, says nothing, or names no result.
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
        if len(self.by_code) < len(self.codes):
            raise InputError(
                f"对照表 {self.id} 中有重复的状态码;请合并",
                f"map {self.id} holds a code twice; merge them",
            )
        for code in self.codes:
            stray = [result for result in code.results if result not in _RESULTS]
            if stray or not (code.events or code.phases or code.results):
                raise InputError(
                    f"对照表 {self.id} 的状态码 {code.id} 没有说明含义,或结果"
                    f" {stray} 不存在;请写 events、phases 或 results",
                    f"code {code.id} of map {self.id} says nothing, or names no result "
                    f"{stray}; give events, phases or results",
                )

    @cached_property
    def by_code(self) -> Mapping[str, StatusCode]:
        """The codes by their id."""
        return {code.id: code for code in self.codes}

    @property
    def covered(self) -> frozenset[EventKind]:
        """Events that some code records."""
        return frozenset(event for code in self.codes for event in code.events)

    def check(self) -> Report:
        """What is ambiguous about it, as findings (对照表检查)."""
        found = [
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
        return Report(found, {"codes": len(self.codes), "covered": len(self.covered)})


@attrs.frozen
class _Code:
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
    code: list[_Code]
    source: str = ""
    silent: list[EventKind] = attrs.field(factory=list[EventKind])
    unseen_zh: str = ""
    unseen_en: str = ""


def parse_code_map(text: str, source: str = "map.toml") -> CodeMap:
    """Read a code map from TOML (读取状态码对照表).

    Raises:
        InputError: No TOML, or a code that cannot be used.
    """
    return _made(parse_toml(text, source), source)


def _made(data: object, source: str) -> CodeMap:
    table = structure(data, _Table, source)
    return CodeMap(
        id=table.id,
        title_zh=table.title_zh,
        title_en=table.title_en,
        source=table.source,
        silent=frozenset(table.silent),
        unseen_zh=table.unseen_zh,
        unseen_en=table.unseen_en,
        codes=tuple(map(_code, table.code)),
    )


def _code(row: _Code) -> StatusCode:
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


def _names() -> Iterator[str]:
    for entry in files("zhengwu.lifecycle").joinpath("data", "maps").iterdir():
        if entry.name.endswith(".toml"):
            yield entry.name.removesuffix(".toml")


@cache
def code_maps() -> tuple[str, ...]:
    """Names of the code maps that ship (自带的状态码对照表)."""
    return tuple(sorted(_names()))


@cache
def code_map(name: str) -> CodeMap:
    """A code map that ships, by its name (取状态码对照表).

    Raises:
        UnknownCodeError: There is none of that name.

    >>> code_map("aplanmis").by_code["6"].zh
    '补正开始'
    """
    if name not in code_maps():
        raise UnknownCodeError("code maps", name, code_maps())
    return _made(shipped("zhengwu.lifecycle", f"maps/{name}.toml"), f"{name}.toml")
