"""A small sound procedure, and the same with changes, for the tests of the engine."""

from __future__ import annotations

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
