"""Write a message and its meaning as the JSON object of `gateway parse`, which others build on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from parsers.intents import (
    Answer,
    Automatic,
    BounceNotice,
    Done,
    Empty,
    FollowUp,
    HelpRequest,
    Intent,
    LanguageChoice,
    NewReport,
    OptIn,
    OptOut,
    Persists,
    Question,
    ServiceRequest,
    StatusInquiry,
    Thanks,
    Unreadable,
)
from parsers.values import InboundMessage, Location, Problem, ServiceGuess

KINDS: dict[type, str] = {
    ServiceRequest: "request",
    FollowUp: "follow_up",
    StatusInquiry: "status_inquiry",
    OptOut: "opt_out",
    OptIn: "opt_in",
    HelpRequest: "help",
    Thanks: "thanks",
    Question: "question",
    Answer: "follow_up",
    Persists: "follow_up",
    NewReport: "help",
    LanguageChoice: "help",
    Done: "thanks",
    Automatic: "automatic",
    BounceNotice: "bounce",
    Empty: "empty",
    Unreadable: "unreadable",
}
"""The word for each intent in JSON."""


def kind_of(intent: Intent) -> str:
    """The word for an intent, as it stands in JSON and in the store."""
    if isinstance(intent, NewReport) and intent.has_more:
        return KINDS[ServiceRequest]
    return KINDS[type(intent)]


def to_document(message: InboundMessage, intent: Intent) -> dict[str, Any]:
    """The JSON object for `message` understood as `intent`, without `id` and `decision`."""
    meaning = intent.understanding
    return {
        "kind": kind_of(intent),
        "service": _service(meaning.service),
        "location": _location(meaning.location),
        "occurred": asdict(meaning.occurred) if meaning.occurred else None,
        "urgency": meaning.urgency.value,
        "language": meaning.language,
        "contact": asdict(meaning.contact),
        "department": asdict(meaning.department) if meaning.department else None,
        "personal": [asdict(found) for found in meaning.personal],
        "further": [_problem(problem) for problem in meaning.further],
        "message": _message(message),
        "automation": {
            "kind": message.automation.origin.value,
            "reply": message.automation.reply,
            "reason": message.automation.reason,
        },
        "bounce": _bounce(message),
        "error": message.error,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "text": problem.text,
        "start": problem.start,
        "end": problem.end,
        "service": _service(problem.service),
        "location": _location(problem.location),
        "occurred": asdict(problem.occurred) if problem.occurred else None,
        "urgency": problem.urgency.value,
        "department": asdict(problem.department) if problem.department else None,
    }


def _service(service: ServiceGuess | None) -> dict[str, Any] | None:
    if service is None:
        return None
    return {
        "code": service.code,
        "name": service.name,
        "confidence": service.confidence,
        "evidence": [asdict(evidence) for evidence in service.evidence],
        "alternatives": [asdict(other) for other in service.alternatives],
    }


def _location(location: Location | None) -> dict[str, Any] | None:
    if location is None:
        return None
    return {**asdict(location), "kind": location.kind.value, "streets": list(location.streets)}


def _message(message: InboundMessage) -> dict[str, Any]:
    return {
        "from": message.sender,
        "to": list(message.recipients),
        "subject": message.subject,
        "new_text": message.new_text,
        "quoted_text": message.folded_text,
        "attachments": [
            {"filename": file.filename, "content_type": file.content_type, "size": file.size}
            for file in message.attachments
        ],
    }


def _bounce(message: InboundMessage) -> dict[str, Any] | None:
    if message.bounce is None:
        return None
    return {
        "addresses": list(message.bounce.addresses),
        "temporary": message.bounce.temporary,
        "status": message.bounce.status,
    }
