"""Why a clock refuses a step: the rule, and what to do instead."""

from __future__ import annotations

import datetime as dt
from typing import Final, NoReturn

from zhengwu._errors import ClockError

# Rule, and what to say in Chinese and English.
_RULES: Final = {
    "before_start": (
        "早于起算时刻 {started};请核对时间",
        "comes before the start at {started}; check the times",
    ),
    "out_of_order": (
        "早于上一操作 {latest};请按时间顺序登记",
        "comes before the last step at {latest}; record the steps in their order",
    ),
    "stopped": (
        "计时已于 {since} 停止,不能再操作",
        "the clock stopped at {since} and takes no more steps",
    ),
    "already_suspended": (
        "自 {since} 起已暂停;请先恢复,再以新的事由暂停",
        "it has stood still since {since}; resume it before suspending it again",
    ),
    "not_suspended": (
        "没有暂停,无从恢复;请核对是否漏记了暂停",
        "it does not stand still and cannot be resumed; was the suspension recorded?",
    ),
    "ground_not_allowed": (
        "{ground} 不是本时限可暂停的事由;可以的有:{allowed}",
        "{ground} is no ground to suspend this limit; these are: {allowed}",
    ),
    "notice_missing": (
        "{ground} 应将所需时间书面告知申请人(行政许可法第四十五条);请先告知并填写文号",
        (
            "{ground_en}: the applicant must be told in writing how long it takes "
            "(Administrative Licensing Law art. 45); do so and give the reference"
        ),
    ),
    "not_extendable": (
        "本时限没有可以延长的规定;有规定的,请在 ClockTerms 中写明",
        (
            "nothing provides for an extension of this limit; if something does, say so in "
            "its ClockTerms"
        ),
    ),
    "extended_already": (
        "已延长过 {times} 次,不得再延长",
        "it was extended {times} time(s) and cannot be again",
    ),
    "extension_too_long": (
        "延长 {by} 超过上限 {most};请在上限之内延长",
        "an extension by {by_en} exceeds the most, {most_en}; stay within it",
    ),
    "wrong_approver": (
        "{who} 无权批准延长;应由 {allowed} 批准",
        "{who_en} may not approve an extension; {allowed_en} may",
    ),
    "reason_not_told": (
        "应将延长期限的理由告知申请人;请先告知并填写文号",
        (
            "the applicant must be told the reason for the extension; do so and give the "
            "reference"
        ),
    ),
    "expired": (
        "期限已于 {due} 届满,不能再暂停或延长",
        "the period ended on {due} and can be neither suspended nor extended",
    ),
    "paused": (
        "正在暂停,恢复之前不知何日届满;可用 at= 假定恢复的时刻",
        (
            "it stands still, and nobody knows yet when it falls due; give at= to suppose a "
            "resumption"
        ),
    ),
}


def refuse(rule: str, at: dt.datetime, **values: object) -> NoReturn:
    """Raise the `ClockError` of that rule."""
    shown = {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in values.items()
    }
    zh, en = (text.format(**shown) for text in _RULES[rule])
    raise ClockError(rule, at, zh, en)
