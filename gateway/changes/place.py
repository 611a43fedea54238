"""Another place for a ticket, because a person knows better than its words do."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.alike import look_again
from gateway.changes.clock import keep_clock
from gateway.changes.district import note_district
from gateway.changes.hand import Hand, checked_words, refuse
from gateway.store.events import add_event
from gateway.store.questions import settle_questions
from gateway.store.tickets import TicketRow, load_for_change, set_location

LONGEST_PLACE = 200


def place_problem(ticket: TicketRow, place: str, lat: float | None, lon: float | None) -> str:
    """Why a ticket cannot be at a place; empty when it can."""
    if not place:
        return "Write where it is, such as `12 Oak St` or `Oak St and Elm St`."
    if len(place) > LONGEST_PLACE:
        return f"Shorten the place to {LONGEST_PLACE} characters."
    if (lat is None) != (lon is None):
        return "A point needs both, latitude and longitude."
    if lat is not None and lon is not None and not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return "The latitude is from -90 to 90 and the longitude from -180 to 180."
    return (
        "The ticket has this place already." if (ticket.location, ticket.lat, ticket.lon) == (place, lat, lon) else ""
    )


def set_place(
    connection: Connection,
    gateway: Gateway,
    by: Hand,
    *,
    ticket_id: int,
    place: str,
    lat: float | None,
    lon: float | None,
) -> int:
    """Put a ticket where a person says, WGS84 degrees or words alone; the event's id. Raises `ChangeError`.

    Nobody is asked where it is any more, and older tickets at that place are looked for.
    """
    words, rulebook = checked_words(" ".join(place.split())), gateway.rulebooks.current()
    before = load_for_change(connection, ticket_id)
    refuse(place_problem(before, words, lat, lon))
    set_location(connection, ticket_id, location=words, lat=lat, lon=lon, now=by.now)
    note_district(connection, rulebook, ticket_id)
    look_again(connection, rulebook, ticket_id, now=by.now)
    settle_questions(connection, ticket_id, outcome="answered", now=by.now)
    keep_clock(connection, rulebook, ticket_id, now=by.now)
    data = {"from": before.location or "", "lat": lat, "lon": lon}
    return add_event(
        connection, ticket_id=ticket_id, kind="place_changed", actor=by.actor, now=by.now, text=words, data=data
    )
