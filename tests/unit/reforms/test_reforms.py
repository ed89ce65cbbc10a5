"""Reforms: what they change, what they leave unchanged, their faults and their conflicts."""

import pickle
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from reform_scene import DAY, EVE, LAW, TOWNS, handling, item, several, town, world

from zhengwu.codes import Level
from zhengwu.delegation import (
    Devolution,
    Recall,
    Responsibility,
    StatutoryPower,
    Step,
    TierOrgan,
    check_powers,
)
from zhengwu.findings.errors import InputError, UnknownCodeError
from zhengwu.items import PrerequisiteReview, Proof
from zhengwu.limits import (
    Hours,
    OnTheSpot,
    WorkingDays,
    local_rules,
)
from zhengwu.metrics import Base, measure
from zhengwu.organs import Organ
from zhengwu.reforms import (
    AbolishTier,
    AddAgent,
    AskPanel,
    AssignResponsibility,
    Cancel,
    CancelProofs,
    Classify,
    CutLimit,
    DeemConsent,
    Devolve,
    DropSteps,
    Entrust,
    Internalise,
    MakeInstant,
    MergeSteps,
    MergeUnits,
    MoveIn,
    NoVeto,
    OneReviewOneApproval,
    Parallelise,
    PoolWindows,
    Reform,
    Restore,
    Route,
    ScaleDemand,
    SetDemand,
    SetHours,
    SetLimit,
    SetPool,
    SetService,
    Suspend,
    Transfer,
    Unify,
    WarnAt,
    Where,
    apply_reforms,
    check_order,
    diff_worlds,
    phased,
)
from zhengwu.world import Demand, HandlingStep, Pool, StepActor, StepKind, World

TOWN_TIER = TierOrgan(Level.TOWN, "便民")


def step(name: str, kind: StepKind = StepKind.OTHER, **more: Any) -> HandlingStep:
    return HandlingStep(name=name, kind=kind, **more)


def promise(world_, key="事项1", on=DAY):
    return world_.at(on).handling(key).item.committed_limit


def decider(world_, key="事项1", place="620981001", on=DAY):
    return [
        actor.organ.id
        for actor in world_.at(on).resolve(key, Step.DECIDE, place).acting
    ]


# Days


def test_the_eve_answers_as_before_and_a_pilot_ends_by_itself():
    base = world(handling(1, promised="10个工作日"))
    until = date(2026, 3, 1)
    pilot = SetLimit(id="试点", since=DAY, until=until, limit=WorkingDays(5))
    changed = apply_reforms(base, pilot).world
    days = [
        promise(changed, on=on).limit for on in (EVE, DAY, date(2026, 2, 28), until)
    ]
    assert days == [WorkingDays(n) for n in (10, 5, 5, 10)]


def test_a_reform_of_an_earlier_day_also_changes_the_result_of_a_later_reform():
    base = world(handling(1, promised="20个工作日"))
    later = SetLimit(id="后", since=date(2026, 1, 1), limit=WorkingDays(10))
    earlier = CutLimit(id="前", since=DAY, by="0.5", base=Base.PREVIOUS)
    changed = apply_reforms(base, [later, earlier]).world
    days = [promise(changed, on=on).limit for on in (EVE, DAY, date(2026, 1, 1))]
    assert days == [WorkingDays(n) for n in (20, 10, 5)]


def test_what_did_not_change_is_shared():
    base = world(*several(50, promised="10个工作日"))
    changed = apply_reforms(
        base,
        SetLimit(id="限", since=DAY, limit=WorkingDays(5), where=Where.by_key("事项7")),
    ).world
    same = [k for k in base.handlings if changed.handlings[k] is base.handlings[k]]
    assert len(same) == 49
    assert changed.powers is base.powers
    assert len(diff_worlds(base, changed)) == 1
    assert len(diff_worlds(base, base)) == 0


def test_a_reform_entering_into_force_in_stages_touches_nobody_twice():
    base = world(handling(1, promised="16个工作日"), handling(2, promised="8个工作日"))
    halved = CutLimit(id="减半", since=DAY, by="0.5", base=Base.PREVIOUS)

    def long(handling_):
        return handling_.item.committed_limit.limit.amount >= 10

    stages = phased(halved, {DAY: long, date(2026, 1, 1): lambda _: True})
    changed = apply_reforms(base, stages).world
    end = date(2026, 2, 1)
    assert promise(changed, "事项1", end).limit == WorkingDays(8)
    assert promise(changed, "事项2", end).limit == WorkingDays(4)
    assert promise(changed, "事项2", DAY).limit == WorkingDays(8)
    with pytest.raises(InputError):
        phased(halved, {})


def test_matching_nothing_is_an_error_unless_allowed():
    base = world(*several(2))
    nothing = MakeInstant(id="即办", since=DAY, where=Where.named("不存在"))
    with pytest.raises(InputError, match=r"没有匹配到任何对象.*事项1.*allow_empty"):
        apply_reforms(base, nothing)
    allowed = attrs.evolve(nothing, allow_empty=True)
    assert apply_reforms(base, allowed).world is base
    with pytest.raises(InputError):
        apply_reforms(world(handling(1, valid_to=EVE)), MakeInstant(id="迟", since=DAY))
    with pytest.raises(InputError):
        apply_reforms(World.of([]), MakeInstant(id="空", since=DAY))


def test_two_reforms_of_one_id():
    reform = MakeInstant(id="即办", since=DAY)
    with pytest.raises(InputError, match="标识"):
        apply_reforms(world(*several(1)), [reform, reform])


# Faults


def test_a_new_vacuum_is_reported_though_an_earlier_vacuum_ended_long_ago():
    items = [item(1)]
    base = World.of(
        items,
        organs=world(*several(1)).powers.organs,
        instruments=[
            StatutoryPower(id="旧", items=[items[0].basic_code], holder="区局", basis=[LAW],
                           until=date(2019, 1, 1)),
            StatutoryPower(id="新", items=[items[0].basic_code], holder="区局", basis=[LAW],
                           since=date(2020, 1, 1)),
        ],
    )  # fmt: skip
    applied = apply_reforms(
        base,
        Devolve(id="下放", since=DAY, giver="区局", receiver="没有的局", basis=LAW),
    )
    assert "ZWDE001" in {finding.data.get("cause") for finding in applied.report}


def test_an_old_vacuum_is_not_reported_again_when_it_is_cut_in_parts():
    items = [item(1)]
    base = World.of(
        items,
        organs=world(*several(1)).powers.organs,
        instruments=[
            StatutoryPower(id="旧", items=[items[0].basic_code], holder="区局", basis=[LAW],
                           until=date(2020, 1, 1)),
            StatutoryPower(id="新", items=[items[0].basic_code], holder="区局", basis=[LAW],
                           since=date(2027, 1, 1)),
        ],
    )  # fmt: skip
    pause = Suspend(id="暂停", since=DAY, until=date(2026, 1, 1), basis=LAW)
    assert apply_reforms(base, pause).sound


def test_what_a_reform_breaks_is_what_a_full_check_finds():
    """Faults after the reform, without the earlier faults, item by item."""
    base = world(*several(3))
    gone = Devolve(
        id="悬空",
        since=DAY,
        giver="区局",
        receiver="没有",
        where=Where.by_key("事项2"),
        basis=LAW,
    )
    applied = apply_reforms(base, gone)
    errors = (
        o for o in check_powers(applied.world.powers, since=DAY) if o.code[:4] == "ZWDE"
    )
    full = {(o.code, o.data.get("item", "")) for o in errors}
    assert {(o.data["cause"], o.data["item"]) for o in applied.report} == full
    assert full == {("ZWDE001", "000000002000"), ("ZWDE017", "")}
    assert len(check_powers(base.powers)) == 0
    message = next(finding for finding in applied.report if finding.code == "ZWSC003")
    assert "悬空" in message.message("zh")
    assert "after reform 悬空" in message.message("en")


def test_pooling_away_a_window_that_a_later_reform_needs():
    base = world(
        handling(1, step("受理", pool="甲")), resources=[Pool(id="甲"), Pool(id="乙")]
    )
    pooled = PoolWindows(id="并", since=DAY, pools=["甲", "乙"], into="综合")
    back = SetService(id="改", since=date(2025, 8, 1), pools={"受理": "甲"})
    applied = apply_reforms(base, [pooled, back])
    assert [
        step.report.findings[0].data["cause"] for step in applied.steps if step.report
    ] == ["ZWWO002"]


def test_cancelling_one_item_leaves_the_power_that_another_needs():
    rows = [
        handling(1, basic_code="000000001000", area_code="620981001"),
        handling(2, basic_code="000000001000", area_code="620981002"),
        handling(3, basic_code="000000002000"),
        handling(4, basic_code="000000002000"),
    ]
    base = world(*rows)
    apart = apply_reforms(
        base, Cancel(id="甲", since=DAY, where=Where.by_key("事项1"), basis=LAW)
    )
    assert decider(apart.world, "事项2", "620981002") == ["区局"]
    assert decider(apart.world, "事项1", "620981001") == []
    assert apart.sound
    shared = apply_reforms(
        base, Cancel(id="乙", since=DAY, where=Where.by_key("事项3"), basis=LAW)
    )
    assert decider(shared.world, "事项4") == ["区局"]
    assert [finding.code for finding in shared.report] == ["ZWSC005"]
    both = apply_reforms(
        base,
        Cancel(id="丙", since=DAY, where=Where.by_key(["事项3", "事项4"]), basis=LAW),
    )
    assert decider(both.world, "事项4") == []


def test_powers_end_only_on_the_days_on_which_the_item_does():
    base = world(*several(1))
    pause = Suspend(id="停", since=DAY, until=date(2026, 1, 1), basis=LAW)
    gone = Cancel(id="消", since=date(2025, 1, 1), where=Where.suspended(), basis=LAW)
    changed = apply_reforms(base, [pause, gone]).world
    for on in (date(2025, 3, 1), date(2026, 2, 1)):
        assert changed.at(on).handling("事项1").live
        assert decider(changed, on=on) == ["区局"]


@pytest.mark.parametrize(
    ("gone", "left"), [("620981", "620981001"), ("620981001", "620981"),
                       ("620981", "620981000000")], ids=["around", "within", "same"],
)  # fmt: skip
def test_nested_areas_do_not_separate_items(gone, left):
    code = {"basic_code": "000000001000"}
    base = world(
        handling(1, area_code=gone, **code), handling(2, area_code=left, **code)
    )
    applied = apply_reforms(
        base, Cancel(id="消", since=DAY, where=Where.by_key("事项1"), basis=LAW)
    )
    assert decider(applied.world, "事项2") == ["区局"]
    assert [finding.code for finding in applied.report] == ["ZWSC005"]


def test_a_shared_power_ends_on_the_days_on_which_all_have_ended():
    code = {"basic_code": "000000001000"}
    base = world(handling(1, **code), handling(2, **code))
    august, september, october = (date(2025, month, 1) for month in (8, 9, 10))
    applied = apply_reforms(
        base,
        [
            Cancel(id="一", since=DAY, where=Where.by_key("事项1"), basis=LAW),
            Cancel(id="二", since=september, where=Where.by_key("事项2"), basis=LAW),
        ],
    )
    assert [
        len(decider(applied.world, "事项2", on=on)) for on in (EVE, august, october)
    ] == [1, 1, 0]
    assert [finding.code for finding in applied.report] == ["ZWSC005"]
    part = Suspend(
        id="甲", since=august, until=september, where=Where.by_key("事项1"), basis=LAW
    )
    both = apply_reforms(base, [part, Suspend(id="乙", since=DAY, basis=LAW)]).world
    assert [
        len(decider(both, "事项2", on=on)) for on in (EVE, DAY, august, october)
    ] == [1, 0, 0, 0]


def test_an_item_that_is_no_longer_valid_needs_no_power():
    code = {"basic_code": "000000001000"}
    base = world(handling(1, valid_to=date(2024, 12, 31), **code), handling(2, **code))
    applied = apply_reforms(
        base, Cancel(id="消", since=DAY, where=Where.by_key("事项2"), basis=LAW)
    )
    assert decider(applied.world, "事项2") == []
    assert applied.sound


def test_demand_for_what_was_cancelled_is_reported():
    base = world(*several(2), demand={f"事项{n}": Demand(per_day=9) for n in (1, 2)})
    applied = apply_reforms(
        base, Cancel(id="消", since=DAY, where=Where.by_key("事项1"), basis=LAW)
    )
    (finding,) = applied.report
    assert (finding.code, finding.data["item"], finding.data["since"]) == (
        "ZWWO003",
        "事项1",
        "2025-07-01",
    )


def test_inspections_and_decisions_cannot_be_silent():
    base = world(handling(1, step("会签", StepKind.COUNTERSIGN), step("勘察", StepKind.SURVEY),
                          step("决定", StepKind.DECIDE)))  # fmt: skip
    (finding,) = apply_reforms(
        base, DeemConsent(id="默", since=DAY, after=WorkingDays(3))
    ).report
    assert (finding.code, finding.data["items"]) == (
        "ZWSC010",
        "事项1 勘察、事项1 决定",
    )
    asked = DeemConsent(
        id="默", since=DAY, kinds=StepKind.COUNTERSIGN, after=WorkingDays(3)
    )
    assert not apply_reforms(base, asked).report


def test_items_take_the_elements_of_the_model_on_each_day():
    code = {"basic_code": "000000001000"}
    base = world(
        handling(1, promised="10个工作日", **code),
        handling(2, promised="15个工作日", level=Level.TOWN, **code),
    )
    later = SetLimit(
        id="限",
        since=date(2025, 9, 1),
        limit=WorkingDays(5),
        where=Where.by_key("事项1"),
    )
    alike = Unify(id="统", since=DAY, like=Level.COUNTY, elements="committed_limit")
    changed = apply_reforms(base, [later, alike]).world
    days = [
        [promise(changed, key, on).limit.amount for key in ("事项1", "事项2")]
        for on in (EVE, DAY, date(2025, 9, 1))
    ]
    assert days == [[10, 15], [10, 10], [5, 5]]
    same = SetLimit(
        id="同日", since=DAY, limit=WorkingDays(5), where=Where.by_level(Level.COUNTY)
    )
    assert [finding.code for finding in check_order(base, [same, alike])] == ["ZWSC001"]


def test_stages_of_power_and_demand_touch_nobody_twice():
    base = world(*several(2), demand={f"事项{n}": Demand(per_day=10) for n in (1, 2)})
    days = {DAY: Where.by_key("事项1"), date(2025, 9, 1): lambda _: True}
    more = phased(ScaleDemand(id="倍", since=DAY, factor=2), days)
    after = apply_reforms(base, more).world.at(date(2025, 9, 2))
    assert [demand.per_day for demand in after.demand.values()] == [20, 20]
    down = phased(
        Devolve(id="放", since=DAY, giver="区局", receiver=TOWN_TIER, basis=LAW), days
    )
    assert [step.keys for step in apply_reforms(base, down).steps] == [
        ("事项1",),
        ("事项2",),
    ]
    assert not check_order(base, down)


def test_a_fault_of_one_item_does_not_hide_that_of_its_namesake():
    rows = [
        handling(n, step("受理", pool=pool, minutes=5), name="同名")
        for n, pool in ((1, "缺"), (2, "窗"))
    ]
    base = world(*rows, resources=[Pool(id="窗")])
    lost = SetService(id="改", since=DAY, pools={"受理": "缺"})
    assert len(apply_reforms(base, lost).report) == 1


def test_a_recall_takes_all_of_it_back():
    base = world(*several(2))
    later = date(2026, 1, 1)
    down = Devolve(id="放", since=DAY, giver="区局", receiver=TOWN_TIER, basis=LAW)
    back = Restore(id="收", since=later, recalls="放/下放", basis=LAW)
    changed = apply_reforms(base, [down, back]).world
    for wanted in (Step.DECIDE, Step.SUPERVISE, Step.COMPLAINTS):
        acting = changed.at(later).resolve("事项1", wanted, "620981001").acting
        assert [actor.organ.id for actor in acting] == ["区局"]
    assert measure("delegated_share", changed.at(DAY)).value == 1
    assert measure("delegated_share", changed.at(later)).value == 0
    with pytest.raises(UnknownCodeError):
        apply_reforms(base, attrs.evolve(back, recalls="没有"))
    duty = apply_reforms(base, Restore(id="撤责", since=DAY, recalls="责", basis=LAW))
    assert measure("responsibility_coverage", duty.world.at(DAY)).value == 0


def test_a_power_under_a_recall_of_one_place_is_still_delegated():
    ids = [handling.power for handling in several(1)]
    base = world(
        *several(1),
        instruments=[
            Devolution(
                id="放", items=ids, giver="区局", receiver=TOWN_TIER, basis=[LAW]
            ),
            Recall(id="收", items=ids, recalls="放", areas=["620981001"]),
        ],
    )
    assert measure("delegated_share", base.at(DAY)).value == 1


@pytest.mark.parametrize(
    "make",
    [
        lambda: AbolishTier(
            id="撤", since=DAY, until=date(2026, 1, 1), level=Level.TOWN
        ),
        lambda: AbolishTier(id="撤", since=DAY, level=Level.TOWN, where=Where.named("甲")),
        lambda: SetPool(id="窗", since=DAY, pool=Pool(id="窗"), where=Where.named("甲")),
        lambda: MakeInstant(id="即", since=None),
        lambda: MakeInstant(id="即", since=DAY, until=DAY),
        lambda: MakeInstant(id="", since=DAY),
        lambda: MakeInstant(id="即", since=DAY, where="甲"),
        lambda: Where.by_level(Level.TOWN) & "甲",
        lambda: CutLimit(id="压", since=DAY, by="50%"),
        lambda: CutLimit(id="压", since=DAY, by="1.5"),
        lambda: CutLimit(id="压", since=DAY, by="0.5", base=Base.ACTUAL),
        lambda: WarnAt(id="警", since=DAY, share="-1"),
        lambda: ScaleDemand(id="量", since=DAY, factor=float("nan")),
        lambda: MergeSteps(id="并", since=DAY, into="", names="甲"),
        lambda: MergeSteps(id="并", since=DAY, into="甲", minutes=-1),
        lambda: PoolWindows(id="并", since=DAY, pools=["甲"], into=""),
        lambda: PoolWindows(id="并", since=DAY, pools=["甲"], into="乙", windows=-1),
        lambda: Route(id="路", since=DAY, pools={"受理": "窗"}),
        lambda: Unify(id="统", since=DAY, like=Level.COUNTY, elements="steps"),
        lambda: Unify(id="统", since=DAY, like=Level.COUNTY, elements="nope"),
    ],
    ids=[
        "a tier for a while", "a tier of items", "windows of items", "no day",
        "ends as it begins", "no id", "no condition", "half a condition", "percent",
        "more than all", "actual times", "less than none", "no number", "no name",
        "negative time", "pooled into nothing", "fewer than no window", "no kind",
        "steps of a list", "no element",
    ],
)  # fmt: skip
def test_invalid_reforms_are_refused(make):
    with pytest.raises(InputError) as error:
        make()
    assert error.value.message_zh
    assert error.value.message_en


_HALF = {"id": "x", "since": DAY}


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: Pool(id="x", closing="no"), "ClosingRule"),
        (lambda: Pool(id="x", windows="2"), "'2'"),
        (lambda: Demand(per_day="3"), "'3'"),
        (lambda: HandlingStep(name="x", kind="ACCEPT "), "StepKind"),
        (lambda: CutLimit(**_HALF, by="0.5", base="last"), "Base"),
        (lambda: SetLimit(**_HALF, limit=5), "WorkingDays"),
        (lambda: SetLimit(**_HALF, limit="尽快"), "WorkingDays"),
        (lambda: DeemConsent(**_HALF, after=3), "WorkingDays"),
        (lambda: DropSteps(**_HALF, kinds="前置"), "StepKind"),
        (lambda: DropSteps(**_HALF, kinds=["前置"]), "StepKind"),
        (lambda: Unify(**_HALF, like="省城"), "Level"),
        (lambda: SetPool(**_HALF, pool=3), "Pool"),
        (lambda: SetDemand(**_HALF, demand=3), "Demand"),
        (lambda: SetHours(**_HALF, hours=[]), "OfficeHours"),
        (lambda: MakeInstant(**_HALF, basis=5), "LegalBasis"),
        (lambda: Classify(**_HALF, classes=[3]), "DurationClass"),
        (lambda: Where.by_level("省城"), "Level"),
        (lambda: Where.named(["甲"]), "str"),
        (lambda: World.of(["甲"]), "ImplementingItem"),
        (lambda: World.of([item(1)], demand={"x": 3}), "Demand"),
        (lambda: apply_reforms([], []), "World"),
        (lambda: apply_reforms(world(*several(1)), ["x"]), "Reform"),
        (lambda: measure("instant_rate", world(*several(1))), "WorldView"),
    ],
    ids=[
        "closing rule", "windows", "per day", "kind of a step", "base", "number for a limit",
        "text for a limit", "silence", "kinds", "kinds in a list", "tier", "pool", "demand",
        "hours", "basis", "classes", "level", "name", "items", "demand of a world", "world",
        "reforms", "view",
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_refused_with_the_kinds_there_are(make, expected):
    with pytest.raises(InputError) as error:
        make()
    assert expected in error.value.message_zh
    assert expected in error.value.message_en


def test_a_step_that_no_item_has_matches_nothing():
    base = world(handling(1, step("受理")), handling(2))
    for reform in (
        DropSteps(id="削", since=DAY, names="踏勘"),
        DeemConsent(id="默", since=DAY, kinds=StepKind.SURVEY, after=WorkingDays(3)),
        SetService(id="时", since=DAY, minutes={"踏勘": 5}),
    ):
        with pytest.raises(InputError, match="没有匹配到"):
            apply_reforms(base, reform)
    applied = apply_reforms(base, DropSteps(id="削", since=DAY, names="受理"))
    assert applied.steps[0].keys == ("事项1",)


def test_keys_that_a_condition_names_in_vain_are_reported():
    applied = apply_reforms(
        world(*several(2)),
        MakeInstant(id="即", since=DAY, where=Where.by_key(["事项1", "事项9"])),
    )
    (finding,) = applied.report
    assert (finding.code, finding.data["items"]) == ("ZWSC007", "事项9")
    assert applied.sound


def test_a_promise_longer_than_the_law_is_reported():
    base = world(*several(2, statutory="1个工作日", promised="1个工作日"))
    applied = apply_reforms(base, SetLimit(id="三", since=DAY, limit=WorkingDays(3)))
    (finding,) = applied.report
    assert (finding.code, finding.data["count"]) == ("ZWSC008", 2)
    again = apply_reforms(
        applied.world, SetLimit(id="四", since=DAY, limit=WorkingDays(4))
    )
    assert not again.report  # it was so before


def test_stages_may_be_listed_among_other_reforms():
    base = world(*several(2))
    stages = phased(
        MakeInstant(id="即", since=DAY),
        {DAY: Where.by_key("事项1"), date(2026, 1, 1): lambda _: True},
    )
    applied = apply_reforms(base, [AskPanel(id="会", since=DAY, when="复杂"), stages])
    assert [applied_step.reform.id for applied_step in applied.steps] == [
        "会",
        "即/1",
        "即/2",
    ]
    assert applied.diff.count() == {("会", "item", "panel"): 2, ("即/1", "item", "case_kind"): 1,
                                  ("即/1", "item", "committed_limit"): 1,
                                  ("即/2", "item", "case_kind"): 1,
                                  ("即/2", "item", "committed_limit"): 1}  # fmt: skip
    row = applied.diff.to_records("en")[0]
    assert (row["reform"], row["key"], row["after"], row["since"]) == (
        "会",
        "事项1",
        "复杂",
        DAY,
    )


def test_unknown_windows_and_pools():
    base = world(*several(1), resources=[Pool(id="甲")])
    for reform in (
        NoVeto(id="无", since=DAY, windows="没有"),
        PoolWindows(id="并", since=DAY, pools=["甲", "没有"], into="综合"),
    ):
        with pytest.raises(UnknownCodeError, match="没有"):
            apply_reforms(base, reform)


def test_a_custom_kind_must_implement_run():
    with pytest.raises(NotImplementedError):
        apply_reforms(world(*several(1)), Reform(id="空", since=DAY))


# Items


@pytest.mark.parametrize(
    ("statutory", "promised", "after"),
    [
        ("20个工作日", "15个工作日", WorkingDays(10)),
        ("20个工作日", "8个工作日", WorkingDays(8)),
        ("20个工作日", "当场办结", OnTheSpot()),
        ("20个工作日", "3小时", Hours(3)),
        ("20个工作日", "", WorkingDays(10)),
        ("5个工作日", "5个工作日", WorkingDays(3)),  # 2.5 日:进到 3
        ("60日", "10个工作日", WorkingDays(10)),
    ],
)
def test_a_cut_never_makes_a_promise_longer(statutory, promised, after):
    base = world(handling(1, statutory=statutory, promised=promised))
    cut = CutLimit(id="减半", since=DAY, by="0.5", allow_empty=True)
    assert promise(apply_reforms(base, cut).world).limit == after


def test_a_cut_to_nothing_is_on_the_spot():
    base = world(
        handling(1, statutory="20个工作日", promised="5个工作日(不含公示时间)")
    )
    changed = apply_reforms(base, CutLimit(id="全压", since=DAY, by=1)).world
    assert promise(changed).limit == OnTheSpot()
    assert promise(changed).exclusions == ("公示时间",)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("半个工作日", ["half_day", "one_day"]), ("1.5小时", ["instant"]),
        ("当场办结", ["instant"]), ("5小时", ["one_day"]),
    ],
)  # fmt: skip
def test_duration_classes_of_limits_that_lists_have(text, kinds):
    """玉门: half a day of seven hours is 3.5 hours, in two classes by its text."""
    sort = Classify(id="分", since=DAY, classes=local_rules("yumen").classes)
    assert [
        duration.id for duration in sort.fitting(handling(1, promised=text))
    ] == kinds


def test_a_single_review_stays_unchanged():
    base = world(
        handling(1, step("审批", StepKind.DECIDE, minutes=10, visit=True), visits=1)
    )
    once = OneReviewOneApproval(id="一", since=DAY)
    after = apply_reforms(base, once).world.at(DAY).handling("事项1")
    assert ([s.name for s in after.steps], after.item.visits) == (["审批"], 1)


def test_a_step_that_occurs_twice_is_two_steps():
    same = step("审核", StepKind.REVIEW, minutes=5)
    base = world(handling(1, same, same, step("送达", StepKind.DELIVER)))

    def names(reform):
        after = apply_reforms(base, reform).world.at(DAY).handling("事项1")
        return [s.name for s in after.steps]

    kinds = {"kinds": StepKind.REVIEW}
    assert names(MergeSteps(id="合", since=DAY, into="合", **kinds)) == ["合", "送达"]
    assert names(Parallelise(id="并", since=DAY, **kinds)) == ["审核", "审核", "送达"]
    assert names(OneReviewOneApproval(id="一", since=DAY)) == ["审查", "核准", "送达"]


def test_internalising_site_visits_leaves_the_reviews_of_others():
    outside = {"by": StepActor.APPLICANT, "visit": True}
    review = PrerequisiteReview(name="环评", organ="环保", asked_by_organ=False)
    base = world(
        handling(1, step("踏勘", StepKind.SURVEY, **outside), reviews=(review,))
    )
    inside = Internalise(id="内", since=DAY, kinds=StepKind.SURVEY)
    after = apply_reforms(base, inside).world.at(DAY).handling("事项1")
    assert after.steps[0].by is StepActor.HOST
    assert not after.reviews[0].asked_by_organ
    named_ = Internalise(id="内", since=DAY, names="环评")
    assert (
        apply_reforms(base, named_)
        .world.at(DAY)
        .handling("事项1")
        .reviews[0]
        .asked_by_organ
    )


def test_proofs_without_basis_go_and_say_what_comes_instead():
    proofs = (Proof(name="无犯罪证明"), Proof(name="身份证", basis="某法第三条"))
    base = world(handling(1, proofs=proofs, documents=["无犯罪证明", "身份证"]))
    gone = CancelProofs(id="减证", since=DAY, instead="告知承诺")
    after = apply_reforms(base, gone).world.at(DAY).handling("事项1")
    assert [(p.kept, p.instead) for p in after.proofs] == [
        (False, "告知承诺"),
        (True, ""),
    ]
    assert [d.name for d in after.item.documents] == ["身份证"]


def test_pooled_windows_keep_their_own_days():
    """With ten windows more from next year on, the merged pool has them from then on."""
    more = SetPool(id="增", since=date(2026, 1, 1), pool=Pool(id="甲", windows=10))
    pools = [
        Pool(id="甲", windows=2),
        Pool(id="乙", windows=3),
        Pool(id="综合", windows=5),
    ]
    base = world(handling(1, step("受理", pool="甲")), resources=pools)
    pooled = PoolWindows(
        id="并",
        since=DAY,
        until=date(2027, 1, 1),
        pools=["甲", "乙", "甲"],
        into="综合",
    )
    changed = apply_reforms(base, [more, pooled]).world
    windows = [
        [changed.at(on).pools[name].windows for name in ("甲", "乙", "综合")]
        for on in (EVE, DAY, date(2026, 1, 1), date(2027, 1, 1))
    ]
    assert windows == [[2, 3, 5], [0, 0, 10], [0, 0, 18], [10, 3, 5]]
    served = [
        changed.at(on).handling("事项1").steps[0].pool
        for on in (EVE, DAY, date(2027, 1, 1))
    ]
    assert served == ["甲", "综合", "甲"]


def test_more_demand_and_other_hours():
    base = world(*several(2), demand={"事项1": Demand(per_day=10)})
    more = ScaleDemand(id="增", since=DAY, factor=1.2)
    assert apply_reforms(base, more).world.at(DAY).demand["事项1"].per_day == 12
    with pytest.raises(InputError):
        apply_reforms(base, attrs.evolve(more, where=Where.by_key("事项2")))
    hours = attrs.evolve(base.at(DAY).hours, regular=["09:00-17:00"])
    longer = apply_reforms(base, SetHours(id="延时", since=DAY, hours=hours))
    assert longer.world.at(DAY).hours is hours
    assert len(longer.diff) == 1


def test_two_communities_merged_and_a_window_for_a_while_without_veto():
    base = world(*several(1))
    until = date(2026, 1, 1)
    changed = apply_reforms(base, NoVeto(id="试", since=DAY, until=until)).world
    halls = changed.powers.halls
    assert [halls.get("窗", on).no_veto for on in (EVE, DAY, until)] == [
        False,
        True,
        False,
    ]


# Conditions


def test_conditions_combine_and_have_labels():
    rows = [handling(1), handling(2, level=Level.TOWN, organ="东镇政府"), handling(3)]
    view = world(*rows, owned=False).at(DAY)
    chosen = (Where.by_level(Level.TOWN) | Where.named("事项3")) & ~Where.by_code(
        "没有"
    )
    assert list(view.select(chosen)) == ["事项2", "事项3"]
    assert chosen.zh == "(镇(乡、街道)级 或 名称含 事项3) 且 非(1 个编码)"
    assert chosen.en == "(town or name contains 事项3) and not (codes: 1)"
    assert list(view.select(Where.of_organ("东镇"))) == ["事项2"]
    assert list(view.select(Where.in_area("620981"))) == ["事项1", "事项2", "事项3"]
    assert list(view.select(Where.by_type(rows[0].item.item_type))) == list(view.live)
    assert list(view.select(Where.named("1") & (lambda handling_: handling_.live))) == [
        "事项1"
    ]
    assert pickle.loads(pickle.dumps(chosen)) == chosen
    assert Where(len) != Where(str)


def test_a_wording_that_names_no_statute_is_unknown_and_not_invalid():
    rows = [
        handling(1, legal_basis=("详见附件",)), handling(2),
        handling(3, legal_basis=("《中华人民共和国民法通则》第一条", "《某办法》第二条")),
    ]  # fmt: skip
    view = world(*rows, owned=False).at(DAY)
    assert list(view.select(Where.no_basis(DAY))) == ["事项2"]
    assert list(view.select(Where.unknown_basis(DAY))) == ["事项1", "事项3"]


# Changes


def test_a_change_states_the_item_the_element_the_days_and_the_article():
    base = world(handling(1, promised="10个工作日"))
    applied = apply_reforms(
        base, SetLimit(id="限", since=DAY, limit=WorkingDays(5), basis=LAW)
    )
    (change,) = applied.diff
    assert change.explain() == (
        "事项1 承诺办结时限:10个工作日 → 5个工作日(自 2025-07-01 起,限,《行政许可法》第二十四条)"
    )
    assert change.explain("en") == (
        "事项1 committed limit: 10个工作日 → 5个工作日 (from 2025-07-01, 限, 《行政许可法》 art. 24)"
    )
    gone = apply_reforms(base, Cancel(id="消", since=DAY, basis=LAW))
    text = gone.diff.of("item").to_text()
    assert (
        text == "事项1 状态:在用 → 取消(自 2025-07-01 起,消,《行政许可法》第二十四条)"
    )
    assert [change.what for change in gone.diff] == ["item", "instrument"]


def test_a_difference_has_the_days_on_which_it_exists():
    base = world(handling(1, promised="10个工作日"))
    first = SetLimit(id="一", since=DAY, until=date(2026, 1, 1), limit=WorkingDays(5))
    second = SetLimit(id="二", since=date(2026, 1, 1), limit=WorkingDays(5))
    whole = diff_worlds(base, apply_reforms(base, [first, second]).world)
    assert [(c.since, c.until) for c in whole] == [(DAY, None)]


# Order and conflicts


def test_order_and_conflict_are_detected_by_applying_both_orders():
    base = world(*several(2, statutory="20个工作日", promised="10个工作日"))
    half = CutLimit(id="减半", since=DAY, by="0.5", base=Base.PREVIOUS)
    five = SetLimit(id="五日", since=DAY, limit=WorkingDays(5))
    three = SetLimit(id="三日", since=DAY, limit=WorkingDays(3))
    findings = [
        (o.code, o.data["one"], o.data["other"])
        for o in check_order(base, [half, five])
    ]
    assert findings == [("ZWSC001", "减半", "五日")]
    findings = [
        (o.code, o.data["one"], o.data["other"])
        for o in check_order(base, [five, three])
    ]
    assert findings == [("ZWSC002", "五日", "三日")]
    apart = attrs.evolve(three, where=Where.by_key("事项2"))
    assert not check_order(
        base, [attrs.evolve(five, where=Where.by_key("事项1")), apart]
    )


def test_a_reform_that_makes_items_match_another():
    base = world(
        handling(
            1,
            step("踏勘", StepKind.SURVEY),
            step("受理", StepKind.ACCEPT, substantive=False),
        )
    )
    drop = DropSteps(id="削", since=DAY, kinds=StepKind.SURVEY)
    fast = MakeInstant(id="即", since=DAY, where=Where.form_only(), allow_empty=True)
    assert [finding.code for finding in check_order(base, [drop, fast])] == ["ZWSC001"]


def test_sets_and_numbers_that_commute():
    base = world(*several(1), demand={"事项1": Demand(per_day=0.3)})
    pairs = [
        [MoveIn(id=f"进{n}", since=DAY, hall=f"厅{n}") for n in (1, 2)],
        [AddAgent(id=f"代{n}", since=DAY, agent=f"站{n}", basis=LAW) for n in (1, 2)],
        [ScaleDemand(id=f"量{n}", since=DAY, factor=n) for n in (1.1, 0.7)],
        [
            AskPanel(id="会", since=DAY, when="复杂"),
            WarnAt(id="警", since=DAY, share="0.8"),
        ],
    ]
    for pair in pairs:
        assert not check_order(base, pair), pair


def test_two_reforms_that_devolve_the_same_power():
    base = world(*several(1))
    first = Devolve(
        id="甲", since=DAY, giver="区局", receiver="镇1", basis=LAW, areas=["620981001"]
    )
    second = attrs.evolve(first, id="乙", receiver="村1")
    assert [f.code for f in check_order(base, [first, second])] == ["ZWSC002"]


def test_a_reform_that_needs_the_reform_before_it():
    base = world(
        handling(1, step("受理", pool="A")), resources=[Pool(id=n) for n in "ABC"]
    )
    pooled = [
        PoolWindows(id="一", since=DAY, pools=["A", "B"], into="AB"),
        PoolWindows(id="二", since=DAY, pools=["AB", "C"], into="ABC"),
    ]
    assert apply_reforms(base, pooled).world.at(DAY).pools["ABC"].windows == 3
    assert [finding.code for finding in check_order(base, pooled)] == ["ZWSC001"]


def test_every_reform_can_be_pickled_and_has_a_label():
    merged = Organ(
        id="新", name="新", level=Level.TOWN, areas=["620981"], superior="区局"
    )
    for reform in (
        Transfer(id="划", since=DAY, former="区局", bureau="审批局"),
        Entrust(id="委", since=DAY, entruster="区局", trustee="审批局"),
        MergeUnits(id="并", since=DAY, organs=[town(1), town(2)], into=merged),
        DeemConsent(id="默", since=DAY, after=WorkingDays(3)),
        SetDemand(id="量", since=DAY, demand=Demand(per_day=3)),
        AssignResponsibility(
            id="责", since=DAY, organ="区局", first="甲", main="乙", direct="丙"
        ),
    ):
        assert pickle.loads(pickle.dumps(reform)) == reform
        assert reform.label_zh in reform.label()
        assert reform.label_en in reform.label("en")
        assert str(DAY) in reform.label("en")


def test_powers_built_step_by_step_equal_those_built_at_once():
    """`with_instruments` shares its indexes, and gives the same answers."""
    initial = world(*several(3)).powers
    ids = list(initial.items)
    devolution = Devolution(
        id="放", items=ids[:2], giver="区局", receiver=TOWN_TIER, basis=[LAW]
    )
    back = Recall(id="收", items=ids[:1], recalls="放", since=DAY + timedelta(days=9))
    chain = (
        initial.with_instruments(devolution)
        .with_instruments(back)
        .with_instruments(devolution)
    )
    whole = type(initial)(
        initial.items.values(),
        (*initial.instruments.values(), devolution, back),
        initial.organs,
        initial.halls,
    )
    for powers in (chain, whole.with_instruments(without="没有")):
        assert list(powers.instruments) == list(whole.instruments)
        assert [powers.about(i) for i in ids] == [whole.about(i) for i in ids]
        assert powers.recalls("放") == whole.recalls("放")
        assert list(check_powers(powers)) == list(check_powers(whole))
    undone = chain.with_instruments(without=["放", "收"])
    assert [undone.about(i) for i in ids] == [initial.about(i) for i in ids]
    assert undone.recalls("放") == ()
    with pytest.raises(InputError):
        initial.with_instruments(attrs.evolve(devolution, id="法"))


def test_abolition_of_a_whole_tier():
    """All fourteen towns go, and every item is still decided everywhere."""
    base = world(*several(2))
    lent = Entrust(id="委", since=date(2025, 1, 1), entruster="区局", trustee=town(1),
                   announced_on=date(2025, 1, 1), basis=LAW, areas=["620981001"],
                   until=date(2028, 1, 1))  # fmt: skip
    gone = AbolishTier(id="撤", since=DAY, level=Level.TOWN, basis=LAW)
    applied = apply_reforms(base, [lent, gone])
    assert len(applied.steps[1].keys) == TOWNS
    assert decider(applied.world, on=EVE) == ["镇1"]
    assert decider(applied.world) == ["区局"]
    assert len(applied.world.at(DAY).organs) == TOWNS + 2


def test_responsibility_without_all_three_names():
    ids = [handling.power for handling in several(1)]
    base = world(
        *several(1), owned=False,
        instruments=[Responsibility(id="责", items=ids, organ="区局", first="甲", basis=[LAW])],
    )  # fmt: skip
    assert measure("responsibility_coverage", base.at(DAY)).value == 0
