"""Reads a process from its TOML table."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from zhengwu._frozen import FrozenMap
from zhengwu._tables import parse_toml, shipped, structure
from zhengwu.legal import LegalBasis
from zhengwu.lifecycle._process import (
    ClockRule,
    ClockStep,
    GroundRule,
    Guard,
    Move,
    OptionRule,
    Process,
    RoleRule,
    SideRule,
    Transition,
)

if TYPE_CHECKING:
    from zhengwu.lifecycle._process_rows import (
        BasisRow,
        GuardRow,
        MoveRow,
        OptionRow,
        TransitionRow,
    )


def _to_bases(rows: Iterable[BasisRow]) -> tuple[LegalBasis, ...]:
    return tuple(
        LegalBasis(title=row.title, article=row.article, version=row.version)
        for row in rows
    )


def read_process(text: str, source: str = "process.toml") -> Process:
    """Read a process from TOML without checking it; `parse_process` checks it too (读取办理规程).

    Raises:
        InputError: The text is no TOML, or a row has the wrong fields.
    """
    return _to_process(parse_toml(text, source), source)


def _to_process(data: object, source: str) -> Process:
    from zhengwu.lifecycle._process_rows import TableRow

    table = structure(data, TableRow, source)
    return Process(
        id=table.id,
        title_zh=table.title_zh,
        title_en=table.title_en,
        basis=_to_bases(table.basis),
        phases=tuple(table.phase),
        clocks=tuple(ClockRule(c.id, c.zh, c.en, c.lapse, c.rule) for c in table.clock),
        guards=tuple(map(_to_guard, table.guard)),
        refusals=tuple(map(_to_guard, table.refusal)),
        transitions=tuple(map(_to_transition, table.transition)),
        roles=tuple(RoleRule(r.id, r.zh, r.en, tuple(r.post)) for r in table.role),
        options=tuple(map(_to_option, table.option)),
        sides=tuple(SideRule(s.id, s.zh, s.en, tuple(s.state)) for s in table.side),
        moves=tuple(map(_to_move, table.move)),
        grounds=tuple(
            GroundRule(g.use, g.id, g.zh, g.en, _to_bases(g.basis))
            for g in table.ground
        ),
    )


def _to_guard(row: GuardRow) -> Guard:
    return Guard(row.id, row.zh, row.en, _to_bases(row.basis), row.about)


def _to_option(row: OptionRow) -> OptionRule:
    clocks = {
        number: tuple(map(ClockStep.parse, steps))
        for number, steps in row.clocks.items()
    }
    return OptionRule(row.id, row.zh, row.en, FrozenMap(clocks))


def _to_move(row: MoveRow) -> Move:
    return Move(
        row.id,
        row.event,
        row.zh,
        row.en,
        row.side,
        tuple(row.source),
        row.target,
        row.otherwise,
        tuple(row.who),
        tuple(row.guards),
        row.document,
        tuple(row.phases),
        row.step,
    )


def _to_transition(row: TransitionRow) -> Transition:
    return Transition(
        row.id,
        row.event,
        row.zh,
        row.en,
        tuple(row.source),
        row.target,
        tuple(row.who),
        tuple(row.guards),
        tuple(map(ClockStep.parse, row.clocks)),
        row.document,
        row.outcome,
        frozenset(row.only),
        frozenset(row.never),
        row.step,
        row.opens,
        row.from_receipt,
        row.confirms,
    )


@cache
def national_process() -> Process:
    """Shipped process of an administrative licence (行政许可办理规程)."""
    return _to_process(shipped("zhengwu.lifecycle", "national.toml"), "national.toml")
