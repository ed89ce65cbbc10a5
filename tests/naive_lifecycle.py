"""Naive model of a case: it walks through every day and checks every condition.

It uses plain dicts and lists, and the table of the process as read from its file. It is
written from the law and the design, not from the library's code.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from importlib.resources import files
from math import ceil
from typing import Any

from zhengwu.lifecycle import Event, JointKind, Role
from zhengwu.limits import (
    CalendarDays,
    Hours,
    LimitRange,
    LimitSteps,
    Minutes,
    Months,
    OnTheSpot,
    SameDay,
    Weeks,
    WorkingDays,
    Years,
)

BEIJING = timezone(timedelta(hours=8))
DAY = timedelta(days=1)

_FILE = files("zhengwu.lifecycle") / "data" / "national.toml"
TABLE = tomllib.loads(_FILE.read_text("utf-8"))
ROWS = {row["event"]: row for row in TABLE["transition"]}
MOVES = {move["event"]: move for move in TABLE["move"]}
STATES = {
    (side["id"], state["id"]): state
    for side in TABLE["side"]
    for state in side["state"]
}
PHASES = {phase["id"] for phase in TABLE["phase"]}
TERMINAL = {phase["id"] for phase in TABLE["phase"] if phase.get("terminal")}
GROUNDS = {(ground["use"], ground["id"]) for ground in TABLE["ground"]}
ABOUT = {guard["id"]: guard.get("about", "facts") for guard in TABLE["guard"]}
OPTIONS = {option["id"]: option["clocks"] for option in TABLE["option"]}
LAPSING = {c["lapse"]: c["id"] for c in TABLE["clock"] if "lapse" in c}

# 行政许可法 art. 45: the closed list.
SPECIAL = {
    "hearing",
    "tender",
    "auction",
    "inspection",
    "testing",
    "quarantine",
    "appraisal",
    "expert_review",
}
COUNTABLE = (WorkingDays | CalendarDays | Weeks | Months | Years | Hours | Minutes) | (
    OnTheSpot | SameDay
)
KEYED = {
    "consult": "opinion",
    "joint_visit": "joint",
    "meeting": "joint",
    "child_open": "child",
}
DECISIONS = {"grant", "deny", "upper_granted", "upper_denied"}
RENEW_BEFORE = 30  # days, art. 50(1)
BAD = 2


@dataclass
class Rules:
    """Rules of an item, as plain values."""

    features: frozenset[str] = frozenset()
    options: frozenset[str] = frozenset()
    joint: bool = False
    hearing: bool = False
    no_veto: bool = False
    documents: tuple[str, ...] = ()
    deferrable: tuple[str, ...] = ()
    identity: frozenset[str] = frozenset()
    times: dict[str, Any] = field(default_factory=dict)
    side_times: dict[str, Any] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None

    def time(self, clock: str) -> Any:
        """Time limit by arts. 32, 42, 44, or the time limit of the item."""
        law = {
            "ACPT": WorkingDays(5),
            "LAW": WorkingDays(45 if self.joint else 20),
            "SEND": WorkingDays(10),
        }
        return self.times.get(clock, law.get(clock))

    @property
    def extension(self) -> int:
        """Longest extension in working days, art. 42."""
        return 15 if self.joint else 10

    def has(self, row: dict[str, Any]) -> bool:
        """Whether an item with these features has the row."""
        required, barred = set(row.get("only", ())), set(row.get("never", ()))
        return required <= self.features and not barred & self.features

    def has_side(self, kind: str) -> bool:
        """Whether an event of the item opens side matters of that kind."""
        opened = {
            row["opens"] for row in ROWS.values() if "opens" in row and self.has(row)
        }
        opened |= {move["side"] for move in MOVES.values() if not move["source"]}
        return kind in opened

    def steps(self, row: dict[str, Any]) -> list[str]:
        """Clock operations of a row, with the item's choices applied."""
        operations: list[str] = row.get("clocks", [])
        for option, changed in OPTIONS.items():
            if option in self.options:
                operations = changed.get(row["id"], operations)
        return operations


def midnight_after(day: date) -> datetime:
    """24:00 of a day."""
    return datetime.combine(day, time.min, BEIJING) + DAY


def months_on(day: date, months: int) -> date:
    """The same day of a later month, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError


class Naive:
    """One case, walked through event by event."""

    def __init__(
        self, case: str, rules: Rules, is_working_day: Callable[[date], bool]
    ) -> None:
        self.case = case
        self.rules = rules
        self.works = is_working_day
        self.state: dict[str, Any] = {
            "phase": "draft",
            "outcome": None,
            "clocks": [],
            "sides": [],
            "lapses": [],  # kind, key, at, noted
            "applicant": "",
            "agent": "",
            "officer": "",
            "supplied": set(),
            "listed": set(),
            "notified": False,
            "special": "",
            "extended": False,
            "received": None,
            "accepted": None,
            "decided": None,
            "seq": 0,
            "at": None,
        }

    # -- time

    def end(self, limit: Any, start: datetime, halts: Any = (), more: Any = ()) -> Any:
        """When a time limit expires; None while it is suspended, or without a limit."""
        if limit is None or any(halt["to"] is None for halt in halts):
            return None
        if isinstance(limit, Hours | Minutes):
            unit = 60 if isinstance(limit, Hours) else 1
            left = timedelta(minutes=unit * float(limit.amount))
            at = start
            for halt in halts:
                if at + left <= halt["from"]:
                    break
                left -= halt["from"] - at
                at = halt["to"]
            return at + left
        first = start.date()
        total = sum(self.days(part, first) for part in (limit, *more))
        if total == 0:
            return midnight_after(first)
        spans = [(halt["from"].date(), halt["to_day"]) for halt in halts]
        day, used = first, 0
        while True:
            suspended = any(begin <= day < resumed for begin, resumed in spans)
            if used == total and not suspended and self.works(day):
                return midnight_after(day)
            day += DAY
            halted = any(begin < day <= resumed for begin, resumed in spans)
            counts = self.works(day) or not isinstance(limit, WorkingDays)
            if counts and not halted and used < total:
                used += 1

    @staticmethod
    def days(limit: Any, first: date) -> int:
        """Number of days of a limit that count."""
        if isinstance(limit, WorkingDays | CalendarDays):
            return ceil(limit.amount)
        if isinstance(limit, Weeks):
            return 7 * limit.amount
        assert isinstance(limit, Months)
        return (months_on(first, limit.amount) - first).days

    def clock_end(self, clock: dict[str, Any]) -> Any:
        limit = clock["limit"] or self.rules.time(clock["kind"])
        return self.end(limit, clock["started"], clock["halts"], clock["more"])

    def side_end(self, side: dict[str, Any]) -> Any:
        if side["kind"] == "licence":
            return None if side["until"] is None else midnight_after(side["until"])
        limit = side["limit"] or self.rules.side_times.get(side["kind"])
        return self.end(limit, side["since"])

    def pending(self) -> list[tuple[datetime, str, str]]:
        """Pending lapses: when each is due, its event and key, the earliest first."""
        lapses = []
        for clock in self.state["clocks"]:
            for event, kind in LAPSING.items():
                if (
                    clock["kind"] == kind
                    and self.state["phase"] in ROWS[event]["source"]
                ):
                    lapses.append((self.clock_end(clock), event, ""))
        for side in self.state["sides"]:
            lapse = STATES[side["kind"], side["state"]].get("lapse")
            if lapse and self.state["phase"] in MOVES[lapse].get("phases", PHASES):
                lapses.append((self.side_end(side), lapse, side["key"]))
        return sorted(lapse for lapse in lapses if lapse[0] is not None)

    def advance(self, at: datetime) -> None:
        """Run every lapse that is due by an instant, each when its limit expired."""
        while True:
            due = [lapse for lapse in self.pending() if lapse[0] <= at]
            if not due:
                return
            when, event, key = due[0]
            self.lapse(event, key, when)
            self.state["lapses"].append(
                {"kind": event, "key": key, "at": when, "noted": False}
            )

    def lapse(self, event: str, key: str, when: datetime) -> None:
        if event in ROWS:
            row = ROWS[event]
            self.state["phase"] = row["target"]
            if "outcome" in row:
                self.state["outcome"] = row["outcome"]
            if row.get("from_receipt"):
                self.state["accepted"] = self.state["received"]
                self.run_clocks(row, self.state["received"], None)
            else:
                self.run_clocks(row, when, None, day_over=True)
            return
        side = self.side(MOVES[event]["side"], key)
        assert side
        side["state"] = MOVES[event]["target"]
        side["since"] = when
        if event == "renew_deemed":
            side["until"] = None  # the law does not say until when

    # -- clocks

    def clock(self, kind: str) -> Any:
        return next((c for c in self.state["clocks"] if c["kind"] == kind), None)

    def run_clocks(
        self, row: dict[str, Any], at: datetime, limit: Any, *, day_over: bool = False
    ) -> None:
        """Apply the clock operations of a row; `limit` is the limit that the event gives."""
        clocks = self.state["clocks"]
        for step in self.rules.steps(row):
            if step == "-all":
                clocks.clear()
                continue
            act, kind = step[0], step[1:].rstrip("?")
            clock = self.clock(kind)
            if act == "+":
                assert clock is None
                own = limit if kind in {"FIX", "SPEC"} else None
                clocks.append(
                    {"kind": kind, "started": at, "limit": own, "halts": [], "more": []}
                )
            elif act == "-":
                assert clock or step.endswith("?")
                clocks[:] = [c for c in clocks if c is not clock]
            elif act == "~":
                clock["halts"].append({"from": at, "to": None, "to_day": None})
            elif act == ">":
                # A suspension that ended at 24:00 does not cover the next day.
                last = (
                    (at - DAY).date()
                    if day_over and at.time() == time.min
                    else at.date()
                )
                clock["halts"][-1].update(to=at, to_day=last)
            elif act == "*" and self.alike(clock, limit):
                clock["more"].append(limit)
                self.state["extended"] = True

    def alike(self, clock: dict[str, Any], by: Any) -> bool:
        """Whether a clock is counted in the same unit as an extension."""
        limit = clock["limit"] or self.rules.time(clock["kind"])
        return type(limit) is type(by)

    # -- side matters

    def side(self, kind: str, key: str) -> Any:
        for side in self.state["sides"]:
            if (side["kind"], side["key"]) == (kind, key):
                return side
        return None

    def open_side(self, kind: str, key: str, at: datetime, **more: Any) -> None:
        first = next(s["state"][0]["id"] for s in TABLE["side"] if s["id"] == kind)
        side = {"kind": kind, "key": key, "state": first, "since": at, "limit": None}
        side |= {"who": "", "until": None, "agreed": None, "score": 0, "done_at": None}
        self.state["sides"].append(side | more)

    def any_open(self, *kinds: str) -> bool:
        return any(
            side["kind"] in kinds
            and STATES[side["kind"], side["state"]].get("open", False)
            for side in self.state["sides"]
        )

    # -- one event

    def attempt(self, event: Event) -> set[str]:
        """Try an event: the reasons for a refusal; an empty set if it is accepted."""
        before = copy.deepcopy(self.state)
        if event.case == self.case:
            self.advance(event.at)
        note = self.to_note(event)
        reasons = self.against(event, before["phase"], note)
        if reasons:
            self.state = before
            return reasons
        if note:
            note["noted"] = True
            self.state["supplied"] |= set(getattr(event.details, "supplied", ()))
        else:
            self.happen(event)
        self.state["seq"] = event.seq
        self.state["at"] = max(self.state["at"] or event.at, event.at)
        return set()

    def to_note(self, event: Event) -> Any:
        """The lapse that an event only records."""
        kind = event.kind.value
        lapse_kind = ROWS.get(kind, {}).get("confirms", kind)
        ended = self.state["decided"] or self.state["outcome"]
        if lapse_kind != kind and ended:  # too late to confirm the lapse
            return None
        for lapse in self.state["lapses"]:
            same = (lapse["kind"], lapse["key"]) == (lapse_kind, event.key)
            if same and not lapse["noted"] and lapse["at"] <= event.at:
                return lapse
        return None

    def against(self, event: Event, phase_before: str, note: Any) -> set[str]:
        row = self.row(event)
        reasons = set() if note else self.structure(event, phase_before)
        misplaced = bool(reasons - {"side_exists"})
        if reasons == {"not_for_item"}:
            row = {
                "who": [event.actor.role.value]
            }  # no role check: the row does not apply
        if event.case != self.case:
            reasons.add("other_case")
        if event.seq <= self.state["seq"]:
            reasons.add("duplicate")
        if event.seq > self.state["seq"] + 1:
            reasons.add("skipped")
        if self.state["at"] and event.at < self.state["at"] and not note:
            reasons.add("order")
        if event.at > event.recorded_at:
            reasons.add("future")
        if event.actor.role.value not in row["who"]:
            reasons.add("role")
        if not note and not misplaced:
            reasons |= {g for g in row.get("guards", ()) if not self.holds(g, event)}
        return reasons

    @staticmethod
    def row(event: Event) -> dict[str, Any]:
        kind = event.kind.value
        return ROWS[kind] if kind in ROWS else MOVES[kind]

    def structure(self, event: Event, phase_before: str) -> set[str]:
        """Reasons for a refusal that depend on the phase and the side matter."""
        kind, phase = event.kind.value, self.state["phase"]
        row = self.row(event)
        reasons = set()
        if kind in ROWS:
            if not self.rules.has(row):
                return {"not_for_item"}
            if phase in TERMINAL:
                return {"terminal"}
            if phase not in row["source"]:
                late = phase != phase_before and phase_before in row["source"]
                return {"phase", "lapsed"} if late else {"phase"}
        elif not self.rules.has_side(row["side"]):
            return {"not_for_item"}
        elif phase not in row.get("phases", PHASES):
            reasons.add("phase")
        if kind in MOVES and row["source"]:
            side = self.side(row["side"], event.key)
            if side is None:
                reasons.add("side_missing")
            elif side["state"] not in row["source"]:
                reasons.add("side_state")
        if kind in KEYED and self.side(KEYED[kind], event.key):
            reasons.add("side_exists")
        return reasons

    def holds(self, guard: str, event: Event) -> bool:
        """Whether a condition of the law is met."""
        d: Any = event.details
        s, rules, actor = self.state, self.rules, event.actor
        side = (
            self.side(MOVES[event.kind.value]["side"], event.key)
            if (event.kind.value in MOVES)
            else None
        )
        match guard:
            case "identity_ok":
                named = bool(d.applicant) or (
                    actor.role is Role.APPLICANT and bool(actor.id)
                )
                known = d.identity is not None and (
                    not rules.identity or d.identity.value in rules.identity
                )
                return named and known
            case "item_open":
                day = event.at.date()
                return (not rules.since or rules.since <= day) and (
                    not rules.until or day < rules.until
                )
            case "same_rules":
                return not d.rules
            case "fixable_on_spot":
                return d.possible
            case "not_yet_notified":
                return not s["notified"]
            case "within_acceptance":
                return event.at < (self.clock_end(self.clock("ACPT")) or event.at + DAY)
            case "list_complete":
                lacking = set(rules.documents) - s["supplied"]
                return bool(d.missing) and lacking <= set(d.missing)
            case "covers_all_listed":
                return s["listed"] <= set(d.supplied) and not s["listed"] & set(
                    d.missing
                )
            case "basis_given":
                return bool(d.basis.strip())
            case "out_of_competence":
                return not d.competent or d.competent != actor.organ
            case "target_named":
                return bool(d.competent)
            case "veto_allowed":
                alone = not d.second or d.second == actor.id
                return not (rules.no_veto and actor.role is Role.WINDOW and alone)
            case "materials_complete":
                came = s["supplied"] | set(d.supplied)
                return not d.missing and set(rules.documents) <= came
            case "main_materials_ok":
                lacking = set(rules.documents) - s["supplied"]
                return lacking <= set(d.gaps) <= set(rules.deferrable)
            case "pledge_signed" | "result_filed" | "record_filed" | "document_ready":
                return bool(d.reference.strip())
            case "not_dishonest":
                return not d.dishonest
            case "assigned":
                return bool(d.officer.strip())
            case "no_open_gaps":
                return not self.any_open("gap")
            case "no_open_opinions":
                return not self.any_open("opinion", "joint", "child")
            case "nothing_open":
                return not self.any_open("opinion", "joint", "child", "gap")
            case "duration_notified":
                notified = d.notice is not None and d.notice.needed is not None
                return notified or d.ground not in SPECIAL
            case "ground_allowed":
                return d.ground in SPECIAL
            case "hearing_host_ok":
                # art. 48(1):3: the chair did not review the application
                return s["special"] != "hearing" or (
                    bool(d.host) and d.host != s["officer"]
                )
            case "not_extended":
                return not s[
                    "extended"
                ]  # at most once, also after a restart of the clock
            case "before_due":
                due = self.clock_end(self.clock("LAW"))
                return due is None or event.at < due
            case "right_approver":
                return actor.role is (Role.GOV_HEAD if rules.joint else Role.HEAD)
            case "within_extension":
                in_days = isinstance(d.by, WorkingDays)
                return in_days and 0 < d.by.amount <= rules.extension
            case "reason_told":
                return d.notice is not None
            case "legal_precondition":
                return bool(d.basis.strip())
            case "two_officers":
                # art. 34(3), of a check on the spot
                visit = event.kind.value == "joint_visit" or d.kind is JointKind.VISIT
                return (
                    not visit or len({officer for officer in d.officers if officer}) > 1
                )
            case "time_countable":
                notice = getattr(d, "notice", None)
                needed = None if notice is None else notice.needed
                return self.countable(getattr(d, "within", None) or needed)
            case "opinion_filed":
                return bool(d.reference.strip())
            case "hearing_rights_told":
                return d.rights_told or not rules.hearing
            case "signed":
                return bool(d.signed_by.strip())
            case "joint_agreed":
                return self.joint_agreed()
            case "reason_given":
                return bool(d.reason.strip())
            case "remedy_told":
                return d.remedy
            case "no_same_documents":
                return not set(d.asks) & s["supplied"]
            case "is_owner":
                own = s["agent"] if actor.role is Role.AGENT else s["applicant"]
                return not s["applicant"] or (bool(own) and actor.id == own)
            case "ground_to_terminate":
                gap = any(
                    (each["kind"], each["state"]) == ("gap", "lapsed")
                    for each in s["sides"]
                )
                return ("terminate", d.ground) in GROUNDS and (
                    gap or d.ground != "gap_lapsed"
                )
            case "ground_to_revoke" | "ground_to_recall" | "ground_to_cancel":
                return (guard.removeprefix("ground_to_"), d.ground) in GROUNDS
            case "cert_checked":
                return d.checked and bool(d.number)
            case "proof_of_delivery":
                return bool(d.proof.strip())
            case "clocks_stopped":
                return not s["clocks"]
            case "fee_settled":
                return d.fee_settled
            case "file_complete":
                return not d.missing
            case "error_recorded":
                return bool(d.reason.strip())
            case "second_person":
                return bool(d.second) and d.second != actor.id
            case "from_asked_organ":
                return side["who"] in {actor.id, actor.organ}
            case "panel_voted":
                return side["who"] != JointKind.PANEL.value or self.vote(d) is not None
            case "is_bad_rating":
                return side["score"] <= BAD
            case "term_ahead":
                return d.valid_until is None or event.at.date() <= d.valid_until
            case "term_given":
                return d.valid_until is not None
            case "correction_time_over":
                # without a limit, a person has to end the correction
                timed = self.clock_end(self.clock("FIX")) is not None
                return not timed and actor.role is not Role.SYSTEM
            case (
                "acceptance_time_over" | "special_time_over"
                | "opinion_time_over" | "gap_time_over" | "rating_time_over"
                | "licence_time_over" | "renewal_undecided"
            ):  # fmt: skip
                return False  # if the limit had expired, the lapse would have run
        raise AssertionError(guard)

    def countable(self, limit: Any) -> bool:
        """Whether a limit can be counted in days or in elapsed time."""
        if isinstance(limit, LimitRange):
            return self.countable(limit.high)
        if isinstance(limit, LimitSteps):
            return all(self.countable(part) for part in limit.parts)
        return limit is None or isinstance(limit, COUNTABLE)

    @staticmethod
    def vote(d: Any) -> bool | None:
        """Whether more than half of the votes agree; None without a majority."""
        cast = d.votes_for + d.votes_against
        if 2 * d.votes_for > cast:
            return True
        return False if 2 * d.votes_against > cast else None

    def joint_agreed(self) -> bool:
        """Whether each rejection was followed by a joint step that agreed."""
        done = [
            side
            for side in self.state["sides"]
            if side["kind"] in {"joint", "child"} and side["agreed"] is not None
        ]
        done.sort(key=lambda side: side["done_at"])
        for position, side in enumerate(done):
            later = [step for step in done[position + 1 :] if step["kind"] == "joint"]
            if not side["agreed"] and not any(step["agreed"] for step in later):
                return False
        return True

    def happen(self, event: Event) -> None:
        """Apply the changes of an accepted event."""
        d: Any = event.details
        s, at, kind = self.state, event.at, event.kind.value
        if kind in MOVES:
            self.move(event)
            return
        row = ROWS[kind]
        limit = None
        match kind:
            case "submit":
                s["supplied"] |= set(d.supplied)
                if event.actor.role is Role.AGENT:
                    s["agent"] = event.actor.id
                    s["applicant"] = d.applicant or event.actor.id
                else:
                    s["applicant"] = event.actor.id
            case "receive":
                s["received"] = at
            case "notify_correction":
                s["notified"], s["listed"], limit = True, set(d.missing), d.within
            case "resupply":
                s["supplied"] |= set(d.supplied)
                s["received"] = at  # the application was complete then
            case "accept":
                s["supplied"] |= set(d.supplied)
                s["accepted"] = at
            case "accept_deferred":
                s["accepted"] = at
                for name in dict.fromkeys(d.gaps):
                    self.open_side("gap", name, at, limit=d.within)
            case "accept_commitment":
                s["accepted"] = at
                self.open_side("pledge", event.key, at, limit=d.within)
            case "deem_accepted":
                raise AssertionError  # only a lapse does this
            case "start_review":
                s["officer"] = d.officer
            case "start_special":
                s["special"], limit = d.ground, d.notice.needed
            case "extend":
                limit = d.by
            case "consult":
                self.open_side("opinion", event.key, at, limit=d.within, who=d.organ)
            case "joint_visit":
                self.open_side("joint", event.key, at, who=JointKind.VISIT.value)
            case "meeting":
                self.open_side("joint", event.key, at, who=d.kind.value)
            case "grant" | "upper_granted":
                self.open_side("licence", "", at, until=d.valid_until)
            case "deliver":
                self.open_side("rating", "", at)
        s["phase"] = row["target"]
        if row.get("outcome"):
            s["outcome"] = row["outcome"]
        if kind in DECISIONS:
            s["decided"] = at
        self.run_clocks(row, at, limit)

    def move(self, event: Event) -> None:
        d: Any = event.details
        move = MOVES[event.kind.value]
        if not move["source"]:
            self.open_side(move["side"], event.key, event.at)
            return
        side = self.side(move["side"], event.key)
        target = move.get("target", side["state"])
        match event.kind.value:
            case "opinion_reply":
                side["agreed"] = d.agrees
            case "joint_done":
                panel = side["who"] == JointKind.PANEL.value
                side["agreed"] = self.vote(d) if panel else d.agrees
                side["done_at"] = event.seq
            case "child_close":
                side["agreed"], side["done_at"] = d.agrees, event.seq
                target = target if d.agrees else move["otherwise"]
            case "gap_supply":
                self.state["supplied"] |= set(d.supplied)
            case "rate":
                side["score"] = d.score
            case "licence_change" | "renew_grant":
                side["until"] = d.valid_until or side["until"]
            case "renew_apply":
                target = (
                    target
                    if self.renews_in_time(side, event.at)
                    else (move["otherwise"])
                )
        side["state"], side["since"] = target, event.at

    def renews_in_time(self, side: dict[str, Any], at: datetime) -> bool:
        """At least thirty days before the licence ends; art. 50(1)."""
        last: Any = side["until"]
        return last is None or at.date() <= last - RENEW_BEFORE * DAY

    # -- for comparison

    def view(self) -> dict[str, Any]:
        """State in the form that is compared with the library's."""
        s = self.state
        return {
            "phase": s["phase"],
            "outcome": s["outcome"],
            "received": s["received"],
            "accepted": s["accepted"],
            "decided": s["decided"],
            "clocks": {
                c["kind"]: (
                    c["started"],
                    bool(c["halts"]) and c["halts"][-1]["to"] is None,
                    len(c["more"]),
                )
                for c in s["clocks"]
            },
            "sides": {(x["kind"], x["key"]): x["state"] for x in s["sides"]},
            "lapses": sorted((x["at"], x["kind"], x["key"]) for x in s["lapses"]),
        }
