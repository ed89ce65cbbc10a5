"""Official code lists by name: national lists, and lists that live systems use instead.

Several lists exist for the same element, and a code has different meanings in them.
Therefore every list has a name, every value states the list from which it was read, and a
crosswalk maps only codes with an equivalent.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

import attrs

from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._frozen import FrozenMap
from zhengwu._tables import parse_toml, shipped, structure
from zhengwu._text import Lang, Text
from zhengwu._values import Value

_SEPARATORS: Final = "^,;、,;"


@attrs.frozen(kw_only=True)
class CodeScheme(Value):
    """Code list (代码表) for an element, identified by its name.

    Args:
        name: Element and owner of the list, such as ``"level.national"``.
        title_zh: Title in Chinese.
        title_en: Title in English.
        labels: Chinese label of each code.
        labels_en: English label of each code.
        source: Source of the list.
        confidence: ``A`` if a standard contains the list; ``B`` if at least two systems use
            it; ``C`` if a single system uses it.

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
        """The element whose values the list contains."""
        return self.name.partition(".")[0]

    def __contains__(self, code: object) -> bool:
        return code in self.labels

    def label(self, code: str, lang: Lang = "zh") -> str:
        """The label of a code.

        Raises:
            UnknownCodeError: The list does not contain the code.
        """
        if code not in self.labels:
            raise UnknownCodeError(self.name, code, tuple(self.labels))
        return Text(self.labels[code], self.labels_en.get(code, "")).say(lang)

    def code(self, text: str) -> str:
        """The code for a code or a label.

        Raises:
            UnknownCodeError: The list contains no such code or label.
        """
        text = text.strip()
        if text in self.labels:
            return text
        for code, label in self.labels.items():
            if text == label:
                return code
        raise UnknownCodeError(self.name, text, tuple(self.labels))

    def split(self, text: str) -> tuple[str, ...]:
        """The codes of a value with several codes or labels, such as ``1^2^3``.

        Raises:
            UnknownCodeError: The list does not contain a part of the value.
        """
        for mark in _SEPARATORS[1:]:
            text = text.replace(mark, _SEPARATORS[0])
        parts = text.split(_SEPARATORS[0])
        return tuple(self.code(part) for part in parts if part.strip())


@attrs.frozen(kw_only=True)
class Crosswalk(Value):
    """Crosswalk (代码对照) from one code list to another list of the same element.

    Args:
        source: The list to map from.
        target: The list to map to.
        codes: Target code of each source code with an equivalent.

    >>> walk = crosswalk("satisfaction.national", "satisfaction.platform")
    >>> walk.map("1")  # 非常满意
    '5'
    """

    source: CodeScheme
    target: CodeScheme
    codes: Mapping[str, str]

    def map(self, code: str) -> str:
        """The equivalent code in the target list.

        Raises:
            UnknownCodeError: The source list does not contain the code.
            InputError: The code has no equivalent.
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

    def to_scheme(self) -> CodeScheme:
        """Convert the table to a CodeScheme."""
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
def _load_table() -> _Table:
    return structure(shipped("zhengwu.codes", "schemes.toml"), _Table, "schemes.toml")


@cache
def code_schemes() -> Mapping[str, CodeScheme]:
    """Every code list that the library ships, by name (全部代码表)."""
    return FrozenMap({row.name: row.to_scheme() for row in _load_table().scheme})


def code_scheme(name: str) -> CodeScheme:
    """Look up a code list that the library ships (查询代码表).

    Raises:
        UnknownCodeError: There is no list with that name.
    """
    schemes = code_schemes()
    if name not in schemes:
        raise UnknownCodeError("code schemes", name, tuple(schemes))
    return schemes[name]


def parse_scheme(text: str, source: str = "scheme") -> CodeScheme:
    """Read a code list from TOML with a single ``[[scheme]]`` (读取代码表).

    Raises:
        InputError: The table has errors; the message lists each with its path.
    """
    schemes = structure(parse_toml(text, source), _Table, source).scheme
    if len(schemes) != 1:
        raise InputError(
            f"{source} 应有一个 [[scheme]],现有 {len(schemes)} 个",
            f"{source} must contain a single [[scheme]], not {len(schemes)}",
        )
    return schemes[0].to_scheme()


def crosswalk(source: str | CodeScheme, target: str | CodeScheme) -> Crosswalk:
    """Crosswalk from one code list to another (代码对照).

    If the library ships no crosswalk for the two lists, codes with the same Chinese label
    are equivalent; other codes have no equivalent.

    Raises:
        UnknownCodeError: There is no list with that name.
        InputError: The lists belong to different elements.
    """
    origin = source if isinstance(source, CodeScheme) else code_scheme(source)
    goal = target if isinstance(target, CodeScheme) else code_scheme(target)
    if origin.element != goal.element:
        raise InputError(
            f"{origin.name} 与 {goal.name} 不是同一要素的代码表",
            f"{origin.name} and {goal.name} are lists of different elements",
        )
    for row in _load_table().crosswalk:
        if (row.source, row.target) == (origin.name, goal.name):
            return Crosswalk(source=origin, target=goal, codes=FrozenMap(row.codes))
        if (row.target, row.source) == (origin.name, goal.name):
            inverse = _invert_codes(row.codes)
            return Crosswalk(source=origin, target=goal, codes=FrozenMap(inverse))
    by_label = {label: code for code, label in goal.labels.items()}
    codes = {
        code: by_label[label]
        for code, label in origin.labels.items()
        if label in by_label
    }
    return Crosswalk(source=origin, target=goal, codes=FrozenMap(codes))


def _invert_codes(codes: Mapping[str, str]) -> dict[str, str]:
    """Invert a crosswalk; leave out targets of more than one code."""
    targets = list(codes.values())
    return {to: code for code, to in codes.items() if targets.count(to) == 1}
