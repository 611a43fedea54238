"""Places as people answer "Where is it?" by text, and answers that name none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parsers import City, InboundMessage, Medium, parse
from parsers.answered_place import find_answered_place
from parsers.gazetteer import make_gazetteer
from parsers.intents import FollowUp, ServiceRequest
from parsers.no_place import means_same_place, means_unknown
from parsers.values import Asked, Coordinates, Location
from tests.parsers.answers.test_answers import hear

STREETS = ("Oak Street", "Whalley Avenue", "Chapel Street", "Ellsworth Avenue", "Main Street")


@pytest.mark.parametrize(
    ("text", "kind", "number", "streets"),
    [
        ("412", "address", "412", ()),
        ("#412", "address", "412", ()),
        ("412 oak", "address", "412", ("oak",)),
        ("412 Oak", "address", "412", ("Oak",)),
        ("12 oak st", "address", "12", ("oak st",)),
        ("12 oak apt 3", "address", "12", ("oak",)),
        ("412 e oak", "address", "412", ("e oak",)),
        ("Its at 14 maple", "address", "14", ("maple",)),
        ("by my house 12 oak st", "address", "12", ("oak st",)),
        ("I live at 12 Oak St", "address", "12", ("Oak St",)),
        ("next to 14 oak", "address", "14", ("oak",)),
        ("412 N Oak Ave, Elm City CT 06510", "address", "412", ("N Oak Ave",)),
        ("calle roble 12", "address", "12", ("calle roble",)),
        ("roble 12", "address", "12", ("roble",)),
        ("mi casa es roble 12", "address", "12", ("roble",)),
        ("es en la avenida Central 300", "address", "300", ("avenida Central",)),
        ("oak and 5th", "intersection", None, ("oak", "5th")),
        ("5th and main", "intersection", None, ("5th", "main")),
        ("corner of 5th & Main", "intersection", None, ("5th", "Main")),
        ("near the corner of Oak and 5th please", "intersection", None, ("Oak", "5th")),
        ("Oak/Elm", "intersection", None, ("Oak", "Elm")),
        ("whalley & ellsworth", "intersection", None, ("whalley", "ellsworth")),
        ("bus stop at elm and 3rd", "intersection", None, ("elm", "3rd")),
        ("esquina de Main y la 5", "intersection", None, ("Main", "5")),
        ("5 y main", "intersection", None, ("5", "main")),
        ("calle 5 y main", "intersection", None, ("calle 5", "main")),
        ("esquina de roble y olmo", "intersection", None, ("roble", "olmo")),
        ("1200 block of elm", "block", "1200", ("elm",)),
        ("between 5th and 6th on main", "segment", None, ("5th", "6th")),
        ("oak", "street", None, ("oak",)),
        ("Oak", "street", None, ("Oak",)),
        ("oak st", "street", None, ("oak st",)),
        ("it's on Grove", "street", None, ("Grove",)),
        ("Lakeside", "street", None, ("Lakeside",)),
        ("martin luther king", "street", None, ("martin luther king",)),
        ("at the stop sign on Elm", "street", None, ("Elm",)),
        ("main st near the bridge", "street", None, ("main st",)),
        ("en la calle 8", "street", None, ("calle 8",)),
        ("the library", "landmark", None, ()),
        ("Lincoln school", "landmark", None, ()),
        ("walmart", "landmark", None, ()),
        ("elm park", "landmark", None, ()),
        ("in front of the library", "landmark", None, ()),
        ("right across from the school", "landmark", None, ()),
        ("across from the school on Elm", "landmark", None, ()),
        ("behind the gas station", "landmark", None, ()),
        ("by the school", "landmark", None, ()),
        ("next to the post office on main", "landmark", None, ()),
        ("at the dog park", "landmark", None, ()),
        ("down by the river", "landmark", None, ()),
        ("enfrente de la biblioteca", "landmark", None, ()),
        ("frente al parque", "landmark", None, ()),
        ("atrás de la iglesia", "landmark", None, ()),
        ("al lado de la escuela", "landmark", None, ()),
        ("cerca de la tienda", "landmark", None, ()),
        ("en la escuela", "landmark", None, ()),
        ("parque central", "landmark", None, ()),
    ],
)
def test_a_place_in_any_form(text: str, kind: str, number: str | None, streets: tuple[str, ...]) -> None:
    """Behind our question a bare name is a place (PROTOCOL 15.4); the offsets point at the words."""
    intent = hear(text, Asked.PLACE)
    assert isinstance(intent, FollowUp)
    found = intent.understanding.location
    assert found is not None
    assert (found.kind.value, found.number, found.streets) == (kind, number, streets)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "text",
    [
        "idk",
        "I don't know",
        "not sure of the address",
        "no sé",
        "no sé la dirección",
        "same place",
        "same as before",
        "el mismo lugar",
        "what do you mean",
        "why do you need to know?",
        "when will someone come",
        "it's really big",
        "the hole is huge",
        "there is one on every corner",
        "on the sidewalk",
        "in the street",
        "i already told you",
        "it smells bad",
        "water everywhere",
        "3 weeks ago",
        "the whole street",
        "my house",
        "in front of my house",
        "enfrente de mi casa",
        "yes",
        "hello",
        "hay una fuga",
        "ya les dije",
        "es muy grande",
        "desde ayer",
        "en la esquina",
        "at the light",
        "https://maps.app.goo.gl/abc",
    ],
)
def test_no_place_where_none_is_named(text: str) -> None:
    """A wrong place sends a crew to the wrong street; such words are kept as they are, for a person."""
    intent = hear(text, Asked.PLACE)
    assert isinstance(intent, FollowUp)
    assert intent.understanding.location is None


@pytest.mark.parametrize("text", ["oak", "412 oak", "412", "the library", "oak and 5th"])
def test_a_first_message_is_read_more_strictly(text: str) -> None:
    """Without our question the same words may be anything."""
    message = InboundMessage(
        medium=Medium.SMS, sender="+12035550199", received_at=datetime(2026, 6, 3, 12, tzinfo=UTC), text=text
    )
    intent = parse(message, City())
    assert isinstance(intent, ServiceRequest)
    assert intent.understanding.location is None


@pytest.mark.parametrize(
    ("text", "streets"),
    [
        ("412 oak", ("Oak Street",)),
        ("whaley and chapel", ("Whalley Avenue", "Chapel Street")),
        ("elsworth", ("Ellsworth Avenue",)),
        ("corner of chappel & main", ("Chapel Street", "Main Street")),
    ],
)
def test_the_city_s_list_corrects_a_street(text: str, streets: tuple[str, ...]) -> None:
    """A misspelt street is found in the city's own list, as the city writes it; the words stay the sender's."""
    found = find_answered_place(text, make_gazetteer(STREETS))
    assert found is not None
    assert found.streets == streets
    assert found.text in text


CARD = """BEGIN:VCARD
VERSION:3.0
N:;Current Location;;;
FN:Current Location
item1.URL;type=pref:http://maps.apple.com/?ll=41.308300\\,-72.927
 900&q=41.308300\\,-72.927900
item1.X-ABLabel:map url
END:VCARD
"""


@pytest.mark.parametrize(
    "text",
    [
        "https://maps.apple.com/?ll=41.3083,-72.9279&q=Dropped%20Pin",
        "https://www.google.com/maps/@41.3083,-72.9279,17z",
        "https://maps.google.com/maps?q=41.3083%2C-72.9279",
        "https://maps.google.com/?q=41.3083,-72.9279 here",
        "geo:41.3083,-72.9279?q=41.3083,-72.9279(Oak)",
        "41.3083, -72.9279",
        CARD,
        "BEGIN:VCARD\nVERSION:4.0\nFN:Here\nGEO:geo:41.3083\\,-72.9279\nEND:VCARD",
        "BEGIN:VCARD\nVERSION:3.0\nGEO:41.3083;-72.9279\nEND:VCARD",
    ],
)
def test_f12_12_pins_links_and_cards(text: str) -> None:
    """Coordinates are read offline from whatever a phone shares (PROTOCOL 12.12)."""
    found = hear(text, Asked.PLACE).understanding.location
    assert found is not None
    assert (round(found.lat or 0, 4), round(found.lon or 0, 4)) == (41.3083, -72.9279)


def test_a_shared_pin_without_words() -> None:
    """WhatsApp sends a location as data."""
    message = InboundMessage(
        medium=Medium.SMS,
        sender="+12035550199",
        received_at=datetime(2026, 6, 3, 12, tzinfo=UTC),
        asked=Asked.PLACE,
        coordinates=Coordinates(lat=41.3083, lon=-72.9279),
    )
    intent = parse(message, City())
    assert isinstance(intent, FollowUp)
    assert intent.understanding.location == Location(
        kind=intent.understanding.location.kind, text="", start=0, end=0, confidence=0.95, lat=41.3083, lon=-72.9279
    )


def test_knowing_nothing_and_the_same_place_are_told_apart() -> None:
    """The one ends the question, the other may be found in the thread."""
    assert [means_unknown(text) for text in ("idk", "No sé", "I don’t know the address", "same place", "12 Oak")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert [
        means_same_place(text) for text in ("same place", "It's the same spot as before", "mismo lugar", "oak")
    ] == [
        True,
        True,
        True,
        False,
    ]
