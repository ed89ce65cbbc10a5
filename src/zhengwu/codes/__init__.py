"""Identifiers and official code lists (代码), with a module per identifier.

`uscc`, `organisation_code`, `basic_code`, `implementing_code`, `region_code` and
`resident_id` offer the same six functions: `compact`, `parse`, `validate`, `is_valid`,
`format`, `check`. `read_code` recognises every kind of code by its layout.

>>> from zhengwu.codes import uscc
>>> uscc.validate("12441500196720244t")
'12441500196720244T'
"""

from typing import TYPE_CHECKING

from zhengwu.codes import (
    basic_code,
    implementing_code,
    organisation_code,
    region_code,
    resident_id,
    uscc,
)
from zhengwu.codes._lists import CaseKind, ItemType, Level, OrganNature, from_code
from zhengwu.codes._reading import CodeKind, CodeReading, read_code
from zhengwu.codes._region_table import Region, RegionTable
from zhengwu.codes._schemes import (
    CodeScheme,
    code_scheme,
    code_schemes,
    crosswalk,
    parse_scheme,
)
from zhengwu.codes.region_code import RegionCode

__all__ = [
    "CaseKind",
    "CodeKind",
    "CodeReading",
    "CodeScheme",
    "ItemType",
    "Level",
    "OrganNature",
    "Region",
    "RegionCode",
    "RegionTable",
    "basic_code",
    "code_scheme",
    "code_schemes",
    "crosswalk",
    "from_code",
    "implementing_code",
    "organisation_code",
    "parse_scheme",
    "read_code",
    "region_code",
    "resident_id",
    "uscc",
]


if not TYPE_CHECKING:  # type checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
