"""What rules say to a later message of a ticket: it is marked, people are told, and the answer may be held."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.intake import Intake
from tests.journeys.conftest import ANNE, ANNES_PHONE, Clock, Road
from tests.small_city import SMALL_CITY

BOSS, PRESS = "boss@elmcity.example", "press@elmcity.example"
RULES = f"""
rules:
  - name: Angry
    when: {{all: [{{event: follow_up}}, {{text: lawyer}}]}}
    then: {{tags: angry, notify: {BOSS}, watch: press, hold: true, priority: high}}
"""


@pytest.fixture
def road(settings: Any, database_url: str, clock: Clock) -> Iterator[Road]:
    """A gateway with a rule for later messages."""
    text = SMALL_CITY.replace("rules: []", RULES).replace("services: {}", f"  press: {{name: Press, notify: {PRESS}}}")
    text = text.replace(f"notify: {PRESS}", f"notify: [{PRESS}]")
    gateway = build_gateway(settings(database_url=database_url, simulator=True, rules_text=text), clock=clock)
    intake = Intake(gateway)
    yield Road(gateway=gateway, intake=intake, clock=clock)
    intake.stop()
    gateway.store.dispose()


def test_rules_hear_a_later_mail(road: Road) -> None:
    """Tags and people to tell count; the ticket's priority stays what people made it."""
    road.mail("Pothole at 12 Oak St. My lawyer knows.", subject="Pothole")
    assert (road.the_ticket().tags, road.said_to(BOSS)) == ([], []), "it was not a later message"
    answers = len(road.said_to(ANNE))
    road.mail("Now my lawyer writes.", subject="Re: Pothole", to=(str(road.said_to(ANNE)[-1].reply_to),))
    assert (road.the_ticket().tags, road.the_ticket().priority) == (["angry"], "normal")
    assert [len(road.said_to(address)) for address in (BOSS, PRESS)] == [1, 1]
    assert road.said_to(ANNE)[answers:] == []


def test_rules_hear_a_later_text(road: Road) -> None:
    """A phone's next words go another way through the program, and to the same people."""
    road.text("Pothole at 12 Oak St")
    road.clock.pass_time(minutes=30)
    road.text("It is still there and my lawyer knows")
    assert road.tickets()[0].tags == ["angry"]
    assert [len(road.said_to(address)) for address in (BOSS, PRESS)] == [1, 1]
    assert len(road.tickets()) == 1
    assert [row.reason for row in road.said_to(ANNES_PHONE)] == ["", "held by a rule"]
