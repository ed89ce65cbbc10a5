"""Functions that read, check or validate a value answer or refuse, whatever the value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from lifecycle_scene import Scene
from public_surface import class_readers, public_functions, required_parameters

from zhengwu.calendars import china_calendar
from zhengwu.codes import Level
from zhengwu.delegation import check_acts
from zhengwu.findings import Report
from zhengwu.findings.errors import InputError, ZhengwuError
from zhengwu.items import parse_fee, parse_stage_chain
from zhengwu.lifecycle import decide
from zhengwu.limits import ReadingStatus, WorkingDays, parse_limit
from zhengwu.metrics import check_complaints
from zhengwu.organs import OrganRegister, check_halls, check_organs
from zhengwu.procedures import procedure
from zhengwu.process import ProcedureContext


class Hostile:
    """An object whose representation cannot be computed."""

    def __repr__(self) -> str:
        raise RuntimeError


VALUES: dict[str, object] = {
    "None": None,
    "zero": 0,
    "int": 5,
    "large int": 10**30,
    "float": 1.5,
    "nan": float("nan"),
    "inf": float("inf"),
    "signalling nan": Decimal("sNaN"),
    "bool": True,
    "bytes": b"20",
    "empty": "",
    "nul": "\x00",
    "surrogate": "\ud800",
    "megabyte": "字" * 350_000,
    "brackets": "(" * 20_000,
    "empty list": [],
    "list": ["20个工作日"],
    "empty dict": {},
    "dict": {"a": object()},
    "object": object(),
    "date": date(2026, 1, 1),
    "enum": Level.COUNTY,
    "class": Level,
    "hostile": Hostile(),
}

MORE: dict[str, Any] = {
    "base": lambda: None,
    "at": lambda: date(2026, 3, 2),
    "limit": lambda: WorkingDays(5),
    "calendar": china_calendar,
    "organs": lambda: OrganRegister([]),
    "acts": list,
    "reforms": list,
    "procedure": lambda: procedure("hotline"),
    "ctx": lambda: ProcedureContext(procedure("hotline")),
}
"""Arguments besides the first; a function that needs another one is added here."""

SKIPPED = {
    "zhengwu.lifecycle.read_case",  # its clocks are read, no text
    "zhengwu.limits.read_clock",
    "zhengwu.process.read_case",
}

READERS = {
    path: function
    for path, function in public_functions().items()
    if path.rpartition(".")[2].startswith(("check", "is_valid", "read_", "parse"))
    or path.rpartition(".")[2] in ("validate", "format", "compact", "mask", "upgrade")
    or path.rpartition(".")[2].startswith(("looks_like", "match_"))
} | class_readers()


def never_raises(path: str, function: Callable[..., Any]) -> bool:
    """Whether a function promises an answer, by its name or its description."""
    name = path.rpartition(".")[2]
    return (
        name.startswith(("check", "is_valid", "read_code")) and name != "check_digit"
    ) or "Never raises" in (function.__doc__ or "")


def call(function: Callable[..., Any], value: object) -> Any:
    """Call a function with a value as its first argument."""
    more = {p.name: MORE[p.name]() for p in required_parameters(function)[1:]}
    return function(value, **more)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("path", sorted(READERS.keys() - SKIPPED))
def test_every_object_gets_an_answer_or_a_refusal(path: str, value: object):
    """A refusal is an `InputError` in both languages; checks and readers of values answer."""
    function = READERS[path]
    refused = None
    try:
        call(function, value)
    except ZhengwuError as error:
        refused = error
    if refused is not None:
        assert not never_raises(path, function)
        assert isinstance(refused, InputError)
        assert refused.message_zh != refused.message_en


def test_checks_report_an_object_of_the_wrong_type():
    """The report names the argument and the expected type; the near miss is clean."""
    (wrong,) = check_organs(None)
    assert (wrong.code, wrong.path) == ("ZWWO005", ("register",))
    assert wrong.data["expected"] == "OrganRegister"
    assert [f.path for f in check_halls(5, organs=b"x")] == [("halls",), ("organs",)]
    assert check_organs(OrganRegister([])) == Report()


def test_checks_of_several_records_report_each_wrong_record():
    """A record of the wrong type is reported at its position."""
    complaints = check_complaints(
        ["甲", None],
        at=date(2026, 3, 2),
        limit=WorkingDays(5),
        calendar=china_calendar(),
    )
    assert [(f.code, f.path) for f in complaints] == [
        ("ZWWO005", (0,)),
        ("ZWWO005", (1,)),
    ]
    assert [(f.code, f.path) for f in check_acts(None, None)] == [
        ("ZWWO005", ("powers",)),
        ("ZWWO005", ("acts",)),
    ]


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_an_object_that_is_no_event_is_named(value: object):
    """`decide` refuses events; anything else is a mistake in the program."""
    scene = Scene()
    with pytest.raises(InputError, match="event must be a Event"):
        decide(scene.case, value, scene.ctx)
    with pytest.raises(InputError, match="case must be a Case"):
        decide(value, value, scene.ctx)


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (None, ReadingStatus.NONE),
        (float("nan"), ReadingStatus.NONE),
        (20, ReadingStatus.NEEDS_DEFAULT),
        (1.5, ReadingStatus.NEEDS_DEFAULT),
        (True, ReadingStatus.UNPARSEABLE),
        (["20个工作日"], ReadingStatus.UNPARSEABLE),
        (b"20", ReadingStatus.UNPARSEABLE),
    ],
)
def test_limits_that_are_no_text(value: object, status: ReadingStatus):
    """A number is its digits, a missing value no limit; the rest is not understood."""
    assert parse_limit(value).status is status


def test_fees_and_chains_that_are_no_text():
    """A missing value states nothing; another object is kept as it was quoted."""
    assert parse_fee(None).charged is None
    assert parse_fee(10).text == "10"
    assert parse_stage_chain(None).unread == ()
    assert parse_stage_chain([1]).unread == ("[1]",)
