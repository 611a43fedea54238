"""One ticket made of two: the other is closed, and whatever comes for it later goes to the one that is left."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.changes.hand import Hand, checked_words, refuse
from gateway.store import tickets
from gateway.store.alike import settle
from gateway.store.contacts import add_participants
from gateway.store.events import NewEvent, add_events
from gateway.store.questions import settle_questions
from gateway.store.tickets import TicketRow, find_by_number, find_survivor, load_for_change
from parsers.ticket_number import canonical_number

_WATCHER = "watcher"


def merge_problem(connection: Connection, ticket: TicketRow, number: str) -> str:
    """Why a ticket cannot be merged into the one with this number; empty when it can."""
    into = find_into(connection, number)
    if ticket.merged_into is not None:
        return f"{ticket.number} was merged into another ticket already."
    if into is None:
        return (
            f"There is no ticket {number.strip() or '(no number)'}. Write the number of the ticket that shall be left."
        )
    if find_survivor(connection, into).id == ticket.id:
        return "A ticket cannot be merged into itself. Write the number of the other one."
    return ""


def find_into(connection: Connection, number: str) -> TicketRow | None:
    """The ticket with this number as people write it, or None."""
    canonical = canonical_number(number.strip().lstrip("#"))
    return find_by_number(connection, canonical) if canonical else None


def merge(connection: Connection, by: Hand, *, ticket_id: int, number: str, reason: str = "") -> None:
    """Close a ticket and have the one with `number` go on with its story. Raises `ChangeError`.

    Its reporter takes part in the other, its place and its danger go over where the other has none, and a question
    that still waits is asked no more. Both histories say so.
    """
    words = checked_words(reason)
    before = load_for_change(connection, ticket_id)
    refuse(merge_problem(connection, before, number))
    found = find_into(connection, number)
    if found is None:
        raise LookupError("a ticket that was just found is gone")
    into = load_for_change(connection, find_survivor(connection, found).id)
    settle_questions(connection, before.id, outcome="settled", now=by.now)
    settle(connection, before.id, into.id, now=by.now)
    tickets.touch(connection, into.id, now=by.now)
    merge_into(connection, by, before=before, into=into, words=words)


def merge_into(connection: Connection, by: Hand, *, before: TicketRow, into: TicketRow, words: str = "") -> None:
    """Let `into` go on with the story of `before`: both are locked, open and not the same, and `into` is touched."""
    tickets.set_merged(connection, before.id, into=into.id, now=by.now)
    if before.reporter_id is not None:
        add_participants(connection, into.id, {before.reporter_id: _WATCHER})
    if into.location is None and before.location is not None:
        tickets.set_location(connection, into.id, location=before.location, lat=before.lat, lon=before.lon, now=by.now)
    if before.priority == "emergency":
        tickets.raise_to_emergency(connection, into.id, now=by.now)
    said = f"It goes on as {into.number}. {words}".strip()
    told = f"{before.number}: {before.description}"
    data_from, data_into = {"from": before.number}, {"into": into.number}
    events = (
        NewEvent(ticket_id=into.id, kind="merged_from", actor=by.actor, text=told, data=data_from),
        NewEvent(ticket_id=before.id, kind="merged", actor=by.actor, text=said, data=data_into),
    )
    add_events(connection, events, now=by.now)
