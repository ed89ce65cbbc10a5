"""The tables that ship, and the local time limits that are laid over them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final

import attrs

from zhengwu._errors import UnknownCodeError
from zhengwu._tables import read_data, shipped
from zhengwu.legal import LegalBasis
from zhengwu.process import Procedure
from zhengwu.process.table._check import refuse_unsound
from zhengwu.process.table._reading import read_procedure
from zhengwu.process.table._rows import ClockRow, ExtensionRow, Force

_PACKAGE: Final = "zhengwu.procedures"


@cache
def _list_tables(folder: str) -> tuple[str, ...]:
    here = files(_PACKAGE).joinpath(folder)
    names = (entry.name for entry in here.iterdir())
    return tuple(sorted(n.removesuffix(".toml") for n in names if n.endswith(".toml")))


def procedure_names() -> tuple[str, ...]:
    """Names of the procedures that ship (程序名称)."""
    return _list_tables("data")


def local_times() -> tuple[str, ...]:
    """Names of the local time limits that ship (地方时限), such as ``hotline.tangshan``."""
    return _list_tables("data/local")


def procedure_text(name: str) -> str:
    """The table of a procedure as TOML, to start a table of one's own from (程序表文本).

    Raises:
        UnknownCodeError: No procedure with that name ships.
    """
    if name not in procedure_names():
        raise UnknownCodeError("程序 / procedures", name, procedure_names())
    return read_data(_PACKAGE, f"{name}.toml")


@cache
def procedure(name: str, local: str = "") -> Procedure:
    """A procedure that ships (办理程序).

    Args:
        name: Name of the procedure; see `procedure_names`.
        local: Place whose time limits are laid over it, such as ``"tangshan"``; empty for
            the table alone. `local_times` lists them.

    Raises:
        UnknownCodeError: No such procedure, or no such local limits, ship.

    >>> procedure("hotline", "tangshan").clock_by_id["SIGN"].limit.label()
    '1个工作日'
    """
    table = read_procedure(procedure_text(name), f"{name}.toml")
    if not local:
        return table
    key = f"{name}.{local}"
    if key not in local_times():
        known = [n for n in local_times() if n.startswith(f"{name}.")]
        raise UnknownCodeError("地方时限 / local limits", local, known)
    laid = lay_over(table, shipped(_PACKAGE, f"local/{key}.toml"))
    refuse_unsound(laid)
    return laid


def lay_over(table: Procedure, data: dict[str, Any]) -> Procedure:
    """A procedure with the clocks that a place sets.

    Raises:
        InputError: A row has another clock than the table, or an unusable value.
    """
    rows = {row["id"]: row for row in data["clock"]}
    unknown = sorted(set(rows) - set(table.clock_by_id))
    if unknown:
        raise UnknownCodeError("时限 / clocks", unknown[0], sorted(table.clock_by_id))
    clocks = tuple(
        _change_clock(clock, rows[clock.id]) if clock.id in rows else clock
        for clock in table.clocks
    )
    return attrs.evolve(table, clocks=clocks)


def _change_clock(clock: ClockRow, row: dict[str, Any]) -> ClockRow:
    values = {key: value for key, value in row.items() if key not in ("id", "basis")}
    basis = tuple(LegalBasis(**each) for each in row["basis"])
    if "extension" in values:
        values["extension"] = ExtensionRow(**values["extension"])
    return attrs.evolve(clock, basis=basis, force=Force.LOCAL, rule="", **values)
