"""Reasons for refusing an event: all of them, in a fixed order, in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

import attrs

from zhengwu._errors import InputError
from zhengwu._masking import mask_personal_data
from zhengwu._text import JOINED, Lang, Text
from zhengwu._values import Value
from zhengwu.legal import LegalBasis
from zhengwu.process.engine._case import Draft, ProcedureCase, ProcedureEvent
from zhengwu.process.engine._context import ProcedureContext, Row
from zhengwu.process.table._rows import SYSTEM_ROLE, MoveRow

TEXTS: Final = {
    "procedure": Text(
        "事件属于程序 {given},办件属于程序 {expected}",
        "the event belongs to procedure {given}, the case to {expected}",
    ),
    "unknown_event": Text(
        "本程序没有“{event}”这一事件;有:{known}",
        'the procedure has no event "{event}"; it has {known}',
    ),
    "not_for_item": Text(
        "本事项没有“{event}”这一环节", 'the event "{event}" does not apply to this item'
    ),
    "terminal": Text(
        "办件已是终态“{phase}”,不再变动",
        'the case is in the terminal phase "{phase}" and no longer changes',
    ),
    "lapsed": Text(
        "期限已于 {at} 届满,“{lapse}”已生效;本事件无需再办",
        'the time expired at {at} and "{lapse}" took effect; this event is not needed',
    ),
    "phase": Text(
        "“{event}”不能在“{phase}”阶段办理",
        'the event "{event}" is not possible in the phase "{phase}"',
    ),
    "side_missing": Text("没有名为“{key}”的{side}", "there is no {side} named {key}"),
    "side_state": Text(
        "“{side}”处于“{state}”状态,不能“{event}”",
        '{side} is in the state "{state}", so "{event}" is not possible',
    ),
    "side_exists": Text(
        "{side}“{key}”已存在,请换一个名称",
        "{side} {key} already exists; choose another name",
    ),
    "other_case": Text(
        "事件属于办件 {given},不属于 {case}",
        "the event belongs to case {given}, not to {case}",
    ),
    "other_rules": Text(
        "办件按规则 {rules} 办理,不能按 {given} 办理",
        "the case is handled under the rules {rules}, not under {given}",
    ),
    "duplicate": Text(
        "序号 {given} 已被使用(办件最新序号为 {seq}):重复提交,或已有人先写入",
        "sequence number {given} is used already (the last event is number {seq}): it was "
        "sent twice, or another writer was first",
    ),
    "skipped": Text(
        "序号 {given} 之前缺少事件(办件最新序号为 {seq})",
        "events before number {given} are missing (the last event is number {seq})",
    ),
    "order": Text(
        "发生时间 {at} 早于上一事件 {last}",
        "the event took effect at {at}, before the last event at {last}",
    ),
    "future": Text(
        "发生时间 {at} 晚于记录时间 {recorded}",
        "the event takes effect at {at}, after it was recorded at {recorded}",
    ),
    "coverage": Text(
        "发生时间 {at} 不在日历范围内({first} 至 {last})",
        "the event took effect at {at}, outside the calendar ({first} to {last})",
    ),
    "not_open": Text(
        "本规则自 {since} 起至 {until} 前受理新办件",
        "cases may begin under these rules from {since} and before {until}",
    ),
    "role": Text(
        "{role}不能办理“{event}”;应由{who}办理",
        '{role} may not perform "{event}"; permitted: {who}',
    ),
    "authority": Text(
        "{given} 没有办理“{event}”的权限或岗位",
        '{given} has no power or post for "{event}"',
    ),
    "early": Text(
        "“{clock}”到 {at} 才届满,现在还不能记录“{event}”",
        '"{clock}" is over at {at} only, so "{event}" cannot be recorded yet',
    ),
    "no_lapse": Text(
        "没有届满的期限,“{event}”不会自行发生",
        'no time is over, so "{event}" does not happen by itself',
    ),
    "details": Text(
        "事件内容不合要求:{problem}", "the details are unusable: {problem}"
    ),
}
"""Sentences of the reasons that are not conditions of a row (拒绝理由)."""

_LISTED: Final = Text(":{names}", ": {names}")
_CITED: Final = Text("({cited})", " ({cited})")
_REFUSED: Final = Text("不能办理“{event}”:", 'refused, "{event}":')


@attrs.frozen(kw_only=True)
class DeclineReason(Value):
    """Reason of a refusal (不予办理的理由).

    Args:
        code: Name of the condition, or of a general reason.
        zh: The reason in Chinese.
        en: The reason in English.
        basis: Articles on which it is based.
        names: What the reason lists, such as missing documents.
    """

    code: str
    zh: str
    en: str
    basis: tuple[LegalBasis, ...] = ()
    names: tuple[str, ...] = ()

    def text(self, lang: Lang = "zh") -> str:
        """The reason as a sentence, with the names it lists and the articles."""
        sentence = Text(self.zh, self.en).say(lang)
        separator = JOINED.say(lang)
        if self.names:
            sentence += _LISTED.say(lang, names=separator.join(self.names))
        if not self.basis:
            return sentence
        cited = separator.join(basis.cite(lang) for basis in self.basis)
        return sentence + _CITED.say(lang, cited=cited)


@attrs.frozen(kw_only=True)
class Declined(Value):
    """Refusal of an event (不予办理), with every reason.

    Args:
        case: The case, unchanged but for lapses that took effect.
        event: The event.
        reasons: The reasons, the plainest first.
        name_zh: Name of the event in Chinese.
        name_en: Name of the event in English.
        possible: Events of the main line that are possible in the phase.
    """

    case: ProcedureCase
    event: ProcedureEvent
    reasons: tuple[DeclineReason, ...]
    name_zh: str
    name_en: str
    possible: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the reasons."""
        return tuple(reason.code for reason in self.reasons)

    def text(self, lang: Lang = "zh") -> str:
        """The refusal as lines for people."""
        head = _REFUSED.say(lang, event=Text(self.name_zh, self.name_en).say(lang))
        return "\n".join([head, *(f"  {reason.text(lang)}" for reason in self.reasons)])

    def __str__(self) -> str:
        return self.text()


def make_reason(
    code: str,
    values: dict[str, object],
    ctx: ProcedureContext,
    names: tuple[str, ...] = (),
) -> DeclineReason:
    """A general reason; a value of two languages is said in each."""
    text = TEXTS[code]
    said = {
        lang: {
            key: getattr(value, lang) if isinstance(value, Text) else value
            for key, value in values.items()
        }
        for lang in ("zh", "en")
    }
    return DeclineReason(
        code=code,
        zh=text.zh.format(**said["zh"]),
        en=text.en.format(**said["en"]),
        basis=ctx.procedure.basis[:1],
        names=names,
    )


def iter_reasons(
    draft: Draft, event: ProcedureEvent, ctx: ProcedureContext, *, asked: bool = False
) -> Iterator[DeclineReason]:
    """Every reason against an event (不予办理的理由).

    Args:
        draft: The case, after the lapses that are due.
        event: The event.
        ctx: The context.
        asked: Whether the event is only a question without details: conditions on details
            are then left out.
    """
    yield from iter_record_reasons(draft, event, ctx)
    row = find_row(draft, event.kind, ctx)
    if row is None:
        yield _explain_no_row(draft, event, ctx)
        return
    yield from _iter_side_reasons(draft, event, row, ctx)
    if event.actor.role not in row.roles:
        yield make_reason(
            "role",
            {
                "role": ctx.says("role", event.actor.role),
                "event": ctx.says("event", event.kind),
                "who": Text(
                    JOINED.zh.join(ctx.name("role", r, "zh") for r in row.row.who),
                    JOINED.en.join(ctx.name("role", r, "en") for r in row.row.who),
                ),
            },
            ctx,
        )
    elif event.kind in ctx.lapse_events:
        yield from _iter_early_reasons(draft, event, ctx)
    elif not ctx.is_able(event, row, draft.began):
        given = mask_personal_data(event.actor.id or event.actor.organ)
        yield make_reason(
            "authority", {"given": given, "event": ctx.says("event", event.kind)}, ctx
        )
    if not asked:
        try:
            event = convert_details(event, row)
        except InputError as error:
            said = Text(error.message_zh, error.message_en)
            yield make_reason("details", {"problem": said}, ctx)
            return
    for row_of, check, of_case in row.conditions:
        if asked and not of_case:
            continue
        names = check(draft, event)
        if names is not None:
            yield DeclineReason(
                code=row_of.id,
                zh=row_of.zh,
                en=row_of.en,
                basis=row_of.basis,
                names=names,
            )


def _iter_early_reasons(
    draft: Draft, event: ProcedureEvent, ctx: ProcedureContext
) -> Iterator[DeclineReason]:
    """Reasons against a lapse that is recorded before its time is over.

    A lapse whose time is over took effect before this is asked. A person may record what
    only the holiday notice can confirm, and end what has no time; the system may not.
    """
    named: dict[str, object] = {"event": ctx.says("event", event.kind)}
    pending = [
        (due, name)
        for due, name in ctx.list_ends(draft, event.kind, event.key)
        if due is not None
    ]
    by_system = event.actor.role == SYSTEM_ROLE
    for due, name in pending:
        if event.at < due.at or by_system:
            values = {"at": _say(due.at), "clock": name}
            yield make_reason("early", named | values, ctx)
            return
    if by_system:
        yield make_reason("no_lapse", named, ctx)


def convert_details(event: ProcedureEvent, row: Row) -> ProcedureEvent:
    """The event with its details as the table declares them.

    Raises:
        InputError: A field is unknown, is missing, or has an unusable value.
    """
    details = row.fields.check(event.details)
    if details is event.details:
        return event
    return attrs.evolve(event, details=details)


def iter_record_reasons(
    draft: Draft, event: ProcedureEvent, ctx: ProcedureContext
) -> Iterator[DeclineReason]:
    """Reasons that lie in the record: its case, number, instants and rules."""
    at = event.at
    procedure, rules = ctx.procedure.id, ctx.rules.id
    if draft.procedure and draft.procedure != procedure:
        values: dict[str, object] = {"given": procedure, "expected": draft.procedure}
        yield make_reason("procedure", values, ctx)
    if event.case != draft.id:
        yield make_reason("other_case", {"given": event.case, "case": draft.id}, ctx)
    if draft.rules and draft.rules != rules:
        yield make_reason("other_rules", {"rules": draft.rules, "given": rules}, ctx)
    if not fits_number(draft, event.seq):
        code = "duplicate" if event.seq <= draft.seq else "skipped"
        yield make_reason(code, {"given": event.seq, "seq": draft.seq}, ctx)
    if draft.at is not None and at < draft.at:
        yield make_reason("order", {"at": _say(at), "last": _say(draft.at)}, ctx)
    if event.recorded_at < at:
        recorded = _say(event.recorded_at)
        yield make_reason("future", {"at": _say(at), "recorded": recorded}, ctx)
    first, last = ctx.coverage
    if not first <= at < last:
        values = {"at": _say(at), "first": first.date(), "last": last.date()}
        yield make_reason("coverage", values, ctx)
    if not draft.phase and not ctx.may_begin(at):
        since, until = ctx.rules.since or "-", ctx.rules.until or "-"
        yield make_reason("not_open", {"since": since, "until": until}, ctx)


def fits_number(draft: Draft, seq: int) -> bool:
    """Whether a number is the next, or only lapses were written down under it and since."""
    if seq == draft.seq + 1:
        return True
    written = {lapse.seq for lapse in draft.lapsed}
    return 0 < seq <= draft.seq and written.issuperset(range(seq, draft.seq + 1))


def _say(at: dt.datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


def find_row(draft: Draft, kind: str, ctx: ProcedureContext) -> Row | None:
    """The row of an event in the phase of a case; None if it is not possible there."""
    phase = draft.phase or ctx.procedure.initial
    row = ctx.rows[phase].get(kind) if phase in ctx.rows else None
    if row is not None:
        return row
    move = ctx.moves.get(kind)
    if move is None or phase in ctx.whole.terminal:
        return None
    phases = move.row.phases if isinstance(move.row, MoveRow) else ()
    return move if not phases or phase in phases else None


def _explain_no_row(
    draft: Draft, event: ProcedureEvent, ctx: ProcedureContext
) -> DeclineReason:
    phase = draft.phase or ctx.procedure.initial
    named: dict[str, object] = {
        "event": ctx.says("event", event.kind),
        "phase": ctx.says("phase", phase),
    }
    if event.kind not in ctx.whole.event_by_id:
        known = ", ".join(ctx.procedure.event_by_id)
        return make_reason("unknown_event", named | {"known": known}, ctx)
    if event.kind not in ctx.by_event:
        return make_reason("not_for_item", named, ctx)
    if phase in ctx.whole.terminal:
        return make_reason("terminal", named, ctx)
    if draft.lapsed and draft.lapsed[-1].at <= event.at:
        last = draft.lapsed[-1]
        before = ctx.rows.get(_find_phase_before(last.kind, ctx), {})
        if event.kind in before:
            values = {"at": _say(last.at), "lapse": ctx.says("event", last.kind)}
            return make_reason("lapsed", named | values, ctx)
    return make_reason("phase", named, ctx)


def _find_phase_before(lapse: str, ctx: ProcedureContext) -> str:
    row = ctx.by_event.get(lapse)
    return next(iter(row.sources), "") if row is not None else ""


def _iter_side_reasons(
    draft: Draft, event: ProcedureEvent, row: Row, ctx: ProcedureContext
) -> Iterator[DeclineReason]:
    if not row.side:
        return
    known = next(
        (s for s in draft.sides if s.side == row.side and s.key == event.key), None
    )
    named: dict[str, object] = {
        "side": ctx.says("side", row.side),
        "key": event.key,
        "event": ctx.says("event", event.kind),
    }
    if not row.states:
        if known is not None:
            yield make_reason("side_exists", named, ctx)
    elif known is None:
        yield make_reason("side_missing", named, ctx)
    elif known.state not in row.states:
        state = ctx.side_state(known)
        yield make_reason(
            "side_state", named | {"state": Text(state.zh, state.en)}, ctx
        )
