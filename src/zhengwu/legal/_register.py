"""Statutes with their dated versions: was this article in force on that day?"""

from __future__ import annotations

import re
from datetime import date  # at run time: cattrs resolves it
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

import attrs

from zhengwu._dates import as_date, within
from zhengwu._errors import InputError, UnknownCodeError
from zhengwu._tables import parse_toml, shipped, structure
from zhengwu._text import Lang, TextEnum
from zhengwu.legal._basis import Article, LegalBasis

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_T = TypeVar("_T")
_PREFIX: Final = "中华人民共和国"
_NOTE: Final = re.compile(r"\s*[(\uff08][^)\uff09]*[)\uff09]\s*\Z")


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
    """Whether a cited text holds on a day (时效性)."""

    IN_FORCE = "in_force", "有效", "in force"
    NOT_YET = "not_yet", "尚未施行", "not yet in force"
    REPEALED = "repealed", "已废止", "repealed"
    SUPERSEDED = "superseded", "已修改", "superseded"
    RENUMBERED = "renumbered", "条号已变", "renumbered"
    NO_SUCH_ARTICLE = "no_such_article", "没有这一条", "no such article"
    UNKNOWN = "unknown", "不能判断", "unknown"


@attrs.frozen(kw_only=True)
class StatuteVersion:
    """Version of a statute (法律文本版本), in force over ``[effective, ended)``.

    Args:
        label: What people call it, usually the year of adoption.
        adopted: Day on which it was adopted or issued, where known.
        effective: First day on which it holds.
        ended: First day on which it no longer holds; None while it is in force.
        instrument: Number of the order or document that carries it.
        articles: How many articles it has, where known.
        repealed_by: Id of the statute that replaced it.
        source: Where the dates were read.
        confidence: ``"read"`` in the text itself, or ``"memory"``: to be confirmed.
        from_memory: Fields that were not read at the source.
        note: Anything else worth knowing.
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
        if self.ended is not None and self.ended <= self.effective:
            raise InputError(
                f"版本 {self.label}:失效日 {self.ended} 应晚于施行日 {self.effective}",
                f"version {self.label}: end {self.ended} must be after its first day "
                f"{self.effective}",
            )

    def holds(self, on: date) -> bool:
        """Whether it is in force on that day."""
        return within(on, self.effective, self.ended)


@attrs.frozen(kw_only=True)
class Renumbering:
    """An article that moved between two versions (条文序号调整).

    Args:
        from_version: Label of the older version.
        from_article: Its article.
        to_version: Label of the newer version, of `to_statute` where that is given.
        to_article: The article or articles that took its place; empty if none did.
        to_statute: Id of the successor, where another statute took the matter over.
        topic: What the article is about.
        keywords: Words in an item's name that show that this article is meant.
        change: What else changed.
        source: Where both texts were read.
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
class Statute:
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
        for earlier, later in zip(self.version, self.version[1:], strict=False):
            if earlier.ended is None or earlier.ended > later.effective:
                raise InputError(
                    f"《{self.title}》的版本 {earlier.label} 与 {later.label} 重叠",
                    f"versions {earlier.label} and {later.label} of {self.id} overlap",
                )

    def version_on(self, on: date) -> StatuteVersion | None:
        """The version in force on that day, or None."""
        return next((v for v in self.version if v.holds(on)), None)

    def version_named(self, label: str) -> StatuteVersion | None:
        """The version with that label, or adopted in that year."""
        for version in self.version:
            years = {str(version.effective.year)}
            if version.adopted is not None:
                years.add(str(version.adopted.year))
            if label == version.label or label in years:
                return version
        return None

    def basis(self, article: str = "") -> LegalBasis:
        """Cite this statute."""
        return LegalBasis(title=self.title, article=article, title_en=self.title_en)


class BasisStatus(NamedTuple):
    """What became of a citation on a day (依据时效核查结果).

    Attributes:
        basis: The citation.
        on: The day in question.
        force: The answer.
        statute: The statute, where the register knows it.
        version: The version in force on that day, where there is one.
        instead: What to cite instead, where that is known.
    """

    basis: LegalBasis
    on: date
    force: Force
    statute: Statute | None = None
    version: StatuteVersion | None = None
    instead: tuple[LegalBasis, ...] = ()

    @property
    def holds(self) -> bool | None:
        """True or False, or None where the register cannot say."""
        return None if self.force is Force.UNKNOWN else self.force is Force.IN_FORCE

    def explain(self, lang: Lang = "zh") -> str:
        """The answer as a sentence, in ``"zh"`` or ``"en"``."""
        text = _SENTENCES[self.force][lang == "en"].format(
            cite=self.basis.cite(lang), on=self.on
        )
        if self.instead:
            named = [basis.cite(lang) for basis in self.instead]
            text += (
                "; see " + ", ".join(named)
                if lang == "en"
                else ";应引" + "、".join(named)
            )
        return text


_SENTENCES: Final = {
    Force.IN_FORCE: ("{cite} 在 {on} 有效", "{cite} was in force on {on}"),
    Force.NOT_YET: ("{cite} 在 {on} 尚未施行", "{cite} was not yet in force on {on}"),
    Force.REPEALED: ("{cite} 在 {on} 已废止", "{cite} was repealed by {on}"),
    Force.SUPERSEDED: (
        "{cite} 在 {on} 已有新的文本",
        "{cite} had been superseded by a later version by {on}",
    ),
    Force.RENUMBERED: (
        "{cite} 在 {on} 条文序号已变",
        "{cite} had another article number by {on}",
    ),
    Force.NO_SUCH_ARTICLE: (
        "{cite}:{on} 有效的文本没有这一条",
        "{cite}: the version in force on {on} has no such article",
    ),
    Force.UNKNOWN: (
        "登记册没有收录 {cite},不能判断",
        "the register does not hold {cite} and cannot say",
    ),
}


class StatuteRegister:
    """Register of statutes (法规登记册), found by title, short title or id.

    Immutable: `with_statutes` returns another register. It holds what it was given and no
    more; a title that it does not know gives `Force.UNKNOWN`, never "in force".
    """

    __slots__ = ("_names", "_statutes")

    def __init__(self, statutes: Iterable[Statute]) -> None:
        self._statutes = {statute.id: statute for statute in statutes}
        self._names = {
            _plain(name): statute
            for statute in self._statutes.values()
            for name in (statute.id, statute.title, *statute.short)
        }

    @classmethod
    def from_toml(cls, text: str, source: str = "statutes.toml") -> StatuteRegister:
        """Read ``[[statute]]`` tables with the fields of Statute.

        Raises:
            InputError: Every problem of the table, with its path.
        """
        return cls(structure(parse_toml(text, source), _File, source).statute)

    def with_statutes(self, *statutes: Statute) -> StatuteRegister:
        """A register that holds these as well; the same id replaces."""
        return StatuteRegister(
            ({**self._statutes, **{s.id: s for s in statutes}}).values()
        )

    def __iter__(self) -> Iterator[Statute]:
        return iter(self._statutes.values())

    def __len__(self) -> int:
        return len(self._statutes)

    def find(self, name: str) -> Statute | None:
        """Look a statute up by id, title or short title; 《》 and notes are ignored."""
        return self._names.get(_plain(name))

    def get(self, name: str) -> Statute:
        """As `find`.

        Raises:
            UnknownCodeError: The register does not hold it.
        """
        found = self.find(name)
        if found is None:
            raise UnknownCodeError("statutes", name, [statute.id for statute in self])
        return found

    def status(self, basis: LegalBasis, on: date, *, topic: str = "") -> BasisStatus:
        """What became of a citation on a day.

        Args:
            basis: The citation.
            on: The day in question.
            topic: What the citation is for, such as an item's name. It decides whether
                an article that moved is the one that was meant.
        """
        on = as_date(on, "on")
        statute = self.find(basis.title)
        if statute is None:
            return BasisStatus(basis, on, Force.UNKNOWN)
        version = statute.version_on(on)
        if version is None:
            return self._out_of_force(basis, on, statute)
        cited = statute.version_named(basis.version) if basis.version else None
        if basis.version and cited is None:
            return BasisStatus(basis, on, Force.UNKNOWN, statute, version)
        if cited is not None and cited.effective > on:
            return BasisStatus(basis, on, Force.NOT_YET, statute, version)
        moved = _moved(statute, basis, version, topic, cited)
        if cited is not None and cited is not version:
            force = Force.SUPERSEDED
        elif moved:
            force = Force.RENUMBERED
        else:
            return self._as_it_stands(basis, on, statute, version)
        instead = tuple(
            attrs.evolve(basis, article=article, version=version.label)
            for article in moved or [""]
        )
        return BasisStatus(basis, on, force, statute, version, instead)

    def _as_it_stands(
        self, basis: LegalBasis, on: date, statute: Statute, version: StatuteVersion
    ) -> BasisStatus:
        number = Article.parse(basis.article).number if basis.article else 0
        beyond = version.articles is not None and number > version.articles
        force = Force.NO_SUCH_ARTICLE if beyond else Force.IN_FORCE
        return BasisStatus(basis, on, force, statute, version)

    def _out_of_force(self, basis: LegalBasis, on: date, found: Statute) -> BasisStatus:
        if not found.version:
            return BasisStatus(basis, on, Force.UNKNOWN, found)
        if on < found.version[0].effective:
            return BasisStatus(basis, on, Force.NOT_YET, found)
        past = [v for v in found.version if v.effective <= on]
        successor = self._statutes.get(past[-1].repealed_by)
        instead = (successor.basis(),) if successor is not None else ()
        return BasisStatus(basis, on, Force.REPEALED, found, None, instead)


def _moved(
    statute: Statute,
    basis: LegalBasis,
    version: StatuteVersion,
    topic: str,
    cited: StatuteVersion | None,
) -> list[str]:
    """New numbers of the cited article, where the register knows that it moved.

    Without a version in the citation only the topic can tell whether the old numbering
    or the new one was meant; where it does not, nothing is said.
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


def _plain(name: str) -> str:
    name = _NOTE.sub("", name.strip().strip("《》")).replace(" ", "")
    return name.removeprefix(_PREFIX)


@attrs.frozen
class _File:
    statute: tuple[Statute, ...]
    data_version: str = ""


@cache
def statute_register() -> StatuteRegister:
    """The statutes that this library cites, with the dates of their versions.

    >>> from datetime import date
    >>> register = statute_register()
    >>> petitions = LegalBasis(title="信访条例", article="33")
    >>> print(register.status(petitions, date(2026, 11, 21)).force.value)
    repealed
    """
    return StatuteRegister(
        map(_statute, shipped("zhengwu.legal", "statutes.toml")["statute"])
    )


def _statute(row: dict[str, Any]) -> Statute:
    fields: dict[str, Any] = {
        **row,
        "kind": StatuteKind(row["kind"]),
        "short": tuple(row.get("short", ())),
        "version": tuple(_fields(StatuteVersion, v) for v in row.get("version", ())),
        "renumbered": tuple(_fields(Renumbering, v) for v in row.get("renumbered", ())),
    }
    return Statute(**fields)


def _fields(into: type[_T], row: dict[str, Any]) -> _T:
    lists = {k: tuple[Any, ...](v) for k, v in row.items() if isinstance(v, list)}
    return into(**{**row, **lists})
