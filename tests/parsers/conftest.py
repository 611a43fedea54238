"""A message and its meaning in one call, for all tests of the parsers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from parsers import DEFAULT_CITY, Intent, parse
from parsers.values import InboundMessage, Medium

RECEIVED = datetime(2026, 6, 3, 16, 0, tzinfo=UTC)
"""A Wednesday, noon in New York."""

Hear = Callable[..., Intent]


@pytest.fixture
def message() -> Callable[..., InboundMessage]:
    """Makes a text message of Anne; every field can be given."""

    def make(text: str = "", **fields: Any) -> InboundMessage:
        given = {
            "medium": Medium.SMS,
            "sender": "+12035550142",
            "received_at": RECEIVED,
            "text": text,
            "reply_text": text,
        }
        return InboundMessage(**{**given, **fields})

    return make


@pytest.fixture
def hear(message: Callable[..., InboundMessage]) -> Hear:
    """Parses a text message in the default city."""

    def parsed(text: str = "", **fields: Any) -> Intent:
        return parse(message(text, **fields), DEFAULT_CITY)

    return parsed
