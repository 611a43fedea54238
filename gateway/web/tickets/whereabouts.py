"""Another place: the clerk's words are looked up in the city's own list, and the point is chosen on the map."""

from __future__ import annotations

from flask import render_template, request

from gateway import casework
from gateway.changes import ChangeError
from gateway.store.desk import TicketView
from gateway.store.staff import StaffRow
from gateway.web.context import this_gateway
from gateway.web.maps import Pin, show_map
from gateway.web.tickets.acting import Answer, Sent, act, require_change
from gateway.web.tickets.drawing import department_of, marks_of
from gateway.web.tickets.looking_up import Spot, look_up
from gateway.web.tickets.pages import pages
from gateway.web.tickets.typed import Typed, read_form

_WORDS_ONLY = "words"


@pages.get("/<number>/where")
def choose_place(number: str) -> str:
    """What the list knows of the words; without words those of the ticket are looked up."""
    view, person = require_change(number)
    return _draw(view, person, Typed(values={"place": request.args.get("place", view.ticket.location or "")}))


@pages.post("/<number>/where")
def change_place(number: str) -> Answer:
    """Put the ticket where the clerk says."""
    return act(number, read_form("place"), _set_place, _draw)


def _set_place(sent: Sent) -> str:
    words, chosen = sent["place"], sent["spot"]
    if not chosen:
        raise ChangeError("Choose one of the places, or the words alone.")
    spot = None if chosen == _WORDS_ONLY else _find(words, chosen)
    casework.change_place(
        this_gateway(),
        place=spot.name if spot else words,
        lat=spot.lat if spot else None,
        lon=spot.lon if spot else None,
        **sent.by,
    )
    return "The place was changed."


def _find(words: str, chosen: str) -> Spot:
    """The spot of that mark; the words may have been changed after they were looked up."""
    found = next((spot for spot in look_up(this_gateway().city(), words) if spot.key == chosen), None)
    if found is None:
        raise ChangeError("The words were changed. Look them up again, then choose.")
    return found


def _draw(view: TicketView, _: StaffRow, typed: Typed) -> str:
    words = typed.values.get("place", "")
    spots = look_up(this_gateway().city(), words)
    pins = [Pin(lat=spot.lat, lon=spot.lon, label=spot.name, mark=spot.mark, kind="maybe") for spot in spots]
    if view.ticket.lat is not None and view.ticket.lon is not None:
        pins.append(Pin(lat=view.ticket.lat, lon=view.ticket.lon, label="The place until now"))
    return render_template(
        "ticket_where.html",
        ticket=view.ticket,
        department=department_of(view.ticket.department),
        typed=typed,
        words=words,
        spots=spots,
        map=show_map(pins, title="The places that may be meant", width=400, height=320),
        marks=marks_of(view),
    )
