"""The place of a photo as the place of a ticket: a clerk or the resident says so, it is never set by itself."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from gateway.changes.hand import Hand
from gateway.store.attachments import AttachmentRow
from gateway.store.events import add_event
from gateway.store.tickets import TicketRow, set_location


def find_suggestion(ticket: TicketRow, files: Iterable[AttachmentRow]) -> AttachmentRow | None:
    """The first photo that tells where it was taken, for a ticket that is not on the map yet."""
    if ticket.lat is not None:
        return None
    return next((file for file in files if file.lat is not None and file.lon is not None), None)


def use_photo(connection: Connection, by: Hand, ticket: TicketRow, photo: AttachmentRow, *, remark: str = "") -> None:
    """Put the ticket on the map where `photo` was taken; its words about the place stay. `remark` ends the event."""
    where = f"{photo.lat:.5f}, {photo.lon:.5f}"
    words = ticket.location or where
    set_location(connection, ticket.id, location=words, lat=photo.lat, lon=photo.lon, now=by.now)
    add_event(
        connection,
        ticket_id=ticket.id,
        kind="place_from_photo",
        actor=by.actor,
        now=by.now,
        text=f"{where}, where {photo.filename} was taken{remark}",
        data={"attachment": photo.id, "lat": photo.lat, "lon": photo.lon},
    )
