"""A small city, a relay and a Twilio for the tests of channels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from gateway.bootstrap import build_gateway
from gateway.envelopes import Draft, Outbound, OutboundFile, OutboundKind
from gateway.routing import Rulebook, load_rulebook
from tests.channels.delivery import Clock, Desk
from tests.fake_relay import FakeRelay
from tests.fake_twilio import ACCOUNT, TOKEN, FakeTwilio
from tests.small_city import SMALL_CITY


@cache
def _rulebook() -> Rulebook:
    return load_rulebook(SMALL_CITY)


@dataclass(frozen=True)
class FixedRulebook:
    """A rulebook that nobody edits."""

    def current(self) -> Rulebook:
        return _rulebook()


@pytest.fixture
def rulebooks() -> FixedRulebook:
    return FixedRulebook()


@pytest.fixture
def rules_text() -> str:
    return SMALL_CITY


@pytest.fixture
def relay(free_port: Callable[[], int]) -> Iterator[FakeRelay]:
    relay = FakeRelay(free_port())
    relay.start()
    yield relay
    relay.stop()


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    twilio = FakeTwilio()
    twilio.start()
    yield twilio
    twilio.stop()


@pytest.fixture
def outbound() -> Callable[..., Outbound]:
    """A function that makes a mail to Anne, as its row in the outbox would be read."""

    def make(
        *,
        row: int = 7,
        kind: OutboundKind = OutboundKind.ACKNOWLEDGEMENT,
        files: tuple[OutboundFile, ...] = (),
        **changes: Any,
    ) -> Outbound:
        values: dict[str, Any] = {
            "cause": "message:1",
            "channel": "email",
            "recipient": "anne@residents.example",
            "sender": "311@elmcity.example",
            "sender_name": "Elm City 311",
            "subject": "We have your report [City311 #ABCD-EFGH]",
            "body": "Thank you. Your number is ABCD-EFGH.\n",
            "language": "en",
            "automatic": kind is not OutboundKind.STAFF_REPLY,
            "message_id": "<out-7@elmcity.example>",
            "references": ("<1@residents.example>",),
            "reply_to": "r+a.b.c@elmcity.example",
        }
        draft = Draft(kind=kind, **{**values, **changes})
        created_at = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
        return Outbound(id=row, attempts=0, created_at=created_at, draft=draft, files=files)

    return make


@pytest.fixture
def desk(settings: Any, database_url: str, rules_text: str, relay: FakeRelay, twilio: FakeTwilio) -> Iterator[Desk]:
    """A gateway on both databases, with a relay and an account that work."""
    clock = Clock()
    given = settings(
        rules_text=rules_text,
        database_url=database_url,
        public_url="https://311.elmcity.example",
        smtp_relay=f"127.0.0.1:{relay.port}",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
        twilio_api_url=twilio.url,
    )
    gateway = build_gateway(given, clock=clock)
    yield Desk(gateway=gateway, clock=clock)
    gateway.store.dispose()
