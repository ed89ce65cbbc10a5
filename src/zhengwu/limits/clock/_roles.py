"""Names of the roles that may approve an extension."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import attrs

from zhengwu._tables import shipped, structure
from zhengwu._text import Lang, Text


@attrs.frozen
class _Role:
    id: str
    zh: str
    en: str


@attrs.frozen
class _Table:
    role: list[_Role]


@cache
def _read_roles() -> Mapping[str, Text]:
    table = structure(shipped("zhengwu.limits", "roles.toml"), _Table, "roles.toml")
    return {role.id: Text(role.zh, role.en) for role in table.role}


def role_name(role: str, lang: Lang = "zh") -> str:
    """Name of a role that approves extensions (审批人称谓).

    An unknown role is returned unchanged.

    >>> role_name("agency_head"), role_name("mayor")
    ('本行政机关负责人', 'mayor')
    """
    return _read_roles().get(role, Text(role, role)).say(lang)


def is_known_role(role: str) -> bool:
    """Whether the table of roles contains this role."""
    return role in _read_roles()
