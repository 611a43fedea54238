"""Who may see a ticket may see everything that belongs to it, and nobody else may see any of it."""

from __future__ import annotations

from flask import abort

from gateway.store.desk import TicketView, find_ticket_view
from gateway.store.staff import StaffRow
from gateway.web.context import require_person, this_gateway
from parsers.ticket_number import canonical_number


def require_ticket(number: str) -> tuple[TicketView, StaffRow]:
    """The ticket and who looks at it; ends the request for visitors, strangers and mistyped numbers."""
    person = require_person()
    view = find_view(number)
    if view is None:
        abort(404, "There is no ticket with this number. Check it for a mistyped character.")
    if not person.may_see(view.ticket.department):
        abort(403, "This ticket belongs to a department that you are not a member of.")
    return view, person


def find_view(number: str) -> TicketView | None:
    """The ticket with this number as people write it, whoever asks; None when there is none."""
    canonical = canonical_number(number)
    if not canonical:
        return None
    with this_gateway().store.reading() as connection:
        return find_ticket_view(connection, canonical)
