"""A deadline explained in plain Chinese and English, and as data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING, Final

import attrs

from zhengwu._errors import InputError
from zhengwu.calendars import Day, DayKind, DayStatus
from zhengwu.findings import JsonValue
from zhengwu.limits.values._units import Counting

if TYPE_CHECKING:
    from zhengwu.limits.values._deadline import Deadline, Step

_WEEKDAYS: Final = ("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))


class StretchKind(Enum):
    """Why a run of days counts or does not (计入与否)."""

    COUNTED = "counted"
    TRIGGER = "trigger"
    REST = "rest"
    SUSPENDED = "suspended"
    ROLLED = "rolled"

    @property
    def label_zh(self) -> str:
        """In Chinese, such as 不计入."""
        return _REASONS[self][0]

    @property
    def label_en(self) -> str:
        """In English."""
        return _REASONS[self][1]


_REASONS: Final = {
    StretchKind.COUNTED: ("计入", "counted"),
    StretchKind.TRIGGER: ("起算当日,不计入", "day of the event, not counted"),
    StretchKind.REST: ("不计入", "not counted"),
    StretchKind.SUSPENDED: ("暂停计时,不计入", "suspended, not counted"),
    StretchKind.ROLLED: ("期满后顺延", "moved on from the last day"),
}


@attrs.frozen(kw_only=True)
class Stretch:
    """Run of days that count, or are skipped for one reason (计算区段).

    Args:
        kind: Why they count or do not.
        first: First day.
        last: Last day.
        numbers: First and last number, where they count.
        day: What the calendar says of the first day; of all of them, in kind and name.
    """

    kind: StretchKind
    first: dt.date
    last: dt.date
    numbers: tuple[int, int] | None
    day: Day

    def to_dict(self) -> dict[str, JsonValue]:
        """Plain data, for JSON."""
        return {
            "kind": self.kind.value,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "numbers": list(self.numbers) if self.numbers else None,
            "name_zh": self.day.name_zh,
            "name_en": self.day.name_en,
            "status": self.day.status.value,
            "source": self.day.source,
        }


# How each way of counting treats days, with the article; the statute's own comes first
# where the deadline knows it.
_WORKING: Final = (
    "只计工作日,休息日和法定节假日不计入",
    "only working days are counted",
)
_WORKING_BASIS: Final = (
    "(行政许可的期限:行政许可法第八十二条)",
    " (in licensing: Administrative Licensing Law art. 82)",
)
_FROM_MOMENT: Final = (
    "自起算时刻起连续计算(民法典第二百零一条)",
    "runs on from the moment of the event (Civil Code art. 201)",
)
_IN_OFFICE: Final = (
    "只计办公时间",
    "only time in which the office is open is counted",
)
_ROLLS: Final = (
    "逐日计算;最后一日为休息日的,顺延至其后第一个工作日(民法典第二百零三条)",
    "every day counts; a last day of rest gives way to a working day (Civil Code art. 203)",
)
_BACK: Final = (
    "自该日向前逐日计算;遇休息日的,提前至其前一个工作日",
    "every day counts, back from that day; from a day of rest on to the working day before",
)
_RULES: Final = {
    Counting.WORKING_DAYS: _WORKING,
    Counting.WALL_TIME: _FROM_MOMENT,
    Counting.OFFICE_TIME: _IN_OFFICE,
    Counting.HALF_DAY: _IN_OFFICE,
}
_FIRST: Final = {
    False: (
        "起算当日不计入(民法典第二百零一条)",
        "the day of the event is not counted (Civil Code art. 201)",
    ),
    True: ("起算当日计入", "the day of the event is counted"),
}
_LANGS: Final = ("zh", "en")
_FORMS: Final = ("long", "short")


def explain(deadline: Deadline, lang: str, form: str) -> str:
    """Write out a deadline: the result, the rules, each stretch, what is not certain."""
    if lang not in _LANGS or form not in _FORMS:
        raise InputError(
            f"语言应为 {_LANGS},形式应为 {_FORMS},现为 {lang!r}、{form!r}",
            f"lang is one of {_LANGS} and form of {_FORMS}, not {lang!r}, {form!r}",
        )
    en = lang == "en"
    if form == "short":
        joint = "; " if en else ";"
        return joint.join([_head(deadline, en=en), *_doubt(deadline, en=en)])
    return "\n".join(_lines(deadline, en=en))


def _head(d: Deadline, *, en: bool) -> str:
    limit = d.limit.label("en" if en else "zh")
    for extension in d.extensions:
        limit += f" + {extension.label('en')}" if en else f",延长{extension.label()}"
    if d.at is not None:
        start, end = d.start.isoformat(), d.at.isoformat()
    else:
        start, end = _date(d.start, en=en), _date(d.date, en=en)
    if d.backward:
        return (
            f"at least {limit} before {start}: by {end}"
            if en
            else f"在 {start} 之前至少 {limit}:最迟 {end}"
        )
    return (
        f"{limit} from {start}: due {end}"
        if en
        else f"自 {start} 起 {limit}:{end} 届满"
    )


def _doubt(d: Deadline, *, en: bool) -> Iterator[str]:
    if d.certain:
        return
    if d.earliest == d.latest:
        yield (
            "Not certain: the arrangement of those days is not final, though every likely "
            "one gives this day"
            if en
            else "尚不确定:其间的放假安排尚未公布或可能调整;按历年做法,各种安排均为该日"
        )
        return
    yield (
        f"Not certain: between {d.earliest} and {d.latest}, because the arrangement of "
        "those days is not final"
        if en
        else f"尚不确定:最早 {d.earliest},最迟 {d.latest};其间的放假安排尚未公布或可能调整"
    )


def _lines(d: Deadline, *, en: bool) -> Iterator[str]:
    yield _head(d, en=en)
    if d.basis:
        cited = [basis.cite("en" if en else "zh") for basis in d.basis]
        yield f"Basis: {'; '.join(cited)}" if en else f"依据:{'、'.join(cited)}"
    if d.at is not None:
        yield _RULES[d.limit.counting][en]
        for begun, ended in d.halts:
            yield (
                f"  {begun.isoformat()} to {ended.isoformat()}: suspended, not counted"
                if en
                else f"  {begun.isoformat()} 至 {ended.isoformat()}:暂停计时,不计入"
            )
    elif d.limit.amount:
        yield from _counted(d, en=en)
    yield from _doubt(d, en=en)
    if d.limit.amount and d.limit.counting is not Counting.WALL_TIME:
        yield f"Calendar {d.revision}" if en else f"日历版本 {d.revision}"


def _counted(d: Deadline, *, en: bool) -> Iterator[str]:
    if not d.backward:
        yield _FIRST[d.count_trigger_day][en]
    rolls = _BACK if d.backward else _ROLLS
    rule = _RULES.get(d.limit.counting, rolls)[en]
    if rule == _WORKING[en] and not d.basis:  # else the rule's own article stands above
        rule += _WORKING_BASIS[en]
    yield rule
    for stretch in stretches(d):
        yield _line(stretch, en=en)
    if d.halts and d.nominal == d.halts[-1][1]:
        yield (
            "suspended on its last day, it ends on the day of resumption"
            if en
            else "最后一日暂停计时的,于恢复之日届满"
        )


def stretches(deadline: Deadline) -> tuple[Stretch, ...]:
    """The steps of a deadline, put together."""

    def alike(step: Step) -> tuple[StretchKind, str, str, str]:
        day = step.day
        return (_kind(step, deadline), day.name_zh, day.status.value, day.source)

    found: list[Stretch] = []
    for (kind, *_), run in groupby(deadline.steps, key=alike):
        days = [*run]
        first, last = days[0], days[-1]
        numbers = None
        if first.number is not None and last.number is not None:
            numbers = (first.number, last.number)
        found.append(
            Stretch(
                kind=kind,
                first=first.day.date,
                last=last.day.date,
                numbers=numbers,
                day=first.day,
            )
        )
    return tuple(found)


def _kind(step: Step, deadline: Deadline) -> StretchKind:
    day = step.day.date
    if step.number is not None:
        return StretchKind.COUNTED
    if day == deadline.start:
        return StretchKind.TRIGGER
    if step.suspended:
        return StretchKind.SUSPENDED
    past = day < deadline.nominal if deadline.backward else day > deadline.nominal
    return StretchKind.ROLLED if past else StretchKind.REST


def _line(stretch: Stretch, *, en: bool) -> str:
    day = stretch.day
    span = _date(stretch.first, en=en)
    if stretch.last != stretch.first:
        span += (" to " if en else " 至 ") + _date(stretch.last, en=en)
    name = day.name_en if en else day.name_zh
    source = f" ({day.source})" if day.source else ""
    status = ""
    if day.status is not DayStatus.PUBLISHED:
        status = f"[{day.status.value if en else day.status.label_zh}]"
    if stretch.numbers is None:
        reason = stretch.kind.label_en if en else stretch.kind.label_zh
        said = f"{name}, {reason}" if en else f"{name},{reason}"
        return (
            f"  {span}: {said}{status}{source}"
            if en
            else f"  {span}:{said}{status}{source}"
        )
    low, high = stretch.numbers
    which = str(low) if low == high else f"{low}-{high}"
    note = "" if day.kind is DayKind.WORKDAY else f"({name})"
    if en:
        return f"  {span}: day {which} {note}{status}".rstrip() + source
    return f"  {span}:第 {which} 日{note}{status}{source}"


def _date(day: dt.date, *, en: bool) -> str:
    if isinstance(day, dt.datetime):
        return day.isoformat()
    name = _WEEKDAYS[en][day.weekday()]
    return f"{day.isoformat()} ({name})" if en else f"{day.isoformat()}(周{name})"
