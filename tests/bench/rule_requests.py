"""Understood requests for the invented rulebooks, most of which some rule is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from gateway.routing.values import RouteRequest
from parsers.values import Coordinates, InboundMessage, Location, LocationKind, Medium, ServiceGuess, Understanding
from tests.bench.rule_sets import COMMON, GRID, SOUTH, WEST, Condition, RuleSpec, Vocabulary

_MONDAY = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)


def invent_requests(count: int, rules: Sequence[RuleSpec], known: Vocabulary) -> list[RouteRequest]:
    """`count` requests, no two alike; each holds what one rule asks for, among much else."""
    random = Random(count)
    return [_towards(_request(number, random, known), random.choice(rules).when, known) for number in range(count)]


def _request(number: int, random: Random, known: Vocabulary) -> RouteRequest:
    code, street = random.choice(known.services), random.choice(known.streets)
    said = " ".join(random.choice(COMMON if random.random() < 0.6 else known.words) for _ in range(16))
    message = InboundMessage(
        medium=random.choice((Medium.SMS, Medium.SMS, Medium.EMAIL)),
        sender=f"resident{number}@mail.example",
        recipients=("+12035550142",),
        received_at=_MONDAY + timedelta(minutes=number),
        text=f"{said} at {number % 900 + 1} {street}",
    )
    guess = ServiceGuess(code=code, name=code, confidence=random.uniform(0.5, 1.0))
    language = random.choice(("en", "en", "es"))
    understanding = Understanding(service=guess, location=_place(number, street), language=language)
    return RouteRequest(message=message, understanding=understanding, repeat=random.choice((1, 1, 1, 2, 3)))


def _towards(request: RouteRequest, when: Condition, known: Vocabulary) -> RouteRequest:
    """The request with what the condition asks for; what it must not have is left to chance."""
    ((kind, asked),) = when.items()
    message, understanding = request.message, request.understanding
    match kind:
        case "all" | "any":
            for part in asked:
                request = _towards(request, part, known)
            return request
        case "service":
            guess = ServiceGuess(code=asked[0], name=asked[0], confidence=0.9)
            return replace(request, understanding=replace(understanding, service=guess))
        case "text":
            return replace(request, message=replace(message, text=f"{message.text} {asked[-1]}"))
        case "street":
            return replace(request, understanding=replace(understanding, location=_place(12, asked[0])))
        case "area":
            return replace(request, message=replace(message, coordinates=_middle(known.areas.index(asked[0]))))
        case "from":
            return replace(request, message=replace(message, sender=asked[0]))
        case "channel":
            return replace(request, message=replace(message, medium=Medium(asked[0])))
        case _:
            return request


def _place(number: int, street: str) -> Location:
    text = f"{number % 900 + 1} {street}"
    return Location(kind=LocationKind.ADDRESS, text=text, start=0, end=len(text), confidence=0.9, streets=(street,))


def _middle(area: int) -> Coordinates:
    return Coordinates(lat=SOUTH + area // GRID * 0.01 + 0.004, lon=WEST + area % GRID * 0.01 + 0.004)
