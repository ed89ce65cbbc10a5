"""The error classes, defined below every package that raises them.

The classes are public through `zhengwu.findings.errors`, which prints the tree. Every
error stores its message in both languages and the values quoted in it. Every error can be
pickled and copied.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from zhengwu._masking import mask_personal_data


def rebuild_error(
    cls: type[ZhengwuError], args: tuple[Any, ...], state: dict[str, Any]
) -> ZhengwuError:
    """Rebuild an error from its parts, for pickle and copy."""
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class ZhengwuError(Exception):
    """Any error of this library (政务库错误). Personal data in its messages are masked.

    Attributes:
        message_zh: The problem and its remedy, in Chinese.
        message_en: The problem and its remedy, in English.
    """

    def __init__(self, message_zh: str, message_en: str) -> None:
        message_zh = mask_personal_data(message_zh)
        message_en = mask_personal_data(message_en)
        super().__init__(message_zh, message_en)
        self.message_zh = message_zh
        self.message_en = message_en

    def __str__(self) -> str:
        return f"{self.message_zh} / {self.message_en}"

    def __reduce__(self) -> tuple[Any, ...]:
        return rebuild_error, (type(self), self.args, dict(self.__dict__))


class Problem(NamedTuple):
    """Problem of an input (输入问题): what is wrong with a single place.

    Attributes:
        path: Field names and positions from the value that was given.
        zh: The problem and its remedy, in Chinese.
        en: The same in English.
        value: The value in that place; None where the place is empty.
    """

    path: tuple[str | int, ...]
    zh: str
    en: str
    value: object = None


def _mask_problem(problem: Problem) -> Problem:
    """The problem with masked messages; its value stays what the caller passed."""
    zh, en = mask_personal_data(problem.zh), mask_personal_data(problem.en)
    return problem._replace(zh=zh, en=en)


class InputError(ZhengwuError, ValueError):
    """A value that cannot be used (输入有误).

    Attributes:
        problems: Each problem with its path, so that a form can show
            each at its field.
    """

    def __init__(
        self, message_zh: str, message_en: str, problems: Sequence[Problem] = ()
    ) -> None:
        super().__init__(message_zh, message_en)
        own = Problem((), self.message_zh, self.message_en)
        masked = tuple(_mask_problem(problem) for problem in problems)
        self.problems: tuple[Problem, ...] = masked or (own,)


class CodeFormatError(InputError):
    """A code whose length, alphabet or layout is wrong (代码格式有误).

    Attributes:
        kind: Which code was expected, such as ``"uscc"``.
        value: The text that was given.
    """

    def __init__(self, kind: str, value: str, problem_zh: str, problem_en: str) -> None:
        super().__init__(
            f"{kind} {value!r}:{problem_zh}", f"{kind} {value!r}: {problem_en}"
        )
        self.kind = kind
        self.value = value


class ChecksumError(InputError):
    """A code whose check digit does not match (校验码不符).

    Attributes:
        kind: Which code was expected, such as ``"uscc"``.
        value: The text that was given.
        expected: The check digit that the other characters call for.
    """

    def __init__(self, kind: str, value: str, expected: str) -> None:
        super().__init__(
            f"{kind} {value!r}:校验码应为 {expected},现为 {value[-1:]};请核对登记证",
            f"{kind} {value!r}: check digit should be {expected}, is {value[-1:]}; "
            "compare with the certificate",
        )
        self.kind = kind
        self.value = value
        self.expected = expected


class UnknownCodeError(InputError):
    """A code missing from its code list (代码表中没有).

    Attributes:
        scheme: Name of the code list.
        value: The code that was looked up.
        known: Codes of the list.
    """

    def __init__(self, scheme: str, value: str, known: Sequence[str]) -> None:
        listed = "、".join(known) or "(空)"
        super().__init__(
            f"{scheme} 中没有 {value!r};已有:{listed}",
            f"{scheme} has no {value!r}; known: " + (", ".join(known) or "(nothing)"),
        )
        self.scheme = scheme
        self.value = value
        self.known: tuple[str, ...] = tuple(known)


class CalendarRangeError(ZhengwuError, LookupError):
    """A day outside the range that the calendar covers (超出日历范围).

    Attributes:
        calendar: Name of the calendar.
        day: The day asked about, or the first uncovered day that the answer needs.
        coverage: First and last covered day.
    """

    def __init__(self, calendar: str, day: date, coverage: tuple[date, date]) -> None:
        first, last = coverage
        super().__init__(
            f"日历 {calendar} 只覆盖 {first} 至 {last},不能回答 {day};"
            "放假通知公布后请更新数据,或用 projected=True 接受推算",
            f"calendar {calendar} covers {first} to {last} and cannot answer for "
            f"{day}; update the data once the notice is out, or accept projections "
            "with projected=True",
        )
        self.calendar = calendar
        self.day = day
        self.coverage = coverage


class ClockError(ZhengwuError, RuntimeError):
    """A clock operation that the rules forbid (计时操作不允许).

    Attributes:
        rule: Name of the rule that forbids the operation, such as ``"not_suspended"``.
        at: Instant of the operation.
    """

    def __init__(
        self, rule: str, at: datetime, message_zh: str, message_en: str
    ) -> None:
        super().__init__(
            f"{at.isoformat()}:{message_zh}[{rule}]",
            f"{at.isoformat()}: {message_en} [{rule}]",
        )
        self.rule = rule
        self.at = at


class LegalBasisMissingError(ZhengwuError, LookupError):
    """A rule or item without the legal basis that it must cite (缺少依据).

    Attributes:
        subject: Name of the rule or item without a basis.
    """

    def __init__(self, subject: str) -> None:
        super().__init__(
            f"{subject} 没有依据;请写明法律、法规或规章的名称和条款",
            f"{subject} has no legal basis; give the title and article of the law, "
            "regulation or rule",
        )
        self.subject = subject


class MissingExtraError(ZhengwuError, ImportError):
    """An optional dependency that is not installed (缺少可选依赖).

    Attributes:
        extra: The extra to install.
        package: The package that could not be imported.
    """

    def __init__(self, extra: str, package: str) -> None:
        command = f"pip install 'zhengwu[{extra}]'"
        super().__init__(
            f"需要 {package}:{command}",
            f"{package} is needed: {command}",
        )
        self.extra = extra
        self.package = package


class ZhengwuWarning(UserWarning):
    """Any warning of this library (政务库警告)."""


class ZhengwuDeprecationWarning(ZhengwuWarning, DeprecationWarning):
    """A name that will be removed (即将弃用)."""
