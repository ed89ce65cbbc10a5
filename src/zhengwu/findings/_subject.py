"""Checks answer with a finding where they are given an object of the wrong type."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec

from zhengwu._paths import Path
from zhengwu._text import quote_value
from zhengwu.findings._finding import Finding
from zhengwu.findings._registry import finding
from zhengwu.findings._report import Report

_P = ParamSpec("_P")


def refuse_type(value: object, expected: type, path: Path = ()) -> Finding:
    """The finding that a value is not of the expected type."""
    return finding(
        "ZWWO005",
        path,
        value=quote_value(value),
        type=type(value).__name__,
        expected=expected.__name__,
    )


def _is_of(value: object, expected: type) -> bool:
    """Whether a value is of a type; a text is no collection of records."""
    if expected is Iterable and isinstance(value, str | bytes):
        return False
    return isinstance(value, expected)


def check_of(
    *types: type,
) -> Callable[[Callable[_P, Report]], Callable[_P, Report]]:
    """Decorate a check: its first arguments must be of these types.

    Otherwise the report has a finding for each wrong argument, and nothing is checked.
    """

    def decorate(check: Callable[_P, Report]) -> Callable[_P, Report]:
        names = check.__code__.co_varnames[: len(types)]

        @wraps(check)
        def checked(*args: _P.args, **kwargs: _P.kwargs) -> Report:
            given = {**dict(zip(names, args, strict=False)), **kwargs}
            wrong = [
                refuse_type(given[name], expected, (name,))
                for name, expected in zip(names, types, strict=True)
                if name in given and not _is_of(given[name], expected)
            ]
            return Report(wrong) if wrong else check(*args, **kwargs)

        return checked

    return decorate
