"""Asks every ten seconds from an open page: who else is there, and what they have done meanwhile."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from gateway.store.presence import note_present
from gateway.web.context import find_person, this_gateway
from gateway.web.live import is_htmx
from gateway.web.ticket_access import require_ticket
from gateway.web.tickets.company import find_company
from gateway.web.tickets.pages import pages
from gateway.web.tickets.typed import read_seen


@pages.get("/<number>/presence")
def presence(number: str) -> str | Response:
    """The line above the ticket; empty (204) where it would be the same, so that nothing is read out twice.

    A page whose session has ended says so instead of turning into the sign-in page under somebody's hands.
    """
    if is_htmx() and find_person() is None:
        return render_template("ticket_signed_out.html")
    view, person = require_ticket(number)
    gateway, seen = this_gateway(), read_seen()
    now = gateway.clock()
    with gateway.store.writing() as connection:
        is_writing = request.args.get("writing") == "1"
        note_present(connection, view.ticket.id, person.id, is_writing=is_writing, now=now)
        company = find_company(connection, view.ticket.id, person, seen=seen, now=now)
    if request.args.get("version") == company.version:
        return Response(status=204)
    return render_template("ticket_presence.html", ticket=view.ticket, company=company)
