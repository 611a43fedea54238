"""A place that a photo tells, or that was shared: suggested to a clerk, who takes it with one click (PROTOCOL 10.3)."""

from __future__ import annotations

from gateway.bootstrap import Gateway
from gateway.changes import Hand, find_suggestion, use_photo
from gateway.changes.alike import look_again
from gateway.changes.district import note_district
from gateway.changes.shared_place import use_shared_place
from gateway.errors import GatewayError
from gateway.pictures.shared_place import is_shared_place
from gateway.store.attachments import belongs_to_ticket, find_attachment
from gateway.store.tickets import load_ticket


class PlaceError(GatewayError):
    """The place was not taken over: the ticket has one by now, or the photo has none. Reload the page."""


def use_place(gateway: Gateway, *, ticket_id: int, attachment_id: int, actor: str) -> None:
    """Put the ticket on the map where the photo was taken; its words about the place stay. Raises `PlaceError`."""
    by = Hand(actor=actor, now=gateway.clock())
    with gateway.store.writing() as connection:
        ticket = load_ticket(connection, ticket_id)
        file = find_attachment(connection, attachment_id)
        if file is None or not belongs_to_ticket(connection, file, ticket_id):
            raise PlaceError
        if find_suggestion(ticket, [file]) is None:
            raise PlaceError
        if is_shared_place(file):
            use_shared_place(connection, by, ticket, file)
        else:
            use_photo(connection, by, ticket, file)
        note_district(connection, gateway.rulebooks.current(), ticket_id)
        look_again(connection, gateway.rulebooks.current(), ticket_id, now=by.now)
