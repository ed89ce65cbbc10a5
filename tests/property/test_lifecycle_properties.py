"""Cases beside a slow model, and what holds of every case, log and refusal."""

from __future__ import annotations

import copy
from datetime import date, datetime, timedelta, timezone
from typing import Any

import attrs
import pytest
from hypothesis import assume, example, given, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from naive_lifecycle import (
    ABOUT,
    GROUNDS,
    MOVES,
    ROWS,
    SPECIAL,
    TERMINAL,
    Naive,
    Rules,
)

from zhengwu.calendars import china_calendar
from zhengwu.lifecycle import (
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
    Refused,
    ReturnFromAbove,
    ReviewOpinion,
    Role,
    SideKind,
    SpecialProcedure,
    SpecialResult,
    SpotFix,
    Submission,
    advance,
    decide,
    fold,
    offers,
    replay,
)
from zhengwu.lifecycle._details import DETAILS_OF
from zhengwu.limits import (
    CalendarDays,
    HalfDay,
    Hours,
    Minutes,
    Months,
    OnTheSpot,
    SameDay,
    UnspecifiedDays,
    WorkingDays,
    WorkingHours,
    WrittenNotice,
    Years,
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


def good_details(  # noqa: C901, PLR0911, PLR0912  # a case a kind
    draw: st.DrawFn, kind: EventKind, slow: Naive, at: datetime
) -> Any:
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
            listed = sorted(g for u, g in GROUNDS if u == use and g != "gap_lapsed")
            ground = draw(st.sampled_from(listed))
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


def leads_on(slow: Naive, name: str) -> bool:
    """Whether it is a step to the end, with nothing open that holds it up."""
    if name in MOVES:
        return name == "gap_supply" or MOVES[name]["side"] in {"opinion", "joint"}
    held = slow.any_open("opinion", "joint", "child", "gap")
    waits = name in {"propose", "grant", "forward_up", "instant_decide"}
    return slow.state["phase"] != ROWS[name]["target"] and not (held and waits)


def steps_of_time(
    slow: Naive, now: datetime, last: datetime = LAST
) -> st.SearchStrategy[datetime]:
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
    return st.one_of(options).map(lambda when: when if when < last else now)


def draw_event(
    draw: st.DrawFn,
    slow: Naive,
    now: datetime,
    *,
    flawless: bool = False,
    last: datetime = LAST,
) -> Event:
    """A plausible event, sometimes with a flaw."""
    at = draw(steps_of_time(slow, now, last))
    then = copy.deepcopy(slow)
    then.advance(at)
    choices = possible_now(then)
    often = [one for one in choices if one[0].value not in RARE]
    if often and draw(st.integers(0, 7)):
        choices = often
    onward = [one for one in choices if leads_on(then, one[0].value)]
    if onward and draw(st.integers(0, 4)) > 1:
        choices = onward
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

GUARDS = ("facts", "clocks", "open")
PLACE = {"phase", "terminal", "not_for_item", "side_missing", "side_state"}
ORDER = (
    {*PLACE, "lapsed", "side_exists"},
    {"other_case", "duplicate", "skipped"},
    {"order"},
    {"future", "coverage"},
    {"role", "post"},
    {"authority"},
    *({name for name in ABOUT if ABOUT[name] == about} for about in GUARDS),
)
BEFORE_GUARDS = set().union(*ORDER[:6])


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


def everything(case: Case) -> tuple[Any, ...]:
    """Every field, also those that are not compared."""
    return attrs.astuple(case, recurse=False)


def comparable(codes: set[str], reasons: set[str]) -> bool:
    """Whether two sets of reasons are the same, as far as one may ask.

    Out of its place an event has no conditions that could be met, and the library says
    more of what would be missing as well; that time has passed it may say of any event.
    """
    if not reasons & {"lapsed"} <= codes:
        return False
    codes, reasons = codes - {"lapsed"}, reasons - {"lapsed"}
    if reasons & PLACE:
        codes &= BEFORE_GUARDS
    return bool(codes) and codes == reasons


def agree(case: Case, event: Event, ctx: Context, slow: Naive) -> Any:
    """The library's answer, after checking it against the model, which moves on."""
    given_case = everything(case)
    answer = decide(case, event, ctx)
    assert everything(case) == given_case
    before = copy.deepcopy(slow)
    reasons = slow.attempt(event)
    if isinstance(answer, Accepted):
        assert not reasons, event
        assert seen(answer.case) == slow.view(), event
        assert answer.case.seq == event.seq
    else:
        ranks = [n for c in answer.codes for n, group in enumerate(ORDER) if c in group]
        assert len(ranks) == len(answer.codes), answer.codes
        assert ranks == sorted(ranks), answer.codes
        assert reasons, (answer.codes, event)
        assert comparable(set(answer.codes), reasons), (answer.codes, reasons, event)
        if event.case == before.case:
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
    def and_on(self, data):
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


def examples(share: float, **more: Any) -> settings:
    """A share of the examples of the profile, for what is slow."""
    return settings(max_examples=round(share * settings.default.max_examples), **more)


CaseWalk.TestCase.settings = examples(0.5, stateful_step_count=40)
TestCaseWalk = CaseWalk.TestCase


def with_(event: Event, **change: Any) -> Event:
    """The event, with something else in it."""
    given = {a.name: getattr(event, a.name) for a in attrs.fields(Event)}
    return Event(**given | change)


# -- cases in every phase

TOLD = WrittenNotice(reference="告1", given_on=FIRST.date(), needed=WorkingDays(5))
PLAIN: dict[str, Any] = {
    "submit": Submission((), IdentityCheck.COUNTER),
    "notify_correction": CorrectionNotice(["照"]),
    "resupply": Materials(["照"]),
    "accept": Materials(),
    "accept_commitment": Pledge("诺1"),
    "start_review": Assignment("李"),
    "start_special": SpecialProcedure("hearing", TOLD, "法"),
    "end_special": SpecialResult("笔录", "主持人"),
    "consult": Consultation("问局", WorkingDays(3), "法"),
    "meeting": JointStep(),
    "extend": ExtensionGrant(WorkingDays(5), TOLD),
    "forward_up": ReviewOpinion("意见1"),
    "propose": ReviewOpinion("意见1"),
    "grant": Decision("1", "长"),
    "cert_ready": Certificate("证1", checked=True),
    "deliver": Delivery(proof="单1"),
    "close": Closing(),
    "archive": Filing("档1"),
    "notice_ready": PaperRecord("文1"),
    "void": Reasoned("误录", second="王"),
}
REVIEWED = ("submit", "receive", "accept", "start_review")
GRANTED = (*REVIEWED, "propose", "grant")
KEYED = {"consult", "meeting", "child_open", "joint_done"}


def plain_event(case: Case, name: str, at: datetime, **change: Any) -> Event:
    """The event as it should be: the first role that may, with what it must bring."""
    row = ROWS.get(name) or MOVES[name]
    role = Role(row["who"][0])
    usual = {
        "case": "案",
        "seq": case.seq + 1,
        "kind": EventKind(name),
        "at": at,
        "actor": Actor(role, PERSONS.get(role, "张"), "局"),
        "details": PLAIN.get(name, NoDetails()),
        "key": "甲事" if name in KEYED else "",
    }
    return Event(**usual | change)


def walked_to(ctx: Context, *names: str, case: Case | None = None) -> Case:
    """A case to which these happened, one every half hour."""
    case = case or Case("案", at=FIRST)
    for name in names:
        at = case.at + timedelta(minutes=30)
        answer = decide(case, plain_event(case, name, at), ctx)
        assert isinstance(answer, Accepted), name
        case = answer.case
    return case


def _stages() -> dict[str, tuple[Context, Case]]:
    """A case in each phase."""
    has = {"deferrable", "two_level", "certificate", "commitment"}
    ctx = context(Rules(features=frozenset(has), times={"FIX": CalendarDays(30)}))
    end = (*GRANTED, "make_cert", "cert_ready", "deliver", "close", "archive")
    ways = [end[:n] for n in range(len(end) + 1)]
    ways += [
        ("submit", "void"),
        ("submit", "withdraw_early"),
        ("submit", "receive", "notify_correction"),
        ("submit", "receive", "accept_commitment"),
        (*REVIEWED, "start_special"),
        (*REVIEWED, "forward_up"),
        (*REVIEWED, "consult", "meeting", "child_open"),
    ]
    return {" ".join(way): (ctx, walked_to(ctx, *way)) for way in ways}


STAGES = _stages()

# -- whole logs


class Walked:
    """A log of which every event was accepted, with the case after each."""

    def __init__(self, rules: Rules, slow: Naive, ctx: Context) -> None:
        self.rules, self.slow, self.ctx = rules, slow, ctx
        self.log: list[Event] = []
        self.cases = [Case("案")]
        self.noted: list[bool] = []
        self.now = FIRST


@st.composite
def walks(
    draw: st.DrawFn,
    longest: int = 22,
    start: st.SearchStrategy[datetime] | None = None,
    calendar: Any = CN,
    works: Any = WORKS,
    last: datetime = LAST,
) -> Walked:
    """Logs that the library accepted; the model only says what would be plausible."""
    rules = draw(rule_sets())
    made = Walked(rules, Naive("案", rules, works), context(rules, calendar))
    made.now = draw(starts() if start is None else start)
    for _ in range(draw(st.integers(5, longest))):
        event = draw_event(draw, made.slow, made.now, flawless=True, last=last)
        made.now = event.at
        answer = decide(made.cases[-1], event, made.ctx)
        if isinstance(answer, Accepted) and not made.slow.attempt(event):
            made.log.append(event)
            made.cases.append(answer.case)
            made.noted.append(answer.noted)
    assume(made.log)
    return made


@examples(0.3)
@given(walks())
def test_folding_is_deciding_and_every_prefix_fits(walked):
    for n in range(1, len(walked.log) + 1):
        for again in (fold, replay):
            found = again(walked.log[:n], walked.ctx)
            assert found.count == n
            assert not found.refused
            assert everything(found.case) == everything(walked.cases[n])


@examples(0.3)
@given(walks(), st.integers(0, 100))
def test_a_case_may_be_folded_on_from_anywhere(walked, where):
    n = where % len(walked.log)
    found = fold(walked.log[n:], walked.ctx, walked.cases[n])
    assert found.case == walked.cases[-1]


UNSURE = st.integers(0, 60).map(
    lambda days: datetime(2026, 11, 16, 9, tzinfo=BEIJING) + days * DAY
)
UNSURE_LAST = datetime(2028, 1, 1, tzinfo=BEIJING)
DAYS_ON = st.integers(0, 90)


def renumbered(events: list[Event]) -> list[Event]:
    return [with_(event, seq=n) for n, event in enumerate(events, 1)]


@examples(0.5)
@given(walks(), st.data())
def test_it_makes_no_difference_whether_time_is_written_down(walked, data):
    """A log with ticks, each late by any time, and one without give equal cases."""
    noted = walked.noted
    plain = renumbered([e for e, n in zip(walked.log, noted, strict=True) if not n])
    end = min(walked.now + 40 * DAY, LAST)
    lapsed = advance(fold(plain, walked.ctx).case, end, walked.ctx).case.lapsed
    full = list(plain)
    for lapse in lapsed:
        late = timedelta(seconds=data.draw(st.integers(0, 60 * 86_400)))
        at = lapse.at + late
        recorder = Actor(Role.SYSTEM, "定时任务")
        tick = Event("案", 1, lapse.kind, at, recorder, NoDetails(), lapse.key)
        place = data.draw(st.sampled_from(["before", "after"]))
        earlier = [e for e in full if e.at < at or (place == "after" and e.at == at)]
        full.insert(len(earlier), tick)
    full = renumbered(full)
    instants = [*(e.at for e in full), *(e.at - TINY for e in full), end, end + DAY]
    for at in data.draw(st.lists(st.sampled_from(instants), min_size=1, max_size=4)):
        one, other = (
            advance(
                fold([e for e in log if e.at <= at], walked.ctx, Case("案")).case,
                at,
                walked.ctx,
            ).case
            for log in (plain, full)
        )
        assert one.has_same_state(other)
    answers = replay(full, walked.ctx)
    assert not answers.refused
    assert len(answers.case.noted) == len(lapsed)


@examples(0.3)
@given(walks(), st.data())
def test_a_case_may_be_advanced_at_any_time_between(walked, data):
    """Asking what time has brought about changes nothing for what comes after."""
    case = Case("案")
    for event in walked.log:
        if case.at is not None:
            between = event.at - case.at
            part = data.draw(st.floats(0, 1))
            case = advance(case, case.at + between * part, walked.ctx).case
        answer = decide(case, event, walked.ctx)
        assert isinstance(answer, Accepted)
        case = answer.case
    assert case == walked.cases[-1]


@examples(0.5)
@given(walks(start=UNSURE, last=UNSURE_LAST), st.lists(DAYS_ON, min_size=2, max_size=4))
def test_it_makes_no_difference_when_it_is_asked(walked, days):
    """Also not while days that count are not announced, so that nobody can be sure."""
    case, found = walked.cases[-1], walked.cases[-1]
    for day in sorted(days):
        at = walked.now + day * DAY
        found = advance(found, at, walked.ctx).case
        assert found == advance(case, at, walked.ctx).case


@examples(0.3)
@given(walks(), st.data())
def test_no_event_is_accepted_twice_and_one_of_two_writers_is_second(walked, data):
    n = data.draw(st.integers(0, len(walked.log) - 1))
    before, event, after = walked.cases[n], walked.log[n], walked.cases[n + 1]
    again = decide(after, event, walked.ctx)
    assert isinstance(again, Refused)
    assert "duplicate" in again.codes
    other = data.draw(any_events(before.seq + 1, event.at))
    if isinstance(decide(before, other, walked.ctx), Accepted):
        second = decide(after, other, walked.ctx)
        assert isinstance(second, Refused)
        assert "duplicate" in second.codes


@given(st.data())
def test_nothing_follows_the_end(data):
    ctx, case = STAGES[data.draw(st.sampled_from(sorted(STAGES)))]
    assume(case.phase.value in TERMINAL)
    event = data.draw(any_events(case.seq + 1, case.at))
    if event.kind.value in ROWS:
        answer = decide(case, event, ctx)
        assert isinstance(answer, Refused)
        assert {"terminal", "not_for_item"} & set(answer.codes)


# -- offers


@examples(0.2)
@given(walks(longest=14), st.sampled_from(Role), st.data())
def test_offers_are_what_decide_would_say(walked, role, data):
    slow, ctx = walked.slow, walked.ctx
    at = data.draw(steps_of_time(slow, walked.now))
    slow = copy.deepcopy(slow)
    slow.advance(at)
    case = walked.cases[-1]
    person = {
        Role.APPLICANT: slow.state["applicant"] or "甲",
        Role.AGENT: slow.state["agent"] or "丙",
    }
    organ = "问局" if role is Role.CONSULTED else "局"
    actor = Actor(role, person.get(role, f"{role.value}1"), organ)
    found = offers(case, actor, at, ctx)
    assert [o.possible for o in found] == sorted(
        (o.possible for o in found), reverse=True
    )
    for offer in found:
        kind, seq = offer.kind, case.seq + 1
        assert offer.possible == (not offer.reasons)
        details = good_details(data.draw, kind, slow, at)
        if not offer.possible:
            details = data.draw(st.just(details) | any_details(kind, at))
        event = Event("案", seq, kind, at, actor, details, offer.key)
        answer = decide(case, event, ctx)
        lacking = set(slow.rules.documents) - set(slow.state["supplied"])
        if kind is EventKind.ACCEPT_DEFERRED and lacking - set(slow.rules.deferrable):
            continue  # a main document is missing: no details help
        if isinstance(answer, Accepted) and answer.noted:
            continue  # what time has done may be written down
        assert isinstance(answer, Accepted) == offer.possible, (offer, event)
        if isinstance(answer, Refused):
            told = {r.code for r in offer.reasons}
            assert told <= set(answer.codes), (offer, event)


# -- never an exception

WILD_LENGTHS = st.sampled_from(
    [
        WorkingDays(3),
        CalendarDays(0),
        OnTheSpot(),
        SameDay(),
        Months(1200),
        Years(100),
        Hours(800_000),
        HalfDay(),
        WorkingHours(4),
        UnspecifiedDays(5),
    ]
)
WILD_DAYS = st.none() | st.sampled_from(
    [date.min, date(2003, 12, 31), date(2060, 12, 31), date(2099, 12, 31), date.max]
)
WILD_INSTANTS = st.datetimes(
    datetime(1, 1, 2), timezones=st.just(BEIJING)
) | st.sampled_from(
    [
        datetime(1, 1, 2, tzinfo=BEIJING),
        datetime.max.replace(tzinfo=BEIJING),
        datetime(2061, 1, 1, tzinfo=BEIJING),
        datetime(2003, 12, 31, tzinfo=BEIJING),
    ]
)


@st.composite
def wild_events(draw: st.DrawFn, case: Case) -> Event:
    """An event that might even be accepted, with anything in it that can be written."""
    phase = case.phase.value
    kinds = [EventKind(name) for name, row in ROWS.items() if phase in row["source"]]
    side = draw(
        st.sampled_from([("", ""), *((s.kind.value, s.key) for s in case.sides)])
    )
    kinds += [EventKind(n) for n, m in MOVES.items() if m["side"] == side[0]]
    kind = draw(st.sampled_from(kinds or list(EventKind)))
    row = ROWS.get(kind.value) or MOVES[kind.value]
    near = st.integers(0, 500).map(lambda n: case.at + timedelta(hours=n))
    at = draw(near | WILD_INSTANTS) if case.at < END else case.at
    slow = Naive("案", Rules(), WORKS)
    details = draw(
        st.just(good_details(draw, kind, slow, FIRST)) | any_details(kind, FIRST)
    )
    for name, wild in (
        ("within", WILD_LENGTHS),
        ("by", WILD_LENGTHS),
        ("valid_until", WILD_DAYS),
    ):
        if hasattr(details, name) and draw(st.booleans()):
            details = attrs.evolve(details, **{name: draw(wild)})
    if isinstance(details, SpecialProcedure) and draw(st.booleans()):
        told = WrittenNotice(
            reference="1", given_on=FIRST.date(), needed=draw(WILD_LENGTHS)
        )
        details = attrs.evolve(details, notice=told)
    role = (
        Role(draw(st.sampled_from(row["who"])))
        if draw(st.integers(0, 9))
        else Role.CERT
    )
    actor = Actor(role, PERSONS.get(role, "张"), "问局")
    seq = case.seq + (
        1 if draw(st.integers(0, 9)) else draw(st.integers(-(10**9), 10**9))
    )
    return Event("案", seq, kind, at, actor, details, side[1])


END = datetime(9999, 1, 1, tzinfo=BEIJING)


@given(st.data())
def test_decide_never_raises(data):
    """Whatever can be written down is answered, and so is whatever comes after it."""
    ctx, case = STAGES[data.draw(st.sampled_from(sorted(STAGES)))]
    for _ in range(5):
        event = data.draw(wild_events(case))
        note(repr(event))
        answer = decide(case, event, ctx)
        case = answer.case
        assert isinstance(answer, Accepted) or answer.codes


# -- one more holiday

CHANGED = (date(2020, 1, 31), date(2020, 2, 1))  # 国办发明电〔2020〕1号
OLD, NEW = (
    china_calendar(as_of=date(2020, 1, 26)),
    china_calendar(as_of=date(2020, 1, 27)),
)
OLD_WORKS, NEW_WORKS = (
    china_calendar(as_of=day, projected=True).is_working_day
    for day in (date(2020, 1, 26), date(2020, 1, 27))
)


def spans(slow: Naive) -> list[tuple[date, date]]:
    """First and last day of everything that is being timed."""
    timed = [(c["started"], slow.clock_end(c)) for c in slow.state["clocks"]]
    timed += [(s["since"], slow.side_end(s)) for s in slow.state["sides"]]
    return [(start.date(), end.date()) for start, end in timed if end is not None]


def touched(slow: Naive) -> bool:
    """Whether a time runs over the changed days, or may: it stands still."""
    open_ended = any(c["halts"] for c in slow.state["clocks"])
    over = any(start <= CHANGED[1] and end >= CHANGED[0] for start, end in spans(slow))
    return over or open_ended


EARLY = st.integers(0, 70).map(
    lambda days: datetime(2019, 12, 2, 9, tzinfo=BEIJING) + days * DAY
)


@examples(0.5)
@given(walks(start=EARLY, calendar=OLD, works=OLD_WORKS, longest=10))
def test_a_holiday_more_changes_only_the_times_that_run_over_it(walked):
    new_ctx = context(walked.rules, NEW)
    olds = Naive("案", walked.rules, OLD_WORKS)
    news = Naive("案", walked.rules, NEW_WORKS)
    old, new = Case("案"), Case("案")
    untouched = True
    for event in walked.log:
        old_answer = agree(old, event, walked.ctx, olds)
        new_answer = agree(new, with_(event, seq=new.seq + 1), new_ctx, news)
        old, new = old_answer.case, new_answer.case
        untouched = untouched and not touched(olds) and not touched(news)
        if untouched:
            assert old == new
        if isinstance(new_answer, Refused):
            assert not untouched
            return


# -- single points of law

AT = FIRST + 2 * DAY
HEAD = Actor(Role.HEAD, "长", "局")


def test_a_wrong_role_is_a_reason_and_no_error():
    event = plain_event(Case("案"), "save", AT, actor=Actor(Role.WINDOW, "张"))
    answer = decide(Case("案"), event, Context())
    assert isinstance(answer, Refused)
    assert answer.codes == ("role",)


def test_after_an_overrun_the_next_day_counts():
    """Over at 24:00 of a day, the clock runs the whole of the next; art. 45."""
    ctx = Context()
    case = walked_to(ctx, *REVIEWED, "start_special")  # on a Tuesday, for 5 days
    due = datetime(2024, 2, 6, tzinfo=BEIJING)  # of 20 days, with 5 not counted
    for at, codes in ((due - TINY, ()), (due, ("before_due",))):
        event = plain_event(case, "extend", at, actor=HEAD)
        answer = decide(case, event, ctx)
        assert (answer.codes if isinstance(answer, Refused) else ()) == codes


@pytest.mark.parametrize("by", [OnTheSpot(), SameDay(), CalendarDays(5), Hours(5)])
def test_an_extension_is_counted_as_the_time_is(by):
    ctx = Context()
    case = walked_to(ctx, *REVIEWED)
    given_more = ExtensionGrant(by, TOLD)
    event = plain_event(case, "extend", AT, actor=HEAD, details=given_more)
    answer = decide(case, event, ctx)
    assert isinstance(answer, Refused)
    assert answer.codes == ("within_extension",)


@pytest.mark.parametrize("needed", [UnspecifiedDays(10), WorkingHours(8), HalfDay()])
def test_a_time_that_cannot_be_counted_is_a_reason_and_no_error(needed):
    ctx = Context()
    case = walked_to(ctx, *REVIEWED)
    special = SpecialProcedure("hearing", attrs.evolve(TOLD, needed=needed), "法")
    answer = decide(case, plain_event(case, "start_special", AT, details=special), ctx)
    assert isinstance(answer, Refused)
    assert answer.codes == ("time_countable",)


@pytest.mark.parametrize("year", [1, 1999, 2003, 2061, 9999])
def test_days_of_which_no_calendar_knows_are_a_reason_and_no_error(year):
    event = plain_event(Case("案"), "submit", datetime(year, 7, 1, tzinfo=BEIJING))
    answer = decide(Case("案"), event, Context())
    assert isinstance(answer, Refused)
    assert answer.codes == ("coverage",)


def test_a_document_is_missing_once():
    rules = Rules(
        features=frozenset({"deferrable"}), documents=("图",), deferrable=("图",)
    )
    ctx = context(rules)
    case = walked_to(ctx, "submit", "receive")
    pledge = Pledge("诺1", ["图", "图"])
    event = plain_event(case, "accept_deferred", AT, details=pledge)
    answer = decide(case, event, ctx)
    assert [side.key for side in answer.case.sides] == ["图"]


def test_a_side_matter_that_lapsed_is_no_reason_for_the_main_line():
    ctx = context(Rules(side_times={"rating": WorkingDays(3)}))
    case = walked_to(ctx, *GRANTED, "no_cert", "deliver")
    event = plain_event(case, "grant", FIRST + 30 * DAY)
    answer = decide(case, event, ctx)
    assert isinstance(answer, Refused)
    assert answer.codes == ("phase",)


def test_an_item_that_is_faster_than_the_law_keeps_the_rest_of_it():
    """Arts. 42 and 45 stay: who extends it, and what is not counted."""
    ctx = context(Rules(times={"LAW": WorkingDays(15)}))
    case = walked_to(ctx, *REVIEWED)
    for name in ("extend", "start_special"):
        actor = HEAD if name == "extend" else Actor(Role.OFFICER, "张", "局")
        event = plain_event(case, name, AT, actor=actor)
        assert isinstance(decide(case, event, ctx), Accepted)


def test_a_notice_without_the_time_is_no_notice():
    """Art. 45: the applicant is told in writing how long it takes."""
    ctx = Context()
    case = walked_to(ctx, *REVIEWED)
    silent = SpecialProcedure("hearing", attrs.evolve(TOLD, needed=None), "法")
    event = plain_event(case, "start_special", AT, details=silent)
    answer = decide(case, event, ctx)
    assert isinstance(answer, Refused)
    assert answer.codes == ("duration_notified",)


@pytest.mark.parametrize("until", [date.max, date(2099, 12, 31)])
def test_a_licence_for_all_time_is_no_error(until):
    """长期有效 is often written as a day far away."""
    ctx = Context()
    case = walked_to(ctx, *REVIEWED, "propose")
    long = Decision("1", "长", valid_until=until)
    case = decide(case, plain_event(case, "grant", AT, details=long), ctx).case
    answer = decide(case, plain_event(case, "renew_apply", AT + DAY), ctx)
    assert isinstance(answer, Accepted)


def test_no_licence_ends_before_it_begins():
    """Neither refused nor dated back to before the decision is no answer."""
    ctx = Context()
    case = walked_to(ctx, *REVIEWED, "propose")
    past = Decision("1", "长", valid_until=date(2020, 1, 1))
    answer = decide(case, plain_event(case, "grant", AT, details=past), ctx)
    case = advance(answer.case, AT, ctx).case
    assert all(lapse.at >= AT for lapse in case.lapsed)


@pytest.mark.parametrize("name", ["deem_accepted", "accept"])
def test_what_may_be_written_down_is_offered(name):
    ctx = Context()
    case, late = walked_to(ctx, "submit", "receive"), FIRST + 20 * DAY
    event = plain_event(case, name, late)
    assert isinstance(decide(case, event, ctx), Accepted)
    found = {offer.kind: offer for offer in offers(case, event.actor, late, ctx)}
    assert found[event.kind].possible


@pytest.mark.parametrize(
    ("change", "code"),
    [({"seq": 4}, "skipped"), ({"actor": Actor(Role.EXPERT, "外")}, "role")],
)
def test_of_a_tick_that_is_refused_it_is_not_said_that_time_is_not_over(change, code):
    ctx = Context()
    case, late = walked_to(ctx, "submit", "receive"), FIRST + 20 * DAY
    event = plain_event(case, "deem_accepted", late, **change)
    answer = decide(case, event, ctx)
    assert isinstance(answer, Refused)
    assert answer.codes == (code,)


def test_what_was_refused_is_left_out_of_a_replay():
    """An event with a mistaken date is refused; it touches none of those after it."""
    ctx = Context()
    case = walked_to(ctx, "submit", "receive")
    log = [
        plain_event(Case("案"), "submit", FIRST),
        plain_event(Case("案", seq=1), "receive", FIRST + timedelta(minutes=30)),
    ]
    mistaken = plain_event(case, "grant", FIRST + 3650 * DAY, recorded_at=AT)
    accept = plain_event(Case("案", seq=3), "accept", AT)
    with_it = replay([*log, mistaken, accept], ctx)
    without = replay([*log, with_(accept, seq=3)], ctx)
    assert [place for place, _ in with_it.refused] == [2]
    assert with_it.case.has_same_state(without.case)


def test_of_two_joint_steps_at_one_instant_the_second_is_the_later():
    ctx = Context()
    case = walked_to(ctx, *REVIEWED)
    meeting = JointStep(organs=["局"])
    for name, key, details in (
        ("meeting", "一", meeting),
        ("meeting", "二", meeting),
        ("joint_done", "二", Conclusion("录1", agrees=False)),
        ("joint_done", "一", Conclusion("录2", agrees=True)),
    ):
        event = plain_event(case, name, AT, key=key, details=details)
        case = decide(case, event, ctx).case
    case = walked_to(ctx, "propose", case=case)
    answer = decide(case, plain_event(case, "grant", AT + DAY), ctx)
    assert isinstance(answer, Accepted)


def test_what_comes_out_of_form_again_does_not_cover_the_notice():
    """`Materials.missing` names what is missing or not in form."""
    ctx = Context()
    case = walked_to(ctx, "submit", "receive", "notify_correction")
    poor = Materials(supplied=["照"], missing=["照"])
    event = plain_event(case, "resupply", AT, details=poor)
    answer = decide(case, event, ctx)
    assert isinstance(answer, Refused)
    assert answer.codes == ("covers_all_listed",)


def test_nobody_is_not_an_officer():
    """Art. 34(3): two or more."""
    ctx = Context()
    case = walked_to(ctx, *REVIEWED)
    details = JointStep(officers=["", "张"])
    event = plain_event(case, "joint_visit", AT, details=details, key="踏勘")
    answer = decide(case, event, ctx)
    assert isinstance(answer, Refused)
    assert answer.codes == ("two_officers",)


def test_who_submits_as_applicant_is_the_applicant():
    """`Submission.applicant` is for an agent who submits."""
    ctx = Context()
    case = Case("案")
    given_name = Submission((), IdentityCheck.COUNTER, "乙")
    event = plain_event(case, "submit", FIRST, details=given_name)
    assert decide(case, event, ctx).case.applicant == "甲"


@given(
    st.integers(15, 40).map(WorkingDays),
    st.lists(st.integers(20, 60).map(lambda days: Hours(24 * days)), max_size=2),
    st.lists(DAYS_ON, min_size=2, max_size=4),
)
@example(WorkingDays(26), [Hours(24 * 38)], [39, 46])
def test_what_is_not_sure_yet_keeps_its_place_in_time(needed, answers, days):
    """Nobody knows the Spring Festival of 2027 before its days are announced."""
    ctx, start = Context(), datetime(2026, 12, 28, 9, tzinfo=BEIJING)
    case = walked_to(ctx, *REVIEWED, case=Case("案", at=start))
    special = SpecialProcedure("hearing", attrs.evolve(TOLD, needed=needed), "法")
    steps: list[tuple[str, str, Any]] = [
        ("consult", f"问{n}", Consultation("问局", limit, "法"))
        for n, limit in enumerate(answers)
    ]
    for name, key, details in [*steps, ("start_special", "", special)]:
        event = plain_event(case, name, case.at, details=details, key=key)
        case = decide(case, event, ctx).case
    found = case
    for day in sorted(days):
        found = advance(found, case.at + day * DAY, ctx).case
        assert found == advance(case, case.at + day * DAY, ctx).case


def test_nobody_accepts_what_is_archived():
    """Time did accept it; a notice of acceptance has no place behind the end."""
    ctx = Context()
    case = walked_to(ctx, "submit", "receive")
    case = advance(case, FIRST + 20 * DAY, ctx).case
    for name in ("withdraw", "notice_ready", "deliver", "close", "archive"):
        event = plain_event(case, name, FIRST + 21 * DAY)
        answer = decide(case, event, ctx)
        assert isinstance(answer, Accepted), name
        case = answer.case
    answer = decide(case, plain_event(case, "accept", FIRST + 22 * DAY), ctx)
    assert isinstance(answer, Refused)
    assert "terminal" in answer.codes
