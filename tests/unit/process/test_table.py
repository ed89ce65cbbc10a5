"""Tables of procedures: every fault is told, with its line; a sound table is read."""

from __future__ import annotations

import pytest

from zhengwu.findings.errors import ZhengwuError
from zhengwu.process import check_process, parse_process
from zhengwu.process.table._reading import read_procedure

SOUND = """
id = "visit"
title_zh = "上门核查"
title_en = "home visit"
force = "practice"

[[phase]]
id = "asked"
zh = "已申请"
en = "asked for"

[[phase]]
id = "visiting"
zh = "核查中"
en = "being visited"

[[phase]]
id = "done"
zh = "已办结"
en = "done"
terminal = true

[[role]]
id = "clerk"
zh = "工作人员"
en = "the clerk"

[[field]]
id = "reason"
type = "text"
zh = "理由"
en = "reason"

[[field]]
id = "by"
type = "limit"
zh = "延长时间"
en = "length of the extension"

[[fact]]
id = "visited"
type = "instant"
zh = "核查时间"
en = "when the visit was"

[[fact]]
id = "visits"
type = "whole"
zh = "次数"
en = "number of visits"

[[clock]]
id = "VISIT"
zh = "核查时限"
en = "time to visit"
limit = "5个工作日"
force = "practice"
extension = { by = "2个工作日" }
lapse = "give_up"

[[condition]]
id = "was_visited"
zh = "尚未核查"
en = "nobody has visited"
basis = []
holds = { known = ["visited"] }

[[condition]]
id = "may_extend"
about = "clocks"
zh = "不能延长"
en = "no extension is possible"
basis = []
holds = { extends = "VISIT", by = "by" }

[[side]]
id = "note"
zh = "备忘"
en = "a note"
[[side.state]]
id = "open"
zh = "未了"
en = "open"
open = true
[[side.state]]
id = "ticked"
zh = "已了"
en = "ticked"
end = true

[[event]]
id = "begin"
zh = "开始核查"
en = "begin"

[[event]]
id = "visit"
zh = "核查"
en = "visit"
brings = ["reason"]

[[event]]
id = "extend"
zh = "延长"
en = "extend"
requires = ["by"]

[[event]]
id = "finish"
zh = "办结"
en = "finish"

[[event]]
id = "give_up"
zh = "逾期终止"
en = "end without a visit"

[[event]]
id = "note"
zh = "记备忘"
en = "take a note"

[[event]]
id = "tick"
zh = "了结备忘"
en = "tick a note"

[[transition]]
id = "T1"
event = "begin"
source = ["asked"]
target = "visiting"
who = ["clerk"]
clocks = ["+VISIT"]
force = "practice"

[[transition]]
id = "T2"
event = "visit"
source = ["visiting"]
who = ["clerk"]
stamp = ["visited"]
count = ["visits"]
force = "practice"

[[transition]]
id = "T3"
event = "extend"
source = ["visiting"]
who = ["clerk"]
conditions = ["may_extend"]
clocks = ["*VISIT"]
force = "practice"

[[transition]]
id = "T4"
event = "finish"
source = ["visiting"]
target = "done"
who = ["clerk"]
conditions = ["was_visited"]
clocks = ["-VISIT"]
force = "practice"

[[transition]]
id = "T5"
event = "give_up"
source = ["visiting"]
target = "done"
who = ["system"]
clocks = ["-VISIT"]
force = "practice"

[[move]]
id = "S1"
event = "note"
side = "note"
who = ["clerk"]
force = "practice"

[[move]]
id = "S2"
event = "tick"
side = "note"
source = ["open"]
target = "ticked"
who = ["clerk"]
force = "practice"
"""


def changed(*pairs: tuple[str, str]) -> str:
    """The sound table with texts replaced; each stands in it."""
    text = SOUND
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_the_sound_table_is_read() -> None:
    table = parse_process(SOUND)
    assert check_process(table).findings == ()
    assert table.initial == "asked"
    assert [str(change) for change in table.transitions[2].clocks] == ["*VISIT"]


FAULTS = [
    ("ZWPR001", [('who = ["clerk"]', 'who = ["clark"]')]),
    ("ZWPR001", [('target = "visiting"', 'target = "visited"')]),
    ("ZWPR001", [('stamp = ["visited"]', 'stamp = ["visted"]')]),
    ("ZWPR002", [('id = "visits"', 'id = "visited"')]),
    (
        "ZWPR003",
        [('[[phase]]\nid = "done"', '[[phase]]\nid = "idle"\nzh = "闲"\nen = "idle"\nterminal = true\n\n[[phase]]\nid = "done"')],
    ),
    ("ZWPR004", [("terminal = true\n", "")]),
    (
        "ZWPR005",
        [
            ('[[transition]]\nid = "T4"', '[[transition]]\nid = "T6"\nevent = "visit"\nsource = ["asked"]\ntarget = "lost"\nwho = ["clerk"]\nforce = "practice"\n\n[[transition]]\nid = "T7"\nevent = "finish"\nsource = ["lost"]\nwho = ["clerk"]\nforce = "practice"\n\n[[transition]]\nid = "T4"'),
            ('[[phase]]\nid = "done"', '[[phase]]\nid = "lost"\nzh = "迷"\nen = "lost"\n\n[[phase]]\nid = "done"'),
        ],
    ),
    ("ZWPR006", [('conditions = ["may_extend"]\nclocks = ["*VISIT"]', 'conditions = ["may_extend"]\nclocks = ["*VISIT", ">VISIT"]')]),
    ("ZWPR007", [('conditions = ["was_visited"]\nclocks = ["-VISIT"]', 'conditions = ["was_visited"]')]),
    ("ZWPR008", [('source = ["visiting"]\ntarget = "done"\nwho = ["system"]', 'source = ["asked"]\ntarget = "done"\nwho = ["system", "clerk"]'), ('who = ["system", "clerk"]\nclocks = ["-VISIT"]', 'who = ["system", "clerk"]\nclocks = ["-VISIT?"]')]),
    ("ZWPR009", [('event = "visit"\nsource', 'event = "finish"\nsource')]),
    ("ZWPR010", [('stamp = ["visited"]\n', "")]),
    ("ZWPR011", [('conditions = ["was_visited"]', 'conditions = ["was_visited", "may_extend"]')]),
    ("ZWPR012", [('conditions = ["was_visited"]\n', "")]),
    ("ZWPR013", [('clocks = ["+VISIT"]\nforce', "force"), ('lapse = "give_up"\n', "")]),
    ("ZWPR014", [('target = "done"\nwho = ["system"]\nclocks = ["-VISIT"]', 'who = ["system"]\nclocks = ["!VISIT"]')]),
    ("ZWPR015", [('source = ["open"]\ntarget = "ticked"', 'source = ["open"]')]),
    ("ZWPR016", [('stamp = ["visited"]', 'stamp = ["visited", "visits"]')]),
    ("ZWPR016", [('requires = ["by"]', 'requires = ["reason"]')]),
    ("ZWPR017", [('limit = "5个工作日"\nforce = "practice"', 'limit = "5个工作日"')]),
    ("ZWPR017", [('count = ["visits"]\nforce = "practice"', 'count = ["visits"]')]),
    ("ZWPR018", [('limit = "5个工作日"\nforce = "practice"', 'basis = [{ title = "行政许可法" }]')]),
    ("ZWPR019", [('holds = { known = ["visited"] }', 'holds = { all = [{ known = ["visited"] }, { compare = "reason", at_least = 5 }] }')]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "pairs"), FAULTS, ids=[f"{code}-{n}" for n, (code, _) in enumerate(FAULTS)]
)
def test_a_fault_is_found_and_refused_with_its_line(
    code: str, pairs: list[tuple[str, str]]
) -> None:
    text = changed(*pairs)
    found = check_process(read_procedure(text, "visit.toml")).findings
    assert code in {finding.code for finding in found}
    with pytest.raises(ZhengwuError, match=r"visit\.toml"):
        parse_process(text, "visit.toml")


def test_all_faults_of_a_file_are_told_at_once_with_line_and_remedy() -> None:
    text = changed(
        ('zh = "工作人员"', 'zhh = "工作人员"'), ('type = "limit"', 'type = "length"')
    )
    with pytest.raises(ZhengwuError) as caught:
        parse_process(text, "visit.toml")
    message = caught.value.message_en
    lines = text.splitlines()
    for wrong in ('zhh = "工作人员"', 'type = "length"'):
        assert f"line {lines.index(wrong) + 1}" in message
    assert "zhh" in message
    assert "limit" in message  # the types that there are


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        ("{ knows = ['visited'] }", "exactly one of the keys"),
        ("{ known = ['visited'], given = ['reason'] }", "exactly one of the keys"),
        ("{ known = ['visited'], sure = true }", "has no sure"),
        ("{ clock = 'VISIT', is = 'done' }", "running"),
        ("'visited'", "must be an object"),
    ],
)
def test_a_condition_in_another_language_is_refused(
    condition: str, problem: str
) -> None:
    text = changed(('holds = { known = ["visited"] }', f"holds = {condition}"))
    with pytest.raises(ZhengwuError, match=problem):
        parse_process(text)


def test_text_that_is_no_toml_or_no_text_is_refused() -> None:
    for text in ("[[phase]", 5, None):
        with pytest.raises(ZhengwuError):
            parse_process(text)  # type: ignore[arg-type]
