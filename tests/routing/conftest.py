"""Requests and small rulebooks that the tests of routing are made of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.routing import Decision, RouteRequest, Rulebook, load_rulebook, route
from parsers.values import InboundMessage, Medium, ServiceGuess, Understanding, Urgency

HEAD = """\
city:
  name: Elm City
  timezone: America/New_York
  languages: [en, es]
  addresses: [311@elmcity.example]
  numbers: ["+12035550142"]
  holidays: [2026-12-25]
  areas:
    downtown:
      names: [Downtown, el centro]
      shape: {type: Polygon, coordinates: [[[-73, 41], [-72, 41], [-72, 42], [-73, 42], [-73, 41]]]}
departments:
  streets: {name: Streets}
  fire: {name: Fire dispatch, hours: 24/7}
  front_desk: {name: Front desk}
services:
  pothole: {department: streets, due: 3 business days, needs: [location]}
  streetlight_out:
    department: streets
    priority: high
    ask: {pole: "What is the number on the pole?"}
"""
TAIL = """
otherwise: {department: front_desk, reply: received, confidence: 0.45}
"""


@pytest.fixture
def small_text() -> str:
    """A whole rulebook without rules; a test puts its own between."""
    return HEAD + "rules: []" + TAIL


@pytest.fixture
def book_of() -> Callable[[str], Rulebook]:
    """Makes a rulebook of the text of its rules."""
    return lambda rules: load_rulebook(f"{HEAD}rules:\n{rules}\n{TAIL}")


@pytest.fixture
def book_with() -> Callable[[str], Rulebook]:
    """Makes a rulebook of one rule with this condition, which sends to the fire department."""

    def make(condition: str) -> Rulebook:
        return load_rulebook(f"{HEAD}rules:\n  - {{name: only, when: {condition}, then: {{department: fire}}}}\n{TAIL}")

    return make


@pytest.fixture
def request_for() -> Callable[..., RouteRequest]:
    """Makes a request; each name goes to the message, the understanding or the request, where it belongs."""

    def make(text: str = "", **about: Any) -> RouteRequest:
        event, repeat = about.pop("event", "opened"), about.pop("repeat", 1)
        repeats = about.pop("repeats", {})
        code, confidence = about.pop("service", None), about.pop("confidence", 0.9)
        guess = ServiceGuess(code=code, name=code, confidence=confidence) if code else None
        understanding = Understanding(
            service=guess,
            location=about.pop("location", None),
            occurred=about.pop("occurred", None),
            urgency=about.pop("urgency", Urgency.ROUTINE),
            language=about.pop("language", "en"),
        )
        message = InboundMessage(
            medium=about.pop("medium", Medium.SMS),
            sender=about.pop("sender", "+12035550199"),
            received_at=about.pop("received_at", datetime(2026, 3, 10, 15, 0, tzinfo=UTC)),
            text=text,
            reply_text=text,
            **about,
        )
        return RouteRequest(message=message, understanding=understanding, event=event, repeat=repeat, repeats=repeats)

    return make


@pytest.fixture
def decide(book_of: Callable[[str], Rulebook], request_for: Callable[..., RouteRequest]) -> Callable[..., Decision]:
    """Routes one request by a rulebook of these rules."""
    return lambda rules, text="", **about: route(request_for(text, **about), book_of(rules))
