"""Reverse questions: what an organ may do on a day, and what changes on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final, TypeAlias

import attrs

from zhengwu._dates import as_date
from zhengwu._errors import InputError
from zhengwu._text import CLAUSES, Lang, Text
from zhengwu._values import Value
from zhengwu.codes import RegionCode
from zhengwu.delegation.answer._holding import HOLDING
from zhengwu.delegation.answer._may import STEPS_OF_ROLE
from zhengwu.delegation.answer._situation import Acting, Answer, Outcome
from zhengwu.delegation.answer._sorted_places import PlaceSpan
from zhengwu.delegation.powers._instrument import Instrument, TierOrgan
from zhengwu.delegation.powers._instruments import (
    ChiefRepMandate,
    CounterAcceptance,
    Entrustment,
    JointHandling,
    Recall,
)
from zhengwu.delegation.powers._powers import Powers
from zhengwu.delegation.powers._steps import ALL_STEPS, COUNTER_STEPS, Step, steps_label
from zhengwu.delegation.proof._prove import PowerProof
from zhengwu.organs import Post

_DUTY: Final = Text(
    "{item}:{steps},以{name}的名义", "{item}: {steps}, in the name of {name}"
)
_CHANGE: Final = Text(
    "{item}:{steps}:{before} → {after}", "{item}: {steps}: {before} → {after}"
)
_NOBODY: Final = Text("无人或多头", "nobody, or several")
_FOR: Final = Text("{actor}(以{name}名义)", "{actor} (for {name})")


@attrs.frozen(kw_only=True)
class Duty(Value):
    """Steps of an item that somebody may do (可办事项), in some areas and in a name.

    Args:
        item: Id of the item.
        steps: The steps.
        areas: Digits of the divisions; an empty text means everywhere.
        acting: In whose name they act, who is liable, the chain, the counter, the post.
            If many places are alike, `acting` is that of the first place.
        first: Whether they are the actual actor; False if they are only an alternative.
    """

    item: str
    steps: frozenset[Step]
    areas: tuple[str, ...]
    acting: Acting
    first: bool = True

    def label(self, lang: Lang = "zh") -> str:
        """The duty as a line of text."""
        name = self.acting.in_name_of.name
        steps = steps_label(self.steps, lang)
        return _DUTY.say(lang, item=self.item, steps=steps, name=name)


def duties(powers: Powers, who: str, at: date) -> tuple[Duty, ...]:
    """List what an organ, counter, post or person may do on a day (可办事项查询).

    Args:
        powers: The powers.
        who: Id of an organ, hall, window or post, or a person who holds posts.
        at: The day.

    Raises:
        InputError: `at` is no date.
    """
    as_date(at, "at")
    parts = _list_parts(powers, who, at)
    items, within = _select_scope(powers, parts, at)
    proof = PowerProof(powers)
    return tuple(
        duty
        for item in items
        for duty in _list_duties(powers, proof, item, within, parts, at)
    )


def _list_parts(powers: Powers, who: str, at: date) -> dict[str, frozenset[Step]]:
    """Ids under which somebody acts, each with the steps they may do under it."""
    parts = {who: ALL_STEPS}
    facility = powers.halls.find(who, at)
    posts = [facility] if isinstance(facility, Post) else powers.halls.posts(who, at)
    for post in posts:
        parts[post.id] = ALL_STEPS
        parts[post.organ] = STEPS_OF_ROLE[post.role]
    for window in (who, *(post.window for post in posts if post.window)):
        hall = powers.halls.hall_of(window, at)
        if hall is not None:
            parts.setdefault(window, COUNTER_STEPS)
            parts.setdefault(hall.id, COUNTER_STEPS)
    return parts


def _select_scope(
    powers: Powers, names: Iterable[str], at: date
) -> tuple[list[str], frozenset[RegionCode] | None]:
    """Items in which any of the ids may act, and the areas to search; None for all."""
    organs = [o for n in sorted(names) if (o := powers.organs.find(n, at))]
    naming = [instrument for name in names for instrument in powers.naming(name)]
    for organ in organs:
        naming += powers.naming(TierOrgan(organ.level, organ.function))
        naming += _iter_naming_predecessors(powers, organ.id, at)
    named = {item for instrument in naming for item in instrument.items}
    areas = frozenset(area for organ in organs for area in organ.areas)
    bounded = bool(organs) and all(organ.areas for organ in organs)
    items = [item for item in powers.items if item in named]
    return items, areas if bounded else None


def _iter_naming_predecessors(
    powers: Powers, organ: str, at: date
) -> Iterator[Instrument]:
    """Iterate the instruments that name organs from which an organ took over."""
    for other in powers.organs:
        if other.heirs and other.until is not None and other.until <= at:
            heirs = powers.organs.successors(other.id, at)
            if any(heir.id == organ for heir in heirs):
                yield from powers.naming(other.id)


_Names: TypeAlias = tuple[tuple[str, str], ...]  # who acts, and in whose name
# Instruments whose taker is no organ, or which have none.
_WITHOUT_ORGAN: Final = (CounterAcceptance, ChiefRepMandate, JointHandling)
_Key: TypeAlias = tuple[bool, tuple[str, ...], str, str, str]


def _list_duties(
    powers: Powers,
    proof: PowerProof,
    item: str,
    within: Iterable[RegionCode] | None,
    parts: Mapping[str, frozenset[Step]],
    at: date,
) -> Iterator[Duty]:
    by_key: dict[_Key, tuple[Acting, dict[Step, list[PlaceSpan]]]] = {}
    for group, stretches in proof.group_places(powers.items[item], within).items():
        for step, answer in group.answers(at):
            for first, acting in _iter_acting(answer):
                names = (acting.organ.id, acting.counter, acting.post)
                if any(step in parts.get(name, ()) for name in names):
                    chain = tuple(instrument.id for instrument in acting.chain)
                    key = (
                        first,
                        chain,
                        acting.in_name_of.id,
                        acting.counter,
                        acting.post,
                    )
                    by_step = by_key.setdefault(key, (acting, {}))[1]
                    by_step.setdefault(step, []).extend(stretches)
    for (first, *_), (acting, by_step) in by_key.items():
        for areas, steps in _group_steps(proof, by_step).items():
            yield Duty(
                item=item,
                steps=frozenset(steps),
                areas=areas,
                acting=acting,
                first=first,
            )


def _iter_acting(answer: Answer) -> Iterator[tuple[bool, Acting]]:
    """Iterate the actual actors (True), then the alternatives (False)."""
    if answer.outcome is Outcome.ACTS:
        for acting in answer.acting:
            yield True, acting
        for acting in answer.alternatives:
            yield False, acting


@attrs.frozen(kw_only=True)
class PowerChange(Value):
    """Change of who acts between two days (权力变动), at steps of an item, in areas.

    Args:
        item: Id of the item.
        steps: The steps.
        areas: Digits of the divisions; an empty text means everywhere.
        before: Who acted before, as pairs of actor and organ in whose name it acted; empty
            if nobody or several would act.
        after: Who acts after the change, likewise.
    """

    item: str
    steps: frozenset[Step]
    areas: tuple[str, ...]
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]

    def label(self, lang: Lang = "zh") -> str:
        """The change as a line of text."""
        return _CHANGE.say(
            lang,
            item=self.item,
            steps=steps_label(self.steps, lang),
            before=_describe_actors(self.before, lang),
            after=_describe_actors(self.after, lang),
        )


def _describe_actors(actors: _Names, lang: Lang) -> str:
    texts = (
        actor if actor == name else _FOR.say(lang, actor=actor, name=name)
        for actor, name in actors
    )
    return CLAUSES.say(lang).join(texts) or _NOBODY.say(lang)


def changes(
    powers: Powers, on: date, before: date | None = None
) -> tuple[PowerChange, ...]:
    """List the changes of who acts on a day, or since another day (权力变动查询).

    Args:
        powers: The powers.
        on: The day.
        before: The day to compare with; the day before `on` if None.

    Raises:
        InputError: A day is no date, or `before` is later.
    """
    as_date(on, "on")
    eve = on - timedelta(days=1) if before is None and on > date.min else on
    if before is not None:
        eve = as_date(before, "before")
    if eve > on:
        raise InputError(
            f"比较的日期 {eve} 晚于 {on};请对调",
            f"before {eve} is after {on}; swap the two days",
        )
    proof = PowerProof(powers)
    return tuple(
        change
        for item in _select_changed_items(powers, eve, on)
        for change in _list_changes(powers, proof, item, eve, on)
    )


def _select_changed_items(powers: Powers, before: date, after: date) -> list[str]:
    """Ids of items for which anything begins or ends between two days."""

    def between(*days: date | None) -> bool:
        return any(day is not None and before < day <= after for day in days)

    dated = (*powers.organs, *powers.halls, *powers.halls.appointments)
    if any(between(value.since, value.until) for value in dated):
        return list(powers.items)
    if powers.regions and any(between(r.since, r.until) for r in powers.regions):
        return list(powers.items)
    changed = {
        item
        for instrument in powers.instruments.values()
        if between(instrument.since, instrument.until)
        for item in _list_items(powers, instrument)
    }
    return [
        item.id
        for item in powers.items.values()
        if item.id in changed or between(item.since, item.until)
    ]


def _list_items(powers: Powers, instrument: Instrument) -> Iterable[str]:
    """Items of an instrument; for a recall without items, those of what it recalls."""
    if isinstance(instrument, Recall) and not instrument.items:
        recalled = powers.instruments.get(instrument.recalls)
        return () if recalled is None else recalled.items
    return instrument.items


def _list_changes(
    powers: Powers, proof: PowerProof, item: str, before: date, after: date
) -> Iterator[PowerChange]:
    by_actors: dict[tuple[_Names, _Names], dict[Step, list[PlaceSpan]]] = {}
    service_item = powers.items[item]
    steps = [step for step in Step if step in service_item.steps]
    for group, stretches in proof.group_places(service_item).items():
        old, new = (dict(group.answers(on)) for on in (before, after))
        for step in steps:
            answers = old.get(step), new.get(step)
            ids = tuple(_name_actors(answer, _name_by_id) for answer in answers)
            if ids[0] != ids[1]:
                names = tuple(_name_actors(answer, _name_by_body) for answer in answers)
                key = names if names[0] != names[1] else ids
                by_step = by_actors.setdefault((key[0], key[1]), {})
                by_step.setdefault(step, []).extend(stretches)
    for (actors_before, actors_after), by_step in by_actors.items():
        for areas, steps_there in _group_steps(proof, by_step).items():
            yield PowerChange(
                item=item,
                steps=frozenset(steps_there),
                areas=areas,
                before=actors_before,
                after=actors_after,
            )


def _group_steps(
    proof: PowerProof, by_step: Mapping[Step, Iterable[PlaceSpan]]
) -> Mapping[tuple[str, ...], set[Step]]:
    """Steps by the areas to which they belong."""
    steps_of: dict[tuple[str, ...], set[Step]] = {}
    for step, stretches in by_step.items():
        steps_of.setdefault(proof.areas(stretches), set()).add(step)
    return steps_of


def _name_actors(
    answer: Answer | None, name: Callable[[Acting], tuple[str, str]]
) -> _Names:
    """Pairs of actor and organ in whose name it acts; empty if that is not clear."""
    if answer is None or answer.outcome is not Outcome.ACTS:
        return ()
    return tuple(map(name, answer.acting))


def _name_by_id(acting: Acting) -> tuple[str, str]:
    where = (acting.organ.id, acting.counter, acting.post, *acting.persons)
    return "/".join(filter(None, where)), acting.in_name_of.id


def _name_by_body(acting: Acting) -> tuple[str, str]:
    """Names as in the instruments, which are the same in all places alike."""
    if isinstance(acting.chain[-1], JointHandling):
        return _name_by_id(acting)
    line = [each for each in acting.chain if not isinstance(each, _WITHOUT_ORGAN)]
    actor, holder = line[-1], line[-1]
    if isinstance(actor, Entrustment):
        holder = next(each for each in reversed(line) if isinstance(each, HOLDING))
    return str(actor.taker), str(holder.taker)
