"""Rows of the table of a procedure."""

from __future__ import annotations

from typing import Any, Final

import attrs

from zhengwu._errors import InputError
from zhengwu._frozen import FrozenMap
from zhengwu._text import Lang, Text, TextEnum
from zhengwu._values import Value
from zhengwu.delegation import Step
from zhengwu.legal import LegalBasis
from zhengwu.limits import Limit
from zhengwu.organs import PostRole
from zhengwu.process.table._conditions import Condition

SYSTEM_ROLE: Final = "system"
"""Role in which lapses are recorded (系统); every procedure has it."""


class FieldType(TextEnum):
    """Type of a field of an event, or of a fact of a case (数据类型)."""

    TEXT = "text", "文字", "text"
    TEXTS = "texts", "若干文字", "several texts"
    DATE = "date", "日期", "a day"
    INSTANT = "instant", "时刻", "an instant"
    BOOL = "bool", "是或否", "true or false"
    WHOLE = "whole", "整数", "a whole number"
    NUMBER = "number", "数", "a number"
    MONEY = "money", "金额(元)", "an amount in yuan"
    LIMIT = "limit", "时限", "a time limit"
    CHOICE = "choice", "选项", "one of the listed choices"


class Force(TextEnum):
    """What a row rests on (效力层级)."""

    STATUTE = "statute", "法律、法规、规章", "a statute, regulation or rule"
    LOCAL = "local", "地方规定", "local law"
    DOCUMENT = "document", "规范性文件", "a policy document"
    PRACTICE = "practice", "通行做法", "practice only"


class ConditionAbout(TextEnum):
    """Subject of a condition (条件类别), which gives its place in the order of reasons."""

    FACTS = "facts", "事实", "facts"
    CLOCKS = "clocks", "时限", "clocks"
    OPEN = "open", "并行事项", "side matters"


@attrs.frozen(kw_only=True)
class FieldRow(Value):
    """Field that events bring (事件字段).

    Args:
        id: Name of the field.
        type: Type of its values.
        zh: Name in Chinese.
        en: Name in English.
        personal: Whether its values are personal data, which no message quotes.
        choices: Values of a field of type ``choice``, with their Chinese names.
    """

    id: str
    type: FieldType
    zh: str
    en: str
    personal: bool = False
    choices: FrozenMap[str] = attrs.field(factory=FrozenMap[str])


@attrs.frozen(kw_only=True)
class FactRow(Value):
    """Fact of a case (办件事实), set by events.

    Args:
        id: Name of the fact.
        type: Type of its values.
        zh: Name in Chinese.
        en: Name in English.
        personal: Whether its values are personal data, which no message quotes.
    """

    id: str
    type: FieldType
    zh: str
    en: str
    personal: bool = False


@attrs.frozen(kw_only=True)
class PhaseRow(Value):
    """Phase of a procedure (阶段); a case begins in the first phase.

    Args:
        id: Name of the phase.
        zh: Name in Chinese.
        en: Name in English.
        terminal: Whether no event leads out of the phase.
        party: Party to whom the time of the phase is attributed; empty for nobody.
        step: Step for which the organ needs the power in the phase.
    """

    id: str
    zh: str
    en: str
    terminal: bool = False
    party: str = ""
    step: Step | None = None


@attrs.frozen(kw_only=True)
class RoleRow(Value):
    """Role in which a person or an organ acts (办理角色).

    Args:
        id: Name of the role.
        zh: Name in Chinese.
        en: Name in English.
        post: Roles of posts that may act in the role; empty for roles outside the hall.
    """

    id: str
    zh: str
    en: str
    post: tuple[PostRole, ...] = ()


@attrs.frozen(kw_only=True)
class ExtensionRow(Value):
    """How a clock may be extended (延长规定).

    Args:
        by: Maximum length of all extensions together; None if the text sets none.
        times: Maximum number of extensions; None if the text sets none, ``"any"`` in a
            table.
    """

    by: Limit | None = None
    times: int | None = 1


@attrs.frozen(kw_only=True)
class ClockRow(Value):
    """Clock of a procedure (时限).

    Args:
        id: Name of the clock.
        zh: Name in Chinese.
        en: Name in English.
        limit: Length; None where a time rule or an event gives it, or where the place
            sets it, which only a clock that rests on no statute may leave open.
        rule: Id of the time rule of `zhengwu.limits` that gives the length.
        field: Field of the event that starts the clock which gives the length.
        lapse: Event that takes effect by itself at expiry; empty if none does.
        extension: How the clock may be extended; None if it may not.
        judged: Whether the timeliness of the case is judged by the clock.
        duty: Whether somebody must act by its end; false for the time in which somebody may
            use a right, of which no alert is given.
        force: What the length rests on.
        basis: Articles that give the length.
        counting_zh: How the text counts its days, where it does not say it itself.
        counting_en: The same in English.
    """

    id: str
    zh: str
    en: str
    limit: Limit | None = None
    rule: str = ""
    field: str = ""
    lapse: str = ""
    extension: ExtensionRow | None = None
    judged: bool = False
    duty: bool = True
    force: Force = Force.STATUTE
    basis: tuple[LegalBasis, ...] = ()
    counting_zh: str = ""
    counting_en: str = ""


@attrs.frozen(kw_only=True)
class ConditionRow(Value):
    """Condition of events (条件), with the reason for a refusal when it fails.

    Args:
        id: Name of the condition.
        zh: Reason in Chinese.
        en: Reason in English.
        basis: Articles on which the condition is based.
        holds: The condition in the language of conditions.
        about: Subject, which gives its place in the order of reasons.
        force: What the condition rests on.
    """

    id: str
    zh: str
    en: str
    basis: tuple[LegalBasis, ...]
    holds: Condition
    about: ConditionAbout = ConditionAbout.FACTS
    force: Force = Force.STATUTE


@attrs.frozen(kw_only=True)
class GroundRow(Value):
    """Ground of an event (事由).

    Args:
        use: Name of the list to which the ground belongs.
        id: Name of the ground.
        zh: The ground in Chinese.
        en: The ground in English.
        basis: Articles that provide for the ground.
    """

    use: str
    id: str
    zh: str
    en: str
    basis: tuple[LegalBasis, ...]


@attrs.frozen(kw_only=True)
class OutcomeRow(Value):
    """Outcome of a case (办理结果).

    Args:
        id: Name of the outcome.
        zh: Name in Chinese.
        en: Name in English.
        adverse: Whether the outcome burdens the person, so that the decision must name the remedy.
    """

    id: str
    zh: str
    en: str
    adverse: bool = False


@attrs.frozen(kw_only=True)
class EventRow(Value):
    """Kind of event (事件), with the fields that it brings.

    Args:
        id: Name of the event.
        zh: Name in Chinese.
        en: Name in English.
        brings: Fields that the event may bring.
        requires: Fields that the event must bring.
    """

    id: str
    zh: str
    en: str
    brings: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field of the event."""
        return tuple(dict.fromkeys((*self.requires, *self.brings)))


class ClockOperation(TextEnum):
    """Operation of an event on a clock (计时操作)."""

    START = "+", "启动", "start"
    PAUSE = "~", "暂停", "suspend"
    RESUME = ">", "恢复", "resume"
    STOP = "-", "停止", "stop"
    EXTEND = "*", "延长", "extend"
    RESTART = "!", "重新起算", "start anew"


@attrs.frozen
class ClockChange(Value):
    """Operation on a clock, written ``+LAW``, ``~LAW``, ``>LAW``, ``-LAW``, ``*LAW`` (计时变化).

    With ``?`` at the end the operation is left out where it is not possible; ``-all`` stops
    every clock.

    Args:
        operation: The operation.
        clock: Name of the clock; empty for all clocks.
        optional: Whether the operation is left out where it is not possible.
    """

    operation: ClockOperation
    clock: str
    optional: bool = False

    @classmethod
    def parse(cls, text: str) -> ClockChange:
        """Read the written form.

        Raises:
            InputError: The text has another form.

        >>> ClockChange.parse("-SEND?").optional
        True
        """
        if text == _STOP_ALL:
            return cls(ClockOperation.STOP, "", optional=True)
        sign, name = text[:1], text[1:].removesuffix("?")
        signs = {operation.value: operation for operation in ClockOperation}
        if sign not in signs or not name:
            raise InputError(
                f"计时操作 {text!r} 应写作 +X(启动)、~X(暂停)、>X(恢复)、-X(停止)、*X"
                "(延长)、!X(重新起算)或 -all;末尾加 ? 表示不可能时略去",
                f"clock operation {text!r} must be written +X (start), ~X (suspend), >X "
                "(resume), -X (stop), *X (extend), !X (start anew) or -all; a ? at the "
                "end leaves it out where it is not possible",
            )
        return cls(signs[sign], name, optional=text.endswith("?"))

    def __str__(self) -> str:
        if not self.clock:
            return _STOP_ALL
        return f"{self.operation.value}{self.clock}{'?' if self.optional else ''}"


_STOP_ALL: Final = "-all"


@attrs.frozen(kw_only=True)
class OpenSide(Value):
    """Side matters that an event opens (开启并行事项).

    Args:
        side: Kind of side matter.
        keys: Field with the names of the side matters, one for each; empty for the key of
            the event.
        limit: Field with the time limit; empty for that of the kind.
    """

    side: str
    keys: str = ""
    limit: str = ""


@attrs.frozen(kw_only=True)
class Effects(Value):
    """Effects of an event (事件效果), apart from those on phase and clocks.

    Args:
        stamp: Facts that take the instant of the event.
        set: Facts that take a given value.
        copy: Facts that take the value of a field: fact by fact, the field.
        add: Facts of several texts to which the texts of a field are added.
        count: Facts whose number increases by 1.
        clear: Facts that are emptied.
        open: Side matters that the event opens.
        close: Kinds of side matters that the event ends, open or not.
        owner: Field that names the new owner of the case; empty if it stays.
    """

    stamp: tuple[str, ...] = ()
    set: FrozenMap[Any] = attrs.field(factory=FrozenMap)
    copy: FrozenMap[str] = attrs.field(factory=FrozenMap[str])
    add: FrozenMap[str] = attrs.field(factory=FrozenMap[str])
    count: tuple[str, ...] = ()
    clear: tuple[str, ...] = ()
    open: tuple[OpenSide, ...] = ()
    close: tuple[str, ...] = ()
    owner: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts that the effects set."""
        mapped = (*self.set, *self.copy, *self.add)
        return (*self.stamp, *mapped, *self.count, *self.clear)


@attrs.frozen(kw_only=True)
class TransitionRow(Value):
    """Transition of the main line (流转): an event, where it is possible, and what follows.

    Args:
        id: Number of the transition, such as ``T11``.
        event: The event.
        source: Phases in which the event is possible.
        target: Phase after the event; empty where the phase stays.
        who: Roles that may perform the event.
        conditions: Names of the conditions, in the order in which failures are reported.
        clocks: Operations on clocks, in order.
        effects: What else changes.
        document: Document that the event produces; empty for none.
        outcome: Outcome of the case; empty if the event brings none.
        only: Features that an item must have for the transition to apply.
        never: Features that an item must not have.
        step: Step for which the actor's organ must have the power.
        refuses: Whether the event refuses what the applicant asks for.
        count_from: Fact with the instant from which the clocks that the event starts run;
            empty for the event itself.
        confirms: Lapse that the event only notes where the lapse took effect first.
        force: What the transition rests on.
        basis: Articles.
    """

    id: str
    event: str
    source: tuple[str, ...]
    target: str = ""
    who: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    clocks: tuple[ClockChange, ...] = ()
    effects: Effects = Effects()
    document: str = ""
    outcome: str = ""
    only: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    step: Step | None = None
    refuses: bool = False
    count_from: str = ""
    confirms: str = ""
    force: Force = Force.STATUTE
    basis: tuple[LegalBasis, ...] = ()

    def applies(self, features: frozenset[str]) -> bool:
        """Whether the transition applies to an item with these features."""
        return self.only <= features and not self.never & features


@attrs.frozen(kw_only=True)
class StateRow(Value):
    """State of a side matter (并行事项状态).

    Args:
        id: Name of the state.
        zh: Name in Chinese.
        en: Name in English.
        open: Whether the side matter is unsettled in the state.
        end: Whether the state is final.
        lapse: Event that takes effect by itself when the time of the state is over.
        limit: Time of the state; None if the state has no time of its own.
        restarts: Whether the time of the state runs from its own beginning; otherwise it
            runs from the opening of the side matter.
    """

    id: str
    zh: str
    en: str
    open: bool = False
    end: bool = False
    lapse: str = ""
    limit: Limit | None = None
    restarts: bool = False


@attrs.frozen(kw_only=True)
class SideRow(Value):
    """Kind of side matter (并行事项), handled in parallel with the main line.

    A side matter begins in the first state.

    Args:
        id: Name of the kind.
        zh: Name in Chinese.
        en: Name in English.
        states: The states.
        force: What the times rest on.
        basis: Articles.
    """

    id: str
    zh: str
    en: str
    states: tuple[StateRow, ...]
    force: Force = Force.STATUTE
    basis: tuple[LegalBasis, ...] = ()


@attrs.frozen(kw_only=True)
class MoveRow(Value):
    """Move of a side matter (并行流转).

    Args:
        id: Number of the move, such as ``S01``.
        event: The event.
        side: Kind of side matter.
        source: States in which the event is possible; empty if the event opens the matter.
        target: State after the event; empty where the state stays.
        who: Roles that may perform the event.
        conditions: Names of the conditions.
        effects: What else changes.
        clocks: Operations on the clocks of the case.
        document: Document that the event produces.
        phases: Phases in which the event is possible; empty for all.
        step: Step for which the actor's organ must have the power.
        force: What the move rests on.
        basis: Articles.
    """

    id: str
    event: str
    side: str
    source: tuple[str, ...] = ()
    target: str = ""
    who: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    effects: Effects = Effects()
    clocks: tuple[ClockChange, ...] = ()
    document: str = ""
    phases: tuple[str, ...] = ()
    step: Step | None = None
    force: Force = Force.STATUTE
    basis: tuple[LegalBasis, ...] = ()


@attrs.frozen(kw_only=True)
class ChoiceRow(Value):
    """Choice that the law leaves to a place (选项): the clock operations that it replaces.

    Args:
        id: Name of the choice.
        zh: Meaning in Chinese.
        en: Meaning in English.
        clocks: Operations that replace those of a transition, by its number.
    """

    id: str
    zh: str
    en: str
    clocks: FrozenMap[tuple[ClockChange, ...]]


@attrs.frozen(kw_only=True)
class FeatureRow(Value):
    """Feature of an item (事项特征) that decides which transitions apply.

    Args:
        id: Name of the feature.
        zh: Name in Chinese.
        en: Name in English.
    """

    id: str
    zh: str
    en: str


def name_of(row: Any, lang: Lang = "zh") -> str:
    """Name of a row in a language."""
    return Text(row.zh, row.en).say(lang)
