"""Types that users see; checked by mypy and pyright, never run."""

from datetime import UTC, date, datetime
from typing import assert_type

from zhengwu.audit import audit
from zhengwu.calendars import ChinaCalendar, Day, WorkCalendar, china_calendar
from zhengwu.delegation import (
    Entrustment,
    Instrument,
    Resolution,
    Step,
    check_powers,
    resolve,
)
from zhengwu.delegation.answer._situation import Acting
from zhengwu.findings import Finding, Report, Severity
from zhengwu.io import read_items, read_powers
from zhengwu.io._items import LoadedItems
from zhengwu.items import Catalogue, ImplementingItem
from zhengwu.lifecycle import (
    SYSTEM,
    Accepted,
    Case,
    CaseRules,
    ClockKind,
    Context,
    Event,
    EventKind,
    Phase,
    Refused,
    advance,
    deadline,
    decide,
    fold,
    national_process,
)
from zhengwu.lifecycle._case import Lapse
from zhengwu.lifecycle._process import Transition
from zhengwu.limits import (
    CalendarDays,
    Clock,
    Deadline,
    Hours,
    Limit,
    LimitReading,
    TimeRule,
    UnspecifiedDays,
    WorkingDays,
    WorkingHours,
    compare_limits,
    parse_limit,
    read_clock,
    statutory_rules,
)
from zhengwu.limits.clock._reading import ClockReading
from zhengwu.limits.values._compare import LimitComparison

calendar = china_calendar(region=None, as_of=date(2026, 11, 21))
assert_type(calendar, ChinaCalendar)
assert_type(calendar.is_working_day(date(2026, 1, 1)), bool)
assert_type(calendar.day(date(2026, 1, 1)), Day)
assert_type(calendar.add_working_days(date(2026, 1, 1), 3), date)
assert_type(calendar.count_working_days(date(2026, 1, 1), date(2026, 1, 9)), int)
protocol: WorkCalendar = calendar

reading = parse_limit("20个工作日")
assert_type(reading, LimitReading)
assert_type(reading.limit, Limit | None)
assert_type(WorkingDays(20).due(date(2026, 1, 5), calendar), Deadline)

loaded = read_items("list.jsonl")
assert_type(loaded, LoadedItems)
assert_type(loaded.catalogue, Catalogue)
assert_type(loaded.catalogue[0], ImplementingItem)
assert_type(loaded.catalogue[:2], Catalogue)
report = loaded.report + audit(loaded.catalogue, at=date(2026, 1, 1))
assert_type(report, Report)
assert_type(report[0], Finding)
assert_type(report.worst, Severity | None)

clock = Clock.start(WorkingDays(20), datetime(2026, 1, 5))  # noqa: DTZ001
assert_type(clock.due(calendar), Deadline)
assert_type(read_clock(clock, date(2026, 1, 9), calendar), ClockReading)
rule = statutory_rules().get("pal.decide", date(2026, 1, 5))
assert_type(rule, TimeRule)
assert_type(rule.start(date(2026, 1, 5)), Clock)
assert_type(
    compare_limits(WorkingDays(20), CalendarDays(30), calendar), LimitComparison
)

# There is no default calendar: a call without a calendar is a type error.
WorkingDays(20).due(date(2026, 1, 5))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
# A limit in unspecified days has no due date.
UnspecifiedDays(20).due(date(2026, 1, 5), calendar)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
# Hours need an instant.
Hours(2).due(date(2026, 1, 5), calendar)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
assert_type(Hours(2).due(datetime(2026, 1, 5), calendar), Deadline)  # noqa: DTZ001
# Text is not a date.
calendar.is_working_day("2026-01-01")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
# Office time needs office hours.
WorkingHours(2).due(datetime(2026, 1, 5), calendar)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # noqa: DTZ001

powers = read_powers("powers.jsonl").powers
resolution = resolve(powers, "000116001000", Step.DECIDE, "450103", date(2026, 1, 1))
assert_type(resolution, Resolution)
assert_type(resolution.actor, Acting | None)
assert_type(resolution.chain, tuple[Instrument, ...])
assert_type(check_powers(powers), Report)
assert_type(audit(powers, at=date(2026, 1, 1)), Report)
# A step is a member of Step, not a text.
resolve(powers, "000116001000", "decide", "450103", date(2026, 1, 1))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
# An entrustment names the trustee.
Entrustment(id="x", items=["a"], entruster="b")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
process = national_process()
assert_type(process.by_event[Phase.RECEIVED, EventKind.ACCEPT], Transition)

context = Context(CaseRules())
event = Event("1", 1, EventKind.RECEIVE, datetime(2026, 9, 21, tzinfo=UTC), SYSTEM)
answer = decide(Case("1"), event, context)
assert_type(answer, Accepted | Refused)
if isinstance(answer, Refused):
    assert_type(answer.codes, tuple[str, ...])
else:
    assert_type(answer.case, Case)
assert_type(fold([event], context).case, Case)
assert_type(
    advance(Case("1"), datetime(2026, 9, 21, tzinfo=UTC), context).lapsed,
    tuple[Lapse, ...],
)
assert_type(deadline(Case("1"), ClockKind.LAW, context), Deadline | None)
