"""The log: its written form, its chain of digests, and the findings on a broken log."""

import copy
import json
import pickle
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import attrs
import pytest
from lifecycle_logs import APPLICANT, HEAD, WINDOW, K, at, context, life

import zhengwu
from zhengwu.audit import audit
from zhengwu.findings.errors import InputError
from zhengwu.io import iter_events, read_events, write_events
from zhengwu.lifecycle import (
    Accepted,
    Case,
    CaseLogs,
    CaseOutcome,
    CaseRules,
    ClockKind,
    Context,
    CorrectionNotice,
    Decision,
    Event,
    EventKind,
    EventLog,
    ExtensionGrant,
    ItemFeature,
    Phase,
    Refused,
    SideKind,
    deadline,
    decide,
    event_from_dict,
    event_to_dict,
    fold,
    replay,
)
from zhengwu.lifecycle._details import DETAILS_OF
from zhengwu.lifecycle._log import seal
from zhengwu.lifecycle._wire import EVENT_VERSION
from zhengwu.limits import (
    CalendarDays,
    LimitRange,
    WorkingDays,
    WorkingHours,
    WrittenNotice,
)

GOLDEN = Path(__file__).parents[2] / "golden" / "lifecycle"


# -- written form ----------------------------------------------------------------------


def test_an_event_is_read_back_as_it_was_written():
    for event in life():
        written = json.loads(json.dumps(event_to_dict(event), ensure_ascii=False))
        assert event_from_dict(written) == event
        assert written["version"] == EVENT_VERSION


@pytest.mark.parametrize(
    "limit",
    [WorkingDays(10), CalendarDays(3), WorkingHours(Decimal("1.5"))],
    ids=["working days", "calendar days", "hours"],
)
def test_limits_inside_an_event_keep_their_kind(limit):
    notice = WrittenNotice(
        reference="告知1",
        given_on=at(1, 5).date(),
        needed=LimitRange(WorkingDays(5), WorkingDays(9)),
    )
    event = Event("1", 1, K.EXTEND, at(1, 5), HEAD, ExtensionGrant(limit, notice))
    assert event_from_dict(json.loads(json.dumps(event_to_dict(event)))) == event


def test_the_golden_logs_of_versions_1_and_2_are_read_as_they_always_were():
    """The golden logs never change; a change of format needs a new version and an upcaster."""
    lines = (GOLDEN / "events-v1.jsonl").read_text("utf-8").splitlines()
    events = [event_from_dict(json.loads(line)) for line in lines]
    newer = (GOLDEN / "events-v2.jsonl").read_text("utf-8").splitlines()
    assert [event_from_dict(json.loads(line)) for line in newer] == events
    for line, event in zip(newer, events, strict=True):
        assert event_to_dict(event) == json.loads(line)
    ctx = Context(
        CaseRules(
            features={ItemFeature.DEFERRABLE},
            documents=["申请表", "平面图"],
            deferrable=["平面图"],
        )
    )
    replayed = replay(events, ctx)
    case = replayed.case
    assert not replayed.refused
    assert case == fold(events, ctx).case
    assert (case.phase, case.outcome) == (Phase.DELIVERED, CaseOutcome.DENIED)
    assert case.applicant == "某公司"
    assert case.side(SideKind.GAP, "平面图").state == "supplied"
    assert case.side(SideKind.RATING).score == 2
    # 20 + 10 working days after 6 January, of which 9 to 19 January do not count: the 7th
    # and 8th (2), 20 to 23 January (6), 26 to 30 (11), 2 to 6 February (16), 9 to 13 (21),
    # the make-up Saturday 14 (22); Spring Festival is 15 to 23 February; 24 to 27 (26), the
    # make-up Saturday 28 (27), 2 to 4 March (30): 国办发明电〔2025〕7号.
    assert deadline(case, ClockKind.LAW, ctx).date.isoformat() == "2026-03-04"


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"kind": "受理"}, "kind"),
        ({"kind": "acept"}, "accept"),
        ({"seq": "1"}, "seq"),
        ({"at": "2026-09-21T09:00:00"}, "带时区"),
        ({"at": "昨天"}, "at"),
        ({"actor": {"role": "king"}}, "actor.role"),
        ({"actor": "王某"}, "actor"),
        ({"details": {"supplied": "身份证"}}, "details.supplied"),
        ({"details": {"score": 3}}, "score"),
        ({"note": "x"}, "note"),
        ({"version": 9}, "版本 9"),
        ({"version": "1"}, "版本"),
        ({"procedure": "hotline"}, "程序"),
        ({"case": None}, "case"),
    ],
    ids=str,
)
def test_nothing_is_guessed_and_every_problem_names_its_place(change, part):
    written = event_to_dict(life()[0]) | change
    with pytest.raises(InputError) as caught:
        event_from_dict(written)
    assert part in caught.value.message_zh
    assert caught.value.message_en


@pytest.mark.parametrize("data", [None, [], "{}", 5, {}], ids=repr)
def test_what_is_no_event_at_all(data):
    with pytest.raises(InputError):
        event_from_dict(data)


def test_an_old_version_is_upgraded_version_by_version():
    """In version -1 the notice had ``items``, in version 0 ``lacking``."""
    new = event_to_dict(life()[2])
    old = {**new, "version": -1, "details": {"items": ["章程"], "reference": "补正1"}}

    def rename_field(before: str, after: str):
        def upcast(data):
            details = dict(data["details"])
            details[after] = details.pop(before)
            return {**data, "details": details, "version": data["version"] + 1}

        return upcast

    upcasters = {
        ("notify_correction", -1): rename_field("items", "lacking"),
        ("notify_correction", 0): rename_field("lacking", "missing"),
    }
    assert event_from_dict(old, upcasters) == life()[2]
    with pytest.raises(InputError, match="版本 -1"):
        event_from_dict(old)


def test_details_belong_to_their_kind():
    with pytest.raises(InputError, match="Submission"):
        Event("1", 1, K.SUBMIT, at(9, 21), APPLICANT, Decision())
    assert set(DETAILS_OF) == set(EventKind)


def test_an_applicant_never_shows():
    """个人信息: neither a repr nor the explanation of a refusal shows the applicant."""
    event = life()[0]
    ctx = context()
    case = decide(Case("甲1"), event, ctx).case
    assert isinstance(case, Case)
    assert case.applicant == APPLICANT.id
    refused = decide(case, event, ctx)
    assert isinstance(refused, Refused)
    shown = [repr(event), repr(case), repr(refused), refused.explain(), repr(APPLICANT)]
    assert not any(APPLICANT.id in text for text in shown)
    assert "***" in repr(APPLICANT)


def test_an_error_about_an_event_hides_numbers_of_residents():
    written = event_to_dict(life()[0])
    written["actor"] = {"role": "applicant", "id": [APPLICANT.id]}
    with pytest.raises(InputError) as caught:
        event_from_dict(written)
    assert APPLICANT.id not in str(caught.value)
    lines = (
        json.dumps(written) + "\n" + json.dumps(event_to_dict(life()[0]))[:-9]
    ).encode()
    report = read_events(BytesIO(lines)).report
    assert len(report) == 2
    assert APPLICANT.id not in report.to_json()


# -- the chain -------------------------------------------------------------------------


def log() -> EventLog:
    return EventLog.of(life())


def codes(log: EventLog, head: str = "") -> list[tuple[str, int]]:
    return [(f.code, int(f.path[0])) for f in log.check(head)]


def test_an_untouched_log_has_no_findings():
    assert not log().check(log().head)
    assert log().check().counts["entries"] == 13
    assert len({entry.digest for entry in log().entries}) == 13


def test_a_changed_event_is_reported():
    entries = list(log().entries)
    changed = attrs.evolve(
        entries[2].event, details=CorrectionNotice(["印章"], "补正1")
    )
    entries[2] = attrs.evolve(entries[2], event=changed)
    assert codes(EventLog(tuple(entries))) == [("ZWLC013", 2)]


def test_a_changed_event_with_a_new_digest_breaks_the_next():
    entries = list(log().entries)
    changed = attrs.evolve(
        entries[2].event, details=CorrectionNotice(["印章"], "补正1")
    )
    entries[2] = attrs.evolve(
        entries[2], event=changed, digest=seal(changed, entries[1].digest)
    )
    assert codes(EventLog(tuple(entries))) == [("ZWLC013", 3)]


def test_a_dropped_event_is_reported():
    entries = list(log().entries)
    del entries[4]
    assert codes(EventLog(tuple(entries))) == [("ZWLC014", 4), ("ZWLC013", 4)]


def test_reordered_events_are_reported():
    entries = list(log().entries)
    entries[4], entries[5] = entries[5], entries[4]
    assert {code for code, _ in codes(EventLog(tuple(entries)))} == {
        "ZWLC013",
        "ZWLC014",
    }


def test_a_truncated_log_is_reported_by_its_head():
    cut = EventLog(log().entries[:-2])
    assert not codes(cut)
    assert codes(cut, log().head) == [("ZWLC015", 11)]


def test_of_two_writers_one_wins():
    """Both writers read the case at sequence number 2 and write number 3."""
    ctx = context()
    start = EventLog.of(life()[:2])
    first = attrs.evolve(life()[2])
    second = Event("甲1", 3, K.ACCEPT, at(9, 22, 10), WINDOW, DETAILS_OF[K.ACCEPT]())
    longer, answer = start.append(first, ctx)
    assert isinstance(answer, Accepted)
    assert len(longer) == 3
    unchanged, refusal = longer.append(second, ctx)
    assert isinstance(refusal, Refused)
    assert "duplicate" in refusal.codes
    assert unchanged == longer


def test_a_log_grows_only_by_accepted_events():
    ctx = context()
    grown = EventLog()
    for event in life():
        grown, answer = grown.append(event, ctx)
        assert isinstance(answer, Accepted)
    assert grown == log()


# -- files -----------------------------------------------------------------------------


def test_logs_in_a_file_are_read_back(tmp_path):
    logs = [log(), EventLog.of(life("乙2")[:4])]
    assert write_events(logs, tmp_path / "log.jsonl") == 17
    result = read_events(tmp_path / "log.jsonl")
    assert list(result.logs.values()) == logs
    assert not result.report


def test_bad_lines_are_reported_and_skipped_and_the_other_lines_are_kept():
    file = BytesIO()
    write_events([log()], file)
    lines = file.getvalue().splitlines(keepends=True)
    lines[3] = lines[3].replace(b'"seq": 4', b'"seq": "4"')
    lines.insert(5, b"\xff\xfe\xff\n")
    lines[-1] = lines[-1][:40]  # truncated
    result = read_events(BytesIO(b"".join(lines)), encoding="utf-8")
    findings = [(f.code, f.path[0]) for f in result.report]
    assert ("ZWLC012", 3) in findings
    assert ("ZWIO001", 5) in findings
    assert ("ZWIO002", 13) in findings
    assert ("ZWLC014", 4) in findings  # number 4 is missing from the chain
    assert result.report.counts == {"records": 14, "loaded": 11, "set_aside": 3}


def test_a_file_is_read_event_by_event():
    file = BytesIO()
    write_events([log()], file)
    file.seek(0)
    entries = list(iter_events(file))
    assert [entry.event for entry in entries] == life()
    assert all(entry.digest for entry in entries)


def test_logs_are_audited():
    """The audit reports refused events and keeps the other events."""
    assert not audit(CaseLogs({"甲1": log()}, context()))
    second = attrs.evolve(
        life("乙2")[3], kind=K.NOTIFY_CORRECTION, details=life()[2].details
    )
    entries = EventLog.of([*life("乙2")[:3], second, *life("乙2")[4:]])
    report = audit(CaseLogs({"甲1": log(), "乙2": entries}, context()))
    assert report.counts["cases"] == 2
    assert (report[0].code, report[0].path) == ("ZWLC022", ("乙2", 3))
    assert "已经一次性告知过" in report[0].message_zh


# -- a new kind of event ---------------------------------------------------------------


@dataclass
class _Copy:
    root: Path

    def mypy(self) -> str:
        files = ["_details.py", "_effects.py"]
        done = subprocess.run(
            [
                sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent",
                "--cache-dir", str(self.root / "cache"),
                *(str(self.root / "zhengwu" / "lifecycle" / name) for name in files),
            ],
            capture_output=True, text=True, check=False, cwd=self.root,
        )  # fmt: skip
        return done.stdout


def test_mypy_proves_that_a_new_event_kind_must_be_handled(tmp_path):
    """Without its details and its effect, a new kind does not pass the type checker."""
    pytest.importorskip("mypy")
    import shutil

    source = Path(zhengwu.__file__).parent
    shutil.copytree(source, tmp_path / "zhengwu")
    kinds = tmp_path / "zhengwu" / "lifecycle" / "_kinds.py"
    text = kinds.read_text("utf-8")
    line = '    RENEW_DEEMED = "renew_deemed", "视为准予延续", "deemed renewed"\n'
    assert line in text
    kinds.write_text(
        text.replace(line, line + '    NEW_KIND = "new_kind", "新", "new"\n'), "utf-8"
    )
    output = _Copy(tmp_path).mypy()
    assert output.count("EventKind.NEW_KIND") == 2
    assert "_details.py" in output
    assert "_effects.py" in output


def test_a_pickled_refusal_is_small():
    """A refusal carries the names that it needs, and not the calendar and the powers."""
    event, ctx = life()[0], context()
    refused = decide(decide(Case("甲1"), event, ctx).case, event, ctx)
    assert isinstance(refused, Refused)
    data = pickle.dumps(refused)
    assert len(data) < 4_000
    for copied in (pickle.loads(data), copy.copy(refused), copy.deepcopy(refused)):
        assert copied == refused
        for lang in ("zh", "en"):
            assert copied.explain(lang) == refused.explain(lang)
        assert len(pickle.dumps(copied)) < 4_000


@pytest.mark.parametrize("name", ["e", "event", "的", "不", "a", "张三", "role"])
def test_a_name_is_no_part_of_another_word(name: str):
    """The message about an event is the same whoever acted, and never has the name."""

    def complain(actor: str) -> str:
        written = event_to_dict(life()[0])
        written["actor"] = {"role": "nobody", "id": actor}
        with pytest.raises(InputError) as caught:
            event_from_dict(written)
        return str(caught.value)

    assert complain(name) == complain("李四")
    assert "李四" not in complain("李四")
    assert "张三" not in complain("张三")
