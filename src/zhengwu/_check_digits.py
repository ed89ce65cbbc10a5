"""Check digits of numbers that several packages recognise."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Characters of a unified social credit code (GB 32100): no I, O, S, V, Z."""

PROVINCES: Final = frozenset(
    f"{area}{place}"
    for area, places in {
        "1": "12345",
        "2": "123",
        "3": "1234567",
        "4": "123456",
        "5": "01234",
        "6": "12345",
        "7": "1",
        "8": "123",
    }.items()
    for place in places
)
"""First digits of the divisions in resident numbers, of any year (GB/T 2260).

83 is Taiwan in residence permits, 71 in GB/T 2260.
"""

_CREDIT_VALUES: Final = {char: value for value, char in enumerate(CREDIT_ALPHABET)}
_CREDIT_WEIGHTS: Final = tuple(pow(3, i, 31) for i in range(17))
_RESIDENT_CHECKS: Final = "10X98765432"
_RESIDENT_WEIGHTS: Final = tuple(pow(2, 17 - i, 11) for i in range(17))
_ORGANISATION_CHECKS: Final = "0X987654321"
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_TEN: Final = 10


@lru_cache(maxsize=1024)  # perf: a list names few organs, each many times
def compute_credit_digit(body: str) -> str:
    """Check digit of a credit code (GB 32100-2015, annex A) from 17 characters.

    >>> compute_credit_digit("12441500196720244")
    'T'
    """
    pairs = zip(body, _CREDIT_WEIGHTS, strict=True)
    return CREDIT_ALPHABET[-sum(_CREDIT_VALUES[c] * w for c, w in pairs) % 31]


def compute_resident_digit(body: str) -> str:
    """Check character of a resident number (GB 11643-1999) from 17 digits.

    >>> compute_resident_digit("11010519491231002")
    'X'
    """
    pairs = zip(body, _RESIDENT_WEIGHTS, strict=True)
    return _RESIDENT_CHECKS[sum(int(c) * w for c, w in pairs) % 11]


def compute_organisation_digit(body: str) -> str:
    """Check character of an organisation code (GB 11714-1997) from 8 characters.

    >>> compute_organisation_digit("69645333")
    '0'
    """
    pairs = zip(body, _ORGANISATION_WEIGHTS, strict=True)
    return _ORGANISATION_CHECKS[sum(int(c, 36) * w for c, w in pairs) % 11]


def passes_luhn(number: str) -> bool:
    """Whether the last digit of a card number is its check digit (ISO/IEC 7812-1).

    >>> passes_luhn("4111111111111112"), passes_luhn("4111111111111111")
    (False, True)
    """
    total = 0
    for place, char in enumerate(reversed(number)):
        digit = int(char) * (place % 2 + 1)
        total += digit // _TEN + digit % _TEN
    return total % _TEN == 0
