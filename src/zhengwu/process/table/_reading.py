"""Reads a procedure from its TOML table; each error names the line, the key and a remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, cast

import attrs

from zhengwu._errors import InputError, Problem
from zhengwu._tables import parse_toml
from zhengwu._values import Value, join_problems, nest
from zhengwu.legal import LegalBasis
from zhengwu.process.table._conditions import read_condition
from zhengwu.process.table._procedure import Procedure
from zhengwu.process.table._rows import (
    ChoiceRow,
    ClockChange,
    ClockRow,
    ConditionRow,
    Effects,
    EventRow,
    ExtensionRow,
    FactRow,
    FeatureRow,
    FieldRow,
    GroundRow,
    MoveRow,
    OpenSide,
    OutcomeRow,
    PhaseRow,
    RoleRow,
    SideRow,
    StateRow,
    TransitionRow,
)

_LISTS: Final[Mapping[str, tuple[str, type[Value]]]] = {
    "phase": ("phases", PhaseRow),
    "role": ("roles", RoleRow),
    "field": ("fields", FieldRow),
    "fact": ("facts", FactRow),
    "event": ("events", EventRow),
    "clock": ("clocks", ClockRow),
    "condition": ("conditions", ConditionRow),
    "transition": ("transitions", TransitionRow),
    "outcome": ("outcomes", OutcomeRow),
    "side": ("sides", SideRow),
    "move": ("moves", MoveRow),
    "ground": ("grounds", GroundRow),
    "choice": ("choices", ChoiceRow),
    "feature": ("features", FeatureRow),
}
_EFFECTS: Final = tuple(field.name for field in attrs.fields(Effects))


def read_procedure(text: str, source: str) -> Procedure:
    """Read the table of a procedure; `check_process` then checks it as a whole.

    Raises:
        InputError: The text is no TOML, or rows have unknown keys, wrong types or missing
            values. Every problem is listed, with its line.
    """
    data = parse_toml(text, source)
    problems: list[Problem] = []
    fields: dict[str, Any] = {}
    for key, value in data.items():
        if key not in _LISTS:
            fields[key] = value
            continue
        name, row = _LISTS[key]
        rows: list[Any] = value if isinstance(value, list) else [value]
        read: list[Any] = []
        for number, entry in enumerate(rows):
            try:
                read.append(_read_row(row, entry))
            except InputError as error:
                problems += nest(error, key, number)
            except (TypeError, AttributeError, ValueError) as error:
                zh, en = f"内容不合要求:{error}", f"is unusable: {error}"
                problems.append(Problem((key, number), zh, en))
        fields[name] = tuple(read)
    if not problems:
        try:
            return Procedure(**_read_top(fields))
        except InputError as error:
            problems += error.problems
    raise join_problems([_place(problem, text, source) for problem in problems])


def _read_top(fields: dict[str, Any]) -> dict[str, Any]:
    if fields.get("phases") == ():
        zh, en = "至少要有一个阶段", "must have at least one phase"
        raise join_problems([Problem(("phase",), zh, en)])
    known = {field.name for field in attrs.fields(Procedure)}
    return _read_basis(_refuse_unknown(fields, known), required=Procedure)


def _read_row(cls: type[Value], data: Any) -> Value:
    """A row of the table."""
    if not isinstance(data, dict):
        raise InputError(f"应为表,现为 {data!r}", f"must be a table, not {data!r}")
    plain: dict[str, Any] = dict(data)
    if cls is SideRow and "state" in plain:
        plain["states"] = plain.pop("state")
    for name, convert in _CONVERTED.get(cls, {}).items():
        if name in plain:
            try:
                plain[name] = convert(plain[name])
            except InputError as error:
                raise join_problems(nest(error, name)) from None
    if "effects" in {field.name for field in attrs.fields(cast("Any", cls))}:
        own = {name: plain.pop(name) for name in _EFFECTS if name in plain}
        if own:
            plain["effects"] = _read_row(Effects, own)
    known = {field.alias for field in attrs.fields(cast("Any", cls))}
    plain = _read_basis(_refuse_unknown(plain, known), required=cls)
    return cls(**plain)


def _refuse_unknown(plain: dict[str, Any], known: set[str]) -> dict[str, Any]:
    unknown = [key for key in plain if key not in known]
    if not unknown:
        return plain
    listed = ", ".join(sorted({*known} - {"effects"}))
    raise join_problems(
        [
            Problem(
                (key,),
                f"没有这一项;可用:{listed}",
                f"is no key here; keys are {listed}",
            )
            for key in unknown
        ]
    )


def _read_basis(plain: dict[str, Any], required: type[Value]) -> dict[str, Any]:
    """The row with its articles read; a missing required key is an error."""
    missing = [
        Problem((field.alias,), "必填,但没有", "is required and missing")
        for field in attrs.fields(cast("Any", required))
        if field.default is attrs.NOTHING and field.alias not in plain
    ]
    if missing:
        raise join_problems(missing)
    if "basis" in plain:
        rows = plain["basis"] if isinstance(plain["basis"], list) else [plain["basis"]]
        try:
            plain["basis"] = tuple(LegalBasis(**row) for row in rows)
        except TypeError as error:
            raise join_problems(
                [
                    Problem(
                        ("basis",),
                        f"应为 {{ title = …, article = … }}:{error}",
                        f"must be {{ title = …, article = … }}: {error}",
                    )
                ]
            ) from None
    return plain


def _read_changes(value: Any) -> tuple[ClockChange, ...]:
    texts = value if isinstance(value, list) else [value]
    return tuple(ClockChange.parse(str(text)) for text in texts)


_ANY_NUMBER: Final = "any"  # TOML has no null


def _read_choice_clocks(value: Any) -> dict[str, tuple[ClockChange, ...]]:
    return {key: _read_changes(changes) for key, changes in value.items()}


def _read_openings(value: Any) -> tuple[Any, ...]:
    openings: list[Any] = value if isinstance(value, list) else [value]
    return tuple(
        OpenSide(side=each) if isinstance(each, str) else _read_row(OpenSide, each)
        for each in openings
    )


def _read_states(value: Any) -> tuple[Any, ...]:
    return tuple(_read_row(StateRow, each) for each in value)


def _read_extension(value: Any) -> Value:
    return _read_row(ExtensionRow, value)


def _read_times(value: Any) -> Any:
    return None if value == _ANY_NUMBER else value


_CONVERTED: Final[Mapping[type[Value], Mapping[str, Any]]] = {
    ConditionRow: {"holds": read_condition},
    TransitionRow: {"clocks": _read_changes},
    MoveRow: {"clocks": _read_changes},
    ChoiceRow: {"clocks": _read_choice_clocks},
    Effects: {"open": _read_openings},
    SideRow: {"states": _read_states},
    ClockRow: {"extension": _read_extension},
    ExtensionRow: {"times": _read_times},
}


def _place(problem: Problem, text: str, source: str) -> Problem:
    """The problem with the line of its row."""
    line = find_line(text, problem.path)
    if line is None:
        return problem
    return problem._replace(
        zh=f"{problem.zh}({source} 第 {line} 行)",
        en=f"{problem.en} ({source}, line {line})",
    )


_HEADER: Final = re.compile(r"\s*\[\[?\s*(?P<name>[\w.]+)\s*\]?\]")


def find_line(text: str, path: tuple[str | int, ...]) -> int | None:
    """Line of a row, or of a key of the row, in the text of a table; None if there is none."""
    if len(path) < 2 or not isinstance(path[1], int):  # noqa: PLR2004
        name = str(path[0]) if path else ""
        for number, line in enumerate(text.splitlines(), 1):
            if re.match(rf"\s*{re.escape(name)}\s*=", line):
                return number
        return None
    kind, wanted = path[0], path[1]
    keys = [str(step) for step in path[2:] if isinstance(step, str)]
    seen, start = -1, None
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header is not None and not header["name"].startswith(f"{kind}."):
            if start is not None:
                return start
            seen += header["name"] == kind
            start = number if header["name"] == kind and seen == wanted else None
        elif (
            start is not None and keys and re.match(rf"\s*{re.escape(keys[0])}\b", line)
        ):
            return number
    return start
