"""Places as people write them, and numbers that are no places."""

from __future__ import annotations

import pytest

from parsers.gazetteer import make_gazetteer
from parsers.location import find_location

PLACES = [
    ("Pothole at 12 Oak St", "address", "12", ("Oak St",)),
    ("12 oak street light out", "address", "12", ("oak street",)),
    ("123 N. Main St. has no light", "address", "123", ("N. Main St",)),
    ("12 martin luther king jr blvd", "address", "12", ("martin luther king jr blvd",)),
    ("at 12 Oak Street, Apt 4", "address", "12", ("Oak Street",)),
    ("POTHOLE AT 15 ELM ST NEAR THE SCHOOL", "address", "15", ("ELM ST",)),
    ("Bache en Calle Roble 12", "address", "12", ("Calle Roble",)),
    ("basura en Av. Central #45", "address", "45", ("Av. Central",)),
    ("en avenida 5 de Mayo 120", "address", "120", ("avenida 5 de Mayo",)),
    ("1811 Grand has trash", "address", "1811", ("Grand",)),
    ("corner of 5th & Main", "intersection", None, ("5th", "Main")),
    ("corner of oak and elm", "intersection", None, ("oak", "elm")),
    ("NE 3rd Ave & NW 13th Street", "intersection", None, ("NE 3rd Ave", "NW 13th Street")),
    ("Stop sign down at Oak/Elm", "intersection", None, ("Oak", "Elm")),
    ("en la esquina de Roble y Olmo", "intersection", None, ("Roble", "Olmo")),
    ("1200 block of Main", "block", "1200", ("Main",)),
    ("la cuadra 1200 de la calle Roble", "block", "1200", ("calle Roble",)),
    ("Oak St between 5th and 6th", "segment", None, ("Oak St", "5th", "6th")),
    ("calle Roble entre Olmo y Pino", "segment", None, ("calle Roble", "Olmo", "Pino")),
    ("trash all along State Road 24", "street", None, ("State Road 24",)),
    ("trash on elm street", "street", None, ("elm street",)),
    ("graffiti at Albert Park", "landmark", None, ()),
    ("baños sucios en el Parque Lincoln", "landmark", None, ()),
]
NO_PLACES = [
    "not picked up for 2 weeks",
    "since 9/11 we have had 3 cars here",
    "call me at 203-555-0142",
    "light on pole 12345 is out",
    "between Monday and Friday",
    "between 5 and 6 pm",
    "the street is dirty and my road too",
    "2 cars drive too fast",
    "open 24/7",
    "the bike lane is full of glass",
    "at the park",
    "near the gas station",
    "one way",
    "hace 2 semanas en mi calle",
    "",
]


@pytest.mark.parametrize(("text", "kind", "number", "streets"), PLACES)
def test_places_are_read(text, kind, number, streets):
    """Kind, number and names are those that the sender wrote, and the offsets point at them."""
    location = find_location(text)
    assert (location.kind.value, location.number, location.streets) == (kind, number, streets)
    assert text[location.start : location.end] == location.text
    assert 0 < location.confidence <= 1


@pytest.mark.parametrize("text", NO_PLACES)
def test_what_is_no_place_is_left_alone(text):
    """A wrong address said with confidence is worse than a question."""
    assert find_location(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "https://maps.google.com/?q=37.9735,-122.5311",
        "here https://www.google.com/maps/place/X/@37.9735,-122.5311,17z",
        "https://maps.apple.com/?ll=37.9735,-122.5311&q=Pin",
        "https://www.openstreetmap.org/?mlat=37.9735&mlon=-122.5311",
        "geo:37.9735,-122.5311",
        "37.9735, -122.5311",
        "37.9735 N, 122.5311 W",
    ],
)
def test_f12_12_coordinates_are_read_and_nothing_is_fetched(text):
    """Pins, links and typed degrees give the same point."""
    location = find_location(text)
    assert (location.kind.value, location.lat, location.lon) == ("coordinates", 37.9735, -122.5311)


@pytest.mark.parametrize("text", ["137.5511, 222.4411", "0.000, 0.000", "https://example.org/?q=999.1234,10.1234"])
def test_points_off_the_earth_are_refused(text):
    """Numbers that look like degrees are not always."""
    assert find_location(text) is None


def test_the_sender_s_home_comes_last():
    """Where somebody lives is not where the problem is when another place is named."""
    location = find_location("I live at 12 Elm St, the pothole is at 5th Ave and Main St")
    assert location.streets == ("5th Ave", "Main St")
    alone = find_location("I live at 12 Elm St and there is a pothole")
    assert alone.number == "12"
    assert alone.confidence < find_location("pothole at 12 Elm St").confidence


def test_the_city_s_streets_raise_and_lower_the_confidence():
    """A street that the city has is sure, one that it has not is doubtful, a misspelt one is mended."""
    streets = ("Oak Street", "Fillmore Avenue", "")
    assert find_location("12 Oak St", make_gazetteer(streets)).streets == ("Oak Street",)
    assert find_location("12 Filmore Ave", make_gazetteer(streets)).streets == ("Fillmore Avenue",)
    assert find_location("12 Oak St", make_gazetteer(streets)).confidence > find_location("12 Oak St").confidence
    assert find_location("12 Zebra St", make_gazetteer(streets)).confidence < find_location("12 Zebra St").confidence
    assert find_location("broken light on fillmore", make_gazetteer(streets)).streets == ("Fillmore Avenue",)


def test_two_addresses_are_doubtful():
    """Of two addresses the first is taken, with doubt."""
    both = find_location("trash at 12 Oak St and at 77 Elm Ave")
    assert both.number == "12"
    assert both.confidence < find_location("trash at 12 Oak St").confidence


def test_the_subject_names_a_place_when_the_text_does_not():
    """Then there are no offsets, for they count in the text."""
    location = find_location("please fix", subject="Light out at 12 Oak St")
    assert (location.number, location.start, location.end) == ("12", 0, 0)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Cars race on Oak Street. Regards,\nBart Jones, 53 Chapel St", "Oak Street"),
        ("Cars race at 12 Oak St. Thank you, Anne Miller 53 Chapel St", "12 Oak St"),
        ("My bin was not emptied. Thanks, Anne Miller, 53 Chapel St", "53 Chapel St"),
        ("Please fix the hole. Thanks!\n12 Oak St", "12 Oak St"),
    ],
)
def test_address_under_a_letter_is_the_last_that_is_taken(text, read):
    """It tells where the sender lives, and is the place only where no other is named."""
    assert find_location(text).text == read


def test_feet_behind_a_name_are_no_house():
    """`150'` is how far, not where."""
    location = find_location(
        "Sidewalk in Elm Gardens 150' feet east of Pine", make_gazetteer(["Elm Gardens", "Pine St"])
    )
    assert location.number is None
    assert "150" not in location.text
