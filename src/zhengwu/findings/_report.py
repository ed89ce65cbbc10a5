"""Findings together: filtered, grouped, counted, printed, raised."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, overload

import attrs

from zhengwu._frozen import FrozenMap
from zhengwu._paths import Path
from zhengwu._text import Lang
from zhengwu.findings._finding import Finding
from zhengwu.findings._place import Place, SourceMap
from zhengwu.findings._severity import Severity
from zhengwu.findings.errors import FindingsError

_NOWHERE: Final = SourceMap()


def _to_findings(value: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(value)


def _to_counts(value: Mapping[str, int]) -> FrozenMap[int]:
    return value if isinstance(value, FrozenMap) else FrozenMap(value)


@attrs.frozen
class Report(Sequence[Finding]):
    """Report (检查报告): findings in the order in which they were made.

    A sequence of findings; every method that narrows or orders returns another Report.

    Args:
        findings: The findings.
        counts: How much was examined, such as ``records``, ``loaded``, ``set_aside``.
        source: The file that it is about, with the line of each record; None if there is
            none. Not compared.
    """

    findings: tuple[Finding, ...] = attrs.field(default=(), converter=_to_findings)
    counts: Mapping[str, int] = attrs.field(
        factory=dict[str, int], converter=_to_counts
    )
    source: SourceMap | None = attrs.field(default=None, eq=False, repr=False)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Report: ...
    def __getitem__(self, index: int | slice) -> Finding | Report:
        if isinstance(index, slice):
            return attrs.evolve(self, findings=self.findings[index])
        return self.findings[index]

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __add__(self, other: Report) -> Report:
        """Put two reports together; their counts are added."""
        counts = dict(self.counts)
        for name, number in other.counts.items():
            counts[name] = counts.get(name, 0) + number
        source = self.source or other.source
        return Report((*self.findings, *other.findings), counts, source)

    def filter(
        self,
        *,
        code: str | None = None,
        area: str | None = None,
        severity: Severity | None = None,
        at_least: Severity | None = None,
        under: Path = (),
        where: Callable[[Finding], bool] | None = None,
    ) -> Report:
        """Keep the findings that meet every condition given.

        Args:
            code: This code.
            area: Codes of this area, such as ``"LM"``.
            severity: Exactly this severity.
            at_least: This severity or worse.
            under: Paths that begin so.
            where: Any other condition.
        """
        return attrs.evolve(
            self,
            findings=(
                f
                for f in self.findings
                if (code is None or f.code == code)
                and (area is None or f.area == area)
                and (severity is None or f.severity is severity)
                and (at_least is None or f.severity >= at_least)
                and f.path[: len(under)] == under
                and (where is None or where(f))
            ),
        )

    def place(self, found: Finding) -> Place:
        """File, sheet, row and column of a finding, as far as they are known."""
        return (self.source or _NOWHERE).place(found.path)

    def sorted(self, key: Callable[[Finding], Any] | None = None) -> Report:
        """Order by place, worst first, then code; or by `key`."""
        by = key or attrgetter("sort_key")
        return attrs.evolve(self, findings=sorted(self.findings, key=by))

    def group_by(self, key: str | Callable[[Finding], Any]) -> dict[Any, Report]:
        """Split by ``"code"``, ``"severity"``, ``"area"`` or a function."""
        pick = attrgetter(key) if isinstance(key, str) else key
        groups: dict[Any, list[Finding]] = {}
        for item in self.findings:
            groups.setdefault(pick(item), []).append(item)
        return {
            name: Report(found, source=self.source) for name, found in groups.items()
        }

    def under(self, *prefix: str | int) -> Report:
        """The same findings seen from further up."""
        return attrs.evolve(self, findings=(f.under(*prefix) for f in self.findings))

    @property
    def worst(self) -> Severity | None:
        """The worst severity, or None where there is no finding."""
        return max((f.severity for f in self.findings), default=None)

    def by_code(self) -> dict[str, int]:
        """How many findings each code has, most frequent first."""
        return dict(Counter(f.code for f in self.findings).most_common())

    def by_severity(self) -> dict[str, int]:
        """How many findings each severity has, worst first, zeros included."""
        number = Counter(f.severity for f in self.findings)
        return {s.value: number[s] for s in reversed(Severity)}

    def summary(self) -> dict[str, Any]:
        """Counts of what was examined, by code and by severity."""
        return {
            **self.counts,
            "by_code": self.by_code(),
            "by_severity": self.by_severity(),
        }

    def raise_for(self, severity: Severity = Severity.ERROR) -> None:
        """Raise if anything is as bad as `severity`.

        Raises:
            FindingsError: All findings of that severity or worse.
        """
        bad = self.filter(at_least=severity).findings
        if bad:
            raise FindingsError(bad)

    def to_dicts(self) -> list[dict[str, Any]]:
        """One plain object a finding, as the command line prints them."""
        return [f.to_dict() for f in self.findings]

    def to_json(self, *, indent: int | None = None) -> str:
        """The findings and the summary as one JSON object."""
        return json.dumps(
            {"findings": self.to_dicts(), "summary": self.summary()},
            ensure_ascii=False,
            allow_nan=False,
            indent=indent,
        )

    def to_text(self, *, lang: Lang = "zh", limit: int | None = None) -> str:
        """Tables for people: a summary by code, then the findings.

        Args:
            lang: ``"zh"`` or ``"en"``.
            limit: At most so many findings a code are listed; all if None. The summary
                always counts all.
        """
        from zhengwu.findings._print import as_text

        return as_text(self.findings, self.counts, lang=lang, limit=limit)

    def to_html(self, *, lang: Lang = "zh", title: str = "") -> str:
        """One page with filters that works from a file, without anything else.

        Args:
            lang: ``"zh"`` or ``"en"``.
            title: Heading; 检查报告 if empty.
        """
        from zhengwu.findings._page import write_page

        return write_page(self, self._rows(), self.counts, lang=lang, title=title)

    def to_sarif(self, uri: str) -> dict[str, Any]:
        """SARIF 2.1.0 for code review, as plain data.

        Args:
            uri: The file, relative to the repository.
        """
        from zhengwu._version import __version__
        from zhengwu.findings._sarif import write_sarif

        return write_sarif(self, self._rows(), uri=uri, version=__version__)

    def _rows(self) -> list[int]:
        """Line of the file for each finding; 0 where it is not known."""
        return [self.place(found).row for found in self.findings]

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        from zhengwu.findings._print import as_html

        return as_html(self.findings)
