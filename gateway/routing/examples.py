"""Examples are the tests of a rule: each is understood and routed like a message, and must come out as written."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from types import MappingProxyType

import parsers
from gateway.routing.deciding import route
from gateway.routing.fields import read_moment
from gateway.routing.problems import Problem
from gateway.routing.rulebook import Rule, Rulebook
from gateway.routing.sections import ExampleText
from gateway.routing.values import Decision, RouteRequest
from parsers.values import Attachment, Coordinates, InboundMessage, Medium

_ORDINARY_DAY = "2026-03-10"
_PHOTO = Attachment(filename="photo.jpg", content_type="image/jpeg", size=100_000)
_SENDERS = {"sms": "+12035550199", "email": "anne@resident.example"}


@lru_cache(maxsize=8)
def check_rulebook(rulebook: Rulebook) -> tuple[Problem, ...]:
    """Every example that does not come out as written, in the order of the file. The same rulebook is run once."""
    return tuple(problem for rule in rulebook.rules for problem in check_rule(rulebook, rule))


def check_rule(rulebook: Rulebook, rule: Rule) -> tuple[Problem, ...]:
    """Every example of one rule that does not come out as written; a disabled rule has no tests."""
    return tuple(
        problem
        for line, column, example in (() if rule.is_disabled else rule.examples)
        for problem in _failures(rulebook, rule, line, column, example)
    )


def example_request(example: ExampleText, rulebook: Rulebook) -> RouteRequest:
    """The message that an example stands for, understood."""
    message = _message(example, rulebook)
    understanding = parsers.parse(message, rulebook.parser_city).understanding
    return RouteRequest(
        message=message, understanding=understanding, event=example.event or "opened", repeat=example.repeat
    )


def _message(example: ExampleText, rulebook: Rulebook) -> InboundMessage:
    ours = rulebook.city.numbers if example.channel == "sms" else rulebook.city.addresses
    point = example.coordinates
    return InboundMessage(
        medium=Medium(example.channel),
        sender=example.from_ or _SENDERS[example.channel],
        recipients=(example.to,) if example.to else ours[:1],
        received_at=read_moment(example.date or _ORDINARY_DAY).replace(tzinfo=rulebook.city.zone),
        subject=example.subject,
        text=example.text,
        reply_text=example.text,
        attachments=(_PHOTO,) if example.photo else (),
        headers=MappingProxyType({name.lower(): text for name, text in example.headers.items()}),
        coordinates=Coordinates(lat=point.lat, lon=point.lon) if point else None,
    )


def _failures(rulebook: Rulebook, rule: Rule, line: int, column: int, example: ExampleText) -> Iterator[Problem]:
    request = example_request(example, rulebook)
    decision = route(request, rulebook)
    if differences := list(_differences(rule, example, request, decision)):
        yield Problem(
            source=rule.source,
            line=line,
            column=column,
            message=f"The example of rule `{rule.name}` comes out otherwise: {'; '.join(differences)}.",
            hint=f"It was understood as {_understood(request)} and went to {decision.department_name} "
            f"{_because(decision)}. Change the words of the rule, its place, or the example.",
        )


def _differences(rule: Rule, example: ExampleText, request: RouteRequest, decision: Decision) -> Iterator[str]:
    speakers = {voice.rule for voice in decision.voices} | set(decision.passed_over)
    wanted_rule = example.rule or rule.name
    if example.not_ and rule.name in speakers:
        yield "the rule speaks where it should not"
    if not example.not_ and wanted_rule not in speakers:
        yield f"rule `{wanted_rule}` does not speak"
    for name in ("department", "service", "priority", "reply"):
        wanted, got = getattr(example, name), getattr(decision, name) or "none"
        if wanted is not None and wanted != got:
            yield f"`{name}` is `{got}`, not `{wanted}`"
    if example.language is not None and example.language != request.understanding.language:
        yield f"`language` is `{request.understanding.language}`, not `{example.language}`"


def _understood(request: RouteRequest) -> str:
    guess = request.understanding.service
    return f"{guess.name} ({guess.confidence:.2f})" if guess else "no service"


def _because(decision: Decision) -> str:
    return f"by rule `{decision.rule}`" if decision.rule else "because no rule names a department"
