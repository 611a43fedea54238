"""Reads and routes the messages of a rulebook for those who look at it, each once, and no more than it may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.routing.deciding import is_met, route
from gateway.routing.document import Document
from gateway.routing.examples import example_request
from gateway.routing.facts import Facts
from gateway.routing.linting.asked import Asked, ask_of
from gateway.routing.linting.candidates import Candidates, index_candidates
from gateway.routing.linting.sketches import sketch_messages
from gateway.routing.rulebook import Rule, Rulebook
from gateway.routing.sections import ExampleText
from gateway.routing.values import Decision, RouteRequest

MOST_MESSAGES = 4_000
"""Messages that are read for one look at a rulebook: two or three seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A message, what was understood of it, and where it goes."""

    message: ExampleText
    request: RouteRequest
    facts: Facts
    decision: Decision

    def who_set(self, action: str) -> str:
        """The name of the rule that set `action`, or `services`, `otherwise`; empty where nobody did."""
        return next((voice.rule for voice in self.decision.voices if voice.action == action), "")

    def has_heard(self, rule: Rule) -> bool:
        """Whether the rule was read and spoke, heeded or not."""
        return rule.name in {voice.rule for voice in self.decision.voices} or rule.name in self.decision.passed_over


@dataclass(slots=True, kw_only=True)
class Reading:
    """One look at a rulebook: its rules as they are written, and the messages that were read so far."""

    rulebook: Rulebook
    document: Document
    left: int
    """Messages that may still be read."""
    asked: tuple[Asked, ...] = field(init=False)
    """What each rule asks."""
    candidates: Candidates = field(init=False)
    """What each rule could be a special case of."""
    _seen: dict[int, Seen | None] = field(default_factory=dict)
    _texts: dict[str, ExampleText] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read what every rule asks."""
        written = self.document.data.get("rules") or []
        pairs = zip(self.rulebook.rules, written, strict=True)
        self.asked = tuple(ask_of(rule, text["when"], self.rulebook) for rule, text in pairs)
        self.candidates = index_candidates(self.asked)

    @property
    def is_bounded(self) -> bool:
        """Whether there was more to read than was read."""
        return self.left < 0

    def see(self, message: ExampleText) -> Seen | None:
        """Read and route a message; None when enough was read."""
        if id(message) not in self._seen:
            self.left -= 1
            self._seen[id(message)] = self._look(message) if self.left >= 0 else None
        return self._seen[id(message)]

    def see_text(self, text: str) -> Seen | None:
        """Read and route a text message of these words."""
        return self.see(self._texts.setdefault(text, ExampleText(text=text)))

    def _look(self, message: ExampleText) -> Seen:
        book = self.rulebook
        request = example_request(message, book)
        facts = Facts(request, threshold=book.threshold, zone=book.city.zone)
        return Seen(message=message, request=request, facts=facts, decision=route(request, book))

    def witnesses(self, number: int) -> Iterator[Seen]:
        """Messages on which the rule of this number would speak if it were read: its examples, then some of ours."""
        rule = self.rulebook.rules[number]
        examples = (example for _, _, example in rule.examples if not example.not_)
        for message in (*examples, *sketch_messages(self.asked[number], self.rulebook)):
            seen = self.see(message)
            if seen is not None and is_met(rule, seen.facts):
                yield seen

    def messages_about(self, asked: Asked) -> Iterator[Seen]:
        """Messages put together for `asked`, read and routed."""
        return filter(None, map(self.see, sketch_messages(asked, self.rulebook)))
