"""A client that others wrote, against a running server: what it reads, and what is filed beside it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from georeport import GeoReport

from gateway.bootstrap import build_gateway
from gateway.cli.server import WebServer
from gateway.intake import Intake
from tests.open311.clients.city import RULES, City, open_city
from tests.web.site import Clock


@pytest.fixture
def served(settings: Any, sqlite_url: str) -> Iterator[tuple[City, str]]:
    """The city on a port of this machine, and the base of its test endpoint."""
    gateway = build_gateway(settings(database_url=sqlite_url, rules_text=RULES, secret_key="k" * 48), clock=Clock())
    intake = Intake(gateway)
    web = WebServer(gateway, intake)
    city = open_city(gateway, intake)
    web.start()
    yield city, f"http://127.0.0.1:{web.port}/open311/v2"
    _wait_for_clients_to_go(web)
    web.stop()
    intake.stop()
    gateway.store.dispose()


def _wait_for_clients_to_go(web: WebServer) -> None:
    """Clients have hung up; the server must have noticed before it is closed."""
    deadline = time.monotonic() + 20
    while web._server.active_channels and time.monotonic() < deadline:
        time.sleep(0.02)


def as_list(items: Any) -> list[Any]:
    """What the client made of XML, in which one item and several look different to it."""
    return items if isinstance(items, list) else [items]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads_everything(served: tuple[City, str], form: str) -> None:
    """The package from PyPI works on the first try, with jurisdiction and filters, in both forms."""
    city, url = served
    client = GeoReport(url, jurisdiction="elmcity.example", output_format=form)
    services = as_list(client.get_service_list())
    assert [service["service_code"] for service in services] == ["pothole", "streetlight_out"]
    definition = client.get_service_definition("streetlight_out")
    asked = definition["attributes"] if form == "json" else definition["attributes"]["attribute"]
    assert [attribute["code"] for attribute in asked] == ["pole", "size", "colors", "height", "since", "more"]
    closed = as_list(client.get_service_requests(status="closed", service_code="pothole"))
    assert [one["service_request_id"] for one in closed] == [city.numbers["closed"]]
    numbers = f"{city.numbers['old']},{city.numbers['urgent']}"
    both = client.get_service_requests(service_request_id=numbers)
    assert [one["service_request_id"] for one in both] == numbers.split(",")
    shown = client.get_service_request(city.numbers["open"])
    assert (float(shown["lat"]), float(shown["long"])) == (41.3083, -72.9279)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_what_is_filed_is_read_back_by_georeport(served: tuple[City, str], form: str) -> None:
    """The client cannot file, so a plain form does; what it answers is what the client then reads."""
    city, url = served
    filed = {"api_key": city.key, "service_code": "pothole", "address_string": "48 Maple Ave", "description": "A hole"}
    answer = requests.post(f"{url}/requests.json", data=filed, timeout=20)
    assert answer.status_code == 200, answer.text
    shown = GeoReport(url, output_format=form).get_service_request(answer.json()[0]["service_request_id"])
    assert (shown["service_code"], shown["status"], shown["description"]) == ("pothole", "open", "A hole")
