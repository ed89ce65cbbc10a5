"""Resident numbers, divisions, code lists, crosswalks, and the six shared functions."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from zhengwu import codes
from zhengwu.codes import (
    CodeKind,
    RegionTable,
    code_scheme,
    code_schemes,
    crosswalk,
    parse_scheme,
    read_code,
    region_code,
    resident_id,
)
from zhengwu.findings.errors import (
    ChecksumError,
    CodeFormatError,
    InputError,
    UnknownCodeError,
    ZhengwuError,
)

# The example of GB 11643-1999; other numbers are computed by its formula.
GOOD = "11010519491231002X"


def with_check(body: str) -> str:
    return body + resident_id.check_digit(body)


def test_the_example_of_the_standard():
    """GB 11643-1999: 北京市朝阳区, 31 December 1949, female."""
    number = resident_id.parse(" 110105 19491231 002x ")
    assert number.reveal() == GOOD
    assert (number.region, number.birth) == ("110105", date(1949, 12, 31))
    assert number.is_female
    assert number.kind is resident_id.ResidentIdKind.RESIDENT
    assert resident_id.validate(GOOD.lower()) == GOOD
    assert resident_id.upgrade("110105491231002") == GOOD
    assert resident_id.upgrade(GOOD) == GOOD
    assert resident_id.parse("110105491231002").birth == date(1949, 12, 31)


@pytest.mark.parametrize(
    ("body", "kind", "region"),
    [
        ("81000019900101001", resident_id.ResidentIdKind.HONG_KONG, "810000"),
        ("82000019900101001", resident_id.ResidentIdKind.MACAO, "820000"),
        ("83000019900101001", resident_id.ResidentIdKind.TAIWAN, "830000"),
        ("91184019900101001", resident_id.ResidentIdKind.FOREIGN, "110000"),
    ],
    ids=["hong kong", "macao", "taiwan", "foreign"],
)
def test_permits(body: str, kind: resident_id.ResidentIdKind, region: str):
    """Residence permits and the permanent residence card for foreigners."""
    number = resident_id.parse(with_check(body))
    assert (number.kind, number.region) == (kind, region)
    assert kind.label_zh


def test_only_the_division_is_shown():
    """repr, str, findings, error messages and readings are masked."""
    bad = [
        GOOD[:-1] + "1",
        "11010519491331002X",
        "1101051949123100",
        "11010500011231002X",
    ]
    outputs = [repr(resident_id.parse(GOOD)), str(resident_id.parse(GOOD))]
    for text in bad:
        outputs += [str(f.to_record()) for f in resident_id.check(text)]
        with pytest.raises(InputError) as caught:
            resident_id.validate(text)
        outputs.append(str(caught.value) + repr(vars(caught.value)))
    outputs += [str(read_code(text).to_record()) for text in (GOOD, bad[0])]
    assert len(outputs) == 12
    for text in outputs:
        assert "1949" not in text
        assert "002" not in text
    assert resident_id.mask(GOOD) == "110105************"
    assert read_code(GOOD).kind is CodeKind.RESIDENT_ID
    assert read_code(bad[0]).valid is False


def test_wrong_resident_numbers():
    """Wrong length, letters, dates and check characters are reported."""
    for text in ("", "1", GOOD[:-1], "0" + GOOD[1:], GOOD[:-1] + "1", "X" * 18):
        assert not resident_id.is_valid(text)
        assert resident_id.check(text)
    assert resident_id.check(GOOD) == ()
    with pytest.raises(ChecksumError):
        resident_id.validate(GOOD[:-1] + "1")
    with pytest.raises(CodeFormatError):
        resident_id.check_digit("1")
    assert pickle.loads(pickle.dumps(resident_id.parse(GOOD))).reveal() == GOOD


TABLE = RegionTable.from_csv(
    "code,name,since,until\n"
    "450000,广西壮族自治区,,\n"
    "450103,青秀区,,\n"
    "450122,武鸣县,,2015-02-16\n"
    "450110,武鸣区,2015-02-16,\n"
    "450103001,新竹街道,,\n"
)


def test_divisions():
    """Codes have 6, 9 or 12 digits; padding zeros are removed."""
    village = region_code.parse("450103001002")
    assert village.level == "6"
    assert [str(p) for p in village.parents] == [
        "450000",
        "450100",
        "450103",
        "450103001",
    ]
    assert region_code.parse("450000000000").stem == "45"
    assert region_code.parse("450100").level == "3"
    assert region_code.parse("450100").contains(village)
    assert region_code.format("450103000000") == "45 01 03"
    assert region_code.parse("450103").padded(12) == "450103000000"
    with pytest.raises(InputError):
        village.padded(6)
    for text in ("4501", "45010", "045010", "45010A", ""):
        with pytest.raises(CodeFormatError):
            region_code.parse(text)
        assert region_code.check(text)[0].code == "ZWCD008"


def test_a_dated_table():
    """武鸣县 became 武鸣区 on 16 February 2015."""
    before, after = date(2015, 2, 15), date(2015, 2, 16)
    assert TABLE.get("450122", before).name == "武鸣县"
    assert TABLE.get("450110", after).name == "武鸣区"
    assert TABLE.find("450122", after) is None
    with pytest.raises(UnknownCodeError):
        TABLE.get("450122", after)
    [warning] = TABLE.check("450122", after, ("area",))
    assert (warning.code, warning.severity.value) == ("ZWCD009", "warning")
    assert TABLE.check("450103", after) == ()
    assert TABLE.check("45", after)[0].code == "ZWCD008"
    assert len(TABLE) == 5
    for text, problem in (
        ("code\n450103\n", "name"),
        ("code,name\n45010,x\n", "line 2"),
        ("code,name,since\n450103,x,2015\n", "line 2"),
    ):
        with pytest.raises(InputError, match=problem):
            RegionTable.from_csv(text)


def test_lists():
    """A list translates codes and labels, and splits values with several codes."""
    scheme = code_scheme("channel.national")
    assert scheme.split("1^2^4") == ("1", "2", "4")
    assert scheme.split("窗口办理、快递申请") == ("1", "4")
    assert scheme.code("2") == "2"
    assert scheme.label("1", "en") == "counter"
    assert "9" in scheme
    assert scheme.element == "channel"
    for ask in (
        lambda: scheme.code("传真"),
        lambda: scheme.label("8"),
        lambda: scheme.split("1^8"),
    ):
        with pytest.raises(UnknownCodeError):
            ask()
    with pytest.raises(UnknownCodeError):
        code_scheme("channel.martian")
    assert all(s.labels and s.title_zh and s.title_en for s in code_schemes().values())


def test_crosswalks_reject_codes_without_an_equivalent():
    """非法人企业 of live systems has no national code; rating scales may be reversed."""
    walk = crosswalk("service_target.live", "service_target.national")
    assert [walk.map(c) for c in ("1", "6", "9")] == ["1", "5", "6"]
    assert walk.missing == ("5",)
    with pytest.raises(InputError, match="no equivalent"):
        walk.map("5")
    with pytest.raises(UnknownCodeError):
        walk.map("8")
    rating = crosswalk("satisfaction.national", "satisfaction.platform")
    assert [rating.map(c) for c in "12345"] == list("54321")
    letters = crosswalk("item_type.letters", "item_type.national")
    assert letters.map("XK") == "01"
    with pytest.raises(InputError, match="no equivalent"):
        crosswalk("item_type.provincial", "item_type.national").map("16")
    with pytest.raises(InputError, match="different elements"):
        crosswalk("level.national", "channel.national")
    village = crosswalk("level.national", "level.no_village")
    assert village.map("7") == "6"
    with pytest.raises(InputError):
        village.map("6")


def test_a_user_list():
    """A user list is written in TOML and read strictly."""
    text = '[[scheme]]\nname = "channel.here"\nzh = "办理形式"\nen = "channel"\n'
    ours = parse_scheme(text + 'codes = { W = ["窗口办理", "counter"] }\n')
    assert crosswalk(ours, "channel.national").map("W") == "1"
    for bad in (text, text + "codes = 3", "x = 1"):
        with pytest.raises(InputError):
            parse_scheme(bad)


@pytest.mark.parametrize(
    ("kind", "good", "grouped"),
    [
        ("uscc", "12441500196720244T", "12 441500 196720244 T"),
        ("organisation_code", "682364679", "68236467-9"),
        ("resident_id", GOOD, "110105 19491231 002X"),
        ("basic_code", "442199806003", "44 21 99 806 003"),
        (
            "implementing_code",
            "12441500196720244T3442199806003",
            "12441500196720244T 3 442199806003",
        ),
        ("region_code", "450103", "45 01 03"),
    ],
)
def test_the_six_functions(kind: str, good: str, grouped: str):
    """Every identifier has compact, parse, validate, is_valid, format and check."""
    module = getattr(codes, kind)
    assert module.compact(f" {good} ") == good
    assert module.parse(good)
    assert module.validate(good) == good
    assert module.is_valid(good)
    assert module.format(good) == grouped
    assert module.check(good, ()) == ()
    for bad in ("", "?", good[:-1], good + "0", "中" * len(good)):
        assert not module.is_valid(bad)
        assert module.check(bad, ("x",))[0].path == ("x",)
        for call in (module.validate, module.format):
            with pytest.raises(ZhengwuError):
                call(bad)
    for no_text in (None, 5, b"x", float("nan"), ["x"]):
        assert not module.is_valid(no_text)
        assert module.check(no_text, ("x",))[0].path == ("x",)
        with pytest.raises(InputError):
            module.parse(no_text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("511A0138000000", CodeKind.BASIC_LOCAL),
        ("G-000007-001", CodeKind.BASIC_LOCAL),
        ("XK00123001", CodeKind.BASIC_LETTERS),
        ("XK0012300Y", CodeKind.BASIC_LETTERS),
        ("450103", CodeKind.REGION),
        ("450103001", CodeKind.REGION),
        ("H-000185-001-4444444444", CodeKind.UNKNOWN),
    ],
)
def test_layouts(text: str, kind: CodeKind):
    """Local layouts are recognised."""
    assert read_code(text).kind is kind
