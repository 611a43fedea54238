"""Everything that belongs to one person, found by the addresses they write from; ids first, so that nothing is long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from gateway.envelopes import WHATSAPP
from gateway.store.forgetting import to_address
from gateway.store.schema import (
    attachment,
    consent,
    contact,
    event,
    message,
    message_raw,
    outbox,
    participant,
    sender_rule,
    ticket,
)

_DEPARTMENT = "department"
_TICKET = (
    *("number", "status", "service_name", "department", "subject", "description", "location", "lat", "lon"),
    *("language", "created_at", "updated_at", "due_at", "closed_at", "close_reason", "fixed"),
)
_WATCHED = ("number", "status", "service_name", "location", "created_at", "closed_at")
_CONTACT = ("medium", "address", "name", "language", "created_at", "opted_out_at", "undeliverable_at")
_MESSAGE = ("id", "channel", "sender", "recipients", "received_at", "kind", "text")
_SENT = ("id", "kind", "channel", "recipient", "sender", "subject", "body", "state", "created_at", "sent_at")
_FILE = ("id", "message_id", "filename", "content_type", "size", "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """Where one person is found: ids of rows."""

    addresses: tuple[str, ...]
    contacts: tuple[int, ...] = ()
    reported: tuple[int, ...] = ()
    """Tickets that they opened."""
    followed: tuple[int, ...] = ()
    """Tickets of others in which they take part."""
    messages: tuple[int, ...] = ()
    """What they sent, and what opened their tickets."""
    sent: tuple[int, ...] = ()
    """What went out to them."""
    is_blocked: bool = False

    @property
    def is_known(self) -> bool:
        """Whether anything is kept of this person."""
        return bool(self.contacts or self.reported or self.messages or self.sent)


def find_traces(connection: Connection, address: str) -> Traces:
    """What is kept of who writes from a mail address in lower case, or from a number with its country code."""
    addresses = (address, f"{WHATSAPP}{address}") if address.startswith("+") else (address,)
    contacts = _ids(connection, contact.c.id, func.lower(contact.c.address).in_(addresses))
    reported = _ids(connection, ticket.c.id, ticket.c.reporter_id.in_(contacts))
    takes_part = exists().where(
        participant.c.ticket_id == ticket.c.id,
        participant.c.contact_id.in_(contacts),
        participant.c.role != _DEPARTMENT,
    )
    followed = _ids(connection, ticket.c.id, and_(takes_part, ticket.c.id.not_in(reported)))
    return Traces(
        addresses=addresses,
        contacts=contacts,
        reported=reported,
        followed=followed,
        messages=_messages_of(connection, addresses, reported),
        sent=_ids(connection, outbox.c.id, or_(*map(to_address, addresses))),
        is_blocked=connection.execute(select(sender_rule.c.id).where(sender_rule.c.pattern == address)).first()
        is not None,
    )


def _messages_of(connection: Connection, addresses: Sequence[str], reported: Sequence[int]) -> tuple[int, ...]:
    opened = select(ticket.c.message_id).where(ticket.c.id.in_(reported))
    theirs = or_(func.lower(message.c.sender).in_(addresses), message.c.id.in_(opened))
    return _ids(connection, message.c.id, and_(theirs, message.c.forgotten_at.is_(None)))


def _ids(connection: Connection, column: ColumnElement[int], which: ColumnElement[bool]) -> tuple[int, ...]:
    return tuple(connection.scalars(select(column).where(which).order_by(column)))


def read_contact(connection: Connection, contact_id: int) -> Mapping[str, Any]:
    """An address with what is known of it and what was wished, as it is given out."""
    row = connection.execute(select(*(contact.c[name] for name in _CONTACT)).where(contact.c.id == contact_id)).one()
    wishes = select(consent.c.verdict, consent.c.words, consent.c.created_at).where(consent.c.contact_id == contact_id)
    return dict(row._mapping) | {"wishes": [dict(wish._mapping) for wish in connection.execute(wishes)]}


def read_ticket(connection: Connection, ticket_id: int) -> Mapping[str, Any]:
    """A ticket that the person opened, with its history."""
    row = connection.execute(select(*(ticket.c[name] for name in _TICKET)).where(ticket.c.id == ticket_id)).one()
    told = select(event.c.kind, event.c.actor, event.c.text, event.c.created_at).where(event.c.ticket_id == ticket_id)
    history = [dict(one._mapping) for one in connection.execute(told.order_by(event.c.id))]
    return dict(row._mapping) | {"history": history}


def read_followed(connection: Connection, ticket_id: int) -> Mapping[str, Any]:
    """A ticket of somebody else, without anything of theirs."""
    row = connection.execute(select(*(ticket.c[name] for name in _WATCHED)).where(ticket.c.id == ticket_id)).one()
    return dict(row._mapping)


def read_message(connection: Connection, message_id: int) -> tuple[Mapping[str, Any], bytes]:
    """A message and its bytes as they came; none where they are not kept any more."""
    query = select(*(message.c[name] for name in _MESSAGE), message_raw.c.raw)
    joined = query.join(message_raw, message_raw.c.message_id == message.c.id, isouter=True)
    row = connection.execute(joined.where(message.c.id == message_id)).one()
    told = dict(row._mapping)
    return told, bytes(told.pop("raw") or b"")


def list_files(connection: Connection, message_id: int) -> Sequence[Mapping[str, Any]]:
    """The files of a message."""
    query = select(*(attachment.c[name] for name in _FILE)).where(attachment.c.message_id == message_id)
    return [dict(row._mapping) for row in connection.execute(query.order_by(attachment.c.position))]


def read_sent(connection: Connection, outbound_id: int) -> Mapping[str, Any]:
    """A message that went out."""
    row = connection.execute(select(*(outbox.c[name] for name in _SENT)).where(outbox.c.id == outbound_id)).one()
    return dict(row._mapping)
