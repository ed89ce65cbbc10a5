"""Personal data are masked wherever a text is shown; codes and dates are not."""

from __future__ import annotations

import csv
import json
import pickle
import time
import traceback
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from zhengwu._check_digits import (
    compute_credit_digit,
    compute_resident_digit,
    passes_luhn,
)
from zhengwu._masking import mask_number, mask_personal_data
from zhengwu.codes import read_code, resident_id, uscc
from zhengwu.findings import Report, finding
from zhengwu.findings.errors import InputError, Problem
from zhengwu.io import read_items

NUMBER = "11010519491231002X"  # the example of GB 11643-1999
MASKED = "110105************"


def widen(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def make_number_like_a_credit_code() -> str:
    """A resident number whose last digit is also the check digit of a credit code."""
    for serial in range(100, 1000):
        body = f"44010619900101{serial}"
        digit = compute_resident_digit(body)
        if digit == compute_credit_digit(body):
            return body + digit
    raise AssertionError


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        NUMBER.lower(),
        widen(NUMBER),
        "110105 19491231 002X",
        "110105-19491231-002X",
        "1101 0519 4912 3100 2X",
        "110105\u3000194912310\u00a002X",
        "\u200b".join(NUMBER),
        f"\u202d{NUMBER}\u202c",
        f"ID{NUMBER}",
        f"{NUMBER}abc",
        f"号码{NUMBER}号",
    ],
)
def test_resident_numbers_however_they_are_written(text: str):
    """Width, blanks, dashes, invisible characters and letters beside do not hide a number."""
    shown = mask_personal_data(text)
    assert MASKED in shown
    assert "1949" not in shown
    assert "002" not in shown.replace(MASKED, "")


@pytest.mark.parametrize("separator", ["", ",", " ", "、", "/"])
def test_several_numbers_in_a_row(separator: str):
    """Every number of a list is masked."""
    text = separator.join([NUMBER, "110105194912310038", NUMBER])
    assert mask_personal_data(text) == separator.join([MASKED] * 3)


def test_a_number_that_passes_for_a_credit_code():
    """One resident number in 31 passes both checks; all doors call it a resident number."""
    number = make_number_like_a_credit_code()
    assert mask_personal_data(number) == number[:6] + "*" * 12
    reading = read_code(number)
    assert reading.kind.value == "resident_id"
    assert number not in repr(reading)
    records = [
        {"name": "甲", "impl_code": number},
        {"name": "乙", "organ_uscc": number},
    ]
    data = "\n".join(json.dumps(r, ensure_ascii=False) for r in records).encode()
    catalogue, report = read_items(BytesIO(data))
    assert [f.code for f in report if f.code == "ZWIT012"] == ["ZWIT012"] * 2
    assert number not in report.to_json()
    assert catalogue[0].implementing_code == catalogue[1].organ_code == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("手机13800138000", "手机138********"),
        ("tel13800138000", "tel138********"),
        ("+86 138-0013-8000", "+86 138********"),
        ("１３８００１３８０００", "138********"),
        ("邮箱zhang.san@example.com。", "邮箱z***@example.com。"),
        ("zhang＠example.com", "z***＠example.com"),
        ("护照E12345678", "护照E********"),
        ("EA1234567", "E********"),
        ("护照号码:AB123456", "护照号码:A*******"),
        ("H12345678", "H********"),
        ("港澳通行证 C12345679", "港澳通行证 C********"),
        ("台湾居民来往大陆通行证12345678", "台湾居民来往大陆通行证1*******"),
        ("4111 1111 1111 1111", "411111**********"),
        ("4111111111111111", "411111**********"),
        ("810000199408230021", "810000************"),
        ("CHN310085010112", "CHN************"),
        ("110105491231002", "110105*********"),
    ],
)
def test_other_numbers_of_persons(text: str, shown: str):
    """Telephones, addresses, passports, permits, bank cards, numbers of 15 digits."""
    assert mask_personal_data(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "12441500196720244T",
        "12441500196720244T3442199806003",
        "11440000696453330X2440104012001",
        "114400007251072272",
        "442199806003",
        "511A0138000000-511600000000-000-11440000696453330X-1-00",
        "G-000007-001",
        "XK12345678",
        "682364679",
        "C03636044",  # an organisation code
        "2026-11-20T09:00:00+08:00",
        "20261120 20261121",
        "2026-01-01 12345",
        "http://x.gov.cn/202203/t20220311_10491827.html",
        "010-12345678",
        "6222020000000000001",  # fails its check digit
        "20个工作日",
    ],
)
def test_codes_and_dates_are_shown(text: str):
    """What is no personal data stays readable."""
    assert mask_personal_data(text) == text


def test_nothing_of_the_real_lists_is_masked(real_data: Path):
    """No code, name, limit or date of 1,989 real items looks like personal data."""

    def iter_texts() -> Iterator[str]:
        for name in ("codes", "time_strings", "materials", "fees"):
            with (real_data / f"{name}.csv").open(encoding="utf-8-sig") as file:
                for row in csv.DictReader(file):
                    yield from filter(None, row.values())
        for name in ("items", "delegations", "anomalies"):
            text = (real_data / f"{name}.jsonl").read_text("utf-8")
            yield from text.splitlines()

    changed = [text for text in iter_texts() if mask_personal_data(text) != text]
    assert changed == []


def test_numbers_of_a_spreadsheet():
    """A number that is personal data becomes a masked text; another number stays."""
    assert mask_number(110105194912310038) == MASKED
    assert mask_number(13800138000.0) == "138********"
    assert mask_number(float("nan")) != mask_number(float("nan"))
    assert mask_number(365) == 365
    found = finding("ZWIT003", (0, "x"), value=110105194912310038)
    assert "1949" not in found.message_zh


def test_every_report_and_every_error_is_masked():
    """Messages, data, paths, JSON, HTML, SARIF, CSV, repr, tracebacks, pickles."""
    found = finding("ZWLM001", (0, f"列{NUMBER}"), text=[{"a": (NUMBER,)}, NUMBER])
    report = Report([found])
    shown = [
        repr(found),
        report.to_json(),
        report.to_html(),
        json.dumps(report.to_sarif("x")),
        report.to_csv(),
        report.to_text(),
        report._repr_html_(),
        str(report.to_dicts()),
    ]
    with pytest.raises(InputError) as caught:
        uscc.validate(f"{NUMBER}0")
    error = caught.value
    shown += [repr(error), str(error), "".join(traceback.format_exception(error))]
    own = InputError("坏", "bad", [Problem(("a",), f"值 {NUMBER}", f"value {NUMBER}")])
    shown += [str(pickle.loads(pickle.dumps(error))), str(own.problems)]
    assert not any(NUMBER in text for text in shown)


def test_a_caller_adds_patterns():
    """A pattern is an argument of a report; nothing global changes."""
    report = Report([finding("ZWLM001", (0, "户号8812"), text="户号8812")])
    masked = report.masked(r"户号\d+")
    assert "8812" not in masked.to_json()
    assert "8812" in report.to_json()
    with pytest.raises(InputError, match="正则"):
        report.masked("(")


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "a@", NUMBER, "13800138000 ", "19900101", "E1234567", "护照"]
)
def test_masking_takes_linear_time(piece: str):
    """Four times the text takes about four times as long, and never sixteen times."""

    def measure(length: int) -> float:
        text = piece * (length // len(piece))
        start = time.perf_counter()
        mask_personal_data(text)
        return time.perf_counter() - start

    short = min(measure(5_000) for _ in range(3))
    long = min(measure(20_000) for _ in range(3))
    assert long < 10 * short + 0.05


def test_check_digits():
    """Independent examples: GB 11643 annex, ISO/IEC 7812 test cards."""
    assert compute_resident_digit(NUMBER[:-1]) == "X"
    assert passes_luhn("5555555555554444")
    assert not passes_luhn("5555555555554445")


@pytest.mark.parametrize("province", ["19", "99", "00", "60"])
def test_a_number_of_no_province(province: str):
    """No province has the code 19 or 99 (GB/T 2260), of any year; the number is masked."""
    body = f"{province}010119900101123"
    number = body + compute_resident_digit(body)
    assert not resident_id.is_valid(number)
    assert resident_id.check(number)
    assert resident_id.is_valid(
        "31" + number[2:-1] + compute_resident_digit("31" + body[2:])
    )
    with pytest.raises(InputError):
        resident_id.validate(number)


def test_placeholders_are_no_credit_codes():
    """Registrar 0 and division 000000 do not exist, nor category 4 of registrar 4."""
    for code in ("0" * 18, "44" + "110105" + "00000000" + "0" * 2):
        correct = code[:17] + compute_credit_digit(code[:17])
        assert not uscc.is_valid(correct)
        assert [f.code for f in uscc.check(correct)] == ["ZWCD001"]
        assert read_code(correct).valid is False
        with pytest.raises(InputError):
            uscc.validate(correct)
    assert uscc.is_valid("12441500196720244T")


@pytest.mark.parametrize(
    "code",
    [
        "12441500196720244T3442199806003",
        "12441500196720244T",
        "442199806003",
        "511A0138000000",
        "G-000007-001",
        "XK12345678",
        "511A0138000000-511600000000-000-11440000696453330X-1-00",
    ],
)
def test_width_and_invisible_characters_make_no_other_code(code: str):
    """Full-width and invisible characters give the kind and the canonical form of the code."""
    plain = read_code(code)
    for text in (widen(code), f"\u202d{code}\u202c", f" {code}\ufeff"):
        reading = read_code(text)
        assert (reading.kind, reading.valid) == (plain.kind, plain.valid)
        assert reading.canonical == plain.canonical
