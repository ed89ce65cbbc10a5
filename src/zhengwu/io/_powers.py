"""Organs, halls, items and instruments as JSON Lines, one record each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from os import PathLike, fspath
from typing import (
    IO,
    TYPE_CHECKING,
    Any,
    Final,
    NamedTuple,
    TypeVar,
    get_args,
    get_origin,
)

import attrs

from zhengwu._dates import parse_date
from zhengwu._errors import InputError
from zhengwu._tables import not_a_list, strict_converter, structure_with
from zhengwu.codes import (
    ItemType,
    Level,
    OrganNature,
    RegionCode,
    RegionTable,
    from_code,
    region_code,
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
    InProgress,
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
    Step,
    TierOrgan,
)
from zhengwu.delegation.powers._instrument import Body
from zhengwu.findings import Finding, Report, finding
from zhengwu.findings._place import SourceMap
from zhengwu.io._jsonl import iter_jsonl
from zhengwu.io._text import Source, writing
from zhengwu.legal import LegalBasis
from zhengwu.limits import parse_limit
from zhengwu.limits.values._limit import SimpleLimit
from zhengwu.organs import (
    AgentStation,
    Appointment,
    Hall,
    HallRegister,
    Organ,
    OrganRegister,
    Post,
    PostRole,
    ServiceWindow,
    WindowKind,
)

if TYPE_CHECKING:
    from cattrs import Converter

_T = TypeVar("_T")
_NOWHERE: Final = OrganRegister()
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
"""Kind of a record in a file, and the class that it makes."""
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}


class LoadedPowers(NamedTuple):
    """What a file gave (权力配置读入结果).

    Attributes:
        powers: What could be read.
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
    instrument such as ``devolution``; its other keys are the arguments of that type.
    Days are ISO 8601, areas codes of divisions, time limits wordings such as
    ``3个工作日``; a body is the id of an organ, or an object with ``level`` and
    ``function``. A record that cannot be used is set aside, and the rest is read.

    Args:
        source: Path or open binary file.
        regions: Table of divisions, if there is one.
        encoding: Encoding of the file; found out if None.

    Raises:
        InputError: The file cannot be opened or is no text.
    """
    found: list[Finding] = []
    lines: list[int] = []
    values: list[tuple[int, Any]] = []
    for record in iter_jsonl(source, encoding=encoding):
        lines.append(record.line)
        found += record.findings
        if record.value is None:
            continue
        try:
            values.append((record.position, _read(record.value)))
        except InputError as error:
            found.append(_set_aside(record.position, error))
    kept = [value for _, value in _without_clashes(values, found)]
    counts = {
        "records": len(lines),
        "loaded": len(kept),
        "set_aside": len(lines) - len(kept),
    }
    if not lines:
        found.append(finding("ZWIO006", ()))
    name = fspath(source) if isinstance(source, str | PathLike) else ""
    powers = Powers(
        _of(kept, ServiceItem),
        _of(kept, Instrument),
        OrganRegister(_of(kept, Organ)),
        HallRegister(_of(kept, *_FACILITIES), _of(kept, Appointment)),
        regions,
    )
    return LoadedPowers(powers, Report(found, counts, SourceMap(name, "", lines)))


def write_powers(powers: Powers, target: str | PathLike[str] | IO[bytes]) -> int:
    """Write powers to JSON Lines that `read_powers` reads back as they are (写出权力配置).

    Args:
        powers: The powers; the table of divisions is not written.
        target: Path or open binary file.

    Returns:
        How many records were written.

    Raises:
        InputError: The file cannot be written.
    """
    with writing(target) as file:
        return _write(powers, file)


def _write(powers: Powers, file: IO[bytes]) -> int:
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
                f"{value.id} 的类型 {type(value).__name__} 没有写法;请用文书的具体类型",
                f"{value.id}: a {type(value).__name__} has no written form; use one of the "
                "types of instrument",
            )
        record = {"kind": _NAMES[type(value)], **_plain(value)}
        text = json.dumps(record, ensure_ascii=False)
        file.write(text.encode("utf-8", "replace") + b"\n")
        records += 1
    return records


def _read(record: dict[str, Any]) -> Any:
    kind = _KINDS.get(str(record.get("kind")))
    if kind is None:
        known = ", ".join(_KINDS)
        raise InputError(
            f"kind 为 {record.get('kind')!r},应为 {known} 之一",
            f"kind is {record.get('kind')!r}; it must be one of {known}",
        )
    data = {name: value for name, value in record.items() if name != "kind"}
    return structure_with(_converter(), data, kind, str(record["kind"]))


def _set_aside(position: int, error: InputError) -> Finding:
    return finding(
        "ZWIO010",
        (position,),
        problem_zh=error.message_zh,
        problem_en=error.message_en,
    )


def _of(values: Iterable[object], *kinds: type[_T]) -> list[_T]:
    return [value for value in values if isinstance(value, kinds)]


def _without_clashes(
    values: Iterable[tuple[int, Any]], found: list[Finding]
) -> Iterator[tuple[int, Any]]:
    """Without records that contradict an earlier one about the same id."""
    known: dict[tuple[str, str], list[Any]] = {}
    for position, value in values:
        family, together = _family(value)
        group = known.setdefault((family, value.id), [])
        try:
            if group:
                together([*group, value])
        except InputError as error:
            found.append(_set_aside(position, error))
            continue
        group.append(value)
        yield position, value


def _family(value: object) -> tuple[str, Callable[[list[Any]], object]]:
    """Things that share ids, and what refuses two of them together."""
    if isinstance(value, Organ):
        return "organ", OrganRegister
    if isinstance(value, Appointment):
        return "appointment", lambda group: HallRegister((), group)
    if isinstance(value, ServiceItem):
        return "item", lambda group: Powers(group, (), _NOWHERE)
    if isinstance(value, Instrument):
        return "instrument", lambda group: Powers((), group, _NOWHERE)
    return "facility", HallRegister


def _plain(value: Any) -> dict[str, Any]:
    """Fields that differ from their default, as JSON has them."""
    found: dict[str, Any] = {}
    for field in attrs.fields(type(value)):
        held = getattr(value, field.name)
        default = field.default
        if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
            default = default.factory()
        if default is attrs.NOTHING or held != default:
            found[field.name] = _as_json(held)
    return found


def _as_json(value: Any) -> Any:
    for kind, plain in _AS_JSON:
        if isinstance(value, kind):
            return plain(value)
    return getattr(value, "value", value)


_AS_JSON: Final[tuple[tuple[Any, Callable[[Any], Any]], ...]] = (
    (frozenset, lambda value: sorted(map(_as_json, value))),
    (tuple, lambda value: list(map(_as_json, value))),
    (date, date.isoformat),
    (RegionCode, str),
    (TierOrgan, lambda one: {"level": one.level.value, "function": one.function}),
    (get_args(SimpleLimit), lambda limit: limit.label("zh")),
    (LegalBasis, LegalBasis.to_dict),
)


@cache
def _converter() -> Converter:
    converter = strict_converter()
    converter.register_structure_hook(date, lambda v, _: parse_date(_text(v)))
    converter.register_structure_hook(
        RegionCode, lambda v, _: region_code.parse(_text(v))
    )
    for scheme in (Level, OrganNature, ItemType):
        converter.register_structure_hook(scheme, _coded)
    for listed in (Step, InProgress, WindowKind, PostRole):
        converter.register_structure_hook(listed, _listed)
    for is_one, read in ((_is_body, _body), (_is_limit, _limit)):
        converter.register_structure_hook_factory(is_one, partial(_or_none, read))
    converter.register_structure_hook_factory(
        _is_entries,
        partial(_entries, converter),
    )
    return converter


def _or_none(
    read: Callable[[object], Any], wanted: Any
) -> Callable[[object, object], Any]:
    optional = type(None) in get_args(wanted)

    def structure(value: object, _: object) -> Any:
        return None if value is None and optional else read(value)

    return structure


def _is_body(wanted: Any) -> bool:
    """Whether a field takes a body, or none."""
    return {kind for kind in get_args(wanted) if kind is not type(None)} == {
        str,
        TierOrgan,
    }


def _is_limit(wanted: Any) -> bool:
    """Whether a field takes a limit, or none."""
    kinds = {kind for kind in get_args(wanted) if kind is not type(None)}
    return bool(kinds) and kinds <= set(get_args(SimpleLimit))


def _is_entries(wanted: Any) -> bool:
    origin: Any = get_origin(wanted)
    return origin in (tuple, frozenset)


def _entries(converter: Converter, into: Any) -> Callable[[object, object], Any]:
    """A list of JSON as a tuple or set; a text is not taken letter by letter."""
    entry, wanted = get_args(into)[0], get_origin(into)

    def structure(value: object, _: object) -> Any:
        if not isinstance(value, list):
            raise not_a_list(value)
        return wanted(converter.structure(one, entry) for one in value)

    return structure


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise InputError(f"应为文字,现为 {value!r}", f"expected text, got {value!r}")
    return value


def _coded(value: object, scheme: Any) -> Any:
    found: Any = from_code(scheme, _text(value))
    if found is None:
        members: list[Any] = list(scheme)
        listed = ", ".join(f"{m.value} {m.label_zh}" for m in members)
        raise InputError(
            f"{value!r} 应为 {listed} 之一", f"{value!r} is none of {listed}"
        )
    return found


def _listed(value: object, scheme: Any) -> Any:
    members: list[Any] = list(scheme)
    for member in members:
        if value == member.value:
            return member
    known = ", ".join(member.value for member in members)
    raise InputError(f"{value!r} 应为 {known} 之一", f"{value!r} is none of {known}")


def _body(value: object) -> Body:
    if isinstance(value, dict):
        return structure_with(_converter(), value, TierOrgan, "body")
    return _text(value)


def _limit(value: object) -> Any:
    text = _text(value)
    limit = parse_limit(text).limit
    if limit is None or not isinstance(limit, get_args(SimpleLimit)):
        raise InputError(
            f"{text!r} 不是一个时限;写作 3个工作日、2小时",
            f"{text!r} is not one time limit; write 3个工作日 or 2小时",
        )
    return limit
