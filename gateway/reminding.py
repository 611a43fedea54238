"""What time does to a question of ours: one reminder, never at night, then it is closed; the ticket goes on.

A question that was answered, or whose answer came some other way, sends nothing (PROTOCOL 15.7, 13.8).
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.asking import forget_after, why_not_asked
from gateway.envelopes import OutboundKind
from gateway.replies import Correspondent, Occasion, compose, reply_body, reply_subject, reporter_of
from gateway.routing import Rulebook
from gateway.store import tickets
from gateway.store.ageing import PHONE, find_lead
from gateway.store.contacts import load_contact
from gateway.store.events import add_event
from gateway.store.outbox import queue_draft
from gateway.store.questions import QuestionRow, close_question, is_settled, load_question, note_reminded
from gateway.store.sending import put_off
from gateway.store.tickets import TicketRow
from gateway.store.work import Claim, FencedError, finish
from parsers.values import Asked

NEEDS_LOCATION = "needs_location"
_TEMPLATES = {
    Asked.PLACE: "ask_location",
    Asked.WHAT: "ask_what",
    Asked.PHOTO_PLACE: "ask_photo_place",
}


def remind(gateway: Gateway, claim: Claim) -> None:
    """Remind of the question that the claim names, or close it; raises `IntakeError` when the store is away."""
    with gateway.store.writing() as connection:
        again_at = _next_step(connection, gateway, claim.ref)
        if not _keep(connection, claim, again_at):
            raise FencedError
    gateway.bell.ring("deliver", claim.ref)


def _keep(connection: Connection, claim: Claim, again_at: float | None) -> bool:
    if again_at is None:
        return finish(connection, claim)
    return put_off(connection, claim, next_at=again_at, error="")


def _next_step(connection: Connection, gateway: Gateway, question_id: int) -> float | None:
    """What is due now; when to come back, or None when the question is closed."""
    asked, now = load_question(connection, question_id), gateway.clock()
    if asked.closed_at is not None:
        return None
    ticket = tickets.load_ticket(connection, asked.ticket_id) if asked.ticket_id is not None else None
    if ticket is not None and is_settled(asked, ticket):
        close_question(connection, asked.id, outcome="settled", now=now)
        return None
    end = asked.asked_at + forget_after(asked.kind)
    if now >= end:
        _expire(connection, asked, ticket, now=now)
        return None
    ahead = _lead(connection, asked, ticket)
    morning = gateway.rulebooks.current().city.quiet_until(now + ahead)
    if morning is not None:
        return min(morning - ahead, end)
    if ticket is not None and asked.reminded_at is None and asked.kind is not Asked.FIXED:
        _send(connection, gateway, asked, ticket, now=now)
    return end


def _lead(connection: Connection, asked: QuestionRow, ticket: TicketRow | None) -> float:
    """Seconds by which the clock of a played phone is ahead; a real one's never is."""
    is_played = ticket is not None and ticket.channel == PHONE
    return find_lead(connection, load_contact(connection, asked.contact_id).address) if is_played else 0.0


def _expire(connection: Connection, asked: QuestionRow, ticket: TicketRow | None, *, now: float) -> None:
    close_question(connection, asked.id, outcome="expired", now=now)
    if ticket is None or asked.kind is Asked.FIXED:
        return
    if asked.kind is Asked.PLACE and ticket.location is None:
        tickets.add_tag(connection, ticket, NEEDS_LOCATION, now=ticket.updated_at)
    words = "The resident did not answer our question; the ticket goes on without it."
    data = {"asked": asked.kind.value}
    add_event(connection, ticket_id=ticket.id, kind="unanswered", actor="gateway", now=now, text=words, data=data)


def _send(connection: Connection, gateway: Gateway, asked: QuestionRow, ticket: TicketRow, *, now: float) -> None:
    contact = load_contact(connection, asked.contact_id)
    note_reminded(connection, asked.id, now=now)
    rulebook, to = gateway.rulebooks.current(), reporter_of(ticket, contact)
    words = _question(rulebook, asked, ticket, to)
    if why_not_asked(contact) or not words:
        return
    body = reply_body(rulebook, ("reminder",), to, ticket, fields={"question": words}, tokens=gateway.tokens)
    why = Occasion(
        cause=f"question:{asked.id}", kind=OutboundKind.REMINDER, subject=reply_subject(ticket), ticket=ticket
    )
    queue_draft(connection, compose(rulebook, gateway.tokens, to, why, body), now=now)


def _question(rulebook: Rulebook, asked: QuestionRow, ticket: TicketRow, to: Correspondent) -> str:
    """The question as it was asked; empty for one that nobody is reminded of."""
    if asked.kind is Asked.CONFIRM_PLACE and asked.choices:
        return _confirmation(rulebook, asked, ticket, to)
    template = _TEMPLATES.get(asked.kind)
    return reply_body(rulebook, (template,), to, ticket) if template else ""


def _confirmation(rulebook: Rulebook, asked: QuestionRow, ticket: TicketRow, to: Correspondent) -> str:
    if len(asked.choices) == 1:
        return reply_body(rulebook, ("confirm_place",), to, ticket, fields={"location": asked.choices[0].words})
    lines = "\n".join(f"{number} {choice.words}" for number, choice in enumerate(asked.choices, start=1))
    return reply_body(rulebook, ("choose_place",), to, ticket, fields={"choices": lines})
