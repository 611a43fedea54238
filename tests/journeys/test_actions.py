"""Every action that a rule can take shows in the ticket, in the mail, or in what is not sent: none is only a word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.intake import Intake
from gateway.routing.sections import Actions
from tests.journeys.conftest import ANNE, Clock, Road

BOSS, PRESS, DESK = "boss@elmcity.example", "press@elmcity.example", "desk@elmcity.example"
CITY = f"""
city: {{name: Elm City, timezone: America/New_York, languages: [en], addresses: [311@elmcity.example]}}
departments:
  desk: {{name: Front desk, notify: [{DESK}]}}
  press: {{name: Press, notify: [{PRESS}]}}
  streets: {{name: Streets}}
services:
  pothole: {{department: streets, due: 9 days, ask: {{lane: Which lane is it?}}}}
rules:
  - name: much
    when: {{text: alpha}}
    then:
      department: desk
      service: pothole
      priority: high
      reply: sorry
      ask: lane
      tags: [a, b]
      notify: {BOSS}
      watch: press
      due: 4 hours
      assign: cris@elmcity.example
  - {{name: closing, when: {{text: beta}}, then: {{close: true}}}}
  - {{name: holding, when: {{text: gamma}}, then: {{hold: true}}}}
  - {{name: stopping, when: {{text: delta}}, then: {{tags: stopped, stop: true}}}}
  - {{name: below, when: {{text: delta}}, then: {{department: press}}}}
  - {{name: silent, when: {{text: omega}}, then: {{reply: none}}}}
replies:
  sorry: "We are sorry, {{{{ number }}}}."
otherwise: {{department: desk, reply: received}}
"""


@pytest.fixture
def road(settings: Any, sqlite_url: str, clock: Clock) -> Iterator[Road]:
    """A gateway with a rule for each action."""
    gateway = build_gateway(settings(database_url=sqlite_url, simulator=True, rules_text=CITY), clock=clock)
    intake = Intake(gateway)
    yield Road(gateway=gateway, intake=intake, clock=clock)
    intake.stop()
    gateway.store.dispose()


def test_actions_that_set_something_reach_the_ticket_and_the_people(road: Road) -> None:
    """Department, service, priority, due time, tags and assignee in the ticket; reply and question to the resident."""
    road.mail("alpha at 12 Oak St")
    ticket = road.the_ticket()
    assert (ticket.department, ticket.service, ticket.priority) == ("desk", "pothole", "high")
    assert (ticket.tags, ticket.assignee, ticket.rule) == (["a", "b"], "cris@elmcity.example", "much")
    assert ticket.due_at == pytest.approx(road.clock() + 4 * 3600)
    (answer,) = road.said_to(ANNE)
    assert f"We are sorry, {ticket.number}." in answer.body
    assert "Which lane is it?" in answer.body
    assert [len(road.said_to(address)) for address in (DESK, BOSS, PRESS)] == [1, 1, 1]


def test_actions_that_keep_quiet_keep_quiet(road: Road) -> None:
    """What is closed is closed; what is held or has no reply is answered by nobody; nothing below a stop is heard."""
    for word in ("beta", "gamma", "delta", "omega"):
        road.mail(f"{word} at 12 Oak St", sender=f"{word}@residents.example")
    closed, held, stopped, silent = road.tickets()
    assert (closed.status, held.status, stopped.status, silent.status) == ("closed", "received", "received", "received")
    assert (stopped.department, stopped.tags) == ("desk", ["stopped"])
    said = {word: road.said_to(f"{word}@residents.example") for word in ("gamma", "delta", "omega")}
    assert [[row.reason for row in rows] for rows in said.values()] == [["held by a rule"], [""], []]


def test_every_action_stands_in_a_rule_above() -> None:
    """A new action without a journey would be a promise that nobody keeps."""
    assert [name for name in Actions.model_fields if f"{name}:" not in CITY.partition("rules:")[2]] == []
