"""The part of the tour that changes the rules, and puts the scenarios side by side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import attrs

from zhengwu._text import Lang
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

_TEXT: Final[dict[str, tuple[str, str]]] = {
    "reform": ("七、改革会改变什么", "7. What a reform would change"),
    "setting": (
        "区级 {count} 项各有一个窗口,每窗每日 {cases} 件,每件 {minutes} 分钟(假设数):",
        "{count} items of the district, a window each; {cases} cases a day of {minutes} min:",
    ),
    "changes": ("压缩时限改了哪些承诺:", "What the cut changed:"),
    "caution": (
        "括号内是与现状的差额;仿真各用同样的到达,只能比较方案,不能预测等候。",
        "In brackets the difference. Same arrivals for all: a comparison, no prediction.",
    ),
    "claim": ("别处公布的数能否复算:", "Does a published figure come out:"),
}


def compared(catalogue: Catalogue) -> ScenarioComparison:
    """The district as it is, with one queue, and with shorter promises as well."""
    handlings = [Handling.of(item) for item in catalogue]
    counters = [one for one in handlings if one.item.level is Level.COUNTY]
    served = {
        one.key: attrs.evolve(
            one,
            steps=(
                HandlingStep(
                    name="窗口收件", kind=StepKind.ACCEPT, pool=f"{number}号窗口",
                    minutes=_MINUTES,
                ),
            ),
        )
        for number, one in enumerate(counters, 1)
    }  # fmt: skip
    windows = [one.steps[0].pool for one in served.values()]
    hours = OfficeHours(
        calendar=china_calendar(), regular=["09:00-12:00", "13:30-17:30"]
    )
    world = World.of(
        [served.get(one.key, one) for one in handlings],
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


def of_reform(catalogue: Catalogue, lang: Lang) -> Iterator[str]:
    """The section as text."""
    en = lang == "en"
    found = compared(catalogue)
    count = sum(item.level is Level.COUNTY for item in catalogue)
    yield _TEXT["reform"][en]
    yield _TEXT["setting"][en].format(count=count, cases=_CASES_A_DAY, minutes=_MINUTES)
    yield found.to_markdown(lang)
    yield _TEXT["caution"][en]
    applied = found["一窗并压缩"].applied
    if applied is not None:
        yield _TEXT["changes"][en]
        yield applied.diff.of(reform="压缩六成").to_text(lang)
    yield _TEXT["claim"][en]
    yield reproduce(published_claims()["luoyang-2012/days"]).explain(lang)


def reform_json(catalogue: Catalogue) -> list[dict[str, Any]]:
    """The section as records, one a scenario and figure."""
    return compared(catalogue).to_records()
