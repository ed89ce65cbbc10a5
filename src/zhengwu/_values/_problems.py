"""Errors of values: what a place may hold, what it holds, and where it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from zhengwu._errors import InputError, Problem
from zhengwu._masking import mask_personal_data
from zhengwu._text import safe_repr

_LONGEST_SHOWN: Final = 80


def show(value: object) -> str:
    """A value as messages quote it: short, and without numbers of residents."""
    text = mask_personal_data(safe_repr(value))
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"


def refuse(expected_zh: str, expected_en: str, value: object) -> InputError:
    """The error for a value of the wrong type, before its field is known."""
    zh, en = (
        f"应为{expected_zh},现为 {show(value)}",
        (f"must be {expected_en}, not {show(value)}"),
    )
    return InputError(zh, en, [Problem((), zh, en, value)])


def refuse_depth(deepest: int | None = None) -> InputError:
    """The error for a value that is nested too deeply.

    Args:
        deepest: Maximum nesting; None if it depends on the value.
    """
    zh = f"嵌套超过 {deepest} 层" if deepest else "嵌套层数过多"
    zh += ";请减少层数,或改为文字保存"
    en = (
        f"is nested more than {deepest} levels deep"
        if deepest
        else "is nested too deeply"
    )
    en += "; use fewer levels, or store it as text"
    return InputError(zh, en, [Problem((), zh, en)])


def nest(error: InputError, *steps: str | int) -> list[Problem]:
    """The problems of an error, with their paths put under `steps`."""
    return [p._replace(path=(*steps, *p.path)) for p in error.problems]


def hide(
    problems: Sequence[Problem], private: AbstractSet[str], names: tuple[str, str]
) -> list[Problem]:
    """The same problems; those of a private field say what is due, not what is there."""
    zh, en = names
    hidden = Problem(
        (),
        f"应为{zh}(原值涉及个人,不显示)",
        f"must be {en} (what is there is personal and not shown)",
    )
    return [
        hidden._replace(path=problem.path)
        if len(problem.path) == 1 and problem.path[0] in private
        else problem
        for problem in problems
    ]


def join_problems(problems: Sequence[Problem]) -> InputError:
    """One error for several problems, each named with its path."""

    def say(lang: int) -> str:
        return "; ".join(
            f"{_write_steps(p.path)} {(p.zh, p.en)[lang]}".strip() for p in problems
        )

    return InputError(say(0), say(1), problems)


def _write_steps(path: Iterable[str | int]) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def unwritable(value: object) -> InputError:
    """The error for a value that cannot be written as plain data."""
    return InputError(
        f"{show(value)} 没有书面形式,不能写出;请用数据代替函数或自定义对象",
        f"{show(value)} has no written form; use data in place of a function or an "
        "object of your own",
    )
