"""Documents that delegate many items at once, as they are summed up: from where to where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._frozen import FrozenMap
from zhengwu._paths import Path
from zhengwu._patterns import Pattern
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
    # Words that move no power, or do not say which way: kept as they are.
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
# A county-level city is a county; so are the cities of 县市区.
_COUNTIES: Final = Pattern("县级市|县市区|县区市|区县市|不设区的市")
_NOT_A_TIER: Final = Pattern(
    r"地区行署|直辖市|开发区|片区|园区|新区|[(\uff08][^)\uff09]*[)\uff09]"
)


def _to_counts(counts: Mapping[str, int]) -> Mapping[str, int]:
    return FrozenMap(counts)


@attrs.frozen(kw_only=True)
class DelegationNotice:
    """Document that delegates items (放权文件), summed up.

    Args:
        document: Its title and number.
        giver: Tier that gives.
        receivers: Tiers that take.
        to_zone: Whether a development zone takes.
        kinds: Types of instrument it makes.
        modes: Its own words for what it does, in its order.
        counts: Numbers of items, by its own headings.
        stated: Total that it states; None if it states none.
        item: The item, where it is about one.
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
        """Sum of its counts."""
        return sum(self.counts.values())


class NoticeReading(NamedTuple):
    """A document as read, and what was wrong with it (放权文件识读结果).

    Attributes:
        notice: The document.
        findings: What is wrong with it.
    """

    notice: DelegationNotice
    findings: tuple[Finding, ...]


def read_delegation_notice(record: Mapping[str, Any], path: Path = ()) -> NoticeReading:
    """Read a document that delegates items (识读放权文件). Never raises.

    Args:
        record: Keys ``doc`` (or ``source``), ``from_level``, ``to_level``, ``modes`` or
            ``mode``, and ``counts``, ``total_stated``, ``item``, ``province``, ``note``
            as far as they are known.
        path: Where the record stands.
    """
    found: list[Finding] = []
    document = str(record.get("doc") or record.get("source") or "")
    modes = record.get("modes") or record.get("mode") or ()
    words = tuple(map(str, modes)) if isinstance(modes, list) else (str(modes),)
    words = tuple(word for word in words if modes and word)
    kinds: dict[type[Instrument], None] = {}
    for word in words:
        known = [mode for mode in _MODES if word.startswith(mode)]
        if not known:
            found.append(
                finding("ZWDE031", (*path, "modes"), document=document, word=word)
            )
        for mode in known:
            kind = _MODES[mode]
            if kind is not None:
                kinds[kind] = None
    stated: Any = record.get("counts")
    counts: dict[str, int] = {
        str(name): number
        for name, number in (stated.items() if isinstance(stated, dict) else ())
        if isinstance(number, int)
    }
    givers = _levels(str(record.get("from_level") or ""))
    receivers = str(record.get("to_level") or "")
    total = record.get("total_stated")
    notice = DelegationNotice(
        document=document,
        giver=givers[0] if givers else None,
        receivers=_levels(receivers),
        to_zone=bool(_ZONE.search(receivers)),
        kinds=tuple(kinds),
        modes=words,
        counts=counts,
        stated=total if isinstance(total, int) else None,
        item=str(record.get("item") or ""),
        province=str(record.get("province") or ""),
        note=str(record.get("note") or ""),
    )
    found += _check(notice, path)
    return NoticeReading(notice, tuple(found))


def _levels(text: str) -> tuple[Level, ...]:
    zone_only = bool(_ZONE.search(text))
    plain = _NOT_A_TIER.sub("", _COUNTIES.sub("县", text)).replace("设区", "")
    found = tuple(level for level, words in _TIERS if re.search(words, plain))
    return found or ((Level.COUNTY,) if zone_only else ())


def _check(notice: DelegationNotice, path: Path) -> list[Finding]:
    found: list[Finding] = []
    if notice.giver is None or not notice.receivers:
        found.append(finding("ZWDE032", path, document=notice.document))
    if notice.stated is not None and notice.counts:
        moved = sum(
            n for name, n in notice.counts.items() if not name.startswith("收回")
        )
        if notice.stated not in (notice.total, moved):
            found.append(
                finding(
                    "ZWDE030",
                    (*path, "total_stated"),
                    document=notice.document,
                    stated=notice.stated,
                    total=notice.total,
                )
            )
    return found
