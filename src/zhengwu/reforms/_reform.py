"""Reforms: dated, with a legal basis and a condition on items; how a world changes by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar, Final, TypeAlias

import attrs

from zhengwu._dates import as_date, check_interval, span_label
from zhengwu._errors import InputError
from zhengwu._frozen import keep, to_texts
from zhengwu._hints import resolve_hints
from zhengwu._text import Lang, Text
from zhengwu._values import Value
from zhengwu.delegation import Instrument
from zhengwu.findings import Finding, finding
from zhengwu.legal import LegalBasis
from zhengwu.reforms._where import Where, to_where
from zhengwu.world import Handling, Standing, Timeline, World
from zhengwu.world._timeline import DatedValue

Span: TypeAlias = tuple[date, date | None]  # first day, and the day after the last

SHOWN: Final = 12
"""Maximum number of items that a finding names."""
_OFFERED: Final = (Standing.LIVE,)
_LABEL: Final = Text("{kind} {id}({where}{span})", "{kind} {id} ({where}{span})")
_WHERE: Final = Text("{where},", "{where}, ")

_EVERYTHING: Final = Where.everything()


def _to_bases(bases: Iterable[LegalBasis] | LegalBasis) -> tuple[LegalBasis, ...]:
    return keep(bases)


@attrs.frozen(kw_only=True)
class Reform(Value):
    """Reform (改革举措) over ``[since, until)``: a typed operation on a world.

    Args:
        id: Document number, or a short name.
        since: First day of the reform; earlier days do not change.
        until: First day on which the reform no longer applies, for a pilot or a
            suspension; None if it is permanent.
        basis: Legal basis of the reform.
        where: Condition on the items to which the reform applies.
        allow_empty: Whether the reform may apply to nothing.
        alongside: Ids of earlier stages in the same stack; items that an earlier stage
            has changed are excluded.

    Raises:
        InputError: The id is empty, a day is not a date, or `until` is not after
            `since`; a condition or an end is given to a kind that takes none.
    """

    label_zh: ClassVar[str] = "改革举措"
    label_en: ClassVar[str] = "reform"
    of_items: ClassVar[bool] = True
    """Whether `where` selects what the reform applies to."""
    ends: ClassVar[bool] = True
    """Whether the reform can have an end."""

    id: str
    since: date
    until: date | None = None
    basis: tuple[LegalBasis, ...] = attrs.field(default=(), converter=_to_bases)
    where: Where = attrs.field(default=_EVERYTHING, converter=to_where)
    allow_empty: bool = False
    alongside: tuple[str, ...] = attrs.field(default=(), converter=to_texts)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        as_date(self.since, "since")
        check_interval(self, Text(self.label_zh, self.label_en))
        if not self.of_items and self.where != _EVERYTHING:
            raise InputError(
                f"{self.label_zh} {self.id} 不按事项实施,不能写 where",
                f"{self.label_en} {self.id} is not about items and takes no where",
            )
        if not self.ends and self.until is not None:
            raise InputError(
                f"{self.label_zh} {self.id} 不能到期恢复,不能写 until;请另写一项改革",
                f"{self.label_en} {self.id} cannot end and takes no until; "
                "write another reform",
            )

    def label(self, lang: Lang = "zh") -> str:
        """Kind, id, condition and days of the reform, in ``"zh"`` or ``"en"``."""
        kind = Text(self.label_zh, self.label_en).say(lang)
        where = ""
        if self.of_items:
            condition = Text(self.where.zh, self.where.en).say(lang)
            where = _WHERE.say(lang, where=condition)
        span = span_label(self.since, self.until, lang)
        return _LABEL.say(lang, kind=kind, id=self.id, where=where, span=span)

    def run(self, world: World) -> tuple[World, tuple[str, ...]]:
        """World after the reform, and the keys of what it applied to.

        Each kind of reform implements this method. `apply_reforms` calls it and checks
        the result as well.
        """
        raise NotImplementedError

    def remarks(self, after: World, keys: tuple[str, ...]) -> Iterable[Finding]:
        """Findings about the reform in addition to its faults; none by default."""
        del after, keys
        return ()

    @property
    def stands_for(self) -> tuple[Standing, ...]:
        """Standings of the items to which the reform applies."""
        return _OFFERED

    def matched(self, world: World) -> dict[str, Timeline[Handling]]:
        """Timelines of the items to which the reform applies on at least one day."""
        return {
            key: line
            for key, line in world.handlings.items()
            if any(self._applies_to(stretch) for stretch in line.stretches)
        }

    def _applies_to(self, stretch: DatedValue[Handling]) -> bool:
        """Whether the reform applies to a stretch on at least one of its days."""
        since, until, handling = self.since, self.until, stretch.value
        if stretch.until is not None and stretch.until <= since:
            return False
        if until is not None and stretch.since is not None and stretch.since >= until:
            return False
        item = handling.item
        if item.valid_to is not None and item.valid_to < since:
            return False
        if until is not None and item.valid_from and item.valid_from >= until:
            return False
        return handling.standing in self.stands_for and self.where.test(handling)

    def spans(self, line: Timeline[Handling]) -> tuple[Span, ...]:
        """Days on which the reform applies to an item; adjacent spans are joined."""
        spans: list[Span] = []
        for stretch in line.stretches:
            if not self._applies_to(stretch):
                continue
            since = max(stretch.since or self.since, self.since)
            ends = [day for day in (stretch.until, self.until) if day is not None]
            until = min(ends, default=None)
            if spans and spans[-1][1] == since:
                spans[-1] = spans[-1][0], until
            else:
                spans.append((since, until))
        return tuple(spans)

    def evolved(
        self,
        lines: Mapping[str, Timeline[Handling]],
        change: Callable[[Handling], Handling],
    ) -> dict[str, Timeline[Handling]]:
        """Timelines that differ after `change` on the days and items of the reform."""
        test, standings = self.where.test, self.stands_for

        def change_matching(handling: Handling) -> Handling:
            matches = handling.standing in standings and test(handling)
            return change(handling) if matches else handling

        changed = (
            (key, line, line.changed(change_matching, self.since, self.until, self.id))
            for key, line in lines.items()
        )
        return {key: new for key, old, new in changed if new is not old}


resolve_hints(Reform)


@attrs.frozen(kw_only=True)
class ItemReform(Reform):
    """Reform of items (事项类改革): changes how each item is handled."""

    def change(self, handling: Handling) -> Handling:
        """Handling of an item after the reform; the same object if nothing changes."""
        raise NotImplementedError

    def instruments(
        self, world: World, lines: Mapping[str, Timeline[Handling]]
    ) -> tuple[Instrument, ...]:
        """Instruments that the reform adds; none by default."""
        del world, lines
        return ()

    def run(self, world: World) -> tuple[World, tuple[str, ...]]:
        """Change the items, and add the instruments."""
        lines = self.matched(world)
        changed = world.with_handlings(self.evolved(lines, self.change))
        added = [*self._iter_instruments(world, lines)]
        if added:
            powers = changed.powers.with_instruments(*added)
            changed = attrs.evolve(changed, powers=powers)
        return changed, tuple(lines)

    def _iter_instruments(
        self, world: World, lines: Mapping[str, Timeline[Handling]]
    ) -> Iterator[Instrument]:
        """Instruments of the reform, for each span of days on which it applies."""
        by_span: dict[Span, dict[str, Timeline[Handling]]] = {}
        for key, line in lines.items():
            for span in self.spans(line):
                by_span.setdefault(span, {})[key] = line
        for number, ((since, until), matched) in enumerate(by_span.items(), 1):
            dated = attrs.evolve(self, since=since, until=until)
            for instrument in dated.instruments(world, matched):
                name = f"{instrument.id}#{number}" if number > 1 else instrument.id
                yield attrs.evolve(instrument, id=name)


@attrs.frozen(kw_only=True)
class PowerReform(ItemReform):
    """Reform of powers (权力类改革): adds instruments and leaves items unchanged."""

    def change(self, handling: Handling) -> Handling:
        """The same handling: the item itself does not change."""
        return handling


@attrs.frozen(kw_only=True)
class WorldReform(Reform):
    """Reform of organs or resources (机构与资源类改革), not of individual items."""

    of_items: ClassVar[bool] = False

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """World after the reform, and the ids of what it changed."""
        raise NotImplementedError

    def run(self, world: World) -> tuple[World, tuple[str, ...]]:
        """Same as `changed`."""
        return self.changed(world)


def list_powers(lines: Mapping[str, Timeline[Handling]]) -> tuple[str, ...]:
    """Ids of the powers that items rest on (事项的权力标识)."""
    powers = (stretch.value.power for line in lines.values() for stretch in line)
    return tuple(dict.fromkeys(powers))


def list_recorded_powers(
    world: World, lines: Mapping[str, Timeline[Handling]]
) -> tuple[str, ...]:
    """Ids of the powers of items about which the world has an instrument (已登记的职权)."""
    return tuple(power for power in list_powers(lines) if world.powers.about(power))


def report_items(code: str, reform: Reform, items: Sequence[str]) -> Finding:
    """Finding about items of a reform, with their number and the first few."""
    return finding(
        code, ("reforms", reform.id), reform=reform.id, count=len(items),
        items="、".join(items[:SHOWN]),
    )  # fmt: skip


def build_no_match_error(reform: Reform, world: World) -> InputError:
    """Error for a reform that applies to nothing."""
    some = [*world.handlings][:5]
    zh = f"(如 {'、'.join(some)})" if some else ""
    en = f" (such as {', '.join(some)})" if some else ""
    what = "where 与日期" if reform.of_items else "机构、窗口与日期"
    about = "where and the days" if reform.of_items else "organs, windows and the days"
    return InputError(
        f"{reform.label()} 没有匹配到任何对象;世界中有 {len(world)} 项事项{zh}。"
        f"请核对{what};若允许为空,请设 allow_empty=True",
        f"{reform.label('en')} applies to nothing; the world has {len(world)} items{en}. "
        f"Check {about}, or allow it with allow_empty=True",
    )
