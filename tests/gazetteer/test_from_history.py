"""A gazetteer from past requests: what is in it, and what mistakes do to it."""

from __future__ import annotations

from gateway.gazetteer.from_history import build_from_history
from parsers.atlas import make_atlas
from parsers.gazetteer import gazetteer_of
from tests.gazetteer.samples import LAT, LON, history, past


def test_streets_numbers_crossings_and_landmarks_are_found() -> None:
    """A city without any map has this much from its own export."""
    data = build_from_history(history())
    assert set(data.streets) == {"Oak St", "Chapel Street"}
    assert {house.number for house in data.houses if house.street == "Oak St"} == set(range(10, 130, 4))
    assert [(one.first, one.second, one.lat) for one in data.crossings] == [("Chapel Street", "Oak St", LAT)]
    assert [(one.name, one.lat) for one in data.landmarks] == [("Lighthouse Park", 41.25)]


def test_a_misspelling_seen_once_is_no_street_of_its_own() -> None:
    """Otherwise the next one who misspells it so is told that the city has it."""
    gazetteer = gazetteer_of(make_atlas(build_from_history(history())))
    assert gazetteer.find("Chappel Street") == "Chapel Street"
    assert 12 in {house.number for house in build_from_history(history()).houses if house.street == "Chapel Street"}


def test_two_streets_of_like_names_that_lie_apart_stay_two() -> None:
    """Chapel and Chapell may both be there; only a point near the known street shows a mistake."""
    far = past("9 Chapell Street, Elm City, CT", lat=LAT + 0.05, lon=LON)
    assert "Chapell Street" in build_from_history([*history(), far]).streets


def test_a_street_without_its_suffix_is_the_one_that_has_it() -> None:
    """`W University` between `W University Ave` is the same street, not a second one to ask about."""
    lines = [past(f"{number} W University Ave", lat=LAT, lon=LON) for number in range(100, 120)]
    data = build_from_history([*lines, past("130 W University", lat=LAT, lon=LON)])
    assert set(data.streets) == {"W University Ave"}
    assert 130 in {house.number for house in data.houses}


def test_the_median_point_of_an_address_does_not_follow_one_wrong_pin() -> None:
    """People report the neighbour's problem from home."""
    pins = [past("12 Oak St", lat=LAT, lon=LON)] * 3 + [past("12 Oak St", lat=LAT + 1, lon=LON)]
    (house,) = build_from_history(pins).houses
    assert (house.lat, house.lon) == (LAT, LON)


def test_a_business_is_no_street() -> None:
    """A name without number and suffix is one only where it was seen along a way."""
    data = build_from_history([*history(), past("Burger Palace, Elm City, CT", lat=LAT, lon=LON)])
    assert "Burger Palace" not in data.streets
    assert build_from_history([]).streets == ()
