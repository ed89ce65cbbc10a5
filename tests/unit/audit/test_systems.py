"""Systems of five local reforms that lists and audits can represent, with figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from zhengwu.audit import audit
from zhengwu.codes import ItemType, Level
from zhengwu.items import (
    EIGHT_PUBLISHED,
    NINE_ELEMENTS,
    Catalogue,
    DiscretionBand,
    Guide,
    ImplementingItem,
    PrerequisiteReview,
    Proof,
    unify,
)
from zhengwu.items._guide import GUIDE_ELEMENTS

TODAY = date(2026, 11, 21)
BASIS = ("《中华人民共和国水法》第七条",)


def items(count: int, **fields: Any) -> list[ImplementingItem]:
    return [ImplementingItem(**{"name": f"事项{i}", **fields}) for i in range(count)]


def test_a1_power_and_responsibility_list():
    """A1: 38 powers; powers without a valid basis are reported; 12 powers are selected."""
    good = items(36, legal_basis=BASIS)
    repealed = items(2, legal_basis=("《占用征用林地审核审批管理办法》第三条",))
    whole = Catalogue([*good, *repealed])
    assert len(whole) == 38
    bad = {f.data["item"] for f in audit(whole, at=TODAY).filter(code="ZWAU017")}
    assert len(bad) == 2
    chosen = Catalogue(whole.items[:12]).select(where=lambda i: bool(i.legal_basis))
    assert (len(chosen), len(whole)) == (12, 38)  # a selection does not reduce the list


def test_a3_service_list():
    """A3: a guide with nine elements is printed as text and as a table."""
    assert len(NINE_ELEMENTS) == 9
    guide = Guide(items(1, legal_basis=BASIS, organ="社区中心")[0])
    assert guide.to_text().count("\n") == 9
    assert guide.to_markdown().count("\n") == 10


def test_b1_three_tier_standard():
    """B1: 1,060 items in district, town, village: one code with two names is reported."""
    tiers = (Level.COUNTY, Level.TOWN, Level.VILLAGE)
    whole = [
        ImplementingItem(
            name=f"事项{i}" + ("(村)" if tier is Level.VILLAGE and i < 3 else ""),
            basic_code=f"4401{i:05d}000",
            level=tier,
        )
        for tier in tiers
        for i in range(1060)
    ]
    groups, report = unify(Catalogue(whole))
    assert (len(groups), len(whole)) == (1060, 3180)
    assert report.by_code() == {"ZWIT010": 3}


def test_b2_prerequisites():
    """B2: 227 prerequisites: those with a basis are kept, the others are cancelled."""
    reviews = [
        PrerequisiteReview(
            name=str(i), organ="某局", basis="《某法》第一条" if i < 100 else ""
        )
        for i in range(227)
    ]
    assert len(reviews) == 227
    assert sum(r.keeps for r in reviews) + sum(not r.keeps for r in reviews) == 227
    item = ImplementingItem(
        name="甲", documents=("营业执照",), prerequisites=("街道意见",)
    )
    assert {"ZWAU048", "ZWAU076"} <= set(audit([item], at=TODAY).by_code())


def test_b4_proofs_that_stay():
    """B4: a list states which proofs are kept; the number of proofs fell by 46 %."""
    proofs = [
        Proof(name=str(i), kept=i < 27, cancelled_on=None if i < 27 else TODAY)
        for i in range(50)
    ]
    kept = [proof for proof in proofs if proof.kept]
    assert round(100 * (len(kept) - len(proofs)) / len(proofs)) == -46
    assert (
        "ZWAU050"
        in audit([ImplementingItem(name="甲", documents=("居住证明",))]).by_code()
    )


def test_b10_discretion():
    """B10: a decision is matched to its band; a decision outside all bands has none."""
    bands = [
        DiscretionBand(case="较轻", low=Decimal(0), high=Decimal(1000)),
        DiscretionBand(case="一般", low=Decimal(1001), high=Decimal(5000)),
    ]
    assert [[b.case for b in bands if b.contains(n)] for n in (500, 3000, 9000)] == [
        ["较轻"], ["一般"], [],
    ]  # fmt: skip


def test_c1_power_clean_up():
    """C1: cancelled, suspended and devolved items are the difference of two lists."""
    before = Catalogue(
        ImplementingItem(
            name=f"事项{i}", record_id=str(i), state="在用", level=Level.CITY
        )
        for i in range(10)
    )
    changed = {0: {"state": "暂停"}, 1: {"level": Level.TOWN}}
    after = Catalogue(
        attrs.evolve(item, **changed.get(i, {}))
        for i, item in enumerate(before)
        if i != 2
    )
    difference = before.diff(after)
    assert [i.name for i in difference.removed] == ["事项2"]
    assert [c.changes[0].element for c in difference.changed] == ["state", "level"]
    assert after.diff(before).to_text().startswith("新增 1,取消 0,变更 2,未变 7")


def test_d1_directory():
    """D1: late publication, and names that differ between tiers, are reported."""
    late = ImplementingItem(name="甲", valid_from=date(2026, 1, 1), published_on=TODAY)
    assert "ZWAU062" in audit([late], at=TODAY).by_code()
    pair = [
        ImplementingItem(
            name="取水许可", basic_code="442199806003", level=Level.PROVINCE
        ),
        ImplementingItem(name="取水证", basic_code="442199806003", level=Level.CITY),
    ]
    assert "ZWAU082" in audit(pair, at=TODAY).by_code()


def test_d5_eight_published_elements():
    """D5: body, basis, conditions, procedure, limit, fee, supervision, documents."""
    assert len(EIGHT_PUBLISHED) == 8
    empty = ImplementingItem(name="甲", item_type=ItemType.LICENSING)
    assert set(Guide(empty).missing(EIGHT_PUBLISHED)) == set(EIGHT_PUBLISHED)
    assert set(EIGHT_PUBLISHED) <= set(GUIDE_ELEMENTS)


def test_e11_fewer_proofs():
    """E11: 100 proofs are cancelled in two dated batches; the split is not published."""
    batches = (date(2017, 6, 1), date(2018, 3, 1))
    proofs = [
        Proof(name=str(i), kept=False, cancelled_on=batches[i % 2]) for i in range(100)
    ]
    by_date = {day: sum(p.cancelled_on == day for p in proofs) for day in batches}
    assert sum(by_date.values()) == 100
    assert len(by_date) == 2
