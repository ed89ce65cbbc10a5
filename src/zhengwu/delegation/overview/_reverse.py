"""The question turned round: what may this organ do, and what changes on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

import attrs

from zhengwu._dates import as_date
from zhengwu._errors import InputError
from zhengwu._text import Lang
from zhengwu.codes import RegionCode
from zhengwu.delegation.answer._holding import HOLDING
from zhengwu.delegation.answer._may import STEPS_OF_ROLE
from zhengwu.delegation.answer._situation import Acting, Answer, Outcome
from zhengwu.delegation.answer._territory import PlaceSpan
from zhengwu.delegation.powers._instrument import TierOrgan
from zhengwu.delegation.powers._instruments import (
    ChiefRepMandate,
    CounterAcceptance,
    Entrustment,
    JointHandling,
)
from zhengwu.delegation.powers._powers import Powers
from zhengwu.delegation.powers._steps import ALL_STEPS, COUNTER_STEPS, Step, steps_label
from zhengwu.delegation.proof._prove import Sweep
from zhengwu.organs import Post


@attrs.frozen(kw_only=True)
class Duty:
    """What somebody may do (可办事项): steps of an item, in areas, in a name.

    Args:
        item: Id of the item.
        steps: The steps.
        areas: Digits of the divisions; an empty text is everywhere.
        acting: By which it does: whose name, who is liable, the chain, the counter, the
            post. Of many places alike, one stands for all.
        first: Whether it acts; False where it only could, beside who does.
    """

    item: str
    steps: frozenset[Step]
    areas: tuple[str, ...]
    acting: Acting
    first: bool = True

    def label(self, lang: Lang = "zh") -> str:
        """One line for people."""
        en = lang == "en"
        name = self.acting.in_name_of.name
        steps = steps_label(self.steps, lang)
        if en:
            return f"{self.item}: {steps}, in the name of {name}"
        return f"{self.item}:{steps},以{name}的名义"


def duties(powers: Powers, who: str, at: date) -> tuple[Duty, ...]:
    """What an organ, counter, post or person may do on a day (可办事项查询).

    Args:
        powers: The powers.
        who: Id of an organ, hall, window or post, or a person who holds posts.
        at: The day.

    Raises:
        InputError: `at` is no date.
    """
    as_date(at, "at")
    parts = _parts_played(powers, who, at)
    items, within = _where(powers, set(parts), at)
    sweep = Sweep(powers)
    return tuple(
        duty
        for item in items
        for duty in _duties_of(powers, sweep, item, within, parts, at)
    )


def _parts_played(powers: Powers, who: str, at: date) -> dict[str, frozenset[Step]]:
    """Names under which somebody acts, and the steps they do under each."""
    parts = {who: ALL_STEPS}
    found = powers.halls.find(who, at)
    posts = [found] if isinstance(found, Post) else powers.halls.posts(who, at)
    for post in posts:
        parts[post.id] = ALL_STEPS
        parts[post.organ] = STEPS_OF_ROLE[post.role]
    for window in (who, *(post.window for post in posts if post.window)):
        hall = powers.halls.hall_of(window, at)
        if hall is not None:
            parts.setdefault(window, COUNTER_STEPS)
            parts.setdefault(hall.id, COUNTER_STEPS)
    return parts


def _where(
    powers: Powers, names: set[str], at: date
) -> tuple[list[str], frozenset[RegionCode] | None]:
    """Items in which they may play a part, and the areas to look at; None for all."""
    organs = [o for n in sorted(names) if (o := powers.organs.find(n, at))]
    naming = [one for name in names for one in powers.naming(name)]
    for organ in organs:
        naming += powers.naming(TierOrgan(organ.level, organ.function))
        naming += _of_predecessors(powers, organ.id, at)
    wanted = {item for one in naming for item in one.items}
    areas = frozenset(area for organ in organs for area in organ.areas)
    bounded = bool(organs) and all(organ.areas for organ in organs)
    items = [item for item in powers.items if item in wanted]
    return items, areas if bounded else None


def _of_predecessors(powers: Powers, organ: str, at: date) -> Iterator[Any]:
    """Instruments that name those from which it took over."""
    for other in powers.organs:
        if other.heirs and other.until is not None and other.until <= at:
            heirs = powers.organs.successors(other.id, at)
            if any(heir.id == organ for heir in heirs):
                yield from powers.naming(other.id)


_Names: TypeAlias = tuple[tuple[str, str], ...]  # who acts, and in whose name
_NO_ORGAN: Final = (CounterAcceptance, ChiefRepMandate, JointHandling)
_Key: TypeAlias = tuple[bool, tuple[str, ...], str, str, str]


def _duties_of(
    powers: Powers,
    sweep: Sweep,
    item: str,
    within: Iterable[RegionCode] | None,
    parts: Mapping[str, frozenset[Step]],
    at: date,
) -> Iterator[Duty]:
    found: dict[_Key, tuple[Acting, dict[Step, list[PlaceSpan]]]] = {}
    for case, stretches in sweep.cases(powers.items[item], within).items():
        for step, answer in case.answers(at):
            for first, acting in _parts(answer):
                mine = (acting.organ.id, acting.counter, acting.post)
                if any(step in parts.get(name, ()) for name in mine):
                    chain = tuple(one.id for one in acting.chain)
                    key = (
                        first,
                        chain,
                        acting.in_name_of.id,
                        acting.counter,
                        acting.post,
                    )
                    steps = found.setdefault(key, (acting, {}))[1]
                    steps.setdefault(step, []).extend(stretches)
    for (first, *_), (acting, by_step) in found.items():
        for areas, steps_there in _together(sweep, by_step).items():
            yield Duty(
                item=item,
                steps=frozenset(steps_there),
                areas=areas,
                acting=acting,
                first=first,
            )


def _parts(answer: Answer) -> Iterator[tuple[bool, Acting]]:
    if answer.outcome is Outcome.ACTS:
        for acting in answer.acting:
            yield True, acting
        for acting in answer.alternatives:
            yield False, acting


@attrs.frozen(kw_only=True)
class PowerChange:
    """What changes between two days (权力变动): who acts at steps of an item, in areas.

    Args:
        item: Id of the item.
        steps: The steps.
        areas: Digits of the divisions; an empty text is everywhere.
        before: Who acted, as organ and in whose name; empty if nobody, or several.
        after: Who acts.
    """

    item: str
    steps: frozenset[Step]
    areas: tuple[str, ...]
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]

    def label(self, lang: Lang = "zh") -> str:
        """One line for people."""
        en = lang == "en"
        nobody = "nobody, or several" if en else "无人或多头"
        was, now = (_named(part, lang) or nobody for part in (self.before, self.after))
        steps = steps_label(self.steps, lang)
        return (
            f"{self.item}: {steps}: {was} → {now}"
            if en
            else (f"{self.item}:{steps}:{was} → {now}")
        )


def _named(part: tuple[tuple[str, str], ...], lang: Lang) -> str:
    en = lang == "en"
    said: list[str] = []
    for organ, name in part:
        for_whom = f" (for {name})" if en else f"(以{name}名义)"
        said.append(organ if organ == name else organ + for_whom)
    return ("; " if en else ";").join(said)


def changes(
    powers: Powers, on: date, before: date | None = None
) -> tuple[PowerChange, ...]:
    """What changes on a day, or since another (权力变动查询).

    Args:
        powers: The powers.
        on: The day.
        before: The day to compare with; the eve if None.

    Raises:
        InputError: A day is no date, or `before` is later.
    """
    as_date(on, "on")
    eve = on - timedelta(days=1) if before is None and on > date.min else on
    if before is not None:
        eve = as_date(before, "before")
    if eve > on:
        raise InputError(
            f"比较的日期 {eve} 晚于 {on};请对调", f"{eve} is after {on}; swap the two"
        )
    sweep = Sweep(powers)
    return tuple(
        change
        for item in _touched(powers, eve, on)
        for change in _changes_of(powers, sweep, item, eve, on)
    )


def _touched(powers: Powers, before: date, after: date) -> list[str]:
    """Items for which anything begins or ends between two days."""

    def between(*days: date | None) -> bool:
        return any(day is not None and before < day <= after for day in days)

    dated = (*powers.organs, *powers.halls, *powers.halls.appointments)
    if any(between(value.since, value.until) for value in dated):
        return list(powers.items)
    if powers.regions and any(between(r.since, r.until) for r in powers.regions):
        return list(powers.items)
    touched = {
        item
        for one in powers.instruments.values()
        if between(one.since, one.until)
        for item in _items_of(powers, one)
    }
    return [
        item.id
        for item in powers.items.values()
        if item.id in touched or between(item.since, item.until)
    ]


def _items_of(powers: Powers, one: Any) -> Iterable[str]:
    recalled = powers.instruments.get(getattr(one, "recalls", ""))
    return recalled.items if recalled is not None and not one.items else one.items


def _changes_of(
    powers: Powers, sweep: Sweep, item: str, before: date, after: date
) -> Iterator[PowerChange]:
    found: dict[tuple[_Names, _Names], dict[Step, list[PlaceSpan]]] = {}
    for case, stretches in sweep.cases(powers.items[item]).items():
        was, now = (dict(case.answers(on)) for on in (before, after))
        for step in powers.items[item].steps:
            ids = [_who(of.get(step), _by_id) for of in (was, now)]
            if ids[0] != ids[1]:
                names = [_who(of.get(step), _by_body) for of in (was, now)]
                key = names if names[0] != names[1] else ids
                steps = found.setdefault((key[0], key[1]), {})
                steps.setdefault(step, []).extend(stretches)
    for (was_who, now_who), by_step in found.items():
        for areas, steps_there in _together(sweep, by_step).items():
            yield PowerChange(
                item=item,
                steps=frozenset(steps_there),
                areas=areas,
                before=was_who,
                after=now_who,
            )


def _together(
    sweep: Sweep, by_step: Mapping[Step, Iterable[PlaceSpan]]
) -> Mapping[tuple[str, ...], set[Step]]:
    """Steps of the same areas, together."""
    together: dict[tuple[str, ...], set[Step]] = {}
    for step, stretches in by_step.items():
        together.setdefault(sweep.areas(stretches), set()).add(step)
    return together


def _who(answer: Answer | None, name: Callable[[Acting], tuple[str, str]]) -> _Names:
    if answer is None or answer.outcome is not Outcome.ACTS:
        return ()
    return tuple(map(name, answer.acting))


def _by_id(acting: Acting) -> tuple[str, str]:
    where = (acting.organ.id, acting.counter, acting.post, *acting.persons)
    return "/".join(filter(None, where)), acting.in_name_of.id


def _by_body(acting: Acting) -> tuple[str, str]:
    """As the instruments call them: many places alike have one name."""
    if isinstance(acting.chain[-1], JointHandling):
        return _by_id(acting)
    line = [one for one in acting.chain if not isinstance(one, _NO_ORGAN)]
    actor, holder = line[-1], line[-1]
    if isinstance(actor, Entrustment):
        holder = next(one for one in reversed(line) if isinstance(one, HOLDING))
    return str(actor.taker), str(holder.taker)
