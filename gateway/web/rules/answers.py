"""The answer that a tried message would get, as a resident would read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gateway.replies.words import day_in_words, status_word
from gateway.routing import Decision, RouteRequest, Rulebook, render_replies
from gateway.routing.answering import answer_names, next_question
from gateway.routing.plain_text import plain_text
from gateway.routing.segments import count_segments, dear_characters, is_plain
from parsers.values import Medium

_NUMBER = "K7WX-4M2P"
"""What stands for the ticket's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes out; `segments` is 0 for a mail."""

    names: tuple[str, ...]
    text: str
    language: str
    is_held: bool
    """Whether a person decides before it goes out."""
    segments: int = 0
    dear: str = ""
    """The characters of a text that make each of its segments shorter."""


def find_answer(rulebook: Rulebook, request: RouteRequest, decision: Decision) -> Answer | None:
    """What the sender is told; None when nobody is answered."""
    opens = request.event == "opened"
    chosen = (decision.reply,) if decision.reply else ()
    names = answer_names(decision, request.understanding) if opens else chosen
    if not names:
        return None
    language = _language(rulebook, request)
    medium = request.message.medium
    text = render_replies(
        rulebook,
        names,
        language=language,
        medium=medium,
        fields=_fields(rulebook, request, decision, language),
        closing=next_question(rulebook, decision, request.understanding, language) if opens else "",
    )
    sent = plain_text(text) if medium is Medium.SMS else text
    is_text = medium is Medium.SMS
    return Answer(
        names=names,
        text=sent,
        language=language,
        is_held=decision.hold,
        segments=count_segments(sent) if is_text else 0,
        dear=dear_characters(sent) if is_text and not is_plain(sent) else "",
    )


def _language(rulebook: Rulebook, request: RouteRequest) -> str:
    """The sender's language, where the city has it."""
    languages, understanding = rulebook.city.languages, request.understanding
    is_told = understanding.tells_language and understanding.language in languages
    return understanding.language if is_told else languages[0]


def _fields(rulebook: Rulebook, request: RouteRequest, decision: Decision, language: str) -> dict[str, str]:
    service = rulebook.services.get(decision.service) if decision.service else None
    place = request.understanding.location
    due_at = rulebook.due_at(decision.due, request.message.received_at.timestamp(), decision.department)
    due = datetime.fromtimestamp(due_at, rulebook.city.zone) if due_at is not None else None
    return {
        "number": _NUMBER,
        "city": rulebook.city.name,
        "service": service.name(language) if service else "",
        "department": decision.department_name,
        "status": status_word("closed" if decision.close else "received", language),
        "location": place.text if place else "",
        "due": day_in_words(due, language) if due else "",
    }
