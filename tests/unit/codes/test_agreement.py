"""`check`, `is_valid` and `validate` of every identifier agree, whatever the value is."""

from __future__ import annotations

from types import ModuleType

import pytest

from zhengwu.codes import (
    basic_code,
    implementing_code,
    organisation_code,
    read_code,
    region_code,
    resident_id,
    uscc,
)
from zhengwu.findings import Report, Severity
from zhengwu.findings.errors import FindingsError, InputError

MODULES = (
    basic_code,
    implementing_code,
    organisation_code,
    region_code,
    resident_id,
    uscc,
)

# Right codes; codes with a wrong check digit, length, alphabet or level; other layouts.
TEXTS = (
    "12441500196720244T",
    "12441500196720244X",
    "1244-1500-196720244t",
    "11440300007542785T",
    "68236467-9",
    "682364678",
    "44010401200Y",
    "4401040120",
    "450103",
    "450103001002",
    "45",
    "12441500196720244T3442199806003",
    "12441500196720244t3442199806003",
    "12441500196720244T9442199806003",
    "11440300007542785T4440709003000",
    "511A0138000000-511602000000-000-115113010833722043-1-00",
    "11010519491231002X",
    "110105194912310021",
    "110105491231002",
    "1" * 30,
    "0" * 18,
    "",
    " - ",
    "\u200b",
    "无",
    "\ud800",
)


def is_accepted(module: ModuleType, text: object) -> bool:
    """Whether `validate` returns."""
    try:
        module.validate(text)
    except InputError:
        return False
    return True


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__.split(".")[-1])
def test_at_a_form_an_error_is_what_is_refused(module: ModuleType, text: str):
    """`validate` raises, `is_valid` is false and `check` has an error for the same codes."""
    errors = Report(module.check(text)).filter(at_least=Severity.ERROR)
    assert is_accepted(module, text) is module.is_valid(text) is (not errors)


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__.split(".")[-1])
def test_on_a_list_nothing_that_is_refused_is_advice(module: ModuleType, text: str):
    """Only a layout of a locality is accepted on a list and refused at a form."""
    reported = Report(module.check(text, profile="list"))
    local = module is implementing_code and module.match_dashed(text)
    if not module.is_valid(text) and not local:
        assert reported.worst is not None
        assert reported.worst >= Severity.WARNING


@pytest.mark.parametrize("text", [t for t in TEXTS if t], ids=ascii)
def test_recognition_at_a_form(text: str):
    """At a form, everything but a correct code of a known kind is an error."""
    on_list, at_form = read_code(text), read_code(text, profile="form")
    assert on_list.kind is at_form.kind
    assert on_list.valid is at_form.valid
    if at_form.valid:
        Report(at_form.findings).raise_for()
    elif {f.code for f in at_form.findings} - {"ZWCD005", "ZWCD010", "ZWIT009"}:
        with pytest.raises(FindingsError):
            Report(at_form.findings).raise_for()


@pytest.mark.parametrize(
    ("text", "code", "on_list", "at_form"),
    [
        ("12441500196720244X", "ZWCD002", "warning", "error"),
        ("1" * 30, "ZWCD003", "warning", "error"),
        ("", "ZWCD011", "error", "error"),
        ("--", "ZWCD011", "error", "error"),
    ],
)
def test_severity_by_profile(text: str, code: str, on_list: str, at_form: str):
    """A wrong check digit and an unknown layout are errors only where a person types."""
    graded = [
        (f.code, f.severity.value)
        for profile in ("list", "form")
        for f in read_code(text, profile=profile).findings
    ]
    assert graded == [(code, on_list), (code, at_form)]


def test_a_code_of_any_character_is_not_empty():
    """The near miss of an empty code: a single character has an unknown layout."""
    assert [f.code for f in implementing_code.check("1")] == ["ZWCD003"]
    assert [f.code for f in implementing_code.check("\u200b")] == ["ZWCD011"]


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__.split(".")[-1])
def test_an_unknown_profile_is_refused(module: ModuleType):
    """There are two profiles."""
    for text in ("12441500196720244T", ""):
        with pytest.raises(InputError, match="profile must be"):
            module.check(text, profile="strict")
        with pytest.raises(InputError, match="profile must be"):
            read_code(text, profile="strict")
