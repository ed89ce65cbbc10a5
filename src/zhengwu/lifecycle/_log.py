"""The log of a case: events with a chain of digests, so that tampering shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from zhengwu.findings import Finding, Report, finding
from zhengwu.lifecycle._case import Case
from zhengwu.lifecycle._context import Context
from zhengwu.lifecycle._decide import Accepted, Answer, decide
from zhengwu.lifecycle._event import Event
from zhengwu.lifecycle._fold import fold, replay
from zhengwu.lifecycle._wire import event_to_dict

_FIRST: Final = "0" * 64


@attrs.frozen
class LogEntry:
    """Entry of a log (日志条目): an event, and the digest that ties it to those before.

    Args:
        event: The event.
        digest: SHA-256 of the digest before it and of the event in its written form, in
            hexadecimal; empty if it is not sealed.
        written: The form in which it was written, where that is not the present one: of
            an older version, which the digest still fits. Not compared.
    """

    event: Event
    digest: str
    written: str = attrs.field(default="", eq=False, repr=False)


def seal(event: Event, previous: str = "") -> str:
    """The digest of an event after another one (事件摘要), in hexadecimal.

    Args:
        event: The event.
        previous: Digest of the event before it; empty for the first.
    """
    return seal_text(canonical(event_to_dict(event)), previous)


def canonical(record: Mapping[str, Any]) -> str:
    """The one text of a record: keys in order, no spaces."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal_text(text: str, previous: str) -> str:
    """The digest of a text after another digest."""
    whole = f"{previous or _FIRST}{text}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


@attrs.frozen
class EventLog:
    """Log of one case (办件日志): what happened, in order, with a chain of digests.

    A value: `append` gives another one. A store that keeps it writes an entry only where
    none of that number stands, so that of two writers one wins; `append` refuses the other.

    Args:
        entries: The entries.
    """

    entries: tuple[LogEntry, ...] = ()

    @classmethod
    def of(cls, events: Iterable[Event]) -> EventLog:
        """A log of events as they are, sealed."""
        entries: list[LogEntry] = []
        digest = ""
        for event in events:
            digest = seal(event, digest)
            entries.append(LogEntry(event, digest))
        return cls(tuple(entries))

    @property
    def events(self) -> Iterator[Event]:
        """The events."""
        return (entry.event for entry in self.entries)

    @property
    def head(self) -> str:
        """Digest of the last entry: kept elsewhere, it shows that none was cut off."""
        return self.entries[-1].digest if self.entries else ""

    def __len__(self) -> int:
        return len(self.entries)

    def append(self, event: Event, ctx: Context) -> tuple[EventLog, Answer]:
        """Put an event to the case of this log, and write it down if it is accepted."""
        case = fold(self.events, ctx).case if self.entries else Case(event.case)
        answer = decide(case, event, ctx)
        if not isinstance(answer, Accepted):
            return self, answer
        entry = LogEntry(event, seal(event, self.head))
        return EventLog((*self.entries, entry)), answer

    def check(self, head: str = "") -> Report:
        """Find what was changed, dropped, put in or reordered after it was written.

        Args:
            head: Digest of the last entry as kept elsewhere; empty if it is not.
        """
        return Report(self._faults(head), {"entries": len(self.entries)})

    def _faults(self, head: str) -> Iterator[Finding]:
        previous, expected = "", 1
        for position, entry in enumerate(self.entries):
            event = entry.event
            told = {"case": event.case, "seq": event.seq}
            if event.seq != expected or event.case != self.entries[0].event.case:
                yield finding("ZWLC014", (position,), expected=expected, **told)
            if entry_digest(entry, previous) != entry.digest:
                yield finding("ZWLC013", (position,), **told)
            previous, expected = entry.digest, event.seq + 1
        if head and head != self.head:
            last = len(self.entries)
            case = self.entries[-1].event.case if self.entries else ""
            yield finding("ZWLC015", (last,), case=case, count=last)


def entry_digest(entry: LogEntry, previous: str) -> str:
    """The digest that an entry should have."""
    if entry.written:
        return seal_text(entry.written, previous)
    return seal(entry.event, previous)


@attrs.frozen
class CaseLogs:
    """Logs of cases (办件日志集) with the rules by which they are checked.

    What `zhengwu.audit.audit` takes to check them.

    Args:
        logs: The logs, by id of the case.
        context: Rules, calendar and powers of the item.
    """

    logs: Mapping[str, EventLog]
    context: Context

    def check(self) -> Report:
        """Say what was changed after it was written, and what was never allowed.

        Counts: ``cases``, ``events`` and ``refused``.
        """
        found: list[Finding] = []
        refused = 0
        for case, log in self.logs.items():
            if any(entry.digest for entry in log.entries):
                found += (fault.under(case) for fault in log.check())
            if not log.entries:
                continue
            again = replay(log.events, self.context)
            refused += len(again.refused)
            found += (
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
                for position, answer in again.refused
            )
        events = sum(map(len, self.logs.values()))
        counts = {"cases": len(self.logs), "events": events, "refused": refused}
        return Report(found, counts)
