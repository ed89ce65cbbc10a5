"""Statutes with dated versions, to check whether an article was in force on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date  # needed at run time: cattrs resolves the annotation
from functools import cache
from typing import Any, Final, NamedTuple, TypeVar

import attrs

from zhengwu._dates import as_date, within
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._tables import parse_toml, shipped, structure
from zhengwu._text import JOINED, Lang, Text, TextEnum
from zhengwu._values import Built, Value
from zhengwu.legal._basis import Article, LegalBasis

_T = TypeVar("_T")
_PREFIX: Final = "中华人民共和国"
_OPEN: Final = re.compile(r"[(\uff08]")
_CLOSE: Final = (")", "\uff09")


class StatuteKind(TextEnum):
    """Rank of a text (效力位阶)."""

    LAW = "law", "法律", "law"
    ADMINISTRATIVE_REGULATION = (
        "administrative_regulation",
        "行政法规",
        "administrative regulation",
    )
    LOCAL_REGULATION = "local_regulation", "地方性法规", "local regulation"
    RULE = "rule", "规章", "rule"
    JUDICIAL_INTERPRETATION = (
        "judicial_interpretation",
        "司法解释",
        "judicial interpretation",
    )
    PARTY_REGULATION = "party_regulation", "党内法规", "party regulation"
    POLICY = "policy", "规范性文件", "policy document"
    STANDARD = "standard", "标准", "standard"


class Force(TextEnum):
    """Whether a cited text is in force on a day (时效性)."""

    IN_FORCE = "in_force", "有效", "in force"
    NOT_YET = "not_yet", "尚未施行", "not yet in force"
    REPEALED = "repealed", "已废止", "repealed"
    SUPERSEDED = "superseded", "已修改", "superseded"
    RENUMBERED = "renumbered", "条号已变", "renumbered"
    NO_SUCH_ARTICLE = "no_such_article", "没有这一条", "no such article"
    UNKNOWN = "unknown", "不能判断", "unknown"


@attrs.frozen(kw_only=True)
class StatuteVersion(Value):
    """Version of a statute (法律文本版本), in force over ``[effective, ended)``.

    Args:
        label: Common name of the version, usually the year of adoption.
        adopted: Day of adoption or issue, where known.
        effective: First day in force.
        ended: First day no longer in force; None while the version is in force.
        instrument: Number of the order or document that contains the version.
        articles: Number of articles, where known.
        repealed_by: Id of the statute that replaced this version.
        source: Source of the dates.
        confidence: ``"read"`` if the dates were read at the source; ``"memory"`` if they
            still have to be confirmed.
        from_memory: Fields that were not read at the source.
        note: Remarks.
    """

    label: str
    effective: date
    adopted: date | None = None
    ended: date | None = None
    instrument: str = ""
    articles: int | None = None
    repealed_by: str = ""
    source: str = ""
    confidence: str = "read"
    from_memory: tuple[str, ...] = ()
    note: str = ""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.ended is not None and self.ended <= self.effective:
            raise InputError(
                f"版本 {self.label}:失效日 {self.ended} 应晚于施行日 {self.effective}",
                f"version {self.label}: the end {self.ended} must be after the first day "
                f"{self.effective}",
            )

    def is_valid_on(self, on: date) -> bool:
        """Whether the version is in force on that day."""
        return within(on, self.effective, self.ended)


@attrs.frozen(kw_only=True)
class Renumbering(Value):
    """An article whose number changed between two versions (条文序号调整).

    Args:
        from_version: Label of the older version.
        from_article: The article in the older version.
        to_version: Label of the newer version; a version of `to_statute` if that is set.
        to_article: The replacing article or articles; empty if there is no replacement.
        to_statute: Id of the other statute that took over the matter, if any.
        topic: Subject of the article.
        keywords: Words in an item's name from which it follows that the citation means
            this article.
        change: Other changes.
        source: Source of both texts.
        confidence: ``"read"`` or ``"memory"``.
    """

    from_version: str
    from_article: str
    to_version: str
    to_article: tuple[str, ...] = ()
    to_statute: str = ""
    topic: str = ""
    keywords: tuple[str, ...] = ()
    change: str = ""
    source: str = ""
    confidence: str = "read"


@attrs.frozen(kw_only=True)
class Statute(Value):
    """Statute or document (法律法规规章及文件) with all its versions, oldest first."""

    id: str
    title: str
    kind: StatuteKind
    title_en: str = ""
    issuer: str = ""
    short: tuple[str, ...] = ()
    version: tuple[StatuteVersion, ...] = ()
    renumbered: tuple[Renumbering, ...] = ()
    note: str = ""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for earlier, later in zip(self.version, self.version[1:], strict=False):
            if earlier.ended is None or earlier.ended > later.effective:
                raise InputError(
                    f"《{self.title}》的版本 {earlier.label} 与 {later.label} 重叠",
                    f"versions {earlier.label} and {later.label} of {self.id} overlap",
                )

    def version_on(self, on: date) -> StatuteVersion | None:
        """The version in force on that day, or None."""
        return next((v for v in self.version if v.is_valid_on(on)), None)

    def version_named(self, label: str) -> StatuteVersion | None:
        """The version with that label, or adopted or effective in that year."""
        for version in self.version:
            years = {str(version.effective.year)}
            if version.adopted is not None:
                years.add(str(version.adopted.year))
            if label == version.label or label in years:
                return version
        return None

    def basis(self, article: str = "") -> LegalBasis:
        """A citation of this statute."""
        return LegalBasis(title=self.title, article=article, title_en=self.title_en)


class BasisStatus(NamedTuple):
    """Result of checking a citation on a day (依据时效核查结果).

    Attributes:
        basis: The citation.
        on: The day in question.
        force: Whether the citation is in force.
        statute: The cited statute, if the register contains it.
        version: The version in force on that day, if any.
        instead: Citations to use instead, if known.
    """

    basis: LegalBasis
    on: date
    force: Force
    statute: Statute | None = None
    version: StatuteVersion | None = None
    instead: tuple[LegalBasis, ...] = ()

    @property
    def is_in_force(self) -> bool | None:
        """Whether the citation is in force; None if the register cannot tell."""
        return None if self.force is Force.UNKNOWN else self.force is Force.IN_FORCE

    def explain(self, lang: Lang = "zh") -> str:
        """The result as a sentence in ``"zh"`` or ``"en"``."""
        sentence = _SENTENCES[self.force]
        text = sentence.say(lang, cite=self.basis.cite(lang), on=self.on)
        if self.instead:
            cited = JOINED.say(lang).join(basis.cite(lang) for basis in self.instead)
            text += _INSTEAD.say(lang, cited=cited)
        return text


_INSTEAD: Final = Text(";应引{cited}", "; see {cited}")
_SENTENCES: Final = {
    Force.IN_FORCE: Text("{cite} 在 {on} 有效", "{cite} was in force on {on}"),
    Force.NOT_YET: Text(
        "{cite} 在 {on} 尚未施行", "{cite} was not yet in force on {on}"
    ),
    Force.REPEALED: Text("{cite} 在 {on} 已废止", "{cite} was repealed by {on}"),
    Force.SUPERSEDED: Text(
        "{cite} 在 {on} 已有新的文本",
        "{cite} had been superseded by a later version by {on}",
    ),
    Force.RENUMBERED: Text(
        "{cite} 在 {on} 条文序号已变",
        "{cite} had another article number by {on}",
    ),
    Force.NO_SUCH_ARTICLE: Text(
        "{cite}:{on} 有效的文本没有这一条",
        "{cite}: the version in force on {on} has no such article",
    ),
    Force.UNKNOWN: Text(
        "登记册没有收录 {cite},不能判断是否有效",
        "the register does not contain {cite}, so its validity is unknown",
    ),
}


class StatuteRegister(Built):
    """Register of statutes (法规登记册), with look-up by title, short title or id.

    Immutable: `with_statutes` returns another register. The register contains only the
    statutes passed to it; an unknown title gives `Force.UNKNOWN`, never "in force".
    """

    __slots__ = ("_names", "_statutes")

    def __init__(self, statutes: Iterable[Statute]) -> None:
        self._statutes = {statute.id: statute for statute in statutes}
        self._names = {
            _normalise_title(name): statute
            for statute in self._statutes.values()
            for name in (statute.id, statute.title, *statute.short)
        }

    def arguments(self) -> dict[str, Any]:
        """The statutes."""
        return {"statutes": tuple(self._statutes.values())}

    @classmethod
    def from_toml(cls, text: str, source: str = "statutes.toml") -> StatuteRegister:
        """Read ``[[statute]]`` tables with the fields of Statute.

        Raises:
            InputError: The tables have errors; the message lists each with its path.
        """
        return cls(structure(parse_toml(text, source), _File, source).statute)

    def with_statutes(self, *statutes: Statute) -> StatuteRegister:
        """A register with these statutes added; a statute with a known id is replaced."""
        return StatuteRegister(
            ({**self._statutes, **{s.id: s for s in statutes}}).values()
        )

    def __iter__(self) -> Iterator[Statute]:
        return iter(self._statutes.values())

    def __len__(self) -> int:
        return len(self._statutes)

    def find(self, name: str) -> Statute | None:
        """Look up a statute by id, title or short title; 《》 and bracketed notes are ignored."""
        return self._names.get(_normalise_title(name))

    def get(self, name: str) -> Statute:
        """Like `find`, but raises.

        Raises:
            UnknownCodeError: The register does not contain the statute.
        """
        statute = self.find(name)
        if statute is None:
            raise UnknownCodeError("statutes", name, [known.id for known in self])
        return statute

    def status(self, basis: LegalBasis, on: date, *, topic: str = "") -> BasisStatus:
        """Check whether a citation is in force on a day.

        Args:
            basis: The citation.
            on: The day in question.
            topic: What the citation is for, such as an item's name. The topic decides
                whether the citation means an article whose number changed.
        """
        on = as_date(on, "on")
        statute = self.find(basis.title)
        if statute is None:
            return BasisStatus(basis, on, Force.UNKNOWN)
        version = statute.version_on(on)
        if version is None:
            return self._explain_not_in_force(basis, on, statute)
        cited = statute.version_named(basis.version) if basis.version else None
        if basis.version and cited is None:
            return BasisStatus(basis, on, Force.UNKNOWN, statute, version)
        if cited is not None and cited.effective > on:
            return BasisStatus(basis, on, Force.NOT_YET, statute, version)
        new_articles = _find_new_articles(statute, basis, version, topic, cited)
        if cited is not None and cited is not version:
            force = Force.SUPERSEDED
        elif new_articles:
            force = Force.RENUMBERED
        else:
            return _check_article_number(basis, on, statute, version)
        instead = tuple(
            attrs.evolve(basis, article=article, version=version.label)
            for article in new_articles or [""]
        )
        return BasisStatus(basis, on, force, statute, version, instead)

    def _explain_not_in_force(
        self, basis: LegalBasis, on: date, statute: Statute
    ) -> BasisStatus:
        """Status of a citation of a statute without a version in force on that day."""
        if not statute.version:
            return BasisStatus(basis, on, Force.UNKNOWN, statute)
        if on < statute.version[0].effective:
            return BasisStatus(basis, on, Force.NOT_YET, statute)
        past = [v for v in statute.version if v.effective <= on]
        successor = self._statutes.get(past[-1].repealed_by)
        instead = (successor.basis(),) if successor is not None else ()
        return BasisStatus(basis, on, Force.REPEALED, statute, None, instead)


def _check_article_number(
    basis: LegalBasis, on: date, statute: Statute, version: StatuteVersion
) -> BasisStatus:
    """Status of a citation of the version in force: does it have that article?"""
    number = Article.parse(basis.article).number if basis.article else 0
    too_high = version.articles is not None and number > version.articles
    force = Force.NO_SUCH_ARTICLE if too_high else Force.IN_FORCE
    return BasisStatus(basis, on, force, statute, version)


def _find_new_articles(
    statute: Statute,
    basis: LegalBasis,
    version: StatuteVersion,
    topic: str,
    cited: StatuteVersion | None,
) -> list[str]:
    """New numbers of the cited article, if the register knows that its number changed.

    If the citation names no version, only the topic shows whether the citation uses the
    old or the new numbers. If the topic does not show it either, the result is empty.
    """
    if not basis.article:
        return []
    number = Article.parse(basis.article).number
    return [
        article
        for row in statute.renumbered
        if Article.parse(row.from_article).number == number
        and row.to_version == version.label
        and not row.to_statute
        and (
            (cited is not None and cited.label == row.from_version)
            or (cited is None and any(word in topic for word in row.keywords))
        )
        for article in row.to_article
    ]


def _normalise_title(name: str) -> str:
    """Remove 《》, blanks, a bracketed note at the end and 中华人民共和国."""
    name = _cut_note(name.strip().strip("《》").strip()).replace(" ", "")
    return name.removeprefix(_PREFIX)


def _cut_note(name: str) -> str:
    """Cut the bracketed note at the end of a title, in linear time."""
    if not name.endswith(_CLOSE):
        return name
    after = max(name.rfind(mark, 0, -1) for mark in _CLOSE) + 1
    opened = _OPEN.search(name, after)
    return name if opened is None else name[: opened.start()].rstrip()


@attrs.frozen
class _File:
    statute: tuple[Statute, ...]


@cache
def statute_register() -> StatuteRegister:
    """The register of the statutes that this library cites, with dated versions.

    >>> from datetime import date
    >>> register = statute_register()
    >>> petitions = LegalBasis(title="信访条例", article="33")
    >>> print(register.status(petitions, date(2026, 11, 21)).force.value)
    repealed
    """
    return StatuteRegister(
        map(_to_statute, shipped("zhengwu.legal", "statutes.toml")["statute"])
    )


def _to_statute(row: dict[str, Any]) -> Statute:
    fields: dict[str, Any] = {
        **row,
        "kind": StatuteKind(row["kind"]),
        "short": tuple(row.get("short", ())),
        "version": tuple(
            _build_record(StatuteVersion, v) for v in row.get("version", ())
        ),
        "renumbered": tuple(
            _build_record(Renumbering, v) for v in row.get("renumbered", ())
        ),
    }
    return Statute(**fields)


def _build_record(cls: type[_T], row: dict[str, Any]) -> _T:
    """Build a value from a table row; lists become tuples."""
    tuples = {k: tuple[Any, ...](v) for k, v in row.items() if isinstance(v, list)}
    return cls(**{**row, **tuples})
