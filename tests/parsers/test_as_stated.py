"""What an app's user chose is certain; the words of the description fill in the rest."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from parsers import DEFAULT_CITY, parse
from parsers.intents import ServiceRequest
from parsers.stated import Stated
from parsers.understand import understand_for_rules
from parsers.values import Coordinates, InboundMessage, LocationKind, Medium, PersonalKind, Understanding, Urgency

POTHOLE = Stated(service="pothole", service_name="Pothole")


def understood(text: str, stated: Stated = POTHOLE, **more: Any) -> Understanding:
    """What a form with this description means."""
    intent = parse(filed(text, stated, **more), DEFAULT_CITY)
    assert isinstance(intent, ServiceRequest)
    return intent.understanding


def filed(text: str, stated: Stated, **more: Any) -> InboundMessage:
    """A form as a message."""
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    return InboundMessage(medium=Medium.SMS, sender="", received_at=at, text=text, stated=stated, **more)


def test_the_chosen_service_is_certain_and_the_words_tell_the_rest() -> None:
    """Time, place, language and what is personal are read as in every message."""
    meaning = understood("Se rompió la farola en 12 Oak St desde ayer, llame a Ana Gómez al +12035550199")
    assert meaning.service is not None
    assert (meaning.service.code, meaning.service.confidence, meaning.service.alternatives) == ("pothole", 1.0, ())
    assert meaning.location is not None
    assert (meaning.location.text, meaning.language) == ("12 Oak St", "es")
    assert meaning.occurred is not None
    assert PersonalKind.PHONE in {found.kind for found in meaning.personal}


@pytest.mark.parametrize(
    ("typed", "kind", "number"),
    [
        ("12 Oak St, Elm City, CT 06510", LocationKind.ADDRESS, "12"),
        ("Oak & Elm", LocationKind.INTERSECTION, None),
        ("behind the thing with the roof", LocationKind.LANDMARK, None),
        ("x" * 500, LocationKind.LANDMARK, None),
    ],
)
def test_the_typed_place_is_kept_whole(typed: str, kind: LocationKind, number: str | None) -> None:
    """Whether or not a place is understood in it; it marks nothing in the description."""
    place = understood(
        "A hole at 99 Elm Street", Stated(service="pothole", service_name="Pothole", place=typed)
    ).location
    assert place is not None
    assert (place.text, place.start, place.end, place.kind, place.number) == (typed, 0, 0, kind, number)


def test_a_pin_is_the_place_where_no_words_name_one() -> None:
    """As with a shared place in a text."""
    place = understood("A hole", coordinates=Coordinates(lat=41.3, lon=-72.9)).location
    assert place is not None
    assert (place.kind, place.lat, place.lon) == (LocationKind.COORDINATES, 41.3, -72.9)


def test_further_problems_do_not_split_a_form() -> None:
    """One service was chosen for all of it."""
    words = "Huge pothole at 12 Oak St. Also a dead raccoon lies at 14 Elm St, and graffiti on the school at 3 Main St"
    assert understood(words).further == ()


@pytest.mark.parametrize(
    ("text", "answer", "urgency"),
    [
        ("Somebody is trapped in a burning car", "", Urgency.EMERGENCY),
        ("It is dark here", "I smell gas", Urgency.EMERGENCY),
        ("It is dark here", "please hurry, it is urgent", Urgency.SOON),
        ("It is dark here", "77", Urgency.ROUTINE),
    ],
)
def test_danger_and_haste_are_read_everywhere(text: str, answer: str, urgency: Urgency) -> None:
    """An answer may tell more than the description."""
    stated = Stated(service="pothole", service_name="Pothole", answers={"pole": answer})
    assert understood(text, stated).urgency is urgency


def test_what_was_stated_of_the_person_wins_over_the_words() -> None:
    """The fields of the form are what the person meant to give."""
    stated = Stated(service="pothole", service_name="Pothole", name="Anne Elm", phone="+12035550199")
    contact = understood("I am Bart, write to bart@mail.example or call 203-555-0122", stated).contact
    assert (contact.name, contact.phone, contact.email) == ("Anne Elm", "+12035550199", "bart@mail.example")


@pytest.mark.parametrize("text", ["STOP", "STATUS", "", "Liked “a hole”", "NEW", "thanks", "\0" * 9, "?" * 4000])
def test_a_form_is_a_request_whatever_its_words_are(text: str) -> None:
    """Also where a telephone would have written them by itself, or a command be read; rules read it the same."""
    message = filed(text, POTHOLE)
    assert isinstance(parse(message, DEFAULT_CITY), ServiceRequest)
    service = understand_for_rules(message, DEFAULT_CITY).service
    assert service is not None
    assert service.code == "pothole"
