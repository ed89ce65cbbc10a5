"""Known findings: suppressions with a reason, and a baseline of old findings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date  # at run time: cattrs resolves it
from fnmatch import fnmatchcase
from typing import Final, NamedTuple

import attrs

from zhengwu._dates import as_date
from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap, keep
from zhengwu._tables import parse_toml, structure
from zhengwu._values import Value
from zhengwu.findings import Finding, Report, finding, finding_code

_FORMAT: Final = 1


@attrs.frozen(kw_only=True)
class Suppression(Value):
    """Finding that is set aside (忽略), with a reason and a last day.

    Args:
        code: Code of the finding.
        reason: Why the finding may be set aside.
        until: Last day on which the finding is set aside; afterwards it is reported again.
        item: Name of the item, with ``*`` for any characters; ``*`` alone for every item.
        element: Column or element of the finding; empty for every element.

    Raises:
        InputError: The reason is blank.
    """

    code: str
    reason: str
    until: date
    item: str = "*"
    element: str = ""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.reason.strip():
            raise InputError(
                f"忽略 {self.code} 应写明理由",
                f"setting {self.code} aside needs a reason",
            )

    def matches(self, finding: Finding) -> bool:
        """Whether the suppression covers this finding."""
        return (
            finding.code == self.code
            and fnmatchcase(str(finding.data.get("item", "")), self.item)
            and (not self.element or self.element in finding.path)
        )


class Sorted(NamedTuple):
    """A report, split into new and known findings (检查结果分拣).

    Attributes:
        report: Findings that are still reported.
        aside: Findings that are set aside or known.
    """

    report: Report
    aside: Report


@attrs.frozen
class _Table:
    suppression: list[Suppression]


def parse_suppressions(
    text: str, source: str = "suppressions"
) -> tuple[Suppression, ...]:
    """Read suppressions from TOML: ``[[suppression]]`` (读取忽略清单).

    Raises:
        InputError: The table is wrong; every problem is listed with its path.
        UnknownCodeError: A code is not registered.
    """
    table = structure(parse_toml(text, source), _Table, source)
    for suppression in table.suppression:
        if suppression.code.startswith("ZW"):  # codes of a caller's rules do not
            finding_code(suppression.code)
    return tuple(table.suppression)


def suppress(
    report: Report, suppressions: Iterable[Suppression], *, at: date
) -> Sorted:
    """Set findings aside (忽略已知问题).

    A suppression that has ended sets nothing aside and is reported as a finding.

    Args:
        report: The findings.
        suppressions: The suppressions.
        at: Day of the audit.

    Raises:
        InputError: `at` is not a date.
    """
    at = as_date(at, "at")
    suppressions = [*suppressions]
    valid = [s for s in suppressions if at <= s.until]
    ended = [
        finding(
            "ZWAU083",
            (),
            code=s.code,
            until=s.until.isoformat(),
            reason=s.reason,
            item=s.item,
        )
        for s in suppressions
        if s.until < at
    ]
    kept: list[Finding] = []
    aside: list[Finding] = []
    for each in report:
        covered = any(suppression.matches(each) for suppression in valid)
        (aside if covered else kept).append(each)
    return Sorted(
        Report((*ended, *kept), report.counts, report.source),
        Report(aside, source=report.source),
    )


def _to_counts(value: Mapping[str, int]) -> FrozenMap[int]:
    return keep(value)


@attrs.frozen
class Baseline(Value):
    """Baseline (基线): findings that an existing list already has.

    The baseline stores a fingerprint of each finding. The fingerprint does not change when
    records move within the file.

    Args:
        counts: Number of findings by fingerprint.

    >>> Baseline.of(Report()).to_json()
    '{"format": 1, "findings": {}}'
    """

    counts: Mapping[str, int] = attrs.field(
        factory=dict[str, int], converter=_to_counts
    )

    @classmethod
    def of(cls, report: Report) -> Baseline:
        """The baseline of all findings of a report."""
        return cls(dict(Counter(each.fingerprint for each in report)))

    @classmethod
    def from_json(cls, text: str, source: str = "baseline") -> Baseline:
        """Read a baseline that `to_json` wrote.

        Raises:
            InputError: The text is not a baseline, or has another version.
        """
        try:
            table = json.loads(text)
            readable = table["format"] == _FORMAT
            counts = dict[str, int](table["findings"])
        except (ValueError, TypeError, KeyError, RecursionError):
            readable, counts = False, {}
        valid = all(type(n) is int and n > 0 for n in counts.values())
        if not (readable and valid):
            raise InputError(
                f"{source} 不是基线文件,或版本不同;请重新生成",
                f"{source} is not a baseline, or has another version; write it again",
            )
        return cls(counts)

    def to_json(self) -> str:
        """The baseline as text in a fixed order, to store together with the list."""
        counts = dict(sorted(self.counts.items()))
        return json.dumps({"format": _FORMAT, "findings": counts})

    def sort(self, report: Report) -> Sorted:
        """Split a report into findings that are new and findings of the baseline."""
        remaining = dict(self.counts)
        new: list[Finding] = []
        known: list[Finding] = []
        for each in report:
            fingerprint = each.fingerprint
            if remaining.get(fingerprint, 0) > 0:
                remaining[fingerprint] -= 1
                known.append(each)
            else:
                new.append(each)
        return Sorted(
            Report(new, report.counts, report.source),
            Report(known, source=report.source),
        )
