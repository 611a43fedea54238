"""Messages to a city that has taught its streets: on the map at once, in their district, without asking anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.gazetteer import take
from gateway.gazetteer.rows import rows_of
from gateway.intake import Intake
from tests.fake_geocoder import FakeGeocoder, Spot
from tests.journeys.conftest import Clock, Road
from tests.parsers.known.test_geocoding import DATA

MakeRoad = Callable[..., Road]
CENTER = """rules:
  - name: The center is looked at first
    when: {area: downtown}
    then: {tags: [center]}
"""


@pytest.fixture
def geocoder() -> Iterator[FakeGeocoder]:
    """One that knows a place which the gazetteer has not."""
    fake = FakeGeocoder()
    fake.start()
    fake.spots = [Spot(number="12", street="Zebra Street", lat=41.305, lon=-72.925)]
    yield fake
    fake.stop()


@pytest.fixture
def road(settings: Any, database_url: str, clock: Clock, geocoder: FakeGeocoder, rules_path: Path) -> Iterator[Road]:
    """Elm City with a gazetteer, a geocoder, and a rule for its center."""
    rules = rules_path.read_text(encoding="utf-8").replace("rules:\n", CENTER, 1)
    url = f"{geocoder.url}/search"
    gateway = build_gateway(
        settings(database_url=database_url, simulator=True, geocoder_url=url, rules_text=rules), clock=clock
    )
    take(gateway.store, "streets", rows_of(DATA), now=clock())
    made = Road(gateway=gateway, intake=Intake(gateway), clock=clock)
    yield made
    made.intake.stop()
    gateway.store.dispose()


@pytest.mark.parametrize("channel", ["mail", "text"])
def test_a_known_address_is_on_the_map_and_in_its_district(road: Road, geocoder: FakeGeocoder, channel: str) -> None:
    """By mail and by text; the rules know the district, and no address leaves the house."""
    if channel == "mail":
        road.mail("There is a huge pothole in front of 110 Oak Street.")
    else:
        road.text("There is a huge pothole in front of 110 Oak Street")
    row = road.the_ticket()
    assert (row.location, row.lat, row.lon, row.district) == ("110 Oak Street", 41.3011, -72.92, "downtown")
    assert "center" in row.tags
    assert geocoder.questions == []
    assert road.unfinished() == []


def test_what_the_gazetteer_does_not_know_is_asked_of_the_geocoder(road: Road, geocoder: FakeGeocoder) -> None:
    """And the district comes with its answer."""
    road.text("There is a huge pothole in front of 12 Zebra Street")
    row = road.the_ticket()
    assert (row.lat, row.district) == (41.305, "downtown")
    assert len(geocoder.questions) == 1


def test_a_place_that_comes_as_an_answer_is_located_too(road: Road) -> None:
    """Half of all texts name their place only when they are asked."""
    road.text("there is a huge pothole on my street")
    assert (road.the_ticket().lat, road.the_ticket().district) == (None, "")
    road.text("110 oak street")
    assert (road.the_ticket().lat, road.the_ticket().district) == (41.3011, "downtown")


def test_a_number_that_the_street_has_not_is_on_no_map(road: Road) -> None:
    """The words stay for people to look at."""
    road.text("There is a huge pothole in front of 4900 Dixwell Avenue")
    row = road.the_ticket()
    assert (row.location, row.lat, row.district) == ("4900 Dixwell Avenue", None, "")
