"""One answer to a message that opened several tickets: all numbers, and where the first is that names no place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.envelopes import Draft, OutboundKind
from gateway.filing.answers import say
from gateway.filing.case import Case
from gateway.filing.missing import MOST_QUESTIONS, PLACE, Ask, find_next_ask
from gateway.filing.parts import Opened
from gateway.filing.speaking import EMERGENCY_REPLY, Speech, list_tickets, name_ticket, say_text
from gateway.replies import reply_body
from gateway.store.contacts import ContactRow
from gateway.store.questions import list_kinds_asked
from gateway.store.tickets import TicketRow, list_opened_by

SEVERAL_REPLY = "several_received"


def acknowledge_several(
    connection: Connection, gateway: Gateway, case: Case, contact: ContactRow, opened: Sequence[Opened]
) -> tuple[Draft, ...]:
    """What to queue for the sender; nothing where no rule wants any of the tickets answered."""
    if not any(one.case.decision.reply for one in opened):
        return ()
    is_danger = any(one.case.is_emergency or one.case.decision.reply == EMERGENCY_REPLY for one in opened)
    lacking = None if is_danger else next((one for one in opened if _lacks_place(one)), None)
    speech = Speech(
        templates=(EMERGENCY_REPLY, SEVERAL_REPLY) if is_danger else (SEVERAL_REPLY,),
        ticket=(lacking or opened[0]).ticket,
        kind=OutboundKind.ACKNOWLEDGEMENT,
        ask=ask_where(case, contact, lacking.ticket) if lacking else None,
        closing=_own_replies(case, contact, opened),
        fields={"choices": list_tickets(case, (one.spoken_of for one in opened))},
        is_urgent=is_danger,
    )
    case = replace(case, decision=opened[0].case.decision)
    if case.move is not None:
        return say_text(connection, gateway, case, contact, speech)
    return _say_by_mail(connection, gateway, case, contact, speech)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPart:
    """A question about another ticket of the same message."""

    ask: Ask
    ticket: TicketRow


def ask_next_part(connection: Connection, case: Case, contact: ContactRow, ticket: TicketRow) -> NextPart | None:
    """The question about the next ticket of the same message that lacks its place; None when enough was asked."""
    if not ticket.is_part:
        return None
    parts = list_opened_by(connection, ticket.message_id)
    asked = sum(len(list_kinds_asked(connection, one.id)) for one in parts)
    others = (one for one in parts if one.id != ticket.id)
    lacking = next((one for one in others if find_next_ask(connection, case, one) is PLACE), None)
    if lacking is None or asked >= MOST_QUESTIONS:
        return None
    return NextPart(ask=ask_where(case, contact, lacking), ticket=lacking)


def ask_where(case: Case, contact: ContactRow, ticket: TicketRow) -> Ask:
    """Where one of several problems is, by its name: `where is it?` alone would not say which."""
    to = case.sender_as_correspondent(contact)
    question = reply_body(case.rulebook, (PLACE.template,), to, ticket).strip()
    return replace(PLACE, template="", words=f"{name_ticket(case, ticket)}: {question}")


def _lacks_place(opened: Opened) -> bool:
    decision = opened.case.decision
    return "location" in decision.missing and not decision.close and opened.joined is None


def _own_replies(case: Case, contact: ContactRow, opened: Sequence[Opened]) -> str:
    """What a rule says to one of the tickets besides that it was received, such as that a road is the state's."""
    plain, to = {"", "received", EMERGENCY_REPLY, case.rulebook.otherwise.reply}, case.sender_as_correspondent(contact)
    special = [one for one in opened if one.case.decision.reply not in plain]
    bodies = (reply_body(case.rulebook, (str(one.case.decision.reply),), to, one.ticket).strip() for one in special)
    return "\n".join(bodies)


def _say_by_mail(
    connection: Connection, gateway: Gateway, case: Case, contact: ContactRow, speech: Speech
) -> tuple[Draft, ...]:
    closing = "\n\n".join(filter(None, (speech.closing, speech.ask.words if speech.ask else "")))
    to = case.sender_as_correspondent(contact)
    body = reply_body(case.rulebook, speech.templates, to, speech.ticket, closing=closing, fields=speech.fields)
    return say(connection, gateway, case, contact, kind=speech.kind, ticket=speech.ticket, body=body)
