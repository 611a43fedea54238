"""Which templates answer a request that was just opened, so that whoever tries a message reads what a resident gets."""

from __future__ import annotations

from gateway.routing.deciding import EMERGENCY_REPLY
from gateway.routing.rulebook import Rulebook
from gateway.routing.values import Decision
from parsers.values import Understanding, Urgency


def answer_names(decision: Decision, understanding: Understanding) -> tuple[str, ...]:
    """The reply the rules chose; where life is in danger the emergency text first; a question if a place is missing."""
    names = [decision.reply] if decision.reply else []
    if _is_emergency(understanding):
        if EMERGENCY_REPLY in names:
            return tuple(names)
        return (EMERGENCY_REPLY,) if decision.rule is None else (EMERGENCY_REPLY, *names)
    if "location" in decision.missing and not decision.close:
        names.append("ask_location")
    return tuple(names)


def next_question(rulebook: Rulebook, decision: Decision, understanding: Understanding, language: str) -> str:
    """The first question of the rulebook that is not answered yet; one at a time, and the place comes first."""
    if not decision.ask or "location" in decision.missing or _is_emergency(understanding) or decision.close:
        return ""
    unanswered = next((key for key in decision.ask if key not in understanding.answers), "")
    return rulebook.question_text(unanswered, language, decision.service) if unanswered else ""


def _is_emergency(understanding: Understanding) -> bool:
    return understanding.urgency is Urgency.EMERGENCY
