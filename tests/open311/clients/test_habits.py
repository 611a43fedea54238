"""What real clients do that the standard does not foresee, and that must not trip them up."""

from __future__ import annotations

from typing import Any

import pytest
from defusedxml.ElementTree import fromstring

from tests.open311.clients.city import City
from tests.web.site import NOON

SAME = [
    ("/v2/services.json", "/v2/services.JSON"),
    ("/v2/services.json", "/v2/services.json/"),
    ("/v2/services.json", "/v2//services.json"),
    ("/v2/services.xml", "/v2/services.xml?jurisdiction_id="),
    ("/v2/services.xml", "/v2/services.xml?jurisdiction_id=ELMCITY.example"),
    ("/v2/services.json", "/v2/services.json?locale=xx"),
    ("/v2/requests.json", "/v2/requests.json?status=open&status=closed"),
    ("/v2/requests.json", "/v2/requests.json?status=Open,CLOSED"),
    ("/v2/requests.json", "/v2/requests.json?service_code=&start_date=&end_date=&page_size="),
    ("/v2/requests.json?end_date=2026-09-21T14:00:00%2B00:00", "/v2/requests.json?end_date=2026-09-21T14:00:00+00:00"),
    ("/v2/requests.json?end_date=2026-09-21T14:00:00Z", "/v2/requests.json?end_date=2026-09-21T14:00:00"),
    ("/v2/requests.json?end_date=2026-09-21T14:00:00Z", "/v2/requests.json?end_date=2026-09-21t10:00:00.000-0400"),
    ("/discovery.xml", "/v2/discovery.xml"),
    ("/discovery.json", "/discovery.JSON/"),
]


@pytest.mark.parametrize(("plain", "odd"), SAME)
def test_an_odd_way_of_asking_is_answered_like_the_plain_one(city: City, plain: str, odd: str) -> None:
    """Slashes, capitals, empty fields, repeated ones, and dates as other programs write them."""
    first, second = city.get(plain), city.get(odd)
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.data == first.data


@pytest.mark.parametrize("written", ["{}", " {} ", "{},", "{},{}"])
def test_a_number_is_found_however_it_is_written(city: City, written: str) -> None:
    """With blanks, in small letters, without its hyphen, twice."""
    number = city.numbers["open"]
    for spelled in (number, number.lower(), number.replace("-", "")):
        found = city.get("/v2/requests.json", service_request_id=written.format(spelled, spelled)).get_json()
        assert [one["service_request_id"] for one in found] == [number]


@pytest.mark.parametrize(
    "path", ["/v2/requests.json", "/v2/nothing.json", "/v2/requests/unknown.json", "/discovery.json"]
)
def test_head_is_get_without_its_body(city: City, path: str) -> None:
    """Whoever only looks whether something is there gets the same status and type."""
    shown = city.app.test_client().head(f"/open311{path}")
    read = city.get(path)
    assert (shown.status_code, shown.content_type, shown.data) == (read.status_code, read.content_type, b"")


@pytest.mark.parametrize("accept", ["application/json", "text/html", "image/png", "*/*;q=0"])
def test_the_ending_counts_and_not_what_is_accepted(city: City, accept: str) -> None:
    """Libraries send `Accept` of their own accord; the standard knows the ending only."""
    answer = city.app.test_client().get("/open311/v2/services.xml", headers={"Accept": accept})
    assert answer.content_type == "text/xml; charset=utf-8"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "NONSENSE"])
@pytest.mark.parametrize("form", ["json", "xml"])
def test_no_method_is_answered_with_a_page(city: City, method: str, form: str) -> None:
    """An app can read why it was refused, and what it may use instead."""
    answer = city.app.test_client().open(f"/open311/v2/requests.{form}", method=method)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert answer.mimetype == ("application/json" if form == "json" else "text/xml")


@pytest.mark.parametrize("path", ["/v2/%0A.xml", "/v2/requests/%0A1.xml", "/v2/tokens/%00.xml", "/discovery.%0Axml"])
def test_no_address_is_answered_with_a_page(city: City, path: str) -> None:
    """Whatever stands in it, it is XML where nothing else can be read from it."""
    answer = city.get(path)
    assert answer.status_code == 404
    assert fromstring(answer.data).tag == "errors"


@pytest.mark.parametrize("place", ["query", "form", "header", "everything in the query"])
def test_a_key_is_taken_wherever_clients_put_it(city: City, place: str) -> None:
    """In the body as the standard has it, or where those put it who read the standard quickly."""
    fields, key = {"service_code": "pothole", "address_string": "48 Maple Ave"}, {"api_key": city.key}
    sent: dict[str, Any] = {
        "query": {"data": fields, "query_string": key},
        "form": {"data": fields | key},
        "header": {"data": fields, "headers": {"X-Api-Key": city.key}},
        "everything in the query": {"query_string": fields | key},
    }[place]
    answer = city.app.test_client().post("/open311/test/v2/requests.json", **sent)
    assert answer.status_code == 200, answer.text


def test_a_form_is_filed_with_a_slash_behind_its_address(city: City) -> None:
    """A redirect would lose the form in many a client."""
    assert city.post("/test/v2/requests.json/", service_code="pothole", lat="41.3", long="-72.9").status_code == 200


def test_a_day_at_the_end_of_a_window_is_a_whole_day(city: City) -> None:
    """A client that writes days means until the evening."""
    found = city.get("/v2/requests.json", start_date="2026-09-21", end_date="2026-09-21").get_json()
    assert NOON == 1_790_000_000.0
    assert city.numbers["open"] in [one["service_request_id"] for one in found]
