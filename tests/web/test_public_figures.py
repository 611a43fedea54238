"""What everybody may read of the city: nothing until it is switched on, no small count, no person, the same for all."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from gateway.insight import refresh_figures
from gateway.insight.publishing import TABLES
from gateway.store.city_settings import set_setting
from gateway.web.insight.open_data import COLUMNS
from tests.web.site import NOON, Clock, Site

DAY = 86_400.0
WORDS = "Hi, this is Anne Miller, call me at 203-555-0199 or anne@residents.example. Hole at 48 Maple Ave. Thanks, Anne"


@pytest.fixture
def city(site: Site) -> Site:
    """A city that shows its figures."""
    with site.gateway.store.writing() as connection:
        set_setting(connection, name="public_figures", value=True, actor="administrator@elmcity.example", now=NOON)
    return site


def rows_of(site: Site, query: str = "") -> list[dict[str, str]]:
    """The open data as a reader gets it."""
    answer = site.client().get(f"/figures/requests.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


PATHS = ("/figures", "/figures/requests.csv", "/figures/service.csv")


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_public_until_it_is_switched_on(site: Site, path: str) -> None:
    """Not for visitors and not for people of the city: the page does not exist."""
    for client in (site.client(), site.client("administrator")):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "does not show its figures to everybody" in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_public_pages_are_the_same_for_all_and_may_be_kept(city: Site, path: str) -> None:
    """No cookie, no name, and a cache in front may answer for five minutes."""
    city.add_ticket()
    refresh_figures(city.gateway)
    stranger, staff = city.client().get(path), city.client("administrator").get(path)
    assert stranger.data == staff.data
    assert stranger.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in stranger.headers
    assert "elmcity.example" not in stranger.text


def test_districts_with_few_requests_are_not_shown(city: Site) -> None:
    """Two requests in a district might be one family; the district beside it does not give them away."""
    for number, district in enumerate(["ward_1"] * 2 + ["ward_2"] * 6 + ["ward_3"] * 9):
        city.add_ticket(district=district, created_at=NOON - number * 60)
    refresh_figures(city.gateway)
    answer = city.client().get("/figures/district.csv?period=30").text
    found = {row[0]: row[1:] for row in csv.reader(io.StringIO(answer))}
    assert set(found["Ward 1"]) == set(found["Ward 2"]) == {""}
    assert found["Ward 3"][0] == "9"
    assert "fewer than 5" in city.client().get("/figures?period=30").text


@pytest.mark.parametrize("key", TABLES)
def test_each_public_table_is_a_file(city: Site, key: str) -> None:
    """Even of a city without requests."""
    assert city.client().get(f"/figures/{key}.csv").status_code == 200


@pytest.mark.parametrize("path", ["/figures?period=own&from=2026-01-01", "/figures/service.csv?period=x"])
def test_only_the_listed_periods_are_public(city: Site, path: str) -> None:
    """Two days that differ by one would tell of a single request."""
    answer = city.client().get(path)
    assert answer.status_code == 422
    assert "Choose one of the list" in answer.text


@pytest.mark.parametrize("path", ["/figures/places.csv", "/figures/figures.csv", "/figures/x.csv"])
def test_other_tables_are_not_public(city: Site, path: str) -> None:
    """What is not listed is no page."""
    assert city.client().get(path).status_code == 404


def test_open_data_has_the_columns_of_georeport_bulk(city: Site) -> None:
    """Names, order, states and times as the draft of Open311 wants them."""
    number = city.add_ticket(
        status="closed", closed_at=NOON, updated_at=NOON + 5, lat=41.3123456, lon=-72.9234567, created_at=NOON - 60
    )
    (row,) = rows_of(city)
    assert tuple(row) == COLUMNS
    assert row == {
        "service_request_id": number,
        "requested_datetime": "2026-09-21T14:12:20Z",
        "updated_datetime": "2026-09-21T14:13:20Z",
        "closed_date": "2026-09-21T14:13:20Z",
        "status_description": "Closed",
        "status_notes": "",
        "source": "Text",
        "service_name": "Pothole",
        "service_subtype": "",
        "description": "Huge pothole in front of 48 Maple Ave since Tuesday",
        "agency_responsible": "Streets",
        "address": "48 Maple Ave",
        "lat": "41.3123",
        "long": "-72.9235",
    }


def test_open_data_says_what_an_app_filed_and_leaves_out_what_was_tried(city: Site) -> None:
    """However its reporter is answered; a developer's tests never happened."""
    city.add_ticket(source="open311", channel="email", reporter="anne@mail.example")
    city.add_ticket(source="open311-test", channel="email", reporter=None)
    (row,) = rows_of(city)
    assert row["source"] == "Open311"


def test_a_service_that_the_city_keeps_to_itself_is_no_open_data(city: Site) -> None:
    """As it is no service by Open311 (`public: false`)."""
    city.add_ticket(service="pothole")
    city.add_ticket(service="streetlight_out")
    rules = city.gateway.settings.rules
    rules.write_text(rules.read_text().replace("pothole:         {", "pothole:         {public: false, "))
    city.gateway.rulebooks.refresh()
    assert [row["service_name"] for row in rows_of(city)] == ["Street light out"]


def test_open_data_tells_of_no_person(city: Site) -> None:
    """Names, numbers and addresses in the words, and the reporter's own name however it stands there."""
    city.add_ticket(description=WORDS, reporter="+12035550199", reporter_name="Anne Miller")
    (row,) = rows_of(city)
    assert "48 Maple Ave" in row["description"]
    for secret in ("Anne", "Miller", "555", "residents.example"):
        assert secret not in row["description"]


@pytest.mark.parametrize(
    ("values", "empty"),
    [
        ({"priority": "emergency"}, {"description", "address", "lat", "long"}),
        ({"service": None, "service_name": None}, {"description"}),
    ],
)
def test_open_data_is_silent_where_words_may_tell_too_much(city: Site, values: dict[str, Any], empty: set[str]) -> None:
    """Somebody in danger is not looked up by neighbors, and what nobody recognized may be about anything."""
    city.add_ticket(lat=41.3, lon=-72.9, **values)
    (row,) = rows_of(city)
    assert {name for name in ("description", "address", "lat", "long") if not row[name]} == empty


def test_words_are_no_formulas(city: Site) -> None:
    """A resident's text must not compute in the spreadsheet of who opens the file."""
    city.add_ticket(description='=HYPERLINK("https://evil.example","pothole")', location="@SUM(1)")
    (row,) = rows_of(city)
    assert row["description"].startswith("'=")
    assert row["address"].startswith("'@")


@pytest.mark.parametrize(
    ("query", "number"), [("", 2), ("?month=2026-09", 2), ("?month=2026-08", 1), ("?month=2020-01", 0)]
)
def test_open_data_comes_by_month(city: Site, query: str, number: int) -> None:
    """A month of the city's own calendar in one file; this month where none is named."""
    for moment in (NOON - 40 * DAY, NOON - DAY, NOON):
        city.add_ticket(created_at=moment)
    assert len(rows_of(city, query)) == number


@pytest.mark.parametrize("month", ["banana", "2026-13", "2026", "../..", "9999-12", "0001-01"])
def test_a_wrong_month_is_a_clear_sentence(city: Site, month: str) -> None:
    """With the form that a month has."""
    answer = city.client().get("/figures/requests.csv", query_string={"month": month})
    assert answer.status_code == 422
    assert "Write it like 2026-09" in answer.text


def test_the_file_is_read_in_parts(city: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it is, each request is in it once; those of one moment too."""
    monkeypatch.setattr("gateway.web.insight.open_data._AT_ONCE", 3)
    numbers = {city.add_ticket(created_at=NOON - number // 4) for number in range(8)}
    found = [row["service_request_id"] for row in rows_of(city)]
    assert len(found) == 8
    assert set(found) == numbers


def test_figures_are_worked_out_once_for_all_readers(city: Site, clock: Clock) -> None:
    """However many strangers ask, the city's processor works once in five minutes."""
    assert city.client().get("/figures/service.csv").text.count("\n") == 1
    city.add_ticket()
    refresh_figures(city.gateway)
    assert city.client().get("/figures/service.csv").text.count("\n") == 1
    clock.now += 301
    assert city.client().get("/figures/service.csv").text.count("\n") == 2


def test_only_two_fetch_at_once(city: Site) -> None:
    """Masking costs the processor; who comes third is asked to come back, and who hangs up makes room."""
    city.add_ticket()
    waiting = [city.client().get("/figures/requests.csv", buffered=False) for _ in range(2)]
    refused = city.client().get("/figures/requests.csv")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
    for answer in waiting:
        answer.close()
    assert len(rows_of(city)) == 1


def test_administrators_see_before_they_publish(site: Site) -> None:
    """What everybody would read, while nobody else can."""
    site.add_ticket(description=WORDS)
    refresh_figures(site.gateway)
    client = site.client("administrator")
    assert "This is what everybody would read" in client.get("/insight/preview").text
    answer = client.get("/insight/preview.csv")
    assert "[phone]" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
