"""The one question of this package, and its answer in words."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import attrs

from zhengwu._dates import as_date, span_label
from zhengwu._errors import InputError
from zhengwu._text import Lang
from zhengwu.codes import RegionCode, region_code
from zhengwu.delegation.answer._evaluate import evaluate
from zhengwu.delegation.answer._holding import is_wanted
from zhengwu.delegation.answer._situation import (
    Acting,
    Answer,
    Outcome,
    Reason,
    Situation,
    Void,
    Why,
)
from zhengwu.delegation.powers._instrument import Instrument
from zhengwu.delegation.powers._powers import Powers, ServiceItem
from zhengwu.delegation.powers._steps import Step


@attrs.frozen(kw_only=True)
class Resolution:
    """Who handles a step of an item at a place on a day (办理归属).

    Args:
        item: Id of the item.
        name: Its name.
        step: The step.
        place: The place.
        at: The day.
        accepted_on: Day on which the case was accepted; None if it is not yet.
        outcome: One acts, nobody does, or several would.
        reason: Why nobody or several; None where one acts.
        acting: Who acts: one; in order where a first review comes before the review; the
            lead first where several act together. Where several would, all of them.
        alternatives: Who else could.
        agents: Ids of those who help the applicant.
        causes: Instruments because of which nobody acts, or several do.
        void: Instruments that reach the place and have no effect, and why.
        in_parts: Instruments that hold in a part of the place only, which the answer
            leaves aside: ask for the part.
    """

    item: str
    name: str = ""
    step: Step
    place: RegionCode
    at: date
    accepted_on: date | None
    outcome: Outcome
    reason: Reason | None = None
    acting: tuple[Acting, ...] = ()
    alternatives: tuple[Acting, ...] = ()
    agents: tuple[str, ...] = ()
    causes: tuple[Instrument, ...] = ()
    void: tuple[Void, ...] = ()
    in_parts: tuple[Instrument, ...] = ()

    @property
    def actor(self) -> Acting | None:
        """Who acts, first where two act in order; None unless one does."""
        return self.acting[0] if self.outcome is Outcome.ACTS else None

    @property
    def able(self) -> tuple[Acting, ...]:
        """Who can do it, first of all whoever does; nobody unless that is settled."""
        if self.outcome is not Outcome.ACTS:
            return ()
        return (*self.acting, *self.alternatives)

    @property
    def chain(self) -> tuple[Instrument, ...]:
        """The instruments by which it acts, from the statutory power on."""
        if self.outcome is not Outcome.ACTS:
            return ()
        return tuple({i.id: i for acting in self.acting for i in acting.chain}.values())

    @property
    def articles(self) -> tuple[str, ...]:
        """Articles and documents of the chain, as they are cited."""
        cited = (basis.cite() for one in self.chain for basis in one.basis)
        return tuple(dict.fromkeys(cited))

    def explain(self, lang: Lang = "zh") -> str:
        """The answer in a few lines, in ``"zh"`` or ``"en"``."""
        en = lang == "en"
        lines = [self._head(lang)]
        for number, one in enumerate(self.chain, 1):
            lines.append(f"  {number}. {_cited(one, lang)}")
        if self.outcome is not Outcome.ACTS:
            lines += (f"  - {_cited(one, lang)}" for one in self.causes)
        if self.alternatives:
            names = (", " if en else "、").join(map(_who, self.alternatives))
            lines.append(f"  also possible: {names}" if en else f"  也可由:{names}")
        if self.agents:
            names = ", ".join(self.agents) if en else "、".join(self.agents)
            lines.append(f"  help: {names}" if en else f"  帮办代办:{names}")
        for void in self.void:
            lines.append("  " + _void_said(void, lang))
        if self.in_parts:
            names = ", ".join(one.id for one in self.in_parts)
            said = (
                f"only in parts of the place: {names}; ask for the part"
                if en
                else f"另有只及于其中部分地方的文书:{names};请按具体地方再问"
            )
            lines.append(f"  {said}")
        return "\n".join(lines)

    def _head(self, lang: Lang) -> str:
        en = lang == "en"
        name = self.name or self.item
        what = f"{name} · {self.step.label(lang)} · {self.place} · {self.at}"
        if self.accepted_on is not None:
            what += (
                f" (accepted {self.accepted_on})"
                if en
                else f"({self.accepted_on} 受理)"
            )
        if self.reason is not None:
            said = _REASONS[self.reason][en]
            names = (", " if en else "、").join(_who(a) for a in self.acting)
            return f"{what}: {said} {names}".rstrip() if en else f"{what}:{said}{names}"
        parts = [_said(acting, lang) for acting in self.acting]
        return f"{what}: {'; '.join(parts)}" if en else f"{what}:{';'.join(parts)}"

    def to_dict(self) -> dict[str, Any]:
        """Fields for JSON; instruments by their ids."""
        return {
            "item": self.item,
            "name": self.name,
            "step": self.step.value,
            "place": str(self.place),
            "at": self.at.isoformat(),
            "accepted_on": self.accepted_on.isoformat() if self.accepted_on else None,
            "outcome": self.outcome.value,
            "reason": self.reason.value if self.reason else None,
            "acting": [_fields(a) for a in self.acting],
            "alternatives": [_fields(a) for a in self.alternatives],
            "agents": list(self.agents),
            "articles": list(self.articles),
            "in_parts": [one.id for one in self.in_parts],
            "causes": [one.id for one in self.causes],
            "void": [
                {
                    "instrument": v.instrument.id,
                    "why": v.why.value,
                    "because_of": v.because_of.id if v.because_of else None,
                }
                for v in self.void
            ],
        }


_REASONS: Final = {
    Reason.UNKNOWN_ITEM: ("没有这个事项", "there is no such item"),
    Reason.NOT_OFFERED: ("该日或该地不办理", "it is not offered then or there"),
    Reason.UNKNOWN_PLACE: ("区划表中没有该地", "the place is in no table of divisions"),
    Reason.SUSPENDED: ("已暂停实施", "it is suspended"),
    Reason.ABOLISHED: ("已取消", "it is abolished"),
    Reason.NO_POWER: (
        "无人有权办理(权力真空)",
        "nobody has the power (a vacuum)",
    ),
    Reason.NO_RECEIVER: (
        "应承接的机关不存在(权力真空)",
        "the organ that should have it does not stand (a vacuum)",
    ),
    Reason.TWO_HOLDERS: ("多个机关同时持有:", "several organs hold it:"),
    Reason.TWO_TRUSTEES: ("委托了多个机关:", "it is entrusted to several:"),
    Reason.TWO_REVIEWERS: ("多个机关初审:", "several organs review it first:"),
}

_WHY: Final = {
    Why.RETAINED: ("权力已移交,不得再行使", "the power was given away before"),
    Why.RE_ENTRUSTED: ("受委托机关不得再委托", "a trustee may not entrust further"),
    Why.EARLIER_CASE: ("该件受理在先,不适用", "the case was accepted before"),
    Why.LAPSED: ("所依据的权力已失效", "the power it rests on has ended"),
    Why.NO_POWER: ("授出方没有该项权力", "its giver does not hold the power"),
    Why.NO_RECEIVER: ("承接方不存在", "whoever should act by it does not stand"),
}


def said_of(reason: Reason | None, lang: Lang) -> str:
    """What a reason says; nothing for none."""
    return "" if reason is None else _REASONS[reason][lang == "en"].rstrip(":")


def why_said(why: Why, lang: Lang = "zh") -> str:
    """Why an instrument has no effect, in words."""
    return _WHY[why][lang == "en"]


def _who(acting: Acting) -> str:
    where = (acting.counter_name, acting.post_name)
    parts = [acting.organ.name, *where, *acting.persons]
    return "/".join(filter(None, parts))


def _said(acting: Acting, lang: Lang) -> str:
    own = acting.in_name_of.id == acting.organ.id
    if lang == "en":
        name = "in its own name" if own else f"in the name of {acting.in_name_of.name}"
        return f"{_who(acting)} acts {name}, {acting.liable.name} is liable"
    name = "以自己的名义" if own else f"以{acting.in_name_of.name}的名义"
    return f"由 {_who(acting)} {name}办理,{acting.liable.name}承担责任"


def _cited(one: Instrument, lang: Lang) -> str:
    cited = "".join(basis.cite(lang) for basis in one.basis)
    span = span_label(one.since, one.until, lang)
    return " ".join(filter(None, (one.label(lang), one.id, f"({span})", cited)))


def _void_said(void: Void, lang: Lang) -> str:
    en = lang == "en"
    what = f"{void.instrument.label(lang)} {void.instrument.id}"
    by = f" ({void.because_of.id})" if void.because_of else ""
    said = why_said(void.why, lang)
    return f"no effect: {what}: {said}{by}" if en else f"不生效:{what}:{said}{by}"


def _fields(acting: Acting) -> dict[str, Any]:
    return {
        "organ": acting.organ.id,
        "in_name_of": acting.in_name_of.id,
        "liable": acting.liable.id,
        "counter": acting.counter,
        "post": acting.post,
        "persons": list(acting.persons),
        "chain": [one.id for one in acting.chain],
    }


def resolve(
    powers: Powers,
    item: str,
    step: Step,
    place: RegionCode | str,
    at: date,
    accepted_on: date | None = None,
) -> Resolution:
    """Say who handles a step of an item at a place on a day (办理归属).

    A case accepted before a change stays with the old holder, unless the instrument says
    otherwise; an entrustment or mandate that has ended is no power for any case.

    Args:
        powers: The powers.
        item: Id of the item.
        step: The step.
        place: Division, or its code of 6, 9 or 12 digits.
        at: The day.
        accepted_on: Day on which the case was accepted; None if it is not yet.

    Returns:
        Who acts, or that nobody does, or several, with the reason. An unknown item or
        place is such an answer, not an error.

    Raises:
        CodeFormatError: `place` is no code of a division.
        InputError: `at` or `accepted_on` is no date, or acceptance is later than `at`.
    """
    if not isinstance(place, RegionCode):
        place = region_code.parse(place)
    if not isinstance(step, Step):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InputError(
            f"环节应为 Step,现为 {step!r};例如 Step.DECIDE",
            f"step must be a Step, not {step!r}; such as Step.DECIDE",
        )
    as_date(at, "at")
    if accepted_on is not None and as_date(accepted_on, "accepted_on") > at:
        raise InputError(
            f"受理日 {accepted_on} 晚于 {at}", f"accepted on {accepted_on}, after {at}"
        )
    accepted = at if accepted_on is None else accepted_on
    situation = Situation(powers, item, step, place, at, accepted)
    reaching = list(powers.at_place(item, place))
    answer = refusal(powers, item, place, accepted)
    if answer is None:
        answer = evaluate(situation, reaching)
        wanted = is_wanted(powers, powers.items[item], reaching)
        if answer.reason is Reason.NO_POWER and not wanted:
            answer = answer._replace(reason=Reason.NOT_OFFERED)
    known = powers.items.get(item)
    return Resolution(
        item=item,
        name="" if known is None else known.name,
        step=step,
        place=place,
        at=at,
        accepted_on=accepted_on,
        outcome=answer.outcome,
        reason=answer.reason,
        acting=answer.acting,
        alternatives=answer.alternatives,
        agents=answer.agents,
        causes=answer.causes,
        void=answer.void,
        in_parts=_in_parts(situation, powers, item, place),
    )


def refusal(
    powers: Powers, item: str, place: RegionCode, accepted: date
) -> Answer | None:
    """The answer where the item or place rules the question out, or None."""
    known: ServiceItem | None = powers.items.get(item)
    if known is None:
        return _nobody(Reason.UNKNOWN_ITEM)
    if not known.offered(accepted):
        return _nobody(Reason.NOT_OFFERED)
    if known.areas and not any(area.holds(place) for area in known.areas):
        return _nobody(Reason.NOT_OFFERED)
    regions = powers.regions
    if regions is not None and regions.find(str(place), accepted) is None:
        return _nobody(Reason.UNKNOWN_PLACE)
    return None


def _in_parts(
    situation: Situation, powers: Powers, item: str, place: RegionCode
) -> tuple[Instrument, ...]:
    """Instruments that hold in a part of the place only."""
    return tuple(
        one
        for stem, held in powers.about(item).items()
        if len(stem) > len(place.stem) and stem.startswith(place.stem)
        for one in situation.active(held)
    )


def _nobody(reason: Reason) -> Answer:
    return Answer(Outcome.NO_ONE, reason)
