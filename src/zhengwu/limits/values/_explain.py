"""Explanation of a deadline in plain Chinese and English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias, get_args

from zhengwu._errors import InputError
from zhengwu._text import CITED, CLAUSES, Lang, Text, check_lang
from zhengwu.calendars import DayKind, DayStatus
from zhengwu.limits.values._count import Count, Stretch
from zhengwu.limits.values._units import Counting

Form: TypeAlias = Literal["long", "short"]
"""Form of an explanation: every run of days, or a single line."""

_FORMS: Final = get_args(Form)
_WEEKDAYS: Final = tuple(
    Text(f"(周{zh})", f" ({en})")
    for zh, en in zip(
        "一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True
    )
)

# The rule of each way of counting, with its article. Where the deadline cites the article
# of its own statute, that citation is printed first.
_WORKING: Final = Text(
    "只计工作日,休息日和法定节假日不计入", "only working days are counted"
)
_WORKING_BASIS: Final = Text(
    "(行政许可的期限:行政许可法第八十二条)",
    " (in licensing: Administrative Licensing Law art. 82)",
)
_FROM_MOMENT: Final = Text(
    "自起算时刻起连续计算(民法典第二百零一条)",
    "runs continuously from the moment of the event (Civil Code art. 201)",
)
_IN_OFFICE: Final = Text("只计办公时间", "only office hours are counted")
_ROLLS: Final = Text(
    "逐日计算;最后一日为休息日的,顺延至其后第一个工作日(民法典第二百零三条)",
    "every day counts; if the last day is a day of rest, the end rolls forward to the next "
    "working day (Civil Code art. 203)",
)
_BACK: Final = Text(
    "自该日向前逐日计算;遇休息日的,提前至其前一个工作日",
    "every day counts, back from that day; if the result is a day of rest, it moves back to "
    "the preceding working day",
)
_RULES: Final = {
    Counting.WORKING_DAYS: _WORKING,
    Counting.WALL_TIME: _FROM_MOMENT,
    Counting.OFFICE_TIME: _IN_OFFICE,
    Counting.HALF_DAY: _IN_OFFICE,
}
_FIRST_DAY: Final = {
    False: Text(
        "起算当日不计入(民法典第二百零一条)",
        "the day of the event is not counted (Civil Code art. 201)",
    ),
    True: Text("起算当日计入", "the day of the event is counted"),
}
_EXTENDED: Final = Text(",延长{length}", " + {length}")
_BACKWARD: Final = Text(
    "在 {start} 之前至少 {limit}:最迟 {end}",
    "at least {limit} before {start}: by {end}",
)
_FORWARD: Final = Text(
    "自 {start} 起 {limit}:{end} 届满", "{limit} from {start}: due {end}"
)
_LIKELY: Final = Text(
    "尚不确定:其间的放假安排尚未公布或可能调整;按历年做法,各种可能的安排都得出该日",
    "Not certain: the holiday arrangement is not final, but every likely arrangement "
    "gives this day",
)
_BETWEEN: Final = Text(
    "尚不确定:最早 {earliest},最迟 {latest};其间的放假安排尚未公布或可能调整",
    "Not certain: between {earliest} and {latest}, because the holiday arrangement is "
    "not final",
)
_BASIS: Final = Text("依据:{cited}", "Basis: {cited}")
_HALTED: Final = Text(
    "  {begun} 至 {ended}:暂停计时,不计入",
    "  {begun} to {ended}: suspended, not counted",
)
_CALENDAR: Final = Text("日历版本 {revision}", "Calendar {revision}")
_RESUMED: Final = Text(
    "最后一日暂停计时的,于恢复之日届满",
    "a period that is suspended on its last day ends on the day of resumption",
)
_SPAN: Final = Text("{first} 至 {last}", "{first} to {last}")
_SKIPPED: Final = Text(
    "  {span}:{name},{reason}{status}{source}",
    "  {span}: {name}, {reason}{status}{source}",
)
_COUNTED: Final = Text(
    "  {span}:第 {numbers} 日{name}{status}{source}",
    "  {span}: day {numbers}{name}{status}{source}",
)
_NAMED: Final = Text("({name})", " ({name})")
_STATUS: Final = Text("[{status}]", " [{status}]")


def explain(count: Count, lang: Lang, form: Form) -> str:
    """Explain a count: the result, the rules, each run of days, and any uncertainty.

    Raises:
        InputError: The language or the form is unknown.
    """
    check_lang(lang)
    if form not in _FORMS:
        raise InputError(
            f"形式应为 {'、'.join(_FORMS)},现为 {form!r}",
            f"form must be {' or '.join(_FORMS)}, not {form!r}",
        )
    if form == "short":
        return CLAUSES.say(lang).join(
            [_state_result(count, lang), *_state_doubt(count, lang)]
        )
    return "\n".join(_state_all(count, lang))


def _state_result(count: Count, lang: Lang) -> str:
    limit = count.limit.label(lang) + "".join(
        _EXTENDED.say(lang, length=extension.label(lang))
        for extension in count.extensions
    )
    if count.at is not None:
        start, end = count.start.isoformat(), count.at.isoformat()
    else:
        start, end = _write_date(count.start, lang), _write_date(count.date, lang)
    result = _BACKWARD if count.backward else _FORWARD
    return result.say(lang, start=start, limit=limit, end=end)


def _state_doubt(count: Count, lang: Lang) -> Iterator[str]:
    if count.certain:
        return
    earliest, latest = count.earliest, count.latest
    doubt = _LIKELY if earliest == latest else _BETWEEN
    yield doubt.say(lang, earliest=earliest, latest=latest)


def _state_all(count: Count, lang: Lang) -> Iterator[str]:
    yield _state_result(count, lang)
    if count.basis:
        cited = CITED.say(lang).join(basis.cite(lang) for basis in count.basis)
        yield _BASIS.say(lang, cited=cited)
    if count.at is not None:
        yield _RULES[count.limit.counting].say(lang)
        for begun, ended in count.halts:
            yield _HALTED.say(lang, begun=begun.isoformat(), ended=ended.isoformat())
    elif count.limit.amount:
        yield from _state_days(count, lang)
    yield from _state_doubt(count, lang)
    if count.limit.amount and count.limit.counting is not Counting.WALL_TIME:
        yield _CALENDAR.say(lang, revision=count.revision)


def _state_days(count: Count, lang: Lang) -> Iterator[str]:
    if not count.backward:
        yield _FIRST_DAY[count.count_trigger_day].say(lang)
    rule = _RULES.get(count.limit.counting, _BACK if count.backward else _ROLLS)
    sentence = rule.say(lang)
    if rule is _WORKING and not count.basis:  # otherwise the basis is already printed
        sentence += _WORKING_BASIS.say(lang)
    yield sentence
    for stretch in count.stretches:
        yield _state_stretch(stretch, lang)
    if count.halts and count.nominal == count.halts[-1][1]:
        yield _RESUMED.say(lang)


def _state_stretch(stretch: Stretch, lang: Lang) -> str:
    day = stretch.day
    span = _write_date(stretch.first, lang)
    if stretch.last != stretch.first:
        last = _write_date(stretch.last, lang)
        span = _SPAN.say(lang, first=span, last=last)
    name = Text(day.name_zh, day.name_en).say(lang)
    published = day.status is DayStatus.PUBLISHED
    parts = {
        "span": span,
        "status": "" if published else _STATUS.say(lang, status=day.status.label(lang)),
        "source": f" ({day.source})" if day.source else "",
    }
    if stretch.numbers is None:
        return _SKIPPED.say(lang, name=name, reason=stretch.kind.label(lang), **parts)
    low, high = stretch.numbers
    note = "" if day.kind is DayKind.WORKDAY else _NAMED.say(lang, name=name)
    numbers = str(low) if low == high else f"{low}-{high}"
    return _COUNTED.say(lang, numbers=numbers, name=note, **parts)


def _write_date(day: dt.date, lang: Lang) -> str:
    if isinstance(day, dt.datetime):
        return day.isoformat()
    return day.isoformat() + _WEEKDAYS[day.weekday()].say(lang)
