"""Log of a case: events with a chain of digests that reveals tampering."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from zhengwu._values import Value
from zhengwu.findings import Finding, Report, finding
from zhengwu.lifecycle._case import Case
from zhengwu.lifecycle._context import Context
from zhengwu.lifecycle._decide import Accepted, Answer, decide
from zhengwu.lifecycle._event import Event
from zhengwu.lifecycle._fold import fold, replay
from zhengwu.lifecycle._wire import event_to_dict

_FIRST_DIGEST: Final = "0" * 64


@attrs.frozen
class LogEntry(Value):
    """Entry of a log (日志条目): an event, and the digest that ties it to the earlier entries.

    Args:
        event: The event.
        digest: SHA-256 of the previous digest and the written form of the event, in
            hexadecimal; empty if the entry is not sealed.
        written: Written form of an older version, from which the digest was computed; empty
            if the entry was written in the current version. Not compared.
    """

    event: Event
    digest: str
    written: str = attrs.field(default="", eq=False, repr=False)


def seal(event: Event, previous: str = "") -> str:
    """Digest of an event, given the previous digest (事件摘要), in hexadecimal.

    Args:
        event: The event.
        previous: Digest of the previous event; empty for the first event.
    """
    return seal_text(canonical(event_to_dict(event)), previous)


def canonical(record: Mapping[str, Any]) -> str:
    """Canonical JSON text of a record: sorted keys, no spaces."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal_text(text: str, previous: str) -> str:
    """Computes the digest of the previous digest and a text."""
    chained = f"{previous or _FIRST_DIGEST}{text}"
    return hashlib.sha256(chained.encode("utf-8", "surrogatepass")).hexdigest()


@attrs.frozen
class EventLog(Value):
    """Log of one case (办件日志): its events in order, with a chain of digests.

    A log is a value: `append` returns a new log. A store must write an entry only if no
    entry with the same sequence number is recorded. Then the first of two writers wins, and
    `append` refuses the event of the second.

    Args:
        entries: The entries.
    """

    entries: tuple[LogEntry, ...] = ()

    @classmethod
    def of(cls, events: Iterable[Event]) -> EventLog:
        """Seal events into a log, without checking them."""
        entries: list[LogEntry] = []
        digest = ""
        for event in events:
            digest = seal(event, digest)
            entries.append(LogEntry(event, digest))
        return cls(tuple(entries))

    @property
    def events(self) -> Iterator[Event]:
        """Events of the log."""
        return (entry.event for entry in self.entries)

    @property
    def head(self) -> str:
        """Digest of the last entry. A copy stored elsewhere reveals that entries were cut off."""
        return self.entries[-1].digest if self.entries else ""

    def __len__(self) -> int:
        return len(self.entries)

    def append(self, event: Event, ctx: Context) -> tuple[EventLog, Answer]:
        """Decide on an event, and append it to the log if it is accepted."""
        case = fold(self.events, ctx).case if self.entries else Case(event.case)
        answer = decide(case, event, ctx)
        if not isinstance(answer, Accepted):
            return self, answer
        entry = LogEntry(event, seal(event, self.head))
        return EventLog((*self.entries, entry)), answer

    def check(self, head: str = "") -> Report:
        """Report entries that were changed, dropped, inserted or reordered after writing.

        Args:
            head: Digest of the last entry as stored elsewhere; empty if it is not stored.
        """
        return Report(self._find_faults(head), {"entries": len(self.entries)})

    def _find_faults(self, head: str) -> Iterator[Finding]:
        previous, expected = "", 1
        for position, entry in enumerate(self.entries):
            event = entry.event
            data = {"case": event.case, "seq": event.seq}
            if event.seq != expected or event.case != self.entries[0].event.case:
                yield finding("ZWLC014", (position,), expected=expected, **data)
            if entry_digest(entry, previous) != entry.digest:
                yield finding("ZWLC013", (position,), **data)
            previous, expected = entry.digest, event.seq + 1
        if head and head != self.head:
            last = len(self.entries)
            case = self.entries[-1].event.case if self.entries else ""
            yield finding("ZWLC015", (last,), case=case, count=last)


def entry_digest(entry: LogEntry, previous: str) -> str:
    """Expected digest of an entry, given the previous digest."""
    if entry.written:
        return seal_text(entry.written, previous)
    return seal(entry.event, previous)


@attrs.frozen
class CaseLogs(Value):
    """Logs of cases (办件日志集), with the context by which they are checked.

    `zhengwu.audit.audit` accepts this class.

    Args:
        logs: Logs by id of the case.
        context: Rules, calendar and powers of the item.
    """

    logs: Mapping[str, EventLog]
    context: Context

    def check(self) -> Report:
        """Report entries that were changed after writing, and events that are refused.

        Counts: ``cases``, ``events`` and ``refused``.
        """
        findings: list[Finding] = []
        refused = 0
        for case, log in self.logs.items():
            if any(entry.digest for entry in log.entries):
                findings += (fault.under(case) for fault in log.check())
            if not log.entries:
                continue
            replayed = replay(log.events, self.context)
            refused += len(replayed.refused)
            findings += (
                finding(
                    "ZWLC022",
                    (case, position),
                    case=case,
                    seq=answer.event.seq,
                    kind=answer.event.kind.value,
                    problem_zh=";".join(reason.text() for reason in answer.reasons),
                    problem_en="; ".join(
                        reason.text("en") for reason in answer.reasons
                    ),
                )
                for position, answer in replayed.refused
            )
        events = sum(map(len, self.logs.values()))
        counts = {"cases": len(self.logs), "events": events, "refused": refused}
        return Report(findings, counts)
