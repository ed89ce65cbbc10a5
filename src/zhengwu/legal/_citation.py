"""Parse citations in free text into LegalBasis values."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import zip_longest
from typing import Final

from zhengwu._numerals import CHINESE_NUMERAL_CHARS, parse_number
from zhengwu._patterns import Pattern
from zhengwu.legal._basis import Article, LegalBasis

_NUMBER: Final = rf"(?:[0-9]{{1,4}}|[{CHINESE_NUMERAL_CHARS}]{{1,7}})"
_BRACKET: Final = r"[(][^()]{0,80}[)]?"
_NAMED: Final = Pattern(
    rf"《(?P<title>[^《》]{{1,100}})》(?P<tail>\s*(?:实施细则|实施条例|实施办法)?)"
    rf"\s*(?P<note>{_BRACKET})?"
)
_BARE: Final = Pattern(
    rf"(?P<title>[^\s第《》(]{{2,60}}?(?:法|条例|办法|规定|细则|规则|决定|解释))"
    rf"\s*(?P<note>{_BRACKET})?(?=\s*第|\s*$|\s*[、,;])"
)
_ARTICLES: Final = Pattern(
    rf"第\s*(?P<numbers>{_NUMBER}(?:\s*[、,和]\s*{_NUMBER})*)\s*条"
    rf"(?:之\s*(?P<inserted>{_NUMBER}))?"
    rf"(?:\s*第\s*(?P<paragraph>{_NUMBER})\s*款)?"
    rf"(?:\s*第?\s*[(]?(?P<item>{_NUMBER})[)]?\s*项)?"
)
_SPLIT: Final = Pattern(r"\s*[、,和]\s*")
_LEAD: Final = Pattern(r"(?:.*[条款项][、和及])?(?:依据|根据|按照|依照|和|及)?")
_YEAR: Final = Pattern(r"([0-9]{4})\s*年")
_LONGEST_BARE: Final = 500  # characters; a citation without 《》 is a short text


def parse_citations(text: object) -> tuple[LegalBasis, ...]:
    """Parse every citation in `text` into one LegalBasis per article (识读依据). Never raises.

    A title without an article gives one LegalBasis with an empty article. A text without
    a recognised title, such as a bare document number, gives an empty tuple; so does an
    object that is no text.

    >>> for basis in parse_citations("《中华人民共和国水法》(2016年修正)第七条、第四十八条"):
    ...     print(basis.cite())
    《中华人民共和国水法》(2016)第七条
    《中华人民共和国水法》(2016)第四十八条
    >>> parse_citations("国办发[1999]16号")
    ()
    """
    return _parse_text(text) if isinstance(text, str) else ()


@lru_cache(maxsize=1024)  # perf: items of the same field cite the same laws
def _parse_text(text: str) -> tuple[LegalBasis, ...]:
    text = unicodedata.normalize("NFKC", text)
    heads = list(_NAMED.finditer(text))
    if not heads and len(text) <= _LONGEST_BARE:
        heads = list(_BARE.finditer(text))
    citations: list[LegalBasis] = []
    for head, following in zip_longest(heads, heads[1:]):
        title = (
            _LEAD.sub("", head["title"].strip(), count=1)
            if "tail" not in head.re.groupindex
            else (head["title"].strip() + head["tail"].strip())
        )
        if not title:
            continue
        years: list[str] = _YEAR.findall(head["note"] or "")
        version = (
            years[-1] if years else ""
        )  # the year of 修正 follows the year of 通过
        rest = text[head.end() : following.start() if following else None]
        articles = [
            article
            for match in _ARTICLES.finditer(rest)
            for article in _parse_articles(match)
        ]
        citations += [
            LegalBasis(title=title, article=article, version=version)
            for article in articles or [""]
        ]
    return tuple(citations)


def _parse_articles(match: re.Match[str]) -> list[str]:
    """Articles of a match in written form; paragraph and item belong to the last."""

    def to_number(text: str | None) -> int:
        return int(parse_number(text) or 0) if text else 0

    numbers = [to_number(part) for part in _SPLIT.split(match["numbers"])]
    inserted, paragraph, item = map(
        to_number, match.group("inserted", "paragraph", "item")
    )
    articles = [str(Article(n)) for n in numbers[:-1] if n]
    if last := numbers[-1]:
        articles.append(str(Article(last, inserted, paragraph, item)))
    return articles
