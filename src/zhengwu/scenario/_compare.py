"""Comparison of scenarios: the same day, the same metrics, the same random draws."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from datetime import date
from functools import partial
from typing import Any, Final

import attrs

from zhengwu._dates import as_date
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import keep, refuse_other, to_texts
from zhengwu._text import Lang, Text, check_lang
from zhengwu._values import Value, as_object, refuse, unwritable
from zhengwu.findings import Report
from zhengwu.metrics._metric import Metric
from zhengwu.metrics._world_metrics import WorldMetric, measure
from zhengwu.reforms._apply import Applied, Reforms, apply_reforms
from zhengwu.scenario import _render
from zhengwu.scenario._render import Plot
from zhengwu.scenario._sweep import sweep
from zhengwu.simulation._replicate import Replicated, replicate
from zhengwu.simulation._simulate import Engine, Simulated
from zhengwu.simulation._world_hall import simulate_world
from zhengwu.world import World

BASELINE: Final = "现状"
"""Name of the world before all reforms (基线)."""

_BASELINE: Final = Text(BASELINE, "as it is")
_BASELINES: Final = frozenset(_BASELINE)
_METRIC: Final = Text("指标", "metric")
_PERCENT: Final = 100


@attrs.frozen
class SimulatedFigure(Value):
    """Figure of a simulation (仿真指标), by which scenarios are compared.

    Args:
        zh: Chinese label.
        en: English label.
        unit: Unit: ``min``, ``%`` or ``cases``.
        of: Function from a run to its figure.
    """

    zh: str
    en: str
    unit: str
    of: Callable[[Simulated], float]

    def to_data(self) -> dict[str, Any]:
        """The name of a figure of `FIGURES`; a figure of one's own has no written form."""
        for name, figure in FIGURES.items():
            if figure == self:
                return {"figure": name}
        raise unwritable(self.of)

    @classmethod
    def own_schema(cls) -> dict[str, Any]:
        """JSON Schema: the name of a figure."""
        names = {"enum": sorted(FIGURES)}
        return {"type": "object", "properties": {"figure": names}}

    @classmethod
    def from_data(cls, data: Any) -> SimulatedFigure:
        """Read the name of a figure of `FIGURES`.

        Raises:
            InputError: There is no such figure.
        """
        name = as_object(data).get("figure")
        if not isinstance(name, str) or name not in FIGURES:
            raise refuse(
                f" {'、'.join(FIGURES)} 之一", f"one of {', '.join(FIGURES)}", name
            )
        return FIGURES[name]


FIGURES: Final[Mapping[str, SimulatedFigure]] = {
    "wait": SimulatedFigure("平均排队", "mean wait", "min", lambda run: run.wait),
    "sojourn": SimulatedFigure(
        "平均办结用时", "mean time in system", "min", lambda run: run.sojourn
    ),
    "wait_90": SimulatedFigure(
        "排队九成分位", "90th percentile of the wait", "min",
        lambda run: run.quantile(0.9, "wait"),
    ),
    "sojourn_90": SimulatedFigure(
        "办结九成分位", "90th percentile of the time in system", "min",
        lambda run: run.quantile(0.9),
    ),
    "throughput": SimulatedFigure(
        "日均办结", "completed per day", "cases", lambda run: run.throughput
    ),
    "late_share": SimulatedFigure(
        "逾期率", "late", "%", lambda run: run.late_share() * _PERCENT
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
    return keep(seeds)


@attrs.frozen(kw_only=True)
class SimulationPlan(Value):
    """Simulation of a comparison (仿真方案): the same days and seeds for all scenarios.

    Args:
        since: First day.
        until: Day after the last day.
        seeds: Seeds of the runs; every scenario uses the same draws.
        figures: Names of the figures to compare.
        engine: Engine of the runs; the fast engine if it can run the hall, else SimPy.

    Raises:
        InputError: `until` is not after `since`, or there are fewer than two seeds: a
            single run has no interval.
        UnknownCodeError: No figure has that name.
    """

    since: date
    until: date
    seeds: tuple[int, ...] = attrs.field(default=tuple(range(8)), converter=_to_seeds)
    figures: tuple[str, ...] = attrs.field(
        default=("wait", "sojourn", "late_share", "utilisation"), converter=to_texts
    )
    engine: Engine | None = attrs.field(default=None)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.until <= self.since:
            raise InputError(
                f"仿真的终止日 {self.until} 应晚于起始日 {self.since}",
                f"the simulation ends on {self.until}, not after its start {self.since}",
            )
        if len(set(self.seeds)) < max(2, len(self.seeds)):
            raise InputError(
                "仿真至少要两个不同的种子才有置信区间",
                "a comparison needs at least two different seeds",
            )
        for name in self.figures:
            if name not in FIGURES:
                raise UnknownCodeError("仿真指标 / figures", name, list(FIGURES))


@attrs.frozen(kw_only=True)
class SimulatedRow(Value):
    """Figure over the runs of a scenario (仿真结果行).

    Args:
        figure: Name of the figure.
        value: Mean over the runs, with its interval.
        change: Mean difference from the baseline, run by run, with its interval; None for
            the baseline itself.
        engine: Engine of the runs.
        projected: Whether a run includes days that are not final.
        not_taken: Days of the simulation on which the world changes; the changes are
            ignored, since the world is used as it is on the first day.
    """

    figure: str
    value: Replicated
    change: Replicated | None
    engine: Engine
    projected: bool
    not_taken: tuple[date, ...] = ()


@attrs.frozen(kw_only=True)
class Compared(Value):
    """Result of a scenario (方案结果).

    Args:
        name: Name of the scenario.
        applied: Result of its reforms; None for the baseline.
        metrics: Metrics of the day, by name.
        simulated: Figures of the simulation, by name; empty without a simulation.
    """

    name: str
    applied: Applied | None = attrs.field(repr=False)
    metrics: Mapping[str, Metric]
    simulated: Mapping[str, SimulatedRow]


@attrs.frozen(kw_only=True)
class ScenarioComparison(Value):
    """Comparison of scenarios (方案比较), the baseline first.

    Args:
        at: Day of the metrics.
        scenarios: Results of the scenarios.
        plan: Plan of the simulation; None without a simulation.
    """

    at: date
    scenarios: tuple[Compared, ...]
    plan: SimulationPlan | None = None

    def __getitem__(self, name: str) -> Compared:
        """Result of a scenario, by name.

        Raises:
            UnknownCodeError: No scenario has that name.
        """
        for scenario in self.scenarios:
            if scenario.name == name:
                return scenario
        known = [scenario.name for scenario in self.scenarios]
        raise UnknownCodeError("方案 / scenarios", name, known)

    @property
    def report(self) -> Report:
        """Findings about the reforms of all scenarios."""
        return Report(
            finding
            for scenario in self.scenarios
            if scenario.applied is not None
            for finding in scenario.applied.report
        )

    def to_records(self, lang: Lang = "zh") -> list[dict[str, Any]]:
        """One row per scenario and figure, with its derivation, for a data frame.

        Keys: ``scenario``, ``id``, ``name``, ``value``, ``unit``, ``low``, ``high``,
        ``change``, ``change_low``, ``change_high``, ``numerator``, ``denominator``,
        ``left_out``, ``formula``, ``base``, ``aggregation``, ``source``, ``engine``,
        ``projected``, ``not_taken``.
        """
        check_lang(lang)
        return [
            row
            for scenario in self.scenarios
            for row in (
                *_write_metric_rows(scenario, self, lang),
                *_write_figure_rows(scenario, lang),
            )
        ]

    def to_pandas(self, lang: Lang = "zh") -> Any:
        """Rows as a pandas data frame; needs the extra ``analysis``."""
        return _render.build_frame("pandas", self.to_records(lang))

    def to_polars(self, lang: Lang = "zh") -> Any:
        """Rows as a polars data frame; needs the extra ``analysis``."""
        return _render.build_frame("polars", self.to_records(lang))

    def _build_table(self, lang: Lang) -> tuple[list[str], list[list[str]]]:
        head = [_METRIC.say(lang)]
        head += [_translate_name(scenario.name, lang) for scenario in self.scenarios]
        rows: dict[str, list[str]] = {}
        for row in self.to_records(lang):
            unit = f" ({row['unit']})" if row["unit"] else ""
            cells = rows.setdefault(row["id"], [f"{row['name']}{unit}"])
            cells.append(_render.format_figure(row))
        return head, list(rows.values())

    def to_markdown(self, lang: Lang = "zh") -> str:
        """Markdown table, one column per scenario; ``*`` projected, ``†`` changes ignored.

        A simulation uses the world as it is on the first day. If the world changes during
        the simulation, its figures have a dagger, and the records list the days.
        """
        return _render.build_markdown_table(*self._build_table(lang))

    def to_html(self, lang: Lang = "zh") -> str:
        """HTML table, one column per scenario."""
        return _render.build_html_table(*self._build_table(lang))

    def _repr_html_(self) -> str:
        return self.to_html()

    def plot(self, figure: str, *, lang: Lang = "zh", axes: Any = None) -> Plot:
        """Bar chart of a figure over the scenarios; needs the extra ``analysis``.

        Chinese labels need an installed Chinese font; without it the labels are English.

        Args:
            figure: Name of the metric or figure.
            lang: Language of the labels.
            axes: Axes to draw on; new axes if None.

        Returns:
            The plot: a notebook shows it, `axes` changes it, `save` writes it.

        Raises:
            UnknownCodeError: No figure has that name.
        """
        rows = [row for row in self.to_records(lang) if row["id"] == figure]
        if not rows:
            known = dict.fromkeys(row["id"] for row in self.to_records(lang))
            raise UnknownCodeError("指标 / figures", figure, list(known))
        english = [row for row in self.to_records("en") if row["id"] == figure]
        return _render.draw_bars(rows, english, axes)


def _translate_name(name: str, lang: Lang) -> str:
    """Name of a scenario; the baseline has a name in each language."""
    return _BASELINE.say(lang) if name == BASELINE else name


def _write_metric_rows(
    scenario: Compared, comparison: ScenarioComparison, lang: Lang
) -> Iterable[dict[str, Any]]:
    base = comparison.scenarios[0]
    for name, metric in scenario.metrics.items():
        value, old = metric.shown, base.metrics[name].shown
        change: float | None = None
        if scenario is not base and value is not None and old is not None:
            change = value - old
        interval = metric.interval
        yield _write_row(
            scenario=_translate_name(scenario.name, lang),
            id=name,
            name=Text(metric.zh, metric.en).say(lang),
            value=value,
            unit=metric.unit,
            low=None if interval is None else interval.low * _PERCENT,
            high=None if interval is None else interval.high * _PERCENT,
            change=change,
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


def _write_figure_rows(scenario: Compared, lang: Lang) -> Iterable[dict[str, Any]]:
    for name, row in scenario.simulated.items():
        figure, value, change = FIGURES[name], row.value, row.change
        yield _write_row(
            scenario=_translate_name(scenario.name, lang),
            id=name,
            name=Text(figure.zh, figure.en).say(lang),
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


def _write_row(**cells: Any) -> dict[str, Any]:
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
    """Compare a world with its scenarios of reforms (方案比较).

    All scenarios use the same day, the same formulas, and in simulations the same random
    draws. A difference is therefore due to the reforms and not to chance.

    Args:
        world: World before the reforms.
        scenarios: Reforms of each scenario, in order, by scenario name.
        at: Day of the metrics.
        metrics: Names in `METRICS`, or custom functions.
        simulation: Plan of the simulation; no simulation if None.
        executor: Executor that runs the simulations of several scenarios in parallel.
        progress: Whether to show a progress bar.

    Raises:
        InputError: A scenario has the name of the baseline, two metrics share a name, or
            a reform applies to nothing.
    """
    as_date(at, "at")
    refuse_other(world, "world", World)
    refuse_other(scenarios, "scenarios", Mapping)
    for name in _BASELINES & scenarios.keys():
        raise InputError(
            f"“{name}”是基线的名称;请给方案另取名称",
            f"{name} is the name of the baseline; rename the scenario",
        )
    wanted = (metrics,) if isinstance(metrics, str) else tuple(metrics)
    names = [_get_name(metric) for metric in wanted]
    names += simulation.figures if simulation is not None else ()
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise InputError(
            f"指标重名:{'、'.join(repeated)};自定义的指标请用名称不同的函数",
            f"figures share a name: {', '.join(repeated)}; give functions distinct names",
        )
    applied: dict[str, Applied | None] = {BASELINE: None}
    for name, reforms in scenarios.items():
        applied[name] = apply_reforms(world, reforms)
    worlds = {
        name: world if result is None else result.world
        for name, result in applied.items()
    }
    before = world.at(at)
    runs: dict[str, tuple[_Run, ...]] = dict.fromkeys(worlds, ())
    if simulation is not None:
        function = partial(_run_scenario, simulation)
        results = sweep(function, worlds.items(), executor=executor, progress=progress)
        runs = dict(zip(worlds, results, strict=True))
    return ScenarioComparison(
        at=at,
        scenarios=tuple(
            Compared(
                name=name,
                applied=applied[name],
                metrics={
                    _get_name(metric): measure(metric, after.at(at), before)
                    for metric in wanted
                },
                simulated=_summarise_runs(simulation, runs[name], runs[BASELINE]),
            )
            for name, after in worlds.items()
        ),
        plan=simulation,
    )


def _get_name(metric: str | WorldMetric) -> str:
    if isinstance(metric, str):
        return metric
    return str(getattr(metric, "__name__", metric))


@attrs.frozen
class _Run:
    """Figures of a run: small enough to be sent between processes."""

    figures: dict[str, float]
    engine: Engine
    projected: bool
    not_taken: tuple[date, ...]


def _run_scenario(plan: SimulationPlan, named: tuple[str, World]) -> tuple[_Run, ...]:
    """Simulate a named world with every seed of a plan."""
    runs: list[_Run] = []
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
        runs.append(_Run(figures, run.engine, run.projected, run.not_taken))
    return tuple(runs)


def _summarise_runs(
    plan: SimulationPlan | None, runs: Sequence[_Run], base: Sequence[_Run]
) -> dict[str, SimulatedRow]:
    """Mean and change of each figure of a plan; empty without a plan."""
    if plan is None:
        return {}
    rows: dict[str, SimulatedRow] = {}
    numbers = range(len(runs))
    for name in plan.figures:
        values = [run.figures[name] for run in runs]
        changes = [v - b.figures[name] for v, b in zip(values, base, strict=True)]
        rows[name] = SimulatedRow(
            figure=name,
            value=replicate(values.__getitem__, numbers),
            change=None if runs is base else replicate(changes.__getitem__, numbers),
            engine=runs[0].engine,
            projected=any(run.projected for run in runs),
            not_taken=runs[0].not_taken,
        )
    return rows
