"""The back-test of estimated years, and all disagreements with other libraries.

For each year, the notices from 30 September of the previous year on are hidden, the year is
estimated, and the estimate is compared with the arrangement as first published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from zhengwu.calendars import china_calendar, notices
from zhengwu.limits import WorkingDays

YEARS = range(2015, 2027)
LAW_CHANGED = 2025  # the law changed in November 2024, after the cut
LIMITS = (5, 20, 45)
ONE_DAY = timedelta(days=1)


def as_first_published(until: int) -> Callable[[date], bool]:
    """Working days by the arrangements as first published, without amendments."""
    off: set[date] = set()
    worked: set[date] = set()
    for notice in notices():
        if notice.year <= until and not notice.is_amendment:
            off |= {day for stretch in notice.days_off for day in stretch}
            worked |= set(notice.make_up)
    return lambda day: day in worked or (day.weekday() < 5 and day not in off)


def known_then(cut: date) -> Callable[[date], bool]:
    """Working days as known at the cut, afterwards as first published.

    The estimate knows the amendments that were published before the cut.
    """
    before, after = china_calendar(as_of=cut), as_first_published(9999)
    first_hidden = before.final_until + ONE_DAY
    return lambda day: before.is_working_day(day) if day < first_hidden else after(day)


class Year(NamedTuple):
    """Result of the back-test of a year."""

    year: int
    wrong: list[date]
    misses: dict[int, int]
    widths: dict[int, float]


def days_of(year: int) -> Iterator[date]:
    """Every day of a year."""
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += ONE_DAY


def back_test(year: int) -> Year:
    """Hide a year and all later years, estimate the year, and compare."""
    cut = date(year - 1, 9, 30)
    estimate, truth = china_calendar(as_of=cut, projected=True), known_then(cut)
    wrong = [
        day for day in days_of(year) if estimate.is_working_day(day) is not truth(day)
    ]
    misses, widths = {}, {}
    last_known = max(notice.year for notice in notices())
    for amount in LIMITS:
        lengths = []
        misses[amount] = 0
        for start in days_of(year):
            end, left = start, amount
            while left:
                end += ONE_DAY
                left -= truth(end)
            if end.year > last_known:
                break  # the actual days are not announced yet
            if end.year == LAW_CHANGED != year:
                break  # depends on a law that changed after the cut
            deadline = WorkingDays(amount).due(start, estimate)
            misses[amount] += not deadline.earliest <= end <= deadline.latest
            lengths.append((deadline.latest - deadline.earliest).days)
        widths[amount] = sum(lengths) / len(lengths)
    return Year(year, wrong, misses, widths)


def back_test_page() -> Iterator[str]:
    """Page of the table for the documentation."""
    yield "# 推算的回测 / Back-test of estimated years\n"
    yield "每一年都隐去上年 9 月 30 日以后的通知,只用此前的安排推算,再与首次公布的安排比较"
    yield "(应急调整和事后修改不可预见)。2025 年的法律在截止日之后修改,单独列出。"
    yield "For each year the notices after 30 September of the year before are hidden; the"
    yield "estimate is compared with the arrangement as first published. The law changed after"
    yield "the cut for 2025, so that this year is counted separately.\n"
    yield "区间 / bounds: 从该年每一天起算 5、20、45 个工作日,真实届满日不在"
    yield "`[earliest, latest]` 中的次数,和区间的平均宽度(天)。\n"
    yield "| 年 year | 错误天数 wrong days | 哪些 which | 5 | 20 | 45 | 宽 width 5 | 20 | 45 |"
    yield "|---|---|---|---|---|---|---|---|---|"
    years = [back_test(year) for year in YEARS]
    for row in years:
        which = " ".join(f"{day:%m-%d}" for day in row.wrong)
        missed = " | ".join(str(row.misses[n]) for n in LIMITS)
        widths = " | ".join(f"{row.widths[n]:.2f}" for n in LIMITS)
        name = f"{row.year}*" if row.year == LAW_CHANGED else row.year
        yield f"| {name} | {len(row.wrong)} | {which} | {missed} | {widths} |"
    counted = [row for row in years if row.year != LAW_CHANGED]
    mean = sum(len(row.wrong) for row in counted) / len(counted)
    width = sum(row.widths[20] for row in counted) / len(counted)
    yield ""
    yield f"除 2025 年外平均每年错 {mean:.2f} 天,20 个工作日的区间平均宽 {width:.2f} 天。"
    yield f"Without 2025: {mean:.2f} wrong days per year, mean width {width:.2f} days for 20"
    yield "working days.\n"
    yield "从历年安排中学习的只有各节日的参数(见 `calendars/_practice.py`),规则的形式是固定的。"
    yield "给定各段连休的起止日,规则能推出 2014-2026 年的补班日,只差一天(2015 年中秋节的补假移到国庆节);"
    yield "对不参加回测的 2008-2013 年,只差三天。"
    yield "Only the parameters of each festival are learned; the form of the rules is fixed. From"
    yield "the first and last day of each holiday period, the rules derive all make-up days of"
    yield "2014-2026 except one day, and all make-up days of 2008-2013 except three days; the"
    yield "back-test does not use 2008-2013."


def peers_page() -> Iterator[str]:
    """Page of the days on which another library differs."""
    import chinese_calendar

    from zhengwu.calendars._adapters import holidays_days

    ours = china_calendar()
    peer = holidays_days(2004, 2028)
    yield "# 与同类库的分歧 / Disagreements with other libraries\n"
    yield "逐日比较 2004-01-01 至 2026-12-31。Every day from 2004 to 2026.\n"
    yield "| 日 day | 我们 ours | chinese-calendar | holidays | 依据 basis |"
    yield "|---|---|---|---|---|"
    words = {True: "工作 worked", False: "休息 off"}
    for year in range(2004, 2027):
        for day in days_of(year):
            mine = ours.is_working_day(day)
            first = chinese_calendar.is_workday(day)
            second = day in peer.worked or (day.weekday() < 5 and day not in peer.off)
            if not mine == first == second:
                source = ours.day(day).source
                yield f"| {day} | {words[mine]} | {words[first]} | {words[second]} | {source} |"
    yield ""
    yield "2027 年尚无通知:chinese-calendar 抛出 NotImplementedError;holidays 只按法定日作答,"
    yield "不加说明;我们给出推算并标明。下列各日两者的推算不同。"
    yield "2027 is not announced yet: chinese-calendar raises an error; `holidays` returns the"
    yield "statutory days without a warning; we return estimates and mark them. They differ on:\n"
    yield "| 日 day | 我们的推算 our estimate | holidays |"
    yield "|---|---|---|"
    guess = china_calendar(projected=True)
    for day in days_of(2027):
        mine = guess.is_working_day(day)
        theirs = day in peer.worked or (day.weekday() < 5 and day not in peer.off)
        if mine is not theirs:
            yield f"| {day} | {words[mine]} {guess.day(day).name_zh} | {words[theirs]} |"
