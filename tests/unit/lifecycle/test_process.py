"""The process as data: the shipped table is sound, and broken tables are rejected."""

import tomllib
from importlib.resources import files

import pytest

from zhengwu.findings.errors import InputError
from zhengwu.lifecycle import (
    CaseOutcome,
    ClockKind,
    EventKind,
    ItemFeature,
    Phase,
    ProcessOption,
    Role,
    SideKind,
    check_process,
    national_process,
    parse_process,
    process_dot,
    process_mermaid,
    process_page,
)
from zhengwu.lifecycle._kinds import ClockAct
from zhengwu.lifecycle._process import ClockStep
from zhengwu.lifecycle._process_data import read_process
from zhengwu.lifecycle._soundness import Running, configurations

NATIONAL = (
    files("zhengwu.lifecycle").joinpath("data", "national.toml").read_text("utf-8")
)
ALL = frozenset(ItemFeature)


def codes(text: str) -> set[str]:
    return {f.code for f in check_process(read_process(text))}


def test_the_national_process_is_sound():
    """No finding; the report counts the rows, and their instances by source phase."""
    report = check_process(national_process())
    assert not report
    rows = tomllib.loads(NATIONAL)["transition"]
    reached, _ = configurations(national_process())
    assert report.counts == {
        "transitions": len(rows),
        "instances": sum(len(row["source"]) for row in rows),
        "configurations": len(set(reached)),
    }
    assert {configuration.phase for configuration in reached} == set(Phase)
    assert parse_process(NATIONAL) == national_process()


def test_every_event_and_phase_and_clock_has_its_row():
    process = national_process()
    moved = {move.event for move in process.moves}
    assert {row.event for row in process.transitions} | moved == set(EventKind)
    assert {side.id for side in process.sides} == set(SideKind)
    assert {option.id for option in process.options} == set(ProcessOption)
    assert {phase.id for phase in process.phases} == set(Phase)
    assert {clock.id for clock in process.clocks} == set(ClockKind)
    roles = {role for row in process.transitions for role in row.who}
    roles |= {role for move in process.moves for role in move.who}
    assert roles == set(Role) == {role.id for role in process.roles}
    assert process.terminal == {Phase.ARCHIVED, Phase.VOID}


def test_every_end_without_a_grant_has_a_document_and_an_outcome():
    """行政许可法 32, 38: in writing, with the reason and the remedies."""
    ends = [r for r in national_process().transitions if r.target is Phase.NOT_GRANTED]
    assert {row.outcome for row in ends} == set(CaseOutcome)
    assert all(row.document for row in ends)
    denied = [row for row in ends if row.outcome is CaseOutcome.DENIED]
    assert all({"reason_given", "remedy_told"} <= set(row.guards) for row in denied)


def test_the_clocks_of_each_phase():
    """Clocks are suspended in a special procedure and above; none runs in a closed case."""
    reached, faults = configurations(national_process())
    assert not faults
    clocks = {
        configuration.phase: dict(configuration.clocks)
        for configuration in reached
        if configuration.phase is not Phase.DELIVERING
    }
    paused = {ClockKind.LAW: Running.PAUSE, ClockKind.PROM: Running.PAUSE}
    assert clocks[Phase.SPECIAL] == {**paused, ClockKind.SPEC: Running.RUN}
    assert clocks[Phase.UPSTREAM] == {**paused, ClockKind.UPPER: Running.RUN}
    assert clocks[Phase.CORRECTING] == {ClockKind.FIX: Running.RUN}
    assert not clocks[Phase.CLOSED]
    assert not clocks[Phase.NOT_GRANTED]


@pytest.mark.parametrize(
    ("features", "there", "gone"),
    [
        (
            {ItemFeature.INSTANT},
            {EventKind.INSTANT_DECIDE, EventKind.NO_CERT},
            {
                EventKind.START_SPECIAL,
                EventKind.END_SPECIAL,
                EventKind.EXTEND,
                EventKind.CONSULT,
                EventKind.FORWARD_UP,
                EventKind.MAKE_CERT,
            },
        ),
        (
            {ItemFeature.TWO_LEVEL, ItemFeature.CERTIFICATE},
            {EventKind.FORWARD_UP, EventKind.UPPER_RETURN, EventKind.CERT_READY},
            {EventKind.INSTANT_DECIDE, EventKind.NO_CERT},
        ),
        (
            {ItemFeature.COMMITMENT, ItemFeature.DEFERRABLE},
            {EventKind.ACCEPT_COMMITMENT, EventKind.ACCEPT_DEFERRED},
            {EventKind.FORWARD_UP},
        ),
        (set(), {EventKind.ACCEPT}, {EventKind.ACCEPT_COMMITMENT}),
    ],
    ids=["instant", "two-level", "commitment", "plain"],
)
def test_the_table_of_an_item_has_only_what_it_can_have(features, there, gone):
    """Instant items have no special procedure; two-level items go up; and so on."""
    part = national_process().for_item(features)
    events = {row.event for row in part.transitions}
    assert there <= events
    assert not gone & events
    assert not check_process(part)
    upstream = Phase.UPSTREAM in {phase.id for phase in part.phases}
    assert upstream is (EventKind.FORWARD_UP in events)


def row(number: str) -> str:
    """The text of one transition."""
    start = NATIONAL.index(f'[[transition]]\nid = "{number}"')
    end = NATIONAL.find("[[transition]]", start + 5)
    return NATIONAL[start : end if end > 0 else None]


def without(*numbers: str) -> str:
    text = NATIONAL
    for number in numbers:
        text = text.replace(row(number), "")
    return text


BROKEN = {
    "ZWLC001": NATIONAL.replace("terminal = true\n", ""),
    "ZWLC002": without("T37"),
    "ZWLC003": without("T29", "T30", "T32", "T33", "T24", "T25"),
    "ZWLC004": NATIONAL + row("T11").replace('"T11"', '"T99"'),
    "ZWLC005": NATIONAL.replace(
        'clocks = ["-SPEC", ">LAW", ">PROM"]', 'clocks = ["-SPEC", "~LAW", ">PROM"]'
    ),
    "ZWLC006": NATIONAL.replace(row("T41"), row("T41").replace('"-all"', '"-RECV?"')),
    "ZWLC007": NATIONAL.replace('document = "不受理告知书"\n', ""),
    "ZWLC008": NATIONAL.replace(
        'zh = "没有写明法律依据"\nen = "no legal basis is given"\nbasis = '
        '[{ title = "行政许可法", article = "38(2)" }]',
        'zh = "没有写明法律依据"\nen = "no legal basis is given"',
    ),
    "ZWLC009": NATIONAL.replace('guards = ["assigned"]', 'guards = ["assingned"]'),
    "ZWLC010": NATIONAL.replace('guards = ["assigned"]\n', ""),
    "ZWLC011": NATIONAL.replace(
        row("T18"), row("T18").replace('source = ["special"]', 'source = ["reviewing"]')
    ),
    "ZWLC016": NATIONAL.replace('[[role]]\nid = "archive"', '[[role]]\nid = "expert"'),
    "ZWLC017": NATIONAL.replace('source = ["asked"]', 'source = ["replied"]'),
    "ZWLC018": NATIONAL.replace('id = "assigned"', 'id = "sunshine"').replace(
        'guards = ["assigned"]', 'guards = ["sunshine"]'
    ),
}


SIDES = {
    "nothing begins it": NATIONAL.replace('opens = "pledge"\n', ""),
    "no such state": NATIONAL.replace('target = "verified"', 'target = "checked"'),
    "never reached": NATIONAL.replace('target = "unrated"', 'target = "rated"'),
    "no lapse there": NATIONAL.replace('lapse = "rating_lapse"', 'lapse = "gap_lapse"'),
}


@pytest.mark.parametrize("why", SIDES)
def test_a_side_matter_that_is_not_sound(why: str):
    """Not opened by any event, an unknown state, a state never reached, an impossible lapse."""
    assert SIDES[why] != NATIONAL
    assert "ZWLC017" in codes(SIDES[why])


def test_a_refusal_without_its_text():
    start = NATIONAL.index('[[refusal]]\nid = "order"')
    text = NATIONAL[:start] + NATIONAL[NATIONAL.index("[[refusal]]", start + 5) :]
    assert "ZWLC018" in codes(text)


def test_each_choice_is_sound_for_each_kind_of_item():
    """correction_continues, return_restarts, promise_to_delivery."""
    process = national_process()
    for option in process.options:
        for features in (ALL - {ItemFeature.INSTANT}, {ItemFeature.INSTANT}, set()):
            part = process.for_item(features, [option.id])
            assert not check_process(part), option.id
    changed = process.for_item({ItemFeature.TWO_LEVEL}, list(ProcessOption))
    rows = {row.id: [str(step) for step in row.clocks] for row in changed.transitions}
    assert rows["T06"] == ["-FIX", ">ACPT"]
    assert rows["T26"] == ["-UPPER", "-LAW", "-PROM", "+LAW", "+PROM"]
    assert rows["T38"] == ["-SEND?", "-PROM?"]


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_table_is_reported_and_rejected(code: str):
    """Each fault by itself, introduced into the shipped table."""
    assert BROKEN[code] != NATIONAL
    assert code in codes(BROKEN[code])
    with pytest.raises(InputError, match="不能用作办理规程"):
        parse_process(BROKEN[code], "local.toml")


@pytest.mark.parametrize(
    "text",
    [
        "id = 5",
        NATIONAL.replace('target = "accepted"', 'target = "akzepted"', 1),
        NATIONAL.replace('"+RECV"', '"!RECV"'),
        NATIONAL.replace('"+RECV"', '"+XYZ"'),
        "[[",
    ],
    ids=["no title", "no such phase", "no such operation", "no such clock", "no TOML"],
)
def test_text_that_is_no_process(text: str):
    with pytest.raises(InputError, match=r"local\.toml|计时操作"):
        parse_process(text, "local.toml")


def test_clock_operations_are_written_as_they_are_read():
    for text in ("+LAW", "~LAW", ">PROM", "-SPEC", "*LAW", "-SEND?", "-all"):
        assert str(ClockStep.parse(text)) == text
    assert ClockStep.parse("-all") == ClockStep(ClockAct.STOP_ALL)


def test_a_guard_says_why_in_both_languages_with_its_article():
    guard = national_process().guard("veto_allowed")
    assert "无否决权" in guard.zh
    assert guard.en
    assert guard.basis[0].cite() == "《行政许可法》第三十二条第一款"
    with pytest.raises(KeyError):
        national_process().guard("无")


def test_the_process_on_paper():
    """Tables and diagrams of the process."""
    page = "\n".join(process_page(national_process()))
    table = tomllib.loads(NATIONAL)
    for row in (*table["transition"], *table["move"]):
        assert page.count(f"\n| {row['id']} |") == 1, row["id"]
    assert "| `duplicate` |" in page
    assert "| revoke | `fraud` |" in page
    assert "`correction_continues`" in page
    assert "```mermaid" in page
    assert "received --> accepted: 受理" in process_mermaid(national_process())
    drawn = process_dot(national_process(), "en")
    assert 'received -> accepted [label="accept"]' in drawn
    assert drawn.count("peripheries=2") == 2
    small = process_mermaid(national_process().for_item(()), "en")
    assert "upstream" not in small
