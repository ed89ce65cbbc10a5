"""Statutes, articles and their validity (法律依据).

To check whether a citation is in force on a day::

    statute_register().status(LegalBasis(title="行政许可法", article="42"), on=day)
"""

from typing import TYPE_CHECKING

from zhengwu.legal._basis import Article, LegalBasis
from zhengwu.legal._citation import parse_citations
from zhengwu.legal._register import (
    BasisStatus,
    Force,
    Statute,
    StatuteRegister,
    StatuteVersion,
    statute_register,
)

__all__ = [
    "Article",
    "BasisStatus",
    "Force",
    "LegalBasis",
    "Statute",
    "StatuteRegister",
    "StatuteVersion",
    "parse_citations",
    "statute_register",
]


if not TYPE_CHECKING:  # type checkers see only the names above

    def __getattr__(name: str) -> object:
        from zhengwu._moved import resolve_moved

        return resolve_moved(__name__, name)
