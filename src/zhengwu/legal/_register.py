"""Statutes with their dated versions: was this article in force on that day?"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import attrs

from zhengwu._dates import as_date
from zhengwu._errors import InputError
from zhengwu._tables import parse_toml, shipped, structure
from zhengwu.legal._basis import Article, LegalBasis

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

_PREFIX: Final = "中华人民共和国"
_NOTE: Final = re.compile(r"\s*[(\uff08][^)\uff09]*[)\uff09]\s*\Z")


class StatuteKind(Enum):
    """Rank of a text (效力位阶)."""

    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    LOCAL_REGULATION = "local_regulation"
    RULE = "rule"
    JUDICIAL_INTERPRETATION = "judicial_interpretation"
    PARTY_REGULATION = "party_regulation"
    POLICY = "policy"
    STANDARD = "standard"


class Force(Enum):
    """Whether a cited text holds on a day (时效性)."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    REPEALED = "repealed"
    SUPERSEDED = "superseded"
    RENUMBERED = "renumbered"
    NO_SUCH_ARTICLE = "no_such_article"
    UNKNOWN = "unknown"


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

    def __attrs_post_init__(self) -> None:
        if self.ended is not None and self.ended <= self.effective:
            raise InputError(
                f"版本 {self.label}:失效日 {self.ended} 应晚于施行日 {self.effective}",
                f"version {self.label}: end {self.ended} must be after its first day "
                f"{self.effective}",
            )

    def holds(self, on: date) -> bool:
        """Whether it is in force on that day."""
        return self.effective <= on and (self.ended is None or on < self.ended)


@attrs.frozen(kw_only=True)
class Renumbering:
    """An article that moved between two versions (条文序号调整)."""

    from_version: str
    from_article: str
    to_version: str
    to_article: str
    topic: str = ""
    source: str = ""


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
    instead: LegalBasis | None = None

    @property
    def holds(self) -> bool | None:
        """True or False, or None where the register cannot say."""
        return None if self.force is Force.UNKNOWN else self.force is Force.IN_FORCE

    def explain(self, lang: str = "zh") -> str:
        """The answer as a sentence, in ``"zh"`` or ``"en"``."""
        text = _SENTENCES[self.force][lang == "en"].format(
            cite=self.basis.cite(lang), on=self.on
        )
        if self.instead is not None:
            text += (";see " if lang == "en" else ";应引 ") + self.instead.cite(lang)
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
        if basis.version:
            cited = statute.version_named(basis.version)
            if cited is not None and cited is not version:
                moved = _moved(statute, basis, version, topic, cited.label)
                return BasisStatus(
                    basis,
                    on,
                    Force.SUPERSEDED,
                    statute,
                    version,
                    attrs.evolve(basis, article=moved or "", version=version.label),
                )
        elif moved := _moved(statute, basis, version, topic, None):
            instead = attrs.evolve(basis, article=moved)
            return BasisStatus(basis, on, Force.RENUMBERED, statute, version, instead)
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
        instead = successor.basis() if successor is not None else None
        return BasisStatus(basis, on, Force.REPEALED, found, None, instead)


def _moved(
    statute: Statute,
    basis: LegalBasis,
    version: StatuteVersion,
    topic: str,
    cited: str | None,
) -> str | None:
    """New number of the cited article, where the register knows that it moved."""
    for row in statute.renumbered:
        if row.to_version != version.label or row.from_article != _article_of(basis):
            continue
        if cited == row.from_version or (topic and row.topic and row.topic in topic):
            return row.to_article
    return None


def _article_of(basis: LegalBasis) -> str:
    return str(Article.parse(basis.article).number) if basis.article else ""


def _plain(name: str) -> str:
    name = _NOTE.sub("", name.strip().strip("《》")).replace(" ", "")
    return name.removeprefix(_PREFIX)


@attrs.frozen
class _File:
    statute: tuple[Statute, ...]


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
    return Statute(
        **{
            **row,
            "kind": StatuteKind(row["kind"]),
            "short": tuple(row.get("short", ())),
            "version": tuple(StatuteVersion(**v) for v in row.get("version", ())),
            "renumbered": tuple(Renumbering(**v) for v in row.get("renumbered", ())),
        }
    )
