"""Regular expressions compiled on first use, which keeps imports fast."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Pattern:
    r"""A regular expression that compiles itself on first use.

    >>> Pattern(r"\d+").search("20日").group()
    '20'
    """

    def __init__(self, text: str, flags: int = 0) -> None:
        self.pattern = text
        self._flags = flags

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self._flags)

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """Same as the method of `re.Pattern`."""
        return self._regex.search

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """Same as the method of `re.Pattern`."""
        return self._regex.match

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        """Same as the method of `re.Pattern`."""
        return self._regex.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """Same as the method of `re.Pattern`."""
        return self._regex.finditer

    @cached_property
    def findall(self) -> Callable[..., list[str]]:
        """Same as the method of `re.Pattern`."""
        return self._regex.findall

    @cached_property
    def split(self) -> Callable[..., list[str]]:
        """Same as the method of `re.Pattern`."""
        return self._regex.split

    @cached_property
    def sub(self) -> Callable[..., str]:
        """Same as the method of `re.Pattern`."""
        return self._regex.sub
