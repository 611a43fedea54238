"""What a message has and lacks, thing by thing: `has`, `missing` and `needs` all hang on this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gateway.routing import RouteRequest
from gateway.routing.facts import Facts
from parsers.values import Attachment, ContactDetails, Coordinates, Location, LocationKind, Occurred

PIN = Coordinates(lat=41.5, lon=-72.5)


def place(kind: LocationKind, **more: Any) -> Location:
    return Location(kind=kind, text="Oak", start=0, end=3, confidence=0.9, **more)


def facts_of(request: RouteRequest) -> Facts:
    return Facts(request, threshold=0.45, zone=ZoneInfo("America/New_York"))


# what the message is, besides a sender without address, and the things it then has
CASES: list[tuple[dict[str, Any], set[str]]] = [
    ({}, set()),
    ({"service": "pothole"}, {"service"}),
    ({"service": "pothole", "confidence": 0.2}, set()),
    ({"location": place(LocationKind.STREET)}, {"location"}),
    ({"location": place(LocationKind.ADDRESS)}, {"location", "address"}),
    ({"location": place(LocationKind.INTERSECTION)}, {"location", "address"}),
    ({"location": place(LocationKind.COORDINATES, lat=1.0, lon=2.0)}, {"location", "address", "coordinates"}),
    ({"location": place(LocationKind.STREET, lat=1.0)}, {"location"}),
    ({"location": place(LocationKind.STREET, lon=1.0)}, {"location"}),
    ({"coordinates": PIN}, {"location", "address", "coordinates"}),
    ({"attachments": (Attachment(filename="a", content_type="IMAGE/png", size=1),)}, {"photo", "attachment"}),
    ({"attachments": (Attachment(filename="a", content_type="text/x-image/", size=1),)}, {"attachment"}),
    ({"occurred": Occurred(text="today", start="2026-03-10", end="2026-03-11", precision="day")}, {"time"}),
    ({"sender_name": "Anne"}, {"name"}),
    ({"sender": "+12035550199"}, {"phone"}),
    ({"sender": "anne@resident.example"}, {"email"}),
    ({"subject": "Hole"}, {"subject"}),
    ({"subject": "  "}, set()),
]


@pytest.mark.parametrize(("about", "things"), CASES)
def test_message_has_exactly_these_things(
    request_for: Callable[..., RouteRequest], about: dict[str, Any], things: set[str]
) -> None:
    """A thing too many is never asked for; one too few is asked for twice."""
    assert facts_of(request_for(**{"sender": "", **about})).things == things


@pytest.mark.parametrize(
    ("contact", "thing"),
    [
        (ContactDetails(name="Anne"), "name"),
        (ContactDetails(phone="+12035550199"), "phone"),
        (ContactDetails(email="anne@resident.example"), "email"),
    ],
)
def test_what_the_sender_wrote_about_being_reached_counts(
    request_for: Callable[..., RouteRequest], contact: ContactDetails, thing: str
) -> None:
    """A name or number in the text is as good as one on the envelope."""
    request = request_for(sender="")
    request = replace(request, understanding=replace(request.understanding, contact=contact))
    assert facts_of(request).things == {thing}


def test_shared_pin_goes_before_a_place_in_the_text(request_for: Callable[..., RouteRequest]) -> None:
    """A pin was set where the sender stood."""
    request = request_for(coordinates=PIN, location=place(LocationKind.COORDINATES, lat=1.0, lon=2.0))
    assert facts_of(request).point == (41.5, -72.5)
