"""Statutes, articles and their validity (法律依据).

Ask whether a citation holds on a day::

    statute_register().status(LegalBasis(title="行政许可法", article="42"), on=day)
"""

from zhengwu.legal._basis import Article, LegalBasis
from zhengwu.legal._citation import parse_citations
from zhengwu.legal._register import (
    BasisStatus,
    Force,
    Renumbering,
    Statute,
    StatuteKind,
    StatuteRegister,
    StatuteVersion,
    statute_register,
)

__all__ = [
    "Article",
    "BasisStatus",
    "Force",
    "LegalBasis",
    "Renumbering",
    "Statute",
    "StatuteKind",
    "StatuteRegister",
    "StatuteVersion",
    "parse_citations",
    "statute_register",
]
