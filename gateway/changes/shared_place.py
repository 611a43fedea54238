"""A place that the resident shared from their phone as the place of the ticket: their own word, taken at once."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.changes.hand import Hand
from gateway.store.attachments import AttachmentRow
from gateway.store.events import add_event
from gateway.store.questions import settle_questions
from gateway.store.tickets import TicketRow, set_location


def use_shared_place(connection: Connection, by: Hand, ticket: TicketRow, card: AttachmentRow) -> int:
    """Put the ticket where `card` points; words about the place stay, and nobody is asked for it. The event's id."""
    where = f"{card.lat:.5f}, {card.lon:.5f}"
    set_location(connection, ticket.id, location=ticket.location or where, lat=card.lat, lon=card.lon, now=by.now)
    settle_questions(connection, ticket.id, outcome="answered", now=by.now)
    return add_event(
        connection,
        ticket_id=ticket.id,
        kind="place_shared",
        actor=by.actor,
        now=by.now,
        text=f"{where}, the place that was shared as {card.filename}",
        data={"attachment": card.id, "lat": card.lat, "lon": card.lon},
    )
