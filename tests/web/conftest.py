"""A gateway with a small rulebook, and the application around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher

from gateway.bootstrap import Gateway, build_gateway
from gateway.web import accounts
from tests.web.site import RULES, Clock, Site


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 that costs next to nothing: its cost protects people, not tests."""
    monkeypatch.setattr(accounts, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def clock() -> Clock:
    """Stands still until a test moves it."""
    return Clock()


@pytest.fixture
def make_gateway(settings: Any, sqlite_url: str, clock: Clock) -> Iterator[Callable[..., Gateway]]:
    """A function that makes a gateway on a fresh database; it is closed at the end."""
    made: list[Gateway] = []

    def make(**overrides: Any) -> Gateway:
        chosen = {"simulator": True, "secret_key": "k" * 48, "database_url": sqlite_url, "rules_text": RULES}
        made.append(build_gateway(settings(**(chosen | overrides)), clock=clock))
        return made[-1]

    yield make
    for gateway in made:
        gateway.store.dispose()


@pytest.fixture
def gateway(make_gateway: Callable[..., Gateway]) -> Gateway:
    """A gateway with the simulator on, on SQLite."""
    return make_gateway()


@pytest.fixture
def site(gateway: Gateway) -> Site:
    """The application around a gateway on SQLite."""
    return Site(gateway)
