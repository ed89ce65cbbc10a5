"""Strategies for any value, made from the type hints of its class."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import attrs
from hypothesis import strategies as st

from zhengwu._dates import BEIJING
from zhengwu._frozen import FrozenMap
from zhengwu._values import Built, Value, plan_of
from zhengwu._values._any import AnyShape
from zhengwu._values._built import plan_arguments
from zhengwu._values._classes import (
    ClassOf,
    Function,
    Named,
    Opaque,
    Row,
    is_current,
    iter_family,
)
from zhengwu._values._collections import Either, Entries, Fixed, Table
from zhengwu._values._scalars import Choice, Member, Nothing, Scalar, Shape
from zhengwu.calendars import WorkCalendar, china_calendar
from zhengwu.findings.errors import ZhengwuError

TEXTS = st.sampled_from(
    [
        "",
        "甲",
        "市局",
        "申请表",
        "440105008004",
        "450103",
        "a b",
        "即办",
        "\ud800",
        "2026",
        "ZWAU001",
        "1/2",
        "42",
    ]
)
DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))
INSTANTS = st.datetimes(
    datetime(2019, 1, 1),
    datetime(2026, 12, 31),
    timezones=st.just(BEIJING),
)
SCALARS: Mapping[type, st.SearchStrategy[Any]] = {
    str: TEXTS,
    bool: st.booleans(),
    int: st.integers(0, 60),
    float: st.one_of(st.integers(0, 60), st.floats(0, 1, allow_nan=False)),
    Decimal: st.decimals(0, 60, places=1),
    Fraction: st.fractions(0, 1, max_denominator=20),
    date: DAYS,
    datetime: INSTANTS,
    time: st.sampled_from([time(9), time(12), time(13, 30), time(17, 30)]),
    timedelta: st.integers(0, 600).map(lambda minutes: timedelta(minutes=minutes)),
    bytes: st.binary(max_size=8),
}
PLAIN = st.recursive(
    st.one_of(st.none(), TEXTS, st.integers(-5, 5), st.booleans(), DAYS, INSTANTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.sampled_from("ab"), inner)
    ),
    max_leaves=4,
)


def strategy_of(shape: Shape) -> st.SearchStrategy[Any]:
    """Values of a shape."""
    return MAKERS[type(shape)](shape)


def _of_either(shape: Any) -> st.SearchStrategy[Any]:
    return st.one_of([strategy_of(part) for part in shape.parts])


def _of_entries(shape: Any) -> st.SearchStrategy[Any]:
    return st.lists(strategy_of(shape._of), max_size=3).map(shape._into)


def _of_fixed(shape: Any) -> st.SearchStrategy[Any]:
    return st.tuples(*map(strategy_of, shape._parts))


def _of_table(shape: Any) -> st.SearchStrategy[Any]:
    table = st.dictionaries(
        strategy_of(shape._keys), strategy_of(shape._values), max_size=2
    )
    return table.map(FrozenMap) if shape._into is FrozenMap else table


def _of_named(shape: Any) -> st.SearchStrategy[Any]:
    if shape.cls.__name__ == "Case" or issubclass(shape.cls, Value):
        family = [c for c in iter_family(shape.cls) if is_current(c) and attrs.has(c)]
        public = [c for c in family if not c.__name__.startswith("_")]
        return st.sampled_from(public).flatmap(values_of)
    return built_of(shape.cls)


def _of_row(shape: Any) -> st.SearchStrategy[Any]:
    parts = {name: strategy_of(part) for name, part in shape.shapes.items()}
    return st.fixed_dictionaries(parts).map(lambda given: shape._cls(**given))


def _of_opaque(shape: Any) -> st.SearchStrategy[Any]:
    if shape.cls is WorkCalendar:
        return st.sampled_from([china_calendar(), china_calendar("450000")])
    return st.nothing()


MAKERS: Mapping[type[Shape], Callable[[Any], st.SearchStrategy[Any]]] = {
    AnyShape: lambda _: PLAIN,
    Scalar: lambda shape: SCALARS[next(iter(shape.kinds))],
    Member: lambda shape: st.sampled_from([*shape._enum]),
    Choice: lambda shape: st.sampled_from(shape._values),
    Nothing: lambda _: st.none(),
    Either: _of_either,
    Entries: _of_entries,
    Fixed: _of_fixed,
    Table: _of_table,
    Named: _of_named,
    Row: _of_row,
    Opaque: _of_opaque,
    ClassOf: lambda shape: st.sampled_from(
        [c for c in iter_family(shape.base) if is_current(c)]
    ),
    Function: lambda _: st.nothing(),
}


def _of_where() -> st.SearchStrategy[Any]:
    from zhengwu.codes import Level
    from zhengwu.reforms import Where

    simple = st.sampled_from(
        [
            Where.everything(),
            Where.by_key(["a"]),
            Where.by_level(Level.TOWN),
            Where.general(),
            Where.named("证明"),
            Where.no_basis(date(2026, 1, 1)),
        ]
    )
    return st.one_of(
        simple,
        simple.map(lambda w: ~w),
        st.tuples(simple, simple).map(lambda p: p[0] & p[1]),
    )


def _of_figure() -> st.SearchStrategy[Any]:
    from zhengwu.scenario._compare import FIGURES

    return st.sampled_from([*FIGURES.values()])


def _of_basic_code() -> st.SearchStrategy[Any]:
    from zhengwu.codes import basic_code

    return st.sampled_from(["440104012001", "44010401200Y"]).map(basic_code.parse)


def _of_implementing_code() -> st.SearchStrategy[Any]:
    from zhengwu.codes import implementing_code

    texts = ["12441500196720244T3442199806003", "12441500196720244T344219980600301"]
    return st.sampled_from(texts).map(implementing_code.parse)


def _of_resident_id() -> st.SearchStrategy[Any]:
    from zhengwu.codes import resident_id

    return st.just(resident_id.parse("11010519491231002X"))


def _of_uscc() -> st.SearchStrategy[Any]:
    from zhengwu.codes import uscc

    return st.sampled_from(["12441500196720244T", "91310000MA0000000X"]).map(uscc.parse)


def _of_organisation_code() -> st.SearchStrategy[Any]:
    from zhengwu.codes import organisation_code

    return st.sampled_from(["68236467-9", "MA0000000"]).map(organisation_code.parse)


SPECIAL: Mapping[str, Callable[[], st.SearchStrategy[Any]]] = {
    "Where": _of_where,
    "SimulatedFigure": _of_figure,
    "BasicCode": _of_basic_code,
    "ImplementingCode": _of_implementing_code,
    "ResidentId": _of_resident_id,
    "Uscc": _of_uscc,
    "OrganisationCode": _of_organisation_code,
}


@cache
def values_of(cls: type[Value]) -> st.SearchStrategy[Any]:
    """Values of a class, of all that its constructor accepts."""
    if cls.__name__ in SPECIAL:
        return SPECIAL[cls.__name__]()
    plan = plan_of(cls)
    given: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    due = {field.name for field in attrs.fields(cls) if field.default is attrs.NOTHING}
    for name in plan.arguments:
        shape = plan.flat.get(name) or dict(plan.deep)[name]
        made = st.deferred(lambda shape=shape: strategy_of(shape))
        target = given if name in due else optional
        target[plan.arguments[name]] = made

    @st.composite
    def build(draw: Any) -> Any:
        few = (
            draw(st.lists(st.sampled_from(sorted(optional)), max_size=4))
            if optional
            else []
        )
        values = {name: draw(made) for name, made in given.items()}
        values |= {name: draw(optional[name]) for name in dict.fromkeys(few)}
        try:
            return cls(**values)
        except ZhengwuError:
            return None

    return build().filter(lambda value: value is not None)


def built_of(cls: type[Built]) -> st.SearchStrategy[Any]:
    """Registers and other objects, of all that their constructor accepts."""
    shapes = plan_arguments(cls).shapes

    @st.composite
    def build(draw: Any) -> Any:
        try:
            return cls(
                **{name: draw(strategy_of(shape)) for name, shape in shapes.items()}
            )
        except ZhengwuError:
            return None

    return build().filter(lambda value: value is not None)
