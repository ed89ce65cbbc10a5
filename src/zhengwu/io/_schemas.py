"""JSON Schema of the written forms, as shipped."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from zhengwu._errors import UnknownCodeError
from zhengwu._tables import read_data
from zhengwu._text import require_text
from zhengwu._values import choose_schema


@cache
def _read_definitions() -> dict[str, Any]:
    definitions: dict[str, Any] = json.loads(read_data("zhengwu.io", "schemas.json"))
    return definitions


def schema_names() -> tuple[str, ...]:
    """Names of the classes whose written form has a schema (模式名录).

    >>> "Deadline" in schema_names()
    True
    """
    return tuple(_read_definitions())


def read_schema(name: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of the written form of a class (数据模式).

    Args:
        name: Name of the class, such as ``"Deadline"``.

    Raises:
        InputError: The name is no text.
        UnknownCodeError: No class with a written form has that name.

    >>> read_schema("WorkingDays")["$defs"]["WorkingDays"]["title"]
    '工作日 / Limit in working days'
    """
    definitions = _read_definitions()
    require_text(name)
    if name not in definitions:
        raise UnknownCodeError("数据模式 / schemas", name, tuple(definitions))
    return choose_schema(definitions, name)
