"""Clocks of a case: due dates computed by hand from the holiday notices.

2026 (国办发明电〔2025〕7号): New Year 1-3 January, 4 January worked; Spring Festival 15-23
February, 14 and 28 February worked; 4-6 April; 1-5 May, 9 May worked; 19-21 June; 25-27
September; 1-7 October, 20 September and 10 October worked.
"""

from datetime import date, timedelta

import attrs
import pytest
from lifecycle_scene import (
    COURIER,
    GOV_HEAD,
    HEAD,
    MONDAY,
    NOTICE,
    PLAN,
    SUPERVISOR,
    K,
    Scene,
    at,
    granted,
)

from zhengwu.calendars import OfficeHours, china_calendar
from zhengwu.findings.errors import InputError
from zhengwu.lifecycle import (
    CaseRules,
    ClockKind,
    Context,
    CorrectionNotice,
    ExtensionGrant,
    ItemFeature,
    Phase,
    ProcessOption,
    Refused,
    SideKind,
    SpecialProcedure,
    advance,
    deadline,
    decide,
    fold,
    parse_case_rules,
    replay,
)
from zhengwu.limits import (
    CalendarDays,
    Hours,
    Minutes,
    OnTheSpot,
    SameDay,
    UnspecifiedDays,
    WorkingDays,
    WorkingHours,
    WrittenNotice,
    Years,
)

P, F, C, O = Phase, ItemFeature, ClockKind, ProcessOption  # noqa: E741
AFTER = "2026-03-03"


def due_day(scene: Scene, kind: ClockKind) -> str:
    """The last day of a clock."""
    due = deadline(scene.case, kind, scene.ctx)
    assert due is not None
    return due.date.isoformat()


# -- the calendar itself ---------------------------------------------------------------


def test_the_days_of_2026_are_those_of_the_notice():
    """国办发明电〔2025〕7号."""
    off = {
        *("2026-01-01", "2026-01-02", "2026-01-03"),
        *(f"2026-02-{day}" for day in range(15, 24)),
        *(f"2026-04-0{day}" for day in range(4, 7)),
        *(f"2026-05-0{day}" for day in range(1, 6)),
        *(f"2026-06-{day}" for day in range(19, 22)),
        *(f"2026-09-{day}" for day in range(25, 28)),
        *(f"2026-10-0{day}" for day in range(1, 8)),
    }
    made_up = {
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20",
        "2026-10-10",
    }  # fmt: skip
    calendar = china_calendar()
    day = date(2026, 1, 1)
    while day.year == 2026:
        name = day.isoformat()
        expected = name in made_up or (day.weekday() < 5 and name not in off)
        assert calendar.day(day).working is expected, name
        day += timedelta(days=1)


# -- acceptance: art. 32 ---------------------------------------------------------------

RECEIVED = [
    ("2026-03-02", "2026-03-09", "a plain week"),
    ("2026-03-01", "2026-03-06", "a Sunday, online"),
    ("2026-09-30", "2026-10-13", "National Day: 8, 9, 10 (worked), 12, 13"),
    ("2026-09-18", "2026-09-24", "20 (worked), 21, 22, 23, 24"),
    ("2026-09-20", "2026-09-28", "from a worked Sunday: 21-24, 28"),
    ("2026-10-10", "2026-10-16", "from a worked Saturday: 12-16"),
    ("2026-02-14", "2026-02-28", "from a worked Saturday: 24-27, 28 (worked)"),
    ("2026-02-12", "2026-02-26", "13, 14 (worked), 24, 25, 26"),
    ("2025-12-29", "2026-01-06", "30, 31, 4 (worked), 5, 6 January"),
    ("2025-12-31", "2026-01-08", "from the last of the year: 4-8 January"),
    ("2024-02-27", "2024-03-05", "over the leap day: 28, 29, 1, 4, 5"),
    ("2024-02-29", "2024-03-07", "from the leap day: 1, 4, 5, 6, 7"),
    ("2026-04-30", "2026-05-11", "Labour Day: 6, 7, 8, 9 (worked), 11"),
]


@pytest.mark.parametrize(("day", "last", "why"), RECEIVED, ids=[r[2] for r in RECEIVED])
def test_five_working_days_to_accept_or_ask(day: str, last: str, why: str):
    """行政许可法 32(1):4, 82: working days, without the day of receipt."""
    scene = Scene().to(P.RECEIVED, day)
    assert due_day(scene, C.ACPT) == last, why
    expiry = at(last).replace(hour=0) + timedelta(days=1)
    before = advance(scene.case, expiry - timedelta(seconds=1), scene.ctx)
    assert before.case.phase is P.RECEIVED
    after = advance(scene.case, expiry, scene.ctx)
    lapses = [(lapse.kind, lapse.at) for lapse in after.lapsed]
    assert lapses == [(K.DEEM_ACCEPTED, expiry)]
    assert after.case.phase is P.ACCEPTED


def test_deemed_acceptance_counts_from_the_receipt():
    """逾期不告知的,自收到申请材料之日起即为受理: 20 working days from 2 March."""
    scene = Scene().to(P.RECEIVED)
    scene.case = advance(scene.case, at("2026-03-10"), scene.ctx).case
    assert scene.case.accepted == at(MONDAY)
    assert due_day(scene, C.LAW) == "2026-03-30"
    assert scene.case.clock(C.ACPT) is None


def test_a_lapse_recorded_late_changes_no_date():
    """A lapse takes effect when the time expired, not when it is recorded."""
    scene = Scene().to(P.RECEIVED)
    noted = scene.do(K.DEEM_ACCEPTED, "2026-03-27", recorded="2026-05-06")
    assert noted.noted
    (lapse,) = scene.case.lapsed
    assert lapse.at == at("2026-03-10 00:00")
    assert scene.case.accepted == at(MONDAY)
    assert due_day(scene, C.LAW) == "2026-03-30"


def test_a_late_acceptance_only_confirms_the_deemed_acceptance():
    """受理 after 视为受理: the document is produced; the time counts from the receipt."""
    scene = Scene().to(P.RECEIVED)
    assert scene.do(K.ACCEPT, "2026-03-12").noted
    assert scene.case.accepted == at(MONDAY)
    assert scene.case.phase is P.ACCEPTED


# Received on 2 March: 3-6 and 9 March. Asked on the 11th, six days: 12, 13, 16-19 March.
# Notified on the 20th, fifteen days: 23-27, 30, 31 March, 1-3, 7-10, 13 April. Delivered
# on the 17th, five days: 20-24 April.
TICKS = {K.DEEM_ACCEPTED, K.OPINION_LAPSE, K.SPECIAL_OVERRUN, K.RATING_LAPSE}
LOG = [
    (K.SUBMIT, MONDAY),
    (K.RECEIVE, MONDAY),
    (K.DEEM_ACCEPTED, "2026-03-10 00:00"),
    (K.START_REVIEW, "2026-03-11"),
    (K.CONSULT, "2026-03-11"),
    (K.OPINION_LAPSE, "2026-03-20 00:00"),
    (K.START_SPECIAL, "2026-03-20"),
    (K.SPECIAL_OVERRUN, "2026-04-14 00:00"),
    (K.PROPOSE, "2026-04-15"),
    (K.GRANT, "2026-04-16"),
    (K.NO_CERT, "2026-04-16"),
    (K.DELIVER, "2026-04-17"),
    (K.RATING_LAPSE, "2026-04-25 00:00"),
    (K.CLOSE, "2026-04-27"),
]
SIDE_TIMES = {SideKind.OPINION: WorkingDays(6), SideKind.RATING: WorkingDays(5)}


@pytest.mark.parametrize("noted", ["all", "none", "late", "some"])
def test_a_log_gives_the_same_case_with_and_without_recorded_lapses(noted: str):
    """With or without recorded lapses: the same case, by decide, fold and replay."""
    whole, scene = Scene(side_times=SIDE_TIMES), Scene(side_times=SIDE_TIMES)
    ticks = 0
    for kind, when in LOG:
        whole.do(kind, when)
        tick = kind in TICKS
        ticks += tick
        if tick and (noted == "none" or (noted == "some" and ticks % 2)):
            continue
        late = {"recorded": "2026-12-01"} if tick and noted == "late" else {}
        scene.do(kind, when, **late)
    assert scene.case.has_same_state(whole.case)
    assert fold(scene.log, scene.ctx).case.has_same_state(whole.case)
    assert replay(scene.log, scene.ctx).case.has_same_state(whole.case)
    assert not replay(scene.log, scene.ctx).refused
    assert [lapse.at for lapse in whole.case.lapsed] == [
        at(when) for kind, when in LOG if kind in TICKS
    ]


# -- correction ------------------------------------------------------------------------


def corrected(*options: ProcessOption) -> Scene:
    """Received on Monday 2 March, notified on Wednesday, supplied on Monday 9 March."""
    scene = Scene(options=options).to(P.RECEIVED)
    scene.do(K.NOTIFY_CORRECTION, "2026-03-04")
    scene.do(K.RESUPPLY, "2026-03-09")
    return scene


def test_after_a_correction_the_time_to_accept_starts_again():
    """RESTART: a new receipt; 10, 11, 12, 13, 16 March."""
    scene = corrected()
    assert due_day(scene, C.ACPT) == "2026-03-16"
    case = advance(scene.case, at("2026-03-17 00:00"), scene.ctx).case
    assert case.accepted == at("2026-03-09")


def test_after_a_correction_the_time_to_accept_resumes_where_the_item_says_so():
    """CONTINUE: two days were used, 3 and 4 March; three are left, 10, 11, 12 March."""
    scene = corrected(O.CORRECTION_CONTINUES)
    assert due_day(scene, C.ACPT) == "2026-03-12"
    # Deemed accepted from the day on which the application was complete.
    case = advance(scene.case, at("2026-03-13 00:00"), scene.ctx).case
    assert case.accepted == at("2026-03-09")


def test_at_most_one_extension_even_where_the_time_starts_again():
    """行政许可法 42(1): once; a return from above allows no second extension."""
    scene = Scene(ItemFeature.TWO_LEVEL, options=[O.RETURN_RESTARTS]).to(P.REVIEWING)
    scene.do(K.EXTEND)
    scene.do(K.FORWARD_UP)
    scene.do(K.UPPER_RETURN)
    assert scene.refused(K.EXTEND).codes == ("not_extended",)


def test_a_correction_that_does_not_come_ends_the_case():
    """补正时限: the limit of the notice, else of the item; else there is no limit."""
    rules = {"times": {C.FIX: WorkingDays(10)}}
    scene = Scene(**rules).to(P.CORRECTING)  # 3-6, 9-13, 16 March
    assert due_day(scene, C.FIX) == "2026-03-16"
    short = Scene(**rules).to(P.RECEIVED)
    notice = CorrectionNotice([PLAN], "补1号", CalendarDays(3))
    short.do(K.NOTIFY_CORRECTION, details=notice)
    assert due_day(short, C.FIX) == "2026-03-05"
    case = advance(short.case, at("2026-03-06 00:00"), short.ctx).case
    assert case.phase is P.NOT_GRANTED
    free = Scene().to(P.CORRECTING)
    assert deadline(free.case, C.FIX, free.ctx) is None
    assert advance(free.case, at("2027-12-01"), free.ctx).case.phase is P.CORRECTING


# -- the time to decide: art. 42, 45 -----------------------------------------------------


@pytest.mark.parametrize(
    ("day", "last"),
    [
        ("2026-03-02", "2026-03-30"),
        # 29, 30 September; 8, 9, 10 October; 12-16, 19-23, 26-30 October
        ("2026-09-28", "2026-10-30"),
        # 13, 14 February; 24-28 February; 2-6, 9-13 March; 16-18 March
        ("2026-02-12", "2026-03-18"),
    ],
)
def test_twenty_working_days_to_decide(day: str, last: str):
    """行政许可法 42(1), 82."""
    assert due_day(Scene().to(P.ACCEPTED, day), C.LAW) == last


def test_forty_five_working_days_where_departments_handle_together():
    """行政许可法 42(2): 45, and 15 more by the head of the government.

    From 2 March: 20 by 30 March, 40 by 28 April, then 29, 30 April, 6, 7, 8 May; 9 May
    is worked, 11-15, 18-22, 25-28 May.
    """
    scene = Scene(joint=True).to(P.REVIEWING)
    assert due_day(scene, C.LAW) == "2026-05-08"
    by = ExtensionGrant(WorkingDays(15), NOTICE)
    scene.do(K.EXTEND, actor=GOV_HEAD, details=by)
    assert due_day(scene, C.LAW) == "2026-05-28"


def test_an_extension_is_granted_once_and_for_ten_days_at_most():
    """行政许可法 42(1): from 30 March: 31, 1-3 April, 7-10 April, 13, 14 April."""
    scene = Scene(times={C.PROM: WorkingDays(10)}).to(P.REVIEWING)
    assert due_day(scene, C.PROM) == "2026-03-16"
    scene.do(K.EXTEND, "2026-03-09")
    assert due_day(scene, C.LAW) == "2026-04-14"
    assert due_day(scene, C.PROM) == "2026-03-30"
    assert scene.refused(K.EXTEND, "2026-03-10").codes == ("not_extended",)


def test_the_last_moment_for_an_extension_is_that_of_the_time():
    """An extension is possible before the time expires, not at the expiry."""
    assert Scene().to(P.REVIEWING).do(K.EXTEND, "2026-03-30 23:59")
    late = Scene().to(P.REVIEWING).refused(K.EXTEND, "2026-03-31 00:00")
    assert late.codes == ("before_due",)


def test_a_promise_in_other_days_is_not_extended_with_the_law():
    """The promised time is extended only if it is counted in the same unit."""
    scene = Scene(times={C.PROM: CalendarDays(10)}).to(P.REVIEWING)
    assert due_day(scene, C.PROM) == "2026-03-12"
    scene.do(K.EXTEND, AFTER)
    assert due_day(scene, C.LAW) == "2026-04-14"
    assert due_day(scene, C.PROM) == "2026-03-12"


@pytest.mark.parametrize("by", [OnTheSpot(), SameDay()], ids=["at once", "same day"])
def test_an_extension_is_by_a_number_of_days(by):
    """行政许可法 42(1): 可以延长十日; an extension must be a number of days."""
    scene = Scene().to(P.REVIEWING)
    refused = scene.refused(K.EXTEND, AFTER, details=ExtensionGrant(by, NOTICE))
    assert refused.codes == ("within_extension",)


@pytest.mark.parametrize("event", [K.EXTEND, K.START_SPECIAL])
def test_an_item_with_a_time_of_its_own_is_extended_and_suspended_by_the_same_law(
    event,
):
    """行政许可法 42(1): another law may set another time; arts. 42 and 45 still apply."""
    scene = Scene(times={C.LAW: WorkingDays(30)}).to(P.REVIEWING)
    scene.do(event, AFTER)
    law = next(clock for clock in scene.case.clocks if clock.kind is C.LAW)
    assert law.paused is (event is K.START_SPECIAL)
    assert bool(law.extended) is (event is K.EXTEND)


def test_a_special_procedure_over_a_holiday_is_not_counted():
    """行政许可法 45. Accepted 21 September; tests from the 24th to 12 October.

    Used: 22, 23, 24 September. Left: 17, that is 13-16, 19-23, 26-30 October, 2-4
    November.
    """
    scene = Scene().to(P.REVIEWING, "2026-09-21")
    scene.do(K.START_SPECIAL, "2026-09-24")
    assert deadline(scene.case, C.LAW, scene.ctx) is None
    scene.do(K.END_SPECIAL, "2026-10-12")
    assert due_day(scene, C.LAW) == "2026-11-04"


def test_a_special_procedure_that_overruns_excludes_only_the_notified_time():
    """行政许可法 45: the time needed is not counted; time beyond it is counted.

    Five working days from 4 March are 5, 6, 9, 10, 11 March. Twenty days end on 30 March,
    twenty and five on 7 April (31 March, 1, 2, 3, 7 April).
    """
    scene = Scene().to(P.REVIEWING)
    notice = WrittenNotice(
        reference="告知2号", given_on=date(2026, 3, 4), needed=WorkingDays(5)
    )
    scene.do(
        K.START_SPECIAL, "2026-03-04", details=SpecialProcedure("testing", notice, "45")
    )
    assert due_day(scene, C.SPEC) == "2026-03-11"
    scene.do(K.SPECIAL_OVERRUN, "2026-03-12 00:00")
    assert due_day(scene, C.LAW) == "2026-04-07"


def test_a_special_procedure_ended_in_time_excludes_as_many_days_as_it_took():
    """From 4 to 11 March, the last of the notified days: the same five days."""
    scene = Scene().to(P.REVIEWING)
    scene.do(K.START_SPECIAL, "2026-03-04")
    scene.do(K.END_SPECIAL, "2026-03-11 17:00")
    assert due_day(scene, C.LAW) == "2026-04-07"


# -- above, and the promise ------------------------------------------------------------


def returned(*options: ProcessOption) -> Scene:
    """Accepted on 2 March, sent up on the 4th, returned on Monday the 16th."""
    scene = Scene(F.TWO_LEVEL, options=options).to(P.REVIEWING)
    scene.do(K.FORWARD_UP, "2026-03-04")
    scene.do(K.UPPER_RETURN, "2026-03-16")
    return scene


def test_after_a_return_only_the_remaining_time_runs():
    """RESUME: 18 days: 17-20, 23-27, 30-31 March, 1-3, 7-10 April."""
    assert due_day(returned(), C.LAW) == "2026-04-10"


def test_after_a_return_the_time_starts_again_where_the_item_says_so():
    """RESTART: 20 days from 16 March: the same, and 13, 14 April."""
    assert due_day(returned(O.RETURN_RESTARTS), C.LAW) == "2026-04-14"


def test_the_time_of_the_organ_above_is_its_own():
    """UPPER: as the item says; 5-6, 9-13, 16-18 March."""
    scene = Scene(F.TWO_LEVEL, times={C.UPPER: WorkingDays(10)}).to(P.REVIEWING)
    scene.do(K.FORWARD_UP, "2026-03-04")
    assert due_day(scene, C.UPPER) == "2026-03-18"


@pytest.mark.parametrize(
    ("options", "running"),
    [((), {"SEND"}), ((O.PROMISE_TO_DELIVERY,), {"SEND", "PROM"})],
    ids=["decision", "delivery"],
)
@pytest.mark.parametrize("above", [False, True], ids=["own", "above"])
def test_the_promise_covers_the_decision_or_the_delivery(options, running, above):
    """promise_covers: with DELIVERY the promised time runs until T38."""
    features = [F.CERTIFICATE, *([F.TWO_LEVEL] if above else [])]
    scene = Scene(*features, options=options, times={C.PROM: WorkingDays(10)})
    scene.to(P.REVIEWING)
    if above:
        scene.by(K.FORWARD_UP, K.UPPER_GRANTED)
    else:
        scene.by(K.PROPOSE, K.GRANT)
    assert scene.clocks == running
    scene.by(K.MAKE_CERT, K.CERT_READY, when=AFTER)
    assert scene.clocks == running
    scene.do(K.DELIVER, "2026-03-04", COURIER)
    assert not scene.clocks
    promise = scene.case.clock(C.PROM)
    assert promise is not None
    assert promise.stopped == at("2026-03-04" if "PROM" in running else MONDAY)
    scene.do(K.CLOSE, "2026-03-04")


def test_a_certificate_is_delivered_within_ten_working_days_of_the_grant():
    """行政许可法 44: granted on 23 September: 24, 28-30, 8-10, 12-14 October."""
    scene = Scene(F.CERTIFICATE).to(P.GRANTED, "2026-09-23")
    assert due_day(scene, C.SEND) == "2026-10-14"


@pytest.mark.parametrize(
    ("promise", "joint", "law"),
    [
        (WorkingDays(21), False, None),
        (WorkingDays(46), True, None),
        (WorkingDays(6), False, WorkingDays(5)),
        (Hours(25), False, Hours(24)),
    ],
    ids=["twenty", "forty-five", "its own", "hours"],
)
def test_a_promise_is_within_the_law(promise, joint, law):
    """优化营商环境条例 36: 承诺时限不超过法定时限."""
    times = {C.PROM: promise} | ({} if law is None else {C.LAW: law})
    with pytest.raises(InputError, match="长于法定时限"):
        CaseRules(joint=joint, times=times)
    equal = {C.PROM: law} if law else {C.PROM: WorkingDays(45 if joint else 20)}
    assert CaseRules(joint=joint, times={**times, **equal}).time(C.PROM)


def test_times_are_read_as_people_write_them():
    rules = parse_case_rules(
        'id = "a"\ntimes = { PROM = "5个工作日", RECV = "2小时" }\n'
        'side_times = { opinion = "5个工作日" }'
    )
    scene = Scene(context=Context(rules)).to(P.ACCEPTED)
    assert due_day(scene, C.PROM) == "2026-03-09"
    with pytest.raises(InputError, match="长于法定时限"):
        parse_case_rules('id = "a"\ntimes = { PROM = "21个工作日" }')


# -- minutes, hours, years ----------------------------------------------------------------


def test_an_instant_item_is_timed_in_minutes():
    """即办件: minutes and hours are elapsed time."""
    times = {C.LAW: Hours(2), C.PROM: Minutes(30)}
    scene = Scene(F.INSTANT, times=times).to(P.ACCEPTED, "2026-03-02 16:45")
    promise = deadline(scene.case, C.PROM, scene.ctx)
    law = deadline(scene.case, C.LAW, scene.ctx)
    assert promise is not None
    assert law is not None
    assert promise.at == at("2026-03-02 17:15")
    assert law.at == at("2026-03-02 18:45")


def test_hours_of_a_hall_run_while_it_is_open():
    """RECV in office hours: from 16:30 on Friday 13 February; the 14th is worked."""
    hours = OfficeHours(
        calendar=china_calendar(), regular=["09:00-12:00", "13:00-17:00"]
    )
    ctx = Context(CaseRules(times={C.RECV: WorkingHours(2)}), hours)
    scene = Scene(context=ctx).to(P.SUBMITTED, "2026-02-13 16:30")
    due = deadline(scene.case, C.RECV, ctx)
    assert due is not None
    assert due.at == at("2026-02-14 10:30")


def test_a_year_from_a_leap_day_ends_on_the_last_of_february():
    """民法典 202: 没有对应日的,月末日 (2025-02-28 is a Friday)."""
    scene = Scene(times={C.LAW: Years(1)}).to(P.ACCEPTED, "2024-02-29")
    assert due_day(scene, C.LAW) == "2025-02-28"


def test_a_licence_until_a_leap_day_and_until_the_last_of_the_year():
    """The licence is valid through its last day."""
    for last, expiry in (
        (date(2028, 2, 29), "2028-03-01 00:00"),
        (date(2026, 12, 31), "2027-01-01 00:00"),
        (date(2026, 10, 1), "2026-10-02 00:00"),  # a holiday does not prolong a licence
    ):
        scene = granted(last)
        (lapse,) = advance(scene.case, at("2030-01-01"), scene.ctx).lapsed
        assert (lapse.kind, lapse.at) == (K.LICENCE_EXPIRE, at(expiry))
        assert lapse.certain


# -- an amended calendar, and days that are not announced -----------------------------------


@pytest.mark.parametrize(
    ("known", "last"),
    [
        # 24-30 January off, 1 February worked: 22, 23, 31, 1 and 3 February
        (date(2020, 1, 26), "2020-02-03"),
        # 国办发明电〔2020〕1号: off until 2 February: 22, 23, 3, 4, 5 February
        (date(2020, 1, 27), "2020-02-05"),
        (None, "2020-02-05"),
    ],
    ids=["before", "after", "now"],
)
def test_the_amendment_of_january_2020_moves_what_was_under_way(known, last):
    """延长2020年春节假期: the same case has another due date."""
    scene = Scene().to(P.RECEIVED, "2020-01-21")
    scene.ctx = Context(CaseRules(), china_calendar(as_of=known))
    assert due_day(scene, C.ACPT) == last
    eve = at(last).replace(hour=23, minute=59)
    assert advance(scene.case, eve, scene.ctx).case.phase is P.RECEIVED
    next_day = at(last).replace(hour=0) + timedelta(days=1)
    assert advance(scene.case, next_day, scene.ctx).case.phase is P.ACCEPTED


def test_a_time_over_days_that_nobody_announced_is_in_doubt():
    """A case changes only when the time has certainly expired; earlier lapses are doubtful.

    Five working days from 1 February 2027 end before or after the Spring Festival.
    """
    scene = Scene().to(P.RECEIVED, "2027-02-01")
    due = deadline(scene.case, C.ACPT, scene.ctx)
    assert due is not None
    assert not due.certain
    assert due.earliest < due.latest
    best = at(due.date.isoformat()).replace(hour=0) + timedelta(days=1)
    surely = at(due.latest.isoformat()).replace(hour=0) + timedelta(days=1)
    assert best < surely
    early = advance(scene.case, best - timedelta(seconds=1), scene.ctx)
    assert not early.lapsed
    assert not early.doubtful
    doubt = advance(scene.case, best, scene.ctx)
    assert not doubt.lapsed
    assert [(lapse.kind, lapse.at, lapse.certain) for lapse in doubt.doubtful] == [
        (K.DEEM_ACCEPTED, best, False)
    ]
    assert doubt.case.phase is P.RECEIVED
    sure = advance(scene.case, surely, scene.ctx)
    assert [(lapse.at, lapse.certain) for lapse in sure.lapsed] == [(best, False)]
    assert not sure.doubtful


def test_in_doubt_the_hall_may_still_accept_and_not_ask_for_more():
    """In doubt only the events in the applicant's favour are possible."""
    scene = Scene().to(P.RECEIVED, "2027-02-01")
    due = deadline(scene.case, C.ACPT, scene.ctx)
    assert due is not None
    when = at(due.date.isoformat()) + timedelta(days=1)
    assert scene.refused(K.DEEM_ACCEPTED, when).codes == ("acceptance_time_over",)
    assert scene.refused(K.NOTIFY_CORRECTION, when).codes == ("within_acceptance",)
    scene.do(K.ACCEPT, when)


def test_a_lapse_on_days_that_nobody_announced_is_never_called_certain():
    """Lapse.certain: whether the instant was computed from announced days only.

    The days are 31 December 2026 and days after New Year 2027, which no notice covers.
    """
    scene = Scene().to(P.RECEIVED, "2026-12-30")
    due = deadline(scene.case, C.ACPT, scene.ctx)
    assert due is not None
    assert not due.certain
    (lapse,) = advance(scene.case, at("2027-02-01"), scene.ctx).lapsed
    assert not lapse.certain


def test_office_hours_on_days_that_nobody_announced_are_in_doubt_as_well():
    """Eight hours from the eve of the Spring Festival of 2027, of an eight-hour day."""
    hours = OfficeHours(
        calendar=china_calendar(), regular=["09:00-12:00", "13:00-18:00"]
    )
    ctx = Context(CaseRules(times={C.ACPT: WorkingHours(8)}), hours)
    scene = Scene(context=ctx).to(P.RECEIVED, "2027-02-04 13:00")
    due = deadline(scene.case, C.ACPT, ctx)
    assert due is not None
    assert due.at is not None
    assert due.earliest < due.latest
    advanced = advance(scene.case, due.at, ctx)
    assert not advanced.lapsed
    assert [lapse.certain for lapse in advanced.doubtful] == [False]


# -- total -----------------------------------------------------------------------------


def test_office_hours_are_required_when_the_context_is_built():
    """Decide is total: the context rejects limits that the calendar cannot count."""
    with pytest.raises(InputError, match="OfficeHours"):
        Context(CaseRules(times={C.ACPT: WorkingHours(2)}))


def test_a_notice_that_says_only_days_has_an_answer():
    """After a notice of 15日 of an unstated kind, decide still answers the next event."""
    scene = Scene().to(P.RECEIVED)
    notice = CorrectionNotice([PLAN], "补1号", UnspecifiedDays(15))
    scene.put(K.NOTIFY_CORRECTION, details=notice)
    assert scene.put(K.RESUPPLY, AFTER)


@pytest.mark.parametrize("year", ["2003", "2061"])
def test_a_year_that_the_calendar_does_not_know_has_an_answer(year: str):
    """Decide never raises: a year outside every calendar is refused with a reason."""
    scene = Scene()
    answer = decide(scene.case, scene.event(K.SUBMIT, f"{year}-03-04"), scene.ctx)
    assert isinstance(answer, Refused)
    assert answer.codes == ("coverage",)


def test_a_draft_and_a_closed_case_run_no_clock():
    for phase in (P.DRAFT, P.CLOSED, P.ARCHIVED, P.VOID, P.NOT_GRANTED):
        scene = Scene().to(phase)
        assert not scene.clocks
        for kind in ClockKind:
            clock = scene.case.clock(kind)
            assert clock is None or clock.stopped is not None


def test_cases_have_the_same_state_whether_or_not_the_lapse_was_recorded():
    """The state ignores the sequence number and the instant of the last event; equality does not."""
    scene = Scene().to(P.RECEIVED)
    noted = Scene().to(P.RECEIVED)
    noted.do(K.DEEM_ACCEPTED, "2026-03-10 00:00", SUPERVISOR)
    assert advance(scene.case, at("2026-03-12"), scene.ctx).case.has_same_state(
        noted.case
    )
    again = attrs.evolve(noted.case, seq=99)
    assert again.has_same_state(noted.case)
    assert again != noted.case
    assert noted.case.seq == 3
    assert noted.log[-1].actor is SUPERVISOR
    assert HEAD.id not in repr(noted.case)
