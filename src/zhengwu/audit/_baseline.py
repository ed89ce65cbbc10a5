"""What is known already: findings set aside with a reason, and a baseline of old ones."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date  # at run time: cattrs resolves it
from fnmatch import fnmatchcase
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._dates import as_date
from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap
from zhengwu._tables import parse_toml, structure
from zhengwu.findings import Finding, Report, finding, finding_code

_FORMAT: Final = 1


@attrs.frozen(kw_only=True)
class Suppression:
    """Finding that is set aside (忽略), with a reason and an end.

    Args:
        code: Code of the finding.
        reason: Why it is right to set it aside.
        until: Last day on which it is set aside; then it shows again.
        item: Name of the item, with ``*`` for any characters; every item if empty.
        element: Column or element; every one if empty.

    Raises:
        InputError: No reason.
    """

    code: str
    reason: str
    until: date
    item: str = "*"
    element: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.reason.strip():
            raise InputError(
                f"忽略 {self.code} 应写明理由",
                f"setting {self.code} aside needs a reason",
            )

    def matches(self, found: Finding) -> bool:
        """Whether it is about this finding."""
        return (
            found.code == self.code
            and fnmatchcase(str(found.data.get("item", "")), self.item)
            and (not self.element or self.element in found.path)
        )


class Sorted(NamedTuple):
    """A report, sorted by what is known already (检查结果分拣).

    Attributes:
        report: What stands.
        aside: What was set aside.
    """

    report: Report
    aside: Report


@attrs.frozen
class _Table:
    suppression: list[Suppression]


def parse_suppressions(
    text: str, source: str = "suppressions"
) -> tuple[Suppression, ...]:
    """Read what is set aside from TOML: ``[[suppression]]`` (读取忽略清单).

    Raises:
        InputError: Every problem of the table, with its path.
        UnknownCodeError: No such code.
    """
    found = tuple(structure(parse_toml(text, source), _Table, source).suppression)
    for suppression in found:
        if suppression.code.startswith("ZW"):  # those of a caller's rules are their own
            finding_code(suppression.code)
    return found


def suppress(
    report: Report, suppressions: Iterable[Suppression], *, at: date
) -> Sorted:
    """Set findings aside (忽略已知问题).

    A suppression that has ended sets nothing aside, and is a finding itself.

    Args:
        report: What was found.
        suppressions: What to set aside.
        at: Day of the audit.

    Raises:
        InputError: `at` is no date.
    """
    at = as_date(at, "at")
    given = [*suppressions]
    valid = [s for s in given if at <= s.until]
    ended = [
        finding(
            "ZWAU083",
            (),
            code=s.code,
            until=s.until.isoformat(),
            reason=s.reason,
            item=s.item,
        )
        for s in given
        if s.until < at
    ]
    kept: list[Finding] = []
    aside: list[Finding] = []
    for found in report:
        known = any(s.matches(found) for s in valid)
        (aside if known else kept).append(found)
    return Sorted(
        Report((*ended, *kept), report.counts, report.source),
        Report(aside, source=report.source),
    )


def _to_counts(value: Mapping[str, int]) -> FrozenMap[int]:
    return value if isinstance(value, FrozenMap) else FrozenMap(value)


@attrs.frozen
class Baseline:
    """Baseline (基线): findings that an old list had when it was taken in.

    Holds a fingerprint of each, which does not change when records move within the file.

    Args:
        counts: How often each fingerprint was found.

    >>> Baseline.of(Report()).to_json()
    '{"format": 1, "findings": {}}'
    """

    counts: Mapping[str, int] = attrs.field(
        factory=dict[str, int], converter=_to_counts
    )

    @classmethod
    def of(cls, report: Report) -> Baseline:
        """The baseline that holds everything in a report."""
        return cls(dict(Counter(map(_fingerprint, report))))

    @classmethod
    def from_json(cls, text: str, source: str = "baseline") -> Baseline:
        """Read a baseline that `to_json` wrote.

        Raises:
            InputError: It is none.
        """
        try:
            table = json.loads(text)
            known = table["format"] == _FORMAT
            counts = dict[str, int](table["findings"])
        except (ValueError, TypeError, KeyError, RecursionError):
            known, counts = False, {}
        good = all(type(n) is int and n > 0 for n in counts.values())
        if not (known and good):
            raise InputError(
                f"{source} 不是基线文件,或版本不同;请重新生成",
                f"{source} is no baseline, or of another version; write it again",
            )
        return cls(counts)

    def to_json(self) -> str:
        """The baseline as text, in a fixed order, to keep beside the list."""
        counts = dict(sorted(self.counts.items()))
        return json.dumps({"format": _FORMAT, "findings": counts})

    def sort(self, report: Report) -> Sorted:
        """What is new against the baseline, and what it knows already."""
        left = dict(self.counts)
        new: list[Finding] = []
        known: list[Finding] = []
        for found in report:
            mark = _fingerprint(found)
            if left.get(mark, 0) > 0:
                left[mark] -= 1
                known.append(found)
            else:
                new.append(found)
        return Sorted(
            Report(new, report.counts, report.source),
            Report(known, source=report.source),
        )


def _fingerprint(found: Finding) -> str:
    """Of what was found, wherever the record stands now."""
    data: dict[str, Any] = {k: v for k, v in found.data.items() if k != "first"}
    path = [step for step in found.path if isinstance(step, str)]
    text = json.dumps([found.code, path, data], sort_keys=True, default=str)
    return f"{found.code}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
