"""A gateway with a small rulebook, the application around it, and a browser for the journeys."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, sync_playwright

from gateway.bootstrap import Gateway, build_gateway
from gateway.cli.server import WebServer
from gateway.intake import Intake
from gateway.jobs import Workers
from gateway.web import accounts
from tests.web.browsing import SWITCHES, WIDE, Visitor
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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; it ends with this module, because its event loop would disturb other tests."""
    executable = shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture
def intake(gateway: Gateway) -> Iterator[Intake]:
    """Its way in."""
    intake = Intake(gateway)
    yield intake
    intake.stop()


@pytest.fixture
def url(gateway: Gateway, intake: Intake) -> Iterator[str]:
    """All of it in this process: intake, workers and web server."""
    workers, web = Workers(gateway, 1), WebServer(gateway, intake)
    workers.start()
    web.start()
    yield f"http://127.0.0.1:{web.port}"
    web.stop()
    workers.stop()


@pytest.fixture
def visit(chromium: Browser, url: str) -> Iterator[Any]:
    """A function that opens a browser window; every window must end without a complaint of the browser."""
    windows: list[Visitor] = []

    def open_window(**options: Any) -> Visitor:
        windows.append(Visitor(chromium, url, **({"viewport": WIDE} | options)))
        return windows[-1]

    yield open_window
    for window in windows:
        window.context.close()
    assert [complaint for window in windows for complaint in window.complaints] == []
