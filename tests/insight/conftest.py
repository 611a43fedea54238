"""A gateway with the small rulebook of the pages, and its clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gateway.bootstrap import Gateway, build_gateway
from tests.web.site import RULES, Clock


@pytest.fixture
def clock() -> Clock:
    """Stands still until a test moves it."""
    return Clock()


@pytest.fixture
def make_gateway(settings: Any, sqlite_url: str, clock: Clock) -> Iterator[Callable[..., Gateway]]:
    """A function that makes a gateway on a fresh database; it is closed at the end."""
    made: list[Gateway] = []

    def make(**overrides: Any) -> Gateway:
        chosen = {"secret_key": "k" * 48, "database_url": sqlite_url, "rules_text": RULES}
        made.append(build_gateway(settings(**(chosen | overrides)), clock=clock))
        return made[-1]

    yield make
    for gateway in made:
        gateway.store.dispose()
