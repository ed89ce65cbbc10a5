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
    PowerSuspension,
    Recall,
    SharedPower,
    StatutoryAuthorization,
    StatutoryPower,
    Step,
    TierOrgan,
)

MOVES = (Devolution, SharedPower, ConcentratedLicensing, StatutoryAuthorization)
LAPSING = (
    Entrustment,
    CounterAcceptance,
    ChiefRepMandate,
    JointHandling,
    PowerSuspension,
)


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
        if not self.begun(one, self.day_of(one)):
            return False
        end_day = self.at if isinstance(one, LAPSING) else self.day_of(one)
        if one.until is not None and one.until <= end_day:
            return False
        return not self.recalled(one, [one.id])

    def begun(self, one: Instrument, day: date) -> bool:
        if one.since is None or one.since <= day:
            return True
        if not isinstance(one, LAPSING) or one.in_progress is not InProgress.STAY:
            return False
        before = [
            other
            for other in self.powers.instruments.values()
            if type(other) is type(one)
            and other.in_progress is InProgress.STAY
            and other.givers == one.givers
            and other.taker == one.taker
            and other.until == one.since
            and self.speaks(other)
        ]
        return any(self.begun(other, day) for other in before)

    def speaks(self, one: Instrument) -> bool:
        """About the item, the step, and in areas that it names."""
        return (
            (not one.items or self.item in one.items)
            and self.step in one.steps
            and (not one.areas or any(a.holds(self.place) for a in one.areas))
        )

    def recalled(self, one: Instrument, seen: list[str]) -> bool:
        for other in self.powers.instruments.values():
            if not isinstance(other, Recall) or other.recalls != one.id:
                continue
            if other.id in seen or not self.speaks(other):
                continue
            day = self.at if isinstance(one, LAPSING) else self.day_of(other)
            begun = other.since is None or other.since <= day
            over = other.until is not None and other.until <= day
            if begun and not over and not self.recalled(other, [*seen, other.id]):
                return True
        return False

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
        serving = [o for o in found.values() if o.serves(self.place)]  # type: ignore[attr-defined]
        return serving or (list(found.values()) if len(found) == 1 else [])

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
        if any(isinstance(one, PowerSuspension | Abolition) for one in active):
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
            named = self.givers(one) if lends else set()
            overtaken = bool(named & set(holders)) or (
                bool(named & set(self.lent)) and not isinstance(one, Entrustment)
            )
            if lends and one.id not in used and not overtaken:
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
        for first_day in sorted({m.since or date.min for m in moves}):
            waiting = [m for m in moves if (m.since or date.min) == first_day]
            while waiting:
                gained, lost, done = [], [], []
                for move in waiting:
                    sources = self.sources(move, claims)
                    if not sources and move.givers:
                        continue
                    done.append(move)
                    if not isinstance(move, SharedPower):
                        lost += [(claim, names, move) for claim, names in sources]
                    gained.append((move, sources[0][0] if sources else None))
                if not done:
                    break
                for claim, names, move in lost:
                    claim["out"] |= names
                    self.gone |= names
                    day = move.since or self.at
                    if self.on_day(claim["body"], day) <= claim["out"]:
                        claims = [c for c in claims if c is not claim]
                for move, source in gained:
                    alone = sum(c is source for c, _, _ in lost) == 1
                    whole = alone and not any(c is source for c in claims)
                    shared = isinstance(move, SharedPower)
                    family = move.id
                    if source is not None and (shared or whole):
                        family = source["family"]
                    new = {
                        "body": move.taker,
                        "by": move,
                        "family": family,
                        "out": set(),
                    }
                    claims.append(new)
                waiting = [m for m in waiting if m not in done]
            for move in waiting:
                self.void.add((move.id, self.why(move)))
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

    def sources(self, move, claims):  # type: ignore[no-untyped-def]
        """Claims from which a move takes on its day, with the organs concerned."""
        day = move.since or self.at
        named = {n for giver in move.givers for n in self.on_day(giver, day)}
        found = []
        for claim in claims:
            own = self.on_day(claim["body"], day) - claim["out"]
            if claim["body"] in move.givers:
                found.append((claim, own))
            elif own & named:
                found.append((claim, own & named))
        return found

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
