"""Names of those who may approve an extension."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import attrs

from zhengwu._tables import shipped, structure
from zhengwu._text import Lang


@attrs.frozen
class _Role:
    id: str
    zh: str
    en: str


@attrs.frozen
class _Table:
    role: list[_Role]


@cache
def _roles() -> Mapping[str, tuple[str, str]]:
    table = structure(shipped("zhengwu.limits", "roles.toml"), _Table, "roles.toml")
    return {role.id: (role.zh, role.en) for role in table.role}


def role_name(role: str, lang: Lang = "zh") -> str:
    """What people call a role that approves extensions (审批人称谓).

    A role that is not known is given back as it is.

    >>> role_name("agency_head"), role_name("mayor")
    ('本行政机关负责人', 'mayor')
    """
    names = _roles().get(role)
    return role if names is None else names[lang == "en"]


def known_role(role: str) -> bool:
    """Whether the table holds it."""
    return role in _roles()
