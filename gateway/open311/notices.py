"""What whoever filed a request is told at once: of a danger that nobody watches here, else what happens next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from gateway.replies import Correspondent, reply_body
from gateway.replies.words import day_in_words
from gateway.routing import Rulebook
from gateway.store.tickets import TicketRow
from parsers.values import Medium, Urgency

_DANGER = "call_911"
_PLAIN = frozenset({"", "received", _DANGER})
"""Replies that say no more than `next`; any other one of a rule is what the city wants to be read."""
_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "next": "{department} will look at it.",
        "due": "{department} will look at it and expects to be done by {day}.",
        "known": "This is known already.",
        "closed": "It is closed.",
        "test": "This was a test: nobody was told of it.",
        "later": "Your request is kept. Ask for its number with the token.",
    },
    "es": {
        "next": "Lo atenderá {department}.",
        "due": "Lo atenderá {department}; esperamos terminar antes de: {day}.",
        "known": "Ya lo sabemos.",
        "closed": "Está cerrado.",
        "test": "Fue una prueba: no se avisó a nadie.",
        "later": "Guardamos su solicitud. Pida su número con el token.",
    },
}


def notice_of(rulebook: Rulebook, ticket: TicketRow, language: str, *, is_test: bool) -> str:
    """What to tell about a request that was just filed, in `language` where we have it, else in English."""
    language = language if language in _WORDS and language in rulebook.city.languages else "en"
    said = _said(rulebook, ticket, language)
    return f"{_WORDS[language]['test']} {said}" if is_test else said


def notice_of_waiting(language: str) -> str:
    """What to tell while a request has no number yet."""
    return _WORDS.get(language, _WORDS["en"])["later"]


def _said(rulebook: Rulebook, ticket: TicketRow, language: str) -> str:
    if ticket.urgency == Urgency.EMERGENCY:
        return _as_text(rulebook, _DANGER, ticket, language)
    reply, words = str(ticket.decision.get("reply") or ""), _WORDS[language]
    if ticket.merged_into is not None:
        return words["known"]
    if reply not in _PLAIN and reply != rulebook.otherwise.reply:
        return _as_text(rulebook, reply, ticket, language)
    if ticket.is_closed:
        return words["closed"]
    department = rulebook.departments.get(ticket.department)
    name = department.name if department else ticket.department
    if ticket.due_at is None:
        return words["next"].format(department=name)
    day = day_in_words(datetime.fromtimestamp(ticket.due_at, rulebook.city.zone), language)
    return words["due"].format(department=name, day=day)


def _as_text(rulebook: Rulebook, name: str, ticket: TicketRow, language: str) -> str:
    reader = Correspondent(channel="", medium=Medium.SMS, address="", our_address="", language=language)
    return reply_body(rulebook, (name,), reader, ticket).strip()
