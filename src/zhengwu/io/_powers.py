"""Organs, halls, items and instruments as JSON Lines, one record per line."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from os import PathLike
from typing import (
    IO,
    Any,
    Final,
    NamedTuple,
    TypeVar,
)

from zhengwu._errors import InputError
from zhengwu._values import (
    KIND,
    RECORD,
    Shape,
    has_members,
    plan_of,
    read_fields,
    tag_of,
)
from zhengwu.codes import (
    RegionTable,
)
from zhengwu.delegation import (
    Abolition,
    AssistedHandling,
    ChiefRepMandate,
    ConcentratedLicensing,
    CounterAcceptance,
    Devolution,
    Entrustment,
    FirstReview,
    Instrument,
    JointHandling,
    Powers,
    PowerSuspension,
    Recall,
    Responsibility,
    ServiceItem,
    SharedPower,
    StatutoryAuthorization,
    StatutoryPower,
)
from zhengwu.findings import Finding, Report, finding
from zhengwu.io.json._jsonl import iter_jsonl
from zhengwu.io.source._records import make_report
from zhengwu.io.source._text import Source, open_target
from zhengwu.organs import (
    AgentStation,
    Appointment,
    Hall,
    HallRegister,
    Organ,
    OrganRegister,
    Post,
    ServiceWindow,
)

_T = TypeVar("_T")
_NO_ORGANS: Final = OrganRegister()
_FACILITIES: Final = (Hall, ServiceWindow, AgentStation, Post)
_KINDS: Final[Mapping[str, type[Any]]] = {
    "item": ServiceItem,
    "organ": Organ,
    "hall": Hall,
    "agent_station": AgentStation,
    "post": Post,
    "appointment": Appointment,
    "statutory_power": StatutoryPower,
    "statutory_authorization": StatutoryAuthorization,
    "devolution": Devolution,
    "shared_power": SharedPower,
    "concentrated_licensing": ConcentratedLicensing,
    "entrustment": Entrustment,
    "first_review": FirstReview,
    "joint_handling": JointHandling,
    "counter_acceptance": CounterAcceptance,
    "chief_rep_mandate": ChiefRepMandate,
    "assisted_handling": AssistedHandling,
    "suspension": PowerSuspension,
    "recall": Recall,
    "abolition": Abolition,
    "responsibility": Responsibility,
    "window": ServiceWindow,
}
"""Class of the value of a record, by the kind of the record."""
_NAMES: Final[Mapping[type[Any], str]] = {kind: name for name, kind in _KINDS.items()}


class LoadedPowers(NamedTuple):
    """Powers of a file, and what was wrong while reading (权力配置读入结果).

    Attributes:
        powers: Powers of the records that could be read.
        report: What was wrong while reading, with the counts ``records``, ``loaded`` and
            ``set_aside``.
    """

    powers: Powers
    report: Report


def read_powers(
    source: Source,
    *,
    regions: RegionTable | None = None,
    encoding: str | None = None,
) -> LoadedPowers:
    """Read organs, halls, items and instruments from JSON Lines (读取权力配置).

    Each line is an object whose ``kind`` is ``organ``, ``hall``, ``window``,
    ``agent_station``, ``post``, ``appointment``, ``item``, or the name of a type of
    instrument such as ``devolution``; the other keys are the arguments of that type.
    Days are in ISO 8601; areas are division codes; time limits are wordings such as
    ``3个工作日``. A body is the id of an organ, or an object with ``level`` and
    ``function``. A record that cannot be used is set aside; the other records are read.

    Args:
        source: Path or open binary file.
        regions: Table of divisions, if available.
        encoding: Encoding of the file; detected if None.

    Raises:
        InputError: The file cannot be opened or is not text.
    """
    findings: list[Finding] = []
    lines: list[int] = []
    values: list[tuple[int, Any]] = []
    for record in iter_jsonl(source, encoding=encoding):
        lines.append(record.line)
        findings += record.findings
        if record.value is None:
            continue
        try:
            values.append((record.position, _read_record(record.value)))
        except InputError as error:
            findings.append(_report_set_aside(record.position, error))
    kept = [*_drop_clashes(values, findings)]
    if not lines:
        findings.append(finding("ZWIO006", ()))
    powers = Powers(
        _select(kept, ServiceItem),
        _select(kept, Instrument),
        OrganRegister(_select(kept, Organ)),
        HallRegister(_select(kept, *_FACILITIES), _select(kept, Appointment)),
        regions,
    )
    return LoadedPowers(powers, make_report(source, findings, lines, loaded=len(kept)))


def write_powers(powers: Powers, target: str | PathLike[str] | IO[bytes]) -> int:
    """Write powers to JSON Lines; `read_powers` reads the same powers back (写出权力配置).

    Args:
        powers: The powers; the table of divisions is not written.
        target: Path or open binary file.

    Returns:
        Number of records written.

    Raises:
        InputError: The file cannot be written.
    """
    with open_target(target) as file:
        return _write_records(powers, file)


def _write_records(powers: Powers, file: IO[bytes]) -> int:
    records = 0
    for value in (
        *powers.organs,
        *powers.halls,
        *powers.halls.appointments,
        *powers.items.values(),
        *powers.instruments.values(),
    ):
        if type(value) not in _NAMES:
            raise InputError(
                f"{value.id} 的类型 {type(value).__name__} 无法写出;请用文书的具体类型",
                f"{value.id}: a {type(value).__name__} cannot be written; use a concrete "
                "type of instrument",
            )
        tag = tag_of(type(value))
        record = {tag: _NAMES[type(value)], **value.to_data()}
        record[tag] = _NAMES[type(value)]
        text = json.dumps(record, ensure_ascii=False)
        file.write(text.encode("utf-8", "replace") + b"\n")
        records += 1
    return records


def _read_record(record: dict[str, Any]) -> Any:
    tag = RECORD if RECORD in record else KIND
    kind: Any = _KINDS.get(str(record.get(tag)))
    if kind is None:
        known = ", ".join(_KINDS)
        raise InputError(
            f"{tag} 为 {record.get(tag)!r},应为 {known} 之一",
            f"{tag} is {record.get(tag)!r}; it must be one of {known}",
        )
    data = {name: value for name, value in record.items() if name != tag}
    return kind(**read_fields(data, _plan_record(kind)))


class _RecordPlan(NamedTuple):
    """Fields of the records of a kind."""

    shapes: Mapping[str, Shape]
    required: tuple[str, ...]
    private: frozenset[str] = frozenset()


class _Labelled(Shape):
    """Member of an enum in a file that people write: its label is read too."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape

    def read(self, data: Any) -> Any:
        return (
            self._shape.check(data) if isinstance(data, str) else self._shape.read(data)
        )


@cache
def _plan_record(kind: Any) -> _RecordPlan:
    plan = plan_of(kind)
    shapes = {
        name: _Labelled(shape) if has_members(shape) else shape
        for name, shape in plan.shapes.items()
    }
    return _RecordPlan(shapes, plan.required)


def _report_set_aside(position: int, error: InputError) -> Finding:
    return finding(
        "ZWIO010",
        (position,),
        problem_zh=error.message_zh,
        problem_en=error.message_en,
    )


def _select(values: Iterable[object], *kinds: type[_T]) -> list[_T]:
    return [value for value in values if isinstance(value, kinds)]


def _drop_clashes(
    values: Iterable[tuple[int, Any]], findings: list[Finding]
) -> Iterator[Any]:
    """The values that do not contradict an earlier value of the same id.

    Args:
        values: Position of each record, and its value.
        findings: List to which a finding about each dropped value is added.
    """
    known: dict[tuple[str, str], list[Any]] = {}
    for position, value in values:
        family, combine = _choose_family(value)
        group = known.setdefault((family, value.id), [])
        # perf: the values kept so far do not overlap, so that the neighbours suffice.
        index = bisect_right(group, _get_start(value), key=_get_start)
        try:
            if group:
                combine([*group[max(index - 1, 0) : index + 1], value])
        except InputError as error:
            findings.append(_report_set_aside(position, error))
            continue
        group.insert(index, value)
        yield value


def _get_start(value: Any) -> date:
    """First day of a value; the first of all days if it has no start."""
    since: date | None = getattr(value, "since", None)
    return since or date.min


def _choose_family(value: object) -> tuple[str, Callable[[list[Any]], object]]:
    """Name of the family in which the id is unique, and a check of values together.

    The check raises an error if values of one id contradict each other.
    """
    if isinstance(value, Organ):
        return "organ", OrganRegister
    if isinstance(value, Appointment):
        return "appointment", lambda group: HallRegister((), group)
    if isinstance(value, ServiceItem):
        return "item", lambda group: Powers(group, (), _NO_ORGANS)
    if isinstance(value, Instrument):
        return "instrument", lambda group: Powers((), group, _NO_ORGANS)
    return "facility", HallRegister
