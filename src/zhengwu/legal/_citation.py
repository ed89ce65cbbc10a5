"""Citations as people write them, read into LegalBasis."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest
from typing import Final

from zhengwu._numerals import CHINESE_NUMERAL_CHARS, parse_number
from zhengwu.legal._basis import Article, LegalBasis

_NUMBER: Final = rf"[0-9{CHINESE_NUMERAL_CHARS}]+"
_BRACKET: Final = r"[(\uff08][^)\uff09]*[)\uff09]?"
_NAMED: Final = re.compile(
    rf"《(?P<title>[^》]+)》(?P<tail>\s*(?:实施细则|实施条例|实施办法)?)"
    rf"\s*(?P<note>{_BRACKET})?"
)
_BARE: Final = re.compile(
    rf"(?P<title>[^\s第《》(\uff08]{{2,}}?(?:法|条例|办法|规定|细则|规则|决定|解释))"
    rf"\s*(?P<note>{_BRACKET})?(?=\s*第|\s*$|\s*[、,;\uff0c\uff1b])"
)
_ARTICLES: Final = re.compile(
    rf"第\s*(?P<number>{_NUMBER})\s*条(?:之\s*(?P<inserted>{_NUMBER}))?"
    rf"(?:\s*第\s*(?P<paragraph>{_NUMBER})\s*款)?"
    rf"(?:\s*第?\s*[(\uff08]?(?P<item>{_NUMBER})[)\uff09]?\s*项)?"
)
_YEAR: Final = re.compile(r"(\d{4})\s*年")


def parse_citations(text: str) -> tuple[LegalBasis, ...]:
    """Read every citation in `text`, one LegalBasis an article.

    A title without an article gives one basis with an empty article. Text in which no
    title is recognised, such as a bare document number, gives nothing: the caller keeps
    the text itself.

    >>> for basis in parse_citations("《中华人民共和国水法》(2016年修正)第七条、第四十八条"):
    ...     print(basis.cite())
    《中华人民共和国水法》(2016)第七条
    《中华人民共和国水法》(2016)第四十八条
    >>> parse_citations("国办发[1999]16号")
    ()
    """
    return _parse(text)


@lru_cache(maxsize=1024)  # perf: items of one field cite the same laws
def _parse(text: str) -> tuple[LegalBasis, ...]:
    heads = list(_NAMED.finditer(text)) or list(_BARE.finditer(text))
    found: list[LegalBasis] = []
    for head, following in zip_longest(heads, heads[1:]):
        title = head["title"].strip() + (head.groupdict().get("tail") or "").strip()
        year = _YEAR.search(head["note"] or "")
        version = year[1] if year else ""
        stretch = text[head.end() : following.start() if following else None]
        articles = [_article(match) for match in _ARTICLES.finditer(stretch)]
        found += [
            LegalBasis(title=title, article=article, version=version)
            for article in articles or [""]
        ]
    return tuple(found)


def _article(match: re.Match[str]) -> str:
    parts = {
        name: int(parse_number(part) or 0) if part else 0
        for name, part in match.groupdict().items()
    }
    return str(Article(**parts)) if parts["number"] else ""
