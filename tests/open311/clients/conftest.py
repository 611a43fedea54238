"""What the tests of Open311's clients share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.intake import Intake
from tests.open311.clients.city import RULES, City, open_city
from tests.web.site import Clock


@pytest.fixture
def city(settings: Any, sqlite_url: str) -> Iterator[City]:
    """A city with tickets, on SQLite, at a moment that stands still."""
    made = settings(database_url=sqlite_url, rules_text=RULES, secret_key="k" * 48, open311_requests_a_minute=0)
    gateway = build_gateway(made, clock=Clock())
    intake = Intake(gateway)
    yield open_city(gateway, intake)
    intake.stop()
    gateway.store.dispose()
