"""Messages for the operations that a clock refuses."""

from __future__ import annotations

import datetime as dt
from typing import Final, NoReturn

from zhengwu._errors import ClockError

# Name of each rule, with its message in Chinese and English.
_RULES: Final = {
    "before_start": (
        "早于起算时刻 {started};请核对时间",
        "the operation is earlier than the start at {started}; check the times",
    ),
    "out_of_order": (
        "早于上一操作 {latest};请按时间顺序登记",
        (
            "the operation is earlier than the last operation at {latest}; record "
            "operations in order of time"
        ),
    ),
    "stopped": (
        "计时已于 {since} 停止,不能再操作",
        "the clock stopped at {since} and accepts no further operation",
    ),
    "already_suspended": (
        "自 {since} 起已暂停;请先恢复,再以新的事由暂停",
        (
            "the clock has been suspended since {since}; resume the clock before "
            "suspending it again"
        ),
    ),
    "not_suspended": (
        "计时没有暂停,不能恢复;请核对是否漏记了暂停",
        (
            "the clock is not suspended and cannot be resumed; check whether the "
            "suspension was recorded"
        ),
    ),
    "ground_not_allowed": (
        "{ground} 不是本时限可暂停的事由;可用的事由:{allowed}",
        (
            "{ground} is not a ground on which this limit may be suspended; allowed "
            "grounds: {allowed}"
        ),
    ),
    "notice_missing": (
        "{ground} 应将所需时间书面告知申请人(行政许可法第四十五条);请先告知并填写文号",
        (
            "{ground_en}: the applicant must be notified in writing of the time needed "
            "(Administrative Licensing Law art. 45); notify the applicant, then give the "
            "reference of the notice"
        ),
    ),
    "not_extendable": (
        "本时限没有可以延长的规定;有规定的,请在 ClockTerms 中写明",
        (
            "no rule allows an extension of this limit; if there is such a rule, state it "
            "in the ClockTerms"
        ),
    ),
    "extended_already": (
        "已延长过 {times} 次,不得再延长",
        "the limit was already extended {times} time(s) and cannot be extended again",
    ),
    "extension_too_long": (
        "延长 {by} 超过上限 {most};请在上限之内延长",
        "an extension by {by_en} exceeds the maximum of {most_en}; extend by less",
    ),
    "wrong_approver": (
        "{who} 无权批准延长;应由 {allowed} 批准",
        "{who_en} may not approve an extension; {allowed_en} may",
    ),
    "reason_not_told": (
        "应将延长期限的理由告知申请人;请先告知并填写文号",
        (
            "the applicant must be notified of the reason for the extension; notify the "
            "applicant, then give the reference of the notice"
        ),
    ),
    "expired": (
        "期限已于 {due} 届满,不能再暂停或延长",
        "the period ended on {due} and can be neither suspended nor extended",
    ),
    "paused": (
        "计时正在暂停,恢复之前无法确定届满日;可用 at= 假定恢复的时刻",
        (
            "the clock is suspended and its due date is not known before it is resumed; "
            "give at= to assume a time of resumption"
        ),
    ),
}


def refuse(rule: str, at: dt.datetime, **values: object) -> NoReturn:
    """Raise the `ClockError` of a rule, with `values` filled into its message."""
    shown = {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in values.items()
    }
    zh, en = (text.format(**shown) for text in _RULES[rule])
    raise ClockError(rule, at, zh, en)
