"""A small city, a partner's system that listens, and webhooks that tell it of tickets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.channels.webhook import make_secret
from gateway.intake import Intake
from gateway.jobs import drain
from gateway.store.open311_schema import webhook, webhook_attempt
from gateway.store.webhooks import NewWebhook, WebhookRow, add_webhook, find_webhook
from gateway.webhooks import heed_webhooks, tell_webhooks
from tests.journeys.conftest import Clock, Road
from tests.webhooks.receiver import Receiver

CITY = """
city:
  name: Elm City
  timezone: America/New_York
  languages: [en, es]
  addresses: [311@elmcity.example]
  numbers: ["+12035550142"]
  ask_fixed: false
departments:
  streets: {name: Streets, notify: [streets@elmcity.example]}
  parks: {name: Parks, notify: [parks@elmcity.example]}
  fire: {name: Fire dispatch, notify: [dispatch@elmcity.example]}
  front_desk: {name: Front desk}
services:
  pothole: {name: {en: Pothole, es: Bache}, department: streets, due: 3 days, needs: [location]}
  tree: {department: parks, due: 10 days, public: false}
rules:
  - {name: Gas, when: {text: [smell gas]}, then: {department: fire, priority: emergency, reply: call_911, stop: true}}
otherwise: {department: front_desk, reply: received}
reasons:
  repaired: {name: {en: Repaired, es: Reparado}}
"""
CLERK = "cris@elmcity.example"
PUBLIC = "https://311.elmcity.example"


@dataclass
class Hooks:
    """A city with its road, one partner, and what a test does with webhooks."""

    road: Road
    receiver: Receiver

    def add(
        self, *, events: Sequence[str] = (), departments: Sequence[str] = (), has_words: bool = False, url: str = ""
    ) -> tuple[WebhookRow, str]:
        """A webhook to the partner, and its secret."""
        gateway = self.road.gateway
        secret, sealed = make_secret(gateway.tokens)
        new = NewWebhook(
            name="Crews",
            url=url or self.receiver.url,
            secret=sealed,
            events=events,
            departments=departments,
            has_words=has_words,
            created_by=CLERK,
            created_at=gateway.clock(),
        )
        with gateway.store.writing() as connection:
            webhook_id = add_webhook(connection, new)
            heed_webhooks(connection)
        return self.row(webhook_id), secret

    def row(self, webhook_id: int) -> WebhookRow:
        """A webhook as it stands now."""
        with self.road.gateway.store.reading() as connection:
            found = find_webhook(connection, webhook_id)
        assert found is not None
        return found

    def tell(self) -> int:
        """What the clock does every 15 seconds, and the workers after it."""
        told = tell_webhooks(self.road.gateway)
        drain(self.road.gateway, "deliver")
        return told

    def attempts(self) -> list[Any]:
        """Every call that was written down."""
        return self.road.rows(webhook_attempt)

    def sent(self) -> list[Any]:
        """What was written for webhooks, oldest first."""
        return [row for row in self.road.said_to("webhook:1") if row.kind == "webhook"]

    def change(self, **values: Any) -> None:
        """Write into the tables what days would have brought."""
        with self.road.gateway.store.writing() as connection:
            connection.execute(webhook.update().values(**values))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    receiver.start()
    yield receiver
    receiver.stop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _hooks(settings: Any, url: str, clock: Clock, receiver: Receiver) -> Iterator[Hooks]:
    made = settings(database_url=url, simulator=True, rules_text=CITY, own_systems="127.0.0.1", public_url=PUBLIC)
    gateway = build_gateway(made, clock=clock)
    intake = Intake(gateway)
    yield Hooks(road=Road(gateway=gateway, intake=intake, clock=clock), receiver=receiver)
    intake.stop()
    gateway.store.dispose()


@pytest.fixture
def hooks(settings: Any, sqlite_url: str, clock: Clock, receiver: Receiver) -> Iterator[Hooks]:
    """On SQLite: what is said to the database has tests of its own."""
    yield from _hooks(settings, sqlite_url, clock, receiver)


@pytest.fixture
def any_hooks(settings: Any, database_url: str, clock: Clock, receiver: Receiver) -> Iterator[Hooks]:
    """On both databases."""
    yield from _hooks(settings, database_url, clock, receiver)
