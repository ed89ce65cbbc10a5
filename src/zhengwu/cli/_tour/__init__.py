"""The guided tour: the list of a district, an item, an application, a reform (导览).

临溪区 is fictitious. The list was written for this tour, with faults that are common in real
lists.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from typing import Any, Final

from zhengwu._text import Lang, Text
from zhengwu.audit import audit
from zhengwu.calendars import china_calendar
from zhengwu.cli._output import json_line
from zhengwu.cli._tour._case import describe_case, list_steps
from zhengwu.cli._tour._reform import describe_reform, list_figures
from zhengwu.delegation import Powers, Resolution, Step, resolve
from zhengwu.findings import Report
from zhengwu.io import read_items, read_powers
from zhengwu.items import Catalogue, ImplementingItem
from zhengwu.limits import Deadline, WorkingDays
from zhengwu.samples import open_sample

AUDITED_ON: Final = date(2026, 11, 20)
ACCEPTED_ON: Final = date(2026, 9, 17)  # 20 working days over 中秋 and 国庆
SHOWN_ITEM: Final = "取水许可"
DEVOLVED_ON: Final = date(2026, 10, 1)
DEVOLVED_ITEM: Final = "990119003001"
PLACE: Final = "990105001"

_TEXT: Final[dict[str, Text]] = {
    "title": Text(
        "临溪区政务服务事项导览",
        "A tour of Linxi, a fictitious district",
    ),
    "list": Text("一、清单", "1. The list"),
    "audit": Text("二、清单有什么问题", "2. What is wrong with the list"),
    "item": Text("三、一个事项", "3. One item"),
    "element": Text("  {name}:{value}", "  {name}: {value}"),
    "case": Text("四、一件申请何日届满", "4. When an application is due"),
    "counts": Text(
        "读入 {loaded} 条,搁置 {set_aside} 条;分布在 {tiers} 级",
        "{loaded} records loaded, {set_aside} set aside, in {tiers} tiers",
    ),
    "accepted": Text(
        "{name}于 {day} 受理,承诺 {limit}:",
        "{name}, accepted on {day}, promised within {limit}:",
    ),
    "powers": Text("五、谁来办理", "5. Who handles it"),
    "devolved": Text(
        "取水许可自 {day} 起由市下放到区;下放前一日和当日,由谁决定:",
        "取水许可 is devolved from the city to the district on {day}. "
        "Who decides on the day before, and on that day:",
    ),
    "pending": Text(
        "下放前已受理的申请:",
        "A case accepted before the devolution:",
    ),
    "vacuum": Text("权力配置有什么问题", "What is wrong with the powers"),
    "next": Text(
        "接着试试:zhengwu day 2026-10-10;zhengwu audit 你的清单.jsonl",
        "Try next: zhengwu day 2026-10-10; zhengwu audit YOUR_LIST.jsonl",
    ),
}


def audit_district() -> tuple[Catalogue, Report]:
    """The list of the district, and the findings of reading and auditing the list."""
    catalogue, report = read_items(open_sample("district.jsonl"))
    return catalogue, (report + audit(catalogue, at=AUDITED_ON)).sorted()


def compute_deadline(catalogue: Catalogue) -> tuple[ImplementingItem, Deadline]:
    """An item of the list, and the deadline of an application for the item."""
    item = catalogue.named(SHOWN_ITEM)[0]
    promised = item.committed_limit
    limit = promised.limit if promised is not None else None
    if not isinstance(limit, WorkingDays):
        msg = f"{item.label} has no committed limit in working days"
        raise TypeError(msg)
    return item, limit.due(ACCEPTED_ON, china_calendar())


def audit_powers() -> tuple[Powers, Report]:
    """The powers of the district, and the findings of reading and auditing them."""
    loaded, report = read_powers(open_sample("powers.jsonl"))
    return loaded, report + audit(loaded, at=AUDITED_ON)


def add_arguments(_: argparse.ArgumentParser) -> None:
    """`zhengwu tour` takes no arguments of its own."""


def run(arguments: argparse.Namespace) -> int:
    """Run `zhengwu tour`."""
    catalogue, report = audit_district()
    item, deadline = compute_deadline(catalogue)
    if arguments.json:
        json_line({"section": "audit", **report.summary()})
        json_line({"section": "deadline", "item": item.name, **deadline.to_record()})
        for resolution in _resolve_decisions(audit_powers()[0]):
            json_line({"section": "powers", **resolution.to_record()})
        for step in list_steps():
            json_line({"section": "case", **step})
        for row in list_figures(catalogue):
            json_line({"section": "reform", **row})
        return 0
    lang: Lang = arguments.lang
    lines = _describe_list(catalogue, report, item, deadline, lang)
    lines += _describe_powers(lang)
    lines += [*describe_case(lang), "", *describe_reform(catalogue, lang)]
    lines += ["", _TEXT["next"].say(lang)]
    print("\n".join(lines))
    return 0


def _describe_list(
    catalogue: Catalogue,
    report: Report,
    item: ImplementingItem,
    deadline: Deadline,
    lang: Lang,
) -> list[str]:
    """Sections on the list, the audit, an item and a deadline."""
    tiers = {entry.level for entry in catalogue}
    accepted = _TEXT["accepted"].say(
        lang,
        name=item.name,
        day=ACCEPTED_ON,
        limit=deadline.limit.label(lang),
    )
    return [
        _TEXT["title"].say(lang),
        "",
        _TEXT["list"].say(lang),
        _TEXT["counts"].say(lang, tiers=len(tiers), **report.counts),
        *(
            f"  {entry.level.label(lang) if entry.level else ''}  {entry.name}"
            for entry in catalogue
        ),
        "",
        _TEXT["audit"].say(lang),
        report.to_text(lang=lang, limit=2),
        "",
        _TEXT["item"].say(lang),
        *_describe_item(item, lang),
        "",
        _TEXT["case"].say(lang),
        accepted,
        deadline.explain(lang),
        "",
    ]


def _resolve_decisions(loaded: Powers) -> tuple[Resolution, ...]:
    """Who decides on the day before the devolution, on its day, and a pending case."""
    eve = DEVOLVED_ON - timedelta(days=1)
    return (
        resolve(loaded, DEVOLVED_ITEM, Step.DECIDE, PLACE, eve),
        resolve(loaded, DEVOLVED_ITEM, Step.DECIDE, PLACE, DEVOLVED_ON),
        resolve(loaded, DEVOLVED_ITEM, Step.DECIDE, PLACE, AUDITED_ON, ACCEPTED_ON),
    )


def _describe_powers(lang: Lang) -> list[str]:
    """Section on who decides, and on what is wrong with the powers."""
    loaded, report = audit_powers()
    eve, day, pending = (each.explain(lang) for each in _resolve_decisions(loaded))
    return [
        _TEXT["powers"].say(lang),
        _TEXT["devolved"].say(lang, day=DEVOLVED_ON),
        eve,
        day,
        _TEXT["pending"].say(lang),
        pending,
        "",
        _TEXT["vacuum"].say(lang),
        report.to_text(lang=lang),
    ]


def _describe_item(item: ImplementingItem, lang: Lang) -> list[str]:
    rows = (
        (Text("事项名称", "name"), item.name),
        (Text("实施编码", "implementing code"), item.implementing_code),
        (Text("实施主体", "implementing body"), item.organ),
        (Text("法定时限", "statutory limit"), _read_wording(item.statutory_limit)),
        (Text("承诺时限", "committed limit"), _read_wording(item.committed_limit)),
        (Text("申请材料", "documents"), "、".join(map(str, item.documents))),
        (Text("设定依据", "legal basis"), "、".join(item.legal_basis)),
        (Text("收费", "fee"), item.fee),
    )
    return [
        _TEXT["element"].say(lang, name=name.say(lang), value=value)
        for name, value in rows
    ]


def _read_wording(reading: Any) -> str:
    return reading.text if reading is not None else ""
