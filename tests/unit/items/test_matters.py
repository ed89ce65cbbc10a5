"""Documents, fees, steps, chains, guides, matters, and two versions of a catalogue."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zhengwu.codes import ItemType, Level
from zhengwu.findings.errors import CodeFormatError, InputError, LegalBasisMissingError
from zhengwu.items import (
    EIGHT_PUBLISHED,
    NINE_ELEMENTS,
    BasicItem,
    Catalogue,
    DiscretionBand,
    Document,
    FeeKind,
    Guide,
    HandlingVariant,
    ImplementingItem,
    PrerequisiteReview,
    ProcedureStep,
    Proof,
    Stage,
    parse_fee,
    parse_stage_chain,
    unify,
)
from zhengwu.limits import WorkingDays, parse_limit


@pytest.mark.parametrize(
    ("text", "originals", "copies"),
    [
        ("身份证", None, None),
        ("身份证(原件1份,复印件2份)", 1, 2),
        ("申请书(正本:三份)", 3, None),
        ("户口簿复印件十二张", None, 12),
        ("复印件加盖公章", None, None),
    ],
)
def test_documents(text: str, originals: int | None, copies: int | None):
    """Numbers where the text states them."""
    document = Document.parse(text)
    assert (document.name, document.originals, document.copies) == (
        text,
        originals,
        copies,
    )
    assert document.to_record()["name"] == text


@pytest.mark.parametrize(
    ("text", "kind", "rates"),
    [
        ("不收费", FeeKind.FREE, []),
        ("不涉及收费", FeeKind.FREE, []),
        ("4.收费标准:不收费 5.筹设", FeeKind.FREE, []),
        ("", FeeKind.NONE, []),
        ("每平方米10元", FeeKind.FIXED, [(10, "平方米")]),
        ("工本费10元/本", FeeKind.FIXED, [(10, "本")]),
        ("乔木林地,每平方米10元;灌木林地,每平方米6.5元", FeeKind.TIERED,
         [(10, "平方米"), (Decimal("6.5"), "平方米")]),
        ("按上述征收标准的2倍征收", FeeKind.MULTIPLIER, []),
        ("水土保持设施补偿费", FeeKind.NAMED, []),
        ("检测费用根据机构收费标准而定", FeeKind.NAMED, []),
    ],
)  # fmt: skip
def test_fees(text: str, kind: FeeKind, rates: list[Any]):
    """No fee, a unit price, tiers, multiples, a name only."""
    reading = parse_fee(text)
    assert reading.kind is kind
    assert [(rate.yuan, rate.per) for rate in reading.rates] == rates


def test_what_a_fee_comes_to():
    """E8: courier fees of 4, 6 and 8 yuan by zone; a multiple of the standard."""
    zones = parse_fee("市区4元;乡镇6元;酒泉8元")
    assert [zones.cost(tier=i) for i in range(3)] == [4, 6, 8]
    assert parse_fee("每平方米10元").cost(3, multiplier=2) == 60
    assert parse_fee("免费").cost(9) == 0
    for ask in (lambda: zones.cost(tier=3), lambda: parse_fee("另行通知").cost()):
        with pytest.raises(InputError):
            ask()


def test_steps():
    """A name, a limit, and whether it counts towards the promise."""
    step = ProcedureStep.parse("审查:5个工作日内完成")
    assert (step.name, str(step)) == ("审查", "审查:5个工作日内完成")
    assert step.limit is not None
    assert step.limit.limit == WorkingDays(5)
    assert ProcedureStep.parse("专家评审(不包含在承诺办结时限内)").outside
    assert ProcedureStep.parse("受理").limit is None


def test_stage_chains():
    """Brackets and commas of either width; what is not known is kept."""
    chain = parse_stage_chain(
        "市级司法（受理，审核）、省级司法(审核,决定与公开,证件制定与送达)"
    )
    assert [(link.level, link.organ) for link in chain.links] == [
        (Level.CITY, "司法"),
        (Level.PROVINCE, "司法"),
    ]
    assert chain.levels(Stage.REVIEW) == (Level.CITY, Level.PROVINCE)
    assert [link.level for link in chain.organs_deciding] == [Level.PROVINCE]
    assert chain.unread == ()
    odd = parse_stage_chain("区级某局(受理,喝茶)、随便")
    assert odd.links[0].level is Level.COUNTY
    assert set(odd.unread) == {"喝茶", "随便"}
    assert parse_stage_chain("").links == ()


def test_matters():
    """A basic item has a basis; a band bounds a decision; a prerequisite needs a ground."""
    main = BasicItem(
        code="00016421300Y", name="林木采伐", legal_basis=("《森林法》第五十六条",)
    )
    sub = BasicItem(
        code="000164213003", name="林木采伐(市级)", legal_basis=main.legal_basis
    )
    assert main.is_main
    assert sub.main_code == main.code
    with pytest.raises(LegalBasisMissingError):
        BasicItem(code="000164213003", name="林木采伐")
    with pytest.raises(CodeFormatError):
        BasicItem(code="1", name="x", legal_basis=("x",))
    band = DiscretionBand(case="较重", low=Decimal(5000), high=Decimal(10000))
    assert [band.contains(n) for n in (4999, 5000, 10000, 10001)] == [
        False,
        True,
        True,
        False,
    ]
    with pytest.raises(InputError):
        DiscretionBand(case="x", low=Decimal(2), high=Decimal(1))
    assert not PrerequisiteReview(name="意见", organ="街道").keeps
    assert PrerequisiteReview(
        name="环评", organ="生态环境局", basis="《环评法》第二十五条"
    ).keeps
    assert HandlingVariant(code="01", name="延续").name == "延续"
    assert Proof(name="居住证明").kept


ITEM = ImplementingItem(
    name="取水许可",
    organ="水务局",
    legal_basis=("《水法》第七条",),
    documents=("申请书",),
    committed_limit=parse_limit("20个工作日"),
    fee="不收费",
    contact="0660-3390000",
)


def test_the_guide():
    """What is there, what is missing, as text and as a table."""
    guide = Guide(ITEM)
    assert guide.missing(NINE_ELEMENTS) == ("flow", "samples", "conditions")
    assert "complaints" in guide.missing(EIGHT_PUBLISHED)
    assert "办理时限:20个工作日" in guide.to_text()
    assert "| 申请材料 | 申请书 |" in guide.to_markdown()
    assert dict(guide.rows())["受理机构"] == "水务局"


def catalogue(*names: str) -> Catalogue:
    return Catalogue(
        ImplementingItem(name=name, record_id=str(i), level=Level.CITY)
        for i, name in enumerate(names)
    )


def test_two_versions_of_a_catalogue():
    """Added, removed, changed with what changed."""
    before = catalogue("取水许可", "采砂许可", "占用林地")
    after = Catalogue(
        [*catalogue("取水许可", "河道采砂许可"), ImplementingItem(name="新事项")]
    )
    diff = before.diff(after)
    assert [i.name for i in diff.added] == ["新事项"]
    assert [i.name for i in diff.removed] == ["占用林地"]
    [changed] = diff.changed
    assert changed.changes == (("name", "采砂许可", "河道采砂许可"),)
    assert diff.same == 1
    assert "新增 1,取消 1,变更 1,未变 1" in diff.to_text()
    twins = Catalogue([ITEM, ITEM])
    assert len(twins.diff(Catalogue([ITEM])).removed) == 1


def test_selection():
    """By type, tier, area, organ, day, and anything else."""
    items = Catalogue(
        [
            ImplementingItem(
                name="甲",
                item_type=ItemType.LICENSING,
                level=Level.CITY,
                area_code="441500",
                organ="水务局",
                valid_from=date(2026, 1, 1),
                valid_to=date(2026, 6, 30),
            ),
            ImplementingItem(name="乙", area_code="441502", variant_code="01"),
        ]
    )
    assert [i.name for i in items.select(item_type=ItemType.LICENSING)] == ["甲"]
    assert [i.name for i in items.select(area="441500")] == ["甲", "乙"]
    assert [i.name for i in items.select(on=date(2026, 7, 1))] == ["乙"]
    assert [i.name for i in items.select(organ="水务", level=Level.CITY)] == ["甲"]
    assert [i.name for i in items.select(where=lambda i: i.name == "乙")] == ["乙"]
    assert [i.name for i in items.with_code("01")] == ["乙"]
    assert set(items.group_by(lambda i: i.level)) == {Level.CITY, None}


def test_one_matter_over_the_tiers():
    """Same code, same name, same elements, or a finding."""
    items = Catalogue(
        ImplementingItem(
            name=name, basic_code="442199806003", organ=organ, documents=documents
        )
        for name, organ, documents in (
            ("取水许可", "省水利厅", ("申请书", "身份证")),
            ("取水许可", "市水务局", ("身份证", "申请书")),
            ("取水许可证核发", "县水利局", ("申请书",)),
        )
    )
    groups, report = unify(items)
    assert list(groups) == ["442199806003"]
    assert [(f.code, f.data["element"]) for f in report] == [
        ("ZWIT010", "name"),
        ("ZWIT010", "documents"),
    ]
    assert report.counts == {"matters": 1, "items": 3}
