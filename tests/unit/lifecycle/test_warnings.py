"""Warnings, and the shares of time of the parties (SYSTEMS B6: early warning)."""

from datetime import date, datetime
from itertools import pairwise

import attrs
import pytest
from lifecycle_logs import APPLICANT, BEIJING, OFFICER, WINDOW, K, at, context, life

from zhengwu.calendars import OfficeHours, Window, china_calendar
from zhengwu.delegation import Step
from zhengwu.findings.errors import InputError
from zhengwu.lifecycle import (
    Actor,
    CaseRules,
    ClockKind,
    Conclusion,
    Consultation,
    Context,
    Delivery,
    Event,
    ItemFeature,
    Phase,
    Pledge,
    Rating,
    Reasoned,
    Role,
    SideKind,
    alerts,
    count_alerts,
    fold,
    read_case,
    time_shares,
)
from zhengwu.lifecycle._alerts import AlertKind
from zhengwu.lifecycle._kinds import Party
from zhengwu.limits import Light, WorkingDays


def as_of(number: int, ctx: Context | None = None):
    return fold(life()[:number], ctx or context()).case


def test_nothing_to_warn_of():
    assert alerts([as_of(13)], at(11, 2), context()) == ()


def test_about_to_fall_due():
    """Promised five working days after 24 September: 25, 28, 29, 30, then 8 October.

    国庆节 is 1 to 7 October; on 30 September one day is left.
    """
    (alert,) = alerts([as_of(7)], at(9, 30), context())
    assert (alert.kind, alert.about, alert.light) == (
        AlertKind.DUE_SOON,
        ClockKind.PROM,
        Light.YELLOW,
    )
    assert alert.due == at(10, 10, 0) or alert.due == at(10, 9, 0)
    assert (alert.organ, alert.step, alert.person) == ("市局", Step.DECIDE, "经办1")


def test_overdue():
    warnings = alerts([as_of(7)], at(10, 20), context())
    subjects = [(alert.kind, alert.about) for alert in warnings]
    assert subjects == [(AlertKind.OVERDUE, ClockKind.PROM)]


def test_a_lapse_without_a_record():
    """Received on 21 September, not answered: deemed accepted at the end of the 29th.

    中秋节 2026 is 25 to 27 September: 22, 23, 24, 28, 29.
    """
    warnings = alerts([as_of(2)], at(9, 30), context())
    assert warnings[0].kind is AlertKind.DEEMED
    assert warnings[0].about is K.DEEM_ACCEPTED
    assert warnings[0].due == at(9, 30, 0)


def test_doubtful_while_next_year_is_not_announced():
    """Received on 1 February 2027: the length of the Spring Festival is not announced."""
    when = datetime(2027, 2, 1, 9, tzinfo=BEIJING)
    ctx = Context(CaseRules(), china_calendar(as_of=date(2026, 11, 22)))
    events = [
        Event("1", 1, K.SUBMIT, when, APPLICANT, life()[0].details),
        Event("1", 2, K.RECEIVE, when, WINDOW),
    ]
    case = fold(events, ctx).case
    warnings = alerts([case], datetime(2027, 2, 17, 9, tzinfo=BEIJING), ctx)
    doubtful = [a for a in warnings if a.kind is AlertKind.DOUBTFUL]
    assert [a.about for a in doubtful] == [K.DEEM_ACCEPTED]
    assert not doubtful[0].certain


def test_counted_by_organ_step_and_person():
    cases = [as_of(7), as_of(7), as_of(2)]
    warnings = alerts(cases, at(10, 20), context())
    by_organ = count_alerts(warnings, lambda alert: alert.organ)
    assert by_organ["市局"][AlertKind.OVERDUE] >= 2
    by_step = count_alerts(warnings, lambda alert: alert.step)
    assert set(by_step) == {Step.DECIDE, Step.REVIEW}
    by_person = count_alerts(warnings, lambda alert: alert.person)
    assert by_person["经办1"] == {AlertKind.OVERDUE: 2}


def consulted(*more: Event):
    start = life()[:6]
    asked = Event(
        "甲1", 7, K.CONSULT, at(9, 25, 10), OFFICER,
        Consultation("消防局", WorkingDays(3), "消防法 15"), key="消防",
    )  # fmt: skip
    return [*start, asked, *more]


def test_the_consulted_organ_is_warned():
    """达川: the consulted organ answers in time, or is liable for its silence."""
    ctx = context()
    case = fold(consulted(), ctx).case
    warnings = [
        alert
        for alert in alerts([case], at(9, 30), ctx)
        if alert.about is SideKind.OPINION
    ]
    assert [(a.organ, a.key, a.light) for a in warnings] == [
        ("消防局", "消防", Light.YELLOW)
    ]
    later = alerts([case], at(10, 8), ctx)
    deemed = [a for a in later if a.kind is AlertKind.DEEMED]
    assert [(a.about, a.key) for a in deemed] == [(K.OPINION_LAPSE, "消防")]


def test_a_promise_is_to_be_checked_after_the_decision():
    ctx = Context(
        CaseRules(
            features={ItemFeature.COMMITMENT},
            side_times={SideKind.PLEDGE: WorkingDays(10)},
        )
    )
    rows = life()
    events = [
        rows[0],
        rows[1],
        Event("甲1", 3, K.ACCEPT_COMMITMENT, at(9, 22), WINDOW, Pledge("承诺1")),
        Event("甲1", 4, K.START_REVIEW, at(9, 23), OFFICER, rows[5].details),
        Event("甲1", 5, K.PROPOSE, at(9, 24), OFFICER, rows[6].details),
        Event("甲1", 6, K.GRANT, at(9, 25), rows[7].actor, rows[7].details),
        Event("甲1", 7, K.NO_CERT, at(9, 25, 10), WINDOW),
        Event("甲1", 8, K.DELIVER, at(9, 25, 11), WINDOW, Delivery(proof="回证1")),
    ]
    case = fold(events, ctx).case
    assert not [a for a in alerts([case], at(9, 28), ctx) if a.about is SideKind.PLEDGE]
    # Ten working days after 25 September: 28 to 30 (3), 8 to 10 October (6), 12 to 15 (10).
    late = [a for a in alerts([case], at(10, 16), ctx) if a.about is SideKind.PLEDGE]
    assert [a.kind for a in late] == [AlertKind.OVERDUE]


def test_a_bad_rating_is_rectified_in_time():
    """德州: five working days; a local rule, so the hall sets the limit."""
    ctx = Context(CaseRules(features={ItemFeature.CERTIFICATE}, rectify=WorkingDays(5)))
    bad = Event("甲1", 12, K.RATE, at(10, 14), APPLICANT, Rating(1))
    checked = Event("甲1", 13, K.RATING_CHECK, at(10, 15), OFFICER, Reasoned("属实"))
    case = fold([*life()[:11], bad, checked], ctx).case
    late = [a for a in alerts([case], at(10, 22), ctx) if a.about is SideKind.RATING]
    assert [a.kind for a in late] == [AlertKind.OVERDUE]
    good = Event("甲1", 12, K.RATE, at(10, 14), APPLICANT, Rating(5))
    case = fold([*life()[:11], good], ctx).case
    assert alerts([case], at(12, 1), ctx) == ()


def test_an_instant_needs_its_zone():
    with pytest.raises(InputError):
        alerts([], at(9, 1).replace(tzinfo=None), context())


def test_a_case_cannot_be_read_before_its_last_event():
    with pytest.raises(InputError, match="最后事件"):
        read_case(as_of(7), at(9, 22), context())


# -- shares of time --------------------------------------------------------------------


def test_shares_follow_each_other_without_a_gap():
    shares = time_shares(life(), context())
    for earlier, later in pairwise(shares):
        assert earlier.until == later.since
    assert shares[0].since == at(9, 21)
    assert shares[-1].until == at(10, 15)
    total = china_calendar().count_working_days(at(9, 21).date(), at(10, 15).date())
    assert sum(share.working_days or 0 for share in shares) == total


def test_the_applicants_share_is_the_time_of_the_correction():
    shares = time_shares(life(), context())
    own = [share for share in shares if share.party is Party.APPLICANT]
    assert [(s.phase, s.since, s.until, s.working_days) for s in own] == [
        (Phase.CORRECTING, at(9, 22), at(9, 23), 1)
    ]
    reviewing = [share for share in shares if share.phase is Phase.REVIEWING]
    assert [(s.organ, s.person, s.step) for s in reviewing] == [
        ("市局", "经办1", Step.REVIEW)
    ]


def test_the_share_of_the_consulted_organ_runs_in_parallel():
    reply = Event(
        "甲1", 8, K.OPINION_REPLY, at(9, 29), Actor(Role.CONSULTED, "李某", "消防局"),
        Conclusion("复函1"), key="消防",
    )  # fmt: skip
    shares = time_shares(consulted(reply), context())
    (asked,) = (share for share in shares if share.party is Party.CONSULTED)
    assert (asked.organ, asked.key) == ("消防局", "消防")
    assert (asked.since, asked.until, asked.working_days) == (
        at(9, 25, 10),
        at(9, 29),
        2,
    )


def test_the_share_of_a_silent_organ_ends_when_it_is_deemed_to_agree():
    """Three working days after 25 September end with the 30th."""
    shares = time_shares(consulted(), context(), until=at(10, 20))
    (asked,) = (share for share in shares if share.party is Party.CONSULTED)
    assert asked.until == at(10, 1, 0)


def test_shares_up_to_an_instant_include_lapses():
    """Not answered: the case is accepted from the end of 29 September on."""
    shares = time_shares(life()[:2], context(), until=at(10, 9))
    assert [(s.phase, s.until) for s in shares] == [
        (Phase.SUBMITTED, at(9, 21, 10)),
        (Phase.RECEIVED, at(9, 30, 0)),
        (Phase.ACCEPTED, at(10, 9)),
    ]


def test_shares_in_office_time():
    hours = OfficeHours(
        calendar=china_calendar(),
        regular=[Window.parse("09:00-12:00"), Window.parse("13:30-17:30")],
    )
    ctx = Context(CaseRules(features={ItemFeature.CERTIFICATE}), hours)
    shares = time_shares(life(), ctx)
    # 22 September 9:00 to 23 September 9:00: one day of seven hours.
    correcting = next(s for s in shares if s.phase is Phase.CORRECTING)
    assert correcting.minutes == 7 * 60


def test_no_event_no_shares():
    with pytest.raises(InputError):
        time_shares([], context())
    refused = [attrs.evolve(life()[0], seq=5)]
    with pytest.raises(InputError, match="被拒"):
        time_shares(refused, context())
