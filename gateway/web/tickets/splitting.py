"""A second problem of the same report as a ticket of its own: the clerk keeps of its words what tells of it."""

from __future__ import annotations

from flask import render_template

from gateway import casework
from gateway.store.desk import TicketView
from gateway.store.staff import StaffRow
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.tickets.acting import Answer, Sent, act, require_change
from gateway.web.tickets.drawing import department_of, marks_of
from gateway.web.tickets.pages import pages
from gateway.web.tickets.sorting import Offer, list_offers
from gateway.web.tickets.typed import Typed, read_form


@pages.get("/<number>/split")
def choose_words(number: str) -> str:
    """The words of the ticket, of which those of the second problem are kept."""
    view, person = require_change(number)
    return _draw(view, person, Typed(values={"text": view.ticket.description}))


@pages.post("/<number>/split")
def split(number: str) -> Answer:
    """Open the second ticket."""
    return act(number, read_form("split"), _split, _draw)


def _split(sent: Sent) -> str:
    opened = casework.split_ticket(this_gateway(), text=sent["text"], service=sent["service"], **sent.by)
    return f"Ticket {opened} was opened for it."


def _draw(view: TicketView, _: StaffRow, typed: Typed) -> str:
    by_department: dict[str, list[Offer]] = {}
    for offer in sorted(list_offers(this_rulebook(), view, ""), key=lambda offer: offer.department.casefold()):
        by_department.setdefault(offer.department, []).append(offer)
    return render_template(
        "ticket_split.html",
        ticket=view.ticket,
        department=department_of(view.ticket.department),
        typed=typed,
        by_department=by_department,
        marks=marks_of(view),
    )
