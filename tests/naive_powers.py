"""Who acts, worked out the slow and obvious way: every instrument, every day, every place.

No index, no line of places, no stretches of days. Written from the rules, not from the
library's code.
"""

from __future__ import annotations

from datetime import date, timedelta

from zhengwu.codes import Level, RegionCode
from zhengwu.delegation import (
    Abolition,
    ChiefRepMandate,
    ConcentratedLicensing,
    CounterAcceptance,
    Devolution,
    Entrustment,
    FirstReview,
    InProgress,
    Instrument,
    JointHandling,
    Powers,
    Recall,
    SharedPower,
    StatutoryAuthorization,
    StatutoryPower,
    Step,
    Suspension,
    TierOrgan,
)

MOVES = (Devolution, SharedPower, ConcentratedLicensing, StatutoryAuthorization)
LAPSING = (Entrustment, CounterAcceptance, ChiefRepMandate, JointHandling)


def ever_served(powers: Powers, body: object) -> set[str] | None:
    """Areas that a named organ ever served; None where that says nothing."""
    if not isinstance(body, str):
        return None
    areas: set[str] = set()
    for organ in powers.organs:
        if organ.id == body:
            if organ.level is Level.NATION and not organ.areas:
                return {""}
            areas |= {area.stem for area in organ.areas}
    return areas or None


def reaches(powers: Powers, one: Instrument, place: RegionCode) -> bool:
    """Whether an instrument holds at a place: where it says, or where its organs serve."""

    def inside(areas: set[str]) -> bool:
        return any(place.stem.startswith(area) for area in areas)

    if one.areas:
        return inside({area.stem for area in one.areas})
    taken = ever_served(powers, one.taker)
    given = [ever_served(powers, giver) for giver in one.givers]
    if not given or None in given:
        return taken is None or inside(taken)
    all_given = {area for areas in given if areas for area in areas}
    if taken is None:
        return inside(all_given)
    meet = any(a.startswith(b) or b.startswith(a) for a in taken for b in all_given)
    return inside(taken) and (not meet or inside(all_given))


class Naive:
    """One question, answered the slow way."""

    def __init__(self, powers, item, step, place, at, accepted=None):  # type: ignore[no-untyped-def]
        self.powers: Powers = powers
        self.item: str = item
        self.step: Step = step
        self.place: RegionCode = place
        self.at: date = at
        self.accepted: date = accepted or at
        self.void: set[tuple[str, str]] = set()

    def day_of(self, one: Instrument) -> date:
        return self.accepted if one.in_progress is InProgress.STAY else self.at

    def holds(self, one: Instrument) -> bool:
        begun = one.since is None or one.since <= self.day_of(one)
        end_day = self.at if isinstance(one, LAPSING) else self.day_of(one)
        ended = one.until is not None and one.until <= end_day
        if not begun or ended:
            return False
        for other in self.powers.instruments.values():
            if isinstance(other, Recall) and other.recalls == one.id:
                about = not other.items or self.item in other.items
                day = self.day_of(other)
                on = (other.since is None or other.since <= day) and (
                    other.until is None or day < other.until
                )
                if about and on and self.step in other.steps:
                    return False
        return True

    def standing(self, name: str, on: date) -> list[object]:
        return [
            o
            for o in self.powers.organs
            if o.id == name
            and (o.since is None or o.since <= on)
            and (o.until is None or on < o.until)
        ]

    def heirs(self, name: str) -> list[object]:
        """Who stands in its place now, and serves the place."""
        found: dict[str, object] = {}
        queue, seen = [name], set()
        while queue:
            here = queue.pop(0)
            if here in seen:
                continue
            seen.add(here)
            standing = self.standing(here, self.at)
            if standing:
                found[here] = standing[0]
                continue
            past = [
                o
                for o in self.powers.organs
                if o.id == here and o.until is not None and o.until <= self.at
            ]
            past.sort(key=lambda o: o.until)  # type: ignore[arg-type,return-value]
            queue += past[-1].heirs if past else ()
        return [o for o in found.values() if o.serves(self.place)]  # type: ignore[attr-defined]

    def organs(self, one: Instrument, body: object, *, anywhere: bool = False) -> list:  # type: ignore[type-arg]
        if isinstance(body, TierOrgan):
            names = self.in_line(body, self.day_of(one))
            serving = False
        else:
            names = [str(body)]
            serving = not one.areas and not anywhere
        found = []
        for name in names:
            standing = self.standing(name, self.at)
            if standing and (not serving or standing[0].serves(self.place)):  # type: ignore[attr-defined]
                found += standing
            elif not standing:
                found += self.heirs(name)
        return found

    def in_line(self, body: TierOrgan, day: date) -> list[str]:
        """Those of a tier and line that serve the place; if none is left, the last."""
        line = [
            o
            for o in self.powers.organs
            if o.level is body.level
            and o.function == body.function
            and o.serves(self.place)
        ]
        now = [
            o
            for o in line
            if (o.since is None or o.since <= day)
            and (o.until is None or day < o.until)
        ]
        ended = [o for o in line if o.until is not None and o.until <= day]
        if not now and ended:
            last = max(o.until for o in ended)  # type: ignore[type-var]
            now = [o for o in ended if o.until == last]
        return [o.id for o in now]

    def on_day(self, body: object, day: date) -> set[str]:
        """Who a body was on a day, or on its eve."""
        for on in (day, day - timedelta(days=1) if day > date.min else day):
            then = Naive(self.powers, self.item, self.step, self.place, on)
            names = then.in_line(body, on) if isinstance(body, TierOrgan) else [body]
            found = set()
            for name in names:
                standing = then.standing(str(name), on)
                found |= {o.id for o in standing or then.heirs(str(name))}  # type: ignore[attr-defined]
            if found:
                return found
        return set()

    def givers(self, one: Instrument) -> set[str]:
        return {
            o.id for giver in one.givers for o in self.organs(one, giver, anywhere=True)
        }

    def answer(self):  # type: ignore[no-untyped-def]
        about = [
            one
            for one in self.powers.instruments.values()
            if self.item in one.items
            and not isinstance(one, Recall)
            and reaches(self.powers, one, self.place)
        ]
        self.about = about
        active = [one for one in about if self.step in one.steps and self.holds(one)]
        if any(isinstance(one, Suspension | Abolition) for one in active):
            return "stopped", [], set()
        holders = self.find_holders(active)
        if not holders:
            return "no_one", [], set()
        self.lent: dict[str, str] = {}
        used: set[str] = set()
        results = [self.acting(h, active, used) for h in holders]
        for one in active:
            lends = isinstance(
                one,
                Entrustment
                | FirstReview
                | CounterAcceptance
                | ChiefRepMandate
                | JointHandling,
            )
            if lends and one.id not in used:
                self.void.add((one.id, self.why(one)))
        if len({family for _, family in holders.values()}) > 1:
            return "several", sorted({a for r in results for a in r[1]}), set()
        order = sorted(
            range(len(holders)),
            key=lambda n: (
                -int(list(holders.values())[n][0].level.value),
                list(holders)[n],
            ),
        )
        outcome, acting, others = results[order[0]]
        for n in order[1:]:
            others |= set(results[n][1])
        return outcome, acting, others

    def find_holders(self, active):  # type: ignore[no-untyped-def]
        """Play the moves in order of date, each judged by whoever stood on its day."""
        self.gone: set[str] = set()
        claims = [
            {"body": r.holder, "by": r, "family": r.id, "out": set()}
            for r in active
            if isinstance(r, StatutoryPower)
        ]
        moves = [one for one in active if isinstance(one, MOVES)]
        for key in sorted({(m.since or date.min, self.tier(m)) for m in moves}):
            gained, lost = [], []
            for move in moves:
                if (move.since or date.min, self.tier(move)) != key:
                    continue
                day = move.since or self.at
                named = {n for giver in move.givers for n in self.on_day(giver, day)}
                source = None
                for claim in claims:
                    own = self.on_day(claim["body"], day) - claim["out"]
                    same = claim["body"] in move.givers
                    if not same and not own & named:
                        continue
                    source = source or claim
                    if not isinstance(move, SharedPower):
                        lost.append((claim, own if same else own & named, day))
                        self.gone |= own if same else own & named
                if move.givers and source is None:
                    self.void.add((move.id, self.why(move)))
                    continue
                shared = isinstance(move, SharedPower) and source
                family = source["family"] if shared else move.id
                gained.append(
                    {"body": move.taker, "by": move, "family": family, "out": set()}
                )
            for claim, names, day in lost:
                claim["out"] |= names
                if self.on_day(claim["body"], day) <= claim["out"] and claim in claims:
                    claims.remove(claim)
            claims += gained
        holders: dict[str, tuple[object, str]] = {}
        for claim in claims:
            found = self.organs(claim["by"], claim["body"])
            if not found:
                self.void.add((claim["by"].id, "no_receiver"))
            left = [o for o in found if o.id not in claim["out"]]
            for number, organ in enumerate(left):
                family = (claim["family"], organ.id if number else "")
                holders.setdefault(organ.id, (organ, str(family)))
                self.gone.discard(organ.id)
        return holders

    def tier(self, one):  # type: ignore[no-untyped-def]
        found = ["9"]
        for giver in one.givers:
            if isinstance(giver, TierOrgan):
                found.append(giver.level.value)
            else:
                first = sorted(
                    (o for o in self.powers.organs if o.id == giver),
                    key=lambda o: o.since or date.min,
                )
                found += [o.level.value for o in first[:1]]
        return min(found)

    def why(self, one) -> str:  # type: ignore[no-untyped-def]
        givers = self.givers(one)
        if givers & self.gone:
            return "retained"
        if givers & set(getattr(self, "lent", {})):
            return "re_entrusted"
        for other in self.about:
            if other is one or self.step not in other.steps or other.taker is None:
                continue
            if type(other).__name__ in ("Responsibility", "AssistedHandling"):
                continue
            began = other.since is None or other.since <= self.at
            if began and not self.holds(other):
                takers = {o.id for o in self.organs(other, other.taker, anywhere=True)}
                if takers & givers:
                    new = Naive(self.powers, self.item, self.step, self.place, self.at)
                    return "earlier_case" if new.holds(other) else "lapsed"
        return "no_power"

    def acting(self, name, active, used):  # type: ignore[no-untyped-def]
        def given(kind, *names):  # type: ignore[no-untyped-def]
            for one in active:
                if isinstance(one, kind) and self.givers(one) & set(names):
                    used.add(one.id)
                    yield one

        trustees = {}
        for one in given(Entrustment, name):
            found = self.organs(one, one.trustee)
            if not found:
                self.void.add((one.id, "no_receiver"))
            for trustee in found:
                self.lent[trustee.id] = one.id
                trustees.setdefault(trustee.id, trustee)
        if len(trustees) > 1:
            return "several", sorted((t, name) for t in trustees), set()
        others = set()
        actor = name
        if trustees:
            actor = next(iter(trustees))
            others.add((name, name))
        line = [(actor, name)]
        while True:
            reviewers = {}
            for one in given(FirstReview, *line[0]):
                found = self.organs(one, one.reviewer)
                if not found:
                    self.void.add((one.id, "no_receiver"))
                for reviewer in found:
                    if reviewer.id not in [a for a, _ in line]:
                        reviewers[reviewer.id] = reviewer
            if len(reviewers) > 1:
                return "several", sorted((r, r) for r in reviewers), set()
            if not reviewers:
                break
            only = next(iter(reviewers))
            line.insert(0, (only, only))
        if len(line) > 1:
            others = set()
        shown = line if self.step is Step.REVIEW else line[:1]
        for pair in shown:
            list(given(ChiefRepMandate, *pair))
            if self.step.value in (
                "accept",
                "certify",
                "deliver",
                "charge",
                "complaints",
            ):
                for one in given(CounterAcceptance, *pair):
                    if not self.organs(one, one.counter):
                        self.void.add((one.id, "no_receiver"))
        beside = []
        for one in given(JointHandling, *[n for pair in shown for n in pair]):
            for body in one.others:
                found = self.organs(one, body)
                if not found and not self.organs(one, body, anywhere=True):
                    self.void.add((one.id, "no_receiver"))
                for organ in found:
                    known = [n for pair in (*shown, *beside) for n in pair]
                    if organ.id not in known:
                        beside.append((organ.id, organ.id))
        return "acts", [*shown, *beside], others
