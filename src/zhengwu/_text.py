"""Texts in Chinese and English, and enums with labels in both (双语文字)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from numbers import Real
from typing import Any, Final, Literal, NamedTuple, Self, TypeAlias, get_args

from zhengwu._errors import InputError

Lang: TypeAlias = Literal["zh", "en"]
"""Language of a text (语言)."""

LANGS: Final[tuple[Lang, ...]] = get_args(Lang)


def check_lang(lang: str) -> None:
    """Refuse a language other than Chinese and English.

    Raises:
        InputError: `lang` is neither ``"zh"`` nor ``"en"``.
    """
    if lang not in LANGS:
        raise InputError(
            f"语言应为 zh 或 en,现为 {lang!r}",
            f'lang must be "zh" or "en", not {lang!r}',
        )


class Text(NamedTuple):
    """A sentence or a name in both languages (双语文字).

    Attributes:
        zh: The Chinese text.
        en: The English text.

    >>> Text("{count} 条", "{count} records").say("en", count=3)
    '3 records'
    """

    zh: str
    en: str

    def say(self, lang: Lang, /, **values: object) -> str:
        """The text in one language, with `values` filled into its placeholders.

        Raises:
            InputError: The language is unknown.
        """
        text = self.zh
        if lang != "zh":
            check_lang(lang)
            text = self.en
        return text.format(**values) if values else text


JOINED: Final = Text("、", ", ")
"""Separator between the members of a list."""

CITED: Final = Text("、", "; ")
"""Separator between citations."""

CLAUSES: Final = Text(";", "; ")
"""Separator between sentences on a line."""


_LONGEST_QUOTE: Final = 200


def safe_repr(value: object) -> str:
    """The repr of a value of any type; never raises."""
    try:
        return repr(value)
    except Exception:  # noqa: BLE001  # a foreign `__repr__` may do anything
        return f"<{type(value).__name__}>"


def quote_value(value: object) -> str:
    """Text with which a message quotes a value of any type; never raises, never long."""
    if isinstance(value, str):
        return value
    text = safe_repr(value)
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"


def require_text(value: object) -> str:
    """The value itself, if it is a text.

    Raises:
        InputError: The value is no text.
    """
    if isinstance(value, str):
        return value
    given, quoted = type(value).__name__, quote_value(value)
    raise InputError(
        f"应为文字,现为 {given}:{quoted}", f"must be text, not {given}: {quoted}"
    )


def as_text(value: object) -> str | None:
    """Text of a value from a record, or None if the value is no text.

    A number has the text of its digits. None and NaN are empty, because nothing is stated.

    >>> as_text("20日"), as_text(20), as_text(None), as_text(float("nan")), as_text([20])
    ('20日', '20', '', '', None)
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return "" if value.is_nan() else str(value)
    number: Any = value
    if isinstance(number, Real) and not isinstance(value, bool):
        return "" if number != number else str(number)  # noqa: PLR0124  # NaN
    return None


class TextEnum(StrEnum):
    """A string enum whose members have a label in each language.

    The value is the string written to files and messages. An enum for an official code
    list uses the official code as its value.

    >>> class Answer(TextEnum):
    ...     YES = "yes", "是", "yes"
    >>> Answer.YES == "yes", Answer.YES.label("zh")
    (True, '是')
    """

    _value_: str
    label_zh: str
    label_en: str

    def __new__(cls, value: str, label_zh: str = "", label_en: str = "") -> Self:
        """Create a member from its value and labels; type checkers also see look-ups here."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label_zh = label_zh
        member.label_en = label_en
        return member

    def label(self, lang: Lang = "zh") -> str:
        """The label in one language.

        Raises:
            InputError: The language is unknown.
        """
        if lang == "zh":
            return self.label_zh
        check_lang(lang)
        return self.label_en
