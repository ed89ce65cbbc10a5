"""Event logs of other systems: records of case, code and instant, by a map of columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._dates import as_instant
from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap
from zhengwu._text import quote_value
from zhengwu.findings import Finding, Report, finding
from zhengwu.io._items import detect_form, iter_table
from zhengwu.io.source._records import RawRecord, make_report, name_source
from zhengwu.io.source._text import Source

_XES: Final = "xes"
_ZONE: Final = re.compile(r"([+-])(\d{2}):?(\d{2})\Z", re.ASCII)
_DAY_ONLY: Final = re.compile(r"\d{4}-?\d{2}-?\d{2}\Z|\d{4}-W\d", re.ASCII)
_SLASHES: Final = re.compile(
    r"(\d{4})[/.年-](\d{1,2})[/.月-](\d{1,2})日?[ T]*"
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?\Z",
    re.ASCII,
)
_NO_DATA: Final[FrozenMap[str]] = FrozenMap()


class LogRecord(NamedTuple):
    """Record of a log of another system (外部日志记录), before a code map reads it.

    Attributes:
        case: Id of the case.
        code: Code or name of what happened.
        at: When it happened, in Beijing time.
        who: Who did it; empty where the log does not say.
        data: Further columns that were asked for.
    """

    case: str
    code: str
    at: dt.datetime
    who: str = ""
    data: Mapping[str, str] = _NO_DATA


def _to_names(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@attrs.frozen(kw_only=True)
class LogColumns:
    """Names of the columns of a log (日志列名), or keys of the attributes of an XES log.

    Args:
        case: Column of the id of the case.
        code: Column of the code or name of what happened.
        at: Column of the instant.
        who: Column of who did it; empty for none.
        data: Further columns to keep; all others are ignored.

    Raises:
        InputError: `case`, `code` or `at` is empty.

    >>> LogColumns(case="案件号", code="活动", at="时间").code
    '活动'
    """

    case: str = "case"
    code: str = "code"
    at: str = "at"
    who: str = ""
    data: tuple[str, ...] = attrs.field(default=(), converter=_to_names)

    def __attrs_post_init__(self) -> None:
        empty = [name for name in ("case", "code", "at") if not getattr(self, name)]
        if empty:
            raise InputError(
                f"LogColumns 的 {'、'.join(empty)} 不能为空;请填写列名",
                f"{', '.join(empty)} of LogColumns must not be empty; name the column",
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that are read."""
        return tuple(
            filter(None, (self.case, self.code, self.at, self.who, *self.data))
        )


XES_COLUMNS: Final = LogColumns(
    case="case:concept:name",
    code="concept:name",
    at="time:timestamp",
    who="org:resource",
)
"""Attributes of an XES log (XES 属性); ``case:`` marks those of the trace."""
_PLAIN_COLUMNS: Final = LogColumns()


class ReadLogRecord(NamedTuple):
    """Record of a line of a log of another system (外部日志读入结果).

    Attributes:
        position: Number of the record, counted from 0.
        line: Number of the line, counted from 1.
        record: The record; None if the line could not be used.
        findings: What was wrong with the line.
    """

    position: int
    line: int
    record: LogRecord | None
    findings: tuple[Finding, ...]


class LoadedLogRecords(NamedTuple):
    """Records of a log of another system, and what was wrong (外部日志读入结果).

    Attributes:
        records: The records of each case by its id, in the order of the file.
        report: What was wrong while reading, with the counts ``records``, ``loaded`` and
            ``set_aside``.
    """

    records: dict[str, tuple[LogRecord, ...]]
    report: Report


def iter_log_records(
    source: Source,
    columns: LogColumns | None = None,
    *,
    zone: str | None = None,
    time_format: str | None = None,
    form: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> Iterator[ReadLogRecord]:
    """Read a log of another system record by record (逐条读取外部日志).

    JSON Lines, CSV and XES are read in constant memory.

    Args:
        source: Path or open binary file.
        columns: Names of the columns; if None, ``case``, ``code`` and ``at``, and for XES
            the usual attributes.
        zone: Time zone of instants that state none, such as ``"+08:00"``; without it such
            an instant is a finding.
        time_format: Form of the instants as `datetime.strptime` takes it; if None, ISO
            8601 and forms such as ``2026/10/9 9:30`` are read.
        form: ``jsonl``, ``json``, ``csv``, ``xlsx`` or ``xes``; by the extension of the name
            if None.
        encoding: Encoding of the file; detected if None.
        sheet: Sheet of a spreadsheet.

    Raises:
        InputError: The file cannot be opened or does not have its form; the zone is none.
        UnknownCodeError: There is no such form.
        MissingExtraError: The file is a spreadsheet and the extra is not installed.
    """
    is_xes = (form or _detect(source)) == _XES
    chosen = columns or (XES_COLUMNS if is_xes else _PLAIN_COLUMNS)
    reader = _RecordReader(chosen, parse_zone(zone), time_format)
    for raw in _iter_raw(
        source, chosen, is_xes=is_xes, form=form, encoding=encoding, sheet=sheet
    ):
        record, findings = reader.read(raw)
        yield ReadLogRecord(raw.position, raw.line, record, findings)


def _detect(source: Source) -> str:
    name = name_source(source) or getattr(source, "name", "")
    if isinstance(name, str) and name.lower().endswith(f".{_XES}"):
        return _XES
    return detect_form(source)


def _iter_raw(
    source: Source,
    columns: LogColumns,
    *,
    is_xes: bool,
    form: str | None,
    encoding: str | None,
    sheet: str | None,
) -> Iterator[RawRecord]:
    if is_xes:
        from zhengwu.io._xes import iter_xes

        return iter_xes(source, columns.names, encoding=encoding)
    return iter_table(
        source, frozenset(columns.names), form=form, encoding=encoding, sheet=sheet
    )


def read_log_records(
    source: Source,
    columns: LogColumns | None = None,
    *,
    zone: str | None = None,
    time_format: str | None = None,
    form: str | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
) -> LoadedLogRecords:
    r"""Read a log of another system, case by case (读取外部日志).

    A line that cannot be used is left out with a finding; the other lines are read.

    Args:
        source: See `iter_log_records`.
        columns: See `iter_log_records`.
        zone: See `iter_log_records`.
        time_format: See `iter_log_records`.
        form: See `iter_log_records`.
        encoding: See `iter_log_records`.
        sheet: See `iter_log_records`.

    Raises:
        InputError: The file cannot be opened or does not have its form; the zone is none;
            a column is in no record.
        UnknownCodeError: There is no such form.
        MissingExtraError: The file is a spreadsheet and the extra is not installed.

    >>> from io import BytesIO
    >>> table = "办件,环节,时间\nA1,受理,2026-10-09 09:30:00\n"
    >>> columns = LogColumns(case="办件", code="环节", at="时间")
    >>> loaded = read_log_records(
    ...     BytesIO(table.encode()), columns, zone="+08:00", form="csv"
    ... )
    >>> loaded.records["A1"][0].at.isoformat()
    '2026-10-09T09:30:00+08:00'
    """
    is_xes = (form or _detect(source)) == _XES
    chosen = columns or (XES_COLUMNS if is_xes else _PLAIN_COLUMNS)
    reader = _RecordReader(chosen, parse_zone(zone), time_format)
    findings: list[Finding] = []
    lines: list[int] = []
    cases: dict[str, list[LogRecord]] = {}
    unseen, seen, loaded = dict.fromkeys(chosen.names), dict[str, None](), 0
    for raw in _iter_raw(
        source, chosen, is_xes=is_xes, form=form, encoding=encoding, sheet=sheet
    ):
        lines.append(raw.line)
        record, about = reader.read(raw)
        findings += about
        if raw.value is not None and unseen:
            seen |= dict.fromkeys(raw.value)
            unseen = {name: None for name in unseen if name not in raw.value}
        if record is not None:
            cases.setdefault(record.case, []).append(record)
            loaded += 1
    required = [n for n in unseen if not is_xes or n in (chosen.code, chosen.at)]
    if seen and required:
        listed, known = ", ".join(required), ", ".join(seen)
        raise InputError(
            f"日志没有列 {listed};有:{known};请用 LogColumns 写明列名",
            f"the log has no column {listed}; it has {known}; name the columns with "
            "LogColumns",
        )
    if not lines:
        findings.append(finding("ZWIO006", ()))
    return LoadedLogRecords(
        {case: tuple(records) for case, records in cases.items()},
        make_report(source, findings, lines, loaded=loaded),
    )


def parse_zone(zone: str | None) -> dt.timezone | None:
    """Read a time zone such as ``+08:00``.

    Raises:
        InputError: The text is no offset from UTC of at most 14 hours.
    """
    if zone is None:
        return None
    text: Any = zone
    match = _ZONE.match(text) if isinstance(text, str) else None
    if match is not None:
        sign, hours, minutes = match.groups()
        offset = dt.timedelta(hours=int(hours), minutes=int(minutes))
        if offset <= _WIDEST and int(minutes) < _MINUTES:
            return dt.timezone(-offset if sign == "-" else offset)
    raise InputError(
        f"时区应写作 +08:00,现为 {quote_value(zone)}",
        f"a time zone must be written +08:00, not {quote_value(zone)}",
    )


_WIDEST: Final = dt.timedelta(hours=14)
_MINUTES: Final = 60
_QUOTED: Final = 30  # characters of a cell that a finding quotes


class _RecordReader:
    """Reads records by the map of columns."""

    def __init__(
        self, columns: LogColumns, zone: dt.timezone | None, time_format: str | None
    ) -> None:
        self._columns = columns
        self._zone = zone
        self._parse: Callable[[str], dt.datetime] = _parse_time
        if time_format is not None:
            self._parse = lambda text: dt.datetime.strptime(text, time_format)  # noqa: DTZ007
        self._format = time_format

    def read(self, raw: RawRecord) -> tuple[LogRecord | None, tuple[Finding, ...]]:
        """The record of a line, None if it cannot be used, and what is wrong."""
        if raw.value is None:
            return None, raw.findings
        try:
            return self._make_record(raw.value), raw.findings
        except InputError as error:
            values = {"problem_zh": error.message_zh, "problem_en": error.message_en}
            about = finding("ZWLC012", (raw.position,), line=raw.line, **values)
            return None, (*raw.findings, about)

    def _make_record(self, value: Mapping[str, Any]) -> LogRecord:
        columns = self._columns
        data = {name: _say(value.get(name)) for name in columns.data}
        return LogRecord(
            case=_require(value, columns.case),
            code=_require(value, columns.code),
            at=self._read_time(_require(value, columns.at)),
            who=_say(value.get(columns.who)) if columns.who else "",
            data=FrozenMap(data) if data else _NO_DATA,
        )

    def _read_time(self, text: str) -> dt.datetime:
        column = self._columns.at
        try:
            at = self._parse(text)
        except (ValueError, OverflowError):
            wanted = self._format or "YYYY-MM-DD HH:MM:SS"
            text = text[:_QUOTED]
            raise InputError(
                f"{column} {quote_value(text)} 应写作 {wanted};其他写法请给出 time_format",
                f"{column} {quote_value(text)} must be {wanted}, or give its "
                "time_format",
            ) from None
        if at.utcoffset() is None:
            if self._zone is None:
                raise InputError(
                    f'{column} {quote_value(text)} 没有时区;请声明,如 zone="+08:00"',
                    f"{column} {quote_value(text)} has no time zone; declare it, such as "
                    'zone="+08:00"',
                )
            at = at.replace(tzinfo=self._zone)
        return as_instant(at, column)


def _parse_time(text: str) -> dt.datetime:
    """An instant in ISO 8601, or with slashes or Chinese signs; a day alone is none."""
    if _DAY_ONLY.match(text):
        raise ValueError
    match = _SLASHES.match(text)
    if match is None:
        return dt.datetime.fromisoformat(text)
    parts = [int(part or 0) for part in match.groups()]
    return dt.datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def _say(cell: Any) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    return str(cell)


def _require(value: Mapping[str, Any], column: str) -> str:
    """The text of a column; whole numbers are taken as texts."""
    cell = value.get(column)
    if isinstance(cell, int) and not isinstance(cell, bool):
        cell = str(cell)
    if not isinstance(cell, str):
        if cell is None:
            raise InputError(f"没有 {column}", f"there is no {column}")
        raise InputError(
            f"{column} 应为文字,现为 {type(cell).__name__}",
            f"{column} must be text, not {type(cell).__name__}",
        )
    text = cell.strip()
    if not text:
        raise InputError(f"{column} 是空的", f"{column} is empty")
    return text
