"""Scenarios side by side: the same day, the same metrics, the same chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from datetime import date
from functools import partial
from typing import Any, Final

import attrs

from zhengwu._dates import as_date
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import of_kind, refuse_other, to_texts
from zhengwu._text import Lang
from zhengwu.findings import Report
from zhengwu.metrics._metric import Metric
from zhengwu.metrics._world_metrics import WorldMetric, measure
from zhengwu.reforms._apply import Applied, Reforms, apply_reforms
from zhengwu.scenario import _render
from zhengwu.scenario._sweep import sweep
from zhengwu.simulation._replicate import Replicated, replicate
from zhengwu.simulation._simulate import Engine, Simulated
from zhengwu.simulation._world_hall import simulate_world
from zhengwu.world import World

BASELINE: Final = "现状"
"""Name of the world before any reform (基线)."""

_BASELINES: Final = frozenset({BASELINE, "as it is"})
_PERCENT: Final = 100


@attrs.frozen
class SimulatedFigure:
    """Figure of a simulation (仿真指标), by which scenarios are compared.

    Args:
        zh: What it measures.
        en: The same in English.
        unit: In what: ``min``, ``%`` or ``cases``.
        of: The figure of one run.
    """

    zh: str
    en: str
    unit: str
    of: Callable[[Simulated], float]


FIGURES: Final[Mapping[str, SimulatedFigure]] = {
    "wait": SimulatedFigure("平均排队", "mean wait", "min", lambda run: run.wait),
    "sojourn": SimulatedFigure(
        "平均办结用时", "mean time to done", "min", lambda run: run.sojourn
    ),
    "wait_90": SimulatedFigure(
        "排队九成分位", "wait of nine in ten", "min",
        lambda run: run.quantile(0.9, "wait"),
    ),
    "sojourn_90": SimulatedFigure(
        "办结九成分位", "done of nine in ten", "min", lambda run: run.quantile(0.9)
    ),
    "throughput": SimulatedFigure(
        "日均办结", "done a day", "cases", lambda run: run.throughput
    ),
    "late_share": SimulatedFigure(
        "逾期率", "not in time", "%", lambda run: run.late_share() * _PERCENT
    ),
    "utilisation": SimulatedFigure(
        "最忙窗口组负荷", "load of the busiest pool", "%",
        lambda run: max(run.utilisation.values(), default=0.0) * _PERCENT,
    ),
    "open_at_end": SimulatedFigure(
        "期末在办", "open at the end", "cases", lambda run: run.open_at_end
    ),
    "deemed_share": SimulatedFigure(
        "默认率", "answered by silence", "%", lambda run: run.deemed_share * _PERCENT
    ),
}  # fmt: skip
"""Figures of a simulation by name (仿真指标表)."""


def _to_seeds(seeds: Iterable[int]) -> tuple[int, ...]:
    refuse_other(seeds, "seeds", Iterable)
    return tuple(seeds)


@attrs.frozen(kw_only=True)
class SimulationPlan:
    """What is simulated in a comparison (仿真方案): the same days and seeds for all.

    Args:
        since: First day.
        until: First day that no longer belongs to it.
        seeds: Seed of each run; the same draws for every scenario.
        figures: Names of what is compared.
        engine: What is to run it; the fast one where it can, else SimPy.

    Raises:
        InputError: Fewer than two seeds: one run has no interval.
        UnknownCodeError: No figure of that name.
    """

    since: date = attrs.field(validator=of_kind(date))
    until: date = attrs.field(validator=of_kind(date))
    seeds: tuple[int, ...] = attrs.field(default=tuple(range(8)), converter=_to_seeds)
    figures: tuple[str, ...] = attrs.field(
        default=("wait", "sojourn", "late_share", "utilisation"), converter=to_texts
    )
    engine: Engine | None = attrs.field(
        default=None, validator=of_kind(Engine, type(None))
    )

    def __attrs_post_init__(self) -> None:
        if self.until <= self.since:
            raise InputError(
                f"仿真的终止日 {self.until} 不晚于起始日 {self.since}",
                f"the simulation ends on {self.until}, not after its start {self.since}",
            )
        if len(set(self.seeds)) < max(2, len(self.seeds)):
            raise InputError(
                "仿真至少要两个不同的种子才有区间",
                "a comparison needs two different seeds at least",
            )
        for name in self.figures:
            if name not in FIGURES:
                raise UnknownCodeError("仿真指标 / figures", name, list(FIGURES))


@attrs.frozen(kw_only=True)
class SimulatedRow:
    """One figure over the runs of a scenario (仿真结果行).

    Args:
        figure: Name of the figure.
        value: Its mean over the runs.
        change: Mean of the differences from the baseline, run by run, with its interval;
            None for the baseline itself.
        engine: What ran it.
        projected: Whether it rests on days that are not final.
        not_taken: Days inside the simulated time on which the world changes: the world was
            taken as it is on the first day.
    """

    figure: str
    value: Replicated
    change: Replicated | None
    engine: Engine
    projected: bool
    not_taken: tuple[date, ...] = ()


@attrs.frozen(kw_only=True)
class Compared:
    """What a scenario comes to (方案结果).

    Args:
        name: Its name.
        applied: Its reforms, with what each changed and broke; None for the baseline.
        metrics: Metrics of the day, by name.
        simulated: Figures of the simulation, by name; none if nothing was simulated.
    """

    name: str
    applied: Applied | None = attrs.field(repr=False)
    metrics: Mapping[str, Metric]
    simulated: Mapping[str, SimulatedRow]


@attrs.frozen(kw_only=True)
class ScenarioComparison:
    """Scenarios side by side (方案比较): the baseline first.

    Args:
        at: Day of the metrics.
        scenarios: The scenarios.
        plan: What was simulated; None if nothing was.
    """

    at: date
    scenarios: tuple[Compared, ...]
    plan: SimulationPlan | None = None

    def __getitem__(self, name: str) -> Compared:
        """A scenario by its name.

        Raises:
            UnknownCodeError: There is none of that name.
        """
        for one in self.scenarios:
            if one.name == name:
                return one
        known = [one.name for one in self.scenarios]
        raise UnknownCodeError("方案 / scenarios", name, known)

    @property
    def report(self) -> Report:
        """What the reforms of all scenarios broke."""
        return Report(
            found
            for one in self.scenarios
            if one.applied is not None
            for found in one.applied.report
        )

    def to_records(self, lang: Lang = "zh") -> list[dict[str, Any]]:
        """One row a scenario and figure, with how it came about, for a frame.

        Keys: ``scenario``, ``id``, ``name``, ``value``, ``unit``, ``low``, ``high``,
        ``change``, ``change_low``, ``change_high``, ``numerator``, ``denominator``,
        ``left_out``, ``formula``, ``base``, ``aggregation``, ``source``, ``engine``,
        ``projected``, ``not_taken``.
        """
        return [
            row
            for one in self.scenarios
            for row in (*_of_metrics(one, self, lang), *_of_runs(one, lang))
        ]

    def to_pandas(self, lang: Lang = "zh") -> Any:
        """The rows as a pandas frame; needs the extra ``analysis``."""
        return _render.frame("pandas", self.to_records(lang))

    def to_polars(self, lang: Lang = "zh") -> Any:
        """The rows as a polars frame; needs the extra ``analysis``."""
        return _render.frame("polars", self.to_records(lang))

    def _table(self, lang: Lang) -> tuple[list[str], list[list[str]]]:
        head = ["metric" if lang == "en" else "指标"]
        head += [_name(one.name, lang) for one in self.scenarios]
        rows: dict[str, list[str]] = {}
        for row in self.to_records(lang):
            unit = f" ({row['unit']})" if row["unit"] else ""
            cells = rows.setdefault(row["id"], [f"{row['name']}{unit}"])
            cells.append(_render.figure_text(row))
        return head, list(rows.values())

    def to_markdown(self, lang: Lang = "zh") -> str:
        """A table, one column a scenario; ``*`` projected, ``†`` changes left out.

        Figures of a simulation hold the world as it is on its first day; where it changes
        inside that time they carry a dagger, and the rows name the days.
        """
        return _render.markdown_table(*self._table(lang))

    def to_html(self, lang: Lang = "zh") -> str:
        """A table in HTML, one column a scenario."""
        return _render.html_table(*self._table(lang))

    def _repr_html_(self) -> str:
        return self.to_html()

    def plot(self, figure: str, *, lang: Lang = "zh", axes: Any = None) -> Any:
        """Bars of one figure over the scenarios; needs the extra ``analysis``.

        Chinese where a font for it is installed, else English.

        Args:
            figure: Name of the metric or figure.
            lang: Language of the labels.
            axes: Axes to draw on; new ones if None.

        Returns:
            The axes of matplotlib.

        Raises:
            UnknownCodeError: No figure of that name.
        """
        rows = [row for row in self.to_records(lang) if row["id"] == figure]
        if not rows:
            known = dict.fromkeys(row["id"] for row in self.to_records(lang))
            raise UnknownCodeError("指标 / figures", figure, list(known))
        english = [row for row in self.to_records("en") if row["id"] == figure]
        return _render.bars(rows, english, lang, axes)


def _name(name: str, lang: Lang) -> str:
    return "as it is" if lang == "en" and name == BASELINE else name


def _of_metrics(
    one: Compared, all_: ScenarioComparison, lang: Lang
) -> Iterable[dict[str, Any]]:
    base = all_.scenarios[0]
    for name, metric in one.metrics.items():
        value, old = metric.shown, base.metrics[name].shown
        known = value is not None and old is not None and one is not base
        interval = metric.interval
        yield _row(
            scenario=_name(one.name, lang),
            id=name,
            name=metric.en if lang == "en" else metric.zh,
            value=value,
            unit=metric.unit,
            low=None if interval is None else interval.low * _PERCENT,
            high=None if interval is None else interval.high * _PERCENT,
            change=value - old
            if known and value is not None and old is not None
            else None,
            numerator=float(metric.numerator),
            denominator=float(metric.denominator),
            left_out=metric.left_out,
            formula=metric.formula,
            base=None if metric.base is None else metric.base.value,
            aggregation=None
            if metric.aggregation is None
            else metric.aggregation.value,
            source=metric.source or None,
        )


def _of_runs(one: Compared, lang: Lang) -> Iterable[dict[str, Any]]:
    for name, row in one.simulated.items():
        figure, value, change = FIGURES[name], row.value, row.change
        yield _row(
            scenario=_name(one.name, lang),
            id=name,
            name=figure.en if lang == "en" else figure.zh,
            value=value.mean,
            unit=figure.unit,
            low=value.mean - value.half,
            high=value.mean + value.half,
            change=None if change is None else change.mean,
            change_low=None if change is None else change.mean - change.half,
            change_high=None if change is None else change.mean + change.half,
            engine=row.engine.value,
            projected=row.projected,
            not_taken="、".join(map(str, row.not_taken)),
        )


_COLUMNS: Final = (
    "scenario", "id", "name", "value", "unit", "low", "high", "change", "change_low",
    "change_high", "numerator", "denominator", "left_out", "formula", "base",
    "aggregation", "source", "engine", "projected", "not_taken",
)  # fmt: skip


def _row(**cells: Any) -> dict[str, Any]:
    return {name: cells.get(name) for name in _COLUMNS}


def compare(
    world: World,
    scenarios: Mapping[str, Reforms],
    *,
    at: date,
    metrics: str | Iterable[str | WorldMetric] = ("time_compression", "instant_rate"),
    simulation: SimulationPlan | None = None,
    executor: Executor | None = None,
    progress: bool = False,
) -> ScenarioComparison:
    """Put a world and what reforms make of it side by side (方案比较).

    Fair: the same day, the same formulas, and in simulations the same draws, so that a
    difference is one of the reforms and not of chance.

    Args:
        world: The world before.
        scenarios: Reforms of each scenario, in order, by its name.
        at: Day of the metrics.
        metrics: Names in `METRICS`, or functions of one's own.
        simulation: What is simulated; nothing if None.
        executor: Runs the simulations of several scenarios at once.
        progress: Whether a progress bar is shown.

    Raises:
        InputError: A scenario has the name of the baseline; a reform applies to nothing.
    """
    as_date(at, "at")
    refuse_other(world, "world", World)
    refuse_other(scenarios, "scenarios", Mapping)
    for name in _BASELINES & scenarios.keys():
        raise InputError(
            f"“{name}”是基线的名称;请给方案换一个",
            f"{name} is the name of the baseline; give the scenario another",
        )
    wanted = (metrics,) if isinstance(metrics, str) else tuple(metrics)
    names = [_id(one) for one in wanted]
    names += simulation.figures if simulation is not None else ()
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(
            f"指标重名:{'、'.join(twice)};自定义的指标请用有名字的函数",
            f"figures share a name: {', '.join(twice)}; give functions names of their own",
        )
    applied: dict[str, Applied | None] = {BASELINE: None}
    for name, reforms in scenarios.items():
        applied[name] = apply_reforms(world, reforms)
    worlds = {n: world if one is None else one.world for n, one in applied.items()}
    before = world.at(at)
    runs: dict[str, tuple[_Run, ...]] = dict.fromkeys(worlds, ())
    if simulation is not None:
        jobs = partial(_runs, simulation)
        found = sweep(jobs, worlds.items(), executor=executor, progress=progress)
        runs = dict(zip(worlds, found, strict=True))
    return ScenarioComparison(
        at=at,
        scenarios=tuple(
            Compared(
                name=name,
                applied=applied[name],
                metrics={
                    _id(one): measure(one, after.at(at), before) for one in wanted
                },
                simulated=_rows(simulation, runs[name], runs[BASELINE]),
            )
            for name, after in worlds.items()
        ),
        plan=simulation,
    )


def _id(metric: str | WorldMetric) -> str:
    if isinstance(metric, str):
        return metric
    return str(getattr(metric, "__name__", metric))


@attrs.frozen
class _Run:
    """Figures of one run: small enough to be sent from another process."""

    figures: dict[str, float]
    engine: Engine
    projected: bool
    not_taken: tuple[date, ...]


def _runs(plan: SimulationPlan, named: tuple[str, World]) -> tuple[_Run, ...]:
    found: list[_Run] = []
    name, world = named
    for seed in plan.seeds:
        try:
            run = simulate_world(
                world, plan.since, plan.until, seed=seed, engine=plan.engine
            )
        except InputError as error:
            raise InputError(
                f"方案“{name}”:{error.message_zh}",
                f"scenario {name}: {error.message_en}",
            ) from error
        figures = {name: float(FIGURES[name].of(run)) for name in plan.figures}
        found.append(_Run(figures, run.engine, run.projected, run.not_taken))
    return tuple(found)


def _rows(
    plan: SimulationPlan | None, runs: Sequence[_Run], base: Sequence[_Run]
) -> dict[str, SimulatedRow]:
    if plan is None:
        return {}
    found: dict[str, SimulatedRow] = {}
    numbers = range(len(runs))
    for name in plan.figures:
        values = [run.figures[name] for run in runs]
        changes = [v - b.figures[name] for v, b in zip(values, base, strict=True)]
        found[name] = SimulatedRow(
            figure=name,
            value=replicate(values.__getitem__, numbers),
            change=None if runs is base else replicate(changes.__getitem__, numbers),
            engine=runs[0].engine,
            projected=any(run.projected for run in runs),
            not_taken=runs[0].not_taken,
        )
    return found
