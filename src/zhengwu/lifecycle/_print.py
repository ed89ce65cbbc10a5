"""Prints a process: tables in Markdown, diagrams in Mermaid and DOT."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from zhengwu._text import Lang, Text, check_lang
from zhengwu._visible import escape_markdown, escape_mermaid, quote_dot
from zhengwu.lifecycle._kinds import Phase
from zhengwu.lifecycle._process import Guard, Process, Transition

_HEADS: Final = (
    "#",
    "事件 event",
    "中文",
    "从 from",
    "到 to",
    "谁 who",
    "条件 guards",
    "时限 clocks",
    "文书 document",
    "事项 items",
)


def process_page(process: Process) -> Iterator[str]:
    """Lines of a Markdown page: phases, clocks, transitions and conditions (办理规程表)."""
    yield f"# {process.title_zh} / {process.title_en}\n"
    yield f"{'、'.join(basis.cite() for basis in process.basis)}\n"
    yield "## 阶段 / Phases\n"
    yield "| 阶段 | 中文 | English | 终态 terminal |"
    yield "|---|---|---|---|"
    for phase in process.phases:
        end = "是 yes" if phase.terminal else ""
        yield f"| `{phase.id.value}` | {_say(phase)} | {end} |"
    yield "\n## 时限 / Clocks\n"
    yield "| 时限 | 中文 | English | 届满 at expiry | 规则 rule |"
    yield "|---|---|---|---|---|"
    for clock in process.clocks:
        lapse = f"`{clock.lapse.value}`" if clock.lapse else ""
        rule = f"`{clock.rule}`" if clock.rule else ""
        yield f"| `{clock.id.value}` | {_say(clock)} | {lapse} | {rule} |"
    yield "\n`+` 起算 start,`~` 中止 suspend,`>` 恢复 resume,`-` 停止 stop,`*` 延长 extend,"
    yield "`-X?` 如在计时则停止 stop if running,`-all` 全部停止 stop all.\n"
    yield "## 流转 / Transitions\n"
    yield f"| {' | '.join(_HEADS)} |"
    yield "|---" * len(_HEADS) + "|"
    yield from (f"| {' | '.join(_format_cells(row))} |" for row in process.transitions)
    yield from _format_sides(process)
    yield from _format_options(process)
    yield "\n## 角色 / Roles\n"
    yield "| 角色 | 中文 | English | 岗位 posts |"
    yield "|---|---|---|---|"
    for role in process.roles:
        posts = " ".join(post.value for post in role.post)
        yield f"| `{role.id.value}` | {_say(role)} | {posts} |"
    yield "\n## 条件不满足时 / Reasons given when a condition fails\n"
    yield from _format_rules("条件 guard", process.guards)
    yield "\n## 其他拒绝理由 / Other reasons of a refusal\n"
    yield from _format_rules("理由 reason", process.refusals)
    yield "\n## 事由 / Grounds\n"
    yield "| 用途 use | 事由 ground | 中文 | English | 依据 basis |"
    yield "|---|---|---|---|---|"
    for ground in process.grounds:
        basis = "、".join(b.cite() for b in ground.basis)
        cells = (ground.use.value, f"`{ground.id}`", _say(ground), basis)
        yield f"| {' | '.join(cells)} |"
    yield "\n## 图 / Diagram\n"
    yield f"```mermaid\n{process_mermaid(process)}\n```"


class _Named(Protocol):
    """Row of a process with a name in both languages."""

    @property
    def zh(self) -> str:
        """Name in Chinese."""
        ...

    @property
    def en(self) -> str:
        """Name in English."""
        ...


def _say(row: _Named) -> str:
    """Write the two cells of a name."""
    return f"{escape_markdown(row.zh)} | {escape_markdown(row.en)}"


def _format_rules(head: str, rules: Iterable[Guard]) -> Iterator[str]:
    yield f"| {head} | 中文 | English | 依据 basis |"
    yield "|---|---|---|---|"
    for rule in rules:
        basis = "、".join(b.cite() for b in rule.basis)
        yield f"| `{rule.id}` | {_say(rule)} | {basis} |"


def _format_sides(process: Process) -> Iterator[str]:
    """Tables of the side matters: their states and moves."""
    yield "\n## 并行事项 / Side matters\n"
    yield "| 事项 | 状态 state | 中文 | English | 届满 at expiry |"
    yield "|---|---|---|---|---|"
    for side in process.sides:
        for state in side.states:
            lapse = f"`{state.lapse.value}`" if state.lapse else ""
            state_cells = (
                escape_markdown(side.zh),
                f"`{state.id}`",
                _say(state),
                lapse,
            )
            yield f"| {' | '.join(state_cells)} |"
    yield "\n| # | 事件 event | 中文 | 从 from | 到 to | 谁 who | 条件 guards | 文书 document |"
    yield "|---" * 8 + "|"
    for move in process.moves:
        cells = (
            move.id,
            f"`{move.event.value}`",
            escape_markdown(move.zh),
            " ".join(move.source),
            " ".join(filter(None, (move.target, move.otherwise))),
            " ".join(role.value for role in move.who),
            " ".join(move.guards),
            escape_markdown(move.document),
        )
        yield f"| {' | '.join(cells)} |"


def _format_options(process: Process) -> Iterator[str]:
    """Table of the choices that the law leaves open, with the clocks that they change."""
    yield "\n## 选项 / Choices\n"
    yield "| 选项 | 中文 | English | 改动 change |"
    yield "|---|---|---|---|"
    for option in process.options:
        changed = "; ".join(
            f"{number} " + " ".join(f"`{step}`" for step in steps)
            for number, steps in option.clocks.items()
        )
        yield f"| `{option.id.value}` | {_say(option)} | {changed} |"


def _format_cells(row: Transition) -> tuple[str, ...]:
    items = [f"仅 only {f.value}" for f in sorted(row.only, key=lambda f: f.value)]
    items += [f"非 never {f.value}" for f in sorted(row.never, key=lambda f: f.value)]
    return (
        row.id,
        f"`{row.event.value}`",
        escape_markdown(row.zh),
        " ".join(phase.value for phase in row.sources),
        row.target.value,
        " ".join(role.value for role in row.who),
        " ".join(row.guards),
        " ".join(f"`{step}`" for step in row.clocks),
        escape_markdown(row.document),
        ", ".join(items),
    )


def process_mermaid(process: Process, lang: Lang = "zh") -> str:
    """Mermaid state diagram of a process (办理规程图)."""
    check_lang(lang)
    lines = ["stateDiagram-v2", f"  [*] --> {Phase.DRAFT.value}"]
    lines += (
        f"  {phase.id.value}: {escape_mermaid(Text(phase.zh, phase.en).say(lang))}"
        for phase in process.phases
    )
    for row in process.transitions:
        label = escape_mermaid(Text(row.zh, row.en).say(lang))
        lines += (f"  {p.value} --> {row.target.value}: {label}" for p in row.sources)
    lines += (
        f"  {phase.id.value} --> [*]" for phase in process.phases if phase.terminal
    )
    return "\n".join(lines)


def process_dot(process: Process, lang: Lang = "zh") -> str:
    """DOT diagram of a process, for Graphviz (办理规程图)."""
    check_lang(lang)
    lines = ["digraph process {", "  rankdir=LR;", "  node [shape=box];"]
    for phase in process.phases:
        shape = ", peripheries=2" if phase.terminal else ""
        label = Text(phase.zh, phase.en).say(lang)
        lines.append(f"  {phase.id.value} [label={quote_dot(label)}{shape}];")
    for row in process.transitions:
        label = Text(row.zh, row.en).say(lang)
        lines += (
            f"  {p.value} -> {row.target.value} [label={quote_dot(label)}];"
            for p in row.sources
        )
    return "\n".join([*lines, "}"])
