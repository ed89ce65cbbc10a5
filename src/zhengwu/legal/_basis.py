"""A citation of a law, regulation, rule or document."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import attrs

from zhengwu._errors import InputError
from zhengwu._numerals import format_chinese
from zhengwu._text import Lang, Text, require_text
from zhengwu._values import TextValue, Value

_ARTICLE: Final = re.compile(
    r"(?P<number>\d{1,6})(?:-(?P<inserted>\d{1,3}))?"
    r"(?:\((?P<paragraph>\d{1,3})\))?(?::(?P<item>\d{1,3}))?\Z",
    re.ASCII,
)
_VERSION: Final = Text("({version})", " ({version})")


@attrs.frozen(order=True)
class Article(TextValue):
    """Article, paragraph and item of a text (条、款、项).

    Written form: ``42`` for an article, ``42(1)`` for its first paragraph (款), ``32:4``
    for the fourth item (项) of article 32, ``67-1`` for an article inserted after
    article 67 (第六十七条之一).

    Args:
        number: Number of the article, from 1.
        inserted: Number of an inserted article (之一); 0 for none.
        paragraph: Number of the paragraph (款); 0 for the whole article.
        item: Number of the item (项); 0 for all items.

    >>> Article(32, item=4).zh()
    '第三十二条第四项'
    """

    number: int
    inserted: int = 0
    paragraph: int = 0
    item: int = 0

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        text = str(self)
        if self.number < 1 or _ARTICLE.match(text) is None:
            raise _refuse(text)

    @classmethod
    def parse(cls, text: str) -> Article:
        """Parse the written form.

        Raises:
            InputError: The text does not have the written form, or is no text.
        """
        return _parse_article(require_text(text))

    @classmethod
    def from_text(cls, text: str) -> Article:
        """Read the written form; see `parse`."""
        return cls.parse(text)

    def __str__(self) -> str:
        text = str(self.number)
        if self.inserted:
            text += f"-{self.inserted}"
        if self.paragraph:
            text += f"({self.paragraph})"
        return f"{text}:{self.item}" if self.item else text

    def zh(self) -> str:
        """Written as in Chinese laws: 第三十二条第一款第四项."""
        text = f"第{format_chinese(self.number)}条"
        if self.inserted:
            text += f"之{format_chinese(self.inserted)}"
        if self.paragraph:
            text += f"第{format_chinese(self.paragraph)}款"
        if self.item:
            text += f"第{format_chinese(self.item)}项"
        return text


def _refuse(text: str) -> InputError:
    return InputError(
        f"条款 {text!r} 应写作 42、42(1)、32:4 或 67-1,条序从 1 起",
        f"article {text!r} must be written 42, 42(1), 32:4 or 67-1, from article 1",
    )


@lru_cache(maxsize=1_024)  # perf: every list cites the same articles again and again
def _parse_article(text: str) -> Article:
    match = _ARTICLE.match(text)
    if match is None:
        raise _refuse(text)
    return Article(**{name: int(part or 0) for name, part in match.groupdict().items()})


@lru_cache(maxsize=1_024)
def _name_article(article: str) -> Text:
    """Name an article as it follows a title."""
    return Text(Article.parse(article).zh(), f" art. {article}")


@attrs.frozen(kw_only=True)
class LegalBasis(Value):
    """Legal basis (设定依据): citation of the text that contains a rule.

    Args:
        title: Title of the statute or document, in Chinese, without 《》.
        article: Article in the written form of `Article`; empty for the whole text.
        version: Label of the cited version, usually a year; empty for the version in
            force on the day in question.
        reference: Document number, gazette number or address.
        title_en: English title, for readers without Chinese.

    >>> basis = LegalBasis(title="行政许可法", article="42(1)")
    >>> print(basis.cite("zh"))
    《行政许可法》第四十二条第一款
    """

    title: str
    article: str = ""
    version: str = ""
    reference: str = ""
    title_en: str = ""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.title:
            raise InputError(
                "LegalBasis.title 为空;请写明法规或文件的名称",
                "LegalBasis.title is empty; state the title of the statute or document",
            )
        if self.article:
            Article.parse(self.article)

    def __str__(self) -> str:
        return self.cite()

    def cite(self, lang: Lang = "zh") -> str:
        """Write the citation in ``"zh"`` or ``"en"``."""
        title = f"《{self.title}》"
        text = Text(title, self.title_en or title).say(lang)
        if self.version:
            text += _VERSION.say(lang, version=self.version)
        if self.article:
            text += _name_article(self.article).say(lang)
        return text

    def to_record(self) -> dict[str, str]:
        """The non-empty fields, for JSON."""
        return {
            name: value
            for name in ("title", "article", "version", "reference", "title_en")
            if (value := getattr(self, name))
        }
