"""Mail to other names of the city: it answers from the address that it is known by (PROTOCOL 3.2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.intake import Intake
from tests.journeys.conftest import ANNE, CITY, Clock, Road
from tests.small_city import SMALL_CITY

TREES = "trees@elmcity.example"
RULES = SMALL_CITY.replace("  numbers:", f"  aliases: {{{TREES}: {CITY}}}\n  catch_all: true\n  numbers:", 1)


@pytest.fixture
def road(settings: Any, sqlite_url: str, clock: Clock) -> Iterator[Road]:
    """A small city with an alias that takes every name of its domain."""
    gateway = build_gateway(settings(rules_text=RULES, database_url=sqlite_url), clock=clock)
    intake = Intake(gateway)
    yield Road(gateway=gateway, intake=intake, clock=clock)
    intake.stop()
    gateway.store.dispose()


@pytest.mark.parametrize("name", [TREES, "tres@elmcity.example"])
def test_3_2_mail_to_another_name_is_answered_from_the_citys_address(road: Road, name: str) -> None:
    """Residents save the address that answers, so it must be one that lasts; what they wrote to is kept."""
    road.mail("A tree fell on Oak St", to=(name,))
    (answer,) = road.said_to(ANNE)
    assert answer.sender == CITY
    assert road.the_ticket().our_address == CITY
    assert road.messages()[0].recipients == [name]


def test_3_10_an_alias_is_never_a_requester(road: Road) -> None:
    """Mail that claims to come from our own other name is held like mail from ourselves."""
    road.mail("A tree fell on Oak St", sender=TREES)
    assert road.tickets() == []
    assert road.said_to(TREES) == []
