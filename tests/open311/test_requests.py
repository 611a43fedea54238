"""Requests as everybody may read them: which there are, what is told of them, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.public_words import make_due_words
from tests.open311.reading import DAY, RULES, App, problems
from tests.web.site import NOON

NAMED = {
    "description": "Huge pothole. Call me at (203) 555-0199, my name is Anne Miller, anne@residents.example",
    "reporter_name": "Anne Miller",
    "lat": 41.308274,
    "lon": -72.927884,
    "due_at": NOON + 3 * DAY,
    "updated_at": NOON + 60,
}


def test_one_request_has_every_field_and_no_person(app: App) -> None:
    """The fields of the standard in its order, null where there is nothing; words masked, the place to 11 meters."""
    number = app.add(**NAMED)
    [found] = app.json(f"requests/{number}")
    assert found == {
        "service_request_id": number,
        "status": "open",
        "status_notes": None,
        "service_name": "Pothole",
        "service_code": "pothole",
        "description": "Huge pothole. Call me at [phone], my name is [name], [email]",
        "agency_responsible": "Streets",
        "service_notice": None,
        "requested_datetime": "2026-09-21T14:13:20Z",
        "updated_datetime": "2026-09-21T14:14:20Z",
        "expected_datetime": "2026-09-24T14:13:20Z",
        "address": "48 Maple Ave",
        "address_id": None,
        "zipcode": None,
        "lat": 41.3083,
        "long": -72.9279,
        "media_url": None,
    }
    root = app.xml(f"requests/{number}")
    assert (root.tag, root[0].tag) == ("service_requests", "request")
    told = {field.tag: field.text for field in root[0]}
    assert told == {name: None if value is None else str(value) for name, value in found.items()}


def test_masked_words_are_the_same_before_and_after_they_are_kept(app: App) -> None:
    """A list right after a report masks on the fly; a minute later the words are there already."""
    number = app.add(**NAMED)
    before = app.json(f"requests/{number}")
    assert make_due_words(app.gateway) == 1
    assert make_due_words(app.gateway) == 0
    assert app.json(f"requests/{number}") == before


def test_a_number_is_read_as_people_write_it(app: App) -> None:
    """Small letters, without the dash; one that nobody was given is not found."""
    number = app.add()
    assert app.numbers(f"requests/{number.replace('-', '').lower()}") == [number]
    assert "There is no request" in problems(app.ask("requests/AAAA-AAAA.json"), 404)


@pytest.mark.parametrize(
    ("values", "is_told"),
    [
        ({}, True),
        ({"service": None, "service_name": None}, False),
        ({"service": "noise"}, False),
        ({"service": "gone_from_the_rulebook"}, False),
        ({"source": "open311"}, True),
        ({"source": "open311-test"}, False),
    ],
)
def test_only_public_services_are_told(app: App, values: dict[str, Any], is_told: bool) -> None:
    """Neither by the list nor by the number."""
    number = app.add(**values)
    assert app.numbers("requests") == [number] * is_told
    assert app.numbers(f"requests?service_request_id={number}") == [number] * is_told
    assert app.ask(f"requests/{number}.json").status_code == (200 if is_told else 404)


def test_the_test_endpoint_shows_its_own_and_nothing_else(app: App) -> None:
    """Developers see what they filed; the city's requests are elsewhere."""
    real, tried = app.add(), app.add(source="open311-test")
    assert app.numbers("requests") == [real]
    assert app.numbers("requests", kind="test") == [tried]
    problems(app.ask(f"requests/{real}.xml", kind="test"), 404)


def test_of_an_emergency_neither_words_nor_place_are_told(app: App) -> None:
    """That there was one is public, who and where is not, however it is asked for."""
    number = app.add(priority="emergency", lat=41.3, lon=-72.9)
    [found] = app.json("requests")
    assert found["service_request_id"] == number
    assert [found[name] for name in ("description", "address", "lat", "long")] == [None] * 4
    assert app.json("requests?bbox=-73,41,-72,42") == []


@pytest.mark.parametrize(("publish", "told"), [("everything", 2), ("reported_here", 1), ("nothing", 0)])
def test_a_city_says_whose_words_everybody_may_read(make_app: Any, publish: str, told: int) -> None:
    """Numbers, states and dates stay; places are not to be found by asking for boxes either."""
    app = make_app(rules=RULES.replace("test: sandbox", f"test: sandbox, publish: {publish}"))
    for source in ("", "open311"):
        app.add(source=source, lat=41.3, lon=-72.9)
    found = app.json("requests")
    assert len(found) == 2
    for name in ("description", "address", "lat", "long"):
        assert len([item for item in found if item[name] is not None]) == told
    assert len(app.json("requests?bbox=-73,41,-72,42")) == told


def test_a_closed_request_tells_when_and_why(app: App) -> None:
    """In the city's own words; the moment is that of closing, whatever happened to it since."""
    app.add(status="closed", closed_at=NOON + 60, close_reason="repaired", updated_at=NOON + 900, due_at=NOON + DAY)
    [found] = app.json("requests?locale=es")
    assert (found["status"], found["status_notes"]) == ("closed", "Repaired by our crew")
    assert found["updated_datetime"] == "2026-09-21T14:14:20Z"
    assert found["expected_datetime"] is None
    assert found["service_name"] == "Bache"


@pytest.mark.parametrize(
    ("service", "says"), [("graffiti", "Duplicate of {}"), ("noise", "Duplicate of another request")]
)
def test_a_duplicate_names_the_request_that_goes_on(app: App, service: str, says: str) -> None:
    """Unless that one is not for everybody."""
    goes_on = app.add(service=service)
    number = app.add(status="closed", closed_at=NOON, merged_into=app.id_of(goes_on))
    [found] = app.json(f"requests/{number}")
    assert found["status_notes"] == says.format(goes_on)


def test_lists_are_of_ninety_days_and_the_newest_come_first(app: App) -> None:
    """Without dates the last ninety; with one, ninety from it or up to it (3.7)."""
    ages = (0, 1, 89, 91, 170)
    now, day, spring, older, oldest = (app.add(created_at=NOON - age * DAY) for age in ages)
    assert app.numbers("requests") == [now, day, spring]
    assert app.numbers("requests?start_date=2026-03-25T00:00:00Z") == [older, oldest]
    assert app.numbers("requests?end_date=2026-06-22T20:00:00Z") == [older, oldest]
    assert app.numbers("requests?start_date=2026-06-22T00:00:00Z&end_date=2026-09-20T00:00:00Z") == [spring, older]
    assert app.numbers("requests?start_date=&end_date=") == [now, day, spring]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("service_code=pothole", ["pothole", "closed"]),
        ("service_code=pothole,graffiti", ["graffiti", "pothole", "closed"]),
        ("service_code=pothole&service_code=graffiti", ["graffiti", "pothole", "closed"]),
        ("service_code=graffiti&status=closed", []),
        ("status=open", ["graffiti", "pothole"]),
        ("status=CLOSED", ["closed"]),
        ("status=open,closed", ["graffiti", "pothole", "closed"]),
        ("status=open&status=closed", ["graffiti", "pothole", "closed"]),
        ("status=", ["graffiti", "pothole", "closed"]),
        ("updated_after=2026-09-21T15:00:00Z", ["pothole"]),
        ("updated_before=2026-09-21T14:14:00Z", ["graffiti", "closed"]),
        ("updated_after=2026-09-21T14:13:20Z&updated_before=2026-09-21T14:13:20Z", ["graffiti", "closed"]),
        ("updated_after=2026-09-21T13:00:00Z&start_date=2026-09-21T14:13:00Z", ["graffiti", "pothole"]),
        ("bbox=-72.93,41.29,-72.91,41.31", ["graffiti"]),
        ("bbox=-72.92,41.3,-72.92,41.3", ["graffiti"]),
        ("unknown=1&jurisdiction_id=elmcity.example", ["graffiti", "pothole", "closed"]),
    ],
)
def test_filters(app: App, query: str, found: list[str]) -> None:
    """With commas, repeated, in capitals, empty; what changed is told by the moment that is shown."""
    kinds = {
        app.add(service="graffiti", lat=41.30001, lon=-72.92004, updated_at=NOON): "graffiti",
        app.add(created_at=NOON - 1, updated_at=NOON + 3600): "pothole",
        app.add(
            created_at=NOON - DAY, status="closed", closed_at=NOON, updated_at=NOON + 40, lat=41.4, lon=-72.92
        ): "closed",
    }
    assert sorted(kinds[number] for number in app.numbers(f"requests?{query}")) == sorted(found)


def test_numbers_override_everything_else(app: App) -> None:
    """Also the ninety days, another state and a page; in the order asked for, each once; unknown ones are left out."""
    old, new = app.add(created_at=NOON - 400 * DAY), app.add()
    asked = f"service_request_id={old.lower()},{new},AAAA-AAAA,{old}"
    others = "status=closed&start_date=2001-01-01T00:00:00Z&end_date=2002-01-01T00:00:00Z&page=9&service_code=none"
    assert app.numbers(f"requests?{asked}&{others}") == [old, new]
    assert app.ask(f"requests.json?{asked}&status=nonsense").status_code == 400
    assert app.numbers("requests?service_request_id=AAAA-AAAA") == []


def test_five_thousand_numbers_are_answered_clearly(app: App) -> None:
    """A thousand is what a list holds."""
    for many, status in ((5_000, 400), (1_001, 400), (1_000, 200)):
        ids = ",".join(f"{number:08d}" for number in range(many))
        answer = app.ask(f"requests.json?service_request_id={ids}")
        assert answer.status_code == status
        if status == 400:
            assert "Ask for 1,000 at once at most." in problems(answer, 400)


def test_pages_count_from_one_and_say_how_many_there_are(app: App) -> None:
    """Page 0 is the first, too; past the end the list is empty; links lead on with everything else as it was."""
    numbers = [app.add(created_at=NOON - age) for age in range(5)]
    assert app.numbers("requests?page_size=2") == app.numbers("requests?page=0&page_size=2") == numbers[:2]
    assert app.numbers("requests?page=3&page_size=2") == numbers[4:]
    assert app.numbers("requests?page=9&page_size=2") == []
    answer = app.ask("requests.xml?page=2&page_size=2&status=open")
    assert answer.headers["X-Total-Count"] == "5"
    links = dict(reversed(link.split("; rel=")) for link in answer.headers["Link"].split(", "))
    assert {name.strip('"'): link for name, link in links.items()} == {
        name: f"<http://localhost/open311/v2/requests.xml?page_size=2&status=open&page={page}>"
        for name, page in {"first": 1, "prev": 1, "next": 3, "last": 3}.items()
    }
    assert "X-Total-Count" not in app.ask("requests.json").headers


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("service_code=potholes", 404, "no service_code “potholes”"),
        ("service_code=pothole,noise", 404, "no service_code “noise”"),
        ("status=pending", 400, "“pending” is no status. Write open or closed."),
        ("start_date=yesterday", 400, "“yesterday” in start_date is no date. Write it like 2026-11-23T07:20:00Z."),
        ("end_date=2026-02-30T00:00:00Z", 400, "in end_date is no date"),
        ("updated_after=%00", 400, "in updated_after is no date"),
        ("start_date=2026-01-01T00:00:00Z&end_date=2026-05-01T00:00:00Z", 400, "more than 90 days"),
        ("start_date=2026-09-02T00:00:00Z&end_date=2026-09-01T00:00:00Z", 400, "end_date lies before start_date"),
        ("updated_before=2026-09-01&updated_after=2026-09-02", 400, "updated_before lies before updated_after"),
        ("page=-1", 400, "“-1” in page is not a whole number"),
        ("page=1.5", 400, "is not a whole number"),
        ("page_size=0", 400, "is not a whole number from 1 to 1,000"),
        ("page_size=5000", 400, "“5000” in page_size"),
        ("page=99999999999999999999", 400, "is not a whole number"),
        ("bbox=1,2,3", 400, "four numbers"),
        ("bbox=1,2,3,nan", 400, "four numbers"),
        ("bbox=41.3,-72.9,41.4,-172.8", 400, "longitude comes first"),
        ("extensions=maybe", 400, "neither true nor false"),
        ("jurisdiction_id=boston.gov", 404, "no jurisdiction “boston.gov”"),
    ],
)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_bad_input_is_said_in_a_sentence(app: App, form: str, query: str, status: int, says: str) -> None:
    """With the field's name, and what to write instead."""
    assert says in problems(app.ask(f"requests.{form}?{query}"), status)


def test_a_list_can_be_kept_and_asked_for_again(app: App) -> None:
    """304 while nothing changes, and at once anew when something does."""
    app.add()
    first = app.ask("requests.json")
    assert first.headers["Last-Modified"] == "Mon, 21 Sep 2026 14:13:20 GMT"
    assert first.headers["Cache-Control"] == "public, max-age=0"
    tag = {"If-None-Match": first.headers["ETag"]}
    assert app.ask("requests.json", headers=tag).status_code == 304
    app.add()
    assert len(app.ask("requests.json", headers=tag).json) == 2
