"""What it means to forget a ticket or a message of none, each in one transaction of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from gateway.public_words.masking import find_told_names, make_mask
from gateway.routing import Rulebook
from gateway.store import forgetting, forgotten, handovers
from gateway.store.forgetting import Mask, Person, TicketWords
from gateway.store.unused_blobs import drop_unused

_OF_DECISION = frozenset(
    {
        *("department", "department_name", "priority", "reply", "rulebook_version", "service", "service_name"),
        *("confidence", "rule", "voices", "passed_over", "missing", "ask", "tags", "notify", "due", "assign"),
        *("close", "hold", "event", "repeat", "repeats"),
    }
)
"""What of a decision tells why a ticket went its way; its notes and its report quote the resident."""
_OF_UNDERSTANDING = frozenset({"urgency", "language", "tells_language"})
_OF_SERVICE = frozenset({"code", "name", "confidence"})
_OF_PLACE = frozenset({"kind", "confidence", "number", "streets", "lat", "lon"})


def forget_ticket(connection: Connection, rulebook: Rulebook, ticket_id: int, *, now: float) -> Sequence[str]:
    """Make the people of a ticket unknown; what was requested, where, when and how it went stays.

    The hashes of files that are needed no more come back: they are to be removed after the commit.
    """
    words = forgetting.lock_ticket(connection, ticket_id)
    messages = forgetting.list_own_messages(connection, ticket_id)
    people = _people(connection, ticket_id, messages)
    mask = make_mask(rulebook, people, _names(words))
    hashes = forgotten.forget_messages(connection, messages, mask, now=now)
    forgetting.blank_outbox(connection, forgetting.of_ticket(ticket_id))
    forgetting.mask_history(connection, ticket_id, mask)
    forgetting.drop_questions(connection, ticket_id)
    forgetting.drop_participants(connection, ticket_id)
    handovers.forget_words(connection, ticket_id)
    forgetting.write_ticket(connection, _masked(words, mask), now=now)
    forgotten.forget_people(connection, people)
    return drop_unused(connection, hashes)


def forget_messages(
    connection: Connection, rulebook: Rulebook, messages: Collection[int], *, now: float
) -> Sequence[str]:
    """Make unknown who sent messages that belong to no ticket, such as spam; hashes as for a ticket."""
    people = forgotten.find_people(connection, forgotten.list_senders(connection, messages))
    hashes = forgotten.forget_messages(connection, messages, make_mask(rulebook, people), now=now)
    forgetting.blank_outbox(connection, forgetting.because_of(messages))
    forgotten.forget_people(connection, people)
    return drop_unused(connection, hashes)


def _people(connection: Connection, ticket_id: int, messages: Collection[int]) -> tuple[Person, ...]:
    """Who takes part in a ticket or wrote to it."""
    senders = forgotten.find_people(connection, forgotten.list_senders(connection, messages))
    everybody = (*forgetting.list_people(connection, ticket_id), *senders)
    return tuple({person.id: person for person in everybody}.values())


def _names(words: TicketWords) -> tuple[str, ...]:
    """Who is named in the request itself, by the words or as it was understood."""
    understood = str((words.understanding.get("contact") or {}).get("name") or "")
    return (understood, *find_told_names(words.subject, words.description))


def _masked(words: TicketWords, mask: Mask) -> TicketWords:
    return replace(
        words,
        subject=mask(words.subject),
        description=mask(words.description),
        location=None if words.location is None else mask(words.location),
        decision=_only(words.decision, _OF_DECISION),
        understanding=_understood(words.understanding),
    )


def _understood(document: Mapping[str, Any]) -> dict[str, Any]:
    """What figures and maps need; never the words that it was read from."""
    kept = _only(document, _OF_UNDERSTANDING)
    if document.get("service"):
        kept["service"] = _only(document["service"], _OF_SERVICE) | {"evidence": [], "alternatives": []}
    if document.get("location"):
        kept["location"] = _only(document["location"], _OF_PLACE) | {"text": "", "start": -1, "end": -1}
    return kept


def _only(document: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name in names}
