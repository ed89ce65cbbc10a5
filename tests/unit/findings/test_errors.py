"""The error classes: their tree, their messages, pickling."""

from __future__ import annotations

import copy
import pickle
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest

from zhengwu.findings import errors, finding

TREE_DAY = date(2027, 1, 4)
COVERAGE = (date(2004, 1, 1), date(2026, 12, 31))
EXAMPLES: dict[str, Any] = {
    "CalendarRangeError": errors.CalendarRangeError("CN", TREE_DAY, COVERAGE),
    "ChecksumError": errors.ChecksumError("uscc", "11440300007542785T", "U"),
    "ClockError": errors.ClockError(
        "not_suspended",
        datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=8))),
        "没有暂停",
        "the clock is not suspended",
    ),
    "CodeFormatError": errors.CodeFormatError(
        "uscc", "1", "应为 18 位", "18 characters"
    ),
    "FindingError": errors.FindingError(finding("ZWLM001", (1,), text="x")),
    "FindingsError": errors.FindingsError([finding("ZWLM001", (1,), text="x")]),
    "InputError": errors.InputError("有误", "wrong"),
    "LegalBasisMissingError": errors.LegalBasisMissingError("取水许可"),
    "MissingExtraError": errors.MissingExtraError("excel", "python-calamine"),
    "UnknownCodeError": errors.UnknownCodeError("行使层级", "9", ["1", "2"]),
    "ZhengwuError": errors.ZhengwuError("错", "wrong"),
}


def test_the_tree_in_the_docstring_is_the_tree():
    """The tree in the docstring equals the class hierarchy."""

    def lines(cls: type, depth: int) -> list[str]:
        others = [b.__name__ for b in cls.__bases__ if b.__name__ not in errors.__all__]
        name = cls.__name__ + (f"({others[0]})" if others else "")
        tree = ["    " * depth + name]
        children = [c for c in cls.__subclasses__() if c.__name__ in errors.__all__]
        for child in sorted(children, key=lambda c: c.__name__):
            tree += lines(child, depth + 1)
        return tree

    tree = [*lines(errors.ZhengwuError, 1), *lines(errors.ZhengwuWarning, 1)]
    assert errors.__doc__ is not None
    printed = errors.__doc__.split("::\n\n", 1)[1].rstrip().splitlines()
    assert [
        line.replace("ExceptionGroup[FindingError]", "ExceptionGroup") for line in tree
    ] == printed


def test_every_error_has_an_example_here():
    """Every public error class has an example, so the tests below cover them all."""
    names = {
        n for n in errors.__all__ if issubclass(getattr(errors, n), errors.ZhengwuError)
    }
    assert names == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_errors_survive_pickling_and_copying(name: str):
    """Pickling and copying keep the attributes and both messages."""
    error = EXAMPLES[name]
    for twin in (
        pickle.loads(pickle.dumps(error)),
        copy.copy(error),
        copy.deepcopy(error),
    ):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert twin.message_zh == error.message_zh
        assert {k: str(v) for k, v in vars(twin).items()} == {
            k: str(v) for k, v in vars(error).items()
        }


@pytest.mark.parametrize("name", EXAMPLES)
def test_errors_speak_both_languages(name: str):
    """The text of an error contains both the Chinese and the English message."""
    error = EXAMPLES[name]
    assert error.message_zh in str(error)
    assert error.message_en in str(error)


def test_errors_are_the_fitting_builtins():
    """Every error can be caught as the fitting built-in error."""
    assert issubclass(errors.InputError, ValueError)
    assert issubclass(errors.CalendarRangeError, LookupError)
    assert issubclass(errors.MissingExtraError, ImportError)
    assert issubclass(errors.FindingsError, ExceptionGroup)
    assert issubclass(errors.ZhengwuDeprecationWarning, DeprecationWarning)


def test_except_star_loses_nothing():
    """Unhandled findings propagate; each finding is handled once."""
    empty, unreadable = finding("ZWIO006", ()), finding("ZWLM001", (3,), text="x")
    group = errors.FindingsError([empty, unreadable])

    def handle(error: Exception, kind: type[Exception], *, again: bool) -> None:
        try:
            raise error
        except* kind:
            if again:
                raise

    with pytest.raises(errors.FindingsError) as caught:
        handle(group, ValueError, again=True)
    assert caught.value.findings == (empty, unreadable)
    findings = errors.FindingsError([empty, unreadable])
    outer = ExceptionGroup("outer", [findings, KeyError(1)])
    with pytest.raises(ExceptionGroup) as mixed:
        handle(outer, KeyError, again=False)
    assert [len(e.exceptions) for e in mixed.value.exceptions] == [2]
    match, _ = group.split(lambda e: e is group.exceptions[0])
    assert match is not None
    assert match.exceptions[0] is group.exceptions[0]


def test_notes_are_kept():
    """A note added to the error survives pickling."""
    error = errors.FindingsError([finding("ZWIO006", ())])
    error.add_note("in 清单.jsonl")
    assert pickle.loads(pickle.dumps(error)).__notes__ == ["in 清单.jsonl"]
