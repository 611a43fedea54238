"""A ticket in a few words, as a resident reads it in a list of several."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.routing import Rulebook
from gateway.store.tickets import TicketRow

_LONGEST = 60
_BEGINNING = 30


def name_ticket(rulebook: Rulebook, ticket: TicketRow, language: str) -> str:
    """What and where, or how it began."""
    service = rulebook.services.get(ticket.service) if ticket.service else None
    words = " ".join(ticket.description.split())[:_BEGINNING]
    what = service.name(language) if service else words or ticket.number
    return f"{what}, {ticket.location}"[:_LONGEST] if ticket.location else what


def list_tickets(rulebook: Rulebook, tickets: Iterable[TicketRow], language: str) -> str:
    """Tickets with their numbers, a line each."""
    return "\n".join(f"{ticket.number} {name_ticket(rulebook, ticket, language)}" for ticket in tickets)
