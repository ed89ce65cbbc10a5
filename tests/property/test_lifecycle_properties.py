"""Cases beside a slow model, and what holds of every case, log and refusal."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta, timezone
from typing import Any

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from naive_lifecycle import GROUNDS, MOVES, ROWS, SPECIAL, Naive, Rules

from zhengwu.calendars import china_calendar
from zhengwu.lifecycle import (
    DETAILS_OF,
    SYSTEM,
    Accepted,
    Actor,
    Assignment,
    Case,
    CaseRules,
    Certificate,
    ClockKind,
    Closing,
    Conclusion,
    Consultation,
    Context,
    CorrectionNotice,
    Decision,
    Delivery,
    DeliveryMethod,
    Event,
    EventKind,
    ExtensionGrant,
    Filing,
    IdentityCheck,
    ItemFeature,
    JointKind,
    JointStep,
    Materials,
    NoDetails,
    NonAcceptance,
    PaperRecord,
    Pledge,
    ProcessOption,
    Rating,
    Reasoned,
    ReturnFromAbove,
    ReviewOpinion,
    Role,
    SideKind,
    SpecialProcedure,
    SpecialResult,
    SpotFix,
    Submission,
    decide,
    fold,
)
from zhengwu.limits import (
    CalendarDays,
    Hours,
    Minutes,
    Months,
    OnTheSpot,
    WorkingDays,
    WrittenNotice,
)

CN = china_calendar()
WORKS = china_calendar(projected=True).is_working_day
BEIJING = timezone(timedelta(hours=8))
DAY = timedelta(days=1)
TINY = timedelta(microseconds=1)
FIRST = datetime(2024, 1, 2, 9, tzinfo=BEIJING)
LAST = datetime(2026, 5, 20, tzinfo=BEIJING)  # everything due by then is announced
DOCUMENTS = ("表", "照", "图")
PERSONS = {Role.APPLICANT: "甲", Role.AGENT: "丙"}
TICKS = (
    "deem_accepted",
    "correction_lapse",
    "special_overrun",
    "opinion_lapse",
    "gap_lapse",
    "rating_lapse",
    "licence_expire",
    "renew_deemed",
)

# -- rules


def starts() -> st.SearchStrategy[datetime]:
    """Days of all seasons, often just before the long holidays."""
    long = [(2024, 2, 6), (2024, 9, 27), (2025, 1, 22), (2025, 9, 26), (2026, 2, 10)]
    near = st.sampled_from([datetime(*day, 10, tzinfo=BEIJING) for day in long])
    return near | st.integers(0, 800).map(lambda days: FIRST + days * DAY)


lengths = st.one_of(
    st.integers(1, 12).map(WorkingDays),
    st.integers(1, 20).map(CalendarDays),
    st.integers(1, 96).map(Hours),
    st.just(Months(1)),
)


@st.composite
def rule_sets(draw: st.DrawFn) -> Rules:
    """Rules of some item."""
    has = st.booleans()
    features = {f.value for f in ItemFeature if draw(has)}
    if draw(st.integers(0, 3)):
        features.discard("instant")
    documents = draw(st.sampled_from([(), DOCUMENTS[:1], DOCUMENTS]))
    times: dict[str, Any] = {}
    if draw(has):
        times["PROM"] = WorkingDays(draw(st.integers(3, 15)))
    if draw(st.integers(0, 3)):
        times["FIX"] = draw(lengths)
    if not draw(st.integers(0, 3)):
        times["ACPT"] = draw(lengths)
    if draw(has):
        times["RECV"] = Hours(4)
    sides = {k: draw(lengths) for k in ("opinion", "gap", "rating") if draw(has)}
    return Rules(
        features=frozenset(features),
        options=frozenset(o.value for o in ProcessOption if draw(has)),
        joint=not draw(st.integers(0, 3)),
        hearing=not draw(st.integers(0, 3)),
        no_veto=draw(has),
        documents=documents,
        deferrable=documents[-1:] if len(documents) > 1 else (),
        identity=draw(st.sampled_from([frozenset(), frozenset({"counter", "online"})])),
        times=times,
        side_times=sides,
    )


def context(rules: Rules, calendar: Any = CN) -> Context:
    """The library's form of the same rules."""
    made = CaseRules(
        features=[ItemFeature(f) for f in rules.features],
        options=[ProcessOption(o) for o in rules.options],
        joint=rules.joint,
        hearing=rules.hearing,
        no_veto=rules.no_veto,
        documents=rules.documents,
        deferrable=rules.deferrable,
        identity=[IdentityCheck(i) for i in rules.identity],
        times={ClockKind(k): limit for k, limit in rules.times.items()},
        side_times={SideKind(k): limit for k, limit in rules.side_times.items()},
        since=rules.since,
        until=rules.until,
    )
    return Context(made, calendar)


# -- events

names = st.lists(st.sampled_from([*DOCUMENTS, "他"]), max_size=3, unique=True)
texts = st.sampled_from(["", "甲", "乙", "officer1", "局"])
flags = st.booleans()
any_lengths = st.one_of(
    lengths,
    st.sampled_from([WorkingDays(0), CalendarDays(0), OnTheSpot(), Minutes(30)]),
)


def notices(at: datetime) -> st.SearchStrategy[WrittenNotice]:
    """Written notices, with or without the time that is needed."""
    return st.builds(
        WrittenNotice,
        reference=st.just("告1"),
        given_on=st.just(at.date()),
        needed=st.none() | lengths,
    )


def any_details(kind: EventKind, at: datetime) -> st.SearchStrategy[Any]:
    """Details of the right class, good or bad."""
    days = st.none() | st.integers(20, 400).map(lambda n: at.date() + n * DAY)
    grounds = st.sampled_from(["", "hearing", "绿化", *(g for _, g in sorted(GROUNDS))])
    votes = st.integers(0, 3)
    given_notice = st.none() | notices(at)
    made: dict[type, st.SearchStrategy[Any]] = {
        NoDetails: st.just(NoDetails()),
        Submission: st.builds(
            Submission, names, st.none() | st.sampled_from(IdentityCheck), texts
        ),
        Materials: st.builds(Materials, names, names),
        SpotFix: st.builds(SpotFix, texts, flags),
        CorrectionNotice: st.builds(
            CorrectionNotice, names, texts, st.none() | lengths
        ),
        Reasoned: st.builds(Reasoned, texts, texts, texts),
        NonAcceptance: st.builds(NonAcceptance, texts, texts, texts),
        Pledge: st.builds(Pledge, texts, names, st.none() | lengths, flags),
        Assignment: st.builds(Assignment, texts),
        SpecialProcedure: st.builds(SpecialProcedure, grounds, given_notice, texts),
        SpecialResult: st.builds(SpecialResult, texts, texts),
        ExtensionGrant: st.builds(ExtensionGrant, any_lengths, given_notice),
        Consultation: st.builds(Consultation, texts, st.none() | lengths, texts),
        JointStep: st.builds(
            JointStep, st.sampled_from(JointKind), names, st.lists(texts, max_size=3)
        ),
        Conclusion: st.builds(Conclusion, texts, flags, votes, votes),
        ReviewOpinion: st.builds(ReviewOpinion, texts, flags),
        Decision: st.builds(Decision, texts, texts, grounds, texts, flags, days),
        ReturnFromAbove: st.builds(ReturnFromAbove, texts, names),
        Certificate: st.builds(Certificate, texts, flags),
        Delivery: st.builds(Delivery, st.sampled_from(DeliveryMethod), texts),
        Closing: st.builds(Closing, flags),
        Filing: st.builds(Filing, texts, names),
        PaperRecord: st.builds(PaperRecord, texts, texts),
        Rating: st.builds(Rating, st.integers(1, 5)),
    }
    return made[DETAILS_OF[kind]]


def good_details(draw: st.DrawFn, kind: EventKind, slow: Naive, at: datetime) -> Any:
    """Details that meet every condition on what the event brings."""
    state, rules = slow.state, slow.rules
    day = at.date()
    told = WrittenNotice(reference="告1", given_on=day, needed=draw(lengths))
    within = draw(st.none() | lengths)
    lacking = set(rules.documents) - state["supplied"]
    match kind.value:
        case "submit":
            return Submission(rules.documents[: draw(st.integers(0, 3))], _ID, "甲")
        case "notify_correction":
            return CorrectionNotice(sorted(lacking) or ["照"], "补1", within)
        case "resupply":
            return Materials(sorted(state["listed"]))
        case "accept":
            return Materials(sorted(lacking))
        case "accept_deferred" | "accept_commitment":
            return Pledge("诺1", sorted(lacking) or list(rules.deferrable), within)
        case "start_special":
            return SpecialProcedure(draw(st.sampled_from(sorted(SPECIAL))), told, "法")
        case "end_special":
            return SpecialResult("笔录", "主持人")
        case "extend":
            by = WorkingDays(draw(st.integers(1, rules.extension)))
            return ExtensionGrant(by, told)
        case "consult":
            return Consultation("问局", within, "法")
        case "joint_visit" | "meeting":
            return JointStep(draw(st.sampled_from(JointKind)), ["局"], ["张", "李"])
        case "upper_return":
            return ReturnFromAbove("不清楚", ["新"])
        case "not_accepted":
            return NonAcceptance("别局", "不归我管", "王")
        case "terminate" | "licence_revoke" | "licence_recall" | "licence_cancel":
            use = kind.value.removeprefix("licence_")
            ground = draw(st.sampled_from(sorted(g for u, g in GROUNDS if u == use)))
            return Decision("1", "长", ground, "有理由", remedy=True)
        case "opinion_reply" | "joint_done" | "child_close" | "pledge_verify":
            agrees = draw(st.sampled_from([True, True, False]))
            return Conclusion("录1", agrees, 3 if agrees else 1, 1 if agrees else 3)
        case "rate":
            return Rating(draw(st.integers(1, 5)))
    until = day + draw(st.integers(25, 200)) * DAY
    return {
        NoDetails: NoDetails(),
        Materials: Materials(),
        SpotFix: SpotFix("错字"),
        Reasoned: Reasoned("有理由", "法", "王"),
        Assignment: Assignment(draw(st.sampled_from(["officer1", "李"]))),
        ReviewOpinion: ReviewOpinion("意见1", rights_told=True),
        Decision: Decision("1", "长", "", "有理由", remedy=True, valid_until=until),
        Certificate: Certificate("证1", checked=True),
        Delivery: Delivery(DeliveryMethod.COUNTER, "单1"),
        Closing: Closing(),
        Filing: Filing("档1"),
        PaperRecord: PaperRecord("录1", "有理由"),
    }[DETAILS_OF[kind]]


_ID = IdentityCheck.COUNTER


def actor_for(draw: st.DrawFn, kind: EventKind, slow: Naive) -> Actor:
    """Somebody who may do it."""
    row = ROWS.get(kind.value) or MOVES[kind.value]
    role = Role(draw(st.sampled_from(row["who"])))
    if kind is EventKind.EXTEND and draw(st.integers(0, 9)):
        role = Role.GOV_HEAD if slow.rules.joint else Role.HEAD
    if role is Role.APPLICANT or role is Role.AGENT:
        known = slow.state[role.value]
        return Actor(role, known or PERSONS[role])
    if role is Role.SYSTEM:
        return SYSTEM
    return Actor(role, f"{role.value}1", "问局" if role is Role.CONSULTED else "局")


def possible_now(slow: Naive) -> list[tuple[EventKind, str]]:
    """Events that phase and side matters allow, with their keys."""
    phase = slow.state["phase"]
    found = [
        (name, f"{name}{len(slow.state['sides'])}" if "opens" in row else "")
        for name, row in ROWS.items()
        if phase in row["source"] and slow.rules.has(row)
    ]
    found += [
        (name, side["key"])
        for name, move in MOVES.items()
        for side in slow.state["sides"]
        if side["kind"] == move["side"] and side["state"] in move["source"]
        if "phases" not in move or phase in move["phases"]
    ]
    if phase in MOVES["child_open"]["phases"]:
        found.append(("child_open", f"子{len(slow.state['sides'])}"))
    return [(EventKind(name), key) for name, key in found]


RARE = {
    "save",
    "counter_fix",
    "withdraw",
    "withdraw_early",
    "terminate",
    "void",
    "not_required",
    "not_accepted",
    "child_open",
    "send_back",
    "licence_cancel",
    "licence_revoke",
    "licence_recall",
}


def steps_of_time(slow: Naive, now: datetime) -> st.SearchStrategy[datetime]:
    """Later instants: soon, after days, after months, and just where a time is over."""
    soon = st.sampled_from([0, 1, 45, 180]).map(lambda n: now + timedelta(minutes=n))
    days = st.integers(1, 8).map(lambda n: now + n * DAY)
    months = st.sampled_from([15, 30, 47, 90]).map(lambda n: now + n * DAY)
    options = [soon, soon, soon, days, days, months]
    ends = [when for when, _, _ in slow.pending() if when > now]
    law = slow.clock("LAW")
    if law is not None:
        due = slow.clock_end(law)
        ends += [due] if due is not None and due > now else []
    if ends:
        edge = st.sampled_from(ends[:3])
        options += [edge, edge.map(lambda when: max(now, when - TINY))]
    return st.one_of(options).map(lambda when: when if when < LAST else now)


def draw_event(
    draw: st.DrawFn, slow: Naive, now: datetime, *, flawless: bool = False
) -> Event:
    """A plausible event, sometimes with a flaw."""
    at = draw(steps_of_time(slow, now))
    then = copy.deepcopy(slow)
    then.advance(at)
    choices = possible_now(then)
    often = [one for one in choices if one[0].value not in RARE]
    if often and draw(st.integers(0, 7)):
        choices = often
    if not choices:
        choices = [(EventKind(draw(st.sampled_from(TICKS))), "")]
    kind, key = draw(st.sampled_from(choices))
    details = good_details(draw, kind, then, at)
    actor = actor_for(draw, kind, then)
    seq = slow.state["seq"] + 1
    if flawless or draw(st.integers(0, 5)):
        return Event("案", seq, kind, at, actor, details, key)
    return flawed(draw, Event("案", seq, kind, at, actor, details, key))


def flawed(draw: st.DrawFn, event: Event) -> Event:
    """The event with something wrong, perhaps."""
    given = {a.name: getattr(event, a.name) for a in attrs.fields(Event)}
    match draw(st.integers(0, 9)):
        case 0:
            given["seq"] += draw(st.sampled_from([-2, -1, 1, 5]))
        case 1:
            given["at"] -= draw(st.sampled_from([TINY, DAY, 30 * DAY]))
        case 2:
            given["recorded_at"] -= draw(st.sampled_from([TINY, DAY]))
        case 3:
            given["case"] = "别案"
        case 4 | 5:
            role = draw(st.sampled_from(Role))
            given["actor"] = Actor(role, draw(texts), draw(texts))
        case 6:
            given["key"] = draw(st.sampled_from(["", "图", "meeting1", "consult0"]))
        case _:
            given["details"] = draw(any_details(event.kind, event.at))
    return Event(**given)


@st.composite
def any_events(draw: st.DrawFn, seq: int, now: datetime) -> Event:
    """Any event at all."""
    kind = draw(st.sampled_from(EventKind))
    at = now + timedelta(hours=draw(st.integers(-50, 2000)))
    who = ROWS.get(kind.value, MOVES.get(kind.value, {}))["who"]
    role = draw(st.sampled_from(Role) | st.sampled_from(who).map(Role))
    actor = Actor(role, draw(texts), draw(texts))
    key = draw(st.sampled_from(["", "图", "meeting1"]))
    details = draw(any_details(kind, at))
    return Event("案", seq, kind, min(at, LAST), actor, details, key)


# -- comparison


def seen(case: Case) -> dict[str, Any]:
    """The case as the slow model shows one."""
    return {
        "phase": case.phase.value,
        "outcome": case.outcome and case.outcome.value,
        "received": case.received,
        "accepted": case.accepted,
        "decided": case.decided,
        "clocks": {
            c.kind.value: (c.started, c.paused, len(c.extended)) for c in case.clocks
        },
        "sides": {(s.kind.value, s.key): s.state for s in case.sides},
        "lapses": sorted((x.at, x.kind.value, x.key) for x in case.lapsed),
    }


PLACE = {"phase", "terminal", "not_for_item", "side_missing", "side_state"}
FIRST_CODES = [
    *("phase", "lapsed", "terminal", "not_for_item", "side_missing", "side_state"),
    *("side_exists", "other_case", "duplicate", "skipped", "order", "future", "role"),
]


def comparable(codes: set[str], reasons: set[str]) -> bool:
    """Whether two sets of reasons are the same, as far as one may ask.

    Out of its place an event has no conditions that could be met, and the library says
    more of what would be missing as well; that time has passed it may say of any event.
    """
    if not codes or not reasons or not reasons & {"lapsed"} <= codes:
        return False
    codes, reasons = codes - {"lapsed"}, reasons - {"lapsed"}
    if reasons & PLACE:
        return codes & set(FIRST_CODES) == reasons
    return codes == reasons


def agree(case: Case, event: Event, ctx: Context, slow: Naive) -> Any:
    """The library's answer, after checking it against the model, which moves on."""
    before = copy.deepcopy(slow)
    answer = decide(case, event, ctx)
    reasons = slow.attempt(event)
    if isinstance(answer, Accepted):
        assert reasons == set(), (reasons, event, before.state)
        assert seen(answer.case) == slow.view(), event
    else:
        assert comparable(set(answer.codes), reasons), (event, before.state)
        if event.case == "案":
            before.advance(event.at)
        assert seen(answer.case) == before.view(), event
    return answer


class CaseWalk(RuleBasedStateMachine):
    """A case goes its way; library and model say the same at every step."""

    @initialize(rules=rule_sets(), start=starts())
    def begin(self, rules, start):
        self.ctx = context(rules)
        self.slow = Naive("案", rules, WORKS)
        self.case = Case("案")
        self.now = start
        self.log: list[Event] = []

    def put(self, event: Event) -> None:
        answer = agree(self.case, event, self.ctx, self.slow)
        self.now = max(self.now, event.at)
        if isinstance(answer, Accepted):
            self.case = answer.case
            self.log.append(event)

    @rule(data=st.data())
    def go_on(self, data):
        self.put(draw_event(data.draw, self.slow, self.now))

    @rule(data=st.data())
    def go_on_well(self, data):
        self.put(draw_event(data.draw, self.slow, self.now, flawless=True))

    @rule(data=st.data())
    def stray(self, data):
        self.put(data.draw(any_events(self.slow.state["seq"] + 1, self.now)))

    @rule(data=st.data())
    def tick(self, data):
        lapses = self.slow.state["lapses"]
        choices = [(x["kind"], x["key"]) for x in lapses] + [("accept", "")]
        kind, key = data.draw(st.sampled_from(choices))
        at = data.draw(steps_of_time(self.slow, self.now))
        role = Role.WINDOW if kind == "accept" else Role.SYSTEM
        details = Materials() if kind == "accept" else NoDetails()
        seq = self.slow.state["seq"] + 1
        self.put(Event("案", seq, EventKind(kind), at, Actor(role, "x"), details, key))

    def teardown(self):
        if getattr(self, "log", None):
            assert fold(self.log, self.ctx).case == self.case
            assert fold(self.log, self.ctx).refused is None


CaseWalk.TestCase.settings = settings(max_examples=60, stateful_step_count=40)
TestCaseWalk = CaseWalk.TestCase
