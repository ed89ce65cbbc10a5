"""Steps of a procedure, each with its own time limit."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import attrs

from zhengwu._text import require_text
from zhengwu._values import Value
from zhengwu.limits import LimitReading, ReadingStatus, parse_limit

_NAME: Final = re.compile(r"[:\uff1a(\uff08]")
_NOTHING: Final = (
    ReadingStatus.NONE,
    ReadingStatus.UNPARSEABLE,
    ReadingStatus.NEEDS_DEFAULT,
)
_OUTSIDE: Final = re.compile(r"不包含在|不计入|不含在|除外")


@attrs.frozen
class ProcedureStep(Value):
    """Step of a procedure (办理步骤).

    Args:
        name: Name of the step, such as 审查.
        limit: Time limit of the step, as read; None if the text states none.
        outside: Whether the text excludes the step from the committed limit.
        text: The original text.

    >>> ProcedureStep.parse("审查:5个工作日内").limit.limit.amount
    5
    """

    name: str
    limit: LimitReading | None = None
    outside: bool = False
    text: str = ""

    @classmethod
    def parse(cls, text: str) -> ProcedureStep:
        """Read a step from its text.

        Raises:
            InputError: The value is no text.
        """
        return _parse_step(require_text(text))

    def __str__(self) -> str:
        return self.text or self.name


@lru_cache(maxsize=4096)
def _parse_step(text: str) -> ProcedureStep:
    name = _NAME.split(text, maxsplit=1)[0].strip()
    reading = parse_limit(text)
    stated = reading.status not in _NOTHING
    outside = bool(_OUTSIDE.search(text))
    return ProcedureStep(name or text, reading if stated else None, outside, text)
