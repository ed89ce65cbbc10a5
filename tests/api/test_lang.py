"""One module decides on the language of texts, and an unknown language is refused."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import EnumType
from functools import cache
from importlib import import_module
from importlib.resources import files
from io import BytesIO
from itertools import chain
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final
from zipfile import ZipFile

import pytest
from lifecycle_logs import life
from lifecycle_scene import K, Scene, at
from powers_scene import AT_CITY, DAY, EVE, counter, devolution, powers, who
from procedure_driver import Driver
from public_surface import public_objects
from reform_scene import LAW, handling, world

import zhengwu
from zhengwu import process
from zhengwu._dates import span_label
from zhengwu._text import LANGS, Lang
from zhengwu.calendars import DayKind, china_calendar
from zhengwu.calendars.ical import to_ical
from zhengwu.cli import main
from zhengwu.codes import code_scheme
from zhengwu.delegation import (
    Step,
    changes,
    delegation_directory,
    duties,
    may,
    to_dot,
    to_mermaid,
)
from zhengwu.delegation.powers._steps import steps_label
from zhengwu.findings import Report, finding
from zhengwu.findings._elements import describe_place, element_label
from zhengwu.findings._registry import finding_title
from zhengwu.findings.errors import InputError, MissingExtraError
from zhengwu.io import write_marked, write_ocel, write_xes
from zhengwu.items import Catalogue, ImplementingItem
from zhengwu.legal import statute_register
from zhengwu.lifecycle import (
    ClockKind,
    EventKind,
    EventLog,
    Phase,
    Role,
    SideKind,
    national_process,
    process_dot,
    process_mermaid,
)
from zhengwu.limits import (
    Clock,
    ExtensionRule,
    HalfDay,
    Hours,
    LimitRange,
    LimitSteps,
    OnTheSpot,
    SameDay,
    UnspecifiedDays,
    WorkingDays,
    WorkingHours,
    read_clock,
    statutory_rules,
)
from zhengwu.limits.clock._roles import role_name
from zhengwu.metrics import published_claims, reproduce
from zhengwu.procedures import procedure
from zhengwu.reforms import MakeInstant, WorldDiff, apply_reforms
from zhengwu.scenario import SimulationPlan, compare, decompose
from zhengwu.simulation import simulate_world
from zhengwu.simulation._hall import reason_label
from zhengwu.world import Demand, Discipline, HandlingStep, Pool, StepKind

SOURCE: Final = Path(zhengwu.__file__).parent
CN: Final = china_calendar()
ON: Final = date(2026, 3, 2)


def compares_language(node: ast.AST) -> bool:
    """Whether a node compares something named `lang` with a text."""
    if not isinstance(node, ast.Compare):
        return False
    sides = [node.left, *node.comparators]
    names = {getattr(side, "id", getattr(side, "attr", "")) for side in sides}
    texts = [
        s for s in sides if isinstance(s, ast.Constant) and isinstance(s.value, str)
    ]
    return "lang" in names and bool(texts)


def iter_deciding_lines(path: Path) -> Iterator[str]:
    """Lines of a module that compare the language, or have a parameter for English."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if compares_language(node) or (isinstance(node, ast.arg) and node.arg == "en"):
            yield f"{path.relative_to(SOURCE)}:{getattr(node, 'lineno', 0)}"


def test_only_texts_decide_on_the_language():
    """A function takes `lang` and passes it on; a parameter `en` is a second way."""
    modules = sorted({*SOURCE.rglob("*.py")} - {SOURCE / "_text.py"})
    assert not [*chain.from_iterable(map(iter_deciding_lines, modules))]


@cache
def scene():
    """Powers that change on a day."""
    return powers(AT_CITY, devolution(), counter())


@cache
def directories():
    return delegation_directory(scene(), EVE), delegation_directory(scene(), DAY)


@cache
def permission():
    """The west town may not decide."""
    return may(scene(), "西镇", "甲", Step.DECIDE, "450103001", DAY)


@cache
def case():
    """A case under review, with an open consultation."""
    scene = Scene().to(Phase.REVIEWING)
    scene.do(K.CONSULT)
    return scene


@cache
def refused():
    return case().refused(K.RECEIVE)


@cache
def reading():
    clock = Clock.start(WorkingDays(20), at("2026-03-02"))
    return read_clock(clock, at("2026-03-10"), CN)


@cache
def catalogue_diff():
    before = Catalogue([ImplementingItem(name="甲", fee="收费")])
    return before.diff(Catalogue([ImplementingItem(name="甲", fee="不收费")]))


@cache
def hall():
    """A world that only SimPy can run."""
    step = HandlingStep(name="受理", kind=StepKind.ACCEPT, pool="窗", minutes=10)
    row = handling(1, step, statutory="20个工作日", promised="10个工作日")
    pool = Pool(id="窗", discipline=Discipline.PRIORITY)
    return world(row, resources=[pool], demand={row.key: Demand(per_day=3)})


REFORM: Final = MakeInstant(id="即办", since=DAY, basis=LAW)


@cache
def world_diff():
    return apply_reforms(hall(), REFORM).diff


@cache
def comparison():
    plan = SimulationPlan(
        since=DAY, until=date(2026, 7, 8), seeds=(1, 2), figures=("wait",)
    )
    metrics = ["time_compression"]
    return compare(hall(), {"即办": REFORM}, at=DAY, metrics=metrics, simulation=plan)


@cache
def reproduction():
    return reproduce(published_claims()["huainan-2020/town/documents"])


@cache
def logs():
    return [EventLog.of(life())]


def written(write: Callable[..., int], lang: Any) -> str:
    """Text of an exported file."""
    target = BytesIO()
    write(logs(), target, lang=lang)
    return target.getvalue().decode()


def write_marked_sheet(lang: Any) -> str:
    """Names of the sheets of a marked workbook."""
    pytest.importorskip("xlsxwriter")
    target = BytesIO()
    write_marked(BytesIO(b'{"name": "x"}'), Report(), target, lang=lang)
    with ZipFile(target) as archive:
        return archive.read("xl/workbook.xml").decode()


def drawn(figure: str, lang: Any) -> str:
    """Label of the axis of a plot."""
    pytest.importorskip("matplotlib")
    label: str = comparison().plot(figure, lang=lang).axes.get_ylabel()
    return label


def framed(method: str, library: str, lang: Any) -> str:
    """A data frame as text."""
    pytest.importorskip(library)
    return str(getattr(comparison(), method)(lang)["name"][0])


@cache
def ticket():
    """A hotline ticket, and a refusal of an event."""
    made = Driver(procedure("hotline", "tangshan"))
    made.do("record", "2026-09-24 09:00", "centre", request="help", content="路灯")
    return made


def declined():
    return ticket().ask("sign", "2026-09-24 10:00", "unit")


def ticket_status():
    return process.read_case(ticket().case, at("2026-09-24"), ticket().ctx)


SPOKEN: Final[dict[str, Callable[[Any], object]]] = {
    "Declined.text": lambda lang: declined().text(lang),
    "Due.text": lambda lang: ticket_status().due[0].text(lang),
    "Procedure.label": procedure("hotline").label,
    "Procedure.name": lambda lang: procedure("hotline").name("event", "sign", lang),
    "ProcedureContext.name": lambda lang: ticket().ctx.name("event", "sign", lang),
    "DeclineReason.text": lambda lang: declined().reasons[0].text(lang),
    "Rate.text": lambda lang: process.Rate(3, 4).text(lang),
    "procedure_dot": lambda lang: process.procedure_dot(procedure("hotline"), lang),
    "procedure_mermaid": lambda lang: process.procedure_mermaid(
        procedure("hotline"), lang
    ),
    "procedure_page": lambda lang: process.procedure_page(procedure("hotline"), lang),
    "CatalogueDiff.to_text": lambda lang: catalogue_diff().to_text(lang),
    "ClockReading.explain": lambda lang: reading().explain(lang),
    "CodeScheme.label": lambda lang: code_scheme("level.national").label("1", lang),
    "Context.clock_label": lambda lang: case().ctx.clock_label(ClockKind.LAW, lang),
    "Context.event_label": lambda lang: case().ctx.event_label(EventKind.ACCEPT, lang),
    "Context.phase_label": lambda lang: case().ctx.phase_label(Phase.ACCEPTED, lang),
    "Context.role_label": lambda lang: case().ctx.role_label(Role.HEAD, lang),
    "Context.side_label": lambda lang: case().ctx.side_label(
        case().case.sides[0], lang
    ),
    "Context.side_name": lambda lang: case().ctx.side_name(SideKind.OPINION, lang),
    "DayLimitBase.label": lambda lang: WorkingDays(20).label(lang),
    "Deadline.explain": lambda lang: WorkingDays(20).due(ON, CN).explain(lang),
    "Decomposition.explain": lambda lang: decompose(
        hall(), [REFORM], "time_compression", at=DAY
    ).explain(lang),
    "Directory.to_markdown": directories()[1].to_markdown,
    "Directory.to_records": directories()[1].to_records,
    "DirectoryDiff.to_text": lambda lang: (
        directories()[0].diff(directories()[1]).to_text(lang)
    ),
    "Duty.label": duties(scene(), "县局", DAY)[0].label,
    "ExtensionRule.label": lambda lang: ExtensionRule(by=None).label(lang),
    "Finding.hint": lambda lang: finding("ZWLM001", text="尽快").hint(lang),
    "Finding.message": lambda lang: finding("ZWLM001", text="尽快").message(lang),
    "HalfDay.label": lambda lang: HalfDay().label(lang),
    "Instrument.label": lambda lang: devolution().label(lang),
    "LegalBasis.cite": LAW.cite,
    "BasisStatus.explain": lambda lang: (
        statute_register().status(LAW, ON).explain(lang)
    ),
    "LimitRange.label": lambda lang: LimitRange(WorkingDays(5), WorkingDays(9)).label(
        lang
    ),
    "LimitSteps.label": lambda lang: LimitSteps((WorkingDays(5), WorkingDays(9))).label(
        lang
    ),
    "Metric.explain": reproduction().metric.explain,
    "OnTheSpot.label": lambda lang: OnTheSpot().label(lang),
    "Permission.explain": lambda lang: permission().explain(lang),
    "PowerChange.label": changes(scene(), DAY)[0].label,
    "Reform.label": REFORM.label,
    "Refusal.text": refused().reasons[0].text,
    "Refused.explain": lambda lang: refused().explain(lang),
    "Report.to_csv": lambda lang: Report().to_csv(lang=lang),
    "Report.to_html": lambda lang: Report().to_html(lang=lang),
    "Report.to_text": lambda lang: Report().to_text(lang=lang),
    "Reproduction.explain": lambda lang: reproduction().explain(lang),
    "Resolution.explain": lambda lang: who(scene()).explain(lang),
    "SameDay.label": lambda lang: SameDay().label(lang),
    "ScenarioComparison.plot": lambda lang: drawn("time_compression", lang),
    "ScenarioComparison.to_html": lambda lang: comparison().to_html(lang),
    "ScenarioComparison.to_markdown": lambda lang: comparison().to_markdown(lang),
    "ScenarioComparison.to_pandas": lambda lang: framed("to_pandas", "pandas", lang),
    "ScenarioComparison.to_polars": lambda lang: framed("to_polars", "polars", lang),
    "ScenarioComparison.to_records": lambda lang: comparison().to_records(lang),
    "Simulated.reasons": lambda lang: simulate_world(
        hall(), DAY, date(2026, 7, 3), seed=1
    ).reasons(lang),
    "TextEnum.label": DayKind.WORKDAY.label,
    "TimeRule.explain": lambda lang: (
        statutory_rules().get("pal.decide", ON).explain(lang)
    ),
    "UnspecifiedDays.label": lambda lang: UnspecifiedDays(20).label(lang),
    "WorldChange.explain": lambda lang: next(iter(world_diff())).explain(lang),
    "WorldDiff.to_records": lambda lang: world_diff().to_records(lang),
    "WorldDiff.to_text": lambda lang: world_diff().to_text(lang),
    "_OfficeLimit.label": lambda lang: WorkingHours(2).label(lang),
    "_WallLimit.label": lambda lang: Hours(2).label(lang),
    "process_dot": lambda lang: process_dot(national_process(), lang),
    "process_mermaid": lambda lang: process_mermaid(national_process(), lang),
    "to_dot": lambda lang: to_dot(scene(), DAY, lang=lang),
    "to_ical": lambda lang: to_ical(
        CN, date(2026, 10, 1), date(2026, 10, 3), lang=lang
    ),
    "to_mermaid": lambda lang: to_mermaid(scene(), DAY, lang=lang),
    "write_marked": write_marked_sheet,
    "write_ocel": lambda lang: written(write_ocel, lang),
    "write_xes": lambda lang: written(write_xes, lang),
}
"""A text of each public function and method that takes a language, by its name."""

FONTS: Final = ("ScenarioComparison.plot",)  # English without a Chinese font
INTERNAL: Final[dict[str, Callable[[Any], object]]] = {
    "describe_place": lambda lang: describe_place((0, "name"), lang),
    "element_label": lambda lang: element_label("committed_limit", lang),
    "finding_title": lambda lang: finding_title("ZWLM001", lang),
    "reason_label": lambda lang: reason_label("circle", lang),
    "role_name": lambda lang: role_name("agency_head", lang),
    "span_label": lambda lang: span_label(DAY, None, lang),
    "steps_label": lambda lang: steps_label([Step.ACCEPT, Step.DECIDE], lang),
}
EMPTY: Final[dict[str, Callable[[Any], object]]] = {
    "diff": lambda lang: WorldDiff(()).to_text(lang),
    "element": lambda lang: element_label("none", lang),
    "rows": lambda lang: WorldDiff(()).to_records(lang),
    "steps": lambda lang: steps_label([], lang),
    "role": lambda lang: role_name("nobody", lang),
    "title": lambda lang: finding_title("ZZZ001", lang),
}
"""Texts that are the same in every language, because there is nothing to say."""


@pytest.mark.parametrize("name", SPOKEN | INTERNAL)
def test_every_text_is_spoken_in_both_languages_and_in_no_other(name: str):
    say = (SPOKEN | INTERNAL)[name]
    try:
        say("zh")
    except MissingExtraError as error:
        pytest.skip(f"{error.package} is not installed")
    assert (say("zh") != say("en")) or name in FONTS
    with pytest.raises(InputError, match="lang must be"):
        say("fr")


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_text_refuses_an_unknown_language_too(name: str):
    assert EMPTY[name]("zh") == EMPTY[name]("en")
    with pytest.raises(InputError, match="lang must be"):
        EMPTY[name]("fr")


def takes_language(value: object) -> bool:
    return inspect.isfunction(value) and "lang" in inspect.signature(value).parameters


def iter_methods() -> Iterator[str]:
    """Names of all methods that take a language, of public classes and of others."""
    for info in walk_packages(zhengwu.__path__, "zhengwu."):
        module = import_module(info.name)
        for cls in vars(module).values():
            if inspect.isclass(cls) and cls.__module__ == info.name:
                for name, method in vars(cls).items():
                    if takes_language(method) and not name.startswith("_"):
                        yield f"{cls.__name__}.{name}"


def iter_functions() -> Iterator[str]:
    """Names of the public functions that take a language."""
    for info in walk_packages(zhengwu.__path__, "zhengwu."):
        if "._" not in info.name:
            module = import_module(info.name)
            public = getattr(module, "__all__", ())
            yield from (n for n in public if takes_language(getattr(module, n)))


def test_the_table_has_every_function_and_method_that_takes_a_language():
    """`AnyLimit` only describes the limits, and `Text.say` is what all others use."""
    names = {*chain(iter_methods(), iter_functions())} - {"AnyLimit.label", "Text.say"}
    assert names == set(SPOKEN)
    assert LANGS == ("zh", "en")


def enum_values() -> set[str]:
    """Values of all public enumerations that are English words."""
    enums = [c for c in public_objects().values() if isinstance(c, EnumType)]
    values = {str(member.value) for enum in enums for member in enum}
    return {v for v in values if re.fullmatch("[a-z][a-z_]{3,}", v)}


def find_raw_values(text: str) -> list[str]:
    """English values of enumerations in a text, as words; not in ids or in HTML."""
    shown = re.sub(
        "<style>.*?</style>|<script.*?</script>|<[^>]*>", " ", text, flags=re.DOTALL
    )
    words = re.findall(r"(?<![\w./#-])[a-z_]+(?![\w.=/-])", shown)
    return sorted({*words} & enum_values())


WRITTEN: Final = frozenset(
    {
        "ScenarioComparison.to_records",
        "write_ocel",
        "write_xes",
        "process_dot",
        "process_mermaid",
        "to_dot",
        "to_mermaid",
    }
)
"""Files and code for other programs, in which values stand."""


@pytest.mark.parametrize("name", sorted({*SPOKEN} - WRITTEN))
def test_a_chinese_text_has_no_value_of_an_enumeration(name: str):
    """Chinese output shows labels: 绿, not green."""
    try:
        text = str(SPOKEN[name]("zh"))
    except MissingExtraError as error:
        pytest.skip(f"{error.package} is not installed")
    assert not find_raw_values(text)


CASE: Final = str(files("zhengwu.samples") / "data" / "case.jsonl")
RULES: Final = str(files("zhengwu.samples") / "data" / "case.toml")
LIST: Final = str(files("zhengwu.samples") / "data" / "district.jsonl")
COMMANDS: Final = (
    ("day", "2026-10-10"),
    ("due", "2026-09-28", "5个工作日"),
    ("due", "2027-09-28", "5个工作日", "--short"),
    ("due", "2026-03-02", "pal.decide"),
    ("limit", "20个工作日", "即办", "1-3个工作日", "尽快", "5日", "20", "无"),
    ("code", "12441500196720244T", "440104012001", "450103", "nonsense"),
    ("code", "12441500196720244T3442199806003", "11010519491231002X", "68236467-9"),
    ("replay", CASE, "--rules", RULES),
    ("replay", CASE),
    ("rules",),
    ("rules", "pal.decide"),
    ("audit", LIST),
    ("tour",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_command_line_shows_labels(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
):
    """Tables, refusals and the tour in Chinese have no value of an enumeration."""
    main([*command])
    output = capsys.readouterr().out
    assert output
    assert not find_raw_values(output.replace(CASE, "").replace(LIST, ""))


def test_a_raw_value_is_noticed():
    """The near miss: the label of the same member."""
    assert find_raw_values("灯:green") == ["green"]
    assert find_raw_values("灯:绿 greenhouse") == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (WorkingDays(20), "20个工作日"),
        (Hours(4), "4小时"),
        (WorkingHours(4), "4个工作小时"),
        (SameDay(), "当日办结"),
        (HalfDay(), "半日"),
        (OnTheSpot(), "当场办结"),
        (LimitRange(WorkingDays(5), WorkingDays(9)), "5至9个工作日"),
        (LimitSteps([WorkingDays(13), WorkingDays(7)]), "13+7个工作日"),
        (UnspecifiedDays(5), "5日"),
        (LAW, LAW.cite()),
        (WorkingDays(20).due(ON, CN), "2026-03-30(确定)"),
        (Hours(4).due(at("2026-03-02"), CN), "2026-03-02 13:00:00+08:00(确定)"),
        (Phase.DRAFT, "draft"),
    ],
    ids=range(13),
)
def test_the_text_of_a_value_is_what_a_person_reads(value: object, text: str):
    """Limits, bases and deadlines in Chinese; a text enum is its own text."""
    assert str(value) == f"{value}" == text


def test_the_text_of_an_uncertain_deadline_has_its_bounds():
    """Days that no notice covers may move the deadline."""
    deadline = WorkingDays(20).due(date(2027, 9, 20), CN)
    assert not deadline.certain
    assert str(deadline).startswith(f"{deadline.date}(未定")


def iter_with_language() -> Iterator[tuple[str, Callable[..., Any]]]:
    """All functions and methods of the library with a parameter `lang`."""
    for info in walk_packages(zhengwu.__path__, "zhengwu."):
        module = import_module(info.name)
        owners = [module, *filter(inspect.isclass, vars(module).values())]
        for owner in owners:
            for value in vars(owner).values():
                function = getattr(value, "__func__", value)
                if takes_language(function) and function.__module__ == info.name:
                    yield f"{info.name}.{function.__qualname__}", function


def test_the_language_is_a_literal_everywhere():
    """A type checker refuses an unknown language, too."""
    functions = dict(iter_with_language())
    assert len(functions) > len(SPOKEN)
    loose = [
        path
        for path, function in functions.items()
        if function.__annotations__["lang"] not in (Lang, "Lang", "Lang | None")
        and path != "zhengwu._text.check_lang"  # it is what refuses
    ]
    assert not loose
