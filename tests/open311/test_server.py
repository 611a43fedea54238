"""Addresses, methods, headers and errors: what every answer has in common, whatever is asked."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from gateway.errors import StoreUnavailableError
from gateway.store.engine import Store
from tests.open311.reading import RULES, App, problems


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("services.xml", "text/xml; charset=utf-8"),
        ("services.json", "application/json; charset=utf-8"),
        ("services.JSON", "application/json; charset=utf-8"),
        ("services.xml/", "text/xml; charset=utf-8"),
    ],
)
def test_the_suffix_says_the_form(app: App, path: str, content_type: str) -> None:
    """Neither its capitals nor a slash behind it count, because clients are made with less care than standards."""
    answer = app.ask(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, content_type)


def test_the_charset_can_be_left_out(make_app: Any) -> None:
    """For clients that compare the whole header with a word."""
    answer = make_app(open311_charset=False).ask("services.xml")
    assert answer.headers["Content-Type"] == "text/xml"


@pytest.mark.parametrize(
    ("path", "mimetype", "says"),
    [
        ("services", "text/xml", "Put .xml or .json behind it"),
        ("services.yaml", "text/xml", "There is nothing here"),
        ("potholes.json", "application/json", "The services are at http://localhost/open311/v2/services.xml"),
        ("", "text/xml", "There is nothing here"),
        ("requests/a/b.json", "application/json", "There is no request “a/b”"),
        ("services/%00%EF%BF%BE.xml", "text/xml", "There is no service_code"),
    ],
)
def test_an_unknown_address_is_an_error_list_in_the_form_that_was_asked_for(
    app: App, path: str, mimetype: str, says: str
) -> None:
    """An app never gets a page for people; XML where it did not say what it reads."""
    answer = app.ask(path)
    assert says in problems(answer, 404)
    assert answer.mimetype == mimetype


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_wrong_method_is_told_which_ones_there_are(app: App, method: str) -> None:
    """As an error list, and with the header that programs read (RFC 9110, 15.5.6)."""
    answer = app.ask("services.json", method=method)
    assert "answers GET only" in problems(answer, 405)
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_head_answers_as_get_without_a_body(app: App) -> None:
    """Link checkers and caches ask so."""
    answer = app.ask("services.xml", method="HEAD")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"", "text/xml")


def test_every_site_may_read_and_ask_before_it_posts(app: App) -> None:
    """Nothing here knows a cookie, so scripts of other sites may read answers and refusals alike."""
    for path in ("services.json", "services/nothing.json"):
        assert app.ask(path).headers["Access-Control-Allow-Origin"] == "*"
    asked = app.ask("requests.json", method="OPTIONS", headers={"Access-Control-Request-Method": "POST"})
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Methods"] == asked.headers["Allow"]
    assert "GET" in asked.headers["Allow"]
    assert "X-Api-Key" in asked.headers["Access-Control-Allow-Headers"]


def test_what_is_known_already_is_not_sent_again(app: App) -> None:
    """A weak tag, because packed octets have the same one; any of several tags counts."""
    first = app.ask("services.json")
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    again = app.ask("services.json", headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert app.ask("services.json", headers={"If-None-Match": '"other"'}).status_code == 200
    assert app.ask("services.xml").headers["ETag"] != tag


def test_long_answers_are_packed_for_who_says_so(app: App) -> None:
    """A list of a thousand requests is a megabyte otherwise; a short one gains nothing."""
    for _ in range(4):
        app.add()
    plain = app.ask("requests.json")
    packed = app.ask("requests.json", headers={"Accept-Encoding": "br, gzip"})
    refused = app.ask("requests.json", headers={"Accept-Encoding": "gzip;q=0"})
    short = app.ask("services/pothole.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == refused.data
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert "Content-Encoding" not in short.headers
    assert all(answer.headers["Vary"] == "Accept-Encoding" for answer in (plain, packed, short))


@pytest.mark.parametrize("path", ["requests.json", "requests/K7M2-2PQ4.json", "discovery.json"])
def test_while_the_database_is_away_apps_are_told_to_come_back(
    app: App, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 with a time, as an error list; nothing of ours leaks."""

    def away(_: Store) -> None:
        raise StoreUnavailableError("The database does not answer.")

    monkeypatch.setattr(Store, "reading", away)
    answer = app.ask(path)
    assert "Try again in a minute" in problems(answer, 503)
    assert answer.headers["Retry-After"] == "30"


def test_a_mistake_of_ours_is_said_without_its_inside(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 as an error list; the log has the rest."""

    def broken(_: Store) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(Store, "reading", broken)
    assert "secret" not in problems(app.ask("requests.xml"), 500)


@pytest.mark.parametrize(
    ("given", "status"),
    [("", 200), ("elmcity.example", 200), ("ELMCITY.example", 200), ("boston.gov", 404)],
)
def test_a_jurisdiction_is_ours_or_not_said(app: App, given: str, status: int) -> None:
    """An empty parameter is an absent one (3.1)."""
    answer = app.ask(f"services.json?jurisdiction_id={given}")
    assert answer.status_code == status
    if status == 404:
        assert "boston.gov" in problems(answer, 404)


def test_without_a_department_for_tests_there_is_no_test_endpoint(make_app: Any) -> None:
    """Nobody finds an endpoint whose requests would lie in a real queue."""
    app = make_app(rules=RULES.replace(", test: sandbox", ""))
    problems(app.ask("services.json", kind="test"), 404)
    assert [one["type"] for one in app.json("discovery")["endpoints"]] == ["production"]
