"""A gateway with services of every kind, and an app that asks it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.cli.server import make_application
from gateway.intake import Intake
from tests.open311.reading import RULES, App
from tests.web.site import Clock


@pytest.fixture
def make_app(settings: Any, sqlite_url: str) -> Iterator[Any]:
    """A function that makes an app around a gateway on SQLite; `rules` may be edited, and settings changed."""
    opened: list[tuple[Any, Intake]] = []

    def make(*, rules: str = RULES, **overrides: Any) -> App:
        clock = Clock()
        chosen = {"database_url": sqlite_url, "rules_text": rules, "secret_key": "k" * 48} | overrides
        gateway = build_gateway(settings(**chosen), clock=clock)
        intake = Intake(gateway)
        opened.append((gateway, intake))
        return App(gateway=gateway, client=make_application(gateway, intake).test_client(), clock=clock)

    yield make
    for gateway, intake in opened:
        intake.stop()
        gateway.store.dispose()


@pytest.fixture
def app(make_app: Any) -> App:
    """An app at a gateway as it is shipped."""
    return make_app()
