"""A report: a sequence of findings to filter, group, count, print and raise."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, overload

import attrs

from zhengwu._frozen import FrozenMap, keep
from zhengwu._paths import Path
from zhengwu._text import Lang
from zhengwu._values import Value
from zhengwu.findings._finding import Finding
from zhengwu.findings._place import Place, SourceMap
from zhengwu.findings._severity import Severity
from zhengwu.findings.errors import FindingsError

_NO_SOURCE: Final = SourceMap()


def _to_findings(value: Iterable[Finding]) -> tuple[Finding, ...]:
    return keep(value)


def _to_counts(value: Mapping[str, int]) -> FrozenMap[int]:
    return keep(value)


@attrs.frozen
class Report(Value, Sequence[Finding]):
    """Report (检查报告): findings in the order in which they were created.

    A report is a sequence. Methods that filter or sort return another Report.

    Args:
        findings: The findings.
        counts: Numbers of what was examined: ``records``, ``loaded``, ``set_aside`` ...
        source: The file that was examined, with the line of each record; None without a
            file. Not compared.
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
        """Concatenate two reports and add up their counts."""
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
        """Keep the findings that meet every given condition.

        Args:
            code: The finding has this code.
            area: Its code belongs to this area, such as ``"LM"``.
            severity: It has exactly this severity.
            at_least: It has this severity or a worse severity.
            under: Its path starts with this path.
            where: The function returns true for it.
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

    def place(self, finding: Finding) -> Place:
        """File, sheet, row and column of a finding, where known."""
        return (self.source or _NO_SOURCE).place(finding.path)

    def sorted(self, key: Callable[[Finding], Any] | None = None) -> Report:
        """Sort by path, then worst first, then by code; or by `key`."""
        sort_key = key or attrgetter("sort_key")
        return attrs.evolve(self, findings=sorted(self.findings, key=sort_key))

    def group_by(self, key: str | Callable[[Finding], Any]) -> dict[Any, Report]:
        """Group by ``"code"``, ``"severity"``, ``"area"`` or by the result of a function."""
        pick = attrgetter(key) if isinstance(key, str) else key
        groups: dict[Any, list[Finding]] = {}
        for finding in self.findings:
            groups.setdefault(pick(finding), []).append(finding)
        return {
            name: Report(group, source=self.source) for name, group in groups.items()
        }

    def under(self, *prefix: str | int) -> Report:
        """The same findings with `prefix` put before every path."""
        return attrs.evolve(self, findings=(f.under(*prefix) for f in self.findings))

    @property
    def worst(self) -> Severity | None:
        """The worst severity; None without findings."""
        return max((f.severity for f in self.findings), default=None)

    def by_code(self) -> dict[str, int]:
        """Number of findings per code, most frequent first."""
        return dict(Counter(f.code for f in self.findings).most_common())

    def by_severity(self) -> dict[str, int]:
        """Number of findings per severity, worst first, zeros included."""
        counter = Counter(f.severity for f in self.findings)
        return {s.value: counter[s] for s in reversed(Severity)}

    def summary(self) -> dict[str, Any]:
        """Counts of what was examined; findings per code and per severity."""
        return {
            **self.counts,
            "by_code": self.by_code(),
            "by_severity": self.by_severity(),
        }

    def raise_for(self, severity: Severity = Severity.ERROR) -> None:
        """Raise the findings of `severity` or worse, if there are any.

        Raises:
            FindingsError: Contains all findings of that severity or worse.
        """
        findings = self.filter(at_least=severity).findings
        if findings:
            raise FindingsError(findings)

    def masked(self, *patterns: str | re.Pattern[str]) -> Report:
        r"""Mask further personal data in the messages, hints, paths and data (进一步脱敏).

        The numbers of persons and e-mail addresses are always masked; this is for data that
        only the caller can recognise, such as account numbers of a bureau.

        Args:
            patterns: Regular expressions; each match is replaced by asterisks.

        Raises:
            InputError: A pattern is not a regular expression.

        >>> from zhengwu.findings import finding
        >>> report = Report([finding("ZWLM001", (0,), text="户号8812")])
        >>> report.masked(r"户号\d+")[0].data["text"]
        '******'
        """
        from zhengwu.findings._masked import mask_findings

        return attrs.evolve(self, findings=mask_findings(self.findings, patterns))

    def to_dicts(self) -> list[dict[str, Any]]:
        """The findings as rows for a data frame; every column has a single type.

        Columns: ``code``, ``severity``, ``file``, ``sheet``, ``row`` (a number, 0 if
        unknown), ``column``, ``json_path``, the messages and hints in both languages,
        ``basis``, and ``data`` as JSON text.
        """
        from zhengwu.findings._rows import to_row

        return [dict(to_row(f, self.place(f))) for f in self.findings]

    def to_json(self, *, indent: int | None = None) -> str:
        """The findings and the summary as one JSON object, as the command line prints them."""
        return json.dumps(
            {"findings": [f.to_record() for f in self], "summary": self.summary()},
            ensure_ascii=False,
            allow_nan=False,
            indent=indent,
        )

    def to_text(self, *, lang: Lang = "zh", limit: int | None = None) -> str:
        """Text tables for people: a summary by code, then the findings.

        Args:
            lang: ``"zh"`` or ``"en"``.
            limit: Maximum number of findings listed per code; None lists all. The
                summary always counts all.
        """
        from zhengwu.findings._print import as_text

        return as_text(self.findings, self.counts, lang=lang, limit=limit)

    def to_csv(self, *, lang: Lang = "zh") -> str:
        """All findings as CSV for spreadsheets, starting with a byte order mark.

        A cell that a spreadsheet would run as a formula gets an apostrophe in front.

        Args:
            lang: ``"zh"`` or ``"en"``.
        """
        from zhengwu.findings._rows import write_csv

        return write_csv(((f, self.place(f)) for f in self.findings), lang)

    def to_html(
        self, *, lang: Lang = "zh", title: str = "", side_file: str = ""
    ) -> str:
        """A self-contained HTML page with filters, grouped by code, the worst codes first.

        The page lists at most 2,000 findings, equally many of each code, and states how
        many there are; `to_csv` and `to_json` list all.

        Args:
            lang: ``"zh"`` or ``"en"``.
            title: Heading of the page; 检查报告 or "Audit report" if empty.
            side_file: Name of a file with all findings, which the page names.
        """
        from zhengwu.findings._page import write_page

        return write_page(
            self,
            self._find_row,
            self.counts,
            lang=lang,
            title=title,
            side_file=side_file,
        )

    def to_sarif(
        self,
        uri: str,
        *,
        help_base: str = "urn:zhengwu:findings",
        limit: int = 5_000,
    ) -> dict[str, Any]:
        """The report in SARIF 2.1.0 for code review, as plain data.

        Args:
            uri: Path of the examined file, relative to the repository; it is encoded.
            help_base: Address of your copy of the page of finding codes; the code in lower
                case is the fragment.
            limit: Maximum number of results. The worst findings are kept, and the log
                states how many there are. Code review shows no more than 5,000.
        """
        from zhengwu._version import __version__
        from zhengwu.findings._sarif import write_sarif

        return write_sarif(
            self,
            self._find_row,
            uri=uri,
            version=__version__,
            help_base=help_base,
            limit=limit,
        )

    def _find_row(self, finding: Finding) -> int:
        """File line of a finding; 0 where unknown."""
        return self.place(finding).row

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        from zhengwu.findings._print import as_html

        return as_html(self.findings, self.counts)
