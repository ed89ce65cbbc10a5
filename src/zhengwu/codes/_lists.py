"""Official code lists as enumerations; the value of a member is its code.

Source: GB/T 39046-2020 annex A. Docstrings note where live systems differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import Final, TypeVar
from unicodedata import normalize

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

# Other wordings of portals, notices and organs' own lists, by the name of the member.
_WORDINGS: Final[dict[type[TextEnum], dict[str, str]]] = {
    ItemType: {
        "PUBLIC_SERVICE": "公共服务事项 依申请公共服务 依申请的公共服务 其他公共服务",
        "OTHER_POWER": "其它行政权力 其他类别 其他权力 其他类 其它类",
        "LICENSING": "行政许可事项",
        "PENALTY": "行政处罚事项",
        "COERCION": "行政强制措施 行政强制事项",
        "COLLECTION": "行政征收事项",
        "PAYMENT": "行政给付事项",
        "INSPECTION": "行政检查事项",
        "CONFIRMATION": "行政确认事项",
        "REWARD": "行政奖励事项",
        "ADJUDICATION": "行政裁决事项",
    },
    Level: {
        "NATION": "国家 中央级 国务院部门",
        "PROVINCE": "省 自治区级 直辖市级 省(区、市)级 省(自治区、直辖市)级",
        "CITY": (
            "市 设区的市级 设区市级 地市级 地级 州级 盟级 市(州)级 市州级 市(州、盟)级 自治州级"
        ),
        "COUNTY": (
            "县 区级 旗级 区县级 县区级 县市级 县市区级 旗县级 县(区)级 县(市)级 县(市、区)级 "
            "县(区、市)级 县(市、区、旗)级 区(县)级 区(市、县)级 县级市级"
        ),
        "TOWN": (
            "镇级 乡级 乡镇级 街道级 乡镇 街道 乡镇街道级 乡镇(街道)级 镇街级 镇(街道)级 镇(街)级 "
            "乡(镇)级 乡(镇、街道)级 乡、镇(街道)级 乡(镇)、街道级"
        ),
        "VILLAGE": "村级 社区级 村 社区 村居级 村(居)级 村社区级 行政村级",
    },
    OrganNature: {
        "AGENCY": "法定行政机关 行政机关",
        "AUTHORISED": "法律法规授权组织 法律、法规授权的组织 授权的组织",
        "ENTRUSTED": "受委托的组织 委托组织 受委托机构",
    },
    CaseKind: {
        "INSTANT": "即办 即办类 即时办结件",
        "COMMITTED": "承诺办件 承诺办结件 承诺类 承诺",
    },
}
# Words that are no other wording, but nearly always stand for the member.
_NEAR: Final[dict[type[TextEnum], dict[str, str]]] = {
    ItemType: {"OTHER_POWER": "行政备案 备案 审核转报 年检 行政审核 行政备案事项"},
    CaseKind: {"COMMITTED": "限时办结件 限时件 普通件 一般件", "INSTANT": "当场办结件"},
}
_LONGEST_WORDING: Final = 30  # characters; longer texts are no entry of a list


def from_code(scheme: type[_C], text: object) -> _C | None:
    """Member of a code list for a code, a label or another usual wording, or None (代码表取值).

    Restores a lost leading zero; full and half width are the same. Never raises.

    >>> from_code(ItemType, "1").label_zh
    '行政许可'
    >>> from_code(Level, "县级").name, from_code(Level, "县（市、区）级").name
    ('COUNTY', 'COUNTY')
    """
    if not isinstance(text, str):
        return None
    width, members = _index_members(scheme)
    text = text.strip()
    if text.isascii() and text.isdigit():
        text = text.zfill(width)
    member = members.get(text)
    if member is None and len(text) <= _LONGEST_WORDING:
        member = members.get(_normalise(text))
    return member  # type: ignore[return-value]  # members of `scheme`


def find_near(scheme: type[_C], text: str) -> _C | None:
    """The member that a text which is in no list probably means, for a message; or None."""
    if len(text) > _LONGEST_WORDING:
        return None
    words = _index_near(scheme)
    close = get_close_matches(_normalise(text), words, n=1, cutoff=0.75)
    return words[close[0]] if close else None  # type: ignore[return-value]


def _normalise(text: str) -> str:
    """Half width, without blanks."""
    return "".join(normalize("NFKC", text).split())


@cache
def _index_members(scheme: type[TextEnum]) -> tuple[int, dict[str, TextEnum]]:
    """Length of the codes; members by code, label and other wording."""
    members = {text: m for m in scheme for text in (str(m.value), m.label_zh)}
    return max(len(str(m.value)) for m in scheme), members | _index(scheme, _WORDINGS)


@cache
def _index_near(scheme: type[TextEnum]) -> dict[str, TextEnum]:
    """Members by label, other wording and words that probably mean the member."""
    labels = {m.label_zh: m for m in scheme}
    return labels | _index(scheme, _WORDINGS) | _index(scheme, _NEAR)


def _index(
    scheme: type[TextEnum], table: Mapping[type[TextEnum], Mapping[str, str]]
) -> dict[str, TextEnum]:
    """Members by the words of a table."""
    rows = table.get(scheme, {})
    return {
        word: scheme[name] for name, words in rows.items() for word in words.split()
    }
