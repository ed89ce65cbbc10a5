"""Tables of procedures: every fault is told, with its line; a sound table is read."""

from __future__ import annotations

import pytest
from visit_table import SOUND, changed

from zhengwu.findings.errors import ZhengwuError
from zhengwu.process import check_process, parse_process
from zhengwu.process.table._reading import read_procedure


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
