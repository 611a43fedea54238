"""What the thread adds to the words or takes from them: a doubtful place, the place and the problem before."""

from __future__ import annotations

from dataclasses import replace

from gateway.hearing.saying import Said
from gateway.hearing.standing import is_still_writing, spoken_of
from gateway.store.tickets import TicketRow
from gateway.threads import Thread
from parsers.no_place import means_same_place
from parsers.values import Asked, Location, LocationKind, ServiceGuess, Understanding

_SURE_NAME = 0.45
"""A lower-case word of which nothing says that it is a street is believed less than this."""


def doubt_names(thread: Thread, said: Said) -> Said:
    """The same without a place that is hardly one, where a ticket is spoken of and nobody read a question for it."""
    place, is_unread = said.place, is_still_writing(thread)
    is_asked = thread.asked in {Asked.PLACE, Asked.CONFIRM_PLACE, Asked.PHOTO_PLACE} and not is_unread
    if place is None or place.confidence >= _SURE_NAME or is_asked or thread.ticket is None:
        return said
    if thread.ticket.location is None and not (is_unread and place.kind is LocationKind.STREET):
        return said
    understanding = replace(said.intent.understanding, location=None)
    return replace(said, intent=replace(said.intent, understanding=understanding))


def recall_place(thread: Thread, said: Said) -> Said:
    """`Same place as before`, behind our question where it is: the place of this phone's report before."""
    if thread.asked is not Asked.PLACE or said.place is not None or not means_same_place(said.message.new_text):
        return said
    others = (one for one in thread.tickets if one.location and (thread.ticket is None or one.id != thread.ticket.id))
    latest = max(others, key=spoken_of, default=None)
    if latest is None:
        return said
    understanding = replace(said.intent.understanding, location=_place_of(latest, confidence=1.0))
    return replace(said, intent=replace(said.intent, understanding=understanding))


def inherit(said: Understanding, ticket: TicketRow) -> Understanding:
    """What `still broken` means: the service and the place of the old ticket, where the words name none."""
    place, service = said.location, said.service
    if place is None:
        place = _place_of(ticket, confidence=0.5)
    if service is None and ticket.service is not None:
        name = ticket.service_name or ticket.service
        service = ServiceGuess(code=ticket.service, name=name, confidence=ticket.confidence)
    return replace(said, location=place, service=service)


def _place_of(ticket: TicketRow, *, confidence: float) -> Location | None:
    """A ticket's place as if it had been said again."""
    if ticket.location is None:
        return None
    return Location(
        kind=LocationKind.LANDMARK,
        text=ticket.location,
        start=0,
        end=0,
        confidence=confidence,
        streets=tuple((ticket.understanding.get("location") or {}).get("streets") or ()),
        lat=ticket.lat,
        lon=ticket.lon,
    )
