"""What a reform is: dated, with a basis, for some items; and how it is applied to a world."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar, Final, TypeAlias

import attrs

from zhengwu._dates import as_date, check_interval, span_label
from zhengwu._errors import InputError
from zhengwu._frozen import refuse_other, to_texts
from zhengwu._text import Lang
from zhengwu.delegation import Instrument
from zhengwu.findings import Finding, finding
from zhengwu.legal import LegalBasis
from zhengwu.reforms._where import Where, to_where
from zhengwu.world import Handling, Standing, Timeline, World
from zhengwu.world._timeline import DatedValue

Span: TypeAlias = tuple[date, date | None]  # first day, and first day no longer

SHOWN: Final = 12
"""How many items a finding names."""
_OFFERED: Final = (Standing.LIVE,)

_EVERYTHING: Final = Where.everything()


def _to_bases(bases: Iterable[LegalBasis] | LegalBasis) -> tuple[LegalBasis, ...]:
    made = (bases,) if isinstance(bases, LegalBasis) else tuple(bases)
    for one in made:
        refuse_other(one, "basis", LegalBasis)
    return made


@attrs.frozen(kw_only=True)
class Reform:
    """Reform (改革举措) over ``[since, until)``: a typed operation on a world.

    Args:
        id: Document number, or a short name.
        since: First day; what was before stays as it was.
        until: First day on which it no longer holds, for a pilot or a suspension; None
            for good.
        basis: Where it stands written.
        where: Which items it applies to.
        allow_empty: Whether it may apply to nothing.
        beside: Ids of reforms of the same stack whose items it leaves alone, as earlier
            stages of it.

    Raises:
        InputError: No id, no real days, or an end that is not after the beginning; a
            condition or an end for a kind that cannot have one.
    """

    label_zh: ClassVar[str] = "改革举措"
    label_en: ClassVar[str] = "reform"
    of_items: ClassVar[bool] = True
    """Whether `where` says what it applies to."""
    ends: ClassVar[bool] = True
    """Whether it can end again."""

    id: str
    since: date
    until: date | None = None
    basis: tuple[LegalBasis, ...] = attrs.field(default=(), converter=_to_bases)
    where: Where = attrs.field(default=_EVERYTHING, converter=to_where)
    allow_empty: bool = False
    beside: tuple[str, ...] = attrs.field(default=(), converter=to_texts)

    def __attrs_post_init__(self) -> None:
        as_date(self.since, "since")
        check_interval(self, self.label_zh, self.label_en)
        if not self.of_items and self.where != _EVERYTHING:
            raise InputError(
                f"{self.label_zh} {self.id} 不按事项实施,不能写 where",
                f"{self.label_en} {self.id} is not about items and takes no where",
            )
        if not self.ends and self.until is not None:
            raise InputError(
                f"{self.label_zh} {self.id} 不能到期恢复,不能写 until;请另写一项改革",
                f"{self.label_en} {self.id} cannot be undone on a day and takes no until; "
                "write another reform",
            )

    def label(self, lang: Lang = "zh") -> str:
        """What it does, to what, and from when, in ``"zh"`` or ``"en"``."""
        span = span_label(self.since, self.until, lang)
        if lang == "en":
            to = f"{self.where.en}, " if self.of_items else ""
            return f"{self.label_en} {self.id} ({to}{span})"
        to = f"{self.where.zh}," if self.of_items else ""
        return f"{self.label_zh} {self.id}({to}{span})"

    def run(self, world: World) -> tuple[World, tuple[str, ...]]:
        """The world after it, and the keys of what it applied to.

        Each kind says what it does; use `apply_reforms`, which checks as well.
        """
        raise NotImplementedError

    def remarks(self, after: World, keys: tuple[str, ...]) -> Iterable[Finding]:
        """What is to be told about it, beside what it broke; nothing unless a kind does."""
        del after, keys
        return ()

    @property
    def stands_for(self) -> tuple[Standing, ...]:
        """The standing of items that it applies to."""
        return _OFFERED

    def matched(self, world: World) -> dict[str, Timeline[Handling]]:
        """Lines of the items that it applies to, on any day on which it holds."""
        return {
            key: line
            for key, line in world.handlings.items()
            if any(self._meets(one) for one in line.stretches)
        }

    def _meets(self, one: DatedValue[Handling]) -> bool:
        """Whether a value is one that it applies to, on any of its days."""
        since, until, held = self.since, self.until, one.value
        if one.until is not None and one.until <= since:
            return False
        if until is not None and one.since is not None and one.since >= until:
            return False
        item = held.item
        if item.valid_to is not None and item.valid_to < since:
            return False
        if until is not None and item.valid_from and item.valid_from >= until:
            return False
        return held.standing in self.stands_for and self.where.test(held)

    def spans(self, line: Timeline[Handling]) -> tuple[Span, ...]:
        """The days on which it applies to an item, those that touch together."""
        found: list[Span] = []
        for one in line.stretches:
            if not self._meets(one):
                continue
            since = self.since if one.since is None else max(one.since, self.since)
            ends = [day for day in (one.until, self.until) if day is not None]
            until = min(ends, default=None)
            if found and found[-1][1] == since:
                found[-1] = found[-1][0], until
            else:
                found.append((since, until))
        return tuple(found)

    def evolved(
        self,
        lines: Mapping[str, Timeline[Handling]],
        change: Callable[[Handling], Handling],
    ) -> dict[str, Timeline[Handling]]:
        """Lines with a change laid over its days, where it applies."""
        test, standings = self.where.test, self.stands_for

        def one(handling: Handling) -> Handling:
            fits = handling.standing in standings and test(handling)
            return change(handling) if fits else handling

        changed = (
            (key, line, line.changed(one, self.since, self.until, self.id))
            for key, line in lines.items()
        )
        return {key: new for key, old, new in changed if new is not old}


@attrs.frozen(kw_only=True)
class ItemReform(Reform):
    """Reform of items (事项类改革): changes how each is handled."""

    def change(self, handling: Handling) -> Handling:
        """How an item is handled after it; the same value for no change."""
        raise NotImplementedError

    def instruments(
        self, world: World, lines: Mapping[str, Timeline[Handling]]
    ) -> tuple[Instrument, ...]:
        """Instruments that it brings about; none unless a kind says so."""
        del world, lines
        return ()

    def run(self, world: World) -> tuple[World, tuple[str, ...]]:
        """Change the items, and add the instruments."""
        lines = self.matched(world)
        changed = world.with_handlings(self.evolved(lines, self.change))
        made = [*self._made(world, lines)]
        if made:
            powers = changed.powers.with_instruments(*made)
            changed = attrs.evolve(changed, powers=powers)
        return changed, tuple(lines)

    def _made(
        self, world: World, lines: Mapping[str, Timeline[Handling]]
    ) -> Iterator[Instrument]:
        """Its instruments, for each stretch of days on which it applies."""
        by_span: dict[Span, dict[str, Timeline[Handling]]] = {}
        for key, line in lines.items():
            for span in self.spans(line):
                by_span.setdefault(span, {})[key] = line
        for number, ((since, until), held) in enumerate(by_span.items(), 1):
            then = attrs.evolve(self, since=since, until=until)
            for one in then.instruments(world, held):
                numbered = f"{one.id}#{number}" if number > 1 else one.id
                yield attrs.evolve(one, id=numbered)


@attrs.frozen(kw_only=True)
class PowerReform(ItemReform):
    """Reform of powers (权力类改革): leaves items as they are, and adds instruments."""

    def change(self, handling: Handling) -> Handling:
        """Nothing of the item itself."""
        return handling


@attrs.frozen(kw_only=True)
class WorldReform(Reform):
    """Reform of organs or resources (机构与资源类改革), not of single items."""

    of_items: ClassVar[bool] = False

    def changed(self, world: World) -> tuple[World, tuple[str, ...]]:
        """The world after it, and what it touched."""
        raise NotImplementedError

    def run(self, world: World) -> tuple[World, tuple[str, ...]]:
        """As `changed`."""
        return self.changed(world)


def powers_of(lines: Mapping[str, Timeline[Handling]]) -> tuple[str, ...]:
    """Ids in the powers of items of the world (事项的权力标识)."""
    return tuple(
        dict.fromkeys(one.value.power for line in lines.values() for one in line)
    )


def recorded_powers(
    world: World, lines: Mapping[str, Timeline[Handling]]
) -> tuple[str, ...]:
    """Those of them about which the world has an instrument (已登记职权的事项)."""
    return tuple(one for one in powers_of(lines) if world.powers.about(one))


def items_told(code: str, reform: Reform, items: Sequence[str]) -> Finding:
    """A finding about items of a reform: how many, and the first of them."""
    return finding(
        code, ("reforms", reform.id), reform=reform.id, count=len(items),
        items="、".join(items[:SHOWN]),
    )  # fmt: skip


def nothing_matched(reform: Reform, world: World) -> InputError:
    """What to raise where a reform applies to nothing."""
    some = [*world.handlings][:5]
    zh = f"(如 {'、'.join(some)})" if some else ""
    en = f" (such as {', '.join(some)})" if some else ""
    what = "where 与日期" if reform.of_items else "机构、窗口与日期"
    about = "where and the days" if reform.of_items else "organs, windows and the days"
    return InputError(
        f"{reform.label()} 没有对应任何对象;世界中有 {len(world)} 项事项{zh}。"
        f"请核对{what},或用 allow_empty=True 表示可以为空",
        f"{reform.label('en')} applies to nothing; the world has {len(world)} items{en}. "
        f"Check {about}, or allow it with allow_empty=True",
    )
