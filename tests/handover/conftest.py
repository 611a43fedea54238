"""A small city whose streets department has a system of its own, and residents who report potholes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.handover import Asker, notice
from gateway.intake import Intake
from gateway.store.open311_schema import handover
from gateway.store.schema import outbox
from tests.handover.fake_system import KEY, FakeSystem, serving
from tests.journeys.conftest import Clock, Road

CITY = """
city:
  name: Elm City
  timezone: America/New_York
  languages: [en, es]
  addresses: [311@elmcity.example]
  numbers: ["+12035550142"]
  ask_fixed: false
departments:
  streets:
    name: Streets
    deliver: {{open311: {{url: "{url}", key: $WORKS, jurisdiction: elm, services: {{pothole: "001"}}, form: {form}}}}}
  parks: {{name: Parks}}
  fire: {{name: Fire dispatch}}
  front_desk: {{name: Front desk}}
services:
  pothole: {{department: streets, needs: [location]}}
  streetlight_out: {{department: streets}}
  tree: {{department: parks}}
rules:
  - {{name: Sinkhole, when: {{text: [sinkhole]}}, then: {{department: streets, service: pothole, priority: emergency}}}}
otherwise: {{department: front_desk, reply: received}}
"""
CLERK = "cris@elmcity.example"
POTHOLE = "Pothole at 12 Oak St"


@dataclass
class Works:
    """The city, the system of its streets department, and what a test does with both."""

    road: Road
    system: FakeSystem
    asker: Asker = field(default_factory=Asker)

    @property
    def gateway(self) -> Any:
        return self.road.gateway

    def report(self, body: str = POTHOLE, **given: Any) -> Any:
        """A resident's mail, with all that follows at once; the newest ticket."""
        self.road.mail(body, subject="Report", **given)
        self.turn()
        return self.road.tickets()[-1]

    def turn(self, **parts: float) -> None:
        """Let time pass, and do what the clock does every 15 seconds, and the workers after it."""
        self.road.clock.pass_time(**parts)
        notice(self.gateway)
        self.road.work()
        self.asker.ask_due(self.gateway)
        self.road.work()

    def wait(self, minutes: float = 6.0) -> None:
        """Long enough for the next question."""
        self.turn(minutes=minutes)

    def rows(self) -> list[Any]:
        """What was handed over, oldest first."""
        return self.road.rows(handover)

    def sent(self) -> list[Any]:
        """What was put into the outbox for systems."""
        return self.road.rows(outbox, kind="handover")

    def ticket(self) -> Any:
        return self.road.the_ticket()

    def said(self, kind: str) -> list[str]:
        """Words of the history."""
        return [row.text for row in self.road.events(kind=kind)]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def system() -> Iterator[FakeSystem]:
    with serving(FakeSystem()) as fake:
        yield fake


def _works(settings: Any, url: str, clock: Clock, system: FakeSystem, form: str) -> Iterator[Works]:
    rules = CITY.format(url=system.url, form=form)
    given = settings(
        database_url=url,
        simulator=True,
        rules_text=rules,
        own_systems="127.0.0.1",
        public_url="https://311.elmcity.example",
    )
    gateway = build_gateway(given, clock=clock)
    intake = Intake(gateway)
    works = Works(road=Road(gateway=gateway, intake=intake, clock=clock), system=system)
    works.turn()
    yield works
    intake.stop()
    gateway.store.dispose()


@pytest.fixture
def works(
    settings: Any, sqlite_url: str, clock: Clock, system: FakeSystem, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Works]:
    """On SQLite: what is said to the database has tests of its own."""
    monkeypatch.setenv("GATEWAY_SECRET_WORKS", KEY)
    yield from _works(settings, sqlite_url, clock, system, "json")


@pytest.fixture
def works_in_xml(
    settings: Any, sqlite_url: str, clock: Clock, system: FakeSystem, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Works]:
    """The other side is asked for XML."""
    monkeypatch.setenv("GATEWAY_SECRET_WORKS", KEY)
    yield from _works(settings, sqlite_url, clock, system, "xml")


@pytest.fixture
def any_works(
    settings: Any, database_url: str, clock: Clock, system: FakeSystem, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Works]:
    """On both databases."""
    monkeypatch.setenv("GATEWAY_SECRET_WORKS", KEY)
    yield from _works(settings, database_url, clock, system, "json")
