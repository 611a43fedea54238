"""The place of a photo as the place of a ticket: suggested to a clerk, never set by itself (PROTOCOL 10.3)."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.bootstrap import Gateway
from gateway.errors import GatewayError
from gateway.store.attachments import AttachmentRow, belongs_to_ticket, find_attachment
from gateway.store.events import add_event
from gateway.store.tickets import TicketRow, load_ticket, set_location


class PlaceError(GatewayError):
    """The place was not taken over: the ticket has one by now, or the photo has none. Reload the page."""


def find_suggestion(ticket: TicketRow, files: Iterable[AttachmentRow]) -> AttachmentRow | None:
    """The first photo that tells where it was taken, for a ticket that is not on the map yet."""
    if ticket.lat is not None:
        return None
    return next((file for file in files if file.lat is not None and file.lon is not None), None)


def use_place(gateway: Gateway, *, ticket_id: int, attachment_id: int, actor: str) -> None:
    """Put the ticket on the map where the photo was taken; its words about the place stay. Raises `PlaceError`."""
    now = gateway.clock()
    with gateway.store.writing() as connection:
        ticket = load_ticket(connection, ticket_id)
        file = find_attachment(connection, attachment_id)
        if file is None or not belongs_to_ticket(connection, file, ticket_id):
            raise PlaceError
        if find_suggestion(ticket, [file]) is None:
            raise PlaceError
        where = f"{file.lat:.5f}, {file.lon:.5f}"
        words = ticket.location or where
        set_location(connection, ticket_id, location=words, lat=file.lat, lon=file.lon, now=now)
        add_event(
            connection,
            ticket_id=ticket_id,
            kind="place_from_photo",
            actor=actor,
            now=now,
            text=f"{where}, where {file.filename} was taken",
            data={"attachment": attachment_id, "lat": file.lat, "lon": file.lon},
        )
