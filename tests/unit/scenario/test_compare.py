"""Comparison of scenarios: the same draws, shares that add up, tables and data frames."""

from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from reform_scene import DAY, handling, several, world

from zhengwu.calendars import OfficeHours, china_calendar
from zhengwu.findings.errors import (
    CalendarRangeError,
    InputError,
    UnknownCodeError,
)
from zhengwu.limits import WorkingDays
from zhengwu.metrics import Base, Claim, measure, volume_change, zero_visit_rate
from zhengwu.metrics._world_metrics import both_ways, class_shares, per_case
from zhengwu.reforms import (
    CutLimit,
    DropSteps,
    MakeInstant,
    PoolWindows,
    ScaleDemand,
    SetHours,
    SetLimit,
    SetPool,
    Where,
    apply_reforms,
    check_order,
    phased,
)
from zhengwu.scenario import (
    Attribution,
    SimulationPlan,
    _render,
    compare,
    decompose,
    sensitivity,
    sweep,
)
from zhengwu.scenario._render import chinese_font
from zhengwu.simulation import simulate_world
from zhengwu.world import Demand, HandlingStep, Pool, StepKind

SPAN = {"since": DAY, "until": date(2025, 9, 1)}


def hall():
    """Three windows, each with its own queue and 30 cases a day of ten minutes each."""
    rows = [
        handling(
            n, HandlingStep(name="受理", kind=StepKind.ACCEPT, pool=f"窗{n}", minutes=10),
            statutory="20个工作日", promised="10个工作日",
        )
        for n in (1, 2, 3)
    ]  # fmt: skip
    return world(
        *rows,
        resources=[Pool(id=f"窗{n}") for n in (1, 2, 3)],
        demand={row.key: Demand(per_day=30) for row in rows},
    )


POOLED = PoolWindows(id="并窗", since=DAY, pools=["窗1", "窗2", "窗3"], into="综合")
PLAN = SimulationPlan(**SPAN, seeds=range(3), figures=("wait", "sojourn"))


def test_differences_are_taken_run_by_run_with_the_same_draws():
    comparison = compare(hall(), {"并窗": [POOLED]}, at=DAY, simulation=PLAN)
    before, after = (
        comparison["现状"].simulated["wait"],
        comparison["并窗"].simulated["wait"],
    )
    assert before.change is None
    assert after.change.mean == pytest.approx(after.value.mean - before.value.mean)
    assert after.change.mean + after.change.half < 0
    runs = [simulate_world(w, **SPAN, seed=1)
            for w in (hall(), apply_reforms(hall(), POOLED).world)]  # fmt: skip
    assert runs[0].arrived == runs[1].arrived
    work = [
        sorted(w for p in r.passed for v in p.visits for w in v.worked) for r in runs
    ]
    assert work[0] == work[1]


def test_a_scenario_that_changes_nothing_has_no_difference():
    same = SetPool(id="照旧", since=DAY, pool=Pool(id="窗1"))
    comparison = compare(hall(), {"照旧": [same]}, at=DAY, simulation=PLAN)
    row = comparison["照旧"].simulated["wait"]
    assert (row.change.mean, row.change.half) == (0.0, 0.0)


def test_tables_in_both_languages_and_rows_with_their_formula():
    comparison = compare(
        hall(),
        {"即办": MakeInstant(id="即办", since=DAY, where=Where.by_key("事项1"))},
        at=DAY,
        metrics=["time_compression", "instant_rate", "mean_visits"],
        simulation=PLAN,
    )
    table = comparison.to_markdown().splitlines()
    assert table[0] == "| 指标 | 现状 | 即办 |"
    assert table[2] == "| 承诺时限压缩比 (%) | 50.00 | 66.67 (+16.67) |"
    assert table[4] == "| 平均跑动次数 | - | - |"
    assert "| 平均排队 (min) | " in table[5]
    assert "(+0.00 ±0.00)" in table[5]
    assert "| metric | as it is | 即办 |" in comparison.to_markdown("en")
    row = next(r for r in comparison.to_records() if r["id"] == "time_compression")
    assert (row["numerator"], row["denominator"], row["base"]) == (30, 60, "statutory")
    assert row["source"]
    assert comparison.to_html().count("<tr>") == 6
    assert "<td>66.67 (+16.67)</td>" in comparison._repr_html_()
    assert not comparison.report


def test_frames():
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    comparison = compare(hall(), {"并窗": [POOLED]}, at=DAY, simulation=PLAN)
    pandas_frame, polars_frame = comparison.to_pandas(), comparison.to_polars()
    assert isinstance(pandas_frame, pandas.DataFrame)
    assert isinstance(polars_frame, polars.DataFrame)
    assert list(pandas_frame.columns) == polars_frame.columns
    assert (len(pandas_frame), polars_frame.height) == (8, 8)


def test_plots_have_a_bar_for_each_scenario():
    pytest.importorskip("matplotlib")
    comparison = compare(hall(), {"并窗": [POOLED]}, at=DAY, simulation=PLAN)
    axes = comparison.plot("wait").axes
    assert len(axes.patches) == 2
    axes = comparison.plot("time_compression", lang="en").axes
    assert axes.get_ylabel() == "compression of time limits (%)"
    axes.figure.canvas.draw()
    with pytest.raises(UnknownCodeError):
        comparison.plot("没有")


def test_a_notebook_shows_a_plot_and_a_file_holds_it(tmp_path):
    pytest.importorskip("matplotlib")
    plot = compare(hall(), {"并窗": [POOLED]}, at=DAY, simulation=PLAN).plot("wait")
    png = b"\x89PNG\r\n\x1a\n"
    assert plot._repr_png_().startswith(png)
    plot.save(tmp_path / "wait.png")
    assert (tmp_path / "wait.png").read_bytes().startswith(png)
    plot.save(tmp_path / "wait.svg")
    assert b"<svg" in (tmp_path / "wait.svg").read_bytes()


def test_a_scenario_without_the_figure_has_no_bar():
    """And a dash, where a zero would be a lie."""
    pytest.importorskip("matplotlib")
    rows = [
        {"scenario": name, "name": "x", "unit": "", "value": value, "low": None}
        for name, value in (("a", 0.0), ("b", None))
    ]
    axes = _render.draw_bars(rows, rows, None).axes
    assert [text.get_text() for text in axes.texts] == ["0.00", "—"]


def test_a_chinese_font_is_chosen_from_those_installed(monkeypatch):
    font_manager = pytest.importorskip("matplotlib.font_manager")
    fonts = [type("Font", (), {"name": name}) for name in ("DejaVu Sans", "SimHei")]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", fonts)
    assert chinese_font() == "SimHei"
    monkeypatch.setattr(font_manager.fontManager, "ttflist", fonts[:1])
    assert chinese_font() is None


@pytest.mark.filterwarnings("ignore:Glyph")
def test_labels_are_chinese_where_there_is_a_font_and_else_english(monkeypatch):
    pytest.importorskip("matplotlib")
    comparison = compare(hall(), {"并窗": [POOLED]}, at=DAY, simulation=PLAN)
    monkeypatch.setattr(_render, "chinese_font", lambda: "SimHei")
    axes = comparison.plot("wait").axes
    assert axes.get_ylabel() == "平均排队 (min)"
    assert [label.get_fontfamily() for label in axes.get_xticklabels()] == [
        ["SimHei"]
    ] * 2
    monkeypatch.setattr(_render, "chinese_font", lambda: None)
    axes = comparison.plot("wait").axes
    assert axes.get_ylabel() == "mean wait (min)"
    assert [label.get_text() for label in axes.get_xticklabels()] == [
        "as it is",
        "scenario 1",
    ]


def test_both_ways_of_a_whitelist():
    base = world(handling(1, visits=0), handling(2, visits=2), owned=False)
    listed = [base.at(DAY).handling("事项2").item.basic_code]
    comparison = compare(base, {}, at=DAY, metrics=both_ways(zero_visit_rate, listed))
    values = [m.value for m in comparison["现状"].metrics.values()]
    assert values == [Fraction(1, 2), 1]


def test_stages_are_decomposed_as_they_are_applied():
    base = world(*several(2, promised="16个工作日", statutory="20个工作日"))
    cut = CutLimit(id="压", since=DAY, by="0.5", base=Base.PREVIOUS)
    stages = phased(cut, {DAY: Where.by_key("事项1"), date(2025, 8, 1): lambda _: True})
    decomposition = decompose(base, stages, "time_compression", at=date(2025, 9, 1))
    assert decomposition.after == decomposition.metric.value == Fraction(24, 40)
    nine = SetLimit(
        id="九", since=DAY, limit=WorkingDays(9), where=Where.by_key("事项1")
    )
    pairs = {
        (o.data["one"], o.data["other"])
        for o in check_order(base, [stages[0], nine, stages[1]])
    }
    assert pairs == {("压/1", "九")}


def test_a_projected_horizon_is_marked_on_every_result():
    plan = SimulationPlan(
        since=date(2028, 3, 1), until=date(2028, 4, 1), seeds=(1, 2), figures="wait"
    )
    with pytest.raises(CalendarRangeError):
        compare(hall(), {}, at=DAY, simulation=plan)
    ahead = OfficeHours(
        calendar=china_calendar(projected=True), regular=["09:00-17:00"]
    )
    base = apply_reforms(hall(), SetHours(id="推算", since=DAY, hours=ahead)).world
    comparison = compare(base, {}, at=DAY, simulation=plan)
    assert comparison["现状"].simulated["wait"].projected
    assert comparison.to_markdown().splitlines()[-1].endswith("* |")


@pytest.mark.parametrize(
    "scenarios", [{"现状": []}, {"as it is": []}], ids=["zh", "en"]
)
def test_the_name_of_the_baseline_is_reserved(scenarios):
    with pytest.raises(InputError):
        compare(hall(), scenarios, at=DAY)


def test_names_of_figures_are_distinct():
    with pytest.raises(InputError, match="重名"):
        compare(hall(), {}, at=DAY, metrics=[measure, measure])
    with pytest.raises(UnknownCodeError):
        compare(hall(), {}, at=DAY, metrics=["没有"])
    with pytest.raises(UnknownCodeError):
        SimulationPlan(**SPAN, figures="没有")
    with pytest.raises(InputError):
        SimulationPlan(**SPAN, seeds=(1, 1))
    with pytest.raises(UnknownCodeError):
        compare(hall(), {}, at=DAY)["没有"]


def stack():
    return [
        CutLimit(id="压", since=DAY, by="0.8"),
        MakeInstant(id="即", since=DAY, where=Where.by_key(["事项1"])),
        SetLimit(
            id="三",
            since=DAY,
            limit=WorkingDays(3),
            where=Where.by_key(["事项1", "事项2"]),
        ),
    ]


def test_shares_of_a_change_add_up():
    """Shapley by the book: the mean over all orders, each in its given sequence."""
    base = hall()
    for how in Attribution:
        decomposition = decompose(base, stack(), "time_compression", at=DAY, how=how)
        total = sum(part.share for part in decomposition.contributions)
        assert total == decomposition.after - decomposition.before
    worth = {}
    for chosen in range(8):
        part = [reform for n, reform in enumerate(stack()) if chosen >> n & 1]
        after = apply_reforms(base, part).world.at(DAY)
        worth[chosen] = measure("time_compression", after).value
    expected = [Fraction(0)] * 3
    for order in permutations(range(3)):
        applied = 0
        for n in order:
            expected[n] += (worth[applied | 1 << n] - worth[applied]) / 6
            applied |= 1 << n
    decomposition = decompose(base, stack(), "time_compression", at=DAY)
    assert [part.share for part in decomposition.contributions] == expected
    assert "pp" in decomposition.explain("en")


def test_shares_of_a_number_are_no_percent():
    base = world(*several(2, visits=2), owned=False)
    steps = [HandlingStep(name=n, visit=True) for n in ("受理", "领取")]
    base = world(*[handling(n, *steps, visits=2) for n in (1, 2)], owned=False)
    decomposition = decompose(
        base, [DropSteps(id="免领", since=DAY, names="领取")], "mean_visits", at=DAY
    )
    assert decomposition.explain() == "平均跑动次数:-1.00\n  免领: -1.00"


def test_a_decomposition_needs_reforms_and_not_too_many():
    for reforms in ([], [MakeInstant(id=str(n), since=DAY) for n in range(13)]):
        with pytest.raises(InputError):
            decompose(hall(), reforms, "instant_rate", at=DAY)
    by_order = decompose(
        hall(), [MakeInstant(id=str(n), since=DAY) for n in range(13)], "instant_rate",
        at=DAY, how=Attribution.ORDER,
    )  # fmt: skip
    assert [float(part.share) for part in by_order.contributions] == [1.0] + [0.0] * 12


def test_a_reform_that_needs_another_does_nothing_without_it():
    base = hall()
    stack_ = [
        SetPool(id="设", since=DAY, pool=Pool(id="新")),
        PoolWindows(id="并", since=DAY, pools=["窗1", "新"], into="综合"),
        MakeInstant(id="即", since=DAY),
    ]
    decomposition = decompose(base, stack_, "instant_rate", at=DAY)
    assert [part.share for part in decomposition.contributions] == [0, 0, 1]
    alone = decompose(base, stack_[2], "instant_rate", at=DAY)
    assert alone.after == 1


def test_metrics_may_be_a_name_or_an_iterator():
    for metrics in ("instant_rate", iter(["instant_rate"])):
        comparison = compare(hall(), {}, at=DAY, metrics=metrics)
        assert list(comparison["现状"].metrics) == ["instant_rate"]
    with pytest.raises(InputError, match="Metric"):
        compare(hall(), {}, at=DAY, metrics=[square_of_two])


def test_changes_during_the_simulation_are_marked():
    later = ScaleDemand(id="增", since=date(2025, 8, 1), factor=1.2)
    comparison = compare(hall(), {"增": [later]}, at=DAY, simulation=PLAN)
    assert comparison["增"].simulated["wait"].not_taken == (date(2025, 8, 1),)
    assert comparison["现状"].simulated["wait"].not_taken == ()
    assert comparison.to_markdown().count("†") == 2
    rows = [row for row in comparison.to_records() if row["scenario"] == "增"]
    assert rows[-1]["not_taken"] == "2025-08-01"


def test_an_overloaded_scenario_is_named():
    fewer = SetPool(id="减", since=DAY, pool=Pool(id="综合", windows=1))
    with pytest.raises(InputError, match="方案“减窗”:综合"):
        compare(hall(), {"减窗": [POOLED, fewer]}, at=DAY, simulation=PLAN)


def test_what_cannot_be_sent_to_another_process():
    stack_ = [MakeInstant(id="即", since=DAY, where=lambda handling_: handling_.live)]
    with ProcessPoolExecutor(1) as executor, pytest.raises(InputError, match="线程"):
        decompose(hall(), stack_, "instant_rate", at=DAY, executor=executor)


@pytest.mark.parametrize(
    "make",
    [
        lambda: SimulationPlan(since="2025-07-01", until=date(2025, 8, 1)),
        lambda: SimulationPlan(since=date(2025, 8, 1), until=DAY),
        lambda: SimulationPlan(**SPAN, seeds=4),
        lambda: SimulationPlan(**SPAN, engine="fast"),
        lambda: compare(hall(), [], at=DAY),
        lambda: decompose(hall(), stack(), "instant_rate", at=DAY, how="order"),
        lambda: simulate_world(hall(), "2025-07-01", date(2025, 8, 1), seed=1),
        lambda: simulate_world(hall(), date(2025, 8, 1), DAY, seed=1),
        lambda: simulate_world(hall().at(DAY), DAY, date(2025, 8, 1), seed=1),
        lambda: simulate_world(hall(), DAY, date(2025, 8, 1), seed=1, engine="fifo"),
        lambda: Claim(id="x", zh="x", en="x", value="79.71%"),
        lambda: Claim(id="x", zh="x", en="x", bound="≥"),
    ],
    ids=[
        "a text for a day", "backwards", "one seed", "a text for an engine", "no names",
        "a text for a way", "a text for the first day", "days backwards", "a view",
        "another engine", "percent", "a text for a bound",
    ],
)  # fmt: skip
def test_invalid_arguments_are_refused(make):
    with pytest.raises(InputError):
        make()


def square_of_two(*_: Any):
    return 4


def square(number):
    return number * number


def fail(number):
    if number == 3:
        raise ZeroDivisionError
    return number


class Job:
    __hash__ = None

    def __init__(self, value) -> None:
        self.result, self.cancelled = value, False


class Foreign(Executor):
    """Executor like that of a cluster, with its own futures."""

    def submit(self, function, /, *args: Any):
        return Job(partial(function, *args))


@pytest.mark.parametrize("chunk", [None, 1, 3, 100], ids=str)
@pytest.mark.parametrize("make", [None, ThreadPoolExecutor, Foreign], ids=str)
def test_a_sweep_keeps_the_order_of_the_points(make, chunk):
    points = range(10)
    if make is None:
        assert sweep(square, points, chunk=chunk) == tuple(n * n for n in points)
        return
    with make() as executor:
        results = sweep(square, points, executor=executor, chunk=chunk)
    assert results == tuple(n * n for n in points)


def test_a_sweep_over_processes_and_what_goes_wrong_in_one():
    with ProcessPoolExecutor(2) as executor:
        assert sweep(square, [], executor=executor) == ()
        comparison = compare(
            hall(), {"并窗": [POOLED]}, at=DAY, simulation=PLAN, executor=executor
        )
        alone = compare(hall(), {"并窗": [POOLED]}, at=DAY, simulation=PLAN)
        assert comparison["并窗"].simulated == alone["并窗"].simulated
        with pytest.raises(ZeroDivisionError):
            sweep(fail, range(10), executor=executor, chunk=1)
    with pytest.raises(InputError):
        sweep(square, [1], chunk=0)


def test_a_sweep_with_a_progress_bar(capsys):
    pytest.importorskip("tqdm")
    assert sweep(square, range(5), progress=True) == (0, 1, 4, 9, 16)
    assert "5/5" in capsys.readouterr().err


def test_sensitivity_to_a_parameter():
    rows = sensitivity(square, [2, 1, 3])
    assert [(row.value, row.result, row.change) for row in rows] == [
        (2, 4, 0), (1, 1, -3), (3, 9, 5),
    ]  # fmt: skip
    assert rows[0].elasticity is None
    assert rows[1].elasticity == pytest.approx(1.5)
    with pytest.raises(InputError):
        sensitivity(square, [1])


def test_volumes_and_totals():
    """新都: 46 % fewer over the same period."""
    metric = volume_change(1000, 540, period="2020 上半年")
    assert (metric.percent, "2020 上半年" in metric.zh) == (46, True)
    with pytest.raises(InputError):
        volume_change(10, 5, period="")
    cost = per_case("cost", ("件均", "a case"), 300, 100)
    assert (cost.shown, cost.unit) == (3.0, "")
    assert class_shares(hall().at(DAY)) == {}
