"""Edge cases in which a case, a log or a reading could go wrong silently."""

import json
import pickle
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree as ET

import attrs
import pytest
from lifecycle_logs import (
    APPLICANT,
    BEIJING,
    HEAD,
    OFFICER,
    WINDOW,
    K,
    at,
    context,
    life,
)
from lifecycle_scene import Scene
from powers_scene import AT_COUNTY, powers

from zhengwu.findings.errors import InputError
from zhengwu.io import read_events, write_events, write_ocel, write_xes
from zhengwu.items import Document, ImplementingItem, Necessity
from zhengwu.lifecycle import (
    SYSTEM,
    Accepted,
    Actor,
    Case,
    CaseRules,
    ClockKind,
    CodeMap,
    Conformance,
    Context,
    CorrectionNotice,
    Decision,
    Event,
    EventLog,
    ExtensionGrant,
    ItemFeature,
    Materials,
    Phase,
    ProcessOption,
    Refused,
    ReturnFromAbove,
    ReviewOpinion,
    Role,
    StatusRecord,
    alerts,
    code_map,
    decide,
    event_from_dict,
    event_to_dict,
    fold,
    read_case,
    time_shares,
)
from zhengwu.lifecycle._codemap import StatusCode
from zhengwu.lifecycle._log import LogEntry
from zhengwu.limits import WorkingDays, WrittenNotice, parse_limit


def as_of(number: int) -> Case:
    return fold(life()[:number], context()).case


# -- logs ------------------------------------------------------------------------------


def old_form(data: dict) -> dict:
    """Version 0 called the details ``facts``."""
    older = {**data, "version": 0}
    if "details" in older:
        older["facts"] = older.pop("details")
    return older


def new_form(data: dict) -> dict:
    newer = {**data, "version": 1}
    if "facts" in newer:
        newer["details"] = newer.pop("facts")
    return newer


def test_a_sealed_log_stays_valid_after_a_change_of_format():
    """The digest is that of the written form, not of the upgraded event."""
    upcasters = {(event.kind.value, 0): new_form for event in life()}
    from zhengwu.lifecycle._log import canonical, entry_digest

    lines, digest = [], ""
    for event in life()[:4]:
        record = old_form(event_to_dict(event))
        digest = entry_digest(LogEntry(event, "", canonical(record)), digest)
        lines.append(json.dumps({**record, "digest": digest}, ensure_ascii=False))
    file = BytesIO("\n".join(lines).encode())
    result = read_events(file, upcasters=upcasters)
    assert not result.report
    again = BytesIO()
    write_events(result.logs.values(), again)
    again.seek(0)
    assert not read_events(again, upcasters=upcasters).report
    tampered = BytesIO("\n".join(lines).replace("章程", "印章").encode())
    report = read_events(tampered, upcasters=upcasters).report
    assert {f.code for f in report} == {"ZWLC013"}


def test_a_log_with_removed_digests_is_reported():
    file = BytesIO()
    write_events([EventLog.of(life("甲1")), EventLog.of(life("乙2"))], file)
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    for line in lines[13:]:
        del line["digest"]
    text = "\n".join(json.dumps(line) for line in lines)
    report = read_events(BytesIO(text.encode())).report
    assert {f.code for f in report} == {"ZWLC013"}
    assert {f.data["case"] for f in report} == {"乙2"}
    lines[0]["digest"] = 5
    text = "\n".join(json.dumps(line) for line in lines)
    assert "ZWLC012" in {f.code for f in read_events(BytesIO(text.encode())).report}


def test_a_log_does_not_mix_cases():
    mixed = EventLog.of([*life("甲1")[:3], *life("乙2")[3:5]])
    assert {f.code for f in mixed.check()} == {"ZWLC014"}


@pytest.mark.parametrize(
    "lift",
    [dict, lambda _: None, lambda data: {**data, "version": 0}],
    ids=["the same", "nothing", "no newer"],
)
def test_an_upcaster_that_leads_nowhere(lift):
    old = old_form(event_to_dict(life()[0]))
    with pytest.raises(InputError, match="upcaster"):
        event_from_dict(old, {("submit", 0): lift})


def test_whole_numbers_are_written_as_such():
    notice = {"reference": "告知", "given_on": "2026-09-28"}
    by = {"type": "WorkingDays", "amount": "5"}
    written = event_to_dict(
        Event(
            "1", 1, K.EXTEND, at(9, 28), HEAD,
            ExtensionGrant(WorkingDays(5), WrittenNotice(reference="告知", given_on=at(9, 28).date())),
        )
    ) | {"details": {"by": by, "notice": notice}}  # fmt: skip
    with pytest.raises(InputError):
        event_from_dict(written)


def test_an_event_of_the_wrong_types_is_rejected():
    with pytest.raises(InputError):
        Event("1", "1", K.SAVE, at(9, 1), APPLICANT)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        Event("1", 1, "办结", at(9, 1), APPLICANT)  # type: ignore[arg-type]


def test_a_lone_surrogate_can_be_sealed_and_exported(tmp_path):
    odd = Event("\ud800甲", 1, K.SAVE, at(9, 1), Actor(Role.APPLICANT, "a\x0bb"))
    log, answer = EventLog().append(odd, context())
    assert isinstance(answer, Accepted)
    assert write_xes([log], tmp_path / "log.xes", masked=False) == 1
    ET.parse(tmp_path / "log.xes")  # noqa: S314  # our own file
    assert write_ocel([log], tmp_path / "log.json") == 1
    assert write_events([log], tmp_path / "log.jsonl") == 1
    with pytest.raises(InputError):
        write_xes([log], "a\0b")


def test_exports_name_no_applicant(tmp_path):
    agent = Actor(Role.AGENT, "代办张", "代办公司")
    log = EventLog.of([Event("1", 1, K.SAVE, at(9, 1), agent)])
    write_xes([log], tmp_path / "x")
    write_ocel([log], tmp_path / "o")
    for name in ("x", "o"):
        text = (tmp_path / name).read_text("utf-8")
        assert "代办" not in text
    assert "代办" not in repr(agent)
    bad = {
        **event_to_dict(log.entries[0].event),
        "actor": {"role": "agent", "id": ["张三丰"]},
    }
    with pytest.raises(InputError) as caught:
        event_from_dict(bad)
    assert "张三丰" not in str(caught.value)


# -- cases -----------------------------------------------------------------------------


def test_contexts_and_answers_travel_between_processes():
    ctx = context()
    refused = decide(as_of(13), life()[0], ctx)
    assert isinstance(refused, Refused)
    again = pickle.loads(pickle.dumps(refused))
    assert again.codes == refused.codes
    assert again.explain() == refused.explain()
    back = pickle.loads(pickle.dumps(ctx))
    assert fold(life(), back).case == fold(life(), ctx).case
    with_powers = Context(
        CaseRules(item="甲", place="450103001"), powers=powers(AT_COUNTY)
    )
    assert pickle.loads(pickle.dumps(with_powers)).rules == with_powers.rules


def test_a_lapse_may_be_recorded_at_its_own_instant():
    """Deemed accepted at the end of 29 September, recorded after the review began."""
    case = as_of(2)
    started = decide(
        case,
        Event("甲1", 3, K.START_REVIEW, at(10, 9), OFFICER, life()[5].details),
        context(),
    )
    tick = Event(
        "甲1", 4, K.DEEM_ACCEPTED, at(9, 30, 0), SYSTEM, recorded_at=at(10, 10)
    )
    answer = decide(started.case, tick, context())
    assert isinstance(answer, Accepted)
    assert answer.noted
    assert answer.case.at == at(10, 9)


def test_a_late_acceptance_brings_its_documents_and_ends_with_the_decision():
    late = Event("甲1", 3, K.ACCEPT, at(10, 9), WINDOW, Materials(["章程"]))
    answer = decide(as_of(2), late, context())
    assert isinstance(answer, Accepted)
    assert "章程" in answer.case.supplied
    gone = decide(
        as_of(2), Event("甲1", 3, K.WITHDRAW, at(10, 9), APPLICANT), context()
    )
    after = decide(gone.case, attrs.evolve(late, seq=4), context())
    assert isinstance(after, Refused)


def test_folding_does_not_check_powers():
    """An accepted log stays readable when powers change later."""
    late = Event("甲1", 3, K.ACCEPT, at(10, 9), WINDOW, Materials())
    strict = Context(
        attrs.evolve(context().rules, item="甲", place="450103001"),
        powers=powers(AT_COUNTY),
    )
    assert fold([*life()[:2], late], strict).count == 3


def test_a_refusal_does_not_offer_what_it_refuses():
    case = as_of(4)
    again = Event(
        "甲1", 5, K.NOTIFY_CORRECTION, at(9, 24), WINDOW, CorrectionNotice(["印章"])
    )
    answer = decide(case, again, context())
    assert isinstance(answer, Refused)
    kinds = {option.kind for option in answer.possible}
    assert K.NOTIFY_CORRECTION not in kinds
    assert K.DEEM_ACCEPTED not in kinds
    assert K.ACCEPT in kinds


def test_only_the_applicant_supplies_documents():
    other = attrs.evolve(life()[3], actor=Actor(Role.APPLICANT, "别人"))
    answer = decide(as_of(3), other, context())
    assert isinstance(answer, Refused)
    assert answer.codes == ("is_owner",)


def test_an_extension_by_zero_days_is_refused():
    notice = WrittenNotice(reference="告知", given_on=at(9, 28).date())
    nothing = ExtensionGrant(WorkingDays(0), notice)
    answer = decide(
        as_of(6), Event("甲1", 7, K.EXTEND, at(9, 28), HEAD, nothing), context()
    )
    assert isinstance(answer, Refused)
    assert answer.codes == ("within_extension",)


# -- readings --------------------------------------------------------------------------


def upstream(*options: ProcessOption) -> Scene:
    scene = Scene(
        ItemFeature.TWO_LEVEL,
        options=options,
        times={ClockKind.PROM: WorkingDays(10)},
    )
    return scene.to(Phase.REVIEWING)


def test_lateness_is_not_undone_by_a_return_from_above():
    scene = upstream(ProcessOption.RETURN_RESTARTS)
    scene.do(K.FORWARD_UP, "2026-08-03", details=ReviewOpinion("初审"))
    scene.do(K.UPPER_RETURN, "2026-08-04", details=ReturnFromAbove("再查"))
    scene.do(K.PROPOSE, "2026-08-05")
    scene.do(K.GRANT, "2026-08-05 10:00")
    when = datetime(2026, 8, 6, 9, tzinfo=BEIJING)
    assert read_case(scene.case, when, scene.ctx).on_time is False


def test_a_late_case_is_reported_even_while_its_clock_is_suspended():
    scene = upstream()
    scene.do(K.FORWARD_UP, "2026-08-03", details=ReviewOpinion("初审"))
    when = datetime(2026, 8, 6, 9, tzinfo=BEIJING)
    subjects = {alert.about for alert in alerts([scene.case], when, scene.ctx)}
    assert subjects == {ClockKind.LAW, ClockKind.PROM}


def test_a_withdrawn_case_is_neither_late_nor_in_time():
    scene = Scene().to(Phase.REVIEWING)
    scene.do(K.WITHDRAW, "2026-08-03")
    when = datetime(2026, 8, 6, 9, tzinfo=BEIJING)
    assert read_case(scene.case, when, scene.ctx).on_time is None


def test_a_promise_to_deliver_is_judged_at_the_delivery():
    scene = Scene(
        options=[ProcessOption.PROMISE_TO_DELIVERY],
        times={ClockKind.PROM: WorkingDays(10)},
    ).to(Phase.GRANTED)
    when = datetime(2026, 3, 3, 9, tzinfo=BEIJING)
    assert read_case(scene.case, when, scene.ctx).on_time is None
    scene.do(K.NO_CERT, "2026-03-03")
    scene.do(K.DELIVER, "2026-03-04")
    later = datetime(2026, 4, 20, 9, tzinfo=BEIJING)
    assert read_case(scene.case, later, scene.ctx).on_time is True


def test_a_limit_beyond_every_calendar_has_no_due_date_and_raises_nothing():
    """25,000 working days are a century, which no calendar covers."""
    scene = Scene().to(Phase.RECEIVED)
    endless = CorrectionNotice(["图"], "补1", WorkingDays(25_000))
    scene.do(K.NOTIFY_CORRECTION, details=endless)
    when = datetime(2026, 3, 9, 9, tzinfo=BEIJING)
    assert read_case(scene.case, when, scene.ctx).due is None
    assert alerts([scene.case], when, scene.ctx) == ()
    with pytest.raises(InputError, match="日历范围"):
        read_case(scene.case, datetime(2200, 1, 1, tzinfo=BEIJING), scene.ctx)


def test_shares_never_overlap_where_the_end_was_uncertain():
    """Received before a Spring Festival that is not announced yet."""
    when = datetime(2027, 1, 25, 9, tzinfo=BEIJING)
    ctx = Context(CaseRules())
    events = [
        Event("1", 1, K.SUBMIT, when, APPLICANT, life()[0].details),
        Event("1", 2, K.RECEIVE, when, WINDOW),
    ]
    shares = time_shares(events, ctx, until=datetime(2027, 3, 20, tzinfo=BEIJING))
    for earlier, later in pairwise(shares):
        assert earlier.until == later.since
        assert earlier.since < earlier.until


# -- foreign logs ----------------------------------------------------------------------


def records(*steps: tuple[str, int]) -> list[StatusRecord]:
    return [StatusRecord(code, at(9, day)) for code, day in steps]


def test_a_denial_is_read_as_a_denial_and_a_grant_as_the_organs_own():
    """13 办结(不通过) is denied; with two tiers a grant is still the organ's own."""
    conformance = Conformance(code_map("aplanmis"))
    ctx = Context(CaseRules(features={ItemFeature.TWO_LEVEL}))
    denied = conformance.read(
        "1", records(("1", 1), ("3", 2), ("8", 3), ("13", 9)), ctx
    )
    assert K.DENY in [event.kind for event in denied.events]
    assert denied.case.decided == at(9, 9)
    granted = conformance.read(
        "2", records(("1", 1), ("3", 2), ("8", 3), ("11", 9)), ctx
    )
    assert K.GRANT in [event.kind for event in granted.events]


def test_open_side_matters_do_not_hold_up_a_foreign_log():
    own = CodeMap(
        id="own",
        title_zh="本厅",
        title_en="ours",
        silent=frozenset({K.SUBMIT, K.PROPOSE}),
        codes=(
            StatusCode("r", "收件", "in", (K.RECEIVE,)),
            StatusCode("a", "受理", "accepted", (K.ACCEPT,)),
            StatusCode("s", "审查", "review", (K.START_REVIEW,)),
            StatusCode("c", "征求意见", "asked", (K.CONSULT,)),
            StatusCode("e", "延期", "extended", (K.EXTEND,)),
            StatusCode("g", "准予", "granted", (K.GRANT,)),
        ),
    )
    for joint in (False, True):
        ctx = Context(
            CaseRules(joint=joint, item="无", place="450103001"),
            powers=powers(AT_COUNTY),
        )
        steps = [(code, day) for day, code in enumerate("rasccge"[:6], 1)]
        foreign = Conformance(own).read("1", records(*steps), ctx)
        assert foreign.deviation is None
        extended = [(code, day) for day, code in enumerate("raseg", 1)]
        assert Conformance(own).read("2", records(*extended), ctx).deviation is None


def test_a_code_map_may_record_only_events_of_the_main_line():
    odd = CodeMap(
        id="x",
        title_zh="x",
        title_en="x",
        codes=(StatusCode("1", "答复", "answer", (K.OPINION_REPLY,)),),
    )
    with pytest.raises(InputError, match="主线"):
        Conformance(odd)


def test_a_correction_without_a_time_is_ended_by_a_person():
    """办结:5: without a time limit an officer ends the correction; no lapse does."""
    conformance = Conformance(code_map("guangdong"))
    steps = records(("申办", 1), ("补交告知", 2), ("办结:5", 25))
    assert conformance.read("1", steps, Context()).deviation is None
    scene = Scene().to(Phase.CORRECTING)
    assert scene.refused(K.CORRECTION_LAPSE, "2028-03-02", SYSTEM)


def test_years_outside_every_calendar_in_a_foreign_log():
    old = [StatusRecord("1", datetime(1990, 1, 1, tzinfo=BEIJING))]
    foreign = Conformance(code_map("aplanmis")).read("1", old, Context())
    assert foreign.deviation is not None
    assert foreign.deviation.reasons[0].code == "coverage"


def test_explaining_a_record_that_does_not_exist():
    conformance = Conformance(code_map("aplanmis"))
    with pytest.raises(InputError):
        conformance.explain("1", [], 0)
    assert conformance.explain("1", ["zz", "6"], 1).position == 0


def test_a_decision_states_no_remedy_by_default():
    assert Decision().remedy is False


# -- rules from a list -----------------------------------------------------------------


def test_rules_from_an_item_of_a_list():
    """The stated time limits, the required documents, and the features of the item."""
    item = ImplementingItem(
        name="食品经营许可",
        implementing_code="A1",
        basic_code="000116001000",
        area_code="450103",
        statutory_limit=parse_limit("20个工作日"),
        committed_limit=parse_limit("5-8个工作日"),
        documents=[
            Document("申请表", Necessity.REQUIRED),
            Document("委托书", Necessity.CONDITIONAL),
        ],
        result_name="食品经营许可证",
        stage_chain="县级区局(受理、审查),市级市局(决定)",
        version=3,
    )
    rules = CaseRules.of(item, no_veto=True)
    assert rules.id == "A1/3"
    assert rules.no_veto
    assert rules.documents == ("申请表",)
    assert ItemFeature.CERTIFICATE in rules.features
    promised, statutory = rules.time(ClockKind.PROM), rules.time(ClockKind.LAW)
    assert promised is not None
    assert statutory is not None
    assert promised.limit == WorkingDays(8)
    assert statutory.extension is not None  # art. 42 still applies


def test_an_item_with_days_of_an_unstated_kind_keeps_the_statutory_time():
    item = ImplementingItem(name="甲", statutory_limit=parse_limit("20日"))
    statutory = CaseRules.of(item).time(ClockKind.LAW)
    assert statutory is not None
    assert statutory.limit == WorkingDays(20)  # 行政许可法 42, 82


def test_an_item_decided_at_once_is_an_instant_item():
    item = ImplementingItem(name="甲", committed_limit=parse_limit("当场办结"))
    assert CaseRules.of(item).features == {ItemFeature.INSTANT}


def test_an_item_that_promises_more_than_its_law():
    item = ImplementingItem(
        name="甲",
        statutory_limit=parse_limit("5个工作日"),
        committed_limit=parse_limit("9个工作日"),
    )
    with pytest.raises(InputError, match="长于法定"):
        CaseRules.of(item)
