"""Service items, delegation, time limits and applications (政务服务).

zhengwu is imported by other software. It answers, for a government-service hall:
what is this item, who may handle it here, by when must it be done, what may happen
next to this application, what is wrong with this data, and what would a reform change.

Importing the root loads nothing else: each package is imported when first used.

>>> import zhengwu
>>> from datetime import date
>>> zhengwu.calendars.china_calendar().is_working_day(date(2026, 10, 10))
True
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

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
    import zhengwu.reforms as reforms
    import zhengwu.scenario as scenario
    import zhengwu.simulation as simulation
    import zhengwu.world as world

__version__ = "0.1.0"

__all__ = [
    "__version__",
    "audit",
    "calendars",
    "cli",
    "codes",
    "delegation",
    "findings",
    "io",
    "items",
    "legal",
    "lifecycle",
    "limits",
    "metrics",
    "organs",
    "reforms",
    "scenario",
    "simulation",
    "world",
]


def __getattr__(name: str) -> "ModuleType":
    if name in __all__:
        from importlib import import_module

        return import_module(f"zhengwu.{name}")
    msg = f"module 'zhengwu' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
