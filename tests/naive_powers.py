"""Slow and obvious model of who acts: every instrument, every day, every place.

It uses no index, no sorted places and no stretches of days. It is written from the rules,
not from the code of the library.
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
    """Areas that a named organ ever served; None if nothing is known."""
    if not isinstance(body, str):
        return None
    areas: set[str] = set()
    for organ in powers.organs:
        if organ.id == body:
            if organ.level is Level.NATION and not organ.areas:
                return {""}
            areas |= {area.stem for area in organ.areas}
    return areas or None


def reaches(powers: Powers, instrument: Instrument, place: RegionCode) -> bool:
    """Whether an instrument applies at a place: its own areas, or where its organs serve."""

    def inside(areas: set[str]) -> bool:
        return any(place.stem.startswith(area) for area in areas)

    if instrument.areas:
        return inside({area.stem for area in instrument.areas})
    taken = ever_served(powers, instrument.taker)
    given = [ever_served(powers, giver) for giver in instrument.givers]
    if not given or None in given:
        return taken is None or inside(taken)
    all_given = {area for areas in given if areas for area in areas}
    if taken is None:
        return inside(all_given)
    meet = any(a.startswith(b) or b.startswith(a) for a in taken for b in all_given)
    return inside(taken) and (not meet or inside(all_given))


class Naive:
    """A single question, answered the slow way."""

    def __init__(self, powers, item, step, place, at, accepted=None):  # type: ignore[no-untyped-def]
        self.powers: Powers = powers
        self.item: str = item
        self.step: Step = step
        self.place: RegionCode = place
        self.at: date = at
        self.accepted: date = accepted or at
        self.void: set[tuple[str, str]] = set()

    def day_of(self, instrument: Instrument) -> date:
        return self.accepted if instrument.in_progress is InProgress.STAY else self.at

    def in_force(self, instrument: Instrument) -> bool:
        if not self.has_begun(instrument, self.day_of(instrument)):
            return False
        end_day = (
            self.at if isinstance(instrument, LAPSING) else self.day_of(instrument)
        )
        if instrument.until is not None and instrument.until <= end_day:
            return False
        return not self.is_recalled(instrument, [instrument.id])

    def has_begun(self, instrument: Instrument, day: date) -> bool:
        if instrument.since is None or instrument.since <= day:
            return True
        if (
            not isinstance(instrument, LAPSING)
            or instrument.in_progress is not InProgress.STAY
        ):
            return False
        before = [
            other
            for other in self.powers.instruments.values()
            if type(other) is type(instrument)
            and other.in_progress is InProgress.STAY
            and other.givers == instrument.givers
            and other.taker == instrument.taker
            and other.until == instrument.since
            and self.covers(other)
        ]
        return any(self.has_begun(other, day) for other in before)

    def covers(self, instrument: Instrument) -> bool:
        """Whether it covers the item and the step, and names the place or no areas."""
        return (
            (not instrument.items or self.item in instrument.items)
            and self.step in instrument.steps
            and (
                not instrument.areas
                or any(a.contains(self.place) for a in instrument.areas)
            )
        )

    def is_recalled(self, instrument: Instrument, seen: list[str]) -> bool:
        for other in self.powers.instruments.values():
            if not isinstance(other, Recall) or other.recalls != instrument.id:
                continue
            if other.id in seen or not self.covers(other):
                continue
            day = self.at if isinstance(instrument, LAPSING) else self.day_of(other)
            begun = other.since is None or other.since <= day
            over = other.until is not None and other.until <= day
            if begun and not over and not self.is_recalled(other, [*seen, other.id]):
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
        """Successors that exist now and serve the place."""
        heirs: dict[str, object] = {}
        queue, seen = [name], set()
        while queue:
            here = queue.pop(0)
            if here in seen:
                continue
            seen.add(here)
            standing = self.standing(here, self.at)
            if standing:
                heirs[here] = standing[0]
                continue
            past = [
                o
                for o in self.powers.organs
                if o.id == here and o.until is not None and o.until <= self.at
            ]
            past.sort(key=lambda o: o.until)  # type: ignore[arg-type,return-value]
            queue += past[-1].heirs if past else ()
        serving = [o for o in heirs.values() if o.serves(self.place)]  # type: ignore[attr-defined]
        return serving or (list(heirs.values()) if len(heirs) == 1 else [])

    def organs(
        self, instrument: Instrument, body: object, *, anywhere: bool = False
    ) -> list:  # type: ignore[type-arg]
        if isinstance(body, TierOrgan):
            names = self.in_line(body, self.day_of(instrument))
            serving = False
        else:
            names = [str(body)]
            serving = not instrument.areas and not anywhere
        organs = []
        for name in names:
            standing = self.standing(name, self.at)
            if standing and (not serving or standing[0].serves(self.place)):  # type: ignore[attr-defined]
                organs += standing
            elif not standing:
                organs += self.heirs(name)
        return organs

    def in_line(self, body: TierOrgan, day: date) -> list[str]:
        """Ids of a tier and line that serve the place; without any, those that ended last."""
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
        """Ids of the organs that a body meant on a day, or else on the day before."""
        for on in (day, day - timedelta(days=1) if day > date.min else day):
            then = Naive(self.powers, self.item, self.step, self.place, on)
            names = then.in_line(body, on) if isinstance(body, TierOrgan) else [body]
            ids = set()
            for name in names:
                standing = then.standing(str(name), on)
                ids |= {o.id for o in standing or then.heirs(str(name))}  # type: ignore[attr-defined]
            if ids:
                return ids
        return set()

    def givers(self, instrument: Instrument) -> set[str]:
        return {
            o.id
            for giver in instrument.givers
            for o in self.organs(instrument, giver, anywhere=True)
        }

    def answer(self):  # type: ignore[no-untyped-def]
        about = [
            instrument
            for instrument in self.powers.instruments.values()
            if self.item in instrument.items
            and not isinstance(instrument, Recall)
            and reaches(self.powers, instrument, self.place)
        ]
        self.about = about
        active = [
            instrument
            for instrument in about
            if self.step in instrument.steps and self.in_force(instrument)
        ]
        if any(
            isinstance(instrument, PowerSuspension | Abolition) for instrument in active
        ):
            return "stopped", [], set()
        holders = self.find_holders(active)
        if not holders:
            return "no_one", [], set()
        self.lent: dict[str, str] = {}
        used: set[str] = set()
        results = [self.acting(h, active, used) for h in holders]
        for instrument in active:
            lends = isinstance(
                instrument,
                Entrustment
                | FirstReview
                | CounterAcceptance
                | ChiefRepMandate
                | JointHandling,
            )
            named = self.givers(instrument) if lends else set()
            overtaken = bool(named & set(holders)) or (
                bool(named & set(self.lent)) and not isinstance(instrument, Entrustment)
            )
            if lends and instrument.id not in used and not overtaken:
                self.void.add((instrument.id, self.why(instrument)))
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
        """Apply the moves in order of date, each with the organs of its own day."""
        self.lost: set[str] = set()
        claims = [
            {"body": r.holder, "by": r, "family": r.id, "out": set()}
            for r in active
            if isinstance(r, StatutoryPower)
        ]
        moves = [instrument for instrument in active if isinstance(instrument, MOVES)]
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
                    self.lost |= names
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
            organs = self.organs(claim["by"], claim["body"])
            if not organs:
                self.void.add((claim["by"].id, "no_receiver"))
            remaining = [o for o in organs if o.id not in claim["out"]]
            for number, organ in enumerate(remaining):
                family = (claim["family"], organ.id if number else "")
                holders.setdefault(organ.id, (organ, str(family)))
                self.lost.discard(organ.id)
        return holders

    def sources(self, move, claims):  # type: ignore[no-untyped-def]
        """Claims from which a move takes power on its day, with the organs that give it."""
        day = move.since or self.at
        named = {n for giver in move.givers for n in self.on_day(giver, day)}
        sources = []
        for claim in claims:
            own = self.on_day(claim["body"], day) - claim["out"]
            if claim["body"] in move.givers:
                sources.append((claim, own))
            elif own & named:
                sources.append((claim, own & named))
        return sources

    def why(self, instrument) -> str:  # type: ignore[no-untyped-def]
        givers = self.givers(instrument)
        if givers & self.lost:
            return "retained"
        if givers & set(getattr(self, "lent", {})):
            return "re_entrusted"
        for other in self.about:
            if (
                other is instrument
                or self.step not in other.steps
                or other.taker is None
            ):
                continue
            if type(other).__name__ in ("Responsibility", "AssistedHandling"):
                continue
            began = other.since is None or other.since <= self.at
            if began and not self.in_force(other):
                takers = {o.id for o in self.organs(other, other.taker, anywhere=True)}
                if takers & givers:
                    new = Naive(self.powers, self.item, self.step, self.place, self.at)
                    return "earlier_case" if new.in_force(other) else "lapsed"
        return "no_power"

    def acting(self, name, active, used):  # type: ignore[no-untyped-def]
        def given(kind, *names):  # type: ignore[no-untyped-def]
            for instrument in active:
                if isinstance(instrument, kind) and self.givers(instrument) & set(
                    names
                ):
                    used.add(instrument.id)
                    yield instrument

        trustees = {}
        for instrument in given(Entrustment, name):
            organs = self.organs(instrument, instrument.trustee)
            if not organs:
                self.void.add((instrument.id, "no_receiver"))
            for trustee in organs:
                self.lent[trustee.id] = instrument.id
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
            for instrument in given(FirstReview, *line[0]):
                organs = self.organs(instrument, instrument.reviewer)
                if not organs:
                    self.void.add((instrument.id, "no_receiver"))
                for reviewer in organs:
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
                for instrument in given(CounterAcceptance, *pair):
                    if not self.organs(instrument, instrument.counter):
                        self.void.add((instrument.id, "no_receiver"))
        partners = []
        for instrument in given(JointHandling, *[n for pair in shown for n in pair]):
            for body in instrument.others:
                organs = self.organs(instrument, body)
                if not organs and not self.organs(instrument, body, anywhere=True):
                    self.void.add((instrument.id, "no_receiver"))
                for organ in organs:
                    known = [n for pair in (*shown, *partners) for n in pair]
                    if organ.id not in known:
                        partners.append((organ.id, organ.id))
        return "acts", [*shown, *partners], others
