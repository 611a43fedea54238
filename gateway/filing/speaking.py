"""What is said by text, and when: held back while its reader may be writing on, and then said once (PROTOCOL 15.5).

Whatever still waits for the same reader is taken back and said in the new message, so that twelve texts in half a
minute get one answer. Only the answer waits; the words are in their ticket already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.asking import write_down
from gateway.envelopes import Draft, OutboundKind
from gateway.filing.case import Case
from gateway.filing.missing import Ask
from gateway.replies import Occasion, compose, naming, reply_body, reply_subject
from gateway.store.contacts import ContactRow
from gateway.store.outbox import shelve_draft
from gateway.store.questions import Choice
from gateway.store.tickets import TicketRow, list_opened_by, load_ticket
from gateway.store.waiting import Waiting, withdraw

EMERGENCY_REPLY = "call_911"
LONGEST_WAIT = 90.0
"""However long somebody writes, the first text is answered within so many seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One message to whoever wrote: templates about a ticket, and perhaps a question at the end."""

    templates: tuple[str, ...]
    ticket: TicketRow | None = None
    kind: OutboundKind = OutboundKind.ANSWER
    ask: Ask | None = None
    asked_about: TicketRow | None = None
    """The ticket of the question where it is another one than `ticket`."""
    closing: str = ""
    """Words that stand before the question."""
    fields: Mapping[str, str] = field(default_factory=dict)
    is_urgent: bool = False
    """Whether it goes out at once: an emergency, or the answer to a command."""


def say_text(
    connection: Connection, gateway: Gateway, case: Case, contact: ContactRow, speech: Speech
) -> tuple[Draft, ...]:
    """What to queue; the question is written down. What must not be sent is kept with its reason."""
    if reason := case.why_no_answer(contact):
        shelve_draft(connection, _draft(gateway, case, contact, speech), reason=reason, now=case.now)
        return ()
    speech = _with_what_waits(connection, case, speech)
    if not speech.templates and speech.ask is None:
        return ()
    if speech.ask is not None and not _is_asked_already(case, speech):
        write_down(connection, speech.ask.about(speech.asked_about or speech.ticket, contact.id), now=case.now)
    draft = _draft(gateway, case, contact, speech)
    return (replace(draft, wait=0.0 if speech.is_urgent else wait_for_more(gateway, case)),)


def wait_for_more(gateway: Gateway, case: Case) -> float:
    """Seconds that an answer is held back from now."""
    since = case.thread.burst.since
    longest = LONGEST_WAIT if since is None else since + LONGEST_WAIT - case.now
    return max(0.0, min(gateway.settings.text_pause, longest))


def list_choices(lines: tuple[Choice, ...]) -> str:
    """A numbered list, a line each."""
    return "\n".join(f"{number} {line.words}" for number, line in enumerate(lines, start=1))


def name_ticket(case: Case, ticket: TicketRow) -> str:
    """A ticket in a few words, as a line of a list that the sender reads."""
    return naming.name_ticket(case.rulebook, ticket, case.language)


def list_tickets(case: Case, tickets: Iterable[TicketRow]) -> str:
    """Tickets with their numbers, a line each."""
    return naming.list_tickets(case.rulebook, tickets, case.language)


def _draft(gateway: Gateway, case: Case, contact: ContactRow, speech: Speech) -> Draft:
    to, ticket = case.sender_as_correspondent(contact), speech.ticket
    names = (*speech.templates, *((speech.ask.template,) if speech.ask and speech.ask.template else ()))
    closing = "\n".join(filter(None, (speech.closing, speech.ask.words if speech.ask else "")))
    fields = dict(speech.fields)
    if speech.ask is not None and speech.ask.choices and "choices" not in fields:
        fields["choices"] = list_choices(speech.ask.choices)
    body = reply_body(case.rulebook, names, to, ticket, closing=closing, fields=fields, tokens=gateway.tokens)
    subject = reply_subject(ticket) if ticket else ""
    why = Occasion(cause=case.cause, kind=speech.kind, subject=subject, ticket=ticket)
    return compose(case.rulebook, gateway.tokens, to, why, body)


def _with_what_waits(connection: Connection, case: Case, speech: Speech) -> Speech:
    """The same with what was to be said to this reader and has not gone out."""
    mine = [one for one in case.thread.burst.waiting if _may_take_back(one, speech)]
    taken = withdraw(connection, mine)
    unsaid = {one.ticket_id for one in mine if one.id in taken and one.kind is OutboundKind.ACKNOWLEDGEMENT}
    if speech.is_urgent or not unsaid:
        return speech
    own = speech.ticket.id if speech.ticket else None
    spoken_of = _spoken_of(connection, speech, unsaid - {None, own})
    if len(spoken_of) > 1 and speech.ticket is not None:
        fields = {**speech.fields, "choices": list_tickets(case, spoken_of)}
        return replace(speech, templates=("several_received",), kind=OutboundKind.ACKNOWLEDGEMENT, fields=fields)
    if speech.ticket is None or speech.kind is OutboundKind.ACKNOWLEDGEMENT or "reopened" in speech.templates:
        return speech
    reply = str(speech.ticket.decision.get("reply") or "")
    names = (reply,) if reply else speech.templates
    return replace(speech, templates=names, kind=OutboundKind.ACKNOWLEDGEMENT)


def _may_take_back(one: Waiting, speech: Speech) -> bool:
    """A question of its own stays while it is open; what is urgent replaces only what its ticket would have said."""
    if one.kind is OutboundKind.QUESTION:
        return speech.ask is not None
    ticket_id = speech.ticket.id if speech.ticket else None
    return one.ticket_id == ticket_id if speech.is_urgent or ticket_id is None else True


def _spoken_of(connection: Connection, speech: Speech, others: set[int | None]) -> tuple[TicketRow, ...]:
    """The ticket of `speech` and the others whose acknowledgement was taken back, each with those of its message."""
    known = [load_ticket(connection, ticket_id) for ticket_id in sorted(filter(None, others))]
    found: dict[int, TicketRow] = {}
    for ticket in (*known, *((speech.ticket,) if speech.ticket else ())):
        of_message = list_opened_by(connection, ticket.message_id) if ticket.is_part else (ticket,)
        found |= {one.id: one for one in of_message}
    return tuple(found[ticket_id] for ticket_id in sorted(found))


def _is_asked_already(case: Case, speech: Speech) -> bool:
    """Whether the row of an unsent question serves: what was not read need not be asked anew."""
    known, ask = case.thread.question, speech.ask
    if known is None or ask is None or not case.is_in_burst:
        return False
    about = speech.asked_about or speech.ticket
    ticket_id = about.id if about else None
    return (known.kind, known.ticket_id, known.tries, known.choices) == (ask.kind, ticket_id, ask.tries, ask.choices)
