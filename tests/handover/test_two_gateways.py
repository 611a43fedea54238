"""The other side may be a gateway too: a town hands its potholes to the county, over real HTTP, in both forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.casework import add_note, change_status
from gateway.cli.server import WebServer
from gateway.intake import Intake
from gateway.store.api_keys import NewApiKey, add_key
from tests.handover.conftest import CITY, CLERK, Works
from tests.handover.fake_system import FakeSystem
from tests.journeys.conftest import Clock, Road

COUNTY = """
city:
  name: Elm County
  timezone: America/New_York
  languages: [en]
  addresses: [roads@elmcounty.example]
departments:
  roads: {name: County roads}
services:
  pothole: {department: roads, needs: [location]}
reasons:
  filled: {status: closed, name: {en: Filled}}
rules: []
otherwise: {department: roads, reply: received}
open311: {jurisdiction: elm}
"""


@dataclass
class Neighbors:
    """A town, and the county whose gateway is the system of the town's streets department."""

    town: Works
    county: Road


@pytest.fixture(params=["json", "xml"])
def neighbors(request: pytest.FixtureRequest, settings: Any, tmp_path: Path, clock: Clock) -> Iterator[Neighbors]:
    template = request.getfixturevalue("sqlite_url").removeprefix("sqlite:///")
    (tmp_path / "county.db").write_bytes(Path(template).read_bytes())
    (tmp_path / "county.yaml").write_text(COUNTY, encoding="utf-8")
    made = settings(database_url=f"sqlite:///{tmp_path / 'county.db'}", data_dir=tmp_path / "county")
    county = build_gateway(made.model_copy(update={"rules": tmp_path / "county.yaml"}), clock=clock)
    intake = Intake(county)
    server = WebServer(county, intake)
    server.start()
    with county.store.writing() as connection:
        new = NewApiKey(name="Town", contact="", scopes=("file",), per_minute=60, expires_at=None)
        key = add_key(connection, new, created_by=CLERK, now=clock())
    request.getfixturevalue("monkeypatch").setenv("GATEWAY_SECRET_WORKS", key)
    rules = CITY.format(url=f"http://127.0.0.1:{server.port}/open311/v2", form=request.param).replace(
        '"001"', "pothole"
    )
    town = build_gateway(
        settings(database_url=f"sqlite:///{template}", simulator=True, rules_text=rules, own_systems="127.0.0.1"),
        clock=clock,
    )
    town_intake = Intake(town)
    works = Works(road=Road(gateway=town, intake=town_intake, clock=clock), system=FakeSystem())
    works.turn()
    yield Neighbors(town=works, county=Road(gateway=county, intake=intake, clock=clock))
    server.stop()
    for one in (intake, town_intake):
        one.stop()
    for store in (county.store, town.store):
        store.dispose()


def test_a_pothole_goes_to_the_county_and_comes_back_filled(neighbors: Neighbors) -> None:
    """Filed, numbered, noted among its staff, closed for a reason; the resident of the town reads the reason."""
    town, county = neighbors.town, neighbors.county
    ours = town.report()
    town.wait()
    theirs = county.the_ticket()
    assert (theirs.service, theirs.location, theirs.source) == ("pothole", "12 Oak St", "open311")
    assert ours.number in theirs.description
    assert town.rows()[0].foreign_id == theirs.number
    add_note(county.gateway, ticket_id=theirs.id, text="Not for the town.", actor=CLERK)
    given = {"ticket_id": theirs.id, "actor": CLERK, "note": "With hot asphalt.", "reason": "filled"}
    change_status(county.gateway, status="closed", **given)
    town.wait()
    assert town.ticket().status == "closed"
    assert "Filled" in town.road.said_to("anne@residents.example")[-1].body
    assert "Not for the town" not in str(town.road.events())
