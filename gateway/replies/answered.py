"""What a ticket's reporter answered to the city's questions, beside the questions as staff read them."""

from __future__ import annotations

from gateway.routing import Rulebook
from gateway.store.tickets import TicketRow


def list_answered(rulebook: Rulebook, ticket: TicketRow) -> tuple[tuple[str, str], ...]:
    """Each question, or its key where the rulebook asks it no more, with the answer in the reporter's words."""
    service, language = rulebook.services.get(ticket.service or ""), rulebook.city.languages[0]
    answers = dict(ticket.understanding.get("answers") or {})
    asked = {key: service.question(key, language) if service else "" for key in answers}
    return tuple((asked[key] or key.replace("_", " ").capitalize(), str(words)) for key, words in answers.items())
