"""Values of the fields of events: what each type takes, how it is written and read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from zhengwu._errors import InputError, Problem
from zhengwu._frozen import FrozenMap
from zhengwu._values import join_problems, nest, shape_of
from zhengwu._values._scalars import Shape
from zhengwu.limits import Limit
from zhengwu.process.table._procedure import Procedure
from zhengwu.process.table._rows import EventRow, FieldType

SHAPES: Final[Mapping[FieldType, Shape]] = {
    FieldType.TEXT: shape_of(str),
    FieldType.TEXTS: shape_of(tuple[str, ...]),
    FieldType.DATE: shape_of(dt.date),
    FieldType.INSTANT: shape_of(dt.datetime),
    FieldType.BOOL: shape_of(bool),
    FieldType.WHOLE: shape_of(int),
    FieldType.NUMBER: shape_of(Decimal),
    FieldType.MONEY: shape_of(Decimal),
    FieldType.LIMIT: shape_of(Limit),
    FieldType.CHOICE: shape_of(str),
}
_SMALLEST: Final = Decimal("0.01")


class Fields(NamedTuple):
    """Fields of a kind of event, compiled from the table.

    Attributes:
        shapes: Shape of each field.
        required: Fields that must be there.
        choices: Values of the fields of type ``choice``.
        money: Fields with amounts.
        personal: Fields whose values no message quotes.
    """

    shapes: Mapping[str, Shape]
    required: tuple[str, ...]
    choices: Mapping[str, frozenset[str]]
    money: frozenset[str]
    personal: frozenset[str]

    def check(self, details: Mapping[str, Any]) -> Mapping[str, Any]:
        """The details, converted where the meaning is plain.

        Raises:
            InputError: A field is unknown, is missing, or has an unusable value; every
                problem is listed.
        """
        if self._fit(details):
            return details
        return self._convert(details, lambda shape, value: shape.check(value))

    def _fit(self, details: Mapping[str, Any]) -> bool:
        """Whether details need no conversion; perf: the usual case."""
        shapes = self.shapes
        for name, value in details.items():
            shape = shapes.get(name)
            if shape is None or type(value) not in shape.kinds:
                return False
            if name in self.choices or name in self.money:
                return False
        return all(not _is_empty(details.get(name)) for name in self.required)

    def read(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """The details that plain data states.

        Raises:
            InputError: As for `check`.
        """
        return self._convert(data, lambda shape, value: shape.read(value))

    def write(self, details: Mapping[str, Any]) -> dict[str, Any]:
        """Plain data of details."""
        return {name: self.shapes[name].write(value) for name, value in details.items()}

    def _convert(
        self, data: Mapping[str, Any], convert: Callable[[Shape, Any], Any]
    ) -> Mapping[str, Any]:
        if not data and not self.required:
            return _NOTHING
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, value in data.items():
            shape = self.shapes.get(name)
            if shape is None:
                problems.append(_report_unknown(name, self.shapes))
                continue
            try:
                values[name] = convert(shape, value)
                self._check_value(name, values[name])
            except InputError as error:
                problems += nest(self._hide(name, error), name)
        problems += [
            Problem((name,), "必填,但没有", "is required and missing")
            for name in self.required
            if _is_empty(data.get(name))
        ]
        if problems:
            raise join_problems(problems)
        return FrozenMap(values)

    def _check_value(self, name: str, value: Any) -> None:
        choices = self.choices.get(name)
        if choices is not None and value not in choices:
            listed = ", ".join(sorted(choices))
            raise InputError(
                f"应为 {listed} 之一,现为 {value!r}",
                f"must be one of {listed}, not {value!r}",
            )
        if name in self.money and (value < 0 or value % _SMALLEST):
            raise InputError(
                f"应为不小于零、至多两位小数的金额,现为 {value}",
                f"must be an amount of at least 0 with at most two decimals, not {value}",
            )

    def _hide(self, name: str, error: InputError) -> InputError:
        if name not in self.personal:
            return error
        zh, en = self.shapes[name].names
        return InputError(
            f"应为{zh}(原值涉及个人,不显示)",
            f"must be {en} (what is there is personal and not shown)",
        )


_NOTHING: Final[FrozenMap[Any]] = FrozenMap()


def _is_empty(value: Any) -> bool:
    return (
        value is None or (isinstance(value, str) and not value.strip()) or value == ()
    )


def _report_unknown(name: str, known: Iterable[str]) -> Problem:
    listed = ", ".join(known)
    if not listed:
        return Problem(
            (name,), "该事件没有内容字段", "is no field: the event brings none"
        )
    return Problem(
        (name,),
        f"该事件没有这一字段;可用:{listed}",
        f"is no field of the event; its fields are {listed}",
    )


def compile_fields(procedure: Procedure, event: EventRow) -> Fields:
    """The fields of a kind of event."""
    rows = [procedure.field_by_id[name] for name in event.fields]
    return Fields(
        shapes={row.id: SHAPES[row.type] for row in rows},
        required=event.requires,
        choices={
            row.id: frozenset(row.choices)
            for row in rows
            if row.type is FieldType.CHOICE
        },
        money=frozenset(row.id for row in rows if row.type is FieldType.MONEY),
        personal=frozenset(row.id for row in rows if row.personal),
    )


def schema_of(procedure: Procedure, name: str) -> dict[str, Any]:
    """JSON Schema of the values of a field."""
    row = procedure.field_by_id[name]
    schema = (
        {"enum": sorted(row.choices)}
        if row.type is FieldType.CHOICE
        else SHAPES[row.type].schema(set())
    )
    return {"title": f"{row.zh} / {row.en}", **schema}
