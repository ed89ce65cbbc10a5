"""All classes of values, and objects that are odd in any field."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import zhengwu
from zhengwu._values import Value
from zhengwu._values._classes import is_concrete, iter_family

for _info in walk_packages(zhengwu.__path__, "zhengwu."):
    if ".cli" not in _info.name and not _info.name.endswith("__main__"):
        import_module(_info.name)

UNMADE = {
    "CaseLogs": "needs a context",
    "FieldMap": "needs names of elements",
    "MonthView": "needs all days of a month",
    "Refused": "needs a context",
    "Rule": "needs a function",
}
"""Classes for which the strategies of `value_strategies` find no value, and why."""

CLASSES: list[type[Any]] = sorted(
    {c for c in iter_family(Value) if is_concrete(c) and c.__name__ not in UNMADE},
    key=lambda cls: cls.__name__,
)


class Odd:
    """An object of the caller."""


ODD = (
    None, 5, -1, "x", "", Odd(), [], {}, [None], [5], ["x"], {"a": 1}, {"x": None},
    float("nan"), float("inf"), b"x", True, {1: 2}, "5个工作日", 3.5, (1, 2, 3), {5},
    10**400,
)  # fmt: skip
