"""Reads back why a ticket is where it is: the decision, its voices, the guesses and the words they were read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.store.tickets import TicketRow

GUESSES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A service that was thought of; `confidence` from 0 to 1."""

    code: str
    name: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Words that a field was read from; `field` is service, location, time, urgency or personal."""

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One action and the rule that said so."""

    action: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The decision as the page tells it."""

    reply: str
    occurred_words: str
    voices: tuple[Spoken, ...]
    passed_over: tuple[str, ...]
    notes: tuple[str, ...]
    missing: tuple[str, ...]
    guesses: tuple[Guess, ...]
    marks: tuple[Mark, ...]


def explain(ticket: TicketRow) -> Explanation:
    """Total: a ticket of an older version or from a failed parse simply explains less."""
    return explain_documents(ticket.decision, ticket.understanding)


def explain_documents(decision: Mapping[str, Any], understanding: Mapping[str, Any]) -> Explanation:
    """The same from a decision and an understanding as they are stored."""
    voices = (Spoken(action=str(item["action"]), rule=str(item["rule"])) for item in _items(decision.get("voices")))
    return Explanation(
        reply=str(decision.get("reply") or ""),
        occurred_words=str(_mapping(understanding.get("occurred")).get("text") or ""),
        voices=tuple(voices),
        passed_over=_strings(decision.get("passed_over")),
        notes=_strings(decision.get("notes")),
        missing=_strings(decision.get("missing")),
        guesses=tuple(_guesses(understanding))[:GUESSES],
        marks=tuple(_marks(understanding)),
    )


def _guesses(understanding: Mapping[str, Any]) -> Iterable[Guess]:
    service = _mapping(understanding.get("service"))
    for item in (service, *_items(service.get("alternatives"))):
        if item.get("code"):
            confidence = float(item.get("confidence") or 0.0)
            yield Guess(code=str(item["code"]), name=str(item.get("name") or item["code"]), confidence=confidence)


def _marks(understanding: Mapping[str, Any]) -> Iterable[Mark]:
    service = _mapping(understanding.get("service"))
    fields = (
        ("personal", _items(understanding.get("personal"))),
        ("urgency", _items(understanding.get("urgency_evidence"))),
        ("location", [_mapping(understanding.get("location"))]),
        ("time", [_mapping(understanding.get("occurred"))]),
        ("service", _items(service.get("evidence"))),
    )
    for field, items in fields:
        yield from (_mark(field, item) for item in items if item.get("text"))


def _mark(field: str, item: Mapping[str, Any]) -> Mark:
    start, end = item.get("start"), item.get("end")
    if isinstance(start, int) and isinstance(end, int):
        return Mark(field=field, start=start, end=end, text=str(item["text"]))
    return Mark(field=field, start=-1, end=-1, text=str(item["text"]))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _items(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()
