"""Why an event is refused: every reason, in a fixed order, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, Final

import attrs

from zhengwu._text import Lang
from zhengwu.legal import LegalBasis
from zhengwu.lifecycle._case import Case, Draft, Lapse
from zhengwu.lifecycle._context import Context, Row
from zhengwu.lifecycle._event import Event
from zhengwu.lifecycle._guards import Name
from zhengwu.lifecycle._kinds import EventKind, GuardAbout, Role
from zhengwu.lifecycle._process import Guard, Move
from zhengwu.lifecycle._run import to_write_down

REFUSALS: Final = (
    "phase",
    "lapsed",
    "terminal",
    "not_for_item",
    "side_missing",
    "side_state",
    "side_exists",
    "other_case",
    "other_rules",
    "duplicate",
    "skipped",
    "order",
    "future",
    "coverage",
    "role",
    "post",
    "authority",
)
"""Names of the reasons that come before the conditions (拒绝理由), which a process words."""

_ABOUT: Final = (GuardAbout.FACTS, GuardAbout.CLOCKS, GuardAbout.OPEN)


@attrs.frozen
class Refusal:
    """Reason of a refusal (不予办理的理由).

    Args:
        code: Its name: a condition of the process, or one of its refusals.
        zh: What is wrong, in Chinese.
        en: The same in English.
        basis: The articles.
        who: Who could do it, where somebody else can.
        names: What it is about, such as the documents that are missing.
        names_en: The same in English, where that has names of its own.
    """

    code: str
    zh: str
    en: str
    basis: tuple[LegalBasis, ...]
    who: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    names_en: tuple[str, ...] = ()

    def text(self, lang: Lang = "zh") -> str:
        """The sentence, with what it is about and the articles."""
        en = lang == "en"
        said = self.en if en else self.zh
        joint = ", " if en else "、"
        names = (self.names_en or self.names) if en else self.names
        if names:
            said += (": " if en else ":") + joint.join(names)
        if self.who:
            said += ("; it may: " if en else ";可由:") + joint.join(self.who)
        cited = joint.join(basis.cite(lang) for basis in self.basis)
        return f"{said} ({cited})" if en else f"{said}({cited})"

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {
            "code": self.code,
            "zh": self.zh,
            "en": self.en,
            "basis": [basis.to_dict() for basis in self.basis],
            "who": list(self.who),
            "names": list(self.names),
        }


@attrs.frozen
class Possible:
    """What would be possible instead (可以办理的事项): an event, and who must act.

    Args:
        kind: The event.
        roles: Roles that may do it, in the order of the process.
    """

    kind: EventKind
    roles: tuple[Role, ...]


@attrs.frozen
class Refused:
    """An event that was refused (不予办理), with every reason.

    Args:
        event: The event.
        reasons: Every reason: phase, number, order of time, role, power, conditions,
            clocks, open side matters.
        case: The case at the instant of the event, with what time has brought about by
            then; to be shown. What to go on with is the case that was put.
        possible: What would be possible instead.
        names: What phases, events and roles are called. Not compared.
    """

    event: Event
    reasons: tuple[Refusal, ...]
    case: Case
    possible: tuple[Possible, ...]
    names: Context = attrs.field(eq=False, repr=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """Names of the reasons, in order."""
        return tuple(reason.code for reason in self.reasons)

    def explain(self, lang: Lang = "zh") -> str:
        """Every reason with its articles, and what would be possible instead."""
        en = lang == "en"
        ctx = self.names
        name = ctx.event_label(self.event.kind, lang)
        lines = [f"refused: {name}" if en else f"不能办理:{name}"]
        for number, reason in enumerate(self.reasons, 1):
            lines.append(f"  {number}. {reason.text(lang)}")
        if self.possible:
            lines.append("  possible:" if en else "  现在可以办理:")
        for one in self.possible:
            what = ctx.event_label(one.kind, lang)
            who = (", " if en else "、").join(
                ctx.role_label(role, lang) for role in one.roles
            )
            lines.append(f"    {what} ({who})" if en else f"    {what}({who})")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {
            "case": self.event.case,
            "seq": self.event.seq,
            "kind": self.event.kind.value,
            "reasons": [reason.to_dict() for reason in self.reasons],
            "possible": [one.kind.value for one in self.possible],
        }


def refused(draft: Draft, event: Event, ctx: Context) -> Refused:
    """A refusal, with all that speaks against an event."""
    reasons = tuple(reasons_against(draft, event, ctx))
    case = draft.done()
    return Refused(event, reasons, case, possible(case, event, ctx), ctx)


def possible(case: Draft, event: Event, ctx: Context) -> tuple[Possible, ...]:
    """What may happen next to a case, whoever does it and whatever it brings."""
    rows = [
        row
        for row in ctx.rows[case.phase].values()
        if not _settled(case, row, event, ctx)
    ]
    rows += (
        row
        for row in ctx.moves.values()
        if any(not [*_against_move(case, row, key, ctx)] for key in keys_of(case, row))
    )
    return tuple(Possible(row.kind, row.rule.who) for row in rows)


_OF_ACTOR: Final = frozenset({"is_owner", "right_approver", "from_asked_organ"})


def _settled(case: Draft, row: Row, event: Event, ctx: Context) -> bool:
    """Whether the case rules an event out, whoever would do it."""
    return any(
        check.of_case and guard.id not in _OF_ACTOR and not holds(case, event, ctx)
        for holds, guard, check in row.guards
    )


def keys_of(case: Draft, row: Row) -> list[str]:
    """Names of the side matters that an event could move; one without name if none.

    Where it opens one, a name that is not taken.
    """
    if row.opens is not None:
        taken = {side.key for side in case.sides if side.kind is row.opens}
        return [next(name for name in map(_nth, count()) if name not in taken)]
    return [side.key for side in case.sides if side.kind is row.side] or [""]


def _nth(number: int) -> str:
    return str(number) if number else ""


def reasons_against(
    draft: Draft, event: Event, ctx: Context, *, of_case: bool = False
) -> Iterator[Refusal]:
    """All that speaks against an event, in the order in which it is told.

    Args:
        draft: The case.
        event: The event.
        ctx: Rules, calendar and powers.
        of_case: Whether only what the case itself decides is looked at, and not what the
            event brings.
    """
    noted = to_write_down(draft, event, ctx)
    if noted is None:
        yield from _against_place(draft, event, ctx)
    if not of_case:
        yield from _against_order(draft, event, ctx, noted)
    known = ctx.by_kind.get(event.kind)
    if known is None:
        return
    yield from _against_actor(draft, event, known, ctx)
    if noted is not None:  # it has come about, so nothing else matters
        return
    failed = [
        (guard, check)
        for holds, guard, check in known.guards
        if (check.of_case or not of_case) and not holds(draft, event, ctx)
    ]
    for about in _ABOUT:
        for guard, check in failed:
            if guard.about is about:
                names = check.names(draft, event, ctx) if check.names else ()
                yield _of_guard(guard, names)


def against_structure(draft: Draft, event: Event, ctx: Context) -> Iterator[Refusal]:
    """What of it rests on phase, number and order of time, and on nothing else."""
    noted = to_write_down(draft, event, ctx)
    if noted is None:
        yield from _against_place(draft, event, ctx)
    yield from _against_order(draft, event, ctx, noted)


def _against_place(draft: Draft, event: Event, ctx: Context) -> Iterator[Refusal]:
    """Whether the table has the event where the case is."""
    row = ctx.rows[draft.phase].get(event.kind)
    known = ctx.by_kind.get(event.kind)
    if row is None and known is not None and known.target is None:
        yield from _against_move(draft, known, event.key, ctx)
    elif row is None:
        yield from _against_phase(draft, event, known, ctx)
    elif row.opens is not None:
        yield from _against_opening(draft, row, event.key, ctx)


def _of_guard(guard: Guard, names: Iterable[Name]) -> Refusal:
    pairs = [(name, name) if isinstance(name, str) else name for name in names]
    zh, en = tuple(zh for zh, _ in pairs), tuple(en for _, en in pairs)
    return Refusal(
        guard.id, guard.zh, guard.en, guard.basis, (), zh, en if en != zh else ()
    )


def _made(ctx: Context, code: str, /, **told: Any) -> Refusal:
    """A reason of the process, with its places filled in; ``x_en`` is x in English."""
    rule = ctx.refusals[code]
    zh = {name: value for name, value in told.items() if not name.endswith("_en")}
    en = {name: told.get(f"{name}_en", value) for name, value in zh.items()}
    return Refusal(code, rule.zh.format(**zh), rule.en.format(**en), rule.basis)


def _event(ctx: Context, kind: EventKind) -> dict[str, str]:
    return {"event": ctx.event_label(kind), "event_en": ctx.event_label(kind, "en")}


def _against_phase(
    draft: Draft, event: Event, known: Row | None, ctx: Context
) -> Iterator[Refusal]:
    said = _event(ctx, event.kind)
    if known is None:
        yield _made(ctx, "not_for_item", **said)
        return
    phase = {
        "phase": ctx.phase_label(draft.phase),
        "phase_en": ctx.phase_label(draft.phase, "en"),
    }
    if draft.phase in ctx.process.terminal:
        yield _made(ctx, "terminal", **phase)
        return
    yield _made(ctx, "phase", **said, **phase)
    for last in reversed(draft.lapsed):
        row = ctx.by_kind[last.kind]
        if row.target is not None:
            if not row.sources.isdisjoint(known.sources):
                yield _of_lapse(ctx, last, row)
            return


def _of_lapse(ctx: Context, last: Lapse, row: Row) -> Refusal:
    """That time was over, and what it brought about; by the article of that."""
    made = _made(
        ctx,
        "lapsed",
        at=last.at.isoformat(),
        lapse=ctx.event_label(last.kind),
        lapse_en=ctx.event_label(last.kind, "en"),
    )
    basis = row.guards[0][1].basis if row.guards else made.basis
    return attrs.evolve(made, basis=basis)


def _against_move(draft: Draft, row: Row, key: str, ctx: Context) -> Iterator[Refusal]:
    rule = row.rule
    assert isinstance(rule, Move)  # noqa: S101  # told apart by the caller
    said = _event(ctx, row.kind)
    if rule.phases and draft.phase not in rule.phases:
        phase, phase_en = (
            ctx.phase_label(draft.phase),
            ctx.phase_label(draft.phase, "en"),
        )
        yield _made(ctx, "phase", **said, phase=phase, phase_en=phase_en)
    if row.opens is not None:
        yield from _against_opening(draft, row, key, ctx)
        return
    side = draft.side(rule.side, key)
    if side is None:
        kind, kind_en = ctx.side_name(rule.side), ctx.side_name(rule.side, "en")
        yield _made(ctx, "side_missing", key=key, side=kind, side_en=kind_en)
    elif side.state not in rule.source:
        name, name_en = ctx.side_label(side), ctx.side_label(side, "en")
        state = ctx.states[side.kind][side.state]
        yield _made(
            ctx, "side_state", **said, side=name, side_en=name_en, state=state.zh,
            state_en=state.en,
        )  # fmt: skip


def _against_opening(
    draft: Draft, row: Row, key: str, ctx: Context
) -> Iterator[Refusal]:
    kind = row.opens
    if kind is not None and draft.side(kind, key) is not None:
        name, name_en = ctx.side_name(kind), ctx.side_name(kind, "en")
        yield _made(ctx, "side_exists", key=key, side=name, side_en=name_en)


def _against_order(
    draft: Draft, event: Event, ctx: Context, noted: Lapse | None
) -> Iterator[Refusal]:
    """Number and order of time; what time did may be written down as of its own instant."""
    if event.case != draft.id:
        yield _made(ctx, "other_case", given=event.case, case=draft.id)
    if draft.rules and draft.rules != ctx.rules.id:
        yield _made(ctx, "other_rules", given=ctx.rules.id, rules=draft.rules)
    if event.seq <= draft.seq:
        yield _made(ctx, "duplicate", given=event.seq, seq=draft.seq)
    elif event.seq > draft.seq + 1:
        yield _made(ctx, "skipped", given=event.seq, seq=draft.seq)
    at = event.at.isoformat()
    earliest = draft.at if noted is None else noted.at
    if earliest is not None and event.at < earliest:
        yield _made(ctx, "order", at=at, last=earliest.isoformat())
    if event.recorded_at < event.at:
        yield _made(ctx, "future", at=at, recorded=event.recorded_at.isoformat())
    first, last = ctx.coverage
    if not first <= event.at < last:
        days = {"first": first.date().isoformat(), "last": last.date().isoformat()}
        yield _made(ctx, "coverage", at=at, **days)


def _against_actor(
    draft: Draft, event: Event, row: Row, ctx: Context
) -> Iterator[Refusal]:
    actor = event.actor
    role, role_en = ctx.role_label(actor.role), ctx.role_label(actor.role, "en")
    if actor.role not in row.roles:
        roles = row.rule.who
        yield _made(
            ctx,
            "role",
            **_event(ctx, event.kind),
            role=role,
            role_en=role_en,
            who="、".join(map(ctx.role_label, roles)),
            who_en=", ".join(ctx.role_label(one, "en") for one in roles),
        )
    elif not ctx.in_role(event):
        yield _made(ctx, "post", given=actor.id, role=role, role_en=role_en)
    if not ctx.may(event, row, draft.accepted):
        view, step = ctx.authority, row.step
        assert view is not None  # noqa: S101  # else it may
        assert step is not None  # noqa: S101
        accepted = None if draft.accepted is None else draft.accepted.date()
        asked = ctx.who(actor.id, actor.organ, actor.role, step)
        given = view.permission(
            asked, step, event.at.date(), accepted, refuse=row.refuses
        )
        zh, en = given.why_not
        by_post = Role.CHIEF in row.roles
        able = dict.fromkeys(
            (by_post and a.post_name) or a.organ.name for a in given.who_can
        )
        shown = {"who": asked, "why": zh, "why_en": en}
        made = _made(ctx, "authority", **_event(ctx, event.kind), **shown)
        yield attrs.evolve(made, who=tuple(able))
