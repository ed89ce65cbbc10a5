"""Reading a process from its table."""

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


def _bases(rows: Iterable[BasisRow]) -> tuple[LegalBasis, ...]:
    return tuple(
        LegalBasis(title=row.title, article=row.article, version=row.version)
        for row in rows
    )


def read_process(text: str, source: str = "process.toml") -> Process:
    """Read a process from TOML, as it stands; `parse_process` also checks it (读取办理规程).

    Raises:
        InputError: No TOML, or a row that is no phase, clock, guard or transition.
    """
    return _made(parse_toml(text, source), source)


def _made(data: object, source: str) -> Process:
    from zhengwu.lifecycle._process_rows import TableRow

    table = structure(data, TableRow, source)
    return Process(
        id=table.id,
        title_zh=table.title_zh,
        title_en=table.title_en,
        basis=_bases(table.basis),
        phases=tuple(table.phase),
        clocks=tuple(ClockRule(c.id, c.zh, c.en, c.lapse, c.rule) for c in table.clock),
        guards=tuple(map(_guard, table.guard)),
        refusals=tuple(map(_guard, table.refusal)),
        transitions=tuple(map(_transition, table.transition)),
        roles=tuple(RoleRule(r.id, r.zh, r.en, tuple(r.post)) for r in table.role),
        options=tuple(map(_option, table.option)),
        sides=tuple(SideRule(s.id, s.zh, s.en, tuple(s.state)) for s in table.side),
        moves=tuple(map(_move, table.move)),
        grounds=tuple(
            GroundRule(g.use, g.id, g.zh, g.en, _bases(g.basis)) for g in table.ground
        ),
    )


def _guard(row: GuardRow) -> Guard:
    return Guard(row.id, row.zh, row.en, _bases(row.basis), row.about)


def _option(row: OptionRow) -> OptionRule:
    clocks = {
        number: tuple(map(ClockStep.parse, steps))
        for number, steps in row.clocks.items()
    }
    return OptionRule(row.id, row.zh, row.en, FrozenMap(clocks))


def _move(row: MoveRow) -> Move:
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


def _transition(row: TransitionRow) -> Transition:
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
    """The process of an administrative licence (行政许可办理规程), that ships."""
    return _made(shipped("zhengwu.lifecycle", "national.toml"), "national.toml")
