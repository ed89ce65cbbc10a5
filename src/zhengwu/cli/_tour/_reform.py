"""The section of the tour that applies reforms and compares the scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import attrs

from zhengwu._text import Lang, Text
from zhengwu.calendars import OfficeHours, china_calendar
from zhengwu.codes import Level
from zhengwu.items import Catalogue
from zhengwu.legal import LegalBasis
from zhengwu.metrics import published_claims, reproduce
from zhengwu.reforms import CutLimit, MakeInstant, PoolWindows, Where
from zhengwu.scenario import ScenarioComparison, SimulationPlan, compare
from zhengwu.world import Demand, Handling, HandlingStep, Pool, StepKind, World

REFORMED_ON: Final = date(2026, 9, 1)
_UNTIL: Final = date(2026, 12, 1)
_PAPER: Final = LegalBasis(title="临溪区深化行政审批制度改革实施方案")
_CASES_A_DAY: Final = 28
_MINUTES: Final = 12

_TEXT: Final[dict[str, Text]] = {
    "reform": Text("七、改革会改变什么", "7. What a reform would change"),
    "setting": Text(
        "区级 {count} 个事项各有一个窗口,每个窗口每日 {cases} 件,每件 {minutes} 分钟(假设值):",
        "Each of the {count} items of the district has a window with {cases} cases a day, "
        "{minutes} min each (assumed):",
    ),
    "changes": Text(
        "压缩后有变化的承诺时限:", "Committed limits that the cut changes:"
    ),
    "caution": Text(
        "括号内为与现状之差。各方案使用相同的到达,结果只能比较方案,不能预测等候时间。",
        "The difference from today is in brackets. All scenarios have the same arrivals: "
        "the figures compare scenarios and do not predict waiting times.",
    ),
    "claim": Text(
        "公开报道的数字能否复算:", "Whether a published figure can be reproduced:"
    ),
}


def compare_reforms(catalogue: Catalogue) -> ScenarioComparison:
    """Compare today's district, pooled windows, and pooled windows with a cut of limits."""
    handlings = [Handling.of(item) for item in catalogue]
    of_district = [each for each in handlings if each.item.level is Level.COUNTY]
    served = {
        handling.key: attrs.evolve(
            handling,
            steps=(
                HandlingStep(
                    name="窗口收件", kind=StepKind.ACCEPT, pool=f"{number}号窗口",
                    minutes=_MINUTES,
                ),
            ),
        )
        for number, handling in enumerate(of_district, 1)
    }  # fmt: skip
    windows = [handling.steps[0].pool for handling in served.values()]
    hours = OfficeHours(
        calendar=china_calendar(), regular=["09:00-12:00", "13:30-17:30"]
    )
    world = World.of(
        [served.get(handling.key, handling) for handling in handlings],
        resources=[Pool(id=window) for window in windows],
        demand={key: Demand(per_day=_CASES_A_DAY) for key in served},
        hours=hours,
    )
    pooled = PoolWindows(
        id="一窗受理", since=REFORMED_ON, pools=windows, into="综合窗口", basis=_PAPER
    )
    cut = CutLimit(
        id="压缩六成", since=REFORMED_ON, by="0.6", where=Where.by_level(Level.COUNTY),
        basis=_PAPER,
    )  # fmt: skip
    instant = MakeInstant(
        id="即来即办", since=REFORMED_ON, where=Where.named("登记"), basis=_PAPER
    )
    return compare(
        world,
        {"一窗": [pooled], "一窗并压缩": [pooled, cut, instant]},
        at=REFORMED_ON,
        metrics=("time_compression", "instant_rate"),
        simulation=SimulationPlan(
            since=REFORMED_ON, until=_UNTIL, seeds=range(3), figures=("wait", "sojourn")
        ),
    )


def describe_reform(catalogue: Catalogue, lang: Lang) -> Iterator[str]:
    """The section as text."""
    comparison = compare_reforms(catalogue)
    count = sum(item.level is Level.COUNTY for item in catalogue)
    yield _TEXT["reform"].say(lang)
    yield _TEXT["setting"].say(lang, count=count, cases=_CASES_A_DAY, minutes=_MINUTES)
    yield comparison.to_markdown(lang)
    yield _TEXT["caution"].say(lang)
    applied = comparison["一窗并压缩"].applied
    if applied is not None:
        yield _TEXT["changes"].say(lang)
        yield applied.diff.of(reform="压缩六成").to_text(lang)
    yield _TEXT["claim"].say(lang)
    yield reproduce(published_claims()["luoyang-2012/days"]).explain(lang)


def list_figures(catalogue: Catalogue) -> list[dict[str, Any]]:
    """The section as records: one record per scenario and figure."""
    return compare_reforms(catalogue).to_records()
