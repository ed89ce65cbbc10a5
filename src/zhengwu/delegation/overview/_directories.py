"""Directories derived from powers: delegation, forwarding, and assisted handling."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

import attrs

from zhengwu._dates import as_date, within
from zhengwu._frozen import keep
from zhengwu._text import Lang, Text, check_lang
from zhengwu._values import Value
from zhengwu._visible import escape_markdown
from zhengwu.delegation.answer._holding import MOVES
from zhengwu.delegation.answer._resolution import describe_why
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
from zhengwu.delegation.proof._prove import PowerProof
from zhengwu.limits.values._limit import SimpleLimit

_COLUMNS: Final = {
    "item": Text("事项编码", "item"),
    "name": Text("事项名称", "name"),
    "kind": Text("方式", "kind"),
    "giver": Text("授权机关", "giver"),
    "taker": Text("承接机关", "taker"),
    "in_name_of": Text("以谁的名义", "in whose name"),
    "liable": Text("责任机关", "liable"),
    "steps": Text("环节", "steps"),
    "areas": Text("区域", "areas"),
    "reviewer": Text("初审机关", "reviewer"),
    "decider": Text("决定机关", "decider"),
    "limit": Text("本级时限", "own limit"),
    "upper_limit": Text("上级时限", "limit above"),
    "share": Text("本级占时", "own share of time"),
    "agent": Text("代办站点", "agent"),
    "place": Text("服务区域", "place"),
    "since": Text("起始日", "since"),
    "until": Text("终止日", "until"),
    "instrument": Text("文书", "instrument"),
    "basis": Text("依据", "basis"),
    "effect": Text("效力", "effect"),
}
_COUNTS: Final = Text(
    "新增 {added},取消 {removed},变更 {changed}",
    "added {added}, removed {removed}, changed {changed}",
)
_Row = Mapping[str, str]
# Instruments whose taker does not have the power by law.
_DELEGATING: Final = (*MOVES, Entrustment)


class DirectoryDiff(NamedTuple):
    """Difference between two directories (目录变更).

    Attributes:
        added: Rows only in the later directory.
        removed: Rows only in the earlier directory.
        changed: Pairs of rows, before and after, that differ.
    """

    added: tuple[_Row, ...]
    removed: tuple[_Row, ...]
    changed: tuple[tuple[_Row, _Row], ...]

    def to_text(self, lang: Lang = "zh") -> str:
        """The difference as a few lines of text."""
        head = _COUNTS.say(
            lang,
            added=len(self.added),
            removed=len(self.removed),
            changed=len(self.changed),
        )
        lines = [head]
        for sign, rows in (("+", self.added), ("-", self.removed)):
            lines += (f"{sign} {_to_line(row)}" for row in rows)
        lines += (
            f"~ {_to_line(before)} → {_to_line(after)}"
            for before, after in self.changed
        )
        return "\n".join(lines)


def _to_line(row: _Row) -> str:
    return " ".join(value for name, value in row.items() if value and name != "basis")


def _to_rows(rows: Iterable[_Row]) -> tuple[_Row, ...]:
    return keep(rows)


@attrs.frozen(kw_only=True)
class Directory(Value):
    """Directory (目录) as of a day: rows and columns, derived from powers on demand.

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
        """Rows with column headings in a language, for a data frame or a sheet."""
        check_lang(lang)
        heads = {name: _COLUMNS[name].say(lang) for name in self.columns}
        return [{head: row[name] for name, head in heads.items()} for row in self.rows]

    def to_markdown(self, lang: Lang = "zh") -> str:
        """The directory as a Markdown table, with its title and day."""
        title = Text(self.title_zh, self.title_en).say(lang)
        heads = (_COLUMNS[name].say(lang) for name in self.columns)
        lines = [
            f"### {title} ({self.at})",
            "",
            f"| {' | '.join(heads)} |",
            "|" + "---|" * len(self.columns),
        ]
        for row in self.rows:
            cells = (escape_markdown(row[name]) for name in self.columns)
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines)

    def diff(self, later: Directory) -> DirectoryDiff:
        """Difference between this directory and a later directory."""
        before, after = _index_rows(self), _index_rows(later)
        return DirectoryDiff(
            tuple(row for key, row in after.items() if key not in before),
            tuple(row for key, row in before.items() if key not in after),
            tuple(
                (row, after[key])
                for key, row in before.items()
                if key in after and row != after[key]
            ),
        )


def _index_rows(directory: Directory) -> dict[tuple[str, str], _Row]:
    return {(row["instrument"], row["item"]): row for row in directory.rows}


def delegation_directory(powers: Powers, at: date) -> Directory:
    """List what is devolved, entrusted, authorised or concentrated (放权委托目录).

    A row per item and instrument: giver, taker, in whose name the taker acts, and who is
    liable. If an instrument is in force but nobody acts under it, the column ``effect``
    says why.

    Raises:
        InputError: `at` is no date.
    """
    return _build_directory(
        powers,
        at,
        Text("放权委托目录", "Delegation directory"),
        _DELEGATING,
        _to_delegation_cells,
    )


def forwarding_directory(powers: Powers, at: date) -> Directory:
    """List first reviews and forwarding on a day (转报目录), with shares of time.

    The share is empty if the two limits have different units.

    Raises:
        InputError: `at` is no date.
    """
    return _build_directory(
        powers,
        at,
        Text("转报目录", "Forwarding directory"),
        (FirstReview,),
        _to_forwarding_cells,
    )


def agent_directory(powers: Powers, at: date) -> Directory:
    """List the items with which agents help on a day (代办目录), with place and limit.

    Raises:
        InputError: `at` is no date.
    """
    return _build_directory(
        powers,
        at,
        Text("代办目录", "Agent directory"),
        (AssistedHandling,),
        _to_agent_cells,
    )


def share_of_time(review: FirstReview) -> Fraction | None:
    """The reviewer's share of the total time (本级占时).

    None if a limit is missing, the units differ, or the total is zero.
    """
    own, above = review.limit, review.upper_limit
    if own is None or above is None or own.unit is not above.unit:
        return None
    total = Fraction(own.amount) + Fraction(above.amount)
    return Fraction(own.amount) / total if total else None


def _build_directory(
    powers: Powers,
    at: date,
    title: Text,
    kinds: tuple[type[Instrument], ...],
    to_cells: Callable[[Powers, Any, frozenset[Step], date], dict[str, str]],
) -> Directory:
    """A directory of the instruments of some types, sorted by item and instrument."""
    as_date(at, "at")
    rows = [
        {
            "item": item,
            "name": _find_item_name(powers, item),
            **to_cells(powers, instrument, steps, at),
            **_to_common_cells(instrument),
        }
        for instrument in powers.instruments.values()
        if isinstance(instrument, kinds) and instrument.in_force(at)
        for item in instrument.items
        if (steps := steps_left(powers, instrument, item, at))
    ]
    reasons = _find_ineffective(powers, dict.fromkeys(row["item"] for row in rows), at)
    for row in rows:
        why = reasons.get((row["instrument"], row["item"]))
        row["effect"] = "" if why is None else f"不生效:{describe_why(why)}"
    rows.sort(key=lambda row: (row["item"], row["instrument"]))
    columns = tuple(rows[0]) if rows else ("item", "name", *_COMMON_COLUMNS)
    return Directory(
        title_zh=title.zh, title_en=title.en, at=at, columns=columns, rows=rows
    )


def steps_left(
    powers: Powers, instrument: Instrument, item: str, at: date
) -> frozenset[Step]:
    """Steps for which an instrument is still valid on a day (文书尚有效的环节).

    Steps for which the instrument is recalled or the item is abolished in all areas are
    left out. A recall that is itself recalled takes nothing away.
    """
    return _subtract_recalls(powers, instrument, item, at, frozenset())


def _subtract_recalls(
    powers: Powers, instrument: Instrument, item: str, at: date, seen: frozenset[str]
) -> frozenset[Step]:
    """Like `steps_left`; recalls in `seen` are ignored, so that circles end."""
    steps = instrument.steps
    for recall in powers.recalls(instrument.id):
        applies = not recall.areas and (not recall.items or item in recall.items)
        if applies and recall.in_force(at) and recall.id not in seen:
            steps -= _subtract_recalls(powers, recall, item, at, seen | {recall.id})
    for instruments in powers.about(item).values():
        for other in instruments:
            if isinstance(other, Abolition) and not other.areas and other.in_force(at):
                steps -= other.steps
    return steps


def _find_ineffective(
    powers: Powers, items: Iterable[str], at: date
) -> Mapping[tuple[str, str], Why]:
    """Why nobody acts under an instrument, in any place, by instrument and item."""
    used: set[tuple[str, str]] = set()
    void: dict[tuple[str, str], Why] = {}
    proof = PowerProof(powers)
    for item in items:
        if item not in powers.items:
            continue
        for group in proof.group_places(powers.items[item]):
            for _, answer in group.answers(at):
                for acting in (*answer.acting, *answer.alternatives):
                    used.update((each.id, item) for each in acting.chain)
                void.update({(v.instrument.id, item): v.why for v in answer.void})
    return {key: why for key, why in void.items() if key not in used}


def _find_item_name(powers: Powers, item: str) -> str:
    service_item = powers.items.get(item)
    return "" if service_item is None else service_item.name


def _name_body(powers: Powers, body: Body | None, at: date) -> str:
    """Name of a body on a day; if it does not exist on that day, its latest name."""
    if body is None:
        return ""
    if not isinstance(body, str):
        return str(body)
    stretches = (*powers.organs.stretches(body), *powers.halls.stretches(body))
    then = next((o for o in stretches if within(at, o.since, o.until)), None)
    named = then or (stretches[-1] if stretches else None)
    return body if named is None else named.name


def _to_common_cells(instrument: Instrument) -> dict[str, str]:
    return {
        "since": str(instrument.since or ""),
        "until": str(instrument.until or ""),
        "instrument": instrument.id,
        "basis": "、".join(basis.cite() for basis in instrument.basis),
    }


_COMMON_COLUMNS: Final = ("since", "until", "instrument", "basis", "effect")


def _to_delegation_cells(
    powers: Powers, instrument: Instrument, steps: frozenset[Step], at: date
) -> dict[str, str]:
    giver = "、".join(_name_body(powers, body, at) for body in instrument.givers)
    taker = _name_body(powers, instrument.taker, at)
    in_own_name = not isinstance(instrument, Entrustment)
    name = taker if in_own_name else giver
    return {
        "kind": instrument.label_zh,
        "giver": giver,
        "taker": taker,
        "in_name_of": name,
        "liable": name,
        "steps": steps_label(steps),
        "areas": _list_areas(instrument),
    }


def _to_forwarding_cells(
    powers: Powers, review: FirstReview, _: frozenset[Step], at: date
) -> dict[str, str]:
    share = share_of_time(review)
    return {
        "reviewer": _name_body(powers, review.reviewer, at),
        "decider": _name_body(powers, review.decider, at),
        "limit": _label_limit(review.limit),
        "upper_limit": _label_limit(review.upper_limit),
        "share": "" if share is None else f"{float(share):.1%}",
    }


def _label_limit(limit: SimpleLimit | None) -> str:
    return "" if limit is None else limit.label("zh")


def _to_agent_cells(
    powers: Powers, handling: AssistedHandling, _: frozenset[Step], at: date
) -> dict[str, str]:
    stations = powers.halls.stretches(handling.agent)
    place = getattr(stations[-1], "place", None) if stations else None
    return {
        "agent": _name_body(powers, handling.agent, at),
        "place": _list_areas(handling) or str(place or ""),
        "limit": _label_limit(handling.limit),
    }


def _list_areas(instrument: Instrument) -> str:
    return "、".join(sorted(map(str, instrument.areas)))


def item_sites(powers: Powers, at: date) -> Iterator[tuple[str, str]]:
    """Iterate pairs of an item and an organ that received power over it (事项办理点).

    For example, 41 items devolved to 14 centres are at most 574 pairs; fewer if some
    centres receive fewer items.
    """
    seen: set[tuple[str, str]] = set()
    for instrument in powers.instruments.values():
        if not isinstance(instrument, _DELEGATING) or not instrument.in_force(at):
            continue
        for item in instrument.items:
            if steps_left(powers, instrument, item, at):
                takers = _find_takers(powers, instrument.taker, at)
                pairs = {(item, taker) for taker in takers}
                yield from sorted(pairs - seen)
                seen |= pairs


def _find_takers(powers: Powers, body: Body | None, at: date) -> set[str]:
    """Ids of the organs that a body means on a day, in all places."""
    if body is None or isinstance(body, str):
        return set() if body is None else {body}
    line = powers.organs.of_line(body.level, body.function)
    return {o.id for organs in line.values() for o in organs if o.is_valid_on(at)}
