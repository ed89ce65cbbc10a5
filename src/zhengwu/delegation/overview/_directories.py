"""Directories derived from powers: what is delegated, forwarded, and helped with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._dates import as_date, within
from zhengwu._text import Lang
from zhengwu.delegation.answer._holding import MOVES
from zhengwu.delegation.answer._resolution import why_said
from zhengwu.delegation.answer._situation import Why
from zhengwu.delegation.powers._instrument import Body, Instrument
from zhengwu.delegation.powers._instruments import (
    Abolition,
    AssistedHandling,
    Entrustment,
    FirstReview,
)
from zhengwu.delegation.powers._powers import Powers
from zhengwu.delegation.powers._steps import Step, steps_label
from zhengwu.delegation.proof._prove import Sweep
from zhengwu.limits.values._limit import SimpleLimit

_COLUMNS: Final = {
    "item": ("事项编码", "item"),
    "name": ("事项名称", "name"),
    "kind": ("方式", "kind"),
    "giver": ("授出机关", "giver"),
    "taker": ("承接机关", "taker"),
    "in_name_of": ("以谁的名义", "in whose name"),
    "liable": ("责任机关", "liable"),
    "steps": ("环节", "steps"),
    "areas": ("区域", "areas"),
    "reviewer": ("初审机关", "reviewer"),
    "decider": ("决定机关", "decider"),
    "limit": ("本级时限", "own limit"),
    "upper_limit": ("上级时限", "limit above"),
    "share": ("本级占时", "own share of time"),
    "agent": ("代办站点", "agent"),
    "place": ("服务区域", "place"),
    "since": ("起始日", "since"),
    "until": ("终止日", "until"),
    "instrument": ("文书", "instrument"),
    "basis": ("依据", "basis"),
    "effect": ("效力", "effect"),
}
_Row = Mapping[str, str]
_HANDED_ON: Final = (*MOVES, Entrustment)  # whose taker did not have it by law


class DirectoryDiff(NamedTuple):
    """What changed between two directories (目录变更).

    Attributes:
        added: Rows that only the later one has.
        removed: Rows that only the earlier one has.
        changed: Rows of both that differ: before, after.
    """

    added: tuple[_Row, ...]
    removed: tuple[_Row, ...]
    changed: tuple[tuple[_Row, _Row], ...]

    def to_text(self, lang: Lang = "zh") -> str:
        """A few lines for people."""
        en = lang == "en"
        numbers = (len(self.added), len(self.removed), len(self.changed))
        head = "added {}, removed {}, changed {}" if en else "新增 {},取消 {},变更 {}"
        lines = [head.format(*numbers)]
        for sign, rows in (("+", self.added), ("-", self.removed)):
            lines += (f"{sign} {_line(row)}" for row in rows)
        lines += (
            f"~ {_line(before)} → {_line(after)}" for before, after in self.changed
        )
        return "\n".join(lines)


def _line(row: _Row) -> str:
    return " ".join(value for name, value in row.items() if value and name != "basis")


def _to_rows(rows: Iterable[_Row]) -> tuple[_Row, ...]:
    return tuple(rows)


@attrs.frozen(kw_only=True)
class Directory:
    """Directory (目录) as of a day: rows under columns, derived and never stored.

    Args:
        title_zh: Title in Chinese.
        title_en: Title in English.
        at: The day.
        columns: Names of the columns.
        rows: Text of each column, row by row.
    """

    title_zh: str
    title_en: str
    at: date
    columns: tuple[str, ...]
    rows: tuple[_Row, ...] = attrs.field(converter=_to_rows)

    def __len__(self) -> int:
        return len(self.rows)

    def to_records(self, lang: Lang = "zh") -> list[dict[str, str]]:
        """Rows under the headings of a language, for a frame or a sheet."""
        en = lang == "en"
        return [
            {_COLUMNS[name][en]: row[name] for name in self.columns}
            for row in self.rows
        ]

    def to_markdown(self, lang: Lang = "zh") -> str:
        """A table that an official recognises."""
        en = lang == "en"
        title = self.title_en if en else self.title_zh
        lines = [
            f"### {title} ({self.at})",
            "",
            "| " + " | ".join(_COLUMNS[name][en] for name in self.columns) + " |",
            "|" + "---|" * len(self.columns),
        ]
        for row in self.rows:
            cells = (row[name].replace("|", "\\|") for name in self.columns)
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines)

    def diff(self, later: Directory) -> DirectoryDiff:
        """What the later one changes."""
        before, after = _by_key(self), _by_key(later)
        return DirectoryDiff(
            tuple(row for key, row in after.items() if key not in before),
            tuple(row for key, row in before.items() if key not in after),
            tuple(
                (row, after[key])
                for key, row in before.items()
                if key in after and row != after[key]
            ),
        )


def _by_key(directory: Directory) -> dict[tuple[str, str], _Row]:
    return {(row["instrument"], row["item"]): row for row in directory.rows}


def delegation_directory(powers: Powers, at: date) -> Directory:
    """What is devolved, entrusted, authorised or concentrated on a day (放权委托目录).

    One row an item and instrument: from whom, to whom, in whose name, who is liable; a
    paper that is in force and by which nobody acts says so under ``effect``.

    Raises:
        InputError: `at` is no date.
    """
    return _directory(
        powers,
        at,
        ("放权委托目录", "Delegation directory"),
        _HANDED_ON,
        _delegated,
    )


def forwarding_directory(powers: Powers, at: date) -> Directory:
    """What is reviewed first and forwarded on a day (转报目录), with shares of time.

    The share is left blank where the two limits are not counted alike.

    Raises:
        InputError: `at` is no date.
    """
    return _directory(
        powers,
        at,
        ("转报目录", "Forwarding directory"),
        (FirstReview,),
        _forwarded,
    )


def agent_directory(powers: Powers, at: date) -> Directory:
    """What agents help with on a day (代办目录), where, and within which time.

    Raises:
        InputError: `at` is no date.
    """
    return _directory(
        powers,
        at,
        ("代办目录", "Agent directory"),
        (AssistedHandling,),
        _helped,
    )


def share_of_time(review: FirstReview) -> Fraction | None:
    """The reviewer's share of all the time (本级占时), or None if it cannot be said.

    It can where both limits are stated, and counted alike.
    """
    own, above = review.limit, review.upper_limit
    if own is None or above is None or own.unit is not above.unit:
        return None
    whole = Fraction(own.amount) + Fraction(above.amount)
    return Fraction(own.amount) / whole if whole else None


def _directory(
    powers: Powers,
    at: date,
    titles: tuple[str, str],
    kinds: tuple[type[Instrument], ...],
    cells: Callable[[Powers, Any, frozenset[Step], date], dict[str, str]],
) -> Directory:
    as_date(at, "at")
    rows = [
        {
            "item": item,
            "name": _name(powers, item),
            **cells(powers, one, steps, at),
            **_common(one),
        }
        for one in powers.instruments.values()
        if isinstance(one, kinds) and one.in_force(at)
        for item in one.items
        if (steps := steps_left(powers, one, item, at))
    ]
    told = _no_effect(powers, dict.fromkeys(row["item"] for row in rows), at)
    for row in rows:
        why = told.get((row["instrument"], row["item"]))
        row["effect"] = "" if why is None else f"不生效:{why_said(why)}"
    rows.sort(key=lambda row: (row["item"], row["instrument"]))
    columns = tuple(rows[0]) if rows else ("item", "name", *_common_columns)
    return Directory(
        title_zh=titles[0], title_en=titles[1], at=at, columns=columns, rows=rows
    )


def steps_left(powers: Powers, one: Instrument, item: str, at: date) -> frozenset[Step]:
    """Steps that an instrument still covers (文书尚有效的环节) for an item on a day.

    Those for which it is neither recalled nor the item abolished, wherever it holds; a
    recall that is itself recalled takes nothing away.
    """
    return _left(powers, one, item, at, frozenset())


def _left(
    powers: Powers, one: Instrument, item: str, at: date, seen: frozenset[str]
) -> frozenset[Step]:
    steps = one.steps
    for recall in powers.recalls(one.id):
        meant = not recall.areas and (not recall.items or item in recall.items)
        if meant and recall.in_force(at) and recall.id not in seen:
            steps -= _left(powers, recall, item, at, seen | {recall.id})
    for held in powers.about(item).values():
        for other in held:
            if isinstance(other, Abolition) and not other.areas and other.in_force(at):
                steps -= other.steps
    return steps


def _no_effect(
    powers: Powers, items: Iterable[str], at: date
) -> Mapping[tuple[str, str], Why]:
    """Instruments that nobody acts by anywhere on that day, by item, and why."""
    used: set[tuple[str, str]] = set()
    void: dict[tuple[str, str], Why] = {}
    sweep = Sweep(powers)
    for item in items:
        if item not in powers.items:
            continue
        for case in sweep.cases(powers.items[item]):
            for _, answer in case.answers(at):
                for acting in (*answer.acting, *answer.alternatives):
                    used.update((one.id, item) for one in acting.chain)
                void.update({(v.instrument.id, item): v.why for v in answer.void})
    return {key: why for key, why in void.items() if key not in used}


def _name(powers: Powers, item: str) -> str:
    known = powers.items.get(item)
    return "" if known is None else known.name


def _body(powers: Powers, body: Body | None, at: date) -> str:
    """Name of a body on that day, or its last one."""
    if body is None:
        return ""
    if not isinstance(body, str):
        return str(body)
    stretches = (*powers.organs.stretches(body), *powers.halls.stretches(body))
    then = next((o for o in stretches if within(at, o.since, o.until)), None)
    named = then or (stretches[-1] if stretches else None)
    return body if named is None else named.name


def _common(one: Instrument) -> dict[str, str]:
    return {
        "since": str(one.since or ""),
        "until": str(one.until or ""),
        "instrument": one.id,
        "basis": "、".join(basis.cite() for basis in one.basis),
    }


_common_columns: Final = ("since", "until", "instrument", "basis", "effect")


def _delegated(
    powers: Powers, one: Instrument, steps: frozenset[Step], at: date
) -> dict[str, str]:
    giver = "、".join(_body(powers, body, at) for body in one.givers)
    taker = _body(powers, one.taker, at)
    own_name = not isinstance(one, Entrustment)
    name = taker if own_name else giver
    areas = "、".join(sorted(map(str, one.areas)))
    return {
        "kind": one.label_zh,
        "giver": giver,
        "taker": taker,
        "in_name_of": name,
        "liable": name,
        "steps": steps_label(steps),
        "areas": areas,
    }


def _forwarded(
    powers: Powers, one: FirstReview, _: frozenset[Step], at: date
) -> dict[str, str]:
    share = share_of_time(one)
    return {
        "reviewer": _body(powers, one.reviewer, at),
        "decider": _body(powers, one.decider, at),
        "limit": _limit(one.limit),
        "upper_limit": _limit(one.upper_limit),
        "share": "" if share is None else f"{float(share):.1%}",
    }


def _limit(limit: SimpleLimit | None) -> str:
    return "" if limit is None else limit.label("zh")


def _helped(
    powers: Powers, one: AssistedHandling, _: frozenset[Step], at: date
) -> dict[str, str]:
    stations = powers.halls.stretches(one.agent)
    place = getattr(stations[-1], "place", None) if stations else None
    areas = "、".join(sorted(map(str, one.areas)))
    return {
        "agent": _body(powers, one.agent, at),
        "place": areas or str(place or ""),
        "limit": _limit(one.limit),
    }


def item_sites(powers: Powers, at: date) -> Iterator[tuple[str, str]]:
    """Each pair of an item and an organ that received power over it (事项办理点).

    41 items devolved to 14 centres are 574 pairs at the most; fewer where some centres
    take fewer items.
    """
    seen: set[tuple[str, str]] = set()
    for one in powers.instruments.values():
        if not isinstance(one, _HANDED_ON) or not one.in_force(at):
            continue
        for item in one.items:
            if steps_left(powers, one, item, at):
                pairs = {(item, taker) for taker in _takers(powers, one.taker, at)}
                yield from sorted(pairs - seen)
                seen |= pairs


def _takers(powers: Powers, body: Body | None, at: date) -> set[str]:
    """Organs that take by it on that day, wherever they serve."""
    if body is None or isinstance(body, str):
        return set() if body is None else {body}
    line = powers.organs.of_line(body.level, body.function)
    return {o.id for organs in line.values() for o in organs if o.stands(at)}
