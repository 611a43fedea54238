"""Two tickets that may be the same: what staff answer is remembered, and a wrong answer can be taken back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from gateway.changes.hand import Hand, refuse
from gateway.changes.merging import find_into, merge
from gateway.store import tickets
from gateway.store.alike import settle
from gateway.store.contacts import remove_participant
from gateway.store.events import add_event
from gateway.store.tickets import TicketRow, load_for_change, load_ticket


def join(connection: Connection, by: Hand, *, ticket_id: int, number: str) -> None:
    """Let the older of two tickets go on with the newer one, from whose page ever.

    Raises `ChangeError` when there is no such ticket, or one of them was merged already.
    """
    other = _other(connection, number)
    older, newer = sorted((load_ticket(connection, ticket_id), other), key=lambda one: one.id)
    merge(connection, by, ticket_id=newer.id, number=older.number)


def part(connection: Connection, by: Hand, *, ticket_id: int, number: str) -> None:
    """Remember that two tickets are not the same; where one goes on as the other, it goes on by itself again.

    Raises `ChangeError` when there is no such ticket.
    """
    one, other = load_for_change(connection, ticket_id), _other(connection, number)
    settle(connection, one.id, other.id, now=by.now)
    if one.merged_into == other.id:
        _take_out(connection, by, one, other)
    elif other.merged_into == one.id:
        _take_out(connection, by, load_for_change(connection, other.id), one)
    else:
        _write(connection, by, one, kind="not_the_same", text=f"It is not the same as {other.number}.")
        _write(connection, by, other, kind="not_the_same", text=f"It is not the same as {one.number}.")


def _other(connection: Connection, number: str) -> TicketRow:
    found = find_into(connection, number)
    refuse("" if found else f"There is no ticket {number.strip() or '(no number)'}.")
    if found is None:
        raise LookupError("a ticket that was just found is gone")
    return found


def _take_out(connection: Connection, by: Hand, joined: TicketRow, other: TicketRow) -> None:
    """The reporter of `joined` hears no more of the other."""
    tickets.set_separate(connection, joined.id, now=by.now)
    if joined.reporter_id is not None and joined.reporter_id != other.reporter_id:
        remove_participant(connection, other.id, joined.reporter_id)
    said, opened = f"It is not the same as {other.number} and open again.", {"from": "closed", "to": "open"}
    _write(connection, by, joined, kind="taken_out", text=said, data=opened)
    _write(connection, by, other, kind="taken_out", text=f"{joined.number} goes on by itself.")


def _write(
    connection: Connection,
    by: Hand,
    ticket: TicketRow,
    *,
    kind: str,
    text: str,
    data: Mapping[str, str] | None = None,
) -> None:
    add_event(connection, ticket_id=ticket.id, kind=kind, actor=by.actor, now=by.now, text=text, data=data)
