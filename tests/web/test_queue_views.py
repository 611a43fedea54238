"""Views of the queue and the crew sheet: kept, shared, counted, and put on paper in the order of the way."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.web.desk.walking import order_by_way
from tests.web.site import Site, post, sign_in


def test_a_view_is_kept_counted_and_removed(site: Site) -> None:
    """Narrow the queue, keep it, read its number without opening it, and let it go."""
    site.add_ticket()
    site.add_ticket(department="fire")
    client = site.client("administrator")
    answer = post(client, "/desk/views?department=fire", page="/desk/views", name="My  fires")
    assert (answer.status_code, answer.location) == (303, "/desk?department=fire")
    page = client.get("/desk/views").text
    assert "Department: Fire dispatch" in page
    assert 'href="/desk?department=fire"' in page
    assert re.search(r'My fires</a> <span class="count">1<', client.get("/desk/views?part=1").text)
    assert post(client, "/desk/views/1/remove", page="/desk/views").status_code == 303
    assert "There is no view yet" in client.get("/desk/views").text


def test_a_shared_view_is_seen_by_the_department_only(site: Site) -> None:
    """Colleagues see it, and cannot remove it; another department does not see it; “me” is who reads."""
    for name, department in (("anne", "streets"), ("bart", "streets"), ("cris", "fire")):
        site.add_person("member", department, email=f"{name}@elmcity.example")
    site.add_ticket(assignee="bart@elmcity.example")
    clients = {}
    for name in ("anne", "bart", "cris"):
        clients[name] = site.app.test_client()
        sign_in(clients[name], f"{name}@elmcity.example")
    post(clients["anne"], "/desk/views?assignee=me", page="/desk/views", name="Mine", shared="1")
    post(clients["anne"], "/desk/views?assignee=me", page="/desk/views", name="Secret")
    theirs = clients["bart"].get("/desk/views").text
    assert "Shared by anne@elmcity.example" in theirs
    assert 'class="count">1<' in theirs
    assert "Secret" not in theirs
    assert "Mine" not in clients["cris"].get("/desk/views").text
    assert post(clients["bart"], "/desk/views/1/remove", page="/desk/views").status_code == 404


@pytest.mark.parametrize(
    ("query", "name", "words"),
    [
        ("", "  ", "Give the view a name"),
        ("", "x" * 61, "Shorten the name"),
        ("?status=nonsense", "Odd", "“nonsense” is nothing to choose"),
    ],
)
def test_a_view_that_cannot_be_kept_says_why(site: Site, query: str, name: str, words: str) -> None:
    """What was typed stays on the page beside one sentence."""
    answer = post(site.client("administrator"), f"/desk/views{query}", page="/desk/views", name=name)
    assert answer.status_code == 422
    assert words in answer.text


def test_the_crew_sheet_lists_the_stops_in_the_order_of_the_way(site: Site) -> None:
    """From the most urgent on to the nearest, what has no point at the end, each with map links and a code."""
    places = {"1 Far St": (41.40, -72.9), "2 Near St": (41.301, -72.9), "3 Start St": (41.30, -72.9)}
    for name, (lat, lon) in places.items():
        site.add_ticket(location=name, lat=lat, lon=lon, priority="emergency" if "Start" in name else "normal")
    site.add_ticket(location=None)
    page = site.client("administrator").get("/desk/sheet?department=streets").text
    assert re.findall(r"<b>(\d\. [^<]+)</b>", page) == [
        "1. 3 Start St",
        "2. 2 Near St",
        "3. 1 Far St",
        "4. No place given",
    ]
    assert page.count("<svg") == 5
    assert 'href="geo:41.300000,-72.900000' in page
    assert "style=" not in page


def test_a_sheet_of_selected_tickets_has_these_only(site: Site) -> None:
    """The bar of the queue leads to a sheet of what was selected; another department's ticket is not on it."""
    mine, other, theirs = site.add_ticket(), site.add_ticket(), site.add_ticket(department="fire")
    client = site.client("member", "streets")
    answer = post(client, "/desk/bulk", page="/desk", do="sheet", ticket=mine)
    assert answer.location == f"/desk/sheet?ticket={mine}"
    page = client.get(f"/desk/sheet?ticket={mine}&ticket={theirs}").text
    assert mine in page
    assert theirs not in page
    assert other not in page
    assert client.get("/desk/sheet?status=nonsense").status_code == 400


@given(st.lists(st.tuples(st.floats(-80, 80), st.floats(-180, 180)), max_size=30))
def test_the_way_visits_every_place_once(places: list[tuple[float, float]]) -> None:
    """Whatever the places are, none is left out."""
    way = order_by_way(places)
    assert sorted(way) == list(range(len(places)))
    assert way[:1] == [0][: len(places)]


def test_the_way_is_short_along_a_street() -> None:
    """Houses of one street are visited in their order, not in that of the reports."""
    street = [(41.3, -72.9 + number / 1_000) for number in range(20)]
    mixed = street[1:]
    random.Random(3).shuffle(mixed)
    places = [street[0], *mixed]
    assert [places[at] for at in order_by_way(places)] == street
