"""Codes that users of such libraries reported, each under the name of its case."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest

from zhengwu._check_digits import compute_credit_digit, compute_resident_digit
from zhengwu.audit import audit
from zhengwu.codes import CodeKind, read_code, resident_id, uscc
from zhengwu.findings import Severity
from zhengwu.io import read_items


def resident(body: str) -> str:
    return body + compute_resident_digit(body)


def credit(body: str) -> str:
    return body + compute_credit_digit(body)


def read(**record: object) -> tuple[object, list]:
    """A row of a list with usual headings, and the findings about it."""
    line = json.dumps({"事项名称": "取水许可", **record}, ensure_ascii=False).encode()
    catalogue, report = read_items(io.BytesIO(line))
    return catalogue[0], [f for f in report if f.code != "ZWIO014"]


RESIDENTS = {
    "id-83b Hong Kong": (resident("81000019900101001"), True),
    "id-83b Macao": (resident("82000019900101001"), True),
    "id-83b Taiwan": (resident("83000019900101001"), True),
    "id-feb30": (resident("11010520000230001"), False),
    "id-region 19": (resident("19010119900101001"), False),
    "id-region 99": (resident("99010119900101001"), False),
}


@pytest.mark.parametrize(("number", "valid"), RESIDENTS.values(), ids=RESIDENTS)
def test_resident_numbers(number: str, valid: bool):
    assert resident_id.is_valid(number) is valid
    assert bool(resident_id.check(number)) is not valid


def test_id_15up():
    """The example of GB 11643-1999, written with 15 digits, gets its 18 characters."""
    assert resident_id.upgrade("110105491231002") == "11010519491231002X"


# 17 digits whose check digits by GB 11643 and GB 32100 are equal
BOTH = next(
    resident(body)
    for body in (f"44030119900101{n:03}" for n in range(999))
    if compute_resident_digit(body) == compute_credit_digit(body)
)


@pytest.mark.parametrize("column", ["实施主体编码", "实施编码", "基本编码"])
def test_id_uscc(column: str):
    """A resident number in any column of codes is masked, reported and not stored."""
    item, findings = read(**{column: BOTH})
    assert [f.code for f in findings] == ["ZWIT012"]
    assert BOTH not in repr(item)
    assert BOTH not in repr(findings)
    assert read_code(BOTH).kind is CodeKind.RESIDENT_ID
    assert not uscc.is_valid(BOTH)


# GB 32100-2015 with amendment 1: every department and kind
STANDARD = {
    "1": "1239",
    "2": "19",
    "3": "123459",
    "4": "19",
    "5": "1239",
    "6": "129",
    "7": "129",
    "8": "19",
    "9": "123",
    "A": "19",
    "N": "1239",
    "Y": "1",
}
ASSIGNED_SINCE = {
    "3": "6", "5": "45", "8": "2", "9": "9", "G": "19", "J": "19", "Q": "1239"
}  # fmt: skip
KINDS = [
    registrar + category
    for table in (STANDARD, ASSIGNED_SINCE)
    for registrar, categories in table.items()
    for category in categories
]


@pytest.mark.parametrize("first", KINDS)
def test_every_kind_of_body_has_codes(first: str):
    assert uscc.check(credit(f"{first}110000MA0000000")) == ()


@pytest.mark.parametrize("first", ["14", "22", "37", "56", "94", "B1", "Y2", "01"])
def test_no_other_kind_of_body_has_codes(first: str):
    """An error in a form; a warning on a list, where old codes stay."""
    code = credit(f"{first}110000MA0000000")
    assert not uscc.is_valid(code)
    assert [f.severity for f in uscc.check(code)] == [Severity.ERROR]
    assert [f.severity for f in uscc.check(code, profile="list")] == [Severity.WARNING]


def test_uscc_000_says_what_does_not_exist():
    [found] = uscc.check("0" * 18)
    assert "000000" in found.message("zh")
    assert not uscc.is_valid("0" * 18)


def test_uscc_0():
    """The check digit is 0 where the sum is a multiple of 31."""
    bodies = (f"91440300MA5{n:06}" for n in range(99))
    body = next(body for body in bodies if compute_credit_digit(body) == "0")
    assert uscc.is_valid(f"{body}0")


@pytest.mark.parametrize("letter", "IOZSV")
def test_uscc_IOZSV(letter: str):  # noqa: N802  # the name of the case
    assert not uscc.is_valid(f"91440300MA5{letter}000000")


def test_code_fullwidth():
    """One answer, whatever the width."""
    for module, code in [
        (resident_id, "11010519491231002X"),
        (uscc, "12441500196720244T"),
    ]:
        wide = "".join(chr(ord(char) + 0xFEE0) for char in code)
        assert module.is_valid(wide) is module.is_valid(code) is True


def test_code_bidi():
    """Marks of direction around a code are removed."""
    reading = read_code("\u202d12441500196720244T3442199806003\u202c")
    assert reading.valid
    assert reading.canonical == "12441500196720244T3442199806003"


@pytest.mark.parametrize("column", ["基本编码", "实施编码"])
@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("116001000", "000116001000"),
        (116001000, "000116001000"),
        ("1016001000", "001016001000"),
        ("4.40101E+11", "科学计数法"),
        ("1.24415e+17", "科学计数法"),
    ],
    ids=repr,
)
def test_code_9(column: str, code: object, says: str):
    """A code that a spreadsheet took for a number: what happened to it."""
    _, findings = read(**{column: code})
    [found] = [f for f in findings if f.code == "ZWIT014"]
    assert says in found.message("zh")


@pytest.mark.parametrize(
    "code", ["0116001000", "4401040120", "9916001000", "68236467-9", "682364679"]
)
def test_near_misses_of_code_9(code: str):
    """Ten characters of GB/T 39046, no type of item, an organisation code."""
    _, findings = read(基本编码=code)
    assert "ZWIT014" not in [f.code for f in findings]


def test_an_organ_code_in_scientific_notation():
    item, findings = read(实施主体编码="1.24415E+17")
    assert [f.code for f in findings] == ["ZWIT014"]
    assert item.organ_code == "1.24415E+17"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("12441500196720244T", "统一社会信用代码"),
        ("68236467-9", "组织机构代码"),
        ("450103", "行政区划代码"),
    ],
)
def test_another_code_in_the_column_of_implementing_codes(code: str, kind: str):
    """The code is kept as it is written, and reported (ZWIT015)."""
    item, findings = read(实施编码=code)
    assert item.implementing_code == code  # type: ignore[attr-defined]
    [found] = findings
    assert found.code == "ZWIT015"
    assert kind in found.message("zh")


@pytest.mark.parametrize("code", ["12441500196720244T3442199806003", "442199806003"])
def test_codes_of_items_are_no_other_codes(code: str):
    assert "ZWIT015" not in [f.code for f in read(实施编码=code)[1]]


NAMES = ["ssssss", "test", "TEST01", "材料1", "材料一", "xxx", "附件2", "aaaa", "测试"]


@pytest.mark.parametrize("name", [*NAMES, "测试事项123", "啊啊啊", "asdf", "待补充"])
@pytest.mark.parametrize("column", ["申请材料", "事项名称"])
def test_doc_ssss(column: str, name: str):
    """A placeholder or a test text is no name of an item or of a document."""
    line = json.dumps({"事项名称": "取水许可", column: name}, ensure_ascii=False)
    catalogue, _ = read_items(io.BytesIO(line.encode()))
    found = audit(catalogue, at=date(2026, 3, 2)).filter(code="ZWAU047")
    assert [f.data["name"] for f in found] == [name]


@pytest.mark.parametrize(
    "name", ["测试仪器检定", "材料清单", "X光片", "《附件》目录", "试验报告"]
)
@pytest.mark.parametrize("column", ["申请材料", "事项名称"])
def test_near_misses_of_doc_ssss(column: str, name: str):
    line = json.dumps({"事项名称": "取水许可", column: name}, ensure_ascii=False)
    catalogue, _ = read_items(io.BytesIO(line.encode()))
    assert not audit(catalogue, at=date(2026, 3, 2)).filter(code="ZWAU047")
