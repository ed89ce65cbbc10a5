"""Official code lists as enumerations; the value of a member is its code.

Source: GB/T 39046-2020 annex A. Docstrings note where live systems differ.
"""

from __future__ import annotations

from functools import cache
from typing import TypeVar

from zhengwu._text import TextEnum


class ItemType(TextEnum):
    """Type of an item (事项类型), GB/T 39046-2020 A.1.

    Localities add their own codes from 11 and from 21 upwards.
    """

    POWER = ("00", "行政权力", "administrative power")
    LICENSING = ("01", "行政许可", "administrative licensing")
    PENALTY = ("02", "行政处罚", "administrative penalty")
    COERCION = ("03", "行政强制", "administrative coercion")
    COLLECTION = ("04", "行政征收", "administrative collection")
    PAYMENT = ("05", "行政给付", "administrative payment")
    INSPECTION = ("06", "行政检查", "administrative inspection")
    CONFIRMATION = ("07", "行政确认", "administrative confirmation")
    REWARD = ("08", "行政奖励", "administrative reward")
    ADJUDICATION = ("09", "行政裁决", "administrative adjudication")
    OTHER_POWER = ("10", "其他行政权力", "other administrative power")
    PUBLIC_SERVICE = ("20", "公共服务", "public service")


class Level(TextEnum):
    """Exercise level (行使层级), GB/T 39046-2020 A.2."""

    NATION = ("1", "国家级", "national")
    PROVINCE = ("2", "省级", "provincial")
    CITY = ("3", "市级", "prefecture-level city")
    COUNTY = ("4", "县级", "county or district")
    TOWN = ("5", "镇(乡、街道)级", "town or subdistrict")
    VILLAGE = ("6", "村(社区)级", "village or community")
    GRADED = ("7", "分级管理", "by grade")


class OrganNature(TextEnum):
    """Nature of an implementing body (实施主体性质).

    Licensing may be entrusted only to an agency (行政许可法 art. 24).
    """

    AGENCY = ("1", "法定机关", "statutory organ")
    AUTHORISED = ("2", "授权组织", "authorised organisation")
    ENTRUSTED = ("3", "受委托组织", "entrusted organisation")
    OTHER = ("9", "其他", "other")


class CaseKind(TextEnum):
    """Kind of case (办件类型): decided on the spot or within a committed limit."""

    INSTANT = ("1", "即办件", "instant case")
    COMMITTED = ("2", "承诺件", "committed case")
    OTHER = ("9", "其他", "other")


_C = TypeVar("_C", bound=TextEnum)


def from_code(scheme: type[_C], text: str) -> _C | None:
    """Member of a code list for a code or a label, or None; restores a lost leading zero.

    >>> from_code(ItemType, "1").label_zh
    '行政许可'
    >>> from_code(Level, "县级").name
    'COUNTY'
    """
    width, members = _index_members(scheme)
    text = text.strip()
    if text.isascii() and text.isdigit():
        text = text.zfill(width)
    return members.get(text)  # type: ignore[return-value]  # members of `scheme`


@cache
def _index_members(scheme: type[TextEnum]) -> tuple[int, dict[str, TextEnum]]:
    """Length of the codes; members by code and by label."""
    members = {text: m for m in scheme for text in (str(m.value), m.label_zh)}
    return max(len(str(m.value)) for m in scheme), members
