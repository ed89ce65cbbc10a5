"""Guides for contributors name files that exist; pages state no count that can go out of date."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import attrs
import pytest

from zhengwu.audit._rule import AuditContext, AuditSubject, label_limit
from zhengwu.items import ImplementingItem
from zhengwu.limits import Years, parse_limit
from zhengwu.reforms import ItemReform, apply_reforms
from zhengwu.world import Handling, World

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs" / "contributing").glob("*.md"))
FILE = re.compile(
    r"`((?:src|docs|tests|tools)/[\w/.<>*-]+|[\w/]+\.(?:py|toml|csv|md))`"
)


@pytest.mark.parametrize(
    "page", [*GUIDES, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.stem
)
def test_the_files_of_a_guide_exist(page: Path):
    """By path from the root of the repository, or by name and path in its package."""
    tracked = [
        path.relative_to(ROOT).as_posix()
        for folder in ("src", "docs", "tests", "tools")
        for path in (ROOT / folder).rglob("*")
    ]
    tracked += [path.name for path in ROOT.iterdir()]
    for name in FILE.findall(page.read_text("utf-8")):
        if "<" in name or "*" in name:
            continue
        path = name.rstrip("/")
        assert any(file == path or file.endswith(f"/{path}") for file in tracked), (
            f"{page.name} names {name}"
        )


def run_example(page: str, monkeypatch: pytest.MonkeyPatch, **names: Any) -> ModuleType:
    """The module that contains the first Python block of a guide."""
    text = (ROOT / "docs" / "contributing" / page).read_text("utf-8")
    code = text.partition("```python\n")[2].partition("```")[0]
    module = ModuleType("example_of_a_guide")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    vars(module).update(names)
    exec(code, vars(module))  # noqa: S102  # our own page
    return module


def test_the_example_of_a_reform_runs(monkeypatch: pytest.MonkeyPatch):
    """A kind of reform written as the guide says works with `apply_reforms`."""
    page = "add-a-reform-and-a-metric.md"
    names = {"ItemReform": ItemReform, "ClassVar": ClassVar, "Handling": Handling}
    example = run_example(page, monkeypatch, attrs=attrs, **names)
    day = date(2025, 7, 1)
    item = ImplementingItem(name="甲", courier=False)
    reform = example.SendResults(id="寄", since=day)
    after = apply_reforms(World.of([Handling(key="甲", item=item)]), reform).world
    assert after.at(day).handling("甲").item.courier is True


def test_the_example_of_an_audit_rule_runs(monkeypatch: pytest.MonkeyPatch):
    """A check written as the guide says is a check of a `Rule`.

    The example has an invented code; its message needs a registered code.
    """
    page = "add-an-audit-rule.md"
    monkeypatch.setattr(
        AuditSubject,
        "finding",
        lambda self, code, element, **data: (code, self.item.name, element, data),
    )
    names = {"AuditSubject": AuditSubject, "AuditContext": AuditContext}
    more = {"Years": Years, "Iterator": Iterator, "label_limit": label_limit}
    example = run_example(page, monkeypatch, **names, **more)
    findings = {
        text: [
            *example.promises_more_than_a_year(
                AuditSubject(
                    ImplementingItem(name="甲", committed_limit=parse_limit(text))
                ),
                AuditContext(),
            )
        ]
        for text in ("2年", "20个工作日")
    }
    data = {"limit": "2年", "limit_en": "2 years"}
    assert findings["2年"] == [("ZWAU999", "甲", "committed_limit", data)]
    assert findings["20个工作日"] == []


# -- counts ----------------------------------------------------------------------------

GENERATED = ("api", "findings", "process", "statutes", "time-rules", "speed")
PAGES = [
    path
    for path in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
    if path.name != "CHANGELOG.md"
    and "decisions" not in path.parts
    and "_build" not in path.parts
    and path.stem not in GENERATED
    and not path.stem.startswith("calendar-")
]
NUMBER = (
    r"(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen"
    r"|twenty|thirty|forty|fifty)"
)
THINGS = (
    r"(?:rules|codes|statutes|versions|reforms|metrics|transitions|moves|events"
    r"|phases|clocks|roles|grounds|conditions|statuses|maps|packages|guides|notebooks"
    r"|instruments|arrangements|regions|festivals|engines|readers|formats|tables"
    r"|layers|commands|scenarios|kinds of \w+|types of \w+)"
)
DINGE = (
    "(?:规则|代码|发现|法规|改革|指标|流转|事件|阶段|时限|角色|事由|条件|状态|对照表|字段映射"
    "|包|指南|文书|安排|地区|节日|引擎|格式|表|命令|情景|之一)"
)
COUNT = re.compile(
    rf"\b{NUMBER} (?:(?!for\b)[a-z]+ )?{THINGS}\b"
    rf"|(?<!第)(?:\d+|[二两三四五六七八九十]+) ?[类种张部套项条个组份]{DINGE}",
    re.IGNORECASE,
)
REVIEWED = {
    # of an example on the page, or of a table above the sentence, and not of the library
    "README.md: Two commands",
    "README.zh-CN.md: 两条命令",
    "CONTRIBUTING.md: two commands",
    "docs/explanation/calendar.md: two festivals",
    "docs/explanation/calendar.md: 两个节日",
    "docs/explanation/counting.md: two kinds of days",
    "docs/how-to/reforms.md: 两项改革",
    "docs/notebooks/pooling-windows.md: three scenarios",
    "docs/notebooks/pooling-windows.md: two scenarios",
    "docs/notebooks/three-tiers-to-two.md: two reforms",
}


def find_counts(text: str) -> list[str]:
    """Counts of things that a library may have more of tomorrow."""
    return COUNT.findall(text)


def test_no_page_states_how_many_there_are():
    """A number that nobody derives is wrong after the next addition."""
    counts = {
        f"{path.relative_to(ROOT).as_posix()}: {count}"
        for path in PAGES
        for count in find_counts(path.read_text("utf-8"))
    }
    assert counts - REVIEWED == set(), "leave the number out"
    assert REVIEWED - counts == set(), "no longer on the page"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The book has 105 rules.", "105 rules"),
        ("It knows forty-six kinds of reform", "six kinds of reform"),
        ("fifteen types of instrument", "fifteen types of instrument"),
        ("本库有四张对照表", "四张对照表"),
        ("下列四种之一", "四种之一"),
        ("第三条规则", ""),
        ("20个工作日", ""),
    ],
)
def test_counts_are_seen(text: str, count: str):
    """The test above could not fail otherwise."""
    assert find_counts(text) == [count][: bool(count)]
