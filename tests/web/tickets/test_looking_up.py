"""A clerk's words for a place become points of the city's own list, or stay words."""

from __future__ import annotations

import pytest

from gateway.gazetteer.rows import rows_of
from gateway.gazetteer.taking import take
from gateway.web.tickets.looking_up import look_up
from parsers.atlas import Crossing, GazetteerData, House, Landmark, make_atlas
from parsers.city import City
from parsers.gazetteer import gazetteer_of
from tests.web.site import NOON, Site, post

PLACES = GazetteerData(
    houses=(
        House(street="Maple Ave", number=48, lat=41.301, lon=-72.931),
        House(street="Maple St", number=48, lat=41.302, lon=-72.932),
        House(street="Oak St", number=12, lat=41.303, lon=-72.933),
    ),
    crossings=(Crossing(first="Oak St", second="Maple Ave", lat=41.304, lon=-72.934),),
    landmarks=(Landmark(name="Elm Park", lat=41.305, lon=-72.935),),
)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("12 Oak St", ["12 Oak St"]),
        ("12 oak", ["12 Oak St"]),
        ("48 Maple", ["48 Maple Ave", "48 Maple St"]),
        ("Oak and Maple Ave", ["Oak St & Maple Ave"]),
        ("Elm Park", ["Elm Park"]),
        ("41.31052, -72.92013", ["41.31052, -72.92013"]),
        ("behind the school", []),
        ("", []),
        ("x" * 5000, []),
    ],
)
def test_words_are_looked_up(words: str, names: list[str]) -> None:
    """One place, several to choose from, or none; each with its number on the map."""
    found = look_up(City(gazetteer=gazetteer_of(make_atlas(PLACES))), words)
    assert [spot.name.lower() for spot in found] == [name.lower() for name in names]
    assert [spot.mark for spot in found] == [str(at) for at in range(1, len(names) + 1)]


def test_a_clerk_chooses_one_of_two(site: Site) -> None:
    """The ticket gets the point and the list's own way of writing it; the page shows both on a map before."""
    take(site.gateway.store, "test", rows_of(PLACES), now=NOON)
    number = site.add_ticket(location="48 Maple")
    client, path = site.client("member", "streets"), f"/tickets/{number}/where"
    page = client.get(path).text
    assert "Shown: 1 48 Maple Ave; 2 48 Maple St" in page
    answer = post(client, path, page=path, place="48 Maple", spot="41.302000,-72.932000")
    assert answer.status_code == 303, answer.text
    page = client.get(f"/tickets/{number}").text
    assert "41.30200, -72.93200" in page
    assert 'aria-label="Map around 48 Maple St.' in page
    assert "geo:41.302000,-72.932000" in page
