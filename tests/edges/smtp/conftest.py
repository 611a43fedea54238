"""A real listener on a free port, before an intake in memory."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from gateway.bootstrap import Gateway
from gateway.edges.listener import Listener
from gateway.edges.lmtp import LmtpServer
from gateway.edges.smtp import SmtpServer
from gateway.routing.rulebook import City
from gateway.settings import Settings
from gateway.tokens import Tokens
from tests.edges.smtp.client import Client
from tests.edges.smtp.intakes import MemoryIntake

FOLDER = Path(__file__).parent
NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)


def small_city(*addresses: str, **more: Any) -> City:
    """A city that has nothing but addresses."""
    usual: dict[str, Any] = {
        "name": "Elm City",
        "timezone": "UTC",
        "languages": ("en",),
        "numbers": (),
        "operator": None,
    }
    return City(**usual, addresses=addresses, **more)


@dataclass(slots=True)
class House:
    """A city with one intake address, its intake and its listeners."""

    folder: Path
    settings: dict[str, Any] = field(default_factory=dict)
    intake: Any = field(default_factory=MemoryIntake)
    addresses: tuple[str, ...] = ("311@elmcity.example", "Water@ElmCity.example")
    clock: Callable[[], float] = time.time
    listeners: list[Listener] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)

    def open(self, kind: type[SmtpServer | LmtpServer] = SmtpServer, **settings: Any) -> Listener:
        """Start a listener."""
        usual = {"smtp_port": 0, "lmtp_port": 0, "smtp_hostname": "mx.elmcity.example", "data_dir": self.folder}
        chosen = Settings(**usual | self.settings | settings)
        rulebooks = SimpleNamespace(current=lambda: SimpleNamespace(city=small_city(*self.addresses)))
        gateway = SimpleNamespace(settings=chosen, rulebooks=rulebooks, tokens=Tokens(key=b"key"), clock=self.clock)
        listener = kind(cast("Gateway", gateway), self.intake)
        listener.start()
        self.listeners.append(listener)
        return listener

    def connect(self, listener: Listener, *, source: str = "127.0.0.1") -> Client:
        """One more connection."""
        client = Client(listener.port, source=source)
        self.clients.append(client)
        return client

    def call(self, kind: type[SmtpServer | LmtpServer] = SmtpServer, **settings: Any) -> Client:
        """Start a listener and connect to it, up to the banner."""
        return self.connect(self.open(kind, **settings))

    def write(self, **settings: Any) -> Client:
        """Start an SMTP listener, connect and greet."""
        client = self.call(**settings)
        client.greet()
        return client


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A city whose listeners are closed after the test."""
    house = House(tmp_path)
    yield house
    if isinstance(house.intake, MemoryIntake):
        house.intake.release()
    for client in house.clients:
        client.close()
    for listener in house.listeners:
        listener.stop(grace=0.2)


@pytest.fixture
def tls_house(house: House) -> House:
    """The same with a certificate."""
    shutil.copy(FOLDER / "first.pem", house.folder / "chain.pem")
    house.settings = {"smtp_tls_cert": house.folder / "chain.pem", "smtp_tls_key": FOLDER / "key.pem"}
    return house
