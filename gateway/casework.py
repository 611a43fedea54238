"""What staff do to a ticket at the desk: a status with a note, a word to the resident, a note among themselves."""

from __future__ import annotations

from gateway import changes
from gateway.bootstrap import Gateway
from gateway.changes import ChangeError as CaseworkError
from gateway.changes import Hand
from gateway.store.consents import Verdict

__all__ = [
    "CaseworkError",
    "add_note",
    "change_status",
    "join_tickets",
    "merge_tickets",
    "note_wish",
    "part_tickets",
    "reply_to_resident",
]


def change_status(gateway: Gateway, *, ticket_id: int, status: str, note: str, actor: str) -> None:
    """Move a ticket and tell the resident in their channel; closing needs a note. Raises `CaseworkError`."""
    by = Hand(actor=actor, now=gateway.clock())
    with gateway.store.writing() as connection:
        event_id, _ = changes.set_status(connection, gateway, by, ticket_id=ticket_id, status=status, note=note)
    gateway.bell.ring("deliver", event_id)


def reply_to_resident(gateway: Gateway, *, ticket_id: int, text: str, actor: str) -> None:
    """Send a staff member's own words to the resident. Raises `CaseworkError` when there are none."""
    by = Hand(actor=actor, now=gateway.clock())
    with gateway.store.writing() as connection:
        event_id, _ = changes.send_words(connection, gateway, by, ticket_id=ticket_id, text=text)
    gateway.bell.ring("deliver", event_id)


def add_note(gateway: Gateway, *, ticket_id: int, text: str, actor: str) -> None:
    """Keep a word among staff; the resident never sees it. Raises `CaseworkError` when there is none."""
    by = Hand(actor=actor, now=gateway.clock())
    with gateway.store.writing() as connection:
        changes.keep_note(connection, by, ticket_id=ticket_id, text=text)


def note_wish(gateway: Gateway, *, ticket_id: int, verdict: Verdict, reason: str, actor: str) -> None:
    """Write down what the reporter told the staff about texts, and heed it at once. Raises `CaseworkError`."""
    by = Hand(actor=actor, now=gateway.clock())
    with gateway.store.writing() as connection:
        changes.note_wish(connection, by, ticket_id=ticket_id, verdict=verdict, reason=reason)


def merge_tickets(gateway: Gateway, *, ticket_id: int, number: str, reason: str, actor: str) -> None:
    """Close a ticket and go on with its story in the one with `number`. Raises `CaseworkError` when it cannot be."""
    by = Hand(actor=actor, now=gateway.clock())
    with gateway.store.writing() as connection:
        changes.merge(connection, by, ticket_id=ticket_id, number=number, reason=reason)


def join_tickets(gateway: Gateway, *, ticket_id: int, number: str, actor: str) -> None:
    """Let the older of two tickets that are the same go on with the newer one. Raises `CaseworkError`."""
    by = Hand(actor=actor, now=gateway.clock())
    with gateway.store.writing() as connection:
        changes.join(connection, by, ticket_id=ticket_id, number=number)


def part_tickets(gateway: Gateway, *, ticket_id: int, number: str, actor: str) -> None:
    """Remember that two tickets are not the same; one that was joined goes on by itself. Raises `CaseworkError`."""
    by = Hand(actor=actor, now=gateway.clock())
    with gateway.store.writing() as connection:
        changes.part(connection, by, ticket_id=ticket_id, number=number)
