"""Tables that a person writes or that ship: TOML and CSV, read strictly.

Nothing is coerced, no key is ignored; all problems of a table are reported at once, each
with its path.
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
)  # what cattrs says, which has no other language
_LISTED = 20  # problems that one message lists


_COMMENT = "#"


def read_data(package: str, name: str) -> str:
    """Text of the file `name` in the folder ``data`` of a package.

    Raises:
        FileNotFoundError: There is no such file.
    """
    data = get_data(package, f"data/{name}")
    if data is None:
        raise FileNotFoundError(name)
    return data.decode("utf-8")


def read_rows(package: str, name: str) -> Iterator[dict[str, str]]:
    """Rows of a CSV table; lines that begin with ``#`` say what the table is."""
    import csv

    lines = read_data(package, name).splitlines()
    yield from csv.DictReader(line for line in lines if not line.startswith(_COMMENT))


def read_header(package: str, name: str) -> dict[str, str]:
    """What a CSV table says of itself: ``# key: value`` in its first lines."""
    header: dict[str, str] = {}
    for line in read_data(package, name).splitlines():
        if not line.startswith(_COMMENT):
            break
        key, _, value = line.lstrip("# ").partition(":")
        header[key.strip()] = value.strip()
    return header


def shipped(package: str, name: str) -> dict[str, Any]:
    """Read a TOML table that ships in `package`."""
    import tomllib

    return tomllib.loads(read_data(package, name))


def parse_toml(text: str, source: str) -> dict[str, Any]:
    """Read TOML text.

    Raises:
        InputError: Not TOML; the line is named.
    """
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(
            f"{source} 不是合格的 TOML:{error}", f"{source} is not valid TOML: {error}"
        ) from None


def structure(data: object, into: type[_T], source: str) -> _T:
    """Turn plain data into `into`, strictly.

    Raises:
        InputError: Every problem found, each with its path.
    """
    return structure_with(_converter(), data, into, source)


def structure_with(
    converter: Converter, data: object, into: type[_T], source: str
) -> _T:
    """As `structure`, with a converter that knows more types.

    Raises:
        InputError: Every problem found, each with its path.
    """
    from cattrs import transform_error
    from cattrs.v import format_exception

    def said(lang: Lang) -> Callable[[BaseException, type | None], str]:
        def say(error: BaseException, wanted: type | None) -> str:
            if isinstance(error, ZhengwuError):
                return error.message_zh if lang == "zh" else error.message_en
            found = format_exception(error, wanted)
            if lang == "zh":
                for en, zh in _IN_CHINESE:
                    found = found.replace(en, zh)
            return found

        return say

    def problems(error: Exception, lang: Lang) -> str:
        found = transform_error(error, path=source, format_exception=said(lang))
        more = [f"… (+{len(found) - _LISTED})"] if len(found) > _LISTED else []
        return "; ".join([*found[:_LISTED], *more])

    try:
        return converter.structure(data, into)
    except Exception as error:  # noqa: BLE001  # cattrs groups whatever was raised
        zh, en = problems(error, "zh"), problems(error, "en")
    raise InputError(f"{source} 不合要求:{zh}", f"{source} is unusable: {en}")


@cache
def _converter() -> Converter:
    return strict_converter()


def strict_converter(*, quick: bool = False) -> Converter:
    """A converter that coerces nothing and ignores no key.

    Args:
        quick: Whether it stops at the first problem and does not say where; for many
            records, with another one to say what is wrong with the few.
    """
    from cattrs import Converter
    from cattrs.cols import list_structure_factory

    converter = Converter(
        forbid_extra_keys=True, detailed_validation=not quick, omit_if_default=True
    )
    for exact in (str, int, bool, float, date):
        converter.register_structure_hook(exact, _require_exactly)
    converter.register_structure_hook(TextEnum, _to_member)

    def lists(wanted: Any) -> Any:
        entries = list_structure_factory(wanted, converter)

        def structure(value: object, into: Any) -> Any:
            if not isinstance(value, list):  # a text would be taken letter by letter
                raise not_a_list(value)
            return entries(value, into)

        return structure

    converter.register_structure_hook_factory(_is_list, lists)
    return converter


def _to_member(value: object, wanted: Any) -> TextEnum:
    try:
        member: TextEnum = wanted(value)
    except (TypeError, ValueError):
        known = [str(member.value) for member in wanted]
        raise InputError(
            f"应为 {'、'.join(known)} 之一,现为 {value!r}",
            f"expected one of {', '.join(known)}, got {value!r}",
        ) from None
    return member


def _is_list(wanted: Any) -> bool:
    origin: Any = get_origin(wanted)
    return origin is list


def _require_exactly(value: object, wanted: type[_T]) -> _T:
    if type(value) is not wanted:
        raise InputError(
            f"应为 {wanted.__name__},现为 {value!r}",
            f"expected {wanted.__name__}, got {value!r}",
        )
    return value


def not_a_list(value: object) -> InputError:
    """What to raise where a list belongs."""
    return InputError(f"应为列表,现为 {value!r}", f"expected a list, got {value!r}")
