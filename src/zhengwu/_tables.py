"""Strict reading of TOML and CSV tables, shipped with the library or written by users.

No value is coerced and no key is ignored. All problems of a table are reported together,
each with its path.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pkgutil import get_data
from typing import TYPE_CHECKING, Any, TypeVar, get_origin

from zhengwu._errors import InputError, Problem, ZhengwuError
from zhengwu._text import Lang, Text, TextEnum

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cattrs import Converter

_T = TypeVar("_T")
_MOST_LISTED = 20  # problems listed in a single message


_COMMENT = "#"
_MOST_PARTS = 100  # parts of a dotted key
_TOML_STRINGS = r"\"(?:[^\"\\]|\\.)*\"|'[^']*'"


def read_data(package: str, name: str) -> str:
    """Read the file `name` in the folder ``data`` of a package.

    Raises:
        FileNotFoundError: The package has no such file.
    """
    data = get_data(package, f"data/{name}")
    if data is None:
        raise FileNotFoundError(name)
    return data.decode("utf-8")


def read_rows(package: str, name: str) -> Iterator[dict[str, str]]:
    """Iterate over the rows of a CSV table, skipping comment lines that begin with ``#``."""
    import csv

    lines = read_data(package, name).splitlines()
    yield from csv.DictReader(line for line in lines if not line.startswith(_COMMENT))


def read_header(package: str, name: str) -> dict[str, str]:
    """Read the metadata of a CSV table: ``# key: value`` in its first lines."""
    header: dict[str, str] = {}
    for line in read_data(package, name).splitlines():
        if not line.startswith(f"{_COMMENT} "):
            break
        key, _, value = line.lstrip("# ").partition(":")
        header[key.strip()] = value.strip()
    return header


def shipped(package: str, name: str) -> dict[str, Any]:
    """Read a TOML table shipped in `package`."""
    import tomllib

    return tomllib.loads(read_data(package, name))


def parse_toml(text: str, source: str) -> dict[str, Any]:
    """Read TOML text.

    Raises:
        InputError: The text is not TOML, and the message names the line; or is no text.
    """
    import tomllib

    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers may not use a type checker
        given = type(text).__name__
        raise InputError(
            f"{source} 应为 TOML 文字,现为 {given};文件请先读成文字",
            f"{source} must be TOML text, not {given}; read a file into text first",
        )
    _refuse_long_keys(text, source)
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(
            f"{source} 不是合格的 TOML:{error}", f"{source} is not valid TOML: {error}"
        ) from None


def _refuse_long_keys(text: str, source: str) -> None:
    """Refuse keys of very many parts, for which `tomllib` needs more than linear time."""
    if text.count(".") <= _MOST_PARTS:
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > _MOST_PARTS:
            bare = re.sub(_TOML_STRINGS, "", line).partition(_COMMENT)[0]
            if bare.count(".") > _MOST_PARTS:
                raise InputError(
                    f"{source} 不是合格的 TOML:第 {number} 行的键多于 {_MOST_PARTS} 段",
                    f"{source} is not valid TOML: a key in line {number} has more than "
                    f"{_MOST_PARTS} parts",
                )


def structure(data: object, into: type[_T], source: str) -> _T:
    """Convert plain data to the type `into`, strictly.

    Raises:
        InputError: The data is unusable; the message lists each problem with its path.
    """
    try:
        return _get_converter().structure(data, into)
    except Exception as error:  # noqa: BLE001  # cattrs raises groups of any error
        problems = tuple(_iter_problems(error, (), into))
    raise refuse_problems(problems, source)


def refuse_problems(problems: Sequence[Problem], source: str) -> InputError:
    """The error that lists the problems of a source, each with its path."""

    def list_problems(lang: Lang) -> str:
        shown = [
            f"{Text(problem.zh, problem.en).say(lang)} @ {_write_path(source, problem.path)}"
            for problem in problems[:_MOST_LISTED]
        ]
        rest = len(problems) - len(shown)
        return "; ".join([*shown, f"… (+{rest})"] if rest else shown)

    return InputError(
        f"{source} 不合要求:{list_problems('zh')}",
        f"{source} is unusable: {list_problems('en')}",
        problems,
    )


def _write_path(source: str, path: Sequence[str | int]) -> str:
    return source + "".join(
        f".{step}" if isinstance(step, str) and step.isidentifier() else f"[{step!r}]"
        for step in path
    )


def _iter_problems(
    error: BaseException, path: tuple[str | int, ...], expected: Any
) -> Iterator[Problem]:
    """The leaves of the groups that cattrs raises, each with its path."""
    from cattrs.errors import ClassValidationError, IterableValidationError

    if not isinstance(error, ClassValidationError | IterableValidationError):
        yield from _describe_leaf(error, path, expected)
        return
    noted, plain = error.group_exceptions()
    for each, note in noted:
        step: Any = getattr(note, "name", None) or getattr(note, "index", 0)
        yield from _iter_problems(each, (*path, step), note.type)
    for each in plain:
        yield from _iter_problems(each, path, None)


def _describe_leaf(
    error: BaseException, path: tuple[str | int, ...], expected: Any
) -> Iterator[Problem]:
    """Say what an error means, by its class and never by its wording."""
    from cattrs.errors import ForbiddenExtraKeysError

    if isinstance(error, InputError):
        for problem in error.problems:
            yield problem._replace(path=(*path, *problem.path))
    elif isinstance(error, ZhengwuError):
        yield Problem(path, error.message_zh, error.message_en)
    elif isinstance(error, ForbiddenExtraKeysError):
        keys = sorted(map(str, error.extra_fields))
        yield Problem(
            path,
            f"有不认识的项:{'、'.join(keys)}",
            f"keys that are not known: {', '.join(keys)}",
        )
    elif isinstance(error, KeyError):
        yield Problem(path, "缺少必填项", "a required key is missing")
    else:
        name = getattr(expected, "__name__", None) or repr(expected)
        yield Problem(
            path, f"值不合要求,应为 {name}", f"unusable value, expected {name}"
        )


@cache
def _get_converter() -> Converter:
    """The converter that coerces no value and ignores no key."""
    from cattrs import Converter
    from cattrs.cols import list_structure_factory

    converter = Converter(forbid_extra_keys=True, omit_if_default=True)
    for exact in (str, int, bool, float, date):
        converter.register_structure_hook(exact, _require_exactly)
    converter.register_structure_hook(TextEnum, _to_member)

    def make_list_hook(expected: Any) -> Any:
        structure_entries = list_structure_factory(expected, converter)

        def structure(value: object, into: Any) -> Any:
            if not isinstance(value, list):  # a string would be split into characters
                raise _make_list_error(value)
            return structure_entries(value, into)

        return structure

    converter.register_structure_hook_factory(_is_list, make_list_hook)
    return converter


def _to_member(value: object, enum: Any) -> TextEnum:
    try:
        member: TextEnum = enum(value)
    except (TypeError, ValueError):
        known = [str(member.value) for member in enum]
        raise InputError(
            f"应为 {'、'.join(known)} 之一,现为 {value!r}",
            f"expected one of {', '.join(known)}, got {value!r}",
        ) from None
    return member


def _is_list(expected: Any) -> bool:
    origin: Any = get_origin(expected)
    return origin is list


def _require_exactly(value: object, expected: type[_T]) -> _T:
    if type(value) is not expected:
        raise InputError(
            f"应为 {expected.__name__},现为 {value!r}",
            f"expected {expected.__name__}, got {value!r}",
        )
    return value


def _make_list_error(value: object) -> InputError:
    """Build the error for a value that should be a list."""
    return InputError(f"应为列表,现为 {value!r}", f"expected a list, got {value!r}")
