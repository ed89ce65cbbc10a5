"""Each rule with an item that it reports, and with a near miss that it does not report."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import attrs
import pytest

from zhengwu.audit import Rule, RuleSet, audit, national_rules
from zhengwu.audit._rule import Scope
from zhengwu.codes import CaseKind, ItemType, Level
from zhengwu.findings import Severity, finding_codes
from zhengwu.findings.errors import InputError
from zhengwu.items import (
    Document,
    DocumentSource,
    ImplementingItem,
    Necessity,
    field_map,
)
from zhengwu.legal import StatuteRegister
from zhengwu.limits import parse_limit

TODAY = date(2026, 11, 21)
CODE = "12441500196720244T3442199806003"
USCC = "12441500196720244T"


def item(**fields: Any) -> ImplementingItem:
    limits = {k: parse_limit(v) for k, v in fields.items() if k.endswith("_limit")}
    return ImplementingItem(**{"name": "甲", **fields, **limits})


def record(**columns: Any) -> ImplementingItem:
    """An item read from a record with these columns, filled or not."""
    result, _ = field_map("canonical").reader().read({"name": "甲", **columns}, 0)
    assert result is not None
    return result


LICENCE = {"item_type": "01"}

PAGE = "教育局受理筹设民办学校的申请,自申请之日起30日内以书面形式作出是否同意的决定。"

FIRES: dict[str, list[ImplementingItem]] = {
    "ZWAU001": [item(statutory_limit="20个工作日", committed_limit="25个工作日")],
    "ZWAU002": [item(statutory_limit="无", committed_limit="1个工作日")],
    "ZWAU003": [item(statutory_limit="45个工作日", committed_limit="无")],
    "ZWAU004": [item(statutory_limit="3个月", committed_limit="30个工作日")],
    "ZWAU005": [item(statutory_limit="326个工作日", committed_limit="30个工作日")],
    "ZWAU006": [item(online=True, visits=1)],
    "ZWAU007": [item(implementing_code=CODE), item(name="乙", implementing_code=CODE)],
    "ZWAU008": [
        item(area_code="1", level=Level.CITY),
        item(area_code="1", level=Level.CITY),
    ],
    "ZWAU009": [item(implementing_code=CODE, organ_code="083372204")],
    "ZWAU010": [item(organ_code=USCC, area_code="511602000000")],
    "ZWAU011": [item(implementing_code=CODE, level=Level.COUNTY)],
    "ZWAU012": [item(implementing_code=CODE, basic_code="442199806004")],
    "ZWAU013": [item(implementing_code=CODE, other_code=CODE + "01")],
    "ZWAU014": [item(case_kind=CaseKind.INSTANT, committed_limit="1个工作日")],
    "ZWAU015": [item(statutory_limit=PAGE, committed_limit=PAGE)],
    "ZWAU016": [
        item(committed_limit="3个工作日", steps=("审:2个工作日", "办:2个工作日"))
    ],
    "ZWAU017": [item(legal_basis=("《占用征用林地审核审批管理办法》第三条",))],
    "ZWAU018": [item(name="林木采伐许可证核发", legal_basis=("《森林法》第三十二条",))],
    "ZWAU019": [item(case_kind=CaseKind.COMMITTED, committed_limit="当场")],
    "ZWAU020": [item(result_name="取水许可证", result_type="批文")],
    "ZWAU021": [record(result_name="取水许可证", result_type="")],
    "ZWAU022": [record(result_name="取水许可证", result_sample="")],
    "ZWAU023": [record(visits="1", visit_reason="")],
    "ZWAU024": [item(visits=0, visit_reason="核验原件")],
    "ZWAU025": [item(visits=0, online=False, courier=False, documents=("申请书",))],
    "ZWAU026": [item(visits=1, online_depth=("Ⅳ级",))],
    "ZWAU027": [item(charged=True, fee_standard="每本10元")],
    "ZWAU028": [item(charged=True, fee_basis="《某办法》第一条")],
    "ZWAU029": [item(charged=True, online_payment=False)],
    "ZWAU030": [item(charged=False, fee="每本10元")],
    "ZWAU031": [item(contact="0660-3390000", complaints="0660-3390000")],
    "ZWAU032": [item(contact="电话 3390000")],
    "ZWAU033": [record(service_targets=["自然人"], themes="")],
    "ZWAU034": [record(**LICENCE, faq="")],
    "ZWAU035": [record(**LICENCE, steps=["受理", "审查", "办结"])],
    "ZWAU036": [item(hours="8:30-11:30")],
    "ZWAU037": [item(hours="工作日下午8:30-11:30")],
    "ZWAU038": [item(address="某市某路1号政务服务中心")],
    "ZWAU039": [item(stage_chain="省级司法(审核)、市级司法(受理,审核)")],
    "ZWAU040": [item(stage_chain="省级药监(决定与公开)、市级药监(受理,决定与公开)")],
    "ZWAU041": [
        item(stage_chain="省级司法(决定与公开)、市级司法(受理)、县级司法(受理)")
    ],
    "ZWAU042": [item(stage_chain="省级司法(审核,决定与公开)")],
    "ZWAU043": [
        item(level=Level.CITY, stage_chain="省级司法(决定与公开)、市级司法(受理)")
    ],
    "ZWAU044": [item(stage_chain="省级司法(决定与公开)、市级司法(受理,收件)")],
    "ZWAU045": [item(documents=("法律法规规定的其他材料",))],
    "ZWAU046": [item(documents=("身份证", "《身份证》"))],
    "ZWAU047": [item(documents=("见附件",))],
    "ZWAU048": [item(documents=("营业执照复印件",))],
    "ZWAU049": [
        item(
            result_name="《取水许可证》",
            documents=("取水许可证",),
            steps=("受理", "培训考试"),
        ),
    ],
    "ZWAU050": [item(documents=("居住证明",))],
    "ZWAU051": [item(documents=(Document("公证书", necessity=Necessity.CONDITIONAL),))],
    "ZWAU052": [record(complaints="", organ="水务局")],
    "ZWAU053": [item(documents=(Document("批复", source=DocumentSource.GOVERNMENT),))],
    "ZWAU054": [item(statutory_limit="40个工作日"), item(statutory_limit="20个工作日")],
    "ZWAU055": [
        item(name="河道管理范围内建设项目审批", legal_basis=("《防洪法》第二十七条",)),
        item(
            name="河道管理范围内建设项目和界限审查", legal_basis=("《防洪法》第27条",)
        ),
    ],
    "ZWAU056": [item(implementing_code=CODE, organ_code="083372204")],
    "ZWAU057": [item(basic_code="00016421300Y")],
    "ZWAU058": [item(basic_code="440109003000", item_type=ItemType.PAYMENT)],
    "ZWAU059": [item(legal_basis=("《中华人民共和国水法》",))],
    "ZWAU060": [item(valid_from=date(2026, 5, 1), valid_to=date(2026, 4, 1))],
    "ZWAU061": [item(valid_to=date(2025, 12, 31), state="在用")],
    "ZWAU062": [item(valid_from=date(2026, 1, 1), published_on=date(2026, 2, 1))],
    "ZWAU063": [item(name="取水许可(延续")],
    "ZWAU064": [item(name="取水 许可")],
    "ZWAU065": [item(conditions="按需申请")],
    "ZWAU066": [item(legal_basis=("国务院412号令",))],
    "ZWAU067": [record(**LICENCE, legal_basis="")],
    "ZWAU068": [
        record(**LICENCE, legal_basis=["《建设项目使用林地审核审批管理办法》第三条"])
    ],
    "ZWAU069": [record(service_targets="")],
    "ZWAU070": [record(power_source="上级委托", entruster="")],
    "ZWAU071": [item(power_source="法定本级行使", body_nature="受委托组织")],
    "ZWAU072": [record(**LICENCE, statutory_limit="90个工作日")],
    "ZWAU073": [record(**LICENCE, statutory_limit="30个自然日")],
    "ZWAU074": [item(statutory_limit="20个工作日", committed_limit="20个工作日")],
    "ZWAU075": [item(intermediary="环境影响评价报告编制")],
    "ZWAU076": [item(prerequisites=("街道办事处意见",))],
    "ZWAU077": [record(**LICENCE, special_procedure="现场踏勘")],
    "ZWAU078": [record(quantity_limit="有")],
    "ZWAU079": [item(online=True, channels=("窗口办理",))],
    "ZWAU080": [
        item(basic_code="442199806003", item_type=ItemType.LICENSING),
        item(basic_code="442199806003", item_type=ItemType.PUBLIC_SERVICE),
    ],
    "ZWAU081": [item(statutory_limit="30个自然日", committed_limit="20个工作日")],
    "ZWAU082": [
        item(name="取水许可", basic_code="442199806003", level=Level.PROVINCE),
        item(name="取水许可证核发", basic_code="442199806003", level=Level.CITY),
    ],
}

NEAR_MISSES: dict[str, list[ImplementingItem]] = {
    "ZWAU001": [item(statutory_limit="20个工作日", committed_limit="20个工作日")],
    "ZWAU002": [
        item(statutory_limit="无", committed_limit="即办"),
        item(committed_limit="1个工作日"),
    ],
    "ZWAU003": [
        item(statutory_limit="45个工作日"),
        item(statutory_limit="无", committed_limit="无"),
    ],
    "ZWAU004": [
        item(statutory_limit="30个工作日", committed_limit="3个工作日"),
        item(statutory_limit="3个月", committed_limit="当场"),
    ],
    "ZWAU005": [item(statutory_limit="12个月", committed_limit="250个工作日")],
    "ZWAU006": [
        item(online=True, visits=0),
        item(online=False, visits=1),
        item(online=True),
    ],
    "ZWAU007": [
        item(implementing_code=CODE),
        item(name="乙", implementing_code=CODE + "01"),
        item(),
    ],
    "ZWAU008": [
        item(area_code="1", level=Level.CITY),
        item(area_code="1", level=Level.COUNTY),
    ],
    "ZWAU009": [
        item(implementing_code=CODE, organ_code=USCC),
        item(implementing_code=CODE),
    ],
    "ZWAU010": [
        item(organ_code=USCC, area_code="441500"),
        item(organ_code=USCC, area_code="441500000000"),
    ],
    "ZWAU011": [
        item(implementing_code=CODE, level=Level.CITY),
        item(implementing_code=CODE),
    ],
    "ZWAU012": [item(implementing_code=CODE, basic_code="442199806003")],
    "ZWAU013": [
        item(implementing_code=CODE, other_code=CODE),
        item(implementing_code=CODE),
    ],
    "ZWAU014": [
        item(case_kind=CaseKind.INSTANT, committed_limit="当场办结"),
        item(case_kind=CaseKind.COMMITTED, committed_limit="1个工作日"),
    ],
    "ZWAU015": [item(statutory_limit="20个工作日", committed_limit="20个工作日")],
    "ZWAU016": [
        item(committed_limit="3个工作日", steps=("审批:2个工作日", "办结:1个工作日")),
        item(
            committed_limit="3个工作日",
            steps=("审:3个工作日", "公示:7个工作日(不计入承诺时限)"),
        ),
        item(committed_limit="3个工作日", steps=("受理", "审查")),
        item(committed_limit="3个工作日", steps=("审:2个月",)),
    ],
    "ZWAU017": [
        item(
            legal_basis=(
                "《行政许可法》第四十二条",
                "《临溪区办法》第一条",
                "国办发[1999]16号",
            )
        )
    ],
    "ZWAU018": [item(name="森林防火", legal_basis=("《森林法》第三十二条",))],
    "ZWAU019": [item(case_kind=CaseKind.INSTANT, committed_limit="当场")],
    "ZWAU020": [
        item(result_name="取水许可证", result_type="证照"),
        item(result_name="关于…的批复", result_type="批文"),
        item(result_name="审查意见", result_type="其他"),
    ],
    "ZWAU021": [item(result_name="取水许可证"), record(result_type="证照")],
    "ZWAU022": [item(result_name="取水许可证")],
    "ZWAU023": [record(visits="1", visit_reason="核验原件"), item(visits=1)],
    "ZWAU024": [item(visits=1, visit_reason="核验原件")],
    "ZWAU025": [
        item(visits=0, online=False, courier=True),
        item(visits=0, online=True, courier=False),
        item(visits=1, online=False, courier=False),
    ],
    "ZWAU026": [
        item(visits=0, online_depth=("Ⅳ级",)),
        item(visits=1, online_depth=("Ⅱ级",)),
    ],
    "ZWAU027": [
        item(charged=True, fee_basis="《某办法》第一条"),
        item(fee="不收费"),
        item(charged=False),
    ],
    "ZWAU028": [item(charged=True, fee="证书工本费10元/本"), item(fee="不收费")],
    "ZWAU029": [item(charged=True, online_payment=True), item(charged=True)],
    "ZWAU030": [item(charged=False, fee="不收费"), item(charged=True, fee="每本10元")],
    "ZWAU031": [item(contact="0660-3390000", complaints="0660-3390001")],
    "ZWAU032": [item(contact="0660-3390000"), item(complaints="12345")],
    "ZWAU033": [record(service_targets=["自然人"], themes=["户籍办理"])],
    "ZWAU034": [record(item_type="07", faq=""), record(**LICENCE, faq=["问"])],
    "ZWAU035": [
        record(**LICENCE, steps=["受理", "审查", "决定", "制证", "送达"]),
        record(item_type="07", steps=["受理"]),
    ],
    "ZWAU036": [item(hours="工作日8:30-11:30"), item(hours="周一至周五 9:00-17:00")],
    "ZWAU037": [
        item(hours="上午8:30-11:30,下午2:00-5:30"),
        item(hours="下午13:30-17:00"),
    ],
    "ZWAU038": [item(address="某市某路政务服务中心二楼3号窗口")],
    "ZWAU039": [item(stage_chain="省级司法(审核,决定与公开)、市级司法(受理,审核)")],
    "ZWAU040": [item(stage_chain="省级司法(审核,决定与公开)、市级司法(受理,审核)")],
    "ZWAU041": [item(stage_chain="省级司法(审核,决定与公开)、市级司法(受理,审核)")],
    "ZWAU042": [item(stage_chain="市级司法(受理,决定与公开)"), item()],
    "ZWAU043": [item(level=Level.CITY, stage_chain="市级司法(受理,决定与公开)")],
    "ZWAU044": [item(stage_chain="市级司法（受理，决定与公开）、省级司法（审核）")],
    "ZWAU045": [item(documents=("其他股东的身份证明",))],
    "ZWAU046": [
        item(documents=("身份证", "户口簿")),
        item(documents=(Document("身份证"), Document("身份证", case="委托办理的"))),
    ],
    "ZWAU047": [
        item(documents=("安全评价报告", "测试报告", "材料清单", "X光片")),
        item(name="测试仪器检定"),
    ],
    "ZWAU048": [item(documents=("境外营业执照公证件", "营业执照遗失声明"))],
    "ZWAU049": [
        item(name="取水许可延续", result_name="取水许可证", documents=("取水许可证",)),
        item(result_name="取水许可证", documents=("取水许可证申请书",)),
        item(documents=("学历证书",), steps=("受理", "培训考试")),
    ],
    "ZWAU050": [
        item(
            documents=(
                Document("居住证明", basis="某条例第一条"),
                Document("证明人名单"),
            )
        )
    ],
    "ZWAU051": [
        item(
            documents=(
                Document("公证书", necessity=Necessity.CONDITIONAL, case="委托的"),
            )
        )
    ],
    "ZWAU052": [record(complaints="12345", organ="水务局"), item()],
    "ZWAU053": [
        item(
            documents=(
                Document("批复", source=DocumentSource.GOVERNMENT, issuer="发改委"),
            )
        )
    ],
    "ZWAU054": [
        item(statutory_limit="40个工作日"),
        item(statutory_limit="40(工作日)"),
        item(name="乙", statutory_limit="20个工作日"),
    ],
    "ZWAU055": [
        item(name="取水许可", legal_basis=("《水法》第四十八条",)),
        item(name="河道采砂许可", legal_basis=("《水法》第四十八条",)),
        item(name="河道采砂许可审批", legal_basis=("《水法》第三十九条",)),
    ],
    "ZWAU056": [item(implementing_code=CODE, organ_code=USCC)],
    "ZWAU057": [item(basic_code="00016421300Y"), item(basic_code="000164213003")],
    "ZWAU058": [item(basic_code="440709003000", item_type=ItemType.CONFIRMATION)],
    "ZWAU059": [item(legal_basis=("《中华人民共和国水法》第七条",))],
    "ZWAU060": [item(valid_from=date(2026, 5, 1), valid_to=date(2026, 5, 1))],
    "ZWAU061": [
        item(valid_to=date(2025, 12, 31), state="取消"),
        item(valid_to=date(2026, 12, 31), state="在用"),
    ],
    "ZWAU062": [item(valid_from=date(2026, 2, 1), published_on=date(2026, 2, 1))],
    "ZWAU063": [item(name="取水许可(延续)"), item(name="取水许可（延续)")],
    "ZWAU064": [item(name="取水许可(ISO 9001)")],
    "ZWAU065": [item(conditions="年满十八周岁"), item(conditions="无违法记录")],
    "ZWAU066": [item(legal_basis=("《行政许可法》第十二条",))],
    "ZWAU067": [record(**LICENCE), record(item_type="20", legal_basis="")],
    "ZWAU068": [
        record(**LICENCE, legal_basis=["《行政许可法》第十二条"]),
        record(**LICENCE, legal_basis=["《没有登记的条例》第一条"]),
    ],
    "ZWAU069": [record(service_targets=["自然人"]), item()],
    "ZWAU070": [
        record(power_source="上级委托", entruster="省水利厅"),
        item(power_source="上级委托"),
    ],
    "ZWAU071": [item(power_source="上级委托", body_nature="受委托组织")],
    "ZWAU072": [record(**LICENCE, statutory_limit="45个工作日")],
    "ZWAU073": [record(**LICENCE, statutory_limit="30个工作日")],
    "ZWAU074": [item(statutory_limit="20个工作日", committed_limit="19个工作日")],
    "ZWAU075": [
        item(intermediary="无"),
        item(intermediary="评价(《环境影响评价法》第十九条)"),
    ],
    "ZWAU076": [item(prerequisites=("环评批复(《环境影响评价法》第二十五条)",))],
    "ZWAU077": [
        record(**LICENCE, special_procedure="听证"),
        item(special_procedure="踏勘"),
    ],
    "ZWAU078": [record(quantity_limit="每年100个,摇号")],
    "ZWAU079": [item(online=True, channels=("窗口办理", "网上办理"))],
    "ZWAU080": [
        item(basic_code="442199806003", item_type=ItemType.LICENSING),
        item(basic_code="442199806004", item_type=ItemType.PUBLIC_SERVICE),
    ],
    "ZWAU081": [
        item(statutory_limit="60个自然日", committed_limit="20个工作日"),
        item(statutory_limit="30个工作日", committed_limit="20个工作日"),
    ],
    "ZWAU082": [
        item(name="取水许可(新办)", basic_code="442199806003", level=Level.PROVINCE),
        item(name="取水许可(延续)", basic_code="442199806003", level=Level.CITY),
    ],
}


@pytest.mark.parametrize("code", FIRES)
def test_rule_fires(code: str):
    """The rule reports one finding, with the element and the name of the item."""
    report = audit(FIRES[code], at=TODAY)
    findings = [f for f in report if f.code == code]
    assert len(findings) == 1, report.to_text()
    assert findings[0].path
    assert findings[0].data["item"]


@pytest.mark.parametrize("code", NEAR_MISSES)
def test_near_miss_does_not_fire(code: str):
    """Correct values, and elements that the source does not state, are not reported."""
    report = audit(NEAR_MISSES[code], at=TODAY)
    assert code not in report.by_code(), report.to_text()


def test_every_rule_is_tested_both_ways():
    """A new rule must have an example and a near miss."""
    codes = {code.code for code in finding_codes() if code.area == "AU"}
    codes -= {"ZWAU083"}  # about a suppression, not about an item
    assert codes == set(FIRES) == set(NEAR_MISSES)
    assert {c for rule in national_rules().rules for c in rule.codes} == codes


def test_a_rule_reports_only_its_own_codes():
    """Otherwise a code could not be muted or graded."""
    for rule in national_rules().rules:
        alone = RuleSet(name="alone", rules=(rule,))
        for items in FIRES.values():
            codes = {f.code for f in audit(items, at=TODAY, rules=alone)}
            assert codes <= {*rule.codes}


def test_codes_of_a_rule_are_muted_and_graded_separately():
    """A repealed law and an old article number: one check with two codes."""
    rules = national_rules().without("ZWAU017")
    assert audit(FIRES["ZWAU017"], at=TODAY, rules=rules).by_code() == {}
    assert "ZWAU018" in audit(FIRES["ZWAU018"], at=TODAY, rules=rules).by_code()
    graded = national_rules().with_severity("ZWAU018", Severity.ERROR)
    (graded_finding,) = audit(FIRES["ZWAU018"], at=TODAY, rules=graded).filter(
        code="ZWAU018"
    )
    assert graded_finding.severity is Severity.ERROR
    assert len(rules.without("ZWAU018").active) == len(rules.rules) - 1


def test_rules_that_need_a_date_are_left_out_without_one():
    """Whether a law is in force depends on the day."""
    assert len(audit(FIRES["ZWAU017"])) == 0
    with pytest.raises(InputError):
        audit([], at=datetime(2026, 1, 1))


def test_the_day_decides():
    """The measures of 2001 were still in force in 2014."""
    assert len(audit(FIRES["ZWAU017"], at=date(2014, 6, 1))) == 0


def test_register_of_the_caller():
    """With an empty register no legal basis is reported."""
    assert len(audit(FIRES["ZWAU017"], at=TODAY, statutes=StatuteRegister([]))) == 0


def test_rule_sets():
    """Rules can be left out, given a milder severity, or added."""
    rules = national_rules()
    assert len(audit(FIRES["ZWAU001"], rules=rules.without("ZWAU001"))) == 0
    mild = rules.with_severity("ZWAU001", Severity.INFO)
    assert audit(FIRES["ZWAU001"], rules=mild).worst is Severity.INFO
    assert audit(FIRES["ZWAU001"]).worst is Severity.ERROR

    def nameless(subject, _):
        if subject.item.name == "甲":
            yield subject.finding("ZWIT002", "name", code="甲")

    own = RuleSet(
        name="own", rules=(Rule(codes="ZWIT002", scope=Scope.ITEM, check=nameless),)
    )
    assert [f.code for f in audit([item(), item(name="乙")], rules=own)] == ["ZWIT002"]
    assert own.rules[0].meanings[0].title_zh == "缺少事项名称"


def test_report_is_in_the_order_of_places():
    """Findings are ordered by record."""
    from zhengwu.items._item import Origin

    items = [
        attrs.evolve(FIRES["ZWAU002"][0], origin=Origin(5)),
        attrs.evolve(FIRES["ZWAU001"][0], origin=Origin(2)),
    ]
    assert [f.path[0] for f in audit(items)] == [2, 5]


def test_no_record_stops_the_audit():
    """Absurd values give findings, not errors."""
    odd = [
        item(legal_basis=("《 》第一条",)),
        item(committed_limit="1年", steps=("100年", "100年")),
        item(statutory_limit="1" * 5000, committed_limit="《" * 5000),
    ]
    assert "ZWAU016" in audit(odd, at=TODAY).by_code()


def test_a_value_that_is_not_text_is_not_a_missing_limit():
    """The cell gives one finding; no missing limit is reported."""
    from zhengwu.items import field_map

    record = {
        "name": "甲",
        "statutory_limit_raw": {"a": 1},
        "committed_limit_raw": "5个工作日",
    }
    reading = field_map("portal").reader().read(record, 0)
    assert reading.item is not None
    assert [f.code for f in reading.findings] == ["ZWIT004"]
    assert len(audit([reading.item])) == 0


def test_more_near_misses():
    """Items of real and plausible lists that were once reported by mistake."""
    variants = [
        item(implementing_code=CODE, variant_code=CODE + two) for two in ("01", "02")
    ]
    assert "ZWAU007" not in audit(variants, at=TODAY).by_code()
    versions = [item(implementing_code=CODE, version=n, state="取消") for n in (1, 2)]
    assert "ZWAU007" not in audit(versions, at=TODAY).by_code()
    for code, subject in (
        ("ZWAU027", item(fee="依据发改价格[2015]2136号,每件10元", charged=True)),
        ("ZWAU027", item(fee="暂不收取")),
        ("ZWAU028", item(fee="免征")),
        ("ZWAU028", item(fee="0元")),
        ("ZWAU039", item(stage_chain="市级司法(受理,审批)")),
        ("ZWAU039", item(stage_chain="市级司法(受理,拍板)")),
        ("ZWAU058", item(basic_code="442099806003", item_type=ItemType.OTHER_POWER)),
        ("ZWAU065", item(conditions="按需申领签注:经台办批准前往台湾")),
        ("ZWAU032", item(contact="(010)12345678")),
        ("ZWAU020", item(result_name="许可证或不予许可决定书", result_type="证照")),
        ("ZWAU004", item(statutory_limit="1小时", committed_limit="30分钟")),
    ):
        assert code not in audit([subject], at=TODAY).by_code(), code
    organs = [item(area_code="1", level=Level.CITY, organ=o) for o in ("甲局", "乙局")]
    assert "ZWAU008" not in audit(organs, at=TODAY).by_code()


def test_more_items_that_are_reported():
    """Other items that lead to the same finding."""
    for code, subject in (
        ("ZWAU037", item(hours="工作日上午14:00-17:00")),
        (
            "ZWAU049",
            item(documents=("经营人员考核合格证",), steps=("受理", "培训考试")),
        ),
        ("ZWAU049", item(documents=("安全合格证书",), steps=("核发安全合格证书",))),
        ("ZWAU027", record(fee="每平方米10元", fee_basis="")),
        ("ZWAU063", item(name="取水许可（延续")),
        ("ZWAU037", item(hours="工作日 下午8：00")),
        ("ZWAU031", item(contact="0755-12345678", complaints="075512345678")),
        ("ZWAU031", item(contact="13800138000", complaints="13800138000")),
        ("ZWAU001", item(statutory_limit="1小时", committed_limit="90分钟")),
        ("ZWAU040", item(stage_chain="市级林业(受理,核准)、省级林业(审批)")),
    ):
        assert code in audit([subject], at=TODAY).by_code(), code
