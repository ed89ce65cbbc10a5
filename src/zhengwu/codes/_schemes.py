"""Official code lists by name, the national ones and those that live systems use instead.

Several lists exist for one element, and the same code means other things in them. So a list
has a name, a value says which list it was read from, and a crosswalk maps only what has an
equivalent.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

import attrs

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import FrozenMap
from zhengwu._tables import parse_toml, shipped, structure
from zhengwu._text import Lang

_SEPARATORS: Final = "^,;、,;"


@attrs.frozen(kw_only=True)
class CodeScheme:
    """Code list (代码表) for one element, with a name of its own.

    Args:
        name: Such as ``"level.national"``: the element, then whose list it is.
        title_zh: What it lists.
        title_en: The same in English.
        labels: Chinese label for each code.
        labels_en: English label for each code.
        source: Where it was read.
        confidence: ``A`` in a standard, ``B`` in two systems or more, ``C`` in one.

    >>> scheme = code_scheme("power_source.national")
    >>> scheme.label("2"), scheme.code("上级委托")
    ('上级下放', '5')
    """

    name: str
    title_zh: str
    title_en: str
    labels: Mapping[str, str]
    labels_en: Mapping[str, str] = attrs.field(factory=dict[str, str])
    source: str = ""
    confidence: str = "C"

    @property
    def element(self) -> str:
        """The element that it is a list for."""
        return self.name.partition(".")[0]

    def __contains__(self, code: object) -> bool:
        return code in self.labels

    def label(self, code: str, lang: Lang = "zh") -> str:
        """The label of a code.

        Raises:
            UnknownCodeError: The list does not hold it.
        """
        if code not in self.labels:
            raise UnknownCodeError(self.name, code, tuple(self.labels))
        return self.labels_en.get(code, "") if lang == "en" else self.labels[code]

    def code(self, text: str) -> str:
        """The code for a code or a label.

        Raises:
            UnknownCodeError: The list holds neither.
        """
        text = text.strip()
        if text in self.labels:
            return text
        for code, label in self.labels.items():
            if text == label:
                return code
        raise UnknownCodeError(self.name, text, tuple(self.labels))

    def split(self, text: str) -> tuple[str, ...]:
        """The codes of a value that holds several, such as ``1^2^3``.

        Raises:
            UnknownCodeError: One of them is not in the list.
        """
        for mark in _SEPARATORS[1:]:
            text = text.replace(mark, _SEPARATORS[0])
        parts = text.split(_SEPARATORS[0])
        return tuple(self.code(part) for part in parts if part.strip())


@attrs.frozen(kw_only=True)
class Crosswalk:
    """Crosswalk (代码对照) from one list to another of the same element.

    Args:
        source: The list that codes come from.
        target: The list that they go to.
        codes: Code of the target for each code that has an equivalent.

    >>> walk = crosswalk("satisfaction.national", "satisfaction.platform")
    >>> walk.map("1")  # 非常满意
    '5'
    """

    source: CodeScheme
    target: CodeScheme
    codes: Mapping[str, str]

    def map(self, code: str) -> str:
        """The code in the target list.

        Raises:
            UnknownCodeError: The source list does not hold it.
            InputError: It has no equivalent; nothing is guessed.
        """
        label = self.source.label(code)
        if code not in self.codes:
            raise InputError(
                f"{self.source.name} 的 {code} {label} 在 {self.target.name} 中没有对应",
                f"{code} ({label}) of {self.source.name} has no equivalent in "
                f"{self.target.name}",
            )
        return self.codes[code]

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the source without an equivalent."""
        return tuple(code for code in self.source.labels if code not in self.codes)


@attrs.frozen
class _Scheme:
    name: str
    zh: str
    en: str
    codes: dict[str, list[str]]
    source: str = ""
    confidence: str = "C"

    def value(self) -> CodeScheme:
        """The list."""
        return CodeScheme(
            name=self.name,
            title_zh=self.zh,
            title_en=self.en,
            labels=FrozenMap({code: pair[0] for code, pair in self.codes.items()}),
            labels_en=FrozenMap(
                {code: pair[1] for code, pair in self.codes.items() if len(pair) > 1}
            ),
            source=self.source,
            confidence=self.confidence,
        )


@attrs.frozen
class _Walk:
    source: str
    target: str
    codes: dict[str, str]


@attrs.frozen
class _Table:
    scheme: list[_Scheme]
    crosswalk: list[_Walk] = attrs.field(factory=list)


@cache
def _table() -> _Table:
    return structure(shipped("zhengwu.codes", "schemes.toml"), _Table, "schemes.toml")


@cache
def code_schemes() -> Mapping[str, CodeScheme]:
    """Every list that ships, by name (全部代码表)."""
    return FrozenMap({row.name: row.value() for row in _table().scheme})


def code_scheme(name: str) -> CodeScheme:
    """A list that ships with the library (查询代码表).

    Raises:
        UnknownCodeError: No list of that name.
    """
    schemes = code_schemes()
    if name not in schemes:
        raise UnknownCodeError("code schemes", name, tuple(schemes))
    return schemes[name]


def parse_scheme(text: str, source: str = "scheme") -> CodeScheme:
    """Read a list that a user wrote in TOML: one ``[[scheme]]`` (读取代码表).

    Raises:
        InputError: Every problem of the table, with its path.
    """
    schemes = structure(parse_toml(text, source), _Table, source).scheme
    if len(schemes) != 1:
        raise InputError(
            f"{source} 应有一个 [[scheme]],现有 {len(schemes)} 个",
            f"{source} must hold one [[scheme]], not {len(schemes)}",
        )
    return schemes[0].value()


def crosswalk(source: str | CodeScheme, target: str | CodeScheme) -> Crosswalk:
    """How codes of one list are written in another (代码对照).

    Where the library holds no table for the two, codes of the same element with the same
    Chinese label are equivalents; others have none.

    Raises:
        UnknownCodeError: No list of that name.
        InputError: The lists are of different elements.
    """
    one = source if isinstance(source, CodeScheme) else code_scheme(source)
    other = target if isinstance(target, CodeScheme) else code_scheme(target)
    if one.element != other.element:
        raise InputError(
            f"{one.name} 与 {other.name} 不是同一要素的代码表",
            f"{one.name} and {other.name} are lists of different elements",
        )
    for row in _table().crosswalk:
        if (row.source, row.target) == (one.name, other.name):
            return Crosswalk(source=one, target=other, codes=FrozenMap(row.codes))
        if (row.target, row.source) == (one.name, other.name):
            codes = _turned(row.codes)
            return Crosswalk(source=one, target=other, codes=FrozenMap(codes))
    by_label = {label: code for code, label in other.labels.items()}
    same = {c: by_label[label] for c, label in one.labels.items() if label in by_label}
    return Crosswalk(source=one, target=other, codes=FrozenMap(same))


def _turned(codes: Mapping[str, str]) -> dict[str, str]:
    """The other way round, where that is not ambiguous."""
    targets = list(codes.values())
    return {to: code for code, to in codes.items() if targets.count(to) == 1}
