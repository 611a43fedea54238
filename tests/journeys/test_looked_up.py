"""Places by text that are looked up: on the map, asked about once, or kept in the resident's own words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.intake import Intake
from tests.fake_geocoder import FakeGeocoder, Spot
from tests.journeys.conftest import ANNE, ANNES_PHONE, Clock, Road

OAK = Spot(number="12", street="Oak Street", lat=41.305, lon=-72.925)
ELM = Spot(number="12", street="Elm Street", lat=41.306, lon=-72.926)
MakeRoad = Callable[..., Road]


@pytest.fixture
def geocoder() -> Iterator[FakeGeocoder]:
    """One that knows nothing yet."""
    fake = FakeGeocoder()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def make_road(settings: Any, database_url: str, clock: Clock) -> Iterator[MakeRoad]:
    """Roads with settings and rulebooks of their own."""
    made: list[Road] = []

    def make(**overrides: Any) -> Road:
        gateway = build_gateway(settings(database_url=database_url, simulator=True, **overrides), clock=clock)
        made.append(Road(gateway=gateway, intake=Intake(gateway), clock=clock))
        return made[-1]

    yield make
    for road in made:
        road.intake.stop()
        road.gateway.store.dispose()


@pytest.fixture
def road(make_road: MakeRoad, geocoder: FakeGeocoder) -> Road:
    """Elm City with a geocoder."""
    return make_road(geocoder_url=f"{geocoder.url}/search")


def said(road: Road) -> list[str]:
    """What Anne's phone got."""
    return [row.body for row in road.said_to(ANNES_PHONE)]


def looked_up(road: Road) -> list[str]:
    """What the history says of the look-up."""
    return [row.text for row in road.events(kind="place_looked_up")]


def test_f15_5_the_place_that_was_said_is_put_on_the_map(road: Road, geocoder: FakeGeocoder) -> None:
    """The same place in another spelling is asked of nobody; the words stay the resident's."""
    geocoder.spots = [OAK]
    road.text("Pothole at 12 Oak St")
    row = road.the_ticket()
    assert (row.location, row.lat, row.lon) == ("12 Oak St", 41.305, -72.925)
    assert len(said(road)) == 1
    assert looked_up(road) == ["12 Oak Street, Elm City, found by the geocoder"]
    assert road.unfinished() == []


def test_another_place_is_confirmed_once(road: Road, geocoder: FakeGeocoder) -> None:
    """`Is it 12 Elm Street?`: with 1 the ticket is there (PROTOCOL 15.6)."""
    geocoder.spots = [ELM]
    road.text("Pothole at 12 Elmm St")
    assert road.the_ticket().lat is None
    assert "12 Elm Street" in said(road)[-1]
    road.text("1")
    row = road.the_ticket()
    assert (row.location, row.lat) == ("12 Elm Street", 41.306)


def test_a_no_with_the_right_place(road: Road, geocoder: FakeGeocoder) -> None:
    """The place in the answer wins, and is looked up like the first."""
    geocoder.spots = [ELM]
    road.text("Pothole at 12 Elmm St")
    geocoder.spots = [Spot(number="14", street="Oak Street", lat=41.307, lon=-72.92)]
    road.text("no, it is 14 Oak St")
    row = road.the_ticket()
    assert (row.location, row.lat) == ("14 Oak St", 41.307)


def test_f15_5_three_candidates_are_asked_about_once(road: Road, geocoder: FakeGeocoder) -> None:
    """By number; the second one is taken."""
    districts = (("Westville", 41.301), ("Fair Haven", 41.305), ("Hill", 41.309))
    geocoder.spots = [
        Spot(number="12", street="Oak Street", district=name, lat=lat, lon=-72.92) for name, lat in districts
    ]
    road.text("Pothole at 12 Oak St")
    assert "2 12 Oak Street, Fair Haven" in said(road)[-1]
    road.text("the second one")
    row = road.the_ticket()
    assert (row.location, row.lat) == ("12 Oak Street, Fair Haven", 41.305)
    assert len(road.rows(_question())) == 1


def test_a_yes_chooses_none_of_several(road: Road, geocoder: FakeGeocoder) -> None:
    """Only a number says which one; the question stays open."""
    geocoder.spots = [
        Spot(number="12", street="Oak Street", district=name, lat=lat, lon=-72.92)
        for name, lat in (("Westville", 41.301), ("Fair Haven", 41.309))
    ]
    road.text("Pothole at 12 Oak St")
    road.text("yes")
    assert road.the_ticket().lat is None
    road.text("2")
    assert road.the_ticket().location == "12 Oak Street, Fair Haven"


def test_f15_5_another_state_is_rejected(road: Road, geocoder: FakeGeocoder) -> None:
    """The words are kept, and staff read that the place is known elsewhere only."""
    geocoder.spots = [Spot(number="12", street="Oak Street", lat=33.7, lon=-84.4, city="Atlanta")]
    road.text("Pothole at 12 Oak St")
    row = road.the_ticket()
    assert (row.location, row.lat) == ("12 Oak St", None)
    assert len(said(road)) == 1
    assert "outside of the city" in looked_up(road)[0]


def test_f15_5_a_geocoder_that_is_down_keeps_the_words(road: Road, geocoder: FakeGeocoder) -> None:
    """It is asked a few times more, and then left alone; nothing waits for it and nothing is dead."""
    geocoder.fault, geocoder.spots = 503, [OAK]
    road.text("Pothole at 12 Oak St")
    assert road.the_ticket().location == "12 Oak St"
    assert len(said(road)) == 1
    geocoder.fault = 0
    road.clock.pass_time(minutes=2)
    road.work()
    assert road.the_ticket().lat == 41.305


def test_f15_5_a_geocoder_that_stays_down(road: Road, geocoder: FakeGeocoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """After four tries the ticket goes on with its words."""
    monkeypatch.setattr("gateway.places.geocoder._EVERY_SECONDS", 0.0)
    geocoder.fault = 503
    road.text("Pothole at 12 Oak St")
    for _ in range(8):
        road.clock.pass_time(hours=1)
        road.work()
    assert len(geocoder.questions) == 4
    assert [row for row in road.unfinished() if row.kind == "locate"] == []


def test_f15_5_nobody_is_asked_by_mail_or_in_danger(road: Road, geocoder: FakeGeocoder) -> None:
    """Staff read what it may be; an emergency is not held up by a question."""
    geocoder.spots = [ELM]
    road.mail("There is a pothole at 12 Elmm St", subject="Pothole")
    road.text("gas leak at 12 Elmm St")
    assert [row.lat for row in road.tickets()] == [None, None]
    assert len(road.said_to(ANNE)) == 1
    assert len(said(road)) == 1
    assert looked_up(road) == ["It may be 12 Elm Street."] * 2


def test_a_street_or_a_crossing_is_not_looked_up(road: Road, geocoder: FakeGeocoder) -> None:
    """The middle of a street is no place; a pin is one already."""
    road.text("Pothole on Oak St")
    road.text("Pothole at Oak St and Elm St", number="+12035550112")
    road.text("Pothole here 41.305, -72.925", number="+12035550113")
    assert geocoder.questions == []


def test_without_a_geocoder_the_city_s_streets_correct_a_name(make_road: MakeRoad, rules_path: Any) -> None:
    """`Elsworth` is Ellsworth Avenue in the city's own list; the resident confirms it."""
    rules = rules_path.read_text(encoding="utf-8").replace(
        "  timezone: America/New_York\n", "  timezone: America/New_York\n  streets: [Ellsworth Avenue, Oak Street]\n", 1
    )
    road = make_road(rules_text=rules)
    road.text("Pothole at 12 Elsworth Ave")
    assert "12 Ellsworth Avenue" in said(road)[-1]
    road.text("yes")
    assert road.the_ticket().location == "12 Ellsworth Avenue"
    road.text("Pothole at 14 Oak St", number="+12035550112")
    assert len(road.said_to("+12035550112")) == 1


def _question() -> Any:
    from gateway.store.schema import question

    return question
