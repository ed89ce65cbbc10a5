"""The 43 reforms of five localities (R01 to R43): modelled, or reported as not derivable.

S0 中原西路街道 2017, S1 新都区 2021, S2 a city whose numbers are lost, S3 达川区 2020,
S4 玉门市 2018.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from reform_scene import (
    DAY,
    EVE,
    HOURS,
    LAW,
    TOWNS,
    area,
    handling,
    several,
    world,
)

from zhengwu.codes import Level, region_code
from zhengwu.delegation import (
    Step,
    TierOrgan,
    forwarding_directory,
    item_sites,
    supervisors,
)
from zhengwu.findings.errors import InputError, UnknownCodeError
from zhengwu.items import PrerequisiteReview, Proof, unify
from zhengwu.legal import LegalBasis
from zhengwu.limits import (
    SameDay,
    Unit,
    WorkingDays,
    WorkingMinutes,
    local_rules,
    parse_limit,
)
from zhengwu.metrics import (
    METRICS,
    Base,
    Claim,
    Complaint,
    answered_in_time,
    check_complaints,
    measure,
    published_claims,
    reproduce,
    satisfaction,
    satisfied_share,
    time_compression,
    volume_change,
    weighted_score,
)
from zhengwu.metrics._changes import BeforeAfter, reduction
from zhengwu.metrics._claims import Bound, Reproduced
from zhengwu.metrics._measures import share
from zhengwu.metrics._world_metrics import class_shares, per_case
from zhengwu.organs import LocalParameter, Organ
from zhengwu.reforms import (
    AbolishTier,
    AddAgent,
    AnyPlace,
    AskPanel,
    AssignResponsibility,
    AssignStaff,
    Authorise,
    Cancel,
    CancelProofs,
    Classify,
    CleanPrerequisites,
    DeemConsent,
    Devolve,
    DropSteps,
    Escalate,
    HandleJointly,
    Internalise,
    KeepProofs,
    LimitOf,
    MakeInstant,
    MergeSteps,
    MergeUnits,
    MoveIn,
    NoVeto,
    OneReviewOneApproval,
    Parallelise,
    PassOnOnly,
    PoolWindows,
    Route,
    Select,
    SetDemand,
    SetFee,
    SetLimit,
    SetParameter,
    Sign,
    Suspend,
    SwitchChannel,
    Transfer,
    Unify,
    WarnAt,
    Where,
    apply_reforms,
    phased,
)
from zhengwu.scenario import compare
from zhengwu.simulation import erlang_c, simulate_world
from zhengwu.world import (
    Channel,
    Demand,
    HandlingStep,
    Initiation,
    Pool,
    StaffMember,
    StepActor,
    StepKind,
)

CLAIMS = published_claims()


def not_derivable(name: str) -> tuple[str, ...]:
    """Missing figures of a claim, which must not be derivable."""
    reproduction = reproduce(CLAIMS[name])
    assert reproduction.outcome is Reproduced.NOT_DERIVABLE
    assert reproduction.missing
    return reproduction.missing


def step(name: str, kind: StepKind = StepKind.OTHER, **more: Any) -> HandlingStep:
    return HandlingStep(name=name, kind=kind, **more)


# S0: 中原西路街道 2017


def test_r01_twelve_of_38_on_application_are_a_selection_and_not_a_cut():
    """38 项权责中依申请 12 项(含公共服务 1 项):是筛选,不是削减 26 项。"""
    how = [Initiation.ON_APPLICATION] * 11 + [Initiation.PUBLIC_SERVICE]
    how += [Initiation.EX_OFFICIO] * 26
    street = world(
        *(handling(n, initiation=initiation) for n, initiation in enumerate(how, 1))
    )
    listed = Where.initiated(Initiation.ON_APPLICATION, Initiation.PUBLIC_SERVICE)
    applied = apply_reforms(street, Select(id="依申请清单", since=DAY, where=listed))
    assert len(applied.steps[0].keys) == 12
    assert len(applied.diff) == 0
    after = applied.world.at(DAY)
    assert len(after.live) == 38
    assert measure("cancel_share", after, street.at(DAY)).value == 0
    assert len(after.select(Where.initiated(Initiation.PUBLIC_SERVICE))) == 1


def test_r02_items_without_a_valid_basis_are_cancelled_as_of_a_date():
    """无依据、依据已废止的不予保留;登记册不能判断的不算无效。"""
    bases = {
        1: ("《中华人民共和国行政许可法》第十二条",),
        2: ("《中华人民共和国民法通则》第一条",),  # 2021-01-01 废止
        3: (),
        4: ("《某市某办法》第三条",),  # 登记册没有
    }
    street = world(*(handling(n, legal_basis=b) for n, b in bases.items()))
    gone = Cancel(id="清理", since=DAY, where=Where.no_basis(DAY), basis=LAW)
    applied = apply_reforms(street, gone)
    assert applied.steps[0].keys == ("事项2", "事项3")
    before, after = street.at(DAY), applied.world.at(DAY)
    assert measure("cancel_share", after, before).value == Fraction(2, 4)
    early = apply_reforms(
        street,
        attrs.evolve(
            gone, since=date(2020, 7, 1), where=Where.no_basis(date(2020, 7, 1))
        ),
    )
    assert early.steps[0].keys == ("事项3",)


def test_r03_needless_steps_dropped_and_like_steps_merged():
    """削减没有依据的步骤,合并相近环节:6 个环节减为 3 个。"""
    street = world(
        handling(
            1,
            step("受理", StepKind.ACCEPT, basis=[LAW]),
            step("登记"),
            step("初核", StepKind.REVIEW, basis=[LAW], minutes=10),
            step("复核", StepKind.REVIEW, basis=[LAW], minutes=5),
            step("盖章"),
            step("决定", StepKind.DECIDE, basis=[LAW]),
        )
    )
    applied = apply_reforms(
        street,
        [
            DropSteps(id="削减", since=DAY),
            MergeSteps(id="合并", since=DAY, kinds=StepKind.REVIEW, into="审核"),
        ],
    )
    after = applied.world.at(DAY).handling("事项1")
    assert [step_.name for step_ in after.steps] == ["受理", "审核", "决定"]
    assert after.steps[1].minutes == 15
    assert [step_.name for step_ in after.item.steps] == ["受理", "审核", "决定"]
    assert measure(
        "step_reduction", applied.world.at(DAY), street.at(DAY)
    ).value == Fraction(1, 2)
    assert len(street.at(DAY).handling("事项1").steps) == 6


def test_r04_staff_for_the_list_and_the_signature_of_the_counsel():
    """1 名汇总、每科室 1 名骨干;法律顾问签字后才能公布。"""
    offices = ("民政科", "城建科", "计生科")
    staff = [StaffMember(id="汇总员", roles="清单汇总")]
    staff += [StaffMember(id=f"{o}骨干", organ=o, roles="清单编制") for o in offices]
    applied = apply_reforms(
        world(*several(3)),
        [
            AssignStaff(id="配备", since=DAY, members=staff),
            Sign(id="把关", since=DAY, role="法律顾问"),
            Sign(id="签字", since=date(2025, 8, 1), role="法律顾问", signed=True,
                 where=Where.by_key("事项1")),
        ],
    )  # fmt: skip
    assert len(applied.world.at(DAY).staff) == 1 + len(offices)
    assert applied.world.at(DAY).handling("事项1").unsigned == ("法律顾问",)
    assert applied.world.at(date(2025, 8, 1)).handling("事项1").unsigned == ()
    assert applied.world.at(date(2025, 8, 1)).handling("事项2").unsigned == (
        "法律顾问",
    )


def test_r05_first_main_and_direct_responsible_for_every_item():
    """主要负责人、分管负责人、日常监管人员:缺一不可,事项覆盖率。"""
    street = world(*several(4), owned=False)
    named = AssignResponsibility(
        id="责任", since=DAY, organ="区局", first="局长", main="副局长", direct="科员",
        basis=LAW, where=Where.by_key(["事项1", "事项2", "事项3"]),
    )  # fmt: skip
    applied = apply_reforms(street, named, check=False)
    coverage = measure("responsibility_coverage", applied.world.at(DAY))
    assert coverage.value == Fraction(3, 4)
    whole = world(*several(4))
    who = supervisors(whole.powers, whole.line("事项1").at(DAY).power, "620981", DAY)
    assert [(duty.first, duty.main, duty.direct) for duty in who] == [
        ("局长", "副局长", "科员")
    ]


def test_r06_a_pooled_window_instead_of_separate_windows():
    """一窗受理:十个各管一事的窗口(每时 5 件)并为一个队列。

    By Erlang, the mean wait is 50 minutes at separate windows, 2.93 at pooled windows.
    """
    each = [
        handling(n, step("受理", StepKind.ACCEPT, pool=f"窗{n}", minutes=10))
        for n in range(1, 11)
    ]
    hall = world(
        *each,
        resources=[Pool(id=f"窗{n}") for n in range(1, 11)],
        demand={handling_.key: Demand(per_day=35) for handling_ in each},
    )
    windows = [f"窗{n}" for n in range(1, 11)]
    pooled = apply_reforms(
        hall, PoolWindows(id="一窗", since=DAY, pools=windows, into="综合窗口")
    )
    assert pooled.sound
    year = date(2025, 7, 1), date(2025, 12, 1)
    apart = [simulate_world(hall, *year, seed=s).wait for s in range(6)]
    together = [simulate_world(pooled.world, *year, seed=s).wait for s in range(6)]
    assert sum(apart) / 6 == pytest.approx(erlang_c(1, 5, 10).wait, rel=0.1)
    assert sum(together) / 6 == pytest.approx(erlang_c(10, 50, 10).wait, rel=0.15)


def test_r07_reported_and_corrected_the_same_day():
    """当日推送当日改:0 个工作日。"""
    rule = LocalParameter(id="整改时限", by_level={Level.TOWN: SameDay()})
    applied = apply_reforms(
        world(*several(1)), SetParameter(id="整改", since=DAY, parameter=rule)
    )
    limit = applied.world.at(DAY).parameter("整改时限").get(Level.TOWN)
    assert limit.due(DAY, HOURS.calendar).date == DAY
    with pytest.raises(UnknownCodeError):
        applied.world.at(EVE).parameter("整改时限")


# S1: 新都区 2021


def test_r08_items_unified_over_three_tiers():
    """统一区、镇、村 1060 项:同一编码同一名称;各级分别多少,原文没有。"""
    tiers = (Level.COUNTY, Level.TOWN, Level.VILLAGE)
    matters = []
    for n in range(1060):
        level = tiers[n % 3]
        matter = handling(n, basic_code=f"000{n // 3:06}000", level=level)
        matters.append(
            matter.with_item(name=f"事项{n // 3}{'(镇)' * (level is Level.TOWN)}")
        )
    district = world(*matters, owned=False)
    assert measure("unify_rate", district.at(DAY)).value == 0
    applied = apply_reforms(district, Unify(id="统一", since=DAY, like=Level.COUNTY))
    assert len(applied.steps[0].keys) == 1060
    _, differing = unify(district.at(DAY).catalogue, ["name"])
    _, alike = unify(applied.world.at(DAY).catalogue, ["name"])
    assert (len(differing), len(alike)) == (353, 0)  # 每个事项的镇级名称不同
    assert measure("unify_rate", applied.world.at(DAY)).value == 1
    assert "各级的事项数" in not_derivable("xindu-2021/items")


def test_r09_prerequisites_cleaned_up():
    """清理、调整前置事项 227 项:取消与调整各多少、总数多少,原文没有。"""
    reviews = [
        PrerequisiteReview(name=f"前置{n}", organ="他局", basis="某法" if n % 3 else "",
                           asked_by_organ=False)
        for n in range(227)
    ]  # fmt: skip
    district = world(handling(1, reviews=tuple(reviews)))
    applied = apply_reforms(
        district, CleanPrerequisites(id="清理", since=DAY, adjust={"前置0": "区局"})
    )
    left = applied.world.at(DAY).handling("事项1").reviews
    without = sum(not review.keeps for review in reviews)
    assert len(left) == 227 - without + 1  # 前置0 adjusted, not cancelled
    assert left[0].asked_by_organ
    assert set(not_derivable("xindu-2021/prerequisites")) == {
        "取消数与调整数", "清理前的总数",
    }  # fmt: skip


def test_r10_twenty_thousand_cases_a_day_are_a_load():
    """日均办件 20000 件以上:作为负荷参数,由利特尔定律核对在办数。"""
    hall = world(
        handling(1, step("受理", StepKind.ACCEPT, pool="窗", minutes=5)),
        resources=[Pool(id="窗", windows=270)],
    )
    load = SetDemand(id="负荷", since=DAY, demand=Demand(per_day=20_000))
    served = apply_reforms(hall, load).world
    run = simulate_world(served, DAY, date(2025, 7, 8), seed=1)
    per_day = len(run.arrived) / 5
    assert per_day == pytest.approx(20_000, rel=0.02)
    (station,) = run.stations
    rate = station.served / max(run.left)
    assert station.queue == pytest.approx(rate * station.wait, rel=0.01)
    not_derivable("xindu-2021/cases")


def test_r11_agents_fast_track_and_any_counter():
    """村村代办、快办、全域通办 39 项;三类各多少,原文没有。"""
    village = world(*several(60))
    chosen = Where.by_key([f"事项{n}" for n in range(1, 40)])
    applied = apply_reforms(
        village,
        [
            AddAgent(id="代办", since=DAY, agent="代办站", where=chosen, basis=LAW),
            AnyPlace(id="通办", since=DAY, halls=["中心"], area="全区", where=chosen),
        ],
    )
    after = applied.world.at(DAY)
    assert measure("agent_share", after).numerator == 39
    assert measure("entry_rate", after).numerator == 39
    assert after.handling("事项1").item.cross_region == "全区"
    assert applied.sound
    fast = MakeInstant(id="快办", since=DAY, where=chosen)
    assert (
        measure("instant_rate", apply_reforms(village, fast).world.at(DAY)).numerator
        == 39
    )
    not_derivable("xindu-2021/agents")


def test_r12_proofs_kept_by_a_list_and_the_volume_of_the_same_period():
    """证明保留清单;盖章证明同期减少 46%:是件数之降,不是项数之降。"""
    proofs = tuple(Proof(name=f"证明{n}") for n in range(10))
    village = world(handling(1, proofs=proofs, documents=[p.name for p in proofs]))
    kept = KeepProofs(id="保留清单", since=DAY, proofs=["证明0", "证明1"])
    after = apply_reforms(village, kept).world.at(DAY)
    assert measure("proof_reduction", after, village.at(DAY)).value == Fraction(8, 10)
    assert len(after.handling("事项1").item.documents) == 2
    claim = CLAIMS["xindu-2021/proofs"]
    assert reproduce(claim, volume_change(1000, 540, period="上半年")).outcome is (
        Reproduced.MATCH
    )
    assert not_derivable("xindu-2021/proofs") == ("同期前后的办件量",)


def test_r13_items_transferred_to_one_bureau():
    """审批局 393 项:占比 = 393/总数,总数原文没有。"""
    district = world(*several(500))
    moved = Transfer(
        id="划转", since=DAY, former="区局", bureau="审批局", basis=LAW, approved_by=LAW,
        where=Where.by_key([f"事项{n}" for n in range(1, 394)]),
    )  # fmt: skip
    applied = apply_reforms(district, moved)
    share_ = measure("concentrated_share", applied.world.at(DAY))
    assert (share_.numerator, share_.value) == (393, Fraction(393, 500))
    decider = applied.world.at(DAY).resolve("事项1", Step.DECIDE, "620981")
    assert decider.acting[0].organ.id == "审批局"
    watcher = applied.world.at(DAY).resolve("事项1", Step.SUPERVISE, "620981")
    assert watcher.acting[0].organ.id == "区局"
    not_derivable("xindu-2021/transferred")


def test_r14_warned_surveyed_jointly_and_put_to_a_panel():
    """超时预警、联合踏勘、会商会审。"""
    district = world(handling(1, promised="10个工作日"))
    applied = apply_reforms(
        district,
        [
            WarnAt(id="预警", since=DAY, share="0.8"),
            HandleJointly(
                id="踏勘", since=DAY, lead="区局", others="审批局", basis=LAW
            ),
            AskPanel(id="会审", since=DAY, when="没有法律参考且涉及部门多的事项"),
        ],
    )
    after = applied.world.at(DAY)
    assert after.handling("事项1").warn_at == Fraction(4, 5)
    assert after.handling("事项1").panel
    visit = after.resolve("事项1", Step.VISIT, "620981")
    assert {actor.organ.id for actor in visit.acting} == {"区局", "审批局"}
    assert applied.sound


def test_r15_a_pool_of_eighty_ten_experts_and_two_million():
    """80 名人才库、10 名专家、200 万元:件均成本要有件数才算得出。"""
    staff = [StaffMember(id=f"骨干{n}", roles="人才库") for n in range(80)]
    staff += [StaffMember(id=f"专家{n}", roles="专家") for n in range(10)]
    budget = LocalParameter(id="经费", by_level={Level.COUNTY: Decimal(2_000_000)})
    applied = apply_reforms(
        world(*several(1)),
        [
            AssignStaff(id="人才", since=DAY, members=staff),
            SetParameter(id="经费", since=DAY, parameter=budget),
        ],
    )
    after = applied.world.at(DAY)
    roles = [role for member in after.staff.values() for role in member.roles]
    assert (roles.count("人才库"), roles.count("专家")) == (80, 10)
    yuan = int(after.parameter("经费").get(Level.COUNTY))
    names = ("件均成本", "cost per case")
    assert per_case("cost", names, yuan, 5_000_000).value == Fraction(2, 5)
    assert per_case("cost", names, yuan, 0).value is None


# S2: a city whose numbers are lost


def test_r16_cancelled_devolved_and_suspended_are_three_things():
    """取消、下放、暂停实施各占多少:公式有,数字原文缺失。暂停可恢复。"""
    city = world(*several(100))
    until = date(2026, 7, 1)
    applied = apply_reforms(
        city,
        [
            Cancel(id="取消", since=DAY, where=Where.by_key([f"事项{n}" for n in range(1, 11)]),
                   basis=LAW),
            Devolve(id="下放", since=DAY, giver="区局", basis=LAW,
                    receiver=TierOrgan(Level.TOWN, "便民"),
                    where=Where.by_key([f"事项{n}" for n in range(11, 31)])),
            Suspend(id="暂停", since=DAY, until=until, basis=LAW,
                    where=Where.by_key([f"事项{n}" for n in range(31, 36)])),
        ],
    )  # fmt: skip
    before, after = city.at(DAY), applied.world.at(DAY)
    assert measure("cancel_share", after, before).percent == 10
    assert measure("suspend_share", after, before).percent == 5
    assert measure("delegated_share", after, before).numerator == 20
    assert measure("devolved_share", after, before).numerator == 20
    assert len(applied.world.at(until).live) == 90
    for what in ("cancelled", "devolved", "suspended"):
        not_derivable(f"unnamed-city/{what}")


def test_r17_the_three_principles_are_checked_after_every_reform():
    """不出现真空、一事一级、责随权走:违反的,指出是哪一项改革。"""
    city = world(*several(2))
    shared = apply_reforms(
        city,
        Devolve(
            id="悬空", since=DAY, giver="区局", receiver="不存在的局", basis=LAW,
            where=Where.by_key("事项1"),
        ),
    )  # fmt: skip
    assert not shared.sound
    codes = {
        finding.data["cause"] for finding in shared.report if finding.code == "ZWSC003"
    }
    assert "ZWDE001" in codes
    assert all(
        finding.data["reform"] == "悬空"
        for finding in shared.report
        if "reform" in finding.data
    )
    good = apply_reforms(
        city,
        [
            Devolve(id="下放", since=DAY, giver="区局", basis=LAW,
                    receiver=TierOrgan(Level.TOWN, "便民")),
        ],
    )  # fmt: skip
    causes = {finding.data.get("cause") for finding in good.report}
    assert causes == {"ZWDE003"}  # 责任仍记在区局:责未随权走
    followed = apply_reforms(
        city,
        [
            AssignResponsibility(id="责", since=DAY, organ=TierOrgan(Level.TOWN, "便民"),
                                 first="镇长", main="副镇长", direct="站长", basis=LAW),
            Devolve(id="下放", since=DAY, giver="区局", basis=LAW,
                    receiver=TierOrgan(Level.TOWN, "便民")),
        ],
    )  # fmt: skip
    assert followed.sound


def test_r18_prerequisites_steps_and_days_by_mean_and_maximum():
    """前置件、签批环节、时限的平均与最多:公式有,六对数字原文缺失。"""
    city = world(
        handling(1, *[step(f"签{n}") for n in range(8)], promised="30个工作日",
                 reviews=tuple(PrerequisiteReview(name=f"前{n}", organ="") for n in range(6))),
        handling(2, *[step(f"签{n}") for n in range(4)], promised="10个工作日",
                 reviews=(PrerequisiteReview(name="前0", organ=""),)),
    )  # fmt: skip
    applied = apply_reforms(
        city,
        [
            CleanPrerequisites(id="前置", since=DAY, cancel=["前3", "前4", "前5"]),
            DropSteps(id="签批", since=DAY, names=["签4", "签5", "签6", "签7"]),
            SetLimit(
                id="时限", since=DAY, limit=WorkingDays(10), where=Where.by_key("事项1")
            ),
        ],
    )
    after, before = applied.world.at(DAY), city.at(DAY)
    prerequisites = measure("prerequisite_reduction", after, before)
    assert prerequisites.mean == (Fraction(7, 2), 2)
    assert prerequisites.most == (6, 3)
    steps = measure("step_reduction", after, before)
    assert (steps.mean, steps.most) == ((6, 4), (8, 4))
    days = measure("time_compression_previous", after, before)
    assert (days.mean, days.most) == ((20, 10), (30, 10))
    for what in ("prerequisites", "steps", "days"):
        not_derivable(f"unnamed-city/{what}")


def test_r19_from_days_to_minutes_only_by_a_declared_day():
    """退休审批由天缩短到分钟:须写明一日几小时,否则单位不同,不合计。"""
    city = world(handling(1, promised="30个工作日"))
    fast = MakeInstant(id="即办", since=DAY, limit=WorkingMinutes(15))
    after = apply_reforms(city, fast).world.at(DAY)
    old = {handling_.item.basic_code: handling_.item for handling_ in city.at(DAY)}
    blank = time_compression(after.catalogue, base=Base.PREVIOUS, before=old)
    assert (blank.value, blank.left_out) == (None, 1)
    seven_hours = {Unit.MINUTE: Fraction(1, 420)}
    metric = time_compression(
        after.catalogue, base=Base.PREVIOUS, before=old, units=seven_hours
    )
    assert metric.value == 1 - Fraction(15, 30 * 420)
    assert measure("instant_rate", after).value == 1
    not_derivable("unnamed-city/retirement")


def test_r20_organs_windows_and_items_move_in():
    """入驻单位、窗口、事项:只在中心办理;数字原文缺失。"""
    city = world(*several(10))
    moved = MoveIn(
        id="入驻", since=DAY, hall="中心", organ="区局", basis=LAW,
        where=Where.by_key([f"事项{n}" for n in range(1, 9)]),
    )  # fmt: skip
    applied = apply_reforms(city, moved)
    assert measure("entry_rate", applied.world.at(DAY)).value == Fraction(4, 5)
    acceptance = applied.world.at(DAY).resolve("事项1", Step.ACCEPT, "620981")
    assert [actor.counter for actor in acceptance.acting] == ["中心"]
    not_derivable("unnamed-city/entry")


def test_r21_three_tiers_become_two_and_communities_are_merged():
    """撤销街道,区—街—社三级变两级;社区整合;没有事项悬空。数字原文缺失。"""
    city = world(*several(5))
    merged = Organ(
        id="新社区", name="新社区", level=Level.VILLAGE, superior="区局",
        areas=[*area("620981001201"), *area("620981002201")],
    )  # fmt: skip
    applied = apply_reforms(
        city,
        [
            AbolishTier(id="撤街道", since=DAY, level=Level.TOWN, basis=LAW),
            MergeUnits(id="并社区", since=DAY, organs=["村1", "村2"], into=merged),
        ],
    )
    assert len(applied.steps[0].keys) == TOWNS
    organs = applied.world.powers.organs
    assert [o.id for o in city.powers.organs.superiors("村1", DAY)] == ["镇1", "区局"]
    assert [o.id for o in organs.superiors("新社区", DAY)] == ["区局"]
    assert [o.id for o in organs.superiors("村1", EVE)] == ["镇1", "区局"]
    assert {o.level for o in applied.world.at(DAY).organs} == {
        Level.COUNTY,
        Level.VILLAGE,
    }
    assert applied.sound  # 没有真空
    resolution = applied.world.at(DAY).resolve("事项1", Step.DECIDE, "620981001201")
    assert resolution.acting[0].organ.id == "区局"
    not_derivable("unnamed-city/communities")


def test_r22_deposits_by_tier_and_a_referral_cancelled_but_for_a_list():
    """新农合押金按市、县、乡;除规定病种外取消转诊审批;数字原文缺失。"""
    shares = {Level.CITY: Fraction(3, 10), Level.COUNTY: Fraction(1, 5), Level.TOWN: 0}
    deposit = LocalParameter(id="押金", by_level=shares)
    diseases = [handling(n, step("转诊审批"), step("结算")) for n in range(1, 21)]
    listed = Where.by_key(["事项1", "事项2", "事项3"])
    city = world(*diseases)
    applied = apply_reforms(
        city,
        [
            SetParameter(id="押金", since=DAY, parameter=deposit),
            DropSteps(id="取消转诊", since=DAY, names="转诊审批", where=~listed),
        ],
    )
    after = applied.world.at(DAY)
    assert after.parameter("押金").get(Level.COUNTY) == Fraction(1, 5)
    left = [k for k, handling_ in after.live.items() if len(handling_.steps) == 2]
    assert left == ["事项1", "事项2", "事项3"]
    not_derivable("unnamed-city/deposit")


# S3: 达川区 2020


def test_r23_internal_steps_are_not_left_to_the_applicant():
    """前置审查由主办单位征求:申请人少跑,材料由机关去要。"""
    outside = {"by": StepActor.APPLICANT, "visit": True}
    district = world(
        handling(
            1,
            step("受理", StepKind.ACCEPT, visit=True),
            step("消防意见", StepKind.PREREQUISITE, **outside),
            step("环保意见", StepKind.PREREQUISITE, **outside),
            visits=3,
            reviews=(
                PrerequisiteReview(name="消防意见", organ="消防", asked_by_organ=False),
            ),
        )
    )
    inside = Internalise(id="内部化", since=DAY, kinds=StepKind.PREREQUISITE)
    after = apply_reforms(district, inside).world.at(DAY).handling("事项1")
    assert [step_.by for step_ in after.steps[1:]] == [StepActor.HOST, StepActor.HOST]
    assert after.item.visits == 1
    assert after.reviews[0].asked_by_organ


def test_r24_silence_is_consent_and_the_reviewer_is_liable():
    """超时默认:限定时间未回复视为同意,责任由前置审查部门承担;长尾被截断。"""
    pytest.importorskip("simpy")
    slow = step("前置", StepKind.PREREQUISITE, pool="他局", organ="他局", minutes=400)
    district = world(
        handling(1, step("受理", StepKind.ACCEPT, pool="窗", minutes=5), slow),
        resources=[Pool(id="窗"), Pool(id="他局", windows=8)],
        demand={"事项1": Demand(per_day=8)},
    )
    silent = DeemConsent(
        id="超时默认", since=DAY, kinds=StepKind.PREREQUISITE, after=WorkingDays(1)
    )
    applied = apply_reforms(district, silent)
    asked = applied.world.at(DAY).handling("事项1").steps[1]
    assert (asked.deemed, asked.liable) == (True, "他局")
    assert measure("deemed_steps", applied.world.at(DAY)).value == 1
    span = date(2025, 7, 1), date(2025, 10, 1)
    before = simulate_world(district, *span, seed=1)
    after = simulate_world(applied.world, *span, seed=1)
    assert (before.engine.value, after.engine.value) == ("fifo", "simpy")
    longest = [
        max(end - start for start, end in zip(r.arrived, r.left, strict=True))
        for r in (before, after)
    ]
    assert longest[1] <= 2 * 420 + 60 < longest[0]
    assert 0 < after.deemed_share < 1


def test_r25_reviews_without_basis_are_all_cancelled():
    """没有依据的初审、专家论证、检验检疫、现场勘察、评估认证一律取消。"""
    kinds = (
        StepKind.FIRST_REVIEW, StepKind.EXPERT, StepKind.INSPECTION, StepKind.SURVEY,
        StepKind.EVALUATION,
    )  # fmt: skip
    steps = [step(kind.value, kind) for kind in kinds]
    lawful = step("依法勘察", StepKind.SURVEY, basis=[LAW])
    district = world(handling(1, *steps, lawful, step("决定", StepKind.DECIDE)))
    applied = apply_reforms(district, DropSteps(id="一律取消", since=DAY, kinds=kinds))
    after = applied.world.at(DAY).handling("事项1")
    assert [step_.name for step_ in after.steps] == ["依法勘察", "决定"]
    assert measure(
        "step_reduction", applied.world.at(DAY), district.at(DAY)
    ).value == Fraction(5, 7)


def test_r26_form_only_is_decided_at_once():
    """仅需形式审查的,即来即办。"""
    district = world(
        *[handling(n, form_only=n <= 3, promised="5个工作日") for n in range(1, 11)]
    )
    applied = apply_reforms(
        district, MakeInstant(id="即办", since=DAY, where=Where.form_only())
    )
    assert measure("instant_rate", applied.world.at(DAY)).value == Fraction(3, 10)


def test_r27_one_review_one_approval():
    """一般事项一审一核;复杂事项不变。"""
    chain = [
        step("受理", StepKind.ACCEPT), step("初审", StepKind.FIRST_REVIEW),
        step("复审", StepKind.REVIEW), step("会签", StepKind.COUNTERSIGN),
        step("审批", StepKind.DECIDE), step("制证", StepKind.CERTIFY),
    ]  # fmt: skip
    district = world(
        handling(1, *chain, general=True), handling(2, *chain, general=False)
    )
    applied = apply_reforms(
        district, OneReviewOneApproval(id="一审一核", since=DAY, where=Where.general())
    )
    names = [step_.name for step_ in applied.world.at(DAY).handling("事项1").steps]
    assert names == ["受理", "审查", "核准", "制证"]
    assert len(applied.world.at(DAY).handling("事项2").steps) == 6


def test_r28_parallel_countersigning_takes_the_longest_time_and_not_the_sum():
    """会签改内部并联:关键路径取最长;无实质内容的会签取消。"""
    pytest.importorskip("simpy")
    offices = ("甲股", "乙股", "丙股")
    steps = [
        step(f"{o}会签", StepKind.COUNTERSIGN, pool=o, minutes=60, organ=o,
             substantive=o != "丙股")
        for o in offices
    ]  # fmt: skip
    district = world(
        handling(1, *steps, step("决定", StepKind.DECIDE, pool="审批股", minutes=5)),
        resources=[Pool(id=o, windows=40) for o in (*offices, "审批股")],
        demand={"事项1": Demand(per_day=5)},
    )
    applied = apply_reforms(
        district,
        [
            DropSteps(id="无实质取消", since=DAY, names="丙股会签"),
            Parallelise(
                id="并联", since=DAY, kinds=StepKind.COUNTERSIGN, lead="审批股"
            ),
        ],
    )
    after = applied.world.at(DAY).handling("事项1")
    assert [step_.group for step_ in after.steps] == ["并联", "并联", ""]
    assert {step_.lead for step_ in after.steps[:2]} == {"审批股"}
    span = date(2025, 7, 1), date(2026, 1, 1)
    one_by_one = simulate_world(district, *span, seed=3).sojourn
    together = simulate_world(applied.world, *span, seed=3).sojourn
    assert one_by_one == pytest.approx(3 * 60 + 5, rel=0.1)
    # The mean of the larger of two exponential times of 60 is 60 * (1 + 1/2).
    assert together == pytest.approx(90 + 5, rel=0.1)


def test_r29_forwarded_cases_have_a_directory_and_a_limit_of_their_own():
    """转外、上报目录管理,压缩本级时限:本级与上级各占多少。"""
    district = world(*several(2))
    up = Escalate(
        id="转报", since=DAY, reviewer=TierOrgan(Level.TOWN, "便民"), decider="区局",
        limit=WorkingDays(3), upper_limit=WorkingDays(9), basis=LAW,
    )  # fmt: skip
    applied = apply_reforms(district, up)
    directory = forwarding_directory(applied.world.powers, DAY)
    assert [row["share"] for row in directory.rows] == ["25.0%", "25.0%"]


def test_r30_everything_moves_into_the_centre():
    """三集中三到位:全部进驻,进驻率 100%。"""
    district = world(*several(30))
    applied = apply_reforms(district, MoveIn(id="三集中", since=DAY, hall="中心"))
    assert measure("entry_rate", applied.world.at(DAY)).value == 1
    assert measure("entry_rate", district.at(DAY)).value == 0


def test_r31_agents_three_tiers_together_and_one_name():
    """项目、村级代办;三级联动;名称与公布的一致。"""
    tiers = (Level.COUNTY, Level.TOWN, Level.VILLAGE)
    rows = [
        handling(n, basic_code="000000001000", level=level, name=f"社保登记{n}")
        for n, level in enumerate(tiers)
    ]
    district = world(*rows)
    applied = apply_reforms(
        district,
        [
            AddAgent(id="代办", since=DAY, agent="代办站", basis=LAW),
            HandleJointly(id="联动", since=DAY, lead="区局", others=["镇1", "村1"],
                          steps=[Step.REVIEW], basis=LAW),
            Unify(id="一致", since=DAY, like=Level.COUNTY, elements="name"),
        ],
    )  # fmt: skip
    assert {handling_.item.name for handling_ in applied.world.at(DAY)} == {"社保登记0"}
    assert measure("unify_rate", applied.world.at(DAY)).value == 1
    review = applied.world.at(DAY).resolve("事项0", Step.REVIEW, "620981001201")
    assert {actor.organ.id for actor in review.acting} == {"区局", "镇1", "村1"}


def test_r32_two_years_at_a_window_and_three_excellent_years_in_a_row():
    """窗口 2 年以上视同挂职;连续 3 年优秀的优先。"""
    clerks = [
        StaffMember(id="甲", since_year=2018,
                    ratings={2018: "优秀", 2019: "优秀", 2020: "优秀"}),
        StaffMember(id="乙", since_year=2019,
                    ratings={2018: "优秀", 2019: "称职", 2020: "优秀"}),
    ]  # fmt: skip
    applied = apply_reforms(
        world(*several(1)), AssignStaff(id="窗口", since=DAY, members=clerks)
    )
    staff = applied.world.at(DAY).staff
    assert [k for k, member in staff.items() if member.streak("优秀", 2020) >= 3] == [
        "甲"
    ]
    assert [
        k for k, member in staff.items() if 2020 - (member.since_year or 2020) >= 2
    ] == ["甲"]


# S4: 玉门市 2018


def test_r33_forty_one_items_to_fourteen_centres():
    """下放 41 项到 14 个中心:至多 574 个办理点。"""
    city = world(*several(662))
    given = Devolve(
        id="下放", since=DAY, giver="区局", receiver=TierOrgan(Level.TOWN, "便民"),
        where=Where.by_key([f"事项{n}" for n in range(1, 42)]), basis=LAW,
    )  # fmt: skip
    applied = apply_reforms(city, given)
    assert len(list(item_sites(applied.world.powers, DAY))) == 574
    assert list(item_sites(applied.world.powers, EVE)) == []
    assert measure("delegated_share", applied.world.at(DAY)).value == Fraction(41, 662)
    assert reproduce(CLAIMS["yumen-2018/sites"]).outcome is Reproduced.MATCH


def test_r34_first_review_in_three_days_instant_items_in_one():
    """乡镇初审、转报 3 个工作日,即办件 1 个工作日。"""
    city = world(
        handling(
            1, step("初审", StepKind.FIRST_REVIEW), step("转报", StepKind.FORWARD)
        ),
        handling(2, promised="5个工作日"),
    )
    applied = apply_reforms(
        city,
        [
            SetLimit(id="初审转报", since=DAY, limit=WorkingDays(3), of=LimitOf.STEP,
                     kinds=[StepKind.FIRST_REVIEW, StepKind.FORWARD]),
            MakeInstant(id="即办", since=DAY, limit=WorkingDays(1), where=Where.by_key("事项2")),
        ],
    )  # fmt: skip
    after = applied.world.at(DAY)
    assert {step_.limit for step_ in after.handling("事项1").steps} == {WorkingDays(3)}
    assert after.handling("事项2").item.committed_limit.limit == WorkingDays(1)
    # 2025-09-26 受理(周五),27 日周六,28 日补班,29、30 日为第 2、3 个工作日
    due = WorkingDays(3).due(date(2025, 9, 26), HOURS.calendar)
    assert due.date == date(2025, 9, 30)


def test_r35_a_hundred_proofs_cancelled_in_two_batches():
    """两批取消 100 项证明;每批多少原文没有。"""
    rows = [handling(n, proofs=(Proof(name=f"证明{n}"),)) for n in range(1, 131)]
    city = world(*rows)
    gone = CancelProofs(
        id="取消证明", since=DAY, proofs=[f"证明{n}" for n in range(1, 101)]
    )
    second = date(2025, 10, 1)
    stages = phased(
        gone,
        {
            DAY: Where.by_key([f"事项{n}" for n in range(1, 61)]),
            second: Where.by_key([f"事项{n}" for n in range(61, 131)]),
        },
    )
    applied = apply_reforms(city, stages)
    asked = [
        sum(p.kept for handling_ in applied.world.at(on) for p in handling_.proofs)
        for on in (EVE, DAY, second)
    ]
    assert asked == [130, 70, 30]
    assert "各批的项数" in not_derivable("yumen-2018/proofs")


def test_r36_four_duration_classes_overlap_in_the_text():
    """662 项分四类:半日 2-4 小时与一日 2-8 小时重叠;各类占比原文没有。"""
    classes = local_rules("yumen").classes
    hours = {1: "1小时", 2: "3小时", 3: "6小时", 4: "2个工作日"}
    city = world(*(handling(n, promised=text) for n, text in hours.items()))
    applied = apply_reforms(city, Classify(id="分类", since=DAY, classes=classes))
    after = applied.world.at(DAY)
    assert [handling_.duration.id for handling_ in after.live.values()][1] != ""
    overlap = [finding for finding in applied.report if finding.code == "ZWSC004"]
    assert overlap
    assert "事项2" in overlap[0].data["items"]
    assert sum(m.value for m in class_shares(after).values()) == 1
    missing = not_derivable("yumen-2018/classes")
    assert any("2-4" in figure for figure in missing)


def test_r37_more_than_a_thousand_steps_over_662_items():
    """累计减少 1000 多个环节:每项至少 1.51 个,是下限。"""
    rows = [handling(n, *[step(f"环节{k}") for k in range(5)]) for n in range(1, 663)]
    city = world(*rows)
    cut = DropSteps(id="减环节", since=DAY, names=["环节3", "环节4"])
    applied = apply_reforms(city, cut)
    metric = measure("step_reduction", applied.world.at(DAY), city.at(DAY))
    assert metric.numerator == 2 * 662
    assert metric.numerator >= int(CLAIMS["yumen-2018/steps"].value)
    names = ("每项减少环节", "steps cut per item")
    per_item = per_case("steps", names, 1000, 662)
    assert round(per_item.shown, 2) == 1.51
    claim = Claim(
        id="x", zh="每项", en="an item", value="1.51", unit="", bound=Bound.AT_LEAST
    )
    assert reproduce(claim, per_item).outcome is Reproduced.MATCH
    assert not_derivable("yumen-2018/steps") == ("改革前的环节数",)


def test_r38_agents_finish_in_three_working_days():
    """代办事项 3 个工作日办结。"""
    helped = AddAgent(
        id="青春助跑团", since=DAY, agent="代办站", limit=WorkingDays(3), basis=LAW
    )
    applied = apply_reforms(world(*several(3)), helped)
    assert {handling_.agent_limit for handling_ in applied.world.at(DAY)} == {
        WorkingDays(3)
    }
    # 2025-09-30 起算,国庆中秋 1 至 8 日休息:第 3 个工作日为 10 月 11 日(补班周六)
    due = WorkingDays(3).due(date(2025, 9, 30), HOURS.calendar)
    assert due.date == date(2025, 10, 11)


def test_r39_courier_fees_by_zone():
    """专递:市区 4 元、乡镇 6 元、酒泉 8 元;省外按规定,原文没有数。"""
    fees = LocalParameter(
        id="专递", by_level={Level.TOWN: Decimal(6)},
        by_area={"620981": Decimal(4), "620900": Decimal(8)},
    )  # fmt: skip
    applied = apply_reforms(
        world(*several(1)), SetParameter(id="专递", since=DAY, parameter=fees)
    )
    parameter = applied.world.at(DAY).parameter("专递")
    assert parameter.get(Level.COUNTY, region_code.parse("620981")) == 4
    assert parameter.get(Level.TOWN) == 6
    assert parameter.get(Level.CITY, region_code.parse("620902")) == 8
    with pytest.raises(UnknownCodeError):
        parameter.get(Level.PROVINCE, region_code.parse("110000"))
    # 三件寄市区、两件寄乡镇:24 元,件均 4.8 元,少跑 5 趟
    paid = 3 * parameter.get(
        Level.COUNTY, region_code.parse("620981")
    ) + 2 * parameter.get(Level.TOWN)
    assert per_case("courier", ("件均邮费", "a case"), int(paid), 5).shown == 4.8
    posted = SwitchChannel(
        id="寄", since=DAY, kinds=StepKind.DELIVER, channel=Channel.MAIL
    )
    issued = world(handling(1, step("出件", StepKind.DELIVER, visit=True), visits=1))
    sent = apply_reforms(issued, posted).world.at(DAY)
    assert measure("mean_visits", sent).value == 0
    assert measure("zero_visit_rate", sent).value == 1


def test_r40_satisfaction_of_98_percent_has_an_interval():
    """满意度 98% 以上:样本数没有,区间就算不出;有了样本数就能算。"""
    assert not_derivable("yumen-2018/satisfaction") == ("回访人数",)
    metric = satisfaction(490, 500)
    assert metric.interval is not None
    assert metric.interval.low < 0.98 < metric.interval.high
    claim = CLAIMS["yumen-2018/satisfaction"]
    assert reproduce(claim, metric).outcome is Reproduced.MATCH


def test_e10_every_complaint_is_tracked_to_its_answer():
    """12345 和找茬办公室:逐件跟到答复;按期答复率、回访满意度及其区间。"""
    rows = [
        Complaint(id="一", received_on=date(2025, 9, 26), channel="12345", organ="区局",
                  answered_on=date(2025, 9, 30), satisfied=True),
        Complaint(id="二", received_on=date(2025, 9, 26), channel="找茬", organ="区局",
                  answered_on=date(2025, 10, 9), satisfied=False),
        Complaint(id="三", received_on=date(2025, 9, 29), channel="12345", organ="镇1"),
        Complaint(id="四", received_on=date(2025, 10, 9), channel="12345"),
    ]  # fmt: skip
    # 27 日周六,28 日补班,29、30 日:三个工作日到 30 日;国庆 1 至 8 日不计
    three = {
        "at": date(2025, 10, 10),
        "limit": WorkingDays(3),
        "calendar": HOURS.calendar,
    }
    report = check_complaints(rows, **three)
    assert [finding.data["complaint"] for finding in report] == ["四"]
    assert dict(report.counts) == {
        "complaints": 4,
        "open": 2,
        "late": 1,
        "uncertain": 0,
    }
    rate = answered_in_time(rows, **three)
    assert (rate.numerator, rate.denominator, rate.left_out) == (1, 2, 2)
    late = {**three, "at": date(2025, 10, 13)}
    assert [
        finding.data["complaint"] for finding in check_complaints(rows, **late)
    ] == [
        "三",
        "四",
    ]
    assert answered_in_time(rows, **late).value == Fraction(1, 3)
    satisfied = satisfied_share(rows)
    assert (satisfied.value, satisfied.left_out) == (Fraction(1, 2), 2)
    assert satisfied.interval is not None
    for wrong in (
        {"answered_on": date(2025, 9, 1)}, {"satisfied": True}, {"received_on": "2025-09-26"},
    ):  # fmt: skip
        with pytest.raises(InputError):
            Complaint(**{"id": "五", "received_on": date(2025, 9, 26), **wrong})


def test_d8_performance_with_its_weights():
    """行政效能占比提高:0.6×90 + 0.4×80 = 86。"""
    scores = {"政务服务": 90, "其他": 80}
    weights = {"政务服务": Fraction(3, 5), "其他": Fraction(2, 5)}
    assert weighted_score(scores, weights).shown == 86.0
    for wrong in ({"政务服务": 1}, {"政务服务": 0, "其他": 0}, {}):
        with pytest.raises(InputError):
            weighted_score(scores, wrong)


def test_r41_a_chief_representative_decides_and_windows_have_no_veto():
    """首席代表授权;窗口无否决权:窗口只能受理或转办。"""
    city = world(handling(1, step("受理", StepKind.ACCEPT)))
    applied = apply_reforms(
        city,
        [
            MoveIn(id="进厅", since=DAY, hall="窗", organ="区局", basis=LAW),
            Authorise(id="授权", since=DAY, organ="区局", post="首席", basis=LAW),
            NoVeto(id="无否决", since=DAY),
            PassOnOnly(id="只转不否", since=DAY, kinds=StepKind.ACCEPT),
        ],
    )
    decided = applied.world.at(DAY).resolve("事项1", Step.DECIDE, "620981")
    assert "首席" in {actor.post for actor in decided.acting}
    halls = applied.world.powers.halls
    assert (halls.get("窗", EVE).no_veto, halls.get("窗", DAY).no_veto) == (False, True)
    assert applied.world.at(DAY).handling("事项1").steps[0].no_veto


def test_r42_accepted_and_issued_at_either_tier_decided_by_the_chief():
    """两级受理、首席代表审批、两级出件:少跑一趟县城。"""
    steps = [
        step("受理", StepKind.ACCEPT, pool="县窗", minutes=10),
        step("审批", StepKind.DECIDE, pool="县窗", minutes=20),
        step("出件", StepKind.DELIVER, pool="县窗", minutes=5),
    ]
    city = world(
        handling(1, *steps), resources=[Pool(id="县窗", windows=3), Pool(id="综合", windows=2),
                                        Pool(id="首席", windows=1)],
        demand={"事项1": Demand(per_day=15)},
    )  # fmt: skip
    routed = Route(
        id="两级",
        since=DAY,
        pools={"accept": "综合", "decide": "首席", "deliver": "综合"},
    )
    applied = apply_reforms(city, routed)
    assert [s.pool for s in applied.world.at(DAY).handling("事项1").steps] == [
        "综合", "首席", "综合",
    ]  # fmt: skip
    assert applied.sound
    pytest.importorskip("simpy")
    run = simulate_world(applied.world, DAY, date(2025, 8, 1), seed=1)
    assert run.why == ("circle",)  # the same window before and after
    assert set(run.utilisation) == {"综合", "首席"}


def test_r43_identity_by_video_saves_a_visit():
    """远程视频认证:涉农事项不进城。"""
    city = world(
        handling(1, step("身份认证", StepKind.IDENTITY, visit=True),
                 step("领取", StepKind.DELIVER, visit=True), visits=2)
    )  # fmt: skip
    video = SwitchChannel(
        id="视频", since=DAY, kinds=StepKind.IDENTITY, channel=Channel.VIDEO
    )
    after = apply_reforms(city, video).world.at(DAY).handling("事项1")
    assert (after.item.visits, after.steps[0].channel) == (1, Channel.VIDEO)


# All metrics, comparison, fees


def test_every_metric_of_the_table_is_computed_of_a_world():
    city = world(*several(3, promised="5个工作日", statutory="20个工作日"))
    for name in METRICS:
        metric = measure(name, city.at(DAY), city.at(DAY))
        assert metric.explain()
        assert metric.explain("en")


def test_scenarios_of_reforms_are_compared():
    city = world(*several(10, promised="10个工作日", statutory="20个工作日"))
    comparison = compare(
        city,
        {
            "即办": MakeInstant(id="即办", since=DAY, where=Where.by_key("事项1")),
            "压缩": SetLimit(id="压缩", since=DAY, limit=WorkingDays(5)),
        },
        at=DAY,
    )
    assert comparison["即办"].metrics["instant_rate"].value == Fraction(1, 10)
    assert comparison["压缩"].metrics["time_compression"].value == Fraction(3, 4)
    assert comparison["现状"].metrics["time_compression"].value == Fraction(1, 2)


def test_fees_are_set_and_abolished():
    """调整收费:不收费的写明不收费;收费须有依据。"""
    city = world(handling(1, fee="每本20元", charged=True), handling(2))
    free = (
        apply_reforms(city, SetFee(id="免", since=DAY))
        .world.at(DAY)
        .handling("事项1")
        .item
    )
    assert (free.charged, free.fee_reading.charged) == (False, False)
    paid = SetFee(id="收", since=DAY, standard="每本10元", charged_by="某价〔2018〕3号")
    charged = apply_reforms(city, paid).world.at(DAY).handling("事项2").item
    assert charged.fee_reading.cost(3) == 30
    with pytest.raises(InputError):
        SetFee(id="乱", since=DAY, standard="每本10元")


def test_shares_of_two_towns_by_the_formula_of_huainan():
    """(前 − 后)/前 的合计:11→7 件材料 36.36%,31→6 天 80.65%。"""
    for before, after, percent in ((11, 7, 36.36), (31, 6, 80.65)):
        pairs = [BeforeAfter(before, after)]
        metric = reduction("x", ("x", "x"), pairs, base=Base.PREVIOUS)
        assert round(metric.percent or 0, 2) == percent
    assert share("x", ("x", "x"), 393, 500).percent == 78.6
    assert parse_limit("1个工作日").limit == WorkingDays(1)
    assert LegalBasis(title="行政许可法").cite() == "《行政许可法》"
