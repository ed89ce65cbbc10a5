"""Resolution and proof compared with a slow model, on random worlds."""

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


def _build_organ(
    name: str, level: Level, area: str, above: str, **more: object
) -> Organ:
    area_code = [region_code.parse(area)]
    return Organ(
        id=name, name=name, level=level, areas=area_code, superior=above, **more
    )  # type: ignore[arg-type]


BASE = [
    _build_organ("市", Level.CITY, "450100", ""),
    _build_organ("县1", Level.COUNTY, "450101", "市"),
    _build_organ("县2", Level.COUNTY, "450102", "市"),
    _build_organ("镇11", Level.TOWN, "450101001", "县1"),
    _build_organ("镇12", Level.TOWN, "450101002", "县1"),
    _build_organ("镇21", Level.TOWN, "450102001", "县2"),
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
                new = _build_organ("新镇", Level.TOWN, "450101", "市")
                register = register.merge(["镇11", "镇12"], new, on)
            elif kind == 2 and "县1" in standing:
                register = register.abolish("县1", on)
            elif standing:
                register = register.abolish(draw(st.sampled_from(standing)), on)
    return register


@st.composite
def instruments(draw: st.DrawFn, number: int) -> Instrument:  # noqa: C901  # a branch per type
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
    first, second = draw(bodies), draw(bodies)
    own: dict[str, object] = {}
    if kind is StatutoryPower:
        own = {"holder": first}
    elif kind in (Devolution, SharedPower):
        own = {"giver": first, "receiver": second}
    elif kind is StatutoryAuthorization:
        own = {"organisation": second, "former": draw(st.none() | st.just(first))}
    elif kind is ConcentratedLicensing:
        own = {"former": [first, draw(bodies)], "bureau": second}
    elif kind is Entrustment:
        own = {"entruster": first, "trustee": second}
    elif kind is FirstReview:
        own = {"decider": first, "reviewer": second}
    elif kind is JointHandling:
        own = {"lead": first, "others": [second]}
    elif kind is CounterAcceptance:
        own = {"organ": first, "counter": draw(st.sampled_from(NAMES))}
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
    others = [draw(instruments(n)) for n in range(draw(st.integers(0, 6)))]
    last = Region(code=PLACES[-1], name="镇22", until=draw(days))
    table = RegionTable([*(Region(code=a, name=str(a)) for a in AREAS[:3]), last])
    return Powers(items, [root, *others], draw(registers()), regions=table)


def _write_out(powers: Powers) -> None:
    """Note the world, for the report of a failure."""
    for value in (*powers.items.values(), *powers.instruments.values(), *powers.organs):
        note(repr(value))


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
        resolution = resolve(powers, item, step, place, at, accepted)
        assert resolution.outcome is Outcome.NO_ONE
        return
    resolution = resolve(powers, item, step, place, at, accepted)
    if not known.offered(accepted or at) or (
        known.areas and not any(area.contains(place) for area in known.areas)
    ):
        assert resolution.reason is not None
        assert resolution.reason.value == "not_offered"
        return
    slow = Naive(powers, item, step, place, at, accepted)
    outcome, acting, others = slow.answer()
    if outcome == "stopped":
        assert resolution.reason is not None
        assert resolution.reason.value in {"suspended", "abolished"}
        return
    assert resolution.outcome.value == outcome, resolution.explain()
    if outcome == "acts":
        assert pairs(resolution.acting) == acting
        extra = {p for p in pairs(resolution.alternatives) if p not in acting}
        assert extra == {p for p in others if p not in acting}
    assert {(v.instrument.id, v.why.value) for v in resolution.void} == slow.void


CODES = {"no_one": "ZWDE001", "several": "ZWDE002"}
WHYS = {
    "re_entrusted": "ZWDE004",
    "lapsed": "ZWDE005",
    "retained": "ZWDE006",
    "no_power": "ZWDE007",
    "no_receiver": "ZWDE008",
}


def _select_codes(
    report: object, item: str, step: Step, place: object, on: date
) -> set[object]:
    """Codes that the proof reports for an item, step, place and day."""
    codes: set[object] = set()
    for finding in report:  # type: ignore[attr-defined]
        data = finding.data
        if data.get("item") != item or "steps" not in data:
            continue
        here = any(place.stem.startswith(area) for area in data["places"])  # type: ignore[attr-defined]
        begun = not data["since"] or data["since"] <= on.isoformat()
        over = bool(data["until"]) and data["until"] <= on.isoformat()
        if here and begun and not over and step.value in data["steps"]:
            first = data["instruments"].split(", ")[0]
            is_void = finding.code in WHYS.values()
            codes.add((finding.code, first) if is_void else finding.code)
    return codes


def wanted(powers: Powers, item: ServiceItem, place: RegionCode) -> bool:
    """Whether somebody must have the power at a place that its powers ever reach."""
    roots = [
        instrument
        for instrument in powers.instruments.values()
        if item.id in instrument.items
        and isinstance(instrument, StatutoryPower | StatutoryAuthorization)
        and not instrument.givers
    ]
    return (
        bool(item.areas) or not roots or any(reaches(powers, r, place) for r in roots)
    )


@settings(max_examples=60)
@given(worlds())
def test_the_proof_reports_what_the_slow_model_reports_day_by_day(powers):
    """Every vacuum, every second holder, every void instrument: no more and no fewer."""
    _write_out(powers)
    report = check_powers(powers)
    wanted_codes = {*CODES.values()}
    for item, known in powers.items.items():
        for place in PLACES:
            outside = known.areas and not any(a.contains(place) for a in known.areas)
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
                    reported = _select_codes(report, item, step, place, on)
                    codes = {code for code in reported if code in wanted_codes}
                    assert codes == want, (item, step, place, on)
                    reported_voids = {c for c in reported if isinstance(c, tuple)}
                    if outcome == "no_one":  # the vacuum names the missing receiver
                        voids = {v for v in voids if v[0] != "ZWDE008"}
                        reported_voids = {
                            v for v in reported_voids if v[0] != "ZWDE008"
                        }
                    assert reported_voids == voids, (item, step, place, on)


@given(worlds())
def test_the_smallest_set_conflicts_and_no_smaller_set_does(powers):
    """Without any instrument of the set, the conflict is gone or has another reason."""
    _write_out(powers)
    for finding in check_powers(powers).filter(code="ZWDE002"):
        note(repr(finding.data))
        ids = finding.data["instruments"].split(", ")
        on = date.fromisoformat(finding.data["since"] or "0001-01-01")
        step = Step(finding.data["steps"][0])
        area = finding.data["places"][0]
        place = next(p for p in PLACES if p.stem.startswith(area))
        recalls = [i for i in powers.instruments.values() if isinstance(i, Recall)]

        def outcome(
            names,
            on=on,
            step=step,
            place=place,
            item=finding.data["item"],
            recalls=recalls,
        ):  # type: ignore[no-untyped-def]
            kept = [powers.instruments[name] for name in names]
            smaller = Powers(powers.items.values(), [*kept, *recalls], powers.organs)
            return resolve(smaller, item, step, place, on).reason

        whole = outcome(ids)
        assert whole is not None
        assert (
            resolve(powers, finding.data["item"], step, place, on).outcome
            is Outcome.SEVERAL
        )
        for name in ids:
            assert outcome([i for i in ids if i != name]) is not whole


@settings(max_examples=60)
@given(worlds(), st.sampled_from(NAMES), st.sampled_from(DAYS))
def test_what_an_organ_may_do_is_what_its_duties_say(powers, name, on):
    """The question and the reverse question give the same answer."""
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
    """Every change is reported, and nothing else."""
    _write_out(powers)
    before = on - timedelta(days=days_before)
    reported = {
        (change.item, step, place)
        for change in changes(powers, on, before)
        for step in change.steps
        for place in PLACES
        if any(place.stem.startswith(area) for area in change.areas)
    }

    def acting(item: str, step: Step, place: RegionCode, day: date) -> object:
        resolution = resolve(powers, item, step, place, day)
        if resolution.outcome is not Outcome.ACTS:
            return ()
        return [(a.organ.id, a.in_name_of.id, a.counter) for a in resolution.acting]

    differing = {
        (item, step, place)
        for item in powers.items
        for step in STEPS
        for place in PLACES
        if acting(item, step, place, before) != acting(item, step, place, on)
    }
    assert reported == differing
