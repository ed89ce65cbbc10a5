"""Records of an XES log (IEEE 1849): one record per event, in constant memory.

A document type is refused, so that no entity is expanded or fetched.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator
from typing import Any, Final
from xml.parsers import expat

from zhengwu._errors import InputError
from zhengwu.findings import Finding, finding
from zhengwu.io.source._bounds import DEFAULT_BOUNDS
from zhengwu.io.source._records import RawRecord, drop_long_cells
from zhengwu.io.source._text import Source, open_source

_BLOCK: Final = 1 << 16
_CASE: Final = "case:"
_ATTRIBUTES: Final = frozenset(
    ("string", "date", "int", "float", "boolean", "id", "list", "container")
)
_DEEPEST: Final = 100


def iter_xes(
    source: Source, names: Collection[str], *, encoding: str | None = None
) -> Iterator[RawRecord]:
    """Read the events of an XES log one at a time (逐条读取 XES).

    A record has the attributes that are asked for: those of the event by their key, those
    of the trace by their key after ``case:``. Attributes within attributes, and all others,
    are ignored. Where the XML is broken, the events before are read.

    Args:
        source: Path or open binary file.
        names: Keys of the attributes.
        encoding: Encoding of the file; the declared encoding if None.

    Raises:
        InputError: The file cannot be opened, is no XES log, or has a document type.
    """
    with open_source(source) as file:
        head = file.read(_BLOCK)
        decoder = _make_decoder(encoding)
        handler = _Handler(frozenset(names))
        parser = expat.ParserCreate(None if decoder is None else "utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = handler.start
        parser.EndElementHandler = handler.end
        parser.StartDoctypeDeclHandler = _refuse_doctype
        block = head
        while True:
            last = not block
            try:
                sent = (
                    block if decoder is None else decoder.decode(block, last).encode()
                )
                handler.parser = parser
                parser.Parse(sent, last)
            except (expat.ExpatError, UnicodeError) as error:
                yield from handler.take()
                yield handler.report_broken(error, parser.CurrentLineNumber)
                return
            yield from handler.take()
            if last:
                return
            block = file.read(_BLOCK)


def _make_decoder(encoding: str | None) -> Any:
    """Decoder of an encoding that the caller names."""
    if encoding is None:
        return None
    try:
        return codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise InputError(
            f"没有文本编码 {encoding!r};常用:utf-8、gb18030",
            f"no text encoding {encoding!r}; common encodings are utf-8 and gb18030",
        ) from None


def _refuse_doctype(*_: object) -> None:
    raise InputError(
        "XES 文件含有文档类型声明(DOCTYPE),不予读取;请删去后再读",
        "the XES file has a document type (DOCTYPE) and is not read; remove it first",
    )


class _Handler:
    """Collects the events from the elements of a log.

    Attributes:
        parser: The parser; for the line of each event.
    """

    def __init__(self, names: frozenset[str]) -> None:
        self._wanted = {name for name in names if not name.startswith(_CASE)}
        self._of_case = {name for name in names if name.startswith(_CASE)}
        self._path: list[str] = []
        self._trace: dict[str, str] = {}
        self._event: dict[str, str] = {}
        self._line = 0
        self._ready: list[RawRecord] = []
        self._position = 0
        self.parser: Any = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        name = tag.rpartition(":")[2]
        path = self._path
        if not path and name != "log":
            raise InputError(
                f"不是 XES 日志:最外层是 <{name[:40]}>,应为 <log>",
                f"is no XES log: the outermost element is <{name[:40]}>, not <log>",
            )
        path.append(name)
        if len(path) > _DEEPEST:
            raise InputError(
                f"XML 嵌套超过 {_DEEPEST} 层",
                f"XML is nested more than {_DEEPEST} levels",
            )
        if path == ["log", "trace"]:
            self._trace = {}
        elif path == ["log", "trace", "event"]:
            self._event, self._line = {}, self.parser.CurrentLineNumber
        elif name in _ATTRIBUTES:
            self._take_attribute(path[:-1], attributes)

    def _take_attribute(self, parent: list[str], attributes: dict[str, str]) -> None:
        key, value = attributes.get("key"), attributes.get("value")
        if key is None or value is None:
            return
        if parent == ["log", "trace", "event"] and key in self._wanted:
            self._event[key] = value
        elif parent == ["log", "trace"] and _CASE + key in self._of_case:
            self._trace[_CASE + key] = value

    def end(self, _: str) -> None:
        """End an element; an event becomes a record."""
        if self._path == ["log", "trace", "event"]:
            record: dict[str, Any] = {**self._trace, **self._event}
            findings = [*self._drop_long(record)]
            self._ready.append(
                RawRecord(self._position, self._line, record, tuple(findings))
            )
            self._position += 1
        self._path.pop()

    def _drop_long(self, record: dict[str, Any]) -> Iterator[Finding]:
        longest = DEFAULT_BOUNDS.text
        return drop_long_cells(record, self._position, self._line, longest)

    def take(self) -> list[RawRecord]:
        """The records that are complete, each once."""
        ready, self._ready = self._ready, []
        return ready

    def report_broken(self, error: Exception, line: int) -> RawRecord:
        """A record without a value for the place at which the XML is broken."""
        problem = str(error)
        values = {
            "problem_zh": f"XML 在此中断({problem}),其后的事件未读入",
            "problem_en": f"the XML is broken here ({problem}); later events were not read",
        }
        about = finding("ZWLC012", (self._position,), line=line, **values)
        return RawRecord(self._position, line, None, (about,))
