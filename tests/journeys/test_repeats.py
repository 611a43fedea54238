"""Rules that ask how often a sender or a place has reported: counted in their own periods, in one statement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event as listening

from gateway.bootstrap import build_gateway
from gateway.intake import Intake
from tests.journeys.conftest import Clock, Road
from tests.small_city import SMALL_CITY

RULES = """
rules:
  - {name: corner, when: {repeat: {at_least: 3, within: 10 days, of: place}}, then: {tags: corner}}
  - {name: caller, when: {repeat: {at_least: 2, within: 2 hours}}, then: {tags: caller}}
  - {name: month, when: {repeat: {at_least: 4}}, then: {tags: month}}
  - {name: asleep, when: {repeat: {at_least: 1, within: 9 weeks}}, then: {tags: asleep}, disabled: true}
"""


@pytest.fixture
def road(settings: Any, database_url: str, clock: Clock) -> Iterator[Road]:
    """A gateway with rules that count."""
    text = SMALL_CITY.replace("services: {}", "services: {pothole: {department: front_desk}}")
    chosen = settings(database_url=database_url, simulator=True, rules_text=text.replace("rules: []", RULES))
    gateway = build_gateway(chosen, clock=clock)
    intake = Intake(gateway)
    yield Road(gateway=gateway, intake=intake, clock=clock)
    intake.stop()
    gateway.store.dispose()


def mail_from(road: Road, name: str, place: str = "12 Oak St", **passed: float) -> list[str]:
    """The tags of the ticket that a report by somebody opens, after some time."""
    road.clock.pass_time(**passed)
    road.mail(f"Pothole at {place}", subject="Pothole", sender=f"{name}@residents.example")
    tags: list[str] = road.tickets()[-1].tags
    return tags


def test_reports_of_a_place_are_counted_whoever_sends_them(road: Road) -> None:
    """The third in ten days at one address, however it is written; another address and another month begin anew."""
    assert mail_from(road, "anne") == []
    assert mail_from(road, "bart", "12 Oak Street", days=4) == []
    assert mail_from(road, "cris", "14 Oak St") == []
    assert mail_from(road, "cris", days=4) == ["corner"]
    assert mail_from(road, "anne", days=9) == []


def test_reports_of_a_sender_are_counted_wherever_they_are(road: Road) -> None:
    """Twice in two hours is one period, four times in thirty days, where the rule says none, the other."""
    assert mail_from(road, "anne") == []
    assert mail_from(road, "anne", "9 Elm St", hours=1.5) == ["caller"]
    assert mail_from(road, "bart", "7 Elm St") == []
    assert mail_from(road, "anne", "5 Elm St", hours=3) == []
    assert mail_from(road, "anne", "3 Elm St", days=20) == ["month"]


def test_each_problem_of_a_message_has_the_count_of_its_own_place(road: Road) -> None:
    """Two corners in one text: only the one that was reported before is often reported."""
    mail_from(road, "anne")
    mail_from(road, "bart")
    road.clock.pass_time(hours=5)
    road.text("1. Pothole at 12 Oak St\n2. Pothole at 40 Elm St", number="+12035550177")
    assert [row.tags for row in road.tickets()[-2:]] == [["corner"], []]


def test_place_that_is_told_later_counts_and_the_ticket_itself_counts_once(road: Road) -> None:
    """Sorting a ticket again must neither forget its place nor find the ticket itself among the earlier ones."""
    mail_from(road, "anne")
    road.text("There is a pothole", number="+12035550177")
    road.text("12 Oak St", number="+12035550177")
    assert (road.tickets()[-1].location, road.tickets()[-1].tags) == ("12 Oak St", [])
    road.text("There is a pothole", number="+12035550178")
    road.text("12 Oak St", number="+12035550178")
    assert (road.tickets()[-1].location, road.tickets()[-1].tags) == ("12 Oak St", ["corner"])


def test_counting_is_one_statement(road: Road) -> None:
    """Every message waits for it; ten rules with ten periods must not be ten questions."""
    mail_from(road, "anne")
    seen: list[str] = []
    listening.listen(road.gateway.store.engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
    mail_from(road, "anne", hours=5)
    counting = [statement for statement in seen if "place_key" in statement and "count(*)" in statement]
    assert len(counting) == 1
