"""Which street or landmark of the city's list a name means, and when it means none for sure."""

from __future__ import annotations

import pytest

from parsers.atlas import GazetteerData, Landmark, make_atlas
from parsers.gazetteer import gazetteer_of, make_gazetteer

STREETS = (
    "Oak Street",
    "Oak Avenue",
    "N Fillmore St",
    "S Fillmore St",
    "Marin Ave",
    "5th Ave",
    "E 15th Ave",
    "Leipziger Str.",
)
GAZETTEER = make_gazetteer((*STREETS, "Bücklestraße", "Whalley Avenue", "", "  ", "--"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("oak st", "Oak Street"),
        ("Oak", None),
        ("Oak Blvd", None),
        ("North Fillmore", "N Fillmore St"),
        ("Fillmore", None),
        ("Whalley", "Whalley Avenue"),
        ("Whaley Av.", "Whalley Avenue"),
        ("Walley Ave", "Whalley Avenue"),
        ("Whalley Street", "Whalley Avenue"),
        ("Martin Ave", None),
        ("fifth avenue", "5th Ave"),
        ("5 Ave", "5th Ave"),
        ("25th Ave", None),
        ("W 15th Ave", None),
        ("West Fillmore", None),
        ("Buecklestr", "Bücklestraße"),
        ("leipziger straße", "Leipziger Str."),
        ("Ok Street", None),
        ("Zebra Street", None),
        ("", None),
        ("Street", None),
    ],
)
def test_a_name_is_a_street_or_nothing(name: str, expected: str | None) -> None:
    """Between two that fit equally nothing is guessed, and a short name is never taken for a like one."""
    assert GAZETTEER.find(name) == expected


def test_names_that_say_nothing_are_not_in_the_list() -> None:
    """An empty name in a list once made every text match."""
    assert len(GAZETTEER.streets) == len(STREETS) + 2
    assert not make_gazetteer(["", " ", "-", "..."])


def test_the_rulebooks_streets_count_beside_the_imported_ones() -> None:
    """And one that both have is one, however either writes it."""
    both = GAZETTEER.with_streets(("Whalley Ave", "Zebra Street"))
    assert both.find("whalley") == "Whalley Avenue"
    assert both.find("zebra") == "Zebra Street"
    assert GAZETTEER.with_streets(("Oak St",)) is GAZETTEER


def landmark(name: str, *others: str) -> Landmark:
    """A landmark somewhere."""
    return Landmark(name=name, lat=41.3, lon=-72.9, others=others)


LANDMARKS = gazetteer_of(
    make_atlas(
        GazetteerData(
            landmarks=(
                landmark("Lincoln Elementary School"),
                landmark("Wooster High School"),
                landmark("Wooster Middle School"),
                landmark("The Green"),
                landmark("East Rock Park", "the Rock", ""),
                landmark("City Hall"),
            )
        )
    )
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("lincoln elementary school", "Lincoln Elementary School"),
        ("Lincoln School", "Lincoln Elementary School"),
        ("Wooster School", None),
        ("Wooster High School", "Wooster High School"),
        ("the green", "The Green"),
        ("the rock", "East Rock Park"),
        ("east rok park", "East Rock Park"),
        ("City Hall", "City Hall"),
        ("school", None),
        ("the", None),
        ("", None),
        ("Lincoln", None),
        ("Rock Creek School", None),
    ],
)
def test_a_landmark_is_known_by_its_names(words: str, expected: str | None) -> None:
    """Whole, by another name, shortened to what tells it, or misspelt; a kind of place alone is none."""
    assert LANDMARKS.find_landmark(words) == expected
