"""A ticket as the form that a department's own system takes: what is to be done and where, without who reported it.

Whoever speaks GeoReport shows descriptions to everybody, so ours say nothing of persons; the link leads to the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.open311_system import NAME, Handed, write_handed
from gateway.envelopes import Draft, OutboundKind
from gateway.public_words.masking import find_told_names, make_mask
from gateway.replies.answered import list_answered
from gateway.routing import Rulebook
from gateway.routing.open311 import OwnSystem
from gateway.store.forgetting import Mask, list_people
from gateway.store.handovers import HandoverRow
from gateway.store.tickets import TicketRow

LONGEST_DESCRIPTION = 4_000
"""Characters that GeoReport v2 allows."""
_LONGEST_PLACE = 500
_LANGUAGE = "en"


def code_there(own: OwnSystem, service: str | None) -> str:
    """What the other side calls a service; empty where it takes no such tickets."""
    return own.services.get(service or "", own.otherwise)


def draft_handover(
    connection: Connection, gateway: Gateway, ticket: TicketRow, code: str, rounds: list[HandoverRow]
) -> Draft:
    """What goes out for the last of these rounds, the first of which is where the other side was first told of it."""
    rulebook, this = gateway.rulebooks.current(), rounds[-1]
    mask = _mask(connection, rulebook, ticket)
    handed = Handed(
        reference=ticket.number,
        since=rounds[0].created_at if len(rounds) > 1 else gateway.clock(),
        fields=_fields(ticket, code, _description(gateway, rulebook, ticket, mask)),
        answers={key: mask(str(words)) for key, words in (ticket.understanding.get("answers") or {}).items() if words},
        known=tuple(row.foreign_id for row in rounds if row.foreign_id),
    )
    return Draft(
        cause=f"handover:{this.id}",
        kind=OutboundKind.HANDOVER,
        channel=NAME,
        recipient=this.department,
        sender="",
        sender_name="",
        subject=_title(ticket),
        body=write_handed(handed),
        language=_LANGUAGE,
        automatic=True,
        ticket_id=ticket.id,
    )


def _mask(connection: Connection, rulebook: Rulebook, ticket: TicketRow) -> Mask:
    understood = str((ticket.understanding.get("contact") or {}).get("name") or "")
    names = (understood, *find_told_names(ticket.subject, ticket.description))
    return make_mask(rulebook, list_people(connection, ticket.id), names)


def _fields(ticket: TicketRow, code: str, description: str) -> Mapping[str, str]:
    is_known = ticket.lat is not None and ticket.lon is not None
    where = {"lat": f"{ticket.lat:.6f}", "long": f"{ticket.lon:.6f}"} if is_known else {}
    place = {"address_string": ticket.location[:_LONGEST_PLACE]} if ticket.location else {}
    return {"service_code": code, **where, **place, "description": description}


def _title(ticket: TicketRow) -> str:
    urgent = "EMERGENCY: " if ticket.priority == "emergency" else ""
    return f"{ticket.number} {urgent}{ticket.service_name or 'Request'}"


def _description(gateway: Gateway, rulebook: Rulebook, ticket: TicketRow, mask: Mask) -> str:
    """The number first, by which the request is found again; the words are shortened, never what stands around them."""
    answers = tuple(_answers(rulebook, ticket, mask))
    link = f"{gateway.settings.public_url}/tickets/{ticket.number}"
    around = "\n".join((_title(ticket), "", "", *answers, "", f"For staff: {link}"))
    words = mask(ticket.description).strip() or "(no words)"
    room = max(LONGEST_DESCRIPTION - len(around), 0)
    short = words if len(words) <= room else f"{words[: max(room - 1, 0)]}…"
    description = "\n".join((_title(ticket), "", short, *(("", *answers) if answers else ()), "", f"For staff: {link}"))
    return description[:LONGEST_DESCRIPTION]


def _answers(rulebook: Rulebook, ticket: TicketRow, mask: Mask) -> Iterator[str]:
    """The questions of its service with what the resident answered."""
    for question, words in list_answered(rulebook, ticket):
        yield f"{question.rstrip('?: ')}: {mask(words)}"
