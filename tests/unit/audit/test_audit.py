"""Each rule both ways: a case that fires, and a near miss that does not."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import attrs
import pytest

from zhengwu.audit import Rule, RuleSet, Scope, audit, national_rules
from zhengwu.codes import CaseKind, Level
from zhengwu.findings import Severity, finding_codes
from zhengwu.findings.errors import InputError
from zhengwu.items import ImplementingItem
from zhengwu.legal import StatuteRegister
from zhengwu.limits import parse_limit

TODAY = date(2026, 11, 21)
CODE = "12441500196720244T3442199806003"
USCC = "12441500196720244T"


def item(**fields: Any) -> ImplementingItem:
    limits = {k: parse_limit(v) for k, v in fields.items() if k.endswith("_limit")}
    return ImplementingItem(**{"name": "甲", **fields, **limits})


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
}


@pytest.mark.parametrize("code", FIRES)
def test_rule_fires(code: str):
    """Once, at the element, with the item's name."""
    report = audit(FIRES[code], at=TODAY)
    found = [f for f in report if f.code == code]
    assert len(found) == 1, report.to_text()
    assert found[0].path
    assert found[0].data["item"]


@pytest.mark.parametrize("code", NEAR_MISSES)
def test_near_miss_does_not_fire(code: str):
    """What is in order, or not stated, is not accused."""
    report = audit(NEAR_MISSES[code], at=TODAY)
    assert code not in report.by_code(), report.to_text()


def test_every_rule_is_tested_both_ways():
    """So that a new rule cannot come without its cases."""
    codes = {code.code for code in finding_codes() if code.area == "AU"}
    assert codes == set(FIRES) == set(NEAR_MISSES)
    assert {rule.code for rule in national_rules().rules} | {"ZWAU018"} == codes


def test_without_a_date_dated_rules_are_left_out():
    """Whether a law holds depends on the day."""
    assert len(audit(FIRES["ZWAU017"])) == 0
    with pytest.raises(InputError):
        audit([], at=datetime(2026, 1, 1))


def test_the_day_decides():
    """The measures of 2001 still held in 2014."""
    assert len(audit(FIRES["ZWAU017"], at=date(2014, 6, 1))) == 0


def test_register_of_the_caller():
    """An empty register knows nothing and accuses nobody."""
    assert len(audit(FIRES["ZWAU017"], at=TODAY, statutes=StatuteRegister([]))) == 0


def test_rule_sets():
    """Rules can be left out, made milder, or added."""
    rules = national_rules()
    assert len(audit(FIRES["ZWAU001"], rules=rules.without("ZWAU001"))) == 0
    mild = rules.with_severity("ZWAU001", Severity.INFO)
    assert audit(FIRES["ZWAU001"], rules=mild).worst is Severity.INFO
    assert audit(FIRES["ZWAU001"]).worst is Severity.ERROR

    def nameless(subject, _):
        if subject.item.name == "甲":
            yield subject.finding("ZWIT002", "name", code="甲")

    own = RuleSet(
        name="own", rules=(Rule(code="ZWIT002", scope=Scope.ITEM, check=nameless),)
    )
    assert [f.code for f in audit([item(), item(name="乙")], rules=own)] == ["ZWIT002"]
    assert own.rules[0].meaning.title_zh == "缺少事项名称"


def test_report_is_in_the_order_of_places():
    """As one works through a list."""
    from zhengwu.items import Origin

    items = [
        attrs.evolve(FIRES["ZWAU002"][0], origin=Origin(5)),
        attrs.evolve(FIRES["ZWAU001"][0], origin=Origin(2)),
    ]
    assert [f.path[0] for f in audit(items)] == [2, 5]


def test_no_record_stops_the_audit():
    """Absurd values are findings like any other."""
    odd = [
        item(legal_basis=("《 》第一条",)),
        item(committed_limit="1年", steps=("100年", "100年")),
        item(statutory_limit="1" * 5000, committed_limit="《" * 5000),
    ]
    assert "ZWAU016" in audit(odd, at=TODAY).by_code()


def test_a_value_that_is_no_text_is_not_no_limit():
    """One finding for the cell, none about a missing limit."""
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
