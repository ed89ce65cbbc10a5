"""Documents that delegate many items at once, as summaries state them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._frozen import keep
from zhengwu._paths import Path
from zhengwu._patterns import Pattern
from zhengwu._values import Value
from zhengwu.codes import Level
from zhengwu.delegation.powers._instrument import Instrument
from zhengwu.delegation.powers._instruments import (
    Abolition,
    Devolution,
    Entrustment,
    Recall,
    SharedPower,
)
from zhengwu.findings import Finding, finding

_MODES: Final[Mapping[str, type[Instrument] | None]] = {
    "下放": Devolution,
    "委托": Entrustment,
    "收回": Recall,
    "取消": Abolition,
    "市县同权": SharedPower,
    # Words that move no power, or do not say in which direction: no instrument.
    "保留": None,
    "承接": Devolution,
    "新增": None,
    "合并": None,
    "变更名称": None,
    "归还": None,
    "界定": None,
    "调整为": None,
    "赋权": None,
}
_TIERS: Final = (
    (Level.NATION, "国家|国务院"),
    (Level.PROVINCE, "省|自治区"),
    (Level.CITY, "市|州|盟"),
    (Level.COUNTY, "县|(?<!社)(?<!治)区|旗"),
    (Level.TOWN, "乡|镇|街道"),
    (Level.VILLAGE, "村|社区"),
)
_ZONE: Final = Pattern("开发区|片区|管委会|园区|新区")
# A county-level city counts as a county, and so do the cities of 县市区.
_COUNTIES: Final = Pattern("县级市|县市区|县区市|区县市|不设区的市")
_NOT_A_TIER: Final = Pattern(
    r"地区行署|直辖市|开发区|片区|园区|新区|[(\uff08][^)\uff09]*[)\uff09]"
)


def _to_counts(counts: Mapping[str, int]) -> Mapping[str, int]:
    return keep(counts)


@attrs.frozen(kw_only=True)
class DelegationNotice(Value):
    """Document that delegates items (放权文件), in summary.

    Args:
        document: Title and number of the document.
        giver: Tier that gives power; None if not recognised.
        receivers: Tiers that receive power.
        to_zone: Whether a development zone receives power.
        kinds: Types of instrument that the document creates.
        modes: Words of the document for the ways of delegating, in order.
        counts: Numbers of items, by the headings of the document.
        stated: Total stated in the document; None if it states none.
        item: The item, if the document is about a single item.
        province: Province.
        note: Remarks.
    """

    document: str
    giver: Level | None
    receivers: tuple[Level, ...]
    to_zone: bool = False
    kinds: tuple[type[Instrument], ...] = ()
    modes: tuple[str, ...] = ()
    counts: Mapping[str, int] = attrs.field(
        factory=dict[str, int], converter=_to_counts
    )
    stated: int | None = None
    item: str = ""
    province: str = ""
    note: str = ""

    @property
    def total(self) -> int:
        """Sum of all counts."""
        return sum(self.counts.values())


class NoticeReading(NamedTuple):
    """Reading of a document, with findings (放权文件识读结果).

    Attributes:
        notice: The document.
        findings: What is wrong with the document.
    """

    notice: DelegationNotice
    findings: tuple[Finding, ...]


def read_delegation_notice(record: object, path: Path = ()) -> NoticeReading:
    """Read a document that delegates items (识读放权文件). Never raises.

    Args:
        record: Keys ``doc`` (or ``source``), ``from_level``, ``to_level``, ``modes`` or
            ``mode``, and, if known, ``counts``, ``total_stated``, ``item``, ``province``,
            ``note``.
        path: Path of the record, for the findings.
    """
    given: Any = record
    fields: dict[str, Any] = dict(given) if isinstance(given, Mapping) else {}
    words = _read_words(fields.get("modes") or fields.get("mode") or ())
    kinds, unknown = _read_kinds(words)
    givers = _read_levels(_read_text(fields, "from_level"))
    receivers = _read_text(fields, "to_level")
    total = fields.get("total_stated")
    notice = DelegationNotice(
        document=_read_text(fields, "doc") or _read_text(fields, "source"),
        giver=givers[0] if givers else None,
        receivers=_read_levels(receivers),
        to_zone=bool(_ZONE.search(receivers)),
        kinds=kinds,
        modes=words,
        counts=_read_counts(fields.get("counts")),
        stated=total if isinstance(total, int) else None,
        item=_read_text(fields, "item"),
        province=_read_text(fields, "province"),
        note=_read_text(fields, "note"),
    )
    findings = (
        finding("ZWDE031", (*path, "modes"), document=notice.document, word=word)
        for word in unknown
    )
    return NoticeReading(notice, (*findings, *_check_notice(notice, path)))


def _read_text(record: Mapping[str, Any], key: str) -> str:
    """The value of a key as text; empty if it is missing or empty."""
    return str(record.get(key) or "")


def _read_words(modes: Any) -> tuple[str, ...]:
    """The words for ways of delegating, from a list or a single value."""
    if not modes:
        return ()
    words = map(str, modes) if isinstance(modes, list) else (str(modes),)
    return tuple(word for word in words if word)


def _read_kinds(
    words: Iterable[str],
) -> tuple[tuple[type[Instrument], ...], list[str]]:
    """The types of instrument that words mean, and the words that are unknown."""
    kinds: dict[type[Instrument], None] = {}
    unknown: list[str] = []
    for word in words:
        modes = [mode for mode in _MODES if word.startswith(mode)]
        if not modes:
            unknown.append(word)
        for mode in modes:
            kind = _MODES[mode]
            if kind is not None:
                kinds[kind] = None
    return tuple(kinds), unknown


def _read_counts(counts: Any) -> dict[str, int]:
    """The whole numbers by heading; whatever else is ignored."""
    if not isinstance(counts, dict):
        return {}
    by_heading: dict[Any, Any] = counts
    return {
        str(name): number
        for name, number in by_heading.items()
        if isinstance(number, int)
    }


def _read_levels(text: str) -> tuple[Level, ...]:
    """Tiers that a text names, highest first; a zone alone counts as a county."""
    names_zone = bool(_ZONE.search(text))
    cleaned = _NOT_A_TIER.sub("", _COUNTIES.sub("县", text)).replace("设区", "")
    levels = tuple(level for level, words in _TIERS if re.search(words, cleaned))
    return levels or ((Level.COUNTY,) if names_zone else ())


def _check_notice(notice: DelegationNotice, path: Path) -> Iterator[Finding]:
    if notice.giver is None or not notice.receivers:
        yield finding("ZWDE032", path, document=notice.document)
    if notice.stated is not None and notice.counts:
        # A stated total may or may not include the items that are recalled.
        without_recalls = sum(
            n for name, n in notice.counts.items() if not name.startswith("收回")
        )
        if notice.stated not in (notice.total, without_recalls):
            yield finding(
                "ZWDE030",
                (*path, "total_stated"),
                document=notice.document,
                stated=notice.stated,
                total=notice.total,
            )
