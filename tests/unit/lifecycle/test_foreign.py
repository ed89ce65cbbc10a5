"""Logs of hall systems in their own codes (design: real status codes)."""

import pytest
from lifecycle_logs import at, context

from zhengwu.findings.errors import InputError, UnknownCodeError
from zhengwu.lifecycle import (
    CaseRules,
    Conformance,
    Context,
    EventKind,
    ItemFeature,
    Phase,
    StatusRecord,
    code_map,
    code_maps,
    national_process,
    parse_code_map,
    read_case,
)

K = EventKind


def check(name: str, *codes: str):
    return Conformance(code_map(name)).check("1", codes)


def test_the_maps_of_real_systems():
    """At least three real code sets, each with a statement of what it does not record."""
    assert code_maps() == ("aplanmis", "guangdong", "jining", "pingtan")
    for name in code_maps():
        codes = code_map(name)
        assert codes.source
        assert codes.unseen_zh
        assert codes.unseen_en
    with pytest.raises(UnknownCodeError):
        code_map("浙江")


def test_ambiguous_codes_are_reported():
    """办结结果 1 退回办结: denied or not accepted; 4 转报办结: suspended or closed."""
    ambiguous = {f.data["code"] for f in code_map("guangdong").check()}
    assert {"办结:1", "办结:4", "不予受理"} <= ambiguous
    assert {f.code for f in code_map("aplanmis").check()} == {"ZWLC019"}
    assert code_map("aplanmis").check().counts["codes"] == 16


# Sequences of codes that the constants of each system allow.
FIT = [
    ("aplanmis", "1 3 8 11"),
    ("aplanmis", "1 6 7 3 8 9 10 11"),
    ("aplanmis", "1 16 2"),
    ("aplanmis", "1 3 8 14"),
    ("aplanmis", "1 4"),
    ("aplanmis", "1 5"),
    ("aplanmis", "1 3 8 13"),
    ("aplanmis", "1 3 8 12 15"),
    ("jining", "1 6 3 8 9 10 11"),
    ("jining", "1 4"),
    ("guangdong", "申办 受理 承办 审核 批准 办结:0 领证登记"),
    (
        "guangdong",
        "申办 网上预受理 补交告知 补交受理 受理 承办 审核 审核退回 审核 批准 办结:1",
    ),
    ("guangdong", "申办 补交告知 办结:5"),
    ("guangdong", "申办 受理 承办 办结:4"),
    ("guangdong", "申办 受理 承办 特别程序申请 特别程序申请结果 审核 批准 办结:6"),
    ("pingtan", "0 1 2 3"),
    ("pingtan", "0 2 4"),
    ("pingtan", "0 2 6"),
]


@pytest.mark.parametrize(("name", "codes"), FIT, ids=[" ".join(row) for row in FIT])
def test_what_fits(name, codes):
    assert check(name, *codes.split()) is None


UNFIT = [
    ("aplanmis", "3", 0, "phase"),  # accepted before it was received
    ("aplanmis", "1 3 11 3", 3, "phase"),  # accepted after it was closed
    ("aplanmis", "1 6 7 6", 3, "not_yet_notified"),  # a second correction notice
    ("aplanmis", "1 3 8 9 9", 4, "phase"),
    ("aplanmis", "1 3 8 11 13", 4, "phase"),
    ("aplanmis", "1 8", 1, "phase"),  # the system records acceptance, so it is missing
    ("aplanmis", "1 2 3", 2, "phase"),
    ("jining", "1 3 6", 2, "phase"),  # corrections after acceptance
    ("guangdong", "申办 受理 承办 批准退回", 3, "phase"),
    ("guangdong", "申办 补交告知 补交受理 补交告知", 3, "not_yet_notified"),
    ("pingtan", "0 3 2", 2, "phase"),
]


@pytest.mark.parametrize(
    ("name", "codes", "position", "reason"),
    UNFIT,
    ids=[f"{n} {c}" for n, c, *_ in UNFIT],
)
def test_what_does_not_fit_and_why(name, codes, position, reason):
    deviation = check(name, *codes.split())
    assert deviation is not None
    assert (deviation.position, deviation.reasons[0].code) == (position, reason)
    assert deviation.reasons[0].zh
    assert deviation.reasons[0].en
    assert deviation.reasons[0].basis
    assert deviation.code not in deviation.possible


def test_a_code_that_is_not_in_the_map():
    deviation = check("aplanmis", "1", "99")
    assert deviation is not None
    assert not deviation.reasons
    assert "3" in deviation.possible
    report = Conformance(code_map("aplanmis")).check_all({"甲": ["1", "99"]})
    assert [f.code for f in report] == ["ZWLC020"]


def test_many_cases_at_once():
    logs = {"甲": ["1", "3", "8", "11"], "乙": ["1", "3", "11", "3"], "丙": []}
    report = Conformance(code_map("aplanmis")).check_all(logs)
    assert report.counts == {"cases": 3, "deviating": 1}
    assert [(f.code, f.path) for f in report] == [("ZWLC021", ("乙", 3))]
    assert "已办结" in report[0].message_zh
    assert "closed" in report[0].message_en


# -- with instants ---------------------------------------------------------------------


def records(*steps: tuple[str, int, int]) -> list[StatusRecord]:
    return [StatusRecord(code, at(month, day)) for code, month, day in steps]


def read(*steps: tuple[str, int, int], ctx: Context | None = None):
    conformance = Conformance(code_map("aplanmis"))
    return conformance.read("1", records(*steps), ctx or context())


def test_records_become_events_together_with_unrecorded_events():
    """Decision and delivery are not recorded: they get the instant of the closing."""
    foreign = read(("1", 9, 1), ("3", 9, 2), ("8", 9, 3), ("11", 9, 10))
    assert foreign.deviation is None
    assert [event.kind for event in foreign.events] == [
        K.SUBMIT, K.RECEIVE, K.ACCEPT, K.START_REVIEW, K.PROPOSE, K.GRANT, K.MAKE_CERT,
        K.CERT_READY, K.DELIVER, K.CLOSE,
    ]  # fmt: skip
    assert foreign.case.phase is Phase.CLOSED
    assert foreign.case.decided == at(9, 10)
    reading = read_case(foreign.case, at(9, 30), context()).to_record()
    # Five working days after 2 September 2026, a Wednesday.
    assert (reading["due"], reading["on_time"]) == ("2026-09-09", False)


def test_an_item_without_a_certificate_explains_its_records_otherwise():
    ctx = Context(CaseRules())
    foreign = read(("1", 9, 1), ("3", 9, 2), ("8", 9, 3), ("11", 9, 10), ctx=ctx)
    assert K.NO_CERT in [event.kind for event in foreign.events]
    assert K.MAKE_CERT not in [event.kind for event in foreign.events]


def test_a_correction_notice_that_came_too_late():
    """The codes fit, but the clock does not: deemed accepted after five working days."""
    foreign = read(("1", 9, 1), ("6", 9, 22), ("7", 9, 23))
    assert foreign.deviation is not None
    assert (foreign.deviation.position, foreign.deviation.code) == (1, "6")
    assert [r.code for r in foreign.deviation.reasons] == ["phase", "lapsed"]
    assert foreign.case.phase is Phase.ACCEPTED
    assert foreign.case.accepted == at(9, 1)  # from the day of receipt


def test_a_late_acceptance_confirms_the_deemed_acceptance():
    foreign = read(("1", 9, 1), ("3", 9, 22), ("8", 9, 23))
    assert foreign.deviation is None
    assert foreign.case.accepted == at(9, 1)


def test_records_before_a_record_out_of_order_are_kept():
    foreign = read(("1", 9, 1), ("3", 9, 2), ("8", 9, 1), ("11", 9, 10))
    assert foreign.deviation is not None
    assert foreign.deviation.position == 2
    assert [r.code for r in foreign.deviation.reasons] == ["order"]
    assert foreign.case.phase is Phase.ACCEPTED


def test_special_procedures_suspend_the_clocks():
    foreign = read(("1", 9, 1), ("3", 9, 2), ("8", 9, 3), ("9", 9, 4), ("10", 9, 14))
    assert foreign.deviation is None
    assert [c.stood[0].end for c in foreign.case.clocks] == [at(9, 14), at(9, 14)]


def test_an_own_code_map():
    text = """
    id = "own"
    title_zh = "本厅"
    title_en = "ours"
    silent = ["submit"]
    [[code]]
    id = "S"
    zh = "收件"
    en = "in"
    events = ["receive"]
    """
    own = parse_code_map(text)
    assert Conformance(own).check("1", ["S"]) is None
    broken = [
        text + text[text.index("[[code]]") :],
        text.replace('events = ["receive"]', ""),
        text.replace('events = ["receive"]', 'results = ["很好"]'),
        text.replace("receive", "empfangen"),
        "[[",
    ]
    for wrong in broken:
        with pytest.raises(InputError):
            parse_code_map(wrong)


def test_an_own_process():
    """Without two-level items, forwarding is not possible."""
    flat = national_process().for_item({ItemFeature.CERTIFICATE})
    conformance = Conformance(code_map("guangdong"), flat)
    assert conformance.check("1", ["申办", "受理", "承办", "办结:4"]) is not None
