"""Reasons for refusing an event: all of them, in a fixed order, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any, ClassVar, Final, Protocol

import attrs

from zhengwu._masking import mask_personal_data
from zhengwu._text import JOINED, Lang, Text
from zhengwu._values import Value, as_object, refuse
from zhengwu.legal import LegalBasis
from zhengwu.lifecycle._case import Case, Draft, Lapse
from zhengwu.lifecycle._context import Context, Row
from zhengwu.lifecycle._event import Event
from zhengwu.lifecycle._guards import Name
from zhengwu.lifecycle._kinds import EventKind, GuardAbout, Role
from zhengwu.lifecycle._process import Guard, Move
from zhengwu.lifecycle._run import find_lapse_to_record

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
"""Names of the reasons checked before the conditions (拒绝理由); the process gives the texts."""

_LISTED: Final = Text(":{names}", ": {names}")
_BY: Final = Text(";可由:{who}", "; may be done by: {who}")
_CITED: Final = Text("({cited})", " ({cited})")
_REFUSED: Final = Text("不能办理:{event}", "refused: {event}")
_POSSIBLE: Final = Text("  现在可以办理:", "  possible now:")
_OPTION: Final = Text("    {event}({roles})", "    {event} ({roles})")
_ABOUT: Final = (GuardAbout.FACTS, GuardAbout.CLOCKS, GuardAbout.OPEN)


@attrs.frozen
class Refusal(Value):
    """Reason of a refusal (不予办理的理由).

    Args:
        code: Name of a condition or of a refusal of the process.
        zh: The reason in Chinese.
        en: The reason in English.
        basis: Articles on which the reason is based.
        who: Names of the organs or posts that may perform the event instead.
        names: Names that the reason lists, such as the missing documents.
        names_en: The names in English; empty where they are the same.
    """

    code: str
    zh: str
    en: str
    basis: tuple[LegalBasis, ...]
    who: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    names_en: tuple[str, ...] = ()

    def text(self, lang: Lang = "zh") -> str:
        """The reason as a sentence, with the names it lists and the articles."""
        sentence = Text(self.zh, self.en).say(lang)
        if self.names:
            names = Text(
                JOINED.zh.join(self.names), JOINED.en.join(self.names_en or self.names)
            )
            sentence += _LISTED.say(lang, names=names.say(lang))
        separator = JOINED.say(lang)
        if self.who:
            sentence += _BY.say(lang, who=separator.join(self.who))
        cited = separator.join(basis.cite(lang) for basis in self.basis)
        return sentence + _CITED.say(lang, cited=cited)

    def to_record(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {
            "code": self.code,
            "zh": self.zh,
            "en": self.en,
            "basis": [basis.to_record() for basis in self.basis],
            "who": list(self.who),
            "names": list(self.names),
        }


@attrs.frozen
class Possible(Value):
    """Event that is possible instead (可以办理的事项), with the roles that may perform it.

    Args:
        kind: The event.
        roles: Roles that may perform the event, in the order of the process.
    """

    kind: EventKind
    roles: tuple[Role, ...]


class NamesEvents(Protocol):
    """Names of events and roles (事件和角色名称); a `Context` has them."""

    def event_label(self, kind: EventKind, language: Lang = "zh", /) -> str:
        """Name of a kind of event."""
        ...

    def role_label(self, role: Role, language: Lang = "zh", /) -> str:
        """Name of a role."""
        ...


@attrs.frozen
class _Names:
    """Names of the events and roles of a refusal."""

    events: Mapping[EventKind, Text]
    roles: Mapping[Role, Text]

    @classmethod
    def of(cls, refused: Refused) -> _Names:
        """Collects the names that `Refused.explain` uses."""
        names, options = refused.names, refused.possible
        kinds = dict.fromkeys((refused.event.kind, *(each.kind for each in options)))
        roles = dict.fromkeys(role for each in options for role in each.roles)
        return cls(
            {k: Text(names.event_label(k), names.event_label(k, "en")) for k in kinds},
            {r: Text(names.role_label(r), names.role_label(r, "en")) for r in roles},
        )

    @classmethod
    def read(cls, data: object) -> _Names:
        """Reads the names that were written with a refusal.

        Raises:
            InputError: The data holds no names of events and roles.
        """
        try:
            written = as_object(data)
            events = {EventKind(k): Text(*t) for k, t in written["events"].items()}
            roles = {Role(k): Text(*t) for k, t in written["roles"].items()}
        except (KeyError, TypeError, ValueError, AttributeError):
            raise refuse(
                "事件和角色的名称 {events, roles}",
                "names of events and roles {events, roles}",
                data,
            ) from None
        return cls(events, roles)

    def event_label(self, kind: EventKind, language: Lang = "zh", /) -> str:
        """Name of a kind of event."""
        return self.events[kind].say(language)

    def role_label(self, role: Role, language: Lang = "zh", /) -> str:
        """Name of a role."""
        return self.roles[role].say(language)


@attrs.frozen
class Refused(Value):
    """Refusal of an event (不予办理), with every reason.

    Args:
        event: The event.
        reasons: Every reason, in the order phase, sequence number, order of time, role,
            power, conditions, clocks, open side matters.
        case: The case at the instant of the event, after the lapses due by then. It is for
            display only: continue with the case that was passed to `decide`.
        possible: Events that are possible instead.
        names: Names of events and roles: the context, or after pickling only the names
            that the refusal needs. Not compared.
    """

    event: Event
    reasons: tuple[Refusal, ...]
    case: Case
    possible: tuple[Possible, ...]
    names: NamesEvents = attrs.field(eq=False, repr=False)

    unwritten: ClassVar[frozenset[str]] = frozenset({"names"})
    derived_keys: ClassVar[frozenset[str]] = frozenset({"names"})

    def derive(self) -> dict[str, Any]:
        """The names that `explain` uses, in Chinese and English."""
        names = _Names.of(self)
        return {
            "names": {
                "events": {
                    kind.value: list(text) for kind, text in names.events.items()
                },
                "roles": {role.value: list(text) for role, text in names.roles.items()},
            }
        }

    @classmethod
    def complete(cls, values: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        """The names that were written with the refusal."""
        del values
        return {"names": _Names.read(data.get("names"))}

    def __reduce__(self) -> tuple[Any, ...]:
        # The context holds a calendar and the powers: far more than a refusal needs.
        names = _Names.of(self)
        return Refused, (self.event, self.reasons, self.case, self.possible, names)

    @property
    def codes(self) -> tuple[str, ...]:
        """Names of the reasons, in order."""
        return tuple(reason.code for reason in self.reasons)

    def explain(self, lang: Lang = "zh") -> str:
        """Every reason with its articles, and the events that are possible instead."""
        ctx = self.names
        event = ctx.event_label(self.event.kind, lang)
        lines = [_REFUSED.say(lang, event=event)]
        for number, reason in enumerate(self.reasons, 1):
            lines.append(f"  {number}. {reason.text(lang)}")
        if self.possible:
            lines.append(_POSSIBLE.say(lang))
        for option in self.possible:
            event = ctx.event_label(option.kind, lang)
            roles = JOINED.say(lang).join(
                ctx.role_label(role, lang) for role in option.roles
            )
            lines.append(_OPTION.say(lang, event=event, roles=roles))
        return "\n".join(lines)

    def to_record(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {
            "case": self.event.case,
            "seq": self.event.seq,
            "kind": self.event.kind.value,
            "reasons": [reason.to_record() for reason in self.reasons],
            "possible": [option.kind.value for option in self.possible],
        }


def refuse_event(draft: Draft, event: Event, ctx: Context) -> Refused:
    """Builds the refusal of an event, with every reason."""
    reasons = tuple(reasons_against(draft, event, ctx))
    case = draft.done()
    return Refused(event, reasons, case, list_possible_events(case, event, ctx), ctx)


def list_possible_events(
    case: Draft, event: Event, ctx: Context
) -> tuple[Possible, ...]:
    """Lists the events that the case allows, for any actor and any details."""
    rows = [
        row
        for row in ctx.rows[case.phase].values()
        if not _is_ruled_out(case, row, event, ctx)
    ]
    rows += (
        row
        for row in ctx.moves.values()
        if any(
            not [*_check_move(case, row, key, ctx)] for key in list_side_keys(case, row)
        )
    )
    return tuple(Possible(row.kind, row.rule.who) for row in rows)


_OF_ACTOR: Final = frozenset({"is_owner", "right_approver", "from_asked_organ"})


def _is_ruled_out(case: Draft, row: Row, event: Event, ctx: Context) -> bool:
    """Whether the case rules out an event for every actor."""
    return any(
        check.of_case and guard.id not in _OF_ACTOR and not holds(case, event, ctx)
        for holds, guard, check in row.guards
    )


def list_side_keys(case: Draft, row: Row) -> list[str]:
    """Names of the side matters that an event could move; an empty name if there are none.

    For an event that opens a side matter: a name that is not taken.
    """
    if row.opens is not None:
        taken = {side.key for side in case.sides if side.kind is row.opens}
        return [next(name for name in map(_format_key, count()) if name not in taken)]
    return [side.key for side in case.sides if side.kind is row.side] or [""]


def _format_key(number: int) -> str:
    return str(number) if number else ""


def reasons_against(
    draft: Draft, event: Event, ctx: Context, *, of_case: bool = False
) -> Iterator[Refusal]:
    """Yields every reason for refusing an event, in the order in which they are reported.

    Args:
        draft: The case.
        event: The event.
        ctx: Rules, calendar and powers.
        of_case: Whether to check only what the case itself decides, and not the details of
            the event.
    """
    recorded = find_lapse_to_record(draft, event, ctx)
    if recorded is None:
        yield from _check_place(draft, event, ctx)
    if not of_case:
        yield from _check_order(draft, event, ctx, recorded)
    row = ctx.by_kind.get(event.kind)
    if row is None:
        return
    yield from _check_actor(draft, event, row, ctx)
    if recorded is not None:  # the lapse took effect already; conditions do not matter
        return
    failed = [
        (guard, check)
        for holds, guard, check in row.guards
        if (check.of_case or not of_case) and not holds(draft, event, ctx)
    ]
    for about in _ABOUT:
        for guard, check in failed:
            if guard.about is about:
                names = check.names(draft, event, ctx) if check.names else ()
                yield _refuse_by_guard(guard, names)


def against_structure(draft: Draft, event: Event, ctx: Context) -> Iterator[Refusal]:
    """Yields the reasons that depend on phase, sequence number and order of time only."""
    recorded = find_lapse_to_record(draft, event, ctx)
    if recorded is None:
        yield from _check_place(draft, event, ctx)
    yield from _check_order(draft, event, ctx, recorded)


def _check_place(draft: Draft, event: Event, ctx: Context) -> Iterator[Refusal]:
    """Checks that the table has the event for the current phase or side matter."""
    row = ctx.rows[draft.phase].get(event.kind)
    row_of_kind = ctx.by_kind.get(event.kind)
    if row is None and row_of_kind is not None and row_of_kind.target is None:
        yield from _check_move(draft, row_of_kind, event.key, ctx)
    elif row is None:
        yield from _check_phase(draft, event, row_of_kind, ctx)
    elif row.opens is not None:
        yield from _check_opening(draft, row, event.key, ctx)


def _refuse_by_guard(guard: Guard, names: Iterable[Name]) -> Refusal:
    pairs = [(name, name) if isinstance(name, str) else name for name in names]
    zh, en = tuple(zh for zh, _ in pairs), tuple(en for _, en in pairs)
    return Refusal(
        guard.id, guard.zh, guard.en, guard.basis, (), zh, en if en != zh else ()
    )


def _fill_refusal(ctx: Context, code: str, /, **values: Any) -> Refusal:
    """Fills in the placeholders of a refusal; ``x_en`` is the English value of ``x``."""
    rule = ctx.refusals[code]
    values = {
        name: mask_personal_data(value) if isinstance(value, str) else value
        for name, value in values.items()
    }
    zh = {name: value for name, value in values.items() if not name.endswith("_en")}
    en = {name: values.get(f"{name}_en", value) for name, value in zh.items()}
    return Refusal(code, rule.zh.format(**zh), rule.en.format(**en), rule.basis)


def _name_event(ctx: Context, kind: EventKind) -> dict[str, str]:
    return {"event": ctx.event_label(kind), "event_en": ctx.event_label(kind, "en")}


def _check_phase(
    draft: Draft, event: Event, row_of_kind: Row | None, ctx: Context
) -> Iterator[Refusal]:
    event_names = _name_event(ctx, event.kind)
    if row_of_kind is None:
        yield _fill_refusal(ctx, "not_for_item", **event_names)
        return
    phase = {
        "phase": ctx.phase_label(draft.phase),
        "phase_en": ctx.phase_label(draft.phase, "en"),
    }
    if draft.phase in ctx.process.terminal:
        yield _fill_refusal(ctx, "terminal", **phase)
        return
    yield _fill_refusal(ctx, "phase", **event_names, **phase)
    for last in reversed(draft.lapsed):
        row = ctx.by_kind[last.kind]
        if row.target is not None:
            if not row.sources.isdisjoint(row_of_kind.sources):
                yield _explain_lapse(ctx, last, row)
            return


def _explain_lapse(ctx: Context, last: Lapse, row: Row) -> Refusal:
    """Builds the reason that a lapse took effect, citing the article of the lapse."""
    refusal = _fill_refusal(
        ctx,
        "lapsed",
        at=last.at.isoformat(),
        lapse=ctx.event_label(last.kind),
        lapse_en=ctx.event_label(last.kind, "en"),
    )
    basis = row.guards[0][1].basis if row.guards else refusal.basis
    return attrs.evolve(refusal, basis=basis)


def _check_move(draft: Draft, row: Row, key: str, ctx: Context) -> Iterator[Refusal]:
    rule = row.rule
    assert isinstance(rule, Move)  # noqa: S101  # the caller passes moves only
    event_names = _name_event(ctx, row.kind)
    if rule.phases and draft.phase not in rule.phases:
        phase, phase_en = (
            ctx.phase_label(draft.phase),
            ctx.phase_label(draft.phase, "en"),
        )
        yield _fill_refusal(ctx, "phase", **event_names, phase=phase, phase_en=phase_en)
    if row.opens is not None:
        yield from _check_opening(draft, row, key, ctx)
        return
    side = draft.side(rule.side, key)
    if side is None:
        kind, kind_en = ctx.side_name(rule.side), ctx.side_name(rule.side, "en")
        yield _fill_refusal(ctx, "side_missing", key=key, side=kind, side_en=kind_en)
    elif side.state not in rule.source:
        name, name_en = ctx.side_label(side), ctx.side_label(side, "en")
        state = ctx.states[side.kind][side.state]
        yield _fill_refusal(
            ctx, "side_state", **event_names, side=name, side_en=name_en,
            state=state.zh, state_en=state.en,
        )  # fmt: skip


def _check_opening(draft: Draft, row: Row, key: str, ctx: Context) -> Iterator[Refusal]:
    kind = row.opens
    if kind is not None and draft.side(kind, key) is not None:
        name, name_en = ctx.side_name(kind), ctx.side_name(kind, "en")
        yield _fill_refusal(ctx, "side_exists", key=key, side=name, side_en=name_en)


def _check_order(
    draft: Draft, event: Event, ctx: Context, recorded: Lapse | None
) -> Iterator[Refusal]:
    """Checks sequence number and order of time; a lapse may be recorded at its own instant."""
    if event.case != draft.id:
        yield _fill_refusal(ctx, "other_case", given=event.case, case=draft.id)
    if draft.rules and draft.rules != ctx.rules.id:
        yield _fill_refusal(ctx, "other_rules", given=ctx.rules.id, rules=draft.rules)
    if event.seq <= draft.seq:
        yield _fill_refusal(ctx, "duplicate", given=event.seq, seq=draft.seq)
    elif event.seq > draft.seq + 1:
        yield _fill_refusal(ctx, "skipped", given=event.seq, seq=draft.seq)
    at = event.at.isoformat()
    earliest = draft.at if recorded is None else recorded.at
    if earliest is not None and event.at < earliest:
        yield _fill_refusal(ctx, "order", at=at, last=earliest.isoformat())
    if event.recorded_at < event.at:
        yield _fill_refusal(
            ctx, "future", at=at, recorded=event.recorded_at.isoformat()
        )
    first, last = ctx.coverage
    if not first <= event.at < last:
        days = {"first": first.date().isoformat(), "last": last.date().isoformat()}
        yield _fill_refusal(ctx, "coverage", at=at, **days)


def _check_actor(
    draft: Draft, event: Event, row: Row, ctx: Context
) -> Iterator[Refusal]:
    actor = event.actor
    role, role_en = ctx.role_label(actor.role), ctx.role_label(actor.role, "en")
    if actor.role not in row.roles:
        roles = row.rule.who
        yield _fill_refusal(
            ctx,
            "role",
            **_name_event(ctx, event.kind),
            role=role,
            role_en=role_en,
            who="、".join(map(ctx.role_label, roles)),
            who_en=", ".join(ctx.role_label(each, "en") for each in roles),
        )
    elif not ctx.in_role(event):
        yield _fill_refusal(ctx, "post", given=actor.id, role=role, role_en=role_en)
    if not ctx.may(event, row, draft.accepted):
        view, step = ctx.authority, row.step
        assert view is not None  # noqa: S101  # else `may` returns True
        assert step is not None  # noqa: S101
        accepted = None if draft.accepted is None else draft.accepted.date()
        identity = ctx.who(actor.id, actor.organ, actor.role, step)
        permission = view.permission(
            identity, step, event.at.date(), accepted, refuse=row.refuses
        )
        zh, en = permission.why_not
        by_post = Role.CHIEF in row.roles
        able = dict.fromkeys(
            (by_post and a.post_name) or a.organ.name for a in permission.who_can
        )
        refusal = _fill_refusal(
            ctx,
            "authority",
            **_name_event(ctx, event.kind),
            who=identity,
            why=zh,
            why_en=en,
        )
        yield attrs.evolve(refusal, who=tuple(able))
