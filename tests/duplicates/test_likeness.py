"""How much alike two requests are, and where a place is the same however it is written."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.duplicates import key_of_words, likeness, meters_between
from gateway.duplicates.likeness import DAY, degrees_around
from gateway.routing.alike import Duplicates, read_distance
from gateway.store.alike import Near
from gateway.store.tickets import TicketRow
from parsers.gazetteer import NO_STREETS

RULES = Duplicates(suggest=0.5, join=None, within=150.0, days=14)
LAT, LON = 41.3083, -72.9279


def a_ticket(**changes: Any) -> TicketRow:
    """A pothole at 12 Oak St, just reported."""
    fields: dict[str, Any] = dict.fromkeys(TicketRow.__dataclass_fields__)
    known = {"description": "Pothole at 12 Oak St", "place_key": "12 oak st", "created_at": 100 * DAY}
    return TicketRow(**{**fields, **known, **changes})


def near(**changes: Any) -> Near:
    """The same, an hour earlier."""
    fields: dict[str, Any] = dict.fromkeys(Near.__dataclass_fields__) | {"has_same_photo": False}
    known = {"description": "pothole 12 oak street", "place_key": "12 oak st", "created_at": 100 * DAY - 3600}
    return Near(**{**fields, **known, **changes})


def away(meters: float, **changes: Any) -> Near:
    """So many meters north of the ticket on the map, and another address."""
    return near(place_key="", lat=LAT + degrees_around(LAT, meters)[0], lon=LON, **changes)


def test_the_same_place_an_hour_later_is_surely_alike() -> None:
    """What a rulebook may join."""
    assert likeness(a_ticket(), near(), RULES) >= 0.9


@pytest.mark.parametrize(("meters", "low", "high"), [(5, 0.9, 1), (40, 0.7, 0.9), (100, 0.5, 0.7), (160, 0, 0)])
def test_it_falls_with_the_distance(meters: float, low: float, high: float) -> None:
    """Beyond `within` it is another problem, whatever the words say."""
    assert low <= likeness(a_ticket(lat=LAT, lon=LON), away(meters), RULES) <= high


def test_it_falls_with_time_and_with_other_words() -> None:
    """Old news and another story are less likely the same."""
    new = likeness(a_ticket(), near(), RULES)
    old = likeness(a_ticket(), near(created_at=90 * DAY), RULES)
    other = likeness(a_ticket(), near(description="The asphalt broke open again and cars hit it"), RULES)
    assert old < new
    assert other < new
    assert likeness(a_ticket(), near(created_at=80 * DAY), RULES) == 0


def test_the_same_photo_speaks_for_it() -> None:
    """Two mails with one picture."""
    ticket = a_ticket(lat=LAT, lon=LON)
    assert likeness(ticket, away(100, has_same_photo=True), RULES) > likeness(ticket, away(100), RULES)


def test_without_a_map_other_words_for_the_place_are_another_place() -> None:
    """Nothing is guessed: 12 Oak St and the oak at the school may be the same, but nobody said so."""
    assert likeness(a_ticket(), near(place_key="oak school"), RULES) == 0
    assert likeness(a_ticket(place_key=""), near(place_key=""), RULES) == 0


def test_distances_are_those_of_the_earth() -> None:
    """A degree of longitude is shorter than one of latitude."""
    found = meters_between(a_ticket(lat=LAT, lon=LON), away(100))
    assert found == pytest.approx(100, rel=0.01)
    east = near(lat=LAT, lon=LON + degrees_around(LAT, 100)[1])
    assert meters_between(a_ticket(lat=LAT, lon=LON), east) == pytest.approx(100, rel=0.01)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 Oak St", "12 oak street"),
        ("12 Oak St.", "12 OAK ST"),
        ("Oak St and Elm St", "Elm Street & Oak Street"),
        ("Edgewood Park", "at Edgewood Park"),
    ],
)
def test_one_place_has_one_key(one: str, other: str) -> None:
    """However people write it."""
    assert key_of_words(one, NO_STREETS) == key_of_words(other, NO_STREETS) != ""


@pytest.mark.parametrize("words", ["Oak St", "", None, "somewhere", "41.3, -72.9"])
def test_what_is_no_one_place_has_no_key(words: str | None) -> None:
    """A street is a mile long."""
    assert key_of_words(words, NO_STREETS) == ""


@pytest.mark.parametrize(("text", "meters"), [("150 m", 150), ("500 ft", 152.4), ("0.1 mi", 160.9), ("1km", 1000)])
def test_distances_are_read_in_the_units_people_use(text: str, meters: float) -> None:
    """A clerk thinks in feet or in meters."""
    assert read_distance(text) == pytest.approx(meters, rel=0.001)


@pytest.mark.parametrize("text", ["", "far", "150", "0 m", "90 km", "-5 m"])
def test_what_is_no_distance_is_refused_in_a_sentence(text: str) -> None:
    """It says what to write instead."""
    with pytest.raises(ValueError, match="Write it like `150 m`"):
        read_distance(text)
