"""Identifiers and code lists."""

from __future__ import annotations

import pytest
from conftest_helpers import case_id, load_cases

from zhengwu.codes import (
    CaseKind,
    CodeKind,
    ItemType,
    Level,
    basic_code,
    from_code,
    implementing_code,
    organisation_code,
    read_code,
    uscc,
)
from zhengwu.findings.errors import ChecksumError, CodeFormatError


@pytest.mark.parametrize("case", load_cases("uscc.toml"), ids=case_id)
def test_credit_codes(case: dict):
    """Published codes, correct and incorrect."""
    code = case["code"]
    assert uscc.is_valid(code) is case["valid"]
    reported = [f.code for f in uscc.check(code)]
    if case["valid"]:
        assert reported == []
        assert uscc.validate(code) == code
    else:
        assert reported == [case.get("finding", "ZWCD002")]
        with pytest.raises((ChecksumError, CodeFormatError)):
            uscc.validate(code)


def test_credit_code_parts():
    """Parsing returns registrar, category, region, organisation and check digit."""
    assert uscc.parse("12441500196720244t") == uscc.Uscc(
        "1", "2", "441500", "196720244", "T"
    )
    assert uscc.format("12441500196720244T") == "12 441500 196720244 T"
    assert str(uscc.parse("12-441500-196720244-T")) == "12441500196720244T"


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("68236467-9", True),
        ("083372204", True),
        ("083372205", False),
        ("00877836X", True),
        ("", False),
    ],
)
def test_organisation_codes(code: str, valid: bool):
    """GB 11714: eight characters and a check character, modulus 11."""
    assert organisation_code.is_valid(code) is valid


def test_basic_code():
    """The layout is PP TT DD MMM SSS; 00Y marks a main item with sub-items."""
    code = basic_code.parse("44010401200Y")
    assert (code.region, code.type, code.department, code.main, code.sub) == (
        "44",
        "01",
        "04",
        "012",
        "00Y",
    )
    assert code.is_main
    assert not basic_code.parse("440104012001").is_main
    assert str(code) == "44010401200Y"
    assert basic_code.check("440104012001") == ()
    assert [f.code for f in basic_code.check("4401040120")] == ["ZWCD004"]
    assert not basic_code.is_valid("44010401200X")
    with pytest.raises(CodeFormatError):
        basic_code.parse("")


@pytest.mark.parametrize(
    ("text", "kind", "valid"),
    [
        ("12441500196720244T3442199806003", CodeKind.IMPLEMENTING, True),
        ("11450000007565194H200011501500504", CodeKind.HANDLING_VARIANT, True),
        ("12441500196720244T", CodeKind.USCC, True),
        ("68236467-9", CodeKind.ORGANISATION, True),
        ("44010401200Y", CodeKind.BASIC, True),
        (
            "511A0138000000-511602000000-000-115113010833722043-1-00",
            CodeKind.IMPLEMENTING_DASHED,
            True,
        ),
        (
            "512B0053300006-511602000000-000-083372204-1-00",
            CodeKind.IMPLEMENTING_DASHED,
            False,
        ),
        ("H-000185-001-4444444444", CodeKind.UNKNOWN, None),
        ("", CodeKind.UNKNOWN, None),
        ("事项", CodeKind.UNKNOWN, None),
    ],
)
def test_recognition(text: str, kind: CodeKind, valid: bool | None):
    """Each code is recognised by its layout; an unknown layout is neither valid nor invalid."""
    reading = read_code(text)
    assert reading.kind is kind
    assert reading.valid is valid
    assert reading.to_record()["kind"] == kind.value


def test_parts_of_an_implementing_code():
    """Parsing returns organ, level, basic code and variant."""
    code = implementing_code.parse("12441500196720244T3442199806003")
    assert (code.organ, code.level, str(code.basic), code.variant) == (
        "12441500196720244T",
        "3",
        "442199806003",
        "",
    )
    assert implementing_code.is_valid(str(code) + "04")
    assert not implementing_code.is_valid("x")
    with pytest.raises(CodeFormatError):
        implementing_code.parse("12441500196720244T344219980600")


def test_a_failing_organ_in_a_code_is_a_warning():
    """A failing check digit of the organ gives a warning, not an error."""
    reading = read_code("11440300007542785T4440709003000")
    assert [(f.code, f.severity.value) for f in reading.findings] == [
        ("ZWCD002", "warning")
    ]
    assert reading.valid is False


def test_level_digit_out_of_the_list():
    """The levels of GB/T 39046-2020 A.2 are 1 to 7."""
    reading = read_code("12441500196720244T9442199806003")
    assert [f.code for f in reading.findings] == ["ZWCD005"]


@pytest.mark.parametrize(
    ("scheme", "text", "member"),
    [
        (ItemType, "1", ItemType.LICENSING),
        (ItemType, "01", ItemType.LICENSING),
        (ItemType, "行政许可", ItemType.LICENSING),
        (ItemType, "20", ItemType.PUBLIC_SERVICE),
        (ItemType, "99", None),
        (Level, "4", Level.COUNTY),
        (Level, "县级", Level.COUNTY),
        (CaseKind, "即办件", CaseKind.INSTANT),
        (CaseKind, "窗口受理", None),
    ],
)
def test_code_lists(scheme: type, text: str, member: object):
    """A member is looked up by its code, also without the leading zero, or by its label."""
    assert from_code(scheme, text) is member


def test_labels():
    """A member has a label in both languages."""
    assert Level.COUNTY.label() == "县级"
    assert Level.COUNTY.label("en") == "county or district"
