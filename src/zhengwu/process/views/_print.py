"""Pages and pictures of a procedure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhengwu._text import JOINED, Lang, Text
from zhengwu._visible import escape_markdown
from zhengwu.legal import LegalBasis
from zhengwu.process.table._procedure import Procedure
from zhengwu.process.table._rows import ClockRow, MoveRow, TransitionRow, name_of

_HEADS = {
    "phases": Text("阶段", "Phases"),
    "clocks": Text("时限", "Clocks"),
    "events": Text("事件", "Events"),
    "sides": Text("并行事项", "Side matters"),
    "conditions": Text("条件", "Conditions"),
    "grounds": Text("事由", "Grounds"),
    "notes": Text("说明", "Notes"),
}
_CLOCKS = Text(
    "| 时限 | 长度 | 延长 | 届满 | 效力 | 依据 |",
    "| Clock | Length | Extension | At expiry | Rests on | Basis |",
)
_ROWS = Text(
    "| 编号 | 事件 | 从 | 到 | 谁 | 条件 | 计时 | 文书 | 依据 |",
    "| No. | Event | From | To | Who | Conditions | Clocks | Document | Basis |",
)
_BY_PLACE = Text("由当地或事项规定", "set by the place or the item")
_BY_EVENT = Text("由事件给出", "given by the event")
_BY_RULE = Text("见时限规则 {rule}", "time rule {rule}")
_NO_EXTENSION = Text("不延长", "none")
_UP_TO = Text("至多 {by}", "up to {by}")
_SOME = Text("可延长", "possible")
_NOTHING = Text("无", "nothing")
_COUNTED = Text("{length}({how})", "{length} ({how})")


def procedure_page(procedure: Procedure, lang: Lang = "zh") -> str:
    """The procedure as a page in Markdown, wholly in one language (程序说明页)."""
    lines = [f"# {procedure.label(lang)}", ""]
    if procedure.basis:
        lines += [_cite(procedure.basis, lang), ""]
    lines += [
        f"## {_HEADS['phases'].say(lang)}",
        "",
        procedure_mermaid(procedure, lang),
        "",
    ]
    lines += [
        f"## {_HEADS['clocks'].say(lang)}",
        "",
        *_list_clocks(procedure, lang),
        "",
    ]
    lines += [f"## {_HEADS['events'].say(lang)}", "", *_list_rows(procedure, lang), ""]
    if procedure.sides:
        lines += [
            f"## {_HEADS['sides'].say(lang)}",
            "",
            *_list_moves(procedure, lang),
            "",
        ]
    if procedure.conditions:
        lines += [f"## {_HEADS['conditions'].say(lang)}", ""]
        lines += [
            f"- {escape_markdown(name_of(row, lang))} {_cite(row.basis, lang)}".rstrip()
            for row in procedure.conditions
        ]
        lines.append("")
    if procedure.grounds:
        lines += [f"## {_HEADS['grounds'].say(lang)}", ""]
        lines += [
            f"- {escape_markdown(name_of(row, lang))} {_cite(row.basis, lang)}".rstrip()
            for row in procedure.grounds
        ]
        lines.append("")
    notes = {"zh": procedure.notes_zh, "en": procedure.notes_en}[lang]
    if notes:
        lines += [
            f"## {_HEADS['notes'].say(lang)}",
            "",
            *(f"- {note}" for note in notes),
            "",
        ]
    return "\n".join(lines)


def _cite(basis: Iterable[LegalBasis], lang: Lang) -> str:
    return escape_markdown(JOINED.say(lang).join(each.cite(lang) for each in basis))


def _rule(columns: Text, lang: Lang) -> list[str]:
    head = columns.say(lang)
    return [head, "|" + "---|" * (head.count("|") - 1)]


def _list_clocks(procedure: Procedure, lang: Lang) -> Iterator[str]:
    yield from _rule(_CLOCKS, lang)
    for row in procedure.clocks:
        lapse = (
            procedure.name("event", row.lapse, lang)
            if row.lapse
            else _NOTHING.say(lang)
        )
        cells = (
            name_of(row, lang),
            _say_length(row, lang),
            _say_extension(row, lang),
            lapse,
            row.force.label(lang),
            _cite(row.basis, lang),
        )
        yield _join(cells)


def _join(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("\n", " ") for cell in cells) + " |"


def _say_length(row: ClockRow, lang: Lang) -> str:
    if row.limit is not None:
        length = row.limit.label(lang)
        how = Text(row.counting_zh, row.counting_en).say(lang)
        return _COUNTED.say(lang, length=length, how=how) if how else length
    if row.rule:
        return _BY_RULE.say(lang, rule=row.rule)
    return (_BY_EVENT if row.field else _BY_PLACE).say(lang)


def _say_extension(row: ClockRow, lang: Lang) -> str:
    if row.extension is None:
        return _NO_EXTENSION.say(lang)
    by = row.extension.by
    return _SOME.say(lang) if by is None else _UP_TO.say(lang, by=by.label(lang))


def _list_rows(procedure: Procedure, lang: Lang) -> Iterator[str]:
    yield from _rule(_ROWS, lang)
    for row in procedure.transitions:
        target = procedure.name("phase", row.target, lang) if row.target else "="
        sources = _names(procedure, "phase", row.source, lang)
        yield _join((row.id, *_say_row(procedure, row, sources, target, lang)))


def _names(procedure: Procedure, of: str, ids: Iterable[str], lang: Lang) -> str:
    return JOINED.say(lang).join(procedure.name(of, each, lang) for each in ids)


def _say_row(
    procedure: Procedure,
    row: TransitionRow | MoveRow,
    source: str,
    target: str,
    lang: Lang,
) -> tuple[str, ...]:
    conditions = [name_of(procedure.condition_by_id[n], lang) for n in row.conditions]
    return (
        procedure.name("event", row.event, lang),
        source,
        target,
        _names(procedure, "role", row.who, lang),
        escape_markdown("; ".join(conditions)),
        " ".join(f"`{change}`" for change in row.clocks),
        escape_markdown(row.document),
        _cite(row.basis, lang),
    )


def _list_moves(procedure: Procedure, lang: Lang) -> Iterator[str]:
    yield from _rule(_ROWS, lang)
    for row in procedure.moves:
        side = procedure.side_by_id[row.side]
        states = {state.id: name_of(state, lang) for state in side.states}
        source = JOINED.say(lang).join(states[s] for s in row.source) or "–"
        target = states.get(
            row.target, "=" if row.source else states[side.states[0].id]
        )
        named = f"{name_of(side, lang)}: "
        yield _join((row.id, *_say_row(procedure, row, named + source, target, lang)))


def procedure_mermaid(procedure: Procedure, lang: Lang = "zh") -> str:
    """The main line as a Mermaid diagram (程序流程图)."""
    nodes = _number_phases(procedure)
    lines = ["```mermaid", "flowchart TD"]
    for phase in procedure.phases:
        start, end = ("([", "])") if phase.terminal else ("[", "]")
        name = name_of(phase, lang).replace('"', "#quot;")
        lines.append(f'    {nodes[phase.id]}{start}"{name}"{end}')
    for source, target, event in _iter_arrows(procedure):
        name = procedure.name("event", event, lang).replace('"', "#quot;")
        if source != target:
            lines.append(f'    {nodes[source]} -->|"{name}"| {nodes[target]}')
    return "\n".join([*lines, "```"])


def _number_phases(procedure: Procedure) -> dict[str, str]:
    return {phase.id: f"p{n}" for n, phase in enumerate(procedure.phases)}


def _iter_arrows(procedure: Procedure) -> Iterator[tuple[str, str, str]]:
    """Phase before, phase after and event of each transition."""
    for row in procedure.transitions:
        for source in row.source:
            yield source, row.target or source, row.event


def procedure_dot(procedure: Procedure, lang: Lang = "zh") -> str:
    """The main line as a Graphviz graph (程序流程图)."""
    nodes = _number_phases(procedure)
    lines = ["digraph {", "    rankdir=LR;"]
    for phase in procedure.phases:
        shape = "doublecircle" if phase.terminal else "box"
        label = name_of(phase, lang).replace('"', '\\"')
        lines.append(f'    {nodes[phase.id]} [label="{label}", shape={shape}];')
    for source, target, event in _iter_arrows(procedure):
        label = procedure.name("event", event, lang).replace('"', '\\"')
        lines.append(f'    {nodes[source]} -> {nodes[target]} [label="{label}"];')
    return "\n".join([*lines, "}"])
