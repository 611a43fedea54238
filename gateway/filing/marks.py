"""Marks that a person should see on a ticket, whatever the rules say of it (PROTOCOL 15.13, 15.14)."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.filing.case import Case
from gateway.routing.areas import box_around
from parsers.threats import find_threat

THREAT = "threat"
OUTSIDE = "outside_area"
NO_CONTACT = "no_contact"


def find_marks(case: Case) -> Mapping[str, str]:
    """Tags for the ticket, each with the sentence that says why."""
    marks: dict[str, str] = {}
    if threat := find_threat(case.message.new_text):
        marks[THREAT] = f"The words threaten somebody ({threat.text!r}): a supervisor should read them."
    if _is_outside(case):
        marks[OUTSIDE] = "The shared place lies outside of the city's areas; the report is kept all the same."
    if note := _wish_for_quiet(case):
        marks[NO_CONTACT] = note
    return marks


def _wish_for_quiet(case: Case) -> str:
    """What staff should know before they pick up the telephone."""
    contact = case.intent.understanding.contact
    if contact.wants_no_messages:
        return "The reporter wants no answer, not even an acknowledgement: none was sent unless life is in danger."
    return "The reporter asks not to be called or visited." if contact.wants_no_contact else ""


def _is_outside(case: Case) -> bool:
    """Only degrees can tell; where the rulebook draws no areas nobody knows how far the city reaches."""
    location, pin = case.intent.understanding.location, case.message.coordinates
    lat, lon = (pin.lat, pin.lon) if pin else (location.lat, location.lon) if location else (None, None)
    box = box_around(case.rulebook.city.shapes) if lat is not None and lon is not None else None
    return box is not None and lat is not None and lon is not None and not box.is_near(lat, lon)
