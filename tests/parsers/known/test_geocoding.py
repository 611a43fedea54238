"""Where a place lies by the city's list: its point, how sure that is, and when to ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.atlas import Crossing, GazetteerData, House, Landmark, Stretch, make_atlas
from parsers.gazetteer import Gazetteer, gazetteer_of, make_gazetteer
from parsers.values import Location, LocationKind

LAT, LON = 41.30, -72.92


def house(street: str, number: int, *, lat: float = LAT, lon: float = LON) -> House:
    """A house on a line to the north: a metre for each number."""
    return House(street=street, number=number, lat=round(lat + number / 1e5, 6), lon=lon)


DATA = GazetteerData(
    streets=("Oak Street", "Oak Avenue", "Whalley Avenue", "Elm Street", "Long Road"),
    houses=(
        *(house("Oak Street", number) for number in range(100, 200, 10)),
        *(house("Oak Avenue", number, lon=-72.95) for number in (110, 120, 130, 900)),
        *(house(street, number) for street in ("Whalley Avenue", "Dixwell Avenue") for number in (10, 20, 30, 40)),
        house("Long Road", 2),
        house("Long Road", 90_000),
    ),
    stretches=(Stretch(street="Elm Street", line=((41.0, -72.0), (41.0, -72.1)), ranges=((2, 100), (1, 99))),),
    crossings=(
        Crossing(first="Whalley Avenue", second="Oak Street", lat=41.31, lon=LON),
        Crossing(first="Whalley Avenue", second="Elm Street", lat=41.33, lon=LON),
        Crossing(first="Elm Street", second="Oak Street", lat=41.4, lon=LON),
        Crossing(first="Elm Street", second="Oak Avenue", lat=41.5, lon=LON),
    ),
    landmarks=(
        Landmark(name="Lincoln School", lat=41.1, lon=-72.1),
        Landmark(name="Wooster High School", lat=41.2, lon=-72.2),
        Landmark(name="Wooster Middle School", lat=41.3, lon=-72.3),
    ),
)
CITY = gazetteer_of(make_atlas(DATA))


def said(text: str, *streets: str, kind: LocationKind = LocationKind.ADDRESS, number: str | None = None) -> Location:
    """A place as it was read, at 0.8."""
    return Location(kind=kind, text=text, start=0, end=len(text), confidence=0.8, number=number, streets=streets)


def at(number: str, street: str, city: Gazetteer = CITY) -> Location:
    """A house, located."""
    return city.locate(said(f"{number} {street}", street, number=number))


def test_a_known_number_has_its_own_point() -> None:
    """And the street is written as the city writes it."""
    found = at("110", "oak st")
    assert (found.lat, found.lon, found.streets) == (41.3011, LON, ("Oak Street",))
    assert found.confidence > 0.8


@pytest.mark.parametrize("number", ["115", "115B", "115-117"])
def test_a_number_between_two_neighbours_lies_between_them(number: str) -> None:
    """With less certainty than one that is known."""
    found = at(number, "Oak Street")
    assert found.lat == pytest.approx(41.30115, abs=1e-5)
    assert 0.8 < found.confidence < at("110", "Oak Street").confidence


def test_a_number_along_a_stretch_lies_at_its_share_of_the_line() -> None:
    """Each side counts in its own direction."""
    assert at("51", "Elm Street").lon == pytest.approx(-72.051, abs=1e-3)
    assert at("2", "Elm Street").lon == pytest.approx(-72.0)


def test_a_number_that_the_street_does_not_reach_is_doubted() -> None:
    """A wrong address said with confidence is worse than a question."""
    found = at("900", "Whalley Ave")
    assert (found.lat, found.confidence) == (None, 0.4)


def test_a_number_that_an_official_list_has_not_is_doubted() -> None:
    """A history has not seen every house, a county's address file has."""
    official = gazetteer_of(replace(CITY.atlas, is_complete=True))
    assert at("115", "Oak Street", official).confidence < 0.8 < at("115", "Oak Street").confidence


def test_neighbours_a_mile_apart_place_nothing() -> None:
    """The middle of a long road is no place."""
    found = at("45000", "Long Road")
    assert (found.lat, found.streets) == (None, ("Long Road",))


def test_two_streets_of_one_name_are_asked_about() -> None:
    """`120 Oak` is on either."""
    found = at("120", "Oak")
    assert found.lat is None
    assert [candidate.name for candidate in found.candidates] == ["120 Oak Avenue", "120 Oak Street"]
    assert found.confidence < 0.8
    assert sum(candidate.confidence for candidate in found.candidates) <= found.confidence + 0.01


def test_a_number_that_only_one_of_them_has_decides() -> None:
    """Nobody is asked what the list can tell."""
    assert at("900", "Oak").streets == ("Oak Avenue",)
    assert at("900", "Oak").lat is not None


def test_a_number_of_the_other_street_is_asked_about() -> None:
    """`900 Oak Street` is not there, `900 Oak Avenue` is: people mix up suffixes."""
    found = at("900", "Oak Street")
    assert [candidate.name for candidate in found.candidates] == ["900 Oak Avenue"]
    assert found.confidence < 0.5


def test_a_misspelt_street_is_believed_with_a_known_number_and_asked_about_without() -> None:
    """A number between two others proves nothing of the name."""
    assert at("20", "Whaley Ave").lat is not None
    unsure = at("25", "Whaley Ave")
    assert unsure.lat is None
    assert [candidate.name for candidate in unsure.candidates] == ["25 Whalley Avenue"]


def test_a_misspelling_is_seen_where_a_reader_put_the_right_name_in() -> None:
    """Then only the words tell."""
    found = CITY.locate(said("25 Whaley Ave", "Whalley Avenue", number="25"))
    assert [candidate.name for candidate in found.candidates] == ["25 Whalley Avenue"]


def test_the_number_stays_behind_the_name_where_it_was_said_so() -> None:
    """As in Spanish and German."""
    found = CITY.locate(said("Oak 120", "Oak", number="120"))
    assert [candidate.name for candidate in found.candidates] == ["Oak Avenue 120", "Oak Street 120"]


def crossing(*streets: str) -> Location:
    """A crossing, located."""
    return CITY.locate(said(" & ".join(streets), *streets, kind=LocationKind.INTERSECTION))


def test_a_crossing_that_is_known_has_its_point() -> None:
    """In either order, and the one Oak that crosses Whalley is meant."""
    assert (crossing("Oak", "Whalley").lat, crossing("Whalley", "Oak").lat) == (41.31, 41.31)
    assert crossing("Oak", "Whalley").streets == ("Oak Street", "Whalley Avenue")


def test_two_crossings_of_one_name_are_asked_about() -> None:
    """Elm meets both Oaks."""
    assert [found.name for found in crossing("Elm", "Oak").candidates] == [
        "Elm Street & Oak Avenue",
        "Elm Street & Oak Street",
    ]


def test_streets_that_do_not_meet_are_doubted_where_all_lines_are_known() -> None:
    """A history does not know all crossings, a street file does."""
    network = gazetteer_of(replace(CITY.atlas, has_network=True))
    pair = said("Long & Whalley", "Long Road", "Whalley", kind=LocationKind.INTERSECTION)
    assert (CITY.locate(pair).confidence, network.locate(pair).confidence) == (0.8, 0.56)


def test_blocks_and_segments_have_their_middle_and_streets_have_none() -> None:
    """The middle of a whole street is no place."""
    block = CITY.locate(said("100 block of Oak St", "Oak St", kind=LocationKind.BLOCK, number="100"))
    assert block.lat == pytest.approx(41.3015)
    names = ("Whalley", "Oak", "Elm")
    assert CITY.locate(said("Whalley", *names, kind=LocationKind.SEGMENT)).lat == pytest.approx(41.32)
    assert CITY.locate(said("Whalley", "Whalley", kind=LocationKind.STREET)).lat is None


def test_landmarks_have_their_point_or_are_asked_about() -> None:
    """By one way for parks, schools and shops."""
    one = CITY.locate(said("Lincoln School", kind=LocationKind.LANDMARK))
    assert (one.lat, one.lon, one.confidence) == (41.1, -72.1, 0.9)
    two = CITY.locate(said("Wooster School", kind=LocationKind.LANDMARK))
    assert [found.name for found in two.candidates] == ["Wooster High School", "Wooster Middle School"]


def test_a_street_list_alone_changes_no_place() -> None:
    """Without points nothing is located; the name is still written as the city writes it."""
    found = at("12", "whalley", make_gazetteer(["Whalley Avenue"]))
    assert (found.lat, found.streets, found.confidence) == (None, ("Whalley Avenue",), 0.8)


@pytest.mark.parametrize("number", ["", "A", "0", "999999999999", None])
def test_numbers_that_are_none_are_left_alone(number: str | None) -> None:
    """Total, whatever stands there."""
    assert CITY.locate(said("x", "Whalley Ave", number=number)).lat is None
    assert CITY.locate(said("x", number=number)).lat is None


def test_what_was_located_stays_where_it_is() -> None:
    """The same question twice gives the same answer."""
    for found in (at("110", "Oak Street"), crossing("Oak", "Whalley")):
        assert CITY.locate(found).lat == found.lat
