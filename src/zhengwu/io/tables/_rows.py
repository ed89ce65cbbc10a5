"""Rows of a CSV file; malformed quotation marks stay within their line.

The reader of the standard library takes a text after a closed quotation mark without a
word, reads to the end of the file for a quotation mark that is never closed, and has one
limit for the whole process; hence a splitter of our own.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple

from zhengwu._text import Text
from zhengwu.io.source._text import Line

_QUOTE: Final = '"'
_INSIDE: Final = re.compile(r'(?:[^"]++|"")*+')
_BLANKS: Final = re.compile(r" *")

UNCLOSED: Final = Text("引号没有闭合", "a quotation mark is never closed")
MID_FIELD: Final = Text(
    "引号在文字中间闭合", "a quotation mark closes in the middle of a text"
)
BARE_RETURN: Final = Text(
    "文字中有孤立的回车", "there is a carriage return within a line"
)


class Row(NamedTuple):
    """A row of a CSV file.

    Attributes:
        line: Number of the first line, counted from 1.
        cells: Texts of the cells.
        problem: What is wrong with the row; None if nothing is.
        undecoded: Lines of the row that could not be decoded.
    """

    line: int
    cells: list[str]
    problem: Text | None = None
    undecoded: tuple[Line, ...] = ()


class RowReader:
    """Reads the rows of lines; each line is scanned a bounded number of times.

    Where a quotation mark is never closed, or closes within a text, the quotation mark is
    read as any other character, and the row ends with its first line.

    Args:
        lines: The lines of the file.
        delimiter: Character between cells.
        longest: Maximum number of characters of a row of several lines.
    """

    def __init__(self, lines: Iterator[Line], delimiter: str, longest: int) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._longest = longest
        self._returned: deque[Line] = deque()
        self._alone_before = 0  # number of the first line that may be continued again

    def __iter__(self) -> Iterator[Row]:
        delimiter, returned, source = self._delimiter, self._returned, self._lines
        while True:
            line = (
                returned.popleft() if returned else next(source, None)
            )  # perf: inline
            if line is None:
                return
            number, text, _ = line
            if text is None:
                yield Row(number, [], None, (line,))
            elif _QUOTE not in text:  # perf: nearly all lines
                text = text.removesuffix("\r")
                problem = BARE_RETURN if "\r" in text else None
                yield Row(number, text.split(delimiter), problem)
            else:
                yield self._read_quoted(line, text)

    def _read_quoted(self, first: Line, text: str) -> Row:
        """The row that begins with a line that has quotation marks."""
        try:  # perf: the standard library is faster, and refuses what is malformed
            body = [text.removesuffix("\r")]
            reader = csv.reader(body, delimiter=self._delimiter, strict=True)
            return Row(first.number, next(reader))
        except csv.Error:
            pass
        split = _Splitter(self._delimiter)
        alone = first.number < self._alone_before
        if not split.feed(text, alone=alone):
            return Row(first.number, split.cells, split.problem)
        taken: list[Line] = []
        length = len(text)
        while (line := self._next_line()) is not None:
            taken.append(line)
            length += len(line.text or "")
            if not split.feed(line.text or "") or length > self._longest:
                break
        if not split.is_open:
            undecoded = tuple(line for line in taken if line.text is None)
            return Row(first.number, split.cells, split.problem, undecoded)
        # The lines up to the last are read separately, so that no line is scanned often.
        if taken:
            self._alone_before = taken[-1].number + (line is None)
        self._returned.extendleft(reversed(taken))
        problem = MID_FIELD if split.is_broken else UNCLOSED
        split = _Splitter(self._delimiter)
        split.feed(text, alone=True)
        return Row(first.number, split.cells, problem)

    def _next_line(self) -> Line | None:
        return self._returned.popleft() if self._returned else next(self._lines, None)


class _Splitter:
    """Splits the lines of one row into cells.

    Attributes:
        cells: The cells so far.
        problem: What is wrong with the row; None if nothing is.
        is_open: Whether the last line ended within quotation marks.
        is_broken: Whether quotation marks of an earlier line closed within a text.
    """

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self._parts: list[str] = []
        self.cells: list[str] = []
        self.problem: Text | None = None
        self.is_open = False
        self.is_broken = False

    def feed(self, text: str, *, alone: bool = False) -> bool:
        """Split a line, and return whether the row goes on in the next line.

        Args:
            text: The line.
            alone: Whether the row must end with the line.
        """
        body = text.removesuffix("\r")
        position = 0
        if self.is_open:
            inside = _INSIDE.match(body)
            stop = inside.end() if inside else 0
            if stop == len(body):
                self._parts.append(text + "\n")
                return True
            after = self._find_end(body, stop + 1)
            if after < 0:
                self.is_broken = True
                return False
            self.is_open = False
            self._parts.append(body[:stop])
            self.cells.append("".join(self._parts).replace('""', _QUOTE))
            if after == len(body):
                return False
            position = after + 1
        return self._split_cells(body, position, text, alone=alone)

    def _split_cells(self, body: str, position: int, text: str, *, alone: bool) -> bool:
        delimiter, cells = self._delimiter, self.cells
        while True:
            if body.startswith(_QUOTE, position):
                inside = _INSIDE.match(body, position + 1)
                stop = inside.end() if inside else position + 1
                if stop == len(body):
                    if not alone:
                        self.is_open = True
                        self._parts = [text[position + 1 :] + "\n"]
                        return True
                    self.problem = UNCLOSED
                elif (after := self._find_end(body, stop + 1)) >= 0:
                    cells.append(body[position + 1 : stop].replace('""', _QUOTE))
                    if after == len(body):
                        return False
                    position = after + 1
                    continue
                else:
                    self.problem = MID_FIELD
            stop = body.find(delimiter, position)
            cell = body[position:] if stop < 0 else body[position:stop]
            if "\r" in cell:
                self.problem = BARE_RETURN
            cells.append(cell)
            if stop < 0:
                return False
            position = stop + 1

    def _find_end(self, body: str, position: int) -> int:
        """End of a cell after its closing quotation mark; -1 if text follows the mark."""
        blanks = _BLANKS.match(body, position)
        end = blanks.end() if blanks else position
        at_end = end == len(body) or body.startswith(self._delimiter, end)
        return end if at_end else -1
