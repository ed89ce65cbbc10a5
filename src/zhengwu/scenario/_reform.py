"""What a reform is: dated, with a basis, for some items; and how it is applied to a world."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import ClassVar, Final

import attrs

from zhengwu._dates import check_interval, span_label
from zhengwu._errors import InputError
from zhengwu.delegation import Instrument
from zhengwu.findings import Finding
from zhengwu.legal import LegalBasis
from zhengwu.scenario._where import EVERYTHING, Where, to_where
from zhengwu.world import Handling, Standing, Timeline, World

_OFFERED: Final = (Standing.LIVE,)


def _to_bases(bases: Iterable[LegalBasis] | LegalBasis) -> tuple[LegalBasis, ...]:
    return (bases,) if isinstance(bases, LegalBasis) else tuple(bases)


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

    Raises:
        InputError: No id, no real days, or an end that is not after the beginning.
    """

    label_zh: ClassVar[str] = "改革举措"
    label_en: ClassVar[str] = "reform"

    id: str
    since: date
    until: date | None = None
    basis: tuple[LegalBasis, ...] = attrs.field(default=(), converter=_to_bases)
    where: Where = attrs.field(default=EVERYTHING, converter=to_where)
    allow_empty: bool = False

    def __attrs_post_init__(self) -> None:
        check_interval(self, self.label_zh, self.label_en)

    def label(self, lang: str = "zh") -> str:
        """What it does, to what, and from when, in ``"zh"`` or ``"en"``."""
        span = span_label(self.since, self.until, lang)
        if lang == "en":
            return f"{self.label_en} {self.id} ({self.where.en}, {span})"
        return f"{self.label_zh} {self.id}({self.where.zh},{span})"

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
        test, standings = self.where.test, self.stands_for
        since, until = self.since, self.until
        found: dict[str, Timeline[Handling]] = {}
        for key, line in world.handlings.items():
            for one in line.stretches:
                if (
                    (one.until is None or one.until > since)
                    and (until is None or one.since is None or one.since < until)
                    and one.value.standing in standings
                    and test(one.value)
                ):
                    found[key] = line
                    break
        return found

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
        made = self.instruments(world, lines) if lines else ()
        if made:
            changed = attrs.evolve(
                changed, powers=changed.powers.with_instruments(*made)
            )
        return changed, tuple(lines)


@attrs.frozen(kw_only=True)
class PowerReform(ItemReform):
    """Reform of powers (权力类改革): leaves items as they are, and adds instruments."""

    def change(self, handling: Handling) -> Handling:
        """Nothing of the item itself."""
        return handling


@attrs.frozen(kw_only=True)
class WorldReform(Reform):
    """Reform of organs or resources (机构与资源类改革), not of single items."""

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


def nothing_matched(reform: Reform, world: World) -> InputError:
    """What to raise where a reform applies to nothing."""
    some = "、".join([*world.handlings][:5])
    return InputError(
        f"{reform.label()} 没有对应任何事项;世界中有 {len(world)} 项(如 {some})。"
        "请核对 where 与日期,或用 allow_empty=True 表示可以为空",
        f"{reform.label('en')} applies to nothing; the world has {len(world)} items (such "
        f"as {some}). Check where and the days, or allow it with allow_empty=True",
    )
