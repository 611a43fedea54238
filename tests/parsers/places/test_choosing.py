"""Which of several places is reported, what the city's list says of it, and how sure that is."""

from __future__ import annotations

import pytest

from parsers.atlas import GazetteerData, House, Landmark, make_atlas
from parsers.gazetteer import gazetteer_of
from parsers.location import find_location
from tests.own_time import done_within

CITY = gazetteer_of(
    make_atlas(
        GazetteerData(
            streets=("Oak Street", "Elm Street", "Pine Avenue", "Fillmore Avenue", "Maple Hill Road", "4th Street"),
            houses=(House(street="Oak Street", number=12, lat=41.31, lon=-72.92),),
            landmarks=(Landmark(name="Boyd Memorial Park", lat=41.3, lon=-72.9),),
        )
    )
)


@pytest.mark.parametrize(
    ("text", "number", "street"),
    [
        ("I live at 12 Oak St, the tree is at 14 Elm St", "14", "Elm Street"),
        ("The couch used to be at 12 Oak St, now it is at 14 Elm St", "14", "Elm Street"),
        ("It is not at 12 Oak St, it is at 14 Elm St", "14", "Elm Street"),
        ("Ich wohne in der Elm Street 3, my light at 12 Oak St is out", "12", "Oak Street"),
        ("Resident at 12 Oak St says that Oak St floods", "12", "Oak Street"),
        ("light out 704 FOURTH ST", "704", "4th Street"),
        ("light out at 12 Filmore Ave", "12", "Fillmore Avenue"),
        ("trash 12 Oak", "12", "Oak Street"),
    ],
)
def test_the_reported_address_is_chosen(text, number, street):
    """Home, a former place and a denied one come last; the street is named as the city writes it."""
    found = find_location(text, CITY)
    assert (found.number, found.streets) == (number, (street,))


@pytest.mark.parametrize(
    "text",
    [
        "Vivalon/Eden and their residents",
        "Terry/Barry called",
        "pothole where Larry meets Barry",
    ],
)
def test_names_that_the_city_has_not_are_no_crossing(text):
    """Two names without suffixes are streets only where the city knows one of them."""
    assert find_location(text, CITY) is None


@pytest.mark.parametrize(
    ("text", "kind", "streets"),
    [
        ("corner of Fillmore and Oak", "intersection", ("Fillmore Avenue", "Oak Street")),
        ("hydrant open fillmore & 4th", "intersection", ("Fillmore Avenue", "4th Street")),
        ("12 Oak Hill is flooded", "street", ("Oak Hill",)),
        ("swings broken at boyd memorial park", "landmark", ()),
        ("in front of 41 Zulgrave", "street", ("Zulgrave",)),
    ],
)
def test_the_city_s_list_says_what_a_name_is(text, kind, streets):
    """A known name needs no suffix; an unknown one with a number and no suffix is no address."""
    found = find_location(text, CITY)
    assert (found.kind.value if found else None, found.streets if found else ()) == (kind, streets)


def test_doubt_lowers_the_confidence():
    """Another address, another street, home, and an unknown street are each less sure than one known address."""
    sure = find_location("light out at 12 Oak St", CITY).confidence
    for doubtful in (
        "light out at 12 Oak St and at 14 Elm St",
        "light out at 12 Oak St, between Elm St and Pine Ave",
        "I live at 12 Oak St",
        "light out at 12 Zulgrave St",
        "it fell from 12 Oak St",
    ):
        assert find_location(doubtful, CITY).confidence < sure


def test_a_number_some_way_off_is_not_given_out():
    """The words keep it and the way to go, so that a clerk reads both."""
    found = find_location("two houses north of 12 Oak St", CITY)
    assert (found.number, found.text, found.lat) == (None, "two houses north of 12 Oak St", None)


def test_the_other_side_of_the_street_is_told():
    """The number is the best address that there is, and the words say that it is not quite there."""
    found = find_location("couch dumped across the street from 12 Oak St", CITY)
    assert (found.number, found.text) == ("12", "across the street from 12 Oak St")
    german = find_location("Sperrmüll gegenüber von Hauptstraße 5")
    assert (german.number, german.text) == ("5", "gegenüber von Hauptstraße 5")


def test_short_plus_codes_are_near_the_city():
    """The middle of the city's known points is their point of reference."""
    found = find_location("it is at 8397+2X", CITY)
    assert (found.kind.value, found.lat, found.lon) == (
        "coordinates",
        pytest.approx(41.3, 0.1),
        pytest.approx(-72.9, 0.1),
    )
    assert find_location("it is at 8397+2X").lat is None


@pytest.mark.parametrize(
    "piece",
    [
        "12 ",
        "12 Oak St and ",
        "1-",
        "between ",
        "corner of ",
        "37°",
        "12.3456, ",
        "http://a/",
        "路",
        "在",
        "I live at ",
        "am ",
        "&",
        "5 th ",
    ],
)
def test_reading_is_linear(piece):
    """A megabyte of anything takes less than seconds of the reader's own time."""
    text = piece * (1_000_000 // len(piece))
    done_within(1.0, lambda: find_location(text, CITY))
