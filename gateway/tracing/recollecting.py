"""A request as the rules saw it when they decided on a ticket: the message that was kept, and what was understood then.

What was understood is not read anew: models, streets and words may have been taught since.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.own_doors import read_at_own_door
from gateway.envelopes import Arrival
from gateway.routing.periods import Period
from gateway.routing.values import Decision, RouteRequest
from gateway.store.contacts import ContactRow, load_contact
from gateway.store.messages import load_arrival
from gateway.store.tickets import TicketRow
from parsers.values import InboundMessage, LocationKind, Medium, Understanding

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the store holds of the moment when the rules were asked."""

    ticket: TicketRow
    arrival: Arrival | None
    """None where the message itself is not there any more."""
    reporter: ContactRow | None


def load_kept(connection: Connection, ticket: TicketRow) -> Kept:
    """The message on which the rules last decided, and who reported."""
    try:
        arrival = load_arrival(connection, ticket.decision.get("message_id") or ticket.message_id)
    except LookupError:
        arrival = None
    reporter = None if ticket.reporter_id is None else load_contact(connection, ticket.reporter_id)
    return Kept(ticket=ticket, arrival=arrival, reporter=reporter)


def recollect(gateway: Gateway, kept: Kept) -> RouteRequest:
    """The request of then; what cannot be had again is left out. No connection may be open: a mail is read."""
    decision, understanding = kept.ticket.decision, read_understanding(kept.ticket.understanding)
    message = _message(gateway, kept, understanding)
    return RouteRequest(
        message=message,
        understanding=understanding,
        event=decision.get("event") or "opened",
        repeat=int(decision.get("repeat") or 1),
        repeats={
            Period(of=counted["of"], seconds=int(counted["seconds"])): int(counted["times"])
            for counted in decision.get("repeats") or ()
        },
    )


def read_understanding(document: Mapping[str, Any]) -> Understanding:
    """What was understood, from how it is stored; what another release wrote otherwise counts as not understood."""
    read: dict[str, Any] = {}
    for name, reader in _readers().items():
        if name in document:
            with suppress(ValidationError):
                read[name] = reader.validate_python(document[name])
    return Understanding(**read)


def is_the_same(was: Mapping[str, Any], now: Decision) -> bool:
    """Whether two decisions send the request the same way and say the same."""
    told = ("department", "service", "priority", "reply", "rule", "close", "hold")
    return all((was.get(name) or None) == (getattr(now, name) or None) for name in told if name in was)


@cache
def _readers() -> dict[str, TypeAdapter[Any]]:
    return {name: TypeAdapter(kind) for name, kind in get_type_hints(Understanding).items()}


def _message(gateway: Gateway, kept: Kept, understanding: Understanding) -> InboundMessage:
    """The words are those of the ticket: of a part, or of a report in pieces, the message itself says less or more."""
    ticket, report = kept.ticket, kept.ticket.decision.get("report")
    message = _decode(gateway, kept.arrival) if kept.arrival else _of_ticket(kept)
    words = report or ticket.description
    is_first = report is None and ticket.part == 0
    place = understanding.location
    has_own_place = ticket.is_part and place is not None and place.kind is not LocationKind.COORDINATES
    message = _as_reported(message, kept.reporter)
    return replace(
        message,
        text=words,
        reply_text=words,
        follow_up=False,
        subject=message.subject if is_first else "",
        coordinates=None if has_own_place else message.coordinates,
    )


def _as_reported(message: InboundMessage, reporter: ContactRow | None) -> InboundMessage:
    """A mail that a clerk passed on was heard as its author's."""
    passed_on = message.forwarded
    if passed_on is None or reporter is None or reporter.address == message.sender:
        return message
    return replace(
        message, sender=reporter.address, sender_name=reporter.name, subject=passed_on.subject, forwarder=message.sender
    )


def _decode(gateway: Gateway, arrival: Arrival) -> InboundMessage:
    channel = gateway.channels.get(arrival.channel)
    try:
        if (message := read_at_own_door(arrival)) is not None:
            return message
        if channel is not None:
            return channel.decode(arrival)
    except Exception as error:  # noqa: BLE001 - whatever a message does to its reader
        log.warning("a stored message could not be read again", extra={"reason": type(error).__name__})
    return InboundMessage(
        medium=_medium(arrival.channel),
        sender=arrival.sender,
        recipients=arrival.recipients,
        received_at=arrival.received_at,
    )


def _of_ticket(kept: Kept) -> InboundMessage:
    ticket = kept.ticket
    return InboundMessage(
        medium=_medium(ticket.channel),
        sender=kept.reporter.address if kept.reporter else "",
        recipients=(ticket.our_address,) if ticket.our_address else (),
        received_at=datetime.fromtimestamp(ticket.created_at, UTC),
        subject=ticket.subject if ticket.channel.endswith("email") else "",
    )


def _medium(channel: str) -> Medium:
    return Medium.EMAIL if channel.endswith("email") else Medium.SMS
