"""Resolves who handles a step of an item, and puts the answer into words."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import attrs

from zhengwu._dates import as_date, span_label
from zhengwu._errors import InputError
from zhengwu._text import CLAUSES, JOINED, Lang, Text
from zhengwu._values import Value
from zhengwu.codes import RegionCode, region_code
from zhengwu.delegation.answer._evaluate import evaluate
from zhengwu.delegation.answer._holding import needs_holder
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

_ACCEPTED: Final = Text("({on} 受理)", " (accepted {on})")
_ANSWER: Final = Text("{what}:{answer}", "{what}: {answer}")
_NAMES: Final = Text("{names}", " {names}")
_ACTS: Final = Text(
    "由 {actor} {name}办理,{liable}承担责任", "{actor} acts {name}, {liable} is liable"
)
_IN_OWN_NAME: Final = Text("以自己的名义", "in its own name")
_IN_NAME_OF: Final = Text("以{name}的名义", "in the name of {name}")
_ALTERNATIVES: Final = Text("  也可由:{names}", "  could also act: {names}")
_AGENTS: Final = Text("  帮办代办:{names}", "  agents: {names}")
_VOID: Final = Text("  不生效:{what}:{why}{by}", "  no effect: {what}: {why}{by}")
_IN_PARTS: Final = Text(
    "  另有文书只适用于其中部分地方:{names};请按具体地方再问",
    "  some instruments apply only in a part of the place: {names}; "
    "ask again for the exact place",
)


@attrs.frozen(kw_only=True)
class Resolution(Value):
    """Who handles a step of an item at a place on a day (办理归属).

    Args:
        item: Id of the item.
        name: Name of the item.
        step: The step.
        place: The place.
        at: The day.
        accepted_on: Day on which the case was accepted; None if not yet accepted.
        outcome: Whether it is clear who acts, nobody acts, or several organs would act.
        reason: Why nobody or several act; None if it is clear who acts.
        acting: Who acts. With a first review, in the order of the reviews; in joint
            handling, the lead first. If several organs would act, all of them.
        alternatives: Who else could act.
        agents: Ids of the agents that help the applicant.
        causes: Instruments because of which nobody or several act.
        void: Instruments that reach the place but have no effect, and why.
        in_parts: Instruments that apply only in a part of the place. The answer ignores
            them: ask about that part instead.
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
        """Who acts, or acts first; None if nobody or several would act."""
        return self.acting[0] if self.outcome is Outcome.ACTS else None

    @property
    def able(self) -> tuple[Acting, ...]:
        """Everyone able to act, the actual actor first; empty unless that is clear."""
        if self.outcome is not Outcome.ACTS:
            return ()
        return (*self.acting, *self.alternatives)

    @property
    def chain(self) -> tuple[Instrument, ...]:
        """Instruments under which the organs act, from the statutory power on."""
        if self.outcome is not Outcome.ACTS:
            return ()
        return tuple({i.id: i for acting in self.acting for i in acting.chain}.values())

    @property
    def articles(self) -> tuple[str, ...]:
        """Citations of the articles and documents of the chain, without repetition."""
        cited = (basis.cite() for each in self.chain for basis in each.basis)
        return tuple(dict.fromkeys(cited))

    def explain(self, lang: Lang = "zh") -> str:
        """The answer in a few lines, in ``"zh"`` or ``"en"``."""
        lines = [self._write_head(lang)]
        for number, instrument in enumerate(self.chain, 1):
            lines.append(f"  {number}. {_cite_instrument(instrument, lang)}")
        if self.outcome is not Outcome.ACTS:
            lines += (f"  - {_cite_instrument(cause, lang)}" for cause in self.causes)
        if self.alternatives:
            names = JOINED.say(lang).join(map(_name_actor, self.alternatives))
            lines.append(_ALTERNATIVES.say(lang, names=names))
        if self.agents:
            names = JOINED.say(lang).join(self.agents)
            lines.append(_AGENTS.say(lang, names=names))
        lines += (_describe_void(void, lang) for void in self.void)
        if self.in_parts:
            names = ", ".join(each.id for each in self.in_parts)
            lines.append(_IN_PARTS.say(lang, names=names))
        return "\n".join(lines)

    def _write_head(self, lang: Lang) -> str:
        name = self.name or self.item
        what = f"{name} · {self.step.label(lang)} · {self.place} · {self.at}"
        if self.accepted_on is not None:
            what += _ACCEPTED.say(lang, on=self.accepted_on)
        if self.reason is not None:
            answer = _REASONS[self.reason].say(lang)
            if self.acting:
                names = JOINED.say(lang).join(map(_name_actor, self.acting))
                answer += _NAMES.say(lang, names=names)
        else:
            parts = (_describe_acting(acting, lang) for acting in self.acting)
            answer = CLAUSES.say(lang).join(parts)
        return _ANSWER.say(lang, what=what, answer=answer)

    def to_record(self) -> dict[str, Any]:
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
            "acting": [_to_fields(a) for a in self.acting],
            "alternatives": [_to_fields(a) for a in self.alternatives],
            "agents": list(self.agents),
            "articles": list(self.articles),
            "in_parts": [each.id for each in self.in_parts],
            "causes": [each.id for each in self.causes],
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
    Reason.UNKNOWN_ITEM: Text("没有这个事项", "there is no such item"),
    Reason.NOT_OFFERED: Text(
        "该日或该地不办理",
        "it is not offered on that day or at that place",
    ),
    Reason.UNKNOWN_PLACE: Text(
        "区划表中没有该地",
        "the place is not in the table of divisions",
    ),
    Reason.SUSPENDED: Text("已暂停实施", "it is suspended"),
    Reason.ABOLISHED: Text("已取消", "it is abolished"),
    Reason.NO_POWER: Text(
        "无人有权办理(权力真空)",
        "nobody has the power (a vacuum)",
    ),
    Reason.NO_RECEIVER: Text(
        "应承接的机关不存在(权力真空)",
        "the organ that should have the power does not exist (a vacuum)",
    ),
    Reason.TWO_HOLDERS: Text("多个机关同时有权:", "several organs have the power:"),
    Reason.TWO_TRUSTEES: Text("委托了多个机关:", "several organs are entrusted:"),
    Reason.TWO_REVIEWERS: Text(
        "多个机关都要初审:",
        "several organs do the first review:",
    ),
}

_WHY: Final = {
    Why.RETAINED: Text(
        "权力已移交,不得再行使",
        "its giver has already transferred the power",
    ),
    Why.RE_ENTRUSTED: Text("受委托机关不得再委托", "a trustee may not entrust further"),
    Why.EARLIER_CASE: Text(
        "该件受理在先,不适用",
        "the case was accepted before it took effect",
    ),
    Why.LAPSED: Text("所依据的权力已失效", "the power that it depends on has ended"),
    Why.NO_POWER: Text("授权方没有该项权力", "its giver does not have the power"),
    Why.NO_RECEIVER: Text("承接方不存在", "the body that should act does not exist"),
}


def describe_reason(reason: Reason | None, lang: Lang) -> str:
    """A reason in words; empty if there is none."""
    return "" if reason is None else _REASONS[reason].say(lang).rstrip(":")


def describe_why(why: Why, lang: Lang = "zh") -> str:
    """In words, why an instrument has no effect."""
    return _WHY[why].say(lang)


def _name_actor(acting: Acting) -> str:
    where = (acting.counter_name, acting.post_name)
    parts = [acting.organ.name, *where, *acting.persons]
    return "/".join(filter(None, parts))


def _describe_acting(acting: Acting, lang: Lang) -> str:
    actor, liable = _name_actor(acting), acting.liable.name
    own = acting.in_name_of.id == acting.organ.id
    name = (
        _IN_OWN_NAME.say(lang)
        if own
        else _IN_NAME_OF.say(lang, name=acting.in_name_of.name)
    )
    return _ACTS.say(lang, actor=actor, name=name, liable=liable)


def _cite_instrument(instrument: Instrument, lang: Lang) -> str:
    cited = "".join(basis.cite(lang) for basis in instrument.basis)
    span = span_label(instrument.since, instrument.until, lang)
    parts = (instrument.label(lang), instrument.id, f"({span})", cited)
    return " ".join(filter(None, parts))


def _describe_void(void: Void, lang: Lang) -> str:
    what = f"{void.instrument.label(lang)} {void.instrument.id}"
    by = f" ({void.because_of.id})" if void.because_of else ""
    why = describe_why(void.why, lang)
    return _VOID.say(lang, what=what, why=why, by=by)


def _to_fields(acting: Acting) -> dict[str, Any]:
    return {
        "organ": acting.organ.id,
        "in_name_of": acting.in_name_of.id,
        "liable": acting.liable.id,
        "counter": acting.counter,
        "post": acting.post,
        "persons": list(acting.persons),
        "chain": [each.id for each in acting.chain],
    }


def resolve(
    powers: Powers,
    item: str,
    step: Step,
    place: RegionCode | str,
    at: date,
    accepted_on: date | None = None,
) -> Resolution:
    """Resolve who handles a step of an item at a place on a day (办理归属).

    A case accepted before a change stays with the old holder, unless the instrument says
    otherwise. An entrustment or mandate that has ended gives no power for any case.

    Args:
        powers: The powers.
        item: Id of the item.
        step: The step.
        place: Division, or its code of 6, 9 or 12 digits.
        at: The day.
        accepted_on: Day on which the case was accepted; None if not yet accepted.

    Returns:
        Who acts; or that nobody or several act, with the reason. For an unknown item or
        place, nobody acts: this is an answer, not an error.

    Raises:
        CodeFormatError: `place` is no code of a division.
        InputError: `at` or `accepted_on` is no date, or acceptance is later than `at`.
    """
    if not isinstance(place, RegionCode):
        place = region_code.parse(place)
    if not isinstance(step, Step):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InputError(
            f"环节应为 Step,现为 {step!r};例如 Step.DECIDE",
            f"step must be a Step such as Step.DECIDE, not {step!r}",
        )
    as_date(at, "at")
    if accepted_on is not None and as_date(accepted_on, "accepted_on") > at:
        raise InputError(
            f"受理日 {accepted_on} 晚于 {at};请核对两个日期",
            f"accepted_on {accepted_on} is after {at}; check both days",
        )
    accepted = at if accepted_on is None else accepted_on
    situation = Situation(powers, item, step, place, at, accepted)
    reaching = list(powers.at_place(item, place))
    answer = _rule_out(powers, item, place, accepted)
    if answer is None:
        answer = evaluate(situation, reaching)
        needed = needs_holder(powers, powers.items[item], reaching)
        if answer.reason is Reason.NO_POWER and not needed:
            answer = answer._replace(reason=Reason.NOT_OFFERED)
    service_item = powers.items.get(item)
    return Resolution(
        item=item,
        name="" if service_item is None else service_item.name,
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
        in_parts=_find_partial(situation, powers, item, place),
    )


def _rule_out(
    powers: Powers, item: str, place: RegionCode, accepted: date
) -> Answer | None:
    """Answer that nobody acts, if the item or the place is unknown or not offered."""
    service_item: ServiceItem | None = powers.items.get(item)
    if service_item is None:
        return _answer_nobody(Reason.UNKNOWN_ITEM)
    if not service_item.offered(accepted):
        return _answer_nobody(Reason.NOT_OFFERED)
    areas = service_item.areas
    if areas and not any(area.contains(place) for area in areas):
        return _answer_nobody(Reason.NOT_OFFERED)
    regions = powers.regions
    if regions is not None and regions.find(str(place), accepted) is None:
        return _answer_nobody(Reason.UNKNOWN_PLACE)
    return None


def _find_partial(
    situation: Situation, powers: Powers, item: str, place: RegionCode
) -> tuple[Instrument, ...]:
    """Instruments that apply only in a part of the place."""
    return tuple(
        instrument
        for stem, instruments in powers.about(item).items()
        if len(stem) > len(place.stem) and stem.startswith(place.stem)
        for instrument in situation.active(instruments)
    )


def _answer_nobody(reason: Reason) -> Answer:
    return Answer(Outcome.NO_ONE, reason)
