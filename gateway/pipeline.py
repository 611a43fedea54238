"""The story of one message: heard, understood, decided, filed. Read this file first.

Nothing here can refuse a message (DESIGN rule 2): what cannot be read, understood or decided is filed as a triage
ticket that keeps the raw original. Hearing, understanding and deciding have no effects; filing is one transaction
that begins with the fence, so a job that lost its lease leaves nothing behind.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.conversation import Relation, Thread, find_thread, is_emergency_of_others, names_a_new_problem
from gateway.envelopes import Arrival
from gateway.errors import IntakeError
from gateway.filing import file
from gateway.filing.case import Case
from gateway.routing import Rulebook, route
from gateway.routing.values import Decision, Event, RouteRequest
from gateway.store.messages import load_arrival
from gateway.store.work import Claim, FencedError, finish_all
from parsers import parse
from parsers.values import Automation, InboundMessage, Intent, Medium, ServiceRequest, Understanding, Unreadable

log = logging.getLogger(__name__)


def process(gateway: Gateway, claim: Claim) -> None:
    """Carry one stored message down the road; raises `IntakeError` when the store is away, to be tried again."""
    process_together(gateway, [claim])


def process_together(gateway: Gateway, claims: Sequence[Claim]) -> int:
    """Carry the first of `claims` down the road and file them in one transaction; how many it were.

    They end before the second message of one sender, which must see what the first one caused. When anything fails
    nothing is filed and the error comes out: each is then processed alone, so that one cannot hold up the others.
    """
    gateway.rulebooks.refresh()
    with gateway.store.reading() as connection:
        cases = list(_until_a_sender_returns(consider(connection, gateway, claim.ref) for claim in claims))
    with gateway.store.writing() as connection:
        if not finish_all(connection, claims[: len(cases)]):
            raise FencedError
        for case in cases:
            file(connection, gateway, case)
    gateway.bell.ring("deliver", claims[0].ref)
    return len(cases)


def surrender(gateway: Gateway, claim: Claim, reason: str) -> None:
    """File a message that its readers did not survive: unread, for a person, with its raw original (PROTOCOL F8.2)."""
    rulebook = gateway.rulebooks.current()
    with gateway.store.reading() as connection:
        arrival = load_arrival(connection, claim.ref)
    message = _undecoded(gateway, arrival, f"the message could not be read ({reason})")
    heard = Heard(arrival=arrival, message=message, thread=Thread(relation=Relation.NEW))
    unread = Unreadable(understanding=Understanding(), reason=reason)
    case = _case(gateway, claim.ref, heard, decide(heard, unread, rulebook), rulebook)
    with gateway.store.writing() as connection:
        if not finish_all(connection, [claim]):
            raise FencedError
        file(connection, gateway, case)
    gateway.bell.ring("deliver", claim.ref)


def _until_a_sender_returns(cases: Iterable[Case]) -> Iterator[Case]:
    senders: set[str] = set()
    for case in cases:
        if case.arrival.sender in senders:
            return
        senders |= {case.arrival.sender} - {""}
        yield case


def consider(connection: Connection, gateway: Gateway, message_id: int) -> Case:
    """Hear, understand and decide: everything that has no effect."""
    rulebook = gateway.rulebooks.current()
    heard = hear(connection, gateway, message_id)
    return _case(gateway, message_id, heard, decide(heard, understand(heard, rulebook), rulebook), rulebook)


def _case(gateway: Gateway, message_id: int, heard: Heard, decided: Decided, rulebook: Rulebook) -> Case:
    return Case(
        message_id=message_id,
        arrival=heard.arrival,
        message=heard.message,
        thread=decided.thread,
        intent=decided.intent,
        decision=decided.decision,
        rulebook=rulebook,
        now=gateway.clock(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A stored arrival as a person reads it, and the ticket it belongs to."""

    arrival: Arrival
    message: InboundMessage
    thread: Thread


def hear(connection: Connection, gateway: Gateway, message_id: int) -> Heard:
    """Decode the stored bytes and look up the thread."""
    arrival = load_arrival(connection, message_id)
    message = decode(gateway, arrival)
    thread = find_thread(connection, gateway, message_id, arrival, message)
    flags = tuple(dict.fromkeys((*arrival.flags, *message.flags, *thread.flags)))
    message = replace(message, follow_up=thread.is_follow_up, flags=flags)
    return Heard(arrival=arrival, message=message, thread=thread)


def decode(gateway: Gateway, arrival: Arrival) -> InboundMessage:
    """What the channel reads in the bytes; a channel that fails leaves a message that says so."""
    channel = gateway.channels.get(arrival.channel)
    if channel is None:
        return _undecoded(gateway, arrival, f"the channel {arrival.channel} is not configured")
    try:
        return channel.decode(arrival)
    except IntakeError:
        raise
    except Exception as error:  # whatever a message does to its reader
        log.exception("reading failed", extra={"channel": arrival.channel})
        return _undecoded(gateway, arrival, f"the message could not be read ({type(error).__name__})")


def _undecoded(gateway: Gateway, arrival: Arrival, reason: str) -> InboundMessage:
    channel = gateway.channels.get(arrival.channel) or gateway.channels["email"]
    is_mail = channel.medium is Medium.EMAIL
    return InboundMessage(
        medium=channel.medium,
        automation=Automation(reply=not is_mail, reason="unread, so a machine may have written it" if is_mail else ""),
        sender=arrival.sender,
        recipients=arrival.recipients,
        received_at=arrival.received_at,
        error=reason,
    )


def understand(heard: Heard, rulebook: Rulebook) -> Intent:
    """What the message means; total, whatever the words do to their reader."""
    try:
        return parse(heard.message, rulebook.parser_city)
    except Exception as error:  # as in decode
        log.exception("understanding failed")
        reason = f"the text could not be understood ({type(error).__name__})"
        return Unreadable(understanding=Understanding(), reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Where the message goes: into its ticket or into a new one, and what the rules say to that."""

    thread: Thread
    intent: Intent
    decision: Decision


def decide(heard: Heard, intent: Intent, rulebook: Rulebook) -> Decided:
    """Ask the rules; a text that names a new problem leaves the thread that its number was in."""
    decision = route(_request(heard, intent, "opened"), rulebook)
    if not heard.thread.is_follow_up:
        return Decided(thread=heard.thread, intent=intent, decision=decision)
    if is_emergency_of_others(heard.thread, heard.message, intent, decision):
        linked = replace(heard.thread, relation=Relation.NEW)
        return Decided(thread=linked, intent=ServiceRequest(understanding=intent.understanding), decision=decision)
    if names_a_new_problem(heard.thread, heard.message, intent, decision):
        fresh = replace(heard.thread, relation=Relation.NEW, ticket=None)
        return Decided(thread=fresh, intent=ServiceRequest(understanding=intent.understanding), decision=decision)
    decision = route(_request(heard, intent, "follow_up"), rulebook)
    return Decided(thread=heard.thread, intent=intent, decision=decision)


def _request(heard: Heard, intent: Intent, event: Event) -> RouteRequest:
    return RouteRequest(
        message=heard.message,
        understanding=intent.understanding,
        event=event,
        repeat=heard.thread.reports + 1,
    )
