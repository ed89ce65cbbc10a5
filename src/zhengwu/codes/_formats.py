"""Identifiers by the name of their kind (代码格式); goes with 0.2.0, use the modules."""

from __future__ import annotations

from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Final

from zhengwu._errors import UnknownCodeError
from zhengwu.codes import (
    basic_code,
    implementing_code,
    organisation_code,
    region_code,
    resident_id,
    uscc,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_MODULES: Final = MappingProxyType(
    {
        module.__name__.rpartition(".")[2]: module
        for module in (
            uscc,
            organisation_code,
            resident_id,
            basic_code,
            implementing_code,
            region_code,
        )
    }
)


def code_formats() -> Mapping[str, ModuleType]:
    """The module of every identifier, by the value of its kind."""
    return _MODULES


def code_format(kind: str) -> ModuleType:
    """The module of an identifier.

    Raises:
        UnknownCodeError: No identifier has that kind.
    """
    if kind not in _MODULES:
        raise UnknownCodeError("code formats", kind, tuple(_MODULES))
    return _MODULES[kind]
