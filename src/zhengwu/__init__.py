"""Service items, delegation, time limits and applications (政务服务).

zhengwu is a library for other software. It answers questions of a government-service
hall: what a service item is, who may handle the item here, when the decision is due, what
may happen next to an application, what is wrong with the data, and what a reform would
change.

``import zhengwu`` loads no other module: each package and each function below is imported
on first use.

>>> import zhengwu
>>> from datetime import date
>>> zhengwu.china_calendar().is_working_day(date(2026, 10, 10))
True
"""

from typing import TYPE_CHECKING, Any

from zhengwu._version import __version__

if TYPE_CHECKING:
    import zhengwu.audit as audit
    import zhengwu.calendars as calendars
    import zhengwu.cli as cli
    import zhengwu.codes as codes
    import zhengwu.delegation as delegation
    import zhengwu.findings as findings
    import zhengwu.io as io
    import zhengwu.items as items
    import zhengwu.legal as legal
    import zhengwu.lifecycle as lifecycle
    import zhengwu.limits as limits
    import zhengwu.metrics as metrics
    import zhengwu.organs as organs
    import zhengwu.procedures as procedures
    import zhengwu.process as process
    import zhengwu.reforms as reforms
    import zhengwu.samples as samples
    import zhengwu.scenario as scenario
    import zhengwu.simulation as simulation
    import zhengwu.world as world
    from zhengwu.calendars import china_calendar as china_calendar
    from zhengwu.codes import read_code as read_code
    from zhengwu.delegation import may as may
    from zhengwu.delegation import resolve as resolve
    from zhengwu.io import read_items as read_items
    from zhengwu.lifecycle import decide as decide
    from zhengwu.lifecycle import fold as fold
    from zhengwu.lifecycle import offers as offers
    from zhengwu.limits import parse_limit as parse_limit
    from zhengwu.limits import statutory_rules as statutory_rules
    from zhengwu.metrics import measure as measure
    from zhengwu.reforms import apply_reforms as apply_reforms
    from zhengwu.scenario import compare as compare
    from zhengwu.simulation import simulate as simulate

__all__ = [
    "__version__",
    "apply_reforms",
    "audit",
    "calendars",
    "china_calendar",
    "cli",
    "codes",
    "compare",
    "decide",
    "delegation",
    "findings",
    "fold",
    "io",
    "items",
    "legal",
    "lifecycle",
    "limits",
    "may",
    "measure",
    "metrics",
    "offers",
    "organs",
    "parse_limit",
    "procedures",
    "process",
    "read_code",
    "read_items",
    "reforms",
    "resolve",
    "samples",
    "scenario",
    "simulate",
    "simulation",
    "statutory_rules",
    "world",
]

_HOMES = {
    "apply_reforms": "reforms",
    "china_calendar": "calendars",
    "compare": "scenario",
    "decide": "lifecycle",
    "fold": "lifecycle",
    "may": "delegation",
    "measure": "metrics",
    "offers": "lifecycle",
    "parse_limit": "limits",
    "read_code": "codes",
    "read_items": "io",
    "resolve": "delegation",
    "simulate": "simulation",
    "statutory_rules": "limits",
}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name in _HOMES or name in __all__:
            from importlib import import_module

            home = import_module(f"zhengwu.{_HOMES.get(name, name)}")
            return getattr(home, name) if name in _HOMES else home
        msg = f"module 'zhengwu' has no attribute {name!r}"
        raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
