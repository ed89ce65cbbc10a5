"""The guided tour: one district's list, one item, one application, one reform (导览).

临溪区 does not exist; its list was written for this tour, with the kinds of faults that
real lists have.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from importlib.resources import as_file, files
from typing import Any, Final

from zhengwu._text import Lang
from zhengwu.audit import audit
from zhengwu.calendars import china_calendar
from zhengwu.cli._output import json_line
from zhengwu.cli._tour._case import case_json, of_case
from zhengwu.cli._tour._reform import of_reform, reform_json
from zhengwu.delegation import Powers, Resolution, Step, resolve
from zhengwu.findings import Report
from zhengwu.io import read_items, read_powers
from zhengwu.items import Catalogue, ImplementingItem
from zhengwu.limits import Deadline, WorkingDays

AUDITED_ON: Final = date(2026, 11, 20)
ACCEPTED_ON: Final = date(2026, 9, 17)  # 20 working days over 中秋 and 国庆
SHOWN_ITEM: Final = "取水许可"
DEVOLVED_ON: Final = date(2026, 10, 1)
DEVOLVED_ITEM: Final = "990119003001"
PLACE: Final = "990105001"

_TEXT: Final[dict[str, tuple[str, str]]] = {
    "title": (
        "临溪区政务服务事项导览",
        "A tour of Linxi, a district that does not exist",
    ),
    "list": ("一、清单", "1. The list"),
    "audit": ("二、清单有什么问题", "2. What is wrong with it"),
    "item": ("三、一个事项", "3. One item"),
    "case": ("四、一件申请何日届满", "4. When one application falls due"),
    "counts": (
        "读入 {loaded} 条,搁置 {set_aside} 条;分布在 {tiers} 级",
        "{loaded} records loaded, {set_aside} set aside, over {tiers} tiers",
    ),
    "accepted": (
        "{name}于 {day} 受理,承诺 {limit}:",
        "{name}, accepted on {day}, promised within {limit}:",
    ),
    "powers": ("五、谁来办理", "5. Who handles it"),
    "moved": (
        "取水许可自 {day} 起由市下放到区;前后两天,谁决定:",
        "取水许可 goes from the city to the district on {day}; who decides, the eve and that day:",
    ),
    "pending": (
        "下放前已受理的一件:",
        "A case accepted before that:",
    ),
    "vacuum": ("权力配置有什么问题", "What is wrong with the powers"),
    "next": (
        "接着试试:zhengwu day 2026-10-10;zhengwu audit 你的清单.jsonl",
        "Try next: zhengwu day 2026-10-10; zhengwu audit YOUR_LIST.jsonl",
    ),
}


def district() -> tuple[Catalogue, Report]:
    """The district's list, and what was wrong with reading and with the list."""
    with as_file(files("zhengwu.cli").joinpath("data", "district.jsonl")) as path:
        catalogue, report = read_items(path)
    return catalogue, (report + audit(catalogue, at=AUDITED_ON)).sorted()


def application(catalogue: Catalogue) -> tuple[ImplementingItem, Deadline]:
    """One item of the list, and when an application for it falls due."""
    item = catalogue.named(SHOWN_ITEM)[0]
    promised = item.committed_limit
    limit = promised.limit if promised is not None else None
    if not isinstance(limit, WorkingDays):
        msg = f"{item.label} has no committed limit in working days"
        raise TypeError(msg)
    return item, limit.due(ACCEPTED_ON, china_calendar())


def powers() -> tuple[Powers, Report]:
    """Who holds which power in the district, and what is wrong with it."""
    with as_file(files("zhengwu.cli").joinpath("data", "powers.jsonl")) as path:
        held, report = read_powers(path)
    return held, report + audit(held, at=AUDITED_ON)


def add_arguments(_: argparse.ArgumentParser) -> None:
    """`zhengwu tour` takes no arguments of its own."""


def run(arguments: argparse.Namespace) -> int:
    """`zhengwu tour`."""
    catalogue, report = district()
    item, deadline = application(catalogue)
    if arguments.json:
        json_line({"section": "audit", **report.summary()})
        json_line({"section": "deadline", "item": item.name, **deadline.to_dict()})
        for found in _before_and_after(powers()[0]):
            json_line({"section": "powers", **found.to_dict()})
        for shown in case_json():
            json_line({"section": "case", **shown})
        for row in reform_json(catalogue):
            json_line({"section": "reform", **row})
        return 0
    lang: Lang = arguments.lang
    pages = _pages(catalogue, report, item, deadline, lang)
    pages += [*_of_powers(lang), *of_case(lang), "", *of_reform(catalogue, lang)]
    pages += ["", _TEXT["next"][lang == "en"]]
    print("\n".join(pages))
    return 0


def _pages(
    catalogue: Catalogue,
    report: Report,
    item: ImplementingItem,
    deadline: Deadline,
    lang: Lang,
) -> list[str]:
    en = lang == "en"

    def say(key: str, **values: Any) -> str:
        return _TEXT[key][en].format(**values)

    tiers = {entry.level for entry in catalogue}
    pages = [say("title"), "", say("list")]
    pages.append(say("counts", tiers=len(tiers), **report.counts))
    pages += [
        f"  {entry.level.label(lang) if entry.level else ''}  {entry.name}"
        for entry in catalogue
    ]
    pages += ["", say("audit"), report.to_text(lang=lang, limit=2)]
    pages += ["", say("item"), *_card(item, lang)]
    accepted = say(
        "accepted",
        name=item.name,
        day=ACCEPTED_ON,
        limit=deadline.limit.label(lang),
    )
    pages += ["", say("case"), accepted, deadline.explain(lang), ""]
    return pages


def _before_and_after(held: Powers) -> tuple[Resolution, ...]:
    """Who decides on the eve of the devolution, on its day, and of a case under way."""
    eve = DEVOLVED_ON - timedelta(days=1)
    return (
        resolve(held, DEVOLVED_ITEM, Step.DECIDE, PLACE, eve),
        resolve(held, DEVOLVED_ITEM, Step.DECIDE, PLACE, DEVOLVED_ON),
        resolve(held, DEVOLVED_ITEM, Step.DECIDE, PLACE, AUDITED_ON, ACCEPTED_ON),
    )


def _of_powers(lang: Lang) -> list[str]:
    en = lang == "en"
    held, report = powers()
    eve, day, pending = (found.explain(lang) for found in _before_and_after(held))
    moved = _TEXT["moved"][en].format(day=DEVOLVED_ON)
    found = report.to_text(lang=lang)
    return [
        _TEXT["powers"][en],
        moved,
        eve,
        day,
        _TEXT["pending"][en],
        pending,
        "",
        _TEXT["vacuum"][en],
        found,
    ]


def _card(item: ImplementingItem, lang: Lang) -> list[str]:
    en = lang == "en"
    rows = (
        ("事项名称", "name", item.name),
        ("实施编码", "implementing code", item.implementing_code),
        ("实施主体", "implementing body", item.organ),
        ("法定时限", "statutory limit", _wording(item.statutory_limit)),
        ("承诺时限", "committed limit", _wording(item.committed_limit)),
        ("申请材料", "documents", "、".join(map(str, item.documents))),
        ("设定依据", "legal basis", "、".join(item.legal_basis)),
        ("收费", "fee", item.fee),
    )
    return [f"  {row[en]}: {row[2]}" if en else f"  {row[0]}:{row[2]}" for row in rows]


def _wording(reading: Any) -> str:
    return reading.text if reading is not None else ""
