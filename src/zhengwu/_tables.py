"""Strict reading of TOML and CSV tables, shipped with the library or written by users.

No value is coerced and no key is ignored. All problems of a table are reported together,
each with its path.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pkgutil import get_data
from typing import TYPE_CHECKING, Any, TypeVar, get_origin

from zhengwu._errors import InputError, ZhengwuError
from zhengwu._text import Lang, TextEnum

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cattrs import Converter

_T = TypeVar("_T")
_IN_CHINESE = (
    ("required field missing", "缺少必填项"),
    ("extra fields found", "有不认识的项"),
    ("invalid value for type, expected", "值的类型不对,应为"),
    ("invalid type, expected", "类型不对,应为"),
    ("unknown error", "不能使用"),
)  # cattrs writes its messages in English only
_MOST_LISTED = 20  # problems listed in a single message


_COMMENT = "#"


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
        if not line.startswith(_COMMENT):
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
        InputError: The text is not TOML; the message names the line.
    """
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(
            f"{source} 不是合格的 TOML:{error}", f"{source} is not valid TOML: {error}"
        ) from None


def structure(data: object, into: type[_T], source: str) -> _T:
    """Convert plain data to the type `into`, strictly.

    Raises:
        InputError: The data is unusable; the message lists each problem with its path.
    """
    return structure_with(_get_converter(), data, into, source)


def structure_with(
    converter: Converter, data: object, into: type[_T], source: str
) -> _T:
    """Convert like `structure`, with a converter that handles more types.

    Raises:
        InputError: The data is unusable; the message lists each problem with its path.
    """
    from cattrs import transform_error
    from cattrs.v import format_exception

    def formatter(lang: Lang) -> Callable[[BaseException, type | None], str]:
        def describe(error: BaseException, expected: type | None) -> str:
            if isinstance(error, ZhengwuError):
                return error.message_zh if lang == "zh" else error.message_en
            message = format_exception(error, expected)
            if lang == "zh":
                for en, zh in _IN_CHINESE:
                    message = message.replace(en, zh)
            return message

        return describe

    def list_problems(error: Exception, lang: Lang) -> str:
        problems = transform_error(error, path=source, format_exception=formatter(lang))
        rest = len(problems) - _MOST_LISTED
        more = [f"… (+{rest})"] if rest > 0 else []
        return "; ".join([*problems[:_MOST_LISTED], *more])

    try:
        return converter.structure(data, into)
    except Exception as error:  # noqa: BLE001  # cattrs raises groups of any error
        zh, en = list_problems(error, "zh"), list_problems(error, "en")
    raise InputError(f"{source} 不合要求:{zh}", f"{source} is unusable: {en}")


@cache
def _get_converter() -> Converter:
    return strict_converter()


def strict_converter(*, quick: bool = False) -> Converter:
    """Build a converter that coerces no value and ignores no key.

    Args:
        quick: Whether the converter stops at the first problem without its path. Use a
            quick converter for many records, and a detailed converter for the few
            records that fail.
    """
    from cattrs import Converter
    from cattrs.cols import list_structure_factory

    converter = Converter(
        forbid_extra_keys=True, detailed_validation=not quick, omit_if_default=True
    )
    for exact in (str, int, bool, float, date):
        converter.register_structure_hook(exact, _require_exactly)
    converter.register_structure_hook(TextEnum, _to_member)

    def make_list_hook(expected: Any) -> Any:
        structure_entries = list_structure_factory(expected, converter)

        def structure(value: object, into: Any) -> Any:
            if not isinstance(value, list):  # a string would be split into characters
                raise not_a_list(value)
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


def not_a_list(value: object) -> InputError:
    """Build the error for a value that should be a list."""
    return InputError(f"应为列表,现为 {value!r}", f"expected a list, got {value!r}")
