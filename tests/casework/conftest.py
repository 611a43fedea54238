"""A small city with office hours, reasons and reminders, and residents who report a pothole or a tree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.intake import Intake
from gateway.store.staff import add_staff
from tests.journeys.conftest import Clock, Road

CITY = """
city:
  name: Elm City
  timezone: America/New_York
  languages: [en, es]
  addresses: [311@elmcity.example]
  numbers: ["+12035550142"]
  holidays: [2026-06-05]
  ask_fixed: false
departments:
  streets: {name: Streets, notify: [streets@elmcity.example], hours: Mon-Fri 07:00-15:30}
  parks: {name: Parks, notify: [parks@elmcity.example, crew@elmcity.example], remind: 1 day before}
  front_desk: {name: Front desk}
services:
  pothole: {department: streets, due: 3 business days, needs: [location]}
  streetlight_out: {department: streets, due: 6 business hours, remind: 2 business hours before, priority: high}
  tree: {department: parks, due: 10 days}
rules:
  - {name: Soon, when: {event: due_soon}, then: {tags: hurry}}
otherwise: {department: front_desk, reply: received}
reasons:
  scheduled: {name: {en: A crew is scheduled, es: Hay una cuadrilla programada}, status: in_progress}
  repaired: {name: {en: Repaired, es: Reparado}}
"""
CLERK, OTHER = "cris@elmcity.example", "bart@elmcity.example"


@pytest.fixture
def clock() -> Clock:
    """Monday noon in Elm City."""
    return Clock()


@pytest.fixture
def road(settings: Any, sqlite_url: str, clock: Clock) -> Iterator[Road]:
    """On SQLite: what is said to the database has tests of its own."""
    gateway = build_gateway(settings(database_url=sqlite_url, simulator=True, rules_text=CITY), clock=clock)
    intake = Intake(gateway)
    with gateway.store.writing() as connection:
        for email in (CLERK, OTHER):
            add_staff(connection, email=email, name="", role="member", departments=("streets",), now=clock())
    yield Road(gateway=gateway, intake=intake, clock=clock)
    intake.stop()
    gateway.store.dispose()


@pytest.fixture
def pothole(road: Road) -> Road:
    """Anne has reported a pothole by mail."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    return road


def at(road: Road, epoch: float | None) -> str:
    """A moment as the clock on the wall of the city shows it."""
    assert epoch is not None
    return datetime.fromtimestamp(epoch, road.gateway.rulebooks.current().city.zone).isoformat(" ", "minutes")[:16]
