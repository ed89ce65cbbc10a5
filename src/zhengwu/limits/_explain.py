"""A deadline explained in plain Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final

from zhengwu.calendars import DayKind, DayStatus
from zhengwu.limits._units import Unit

if TYPE_CHECKING:
    import datetime as dt

    from zhengwu.limits._deadline import Deadline, Step

_WEEKDAYS: Final = ("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))

_RULES: Final = {
    Unit.WORKING_DAY: (
        "休息日和法定节假日不计入(行政许可法第八十二条)",
        "days of rest and holidays are not counted (Administrative Licensing Law art. 82)",
    ),
    Unit.HOUR: (
        "自起算时刻起连续计算(民法典第二百零一条)",
        "runs on from the moment of the event (Civil Code art. 201)",
    ),
    Unit.MINUTE: (
        "自起算时刻起连续计算(民法典第二百零一条)",
        "runs on from the moment of the event (Civil Code art. 201)",
    ),
}
_ROLLS: Final = (
    "逐日计算;最后一日为休息日的,顺延至其后第一个工作日(民法典第二百零三条)",
    "every day counts; a last day of rest gives way to a working day (Civil Code art. 203)",
)
_FIRST: Final = {
    False: (
        "起算当日不计入(民法典第二百零一条)",
        "the day of the event is not counted (Civil Code art. 201)",
    ),
    True: ("起算当日计入", "the day of the event is counted"),
}
_NOT_COUNTED: Final = ("不计入", "not counted")
_ROLLED: Final = ("期满后顺延", "moved on from the last day")


def explain(deadline: Deadline, lang: str) -> str:
    """Write out a deadline: the result, the rules, each stretch, what is not certain."""
    en = lang == "en"
    return "\n".join(_lines(deadline, en=en))


def _lines(d: Deadline, *, en: bool) -> Iterator[str]:
    limit = d.limit.label("en" if en else "zh")
    if d.at is not None:
        start, end = d.start.isoformat(), d.at.isoformat()
        yield (
            f"{limit} from {start}: due {end}"
            if en
            else f"自 {start} 起 {limit}:{end} 届满"
        )
        yield _RULES[d.limit.unit][en]
        return
    start, end = _date(d.start, en=en), _date(d.date, en=en)
    yield (
        f"{limit} from {start}: due {end}"
        if en
        else f"自 {start} 起 {limit}:{end} 届满"
    )
    if not d.limit.amount:
        return
    yield _FIRST[d.count_trigger_day][en]
    yield _RULES.get(d.limit.unit, _ROLLS)[en]
    yield from _stretches(d, en=en)
    if not d.certain:
        yield (
            f"Not certain: between {d.earliest} and {d.latest}, because the arrangement of "
            "those days is not final"
            if en
            else f"尚不确定:最早 {d.earliest},最迟 {d.latest};其间的放假安排尚未公布或可能调整"
        )
    yield f"Calendar {d.revision}" if en else f"日历版本 {d.revision}"


def _stretches(deadline: Deadline, *, en: bool) -> Iterator[str]:
    """One line for each run of days that count, or that are skipped for one reason."""

    def kind(step: Step) -> tuple[bool, bool, str, str]:
        rolled = step.day.date > deadline.nominal
        return (step.number is None, rolled, step.day.name_zh, step.day.status.value)

    for (skipped, rolled, *_), run in groupby(deadline.steps, key=kind):
        days = [*run]
        first, last = days[0], days[-1]
        span = _date(first.day.date, en=en)
        if len(days) > 1:
            span += (" to " if en else " 至 ") + _date(last.day.date, en=en)
        name = first.day.name_en if en else first.day.name_zh
        if skipped:
            what = (_ROLLED if rolled else _NOT_COUNTED)[en]
            yield f"  {span}: {name}, {what}" if en else f"  {span}:{name},{what}"
            continue
        which = f"{first.number}" if len(days) == 1 else f"{first.number}-{last.number}"
        note = "" if first.day.kind is DayKind.WORKDAY else f"({name})"
        if first.day.status is not DayStatus.PUBLISHED:
            status = first.day.status
            note += f"[{status.value if en else status.label_zh}]"
        yield (
            f"  {span}: day {which} {note}".rstrip()
            if en
            else f"  {span}:第 {which} 日{note}"
        )


def _date(day: dt.date, *, en: bool) -> str:
    name = _WEEKDAYS[en][day.weekday()]
    return f"{day.isoformat()} ({name})" if en else f"{day.isoformat()}(周{name})"
