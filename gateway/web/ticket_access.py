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
    canonical = canonical_number(number)
    with this_gateway().store.reading() as connection:
        view = find_ticket_view(connection, canonical) if canonical else None
    if view is None:
        abort(404, "There is no ticket with this number. Check it for a mistyped character.")
    if not person.may_see(view.ticket.department):
        abort(403, "This ticket belongs to a department that you are not a member of.")
    return view, person
