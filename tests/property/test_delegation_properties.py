"""Resolution and proof beside a slow model, on worlds that nobody planned."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from hypothesis import given, note, settings
from hypothesis import strategies as st
from naive_powers import Naive, reaches

from zhengwu.codes import Level, Region, RegionCode, RegionTable, region_code
from zhengwu.delegation import (
    Abolition,
    ConcentratedLicensing,
    CounterAcceptance,
    Denied,
    Devolution,
    Entrustment,
    FirstReview,
    InProgress,
    Instrument,
    JointHandling,
    Outcome,
    Powers,
    PowerSuspension,
    Recall,
    ServiceItem,
    SharedPower,
    StatutoryAuthorization,
    StatutoryPower,
    Step,
    TierOrgan,
    changes,
    check_powers,
    duties,
    may,
    resolve,
)
from zhengwu.delegation.powers._instrument import Body
from zhengwu.delegation.powers._steps import ALL_STEPS
from zhengwu.findings.errors import InputError
from zhengwu.organs import Organ, OrganRegister

FIRST = date(2026, 6, 28)
DAYS = [FIRST + timedelta(days=n) for n in range(14)]
PLACES = [
    region_code.parse(code)
    for code in ("450101001", "450101002", "450102001", "450102002")
]
AREAS = [*PLACES, *map(region_code.parse, ("450101", "450102", "450100"))]
STEPS = (Step.ACCEPT, Step.REVIEW, Step.DECIDE)


def _organ(name: str, level: Level, area: str, above: str, **more: object) -> Organ:
    area_code = [region_code.parse(area)]
    return Organ(
        id=name, name=name, level=level, areas=area_code, superior=above, **more
    )  # type: ignore[arg-type]


BASE = [
    _organ("市", Level.CITY, "450100", ""),
    _organ("县1", Level.COUNTY, "450101", "市"),
    _organ("县2", Level.COUNTY, "450102", "市"),
    _organ("镇11", Level.TOWN, "450101001", "县1"),
    _organ("镇12", Level.TOWN, "450101002", "县1"),
    _organ("镇21", Level.TOWN, "450102001", "县2"),
]
NAMES = [organ.id for organ in BASE]

days = st.none() | st.sampled_from(DAYS)
bodies: st.SearchStrategy[Body] = st.sampled_from(
    [*NAMES, *(TierOrgan(level) for level in (Level.CITY, Level.COUNTY, Level.TOWN))]
)
steps = st.sampled_from(
    [
        ALL_STEPS,
        ALL_STEPS,
        frozenset({Step.DECIDE}),
        frozenset({Step.ACCEPT, Step.REVIEW}),
    ]
)


@st.composite
def registers(draw: st.DrawFn) -> OrganRegister:
    """The organs, after up to two reforms."""
    register = OrganRegister(BASE)
    reforms = sorted(draw(st.lists(st.sampled_from(DAYS[1:]), max_size=2)))
    for on in reforms:
        standing = [o.id for o in register.at(on) if o.superior]
        kind = draw(st.integers(0, 3))
        with suppress(InputError):  # a reform that leaves somebody without a superior
            if kind == 0:
                register = register.abolish_tier(Level.COUNTY, on)
            elif kind == 1 and {"镇11", "镇12"} <= set(standing):
                new = _organ("新镇", Level.TOWN, "450101", "市")
                register = register.merge(["镇11", "镇12"], new, on)
            elif kind == 2 and "县1" in standing:
                register = register.abolish("县1", on)
            elif standing:
                register = register.abolish(draw(st.sampled_from(standing)), on)
    return register


@st.composite
def instruments(draw: st.DrawFn, number: int) -> Instrument:  # noqa: C901  # a case a type
    """Any instrument about any item."""
    since, until = draw(days), draw(days)
    if since and until and until <= since:
        since, until = until, since
    if since == until:
        until = None
    common = {
        "id": f"文{number}",
        "items": draw(st.sampled_from([["甲"], ["甲"], ["甲", "乙"]])),
        "areas": draw(st.sampled_from([[], [], [], *([area] for area in AREAS)])),
        "since": since,
        "until": until,
        "in_progress": draw(st.sampled_from(InProgress)),
        "steps": draw(steps),
    }
    kind = draw(
        st.sampled_from(
            [
                StatutoryPower,
                StatutoryPower,
                Devolution,
                Devolution,
                SharedPower,
                StatutoryAuthorization,
                ConcentratedLicensing,
                Entrustment,
                Entrustment,
                FirstReview,
                JointHandling,
                CounterAcceptance,
                PowerSuspension,
                Abolition,
                Recall,
            ]
        )
    )
    one, other = draw(bodies), draw(bodies)
    own: dict[str, object] = {}
    if kind is StatutoryPower:
        own = {"holder": one}
    elif kind in (Devolution, SharedPower):
        own = {"giver": one, "receiver": other}
    elif kind is StatutoryAuthorization:
        own = {"organisation": other, "former": draw(st.none() | st.just(one))}
    elif kind is ConcentratedLicensing:
        own = {"former": [one, draw(bodies)], "bureau": other}
    elif kind is Entrustment:
        own = {"entruster": one, "trustee": other}
    elif kind is FirstReview:
        own = {"decider": one, "reviewer": other}
    elif kind is JointHandling:
        own = {"lead": one, "others": [other]}
    elif kind is CounterAcceptance:
        own = {"organ": one, "counter": draw(st.sampled_from(NAMES))}
        common["steps"] = frozenset({Step.ACCEPT, Step.DELIVER})
    elif kind is Recall:
        own = {"recalls": f"文{draw(st.integers(0, 6))}"}
        common["items"] = draw(st.sampled_from([[], ["甲"]]))
    return kind(**common, **own)  # type: ignore[arg-type]


@st.composite
def worlds(draw: st.DrawFn) -> Powers:
    """A small world of two items."""
    since = draw(days)
    items = [
        ServiceItem(id="甲", steps=STEPS, since=since),
        ServiceItem(
            id="乙", steps=STEPS, areas=draw(st.sampled_from([[], [AREAS[4]]]))
        ),
    ]
    root = StatutoryPower(id="法", items=["甲", "乙"], holder=draw(bodies))
    made = [draw(instruments(n)) for n in range(draw(st.integers(0, 6)))]
    last = Region(code=PLACES[-1], name="镇22", until=draw(days))
    table = RegionTable([*(Region(code=a, name=str(a)) for a in AREAS[:3]), last])
    return Powers(items, [root, *made], draw(registers()), regions=table)


def _write_out(powers: Powers) -> None:
    """For whoever reads a failure."""
    for one in (*powers.items.values(), *powers.instruments.values(), *powers.organs):
        note(repr(one))


def pairs(acting: object) -> list[tuple[str, str]]:
    return [(a.organ.id, a.in_name_of.id) for a in acting]  # type: ignore[attr-defined]


@given(
    worlds(),
    st.sampled_from(["甲", "乙"]),
    st.sampled_from(STEPS),
    st.sampled_from(PLACES),
    st.sampled_from(DAYS),
    st.data(),
)
def test_resolve_answers_as_the_slow_model(powers, item, step, place, at, data):
    _write_out(powers)
    accepted = data.draw(st.none() | st.sampled_from([d for d in DAYS if d <= at]))
    known = powers.items[item]
    if powers.regions.find(str(place), accepted or at) is None:
        found = resolve(powers, item, step, place, at, accepted)
        assert found.outcome is Outcome.NO_ONE
        return
    found = resolve(powers, item, step, place, at, accepted)
    if not known.offered(accepted or at) or (
        known.areas and not any(area.holds(place) for area in known.areas)
    ):
        assert found.reason is not None
        assert found.reason.value == "not_offered"
        return
    slow = Naive(powers, item, step, place, at, accepted)
    outcome, acting, others = slow.answer()
    if outcome == "stopped":
        assert found.reason is not None
        assert found.reason.value in {"suspended", "abolished"}
        return
    assert found.outcome.value == outcome, found.explain()
    if outcome == "acts":
        assert pairs(found.acting) == acting
        extra = {p for p in pairs(found.alternatives) if p not in acting}
        assert extra == {p for p in others if p not in acting}
    assert {(v.instrument.id, v.why.value) for v in found.void} == slow.void


CODES = {"no_one": "ZWDE001", "several": "ZWDE002"}
WHYS = {
    "re_entrusted": "ZWDE004",
    "lapsed": "ZWDE005",
    "retained": "ZWDE006",
    "no_power": "ZWDE007",
    "no_receiver": "ZWDE008",
}


def _told(
    report: object, item: str, step: Step, place: object, on: date
) -> set[object]:
    """What the proof says of one item, step, place and day."""
    found: set[object] = set()
    for one in report:  # type: ignore[attr-defined]
        data = one.data
        if data.get("item") != item or "steps" not in data:
            continue
        here = any(place.stem.startswith(area) for area in data["places"])  # type: ignore[attr-defined]
        begun = not data["since"] or data["since"] <= on.isoformat()
        over = bool(data["until"]) and data["until"] <= on.isoformat()
        if here and begun and not over and step.value in data["steps"]:
            first = data["instruments"].split(", ")[0]
            is_void = one.code in WHYS.values()
            found.add((one.code, first) if is_void else one.code)
    return found


def wanted(powers: Powers, item: ServiceItem, place: RegionCode) -> bool:
    """Whether somebody must have the power there: wherever its powers ever reach."""
    roots = [
        one
        for one in powers.instruments.values()
        if item.id in one.items
        and isinstance(one, StatutoryPower | StatutoryAuthorization)
        and not one.givers
    ]
    return (
        bool(item.areas) or not roots or any(reaches(powers, r, place) for r in roots)
    )


@settings(max_examples=60)
@given(worlds())
def test_the_proof_finds_what_the_slow_model_finds_day_by_day(powers):
    """Every vacuum, every second master, every void instrument: no more and no fewer."""
    _write_out(powers)
    report = check_powers(powers)
    wanted_codes = {*CODES.values()}
    for item, known in powers.items.items():
        for place in PLACES:
            outside = known.areas and not any(a.holds(place) for a in known.areas)
            for on in (
                DAYS[0] - timedelta(days=9),
                *DAYS,
                DAYS[-1] + timedelta(days=9),
            ):
                gone = powers.regions.find(str(place), on) is None
                if not known.offered(on) or outside or gone:
                    continue
                for step in STEPS:
                    slow = Naive(powers, item, step, place, on)
                    outcome, _, _ = slow.answer()
                    want: set[object] = {CODES[outcome]} if outcome in CODES else set()
                    if outcome == "no_one" and not wanted(powers, known, place):
                        want = set()
                    voids = {(WHYS[why], name) for name, why in slow.void}
                    told = _told(report, item, step, place, on)
                    plain = {t for t in told if t in wanted_codes}
                    assert plain == want, (item, step, place, on)
                    told_voids = {t for t in told if isinstance(t, tuple)}
                    if outcome == "no_one":  # the vacuum names whoever is missing
                        voids = {v for v in voids if v[0] != "ZWDE008"}
                        told_voids = {v for v in told_voids if v[0] != "ZWDE008"}
                    assert told_voids == voids, (item, step, place, on)


@given(worlds())
def test_the_smallest_set_conflicts_and_no_smaller_one_does(powers):
    """Take one instrument of a conflict away, and it is no longer that conflict."""
    _write_out(powers)
    for one in check_powers(powers).filter(code="ZWDE002"):
        note(repr(one.data))
        ids = one.data["instruments"].split(", ")
        on = date.fromisoformat(one.data["since"] or "0001-01-01")
        step = Step(one.data["steps"][0])
        area = one.data["places"][0]
        place = next(p for p in PLACES if p.stem.startswith(area))
        recalls = [i for i in powers.instruments.values() if isinstance(i, Recall)]

        def outcome(
            names, on=on, step=step, place=place, item=one.data["item"], recalls=recalls
        ):  # type: ignore[no-untyped-def]
            kept = [powers.instruments[name] for name in names]
            smaller = Powers(powers.items.values(), [*kept, *recalls], powers.organs)
            return resolve(smaller, item, step, place, on).reason

        whole = outcome(ids)
        assert whole is not None
        assert (
            resolve(powers, one.data["item"], step, place, on).outcome
            is Outcome.SEVERAL
        )
        for name in ids:
            assert outcome([i for i in ids if i != name]) is not whole


@settings(max_examples=60)
@given(worlds(), st.sampled_from(NAMES), st.sampled_from(DAYS))
def test_what_an_organ_may_do_is_what_its_duties_say(powers, name, on):
    """The question and the question turned round give the same answer."""
    _write_out(powers)
    standing = powers.organs.find(name, on)
    if standing is None:
        return
    by_duty = {
        (duty.item, step, place)
        for duty in duties(powers, name, on)
        for step in duty.steps
        for place in PLACES
        if any(place.stem.startswith(area) for area in duty.areas)
    }
    allowed = {
        (item, step, place)
        for item in powers.items
        for step in STEPS
        for place in PLACES
        if standing.serves(place) and powers.regions.find(str(place), on)
        if may(powers, name, item, step, place, on).denied in (None, Denied.AT_COUNTER)
    }
    assert {key for key in by_duty if standing.serves(key[2])} == allowed


@settings(max_examples=60)
@given(worlds(), st.sampled_from(DAYS), st.integers(1, 5))
def test_what_changes_is_what_two_answers_differ_in(powers, on, days_before):
    """Every change told, and none that is not one."""
    _write_out(powers)
    before = on - timedelta(days=days_before)
    told = {
        (change.item, step, place)
        for change in changes(powers, on, before)
        for step in change.steps
        for place in PLACES
        if any(place.stem.startswith(area) for area in change.areas)
    }

    def acting(item: str, step: Step, place: RegionCode, day: date) -> object:
        found = resolve(powers, item, step, place, day)
        if found.outcome is not Outcome.ACTS:
            return ()
        return [(a.organ.id, a.in_name_of.id, a.counter) for a in found.acting]

    differing = {
        (item, step, place)
        for item in powers.items
        for step in STEPS
        for place in PLACES
        if acting(item, step, place, before) != acting(item, step, place, on)
    }
    assert told == differing
