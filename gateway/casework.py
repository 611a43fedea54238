"""What staff do to a ticket: a status with a note, a word to the resident, a note among themselves."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.envelopes import Outbound, OutboundKind
from gateway.errors import GatewayError
from gateway.replies import Correspondent, Occasion, compose, reply_body, reply_subject
from gateway.store import tickets
from gateway.store.contacts import load_contact
from gateway.store.events import add_event
from gateway.store.outbox import list_for_ticket, queue_draft, shelve_draft
from gateway.store.tickets import STATUSES, TicketRow, load_ticket
from parsers.clean import clean_text
from parsers.values import Medium

NOTE_LENGTH = 4000


class CaseworkError(GatewayError):
    """The change was not made; the sentence says what to write instead."""


def change_status(gateway: Gateway, *, ticket_id: int, status: str, note: str, actor: str) -> None:
    """Move a ticket and tell the resident in their channel; closing needs a note. Raises `CaseworkError`."""
    words = _checked(note)
    if status not in STATUSES:
        raise CaseworkError(f"There is no status {status!r}. Choose one of {', '.join(STATUSES)}.")
    if status == "closed" and not words:
        raise CaseworkError("Write a note to the resident that says what was done, then close.")
    now = gateway.clock()
    with gateway.store.writing() as connection:
        before = load_ticket(connection, ticket_id)
        if before.status == status and not words:
            raise CaseworkError("Nothing has changed: the ticket has this status already and the note is empty.")
        tickets.set_status(connection, ticket_id, status=status, now=now)
        data = {"from": before.status, "to": status}
        event_id = add_event(
            connection, ticket_id=ticket_id, kind="status", actor=actor, now=now, text=words, data=data
        )
        template = "closed" if status == "closed" else "status_changed"
        _tell_resident(
            connection,
            gateway,
            ticket_id=ticket_id,
            event_id=event_id,
            kind=OutboundKind.NOTICE,
            template=template,
            words=words,
        )
    gateway.bell.ring("deliver", event_id)


def reply_to_resident(gateway: Gateway, *, ticket_id: int, text: str, actor: str) -> None:
    """Send a staff member's own words to the resident. Raises `CaseworkError` when there are none."""
    words = _checked(text)
    if not words:
        raise CaseworkError("Write something to the resident first.")
    now = gateway.clock()
    with gateway.store.writing() as connection:
        event_id = add_event(connection, ticket_id=ticket_id, kind="staff_reply", actor=actor, now=now, text=words)
        tickets.touch(connection, ticket_id, now=now)
        _tell_resident(
            connection,
            gateway,
            ticket_id=ticket_id,
            event_id=event_id,
            kind=OutboundKind.STAFF_REPLY,
            template="",
            words=words,
        )
    gateway.bell.ring("deliver", event_id)


def add_note(gateway: Gateway, *, ticket_id: int, text: str, actor: str) -> None:
    """Keep a word among staff; the resident never sees it."""
    words = _checked(text)
    if not words:
        raise CaseworkError("Write the note first.")
    now = gateway.clock()
    with gateway.store.writing() as connection:
        add_event(connection, ticket_id=ticket_id, kind="note", actor=actor, now=now, text=words)
        tickets.touch(connection, ticket_id, now=now)


def _checked(text: str) -> str:
    words = clean_text(text).strip()
    if len(words) > NOTE_LENGTH:
        raise CaseworkError(f"That is {len(words)} characters; write at most {NOTE_LENGTH}.")
    return words


def _tell_resident(
    connection: Connection,
    gateway: Gateway,
    *,
    ticket_id: int,
    event_id: int,
    kind: OutboundKind,
    template: str,
    words: str,
) -> None:
    ticket = load_ticket(connection, ticket_id)
    if ticket.reporter_id is None:
        return
    rulebook, now = gateway.rulebooks.current(), gateway.clock()
    contact = load_contact(connection, ticket.reporter_id)
    to = Correspondent(
        channel=ticket.channel,
        medium=Medium(contact.medium),
        address=contact.address,
        our_address=ticket.our_address,
        language=ticket.language,
        contact_id=contact.id,
    )
    body = reply_body(rulebook, (template,), to, ticket, note=words) if template else words
    why = Occasion(
        cause=f"event:{event_id}",
        kind=kind,
        subject=reply_subject(ticket),
        automatic=kind is not OutboundKind.STAFF_REPLY,
        ticket=ticket,
        references=_chain(connection, ticket, contact.address),
    )
    draft = compose(rulebook, gateway.tokens, to, why, body)
    if contact.opted_out_at is not None and to.medium is Medium.SMS:
        shelve_draft(connection, draft, reason="the number has opted out", now=now)
    else:
        queue_draft(connection, draft, now=now)


def _chain(connection: Connection, ticket: TicketRow, address: str) -> tuple[str, ...]:
    """The mails of the thread as the resident has them: theirs first, then ours to them."""
    ours: list[Outbound] = list_for_ticket(connection, ticket.id)
    sent = [row.draft.message_id for row in ours if row.draft.recipient == address]
    return (*tickets.inbound_message_ids(connection, ticket.id), *sent)
