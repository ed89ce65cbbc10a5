"""Names of elements as people read them, and places written with these names."""

from __future__ import annotations

from functools import cache
from typing import Final

from zhengwu._paths import Path
from zhengwu._tables import shipped
from zhengwu._text import Lang, Text

_WHOLE_FILE: Final = Text("整个文件", "file")
_RECORD: Final = Text("第 {number} 条", "record {number}")
_ENTRY: Final = Text("第 {number} 项", "no. {number}")


@cache
def _read_elements() -> dict[str, Text]:
    rows = shipped("zhengwu.findings", "elements.toml")["elements"]
    return {name: Text(zh, en) for name, (zh, en) in rows.items()}


def element_label(name: str, lang: Lang = "zh") -> str:
    """Name of an element (要素名称); the field's own name where the table has none.

    >>> element_label("committed_limit"), element_label("committed_limit", "en")
    ('承诺办结时限', 'committed limit')
    """
    return _read_elements().get(name, Text(name, name)).say(lang)


def describe_place(path: Path, lang: Lang = "zh") -> str:
    """Write a path for people, who count from 1.

    >>> describe_place((0, "name")), describe_place((4, "documents", 1), "en")
    ('第 1 条 事项名称', 'record 5 documents no. 2')
    """
    if not path:
        return _WHOLE_FILE.say(lang)
    steps: list[str] = []
    for depth, step in enumerate(path):
        if isinstance(step, int):
            said = _ENTRY if depth else _RECORD
            steps.append(said.say(lang, number=step + 1))
        else:
            steps.append(element_label(step, lang))
    return " ".join(steps)
