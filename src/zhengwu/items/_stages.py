"""Stage chains: the tiers that accept, review, decide and certify, as portals write them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import attrs

from zhengwu._patterns import Pattern
from zhengwu._text import TextEnum, as_text, quote_value
from zhengwu._values import Value
from zhengwu.codes import Level, from_code


class Stage(TextEnum):
    """Stage of handling (办理环节)."""

    ACCEPT = "accept", "受理", "accept"
    REVIEW = "review", "审核", "review"
    DECIDE = "decide", "决定与公开", "decide and publish"
    CERTIFY = "certify", "证件制定与送达", "certify and deliver"


_WORDS: Final = {
    **{stage.label_zh: stage for stage in Stage},
    "审查": Stage.REVIEW,
    "初审": Stage.REVIEW,
    "决定": Stage.DECIDE,
    "批准": Stage.DECIDE,
    "审批": Stage.DECIDE,
    "核准": Stage.DECIDE,
    "审定": Stage.DECIDE,
    "许可": Stage.DECIDE,
    "制证": Stage.CERTIFY,
    "送达": Stage.CERTIFY,
    "颁证": Stage.CERTIFY,
}


@attrs.frozen
class Link(Value):
    """Stages of an organ within a chain (环节承担).

    Args:
        level: Tier of the organ.
        organ: Kind of the organ, such as 司法, in the words of the text.
        stages: Stages handled by the organ, in the order of the text.
    """

    level: Level
    organ: str
    stages: tuple[Stage, ...]


@attrs.frozen(kw_only=True)
class StageChain(Value):
    """Stage chain (办理层级链): the organs that handle each stage of a matter.

    Args:
        text: The original text.
        links: A link for each organ, in the order of the text.
        unread: Parts of the text that were not understood.
    """

    text: str
    links: tuple[Link, ...] = ()
    unread: tuple[str, ...] = ()

    def levels(self, stage: Stage) -> tuple[Level, ...]:
        """Tiers that handle a stage, without repetition, in the order of the text."""
        levels = [link.level for link in self.links if stage in link.stages]
        return tuple(dict.fromkeys(levels))

    @property
    def organs_deciding(self) -> tuple[Link, ...]:
        """Links of the organs that decide."""
        return tuple(link for link in self.links if Stage.DECIDE in link.stages)


# Brackets, commas and semicolons of either width.
_OPEN, _CLOSE, _COMMA = r"(\uff08", r")\uff09", r",\uff0c\u3001;\uff1b"
_LINK: Final = Pattern(
    rf"(?P<level>国家|省|市|州|盟|县|区|旗|乡镇|镇|村)级(?P<organ>[^{_OPEN}{_CLOSE}{_COMMA}]{{0,60}})"
    rf"[{_OPEN}](?P<stages>[^{_OPEN}{_CLOSE}]{{0,200}})[{_CLOSE}]"
)
_TIERS: Final = {
    "州": "市级",
    "盟": "市级",
    "旗": "县级",
    "区": "县级",
    "乡镇": "镇(乡、街道)级",
    "镇": "镇(乡、街道)级",
    "村": "村(社区)级",
}
_MARKS: Final = Pattern(rf"[{_COMMA}\s]")
_SPLIT: Final = Pattern(rf"[{_COMMA}]\s*")


def parse_stage_chain(text: object) -> StageChain:
    """Read a chain (识读办理层级链). Never raises; unknown parts are in `unread`.

    None is a chain without links; another object that is no text is an unknown part.

    >>> chain = parse_stage_chain("市级司法(受理,审核)、省级司法(审核,决定与公开)")
    >>> [level.name for level in chain.levels(Stage.DECIDE)]
    ['PROVINCE']
    """
    words = as_text(text)
    if words is None:
        quoted = quote_value(text)
        return StageChain(text=quoted, unread=(quoted,))
    return read_chain(words)


@lru_cache(maxsize=1024)  # perf: a list has few distinct chains
def read_chain(text: str) -> StageChain:
    """Read a chain from its text."""
    links: list[Link] = []
    unread: list[str] = []
    for match in _LINK.finditer(text):
        name = match["level"]
        level = from_code(Level, _TIERS.get(name, f"{name}级"))
        words = [w for w in _SPLIT.split(match["stages"]) if w]
        stages = tuple(_WORDS[word] for word in words if word in _WORDS)
        unread += [word for word in words if word not in _WORDS]
        if level is not None:
            links.append(Link(level, match["organ"], stages))
    rest = _MARKS.sub("", _LINK.sub("", text))
    if rest:
        unread.append(rest)
    return StageChain(text=text, links=tuple(links), unread=tuple(unread))
