"""All that was said and done about a ticket as one story in order; what is no word to anybody is folded together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from gateway.store.desk import InboundRow, OutboundRow, TicketView
from gateway.store.events import EventRow

SHOWN = 60
"""Entries of a long story that a page shows at first: the newest."""
_OPENING_KINDS = frozenset({"opened", "message"})
"""Events that say nothing but that a message came, which stands in the story itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in the story: a message in, a message out, a note among staff, or changes next to each other."""

    at: float
    """When it began, UTC epoch seconds."""
    inbound: InboundRow | None = None
    outbound: OutboundRow | None = None
    note: EventRow | None = None
    changes: tuple[EventRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What the page shows, and how many older entries it leaves out."""

    entries: tuple[Entry, ...]
    left_out: int = 0


def tell_story(view: TicketView, *, is_whole: bool) -> Story:
    """The story of a ticket, oldest first; a long one without its beginning, unless the whole is wanted."""
    entries = tuple(_folded(sorted(_entries(view), key=lambda entry: entry.at)))
    left_out = 0 if is_whole else max(0, len(entries) - SHOWN)
    return Story(entries=entries[left_out:], left_out=left_out)


def _entries(view: TicketView) -> Iterator[Entry]:
    """Of one moment first what came in, then what was done, then what went out."""
    yield from (Entry(at=row.happened_at, inbound=row) for row in view.inbound)
    shown = {row.id for row in view.inbound}
    sent = {row.cause for row in view.outbound}
    for event in view.events:
        if event.kind == "note":
            yield Entry(at=event.created_at, note=event)
        elif not _is_told(event, shown, sent):
            yield Entry(at=event.created_at, changes=(event,))
    yield from (Entry(at=row.happened_at, outbound=row) for row in view.outbound)


def _is_told(event: EventRow, shown: set[int], sent: set[str]) -> bool:
    """Whether the message that the event belongs to stands in the story, with all that the event says."""
    if event.kind == "staff_reply":
        return f"event:{event.id}" in sent
    return event.kind in _OPENING_KINDS and event.message_id in shown and not event.data.get("notes")


def _folded(entries: Iterable[Entry]) -> Iterator[Entry]:
    for are_changes, group in groupby(entries, key=lambda entry: bool(entry.changes)):
        if are_changes:
            found = list(group)
            yield Entry(at=found[0].at, changes=tuple(event for entry in found for event in entry.changes))
        else:
            yield from group
