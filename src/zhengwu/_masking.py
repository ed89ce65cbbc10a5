"""Masks personal data in any text that is shown: numbers of persons, and e-mail addresses.

Recognised are resident numbers of both generations, mobile telephones, bank cards,
passports, permits for travel and residence, and e-mail addresses: in any width, with blanks,
dashes or invisible characters inside, next to letters, several in a row. Credit
codes, codes of items and dates are shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from string import ascii_letters, digits
from typing import Final, NamedTuple, TypeAlias

from zhengwu._check_digits import (
    CREDIT_ALPHABET,
    PROVINCES,
    compute_credit_digit,
    compute_organisation_digit,
    compute_resident_digit,
    passes_luhn,
)

_SHORTEST: Final = 6  # characters of an e-mail address
_SHOWN: Final = 6  # leading characters that stay visible: the division code
_SHOWN_OF_PHONE: Final = 3
_OLDEST: Final = 1880  # an earlier year of birth means a serial number
_NUMBER: Final = 18  # characters
_OLD_NUMBER: Final = 15
_IMPLEMENTING: Final = (31, 33)  # lengths of codes that begin with a credit code
_LONGEST_CODE: Final = 40
_LETTERS_AND_DIGITS: Final = ascii_letters + digits

_INVISIBLE: Final = (
    *(0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
    *range(0xE0000, 0xE0080),
)
_DASHES: Final = (*range(0x2010, 0x2016), 0x2212, 0x30FC, 0xFE58, 0xFE63, 0xFF0D)
_BLANKS: Final = (0x09, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_FOLDED: Final = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_BLANKS, " "),
    **dict.fromkeys(_INVISIBLE),
}

_SUSPECT: Final = re.compile(r"\d(?:\D{0,4}\d){5}")  # six digits close to each other
_RESIDENT: Final = re.compile(  # perf: most digits stop at the century of the birth
    r"[1-9](?:[ -]{0,2}\d){5}[ -]{0,2}(?:1[ -]{0,2}[89]|2[ -]{0,2}0)"
    r"(?:[ -]{0,2}\d){9}[ -]{0,2}[\dXx]"
)
_OLD_RESIDENT: Final = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}[ -]{0,2}\d{6}[ -]{0,2}\d{3}(?![0-9A-Za-z])"
)
_MOBILE: Final = re.compile(
    r"(?<!\d)(?:(?:\+|00)?86[ -]{0,2})?"
    r"(?P<number>1[3-9]\d[ -]{0,2}\d{4}[ -]{0,2}\d{4})(?!\d)"
)
_CARD: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:[3-9]\d{14,18}"
    r"|[3-9]\d{3}(?P<gap>[ -]{1,2})\d{4}(?P=gap)\d{4}(?P=gap)\d{4}(?:(?P=gap)?\d{1,3})?)"
    r"(?![0-9A-Za-z])"
)
_ISSUER: Final = re.compile(
    r"62\d{14,17}\Z|955[89]\d{12,15}\Z|(?:4\d|5[1-5]|35)\d{14}\Z|3[47]\d{13}\Z"
)
_DOCUMENT: Final = re.compile(
    r"(?<![0-9A-Za-z_/])(?:[EGDSP](?:\d|[A-HJ-NP-Z])\d{7}|[HM]\d{8}(?:\d{2})?"
    r"|[CW](?:\d|[A-HJ-NP-Z])\d{7}|[LT]\d{8})(?![0-9A-Za-z_])",
    re.IGNORECASE,
)
_NEVER_AN_ORGAN: Final = "EHM"  # first letters of the documents in use today
_BEFORE_A_DAY: Final = "LT"  # as in t20260311, the name of a page
_NAMED_DOCUMENT: Final = re.compile(
    r"(?:护照|通行证|台胞证|回乡证|居住证|居留证|passport|permit)"
    r"(?: ?(?:号码|证号|号|no\.?|number))?[ :#为是]{0,4}"
    r"(?P<number>[A-Z]{0,3}\d{6,12}[A-Z]?)(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_DOCUMENT_NAME: Final = re.compile(r"[证照]|[Pp][AEae][SRsr]")
_CARD_OF_FOREIGNER: Final = re.compile(
    r"(?<![0-9A-Za-z])[A-Z]{3}\d{4}(?P<birth>\d{6})\d{2}(?![0-9A-Za-z])"
)
_ADDRESS: Final = re.compile(
    r"(?<![A-Za-z0-9_.+%-])(?P<name>[A-Za-z0-9_.+%-]+)@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)


class _Span(NamedTuple):
    """Characters to replace, and their replacement."""

    start: int
    end: int
    shown: str


_Finder: TypeAlias = Callable[[str], Iterator[_Span]]


def mask_personal_data(text: str, more: Iterable[re.Pattern[str]] = ()) -> str:
    """Mask personal data in a text.

    Args:
        text: The text.
        more: Patterns of further data; each match is replaced by asterisks.

    >>> mask_personal_data("身份证11010519491231002X,手机 138-0013-8000")
    '身份证110105************,手机 138********'
    """
    if _is_suspect(text):
        text = _mask(text, _FINDERS)
    for pattern in more:
        text = pattern.sub(lambda match: "*" * len(match[0]), text)
    return text


def _is_suspect(text: str) -> bool:
    """Whether a text may have personal data; perf: most texts of a list have none."""
    length = len(text)
    if length < _SHORTEST:
        return False
    if length in _IMPLEMENTING and text.isascii() and text.isalnum():
        return False
    return _SUSPECT.search(text) is not None or "@" in text or "\uff20" in text


def mask_number(value: float) -> float | str:
    """The masked text of a number that is personal data; else the number itself.

    >>> mask_number(110105194912310021), mask_number(365)
    ('110105************', 365)
    """
    try:
        text = str(int(value))
    except (ValueError, OverflowError):  # NaN, infinity, or too many digits to write
        return value
    masked = mask_personal_data(text)
    return value if masked == text else masked


def _mask(text: str, finders: tuple[_Finder, ...]) -> str:
    folded = text if text.isascii() else text.translate(_FOLDED)
    spans: list[_Span] = []
    for find in finders:
        matches = [*find(folded)]
        folded = _blot(folded, matches)  # a later finder must not read these again
        spans += matches
    if not spans:
        return text
    places: range | list[int] = range(len(text))
    if len(folded) < len(text):
        dropped = frozenset(map(chr, _INVISIBLE))
        places = [place for place, char in enumerate(text) if char not in dropped]
    parts: list[str] = []
    end = 0
    for span in sorted(spans):
        parts += (text[end : places[span.start]], span.shown)
        end = places[span.end - 1] + 1
    return "".join((*parts, text[end:]))


def _blot(text: str, spans: list[_Span]) -> str:
    """Replace every span by asterisks, without a change of length."""
    parts: list[str] = []
    place = 0
    for start, end, _ in spans:
        parts += (text[place:start], "*" * (end - start))
        place = end
    return "".join((*parts, text[place:])) if spans else text


def _hide(number: str, shown: int) -> str:
    return number[:shown] + "*" * (len(number) - shown)


def _keep_number(text: str) -> str:
    return text.replace(" ", "").replace("-", "")


def _find_residents(text: str) -> Iterator[_Span]:
    """Find numbers of 18 characters."""
    place = 0
    while match := _RESIDENT.search(text, place):
        start, end = match.span()
        number = _keep_number(match[0]).upper()
        if _is_born(number[6:14]) and _is_resident(text, match, number):
            yield _Span(start, end, _hide(number, _SHOWN))
            place = end
        else:
            place = start + 1


def _is_resident(text: str, match: re.Match[str], number: str) -> bool:
    """Whether a number with a date of birth is that of a resident.

    A number alone may have a wrong check character, if it is no credit code. A number with
    gaps, or next to letters or digits, must be correct in all its parts.
    """
    start, end = match.span()
    correct = number[-1] == compute_resident_digit(number[:-1])
    neighbours = text[start - 1 : start] + text[end : end + 1]
    alone = not any(char.isascii() and char.isalnum() for char in neighbours)
    if alone and len(match[0]) == _NUMBER:
        return correct or not _is_credit_code(number)
    province = number[1:3] if number[0] == "9" else number[:2]
    in_code = _count_run(text, start) in _IMPLEMENTING
    return correct and province in PROVINCES and not in_code


def _count_run(text: str, place: int) -> int:
    """Number of letters and digits around a place; at most twice the longest code."""
    first = max(0, place - _LONGEST_CODE)
    before = text[first:place]
    after = text[place : place + _LONGEST_CODE]
    return (
        len(after)
        - len(after.lstrip(_LETTERS_AND_DIGITS))
        + len(before)
        - len(before.rstrip(_LETTERS_AND_DIGITS))
    )


def _is_credit_code(number: str) -> bool:
    return (
        frozenset(CREDIT_ALPHABET).issuperset(number)
        and compute_credit_digit(number[:-1]) == number[-1]
    )


def _is_born(text: str) -> bool:
    """Whether eight digits are a day on which a living person can be born."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).year >= _OLDEST
    except ValueError:
        return False


def _find_old_residents(text: str) -> Iterator[_Span]:
    """Find numbers of 15 digits, of the first generation."""
    for match in _OLD_RESIDENT.finditer(text):
        number = _keep_number(match[0])
        known = number[:2] in PROVINCES or len(match[0]) == _OLD_NUMBER
        if known and _is_born("19" + number[6:12]):
            yield _Span(*match.span(), _hide(number, _SHOWN))


def _find_mobiles(text: str) -> Iterator[_Span]:
    for match in _MOBILE.finditer(text):
        if _count_run(text, match.start("number")) >= _NUMBER:
            continue  # digits of a credit code
        shown = _hide(_keep_number(match["number"]), _SHOWN_OF_PHONE)
        yield _Span(*match.span("number"), shown)


def _find_cards(text: str) -> Iterator[_Span]:
    for match in _CARD.finditer(text):
        number = _keep_number(match[0])
        if (
            _ISSUER.match(number)
            and passes_luhn(number)
            and not (len(number) == _NUMBER and _is_credit_code(number))
        ):
            yield _Span(*match.span(), _hide(number, _SHOWN))


def _find_documents(text: str) -> Iterator[_Span]:
    for match in _DOCUMENT.finditer(text):
        number = match[0].upper()
        as_organ = compute_organisation_digit(number[:8]) == number[8]
        if number[0] in _NEVER_AN_ORGAN:
            as_organ = False
        is_day = number[0] in _BEFORE_A_DAY and _is_born(number[1:])
        if not (as_organ or is_day):
            yield _Span(*match.span(), _hide(match[0], 1))


def _find_named_documents(text: str) -> Iterator[_Span]:
    if not _DOCUMENT_NAME.search(text):  # perf: the whole pattern is slow
        return
    for match in _NAMED_DOCUMENT.finditer(text):
        yield _Span(*match.span("number"), _hide(match["number"], 1))


def _find_cards_of_foreigners(text: str) -> Iterator[_Span]:
    for match in _CARD_OF_FOREIGNER.finditer(text):
        if any(_is_born(century + match["birth"]) for century in ("19", "20")):
            yield _Span(*match.span(), _hide(match[0], 3))


def _find_addresses(text: str) -> Iterator[_Span]:
    if "@" not in text:
        return
    for match in _ADDRESS.finditer(text):
        yield _Span(*match.span("name"), match["name"][0] + "***")


_FINDERS: Final[tuple[_Finder, ...]] = (
    _find_residents,
    _find_old_residents,
    _find_mobiles,
    _find_cards,
    _find_named_documents,
    _find_documents,
    _find_cards_of_foreigners,
    _find_addresses,
)
