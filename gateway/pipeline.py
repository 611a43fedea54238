"""The story of one message: heard, understood, decided, filed. Read this file first.

Nothing here can refuse a message (DESIGN rule 2): what cannot be read, understood or decided is filed as a triage
ticket that keeps the raw original. Hearing has no connection open, because it may ask the DNS who wrote; understanding
and deciding only look; filing is one transaction that begins with the fence, so a job that lost its lease leaves
nothing behind.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import assert_never

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.own_doors import came_by_own_door, read_at_own_door
from gateway.conversation import Act, Move, Says, State, next_move
from gateway.envelopes import Arrival
from gateway.errors import IntakeError
from gateway.filing import file
from gateway.filing.case import Case
from gateway.filing.forwarded import adopt, read, remark
from gateway.hearing import Said, as_filed, doubt_names, inherit, means_the_same_elsewhere, recall_place, stand
from gateway.joining import Joined, LongText, Waiting, belongs_to, is_part, join, note_of
from gateway.recurring import recurring_of
from gateway.routing import Rulebook, route
from gateway.routing.periods import Period
from gateway.routing.sandbox import into_sandbox
from gateway.routing.values import Decision, Event, RouteRequest
from gateway.store.messages import StoredArrival, load_arrivals
from gateway.store.sender_rules import Verdict, find_verdict
from gateway.store.text_parts import mark_joined
from gateway.store.tickets import load_ticket
from gateway.store.work import WAITS_FOR_PARTS, Claim, FencedError, finish_all, postpone
from gateway.threads import Relation, Thread, find_thread, is_emergency_of_others
from parsers.city import City
from parsers.intents import FollowUp, Intent, ServiceRequest, Unreadable
from parsers.stated import Stated
from parsers.values import Authentication, Automation, InboundMessage, Medium, Understanding

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
    gateway.knowledge.refresh()
    with gateway.store.reading() as connection:
        arrivals = load_arrivals(connection, [claim.ref for claim in claims])
    if is_part(arrivals[0].arrival):
        return _process_part(gateway, claims[0], arrivals[0])
    return _process(gateway, claims, tuple(_until_a_sender_returns(arrivals)))


def _process_part(gateway: Gateway, claim: Claim, stored: StoredArrival) -> int:
    """A part of a long text waits for the others, or is filed with their words."""
    with gateway.store.writing() as connection:
        found = join(connection, gateway, stored)
    match found:
        case LongText():
            return _process(gateway, [claim], [replace(stored, arrival=found.arrival)], found)
        case Waiting(until=until):
            postpone(gateway.store, claim, next_at=until, error=WAITS_FOR_PARTS)
        case Joined():
            with gateway.store.writing() as connection:
                finish_all(connection, [claim])
        case _ as never:
            assert_never(never)
    return 1


def _process(
    gateway: Gateway, claims: Sequence[Claim], arrivals: Sequence[StoredArrival], long_text: LongText | None = None
) -> int:
    letters = hear_together(gateway, arrivals)
    with gateway.store.reading() as connection:
        cases = [consider(connection, gateway, letter) for letter in letters]
    with gateway.store.writing() as connection:
        if not finish_all(connection, claims[: len(cases)]):
            raise FencedError
        for case in cases:
            file(connection, gateway, case)
        if long_text:
            mark_joined(connection, claims[0].ref, long_text.others, now=gateway.clock())
    gateway.bell.ring("deliver", claims[0].ref)
    if any(case.message.attachments for case in cases):
        gateway.bell.ring("files", claims[0].ref)
    return len(cases)


def surrender(gateway: Gateway, claim: Claim, reason: str) -> None:
    """File a message that its readers did not survive: unread, for a person, with its raw original (PROTOCOL F8.2)."""
    rulebook = gateway.rulebooks.current()
    with gateway.store.reading() as connection:
        (stored,) = load_arrivals(connection, [claim.ref])
    message = _undecoded(gateway, stored.arrival, f"the message could not be read ({reason})")
    letter = Letter(stored=stored, message=message)
    heard = Heard(message=message, thread=Thread(relation=Relation.NEW))
    unread = Unreadable(understanding=Understanding(), reason=reason)
    decided = decide(heard, unread, rulebook, now=gateway.clock())
    case = _case(gateway, letter, heard, decided, rulebook)
    with gateway.store.writing() as connection:
        if not finish_all(connection, [claim]):
            raise FencedError
        file(connection, gateway, case)
    gateway.bell.ring("deliver", claim.ref)


def _until_a_sender_returns(arrivals: Iterable[StoredArrival]) -> Iterator[StoredArrival]:
    senders: set[str] = set()
    for stored in arrivals:
        if stored.arrival.sender in senders or is_part(stored.arrival):
            return
        senders |= {stored.arrival.sender} - {""}
        yield stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A stored arrival as a person reads it, with what is known about who wrote it."""

    stored: StoredArrival
    message: InboundMessage


def hear(gateway: Gateway, stored: StoredArrival) -> Letter:
    """Decode the stored bytes and find out who vouches for the sender; no connection may be open."""
    return authenticate(gateway, Letter(stored=stored, message=decode(gateway, stored.arrival)))


def hear_together(gateway: Gateway, arrivals: Sequence[StoredArrival]) -> list[Letter]:
    """Hear several messages; where the DNS is asked about them, about all at once, so that they wait but once."""
    letters = [Letter(stored=stored, message=decode(gateway, stored.arrival)) for stored in arrivals]
    if not gateway.authenticator.asks_the_dns or len(letters) < 2:
        return [authenticate(gateway, letter) for letter in letters]
    with ThreadPoolExecutor(len(letters), "senders") as threads:
        return list(threads.map(partial(authenticate, gateway), letters))


def consider(connection: Connection, gateway: Gateway, letter: Letter) -> Case:
    """Look up the thread, understand and decide: what only looks at the store."""
    rulebook = gateway.rulebooks.current()
    heard = follow(connection, gateway, letter)
    intent, now = understand(heard, gateway.city(rulebook)), gateway.clock()
    recurring = recurring_of(heard.thread, intent.understanding.location)
    heard = replace(heard, repeats=recurring.count(connection, rulebook, now=now))
    return _case(gateway, letter, heard, decide(heard, intent, rulebook, now=now), rulebook)


def _case(gateway: Gateway, letter: Letter, heard: Heard, decided: Decided, rulebook: Rulebook) -> Case:
    return Case(
        message_id=letter.stored.id,
        arrival=letter.stored.arrival,
        message=heard.message,
        thread=decided.thread,
        intent=decided.intent,
        decision=decided.decision,
        rulebook=rulebook,
        now=gateway.clock(),
        listed=heard.listed,
        is_released=bool(letter.stored.released_by),
        move=decided.move,
        is_unsure=decided.is_unsure,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message and the ticket it belongs to."""

    message: InboundMessage
    thread: Thread
    listed: Verdict | None = None
    """What the city's list of senders says about this one."""
    repeats: Mapping[Period, int] = field(default_factory=dict)
    """How often the sender, or the place, has reported in the periods that the rules ask for."""


def follow(connection: Connection, gateway: Gateway, letter: Letter) -> Heard:
    """Look up the thread; it says whether quoted text is folded away."""
    arrival, message = letter.stored.arrival, adopt(connection, gateway, letter.message)
    thread = find_thread(connection, gateway, letter.stored.id, arrival, message)
    flags = tuple(dict.fromkeys((*arrival.flags, *message.flags, *thread.flags)))
    if letter.stored.released_by:
        thread = replace(thread, notes=(*thread.notes, f"It was held; {letter.stored.released_by} had it filed."))
    listed = _listed(connection, arrival, letter.message)
    message = replace(message, follow_up=thread.is_follow_up, asked=thread.asked, flags=flags)
    thread = replace(
        _of_its_text(connection, thread, arrival), notes=(*thread.notes, *remark(message), *note_of(arrival))
    )
    return Heard(message=message, thread=thread, listed=listed)


def _of_its_text(connection: Connection, thread: Thread, arrival: Arrival) -> Thread:
    """A part that came late belongs to the ticket of its text, whatever it says."""
    ticket_id = belongs_to(arrival)
    if ticket_id is None:
        return thread
    return replace(thread, relation=Relation.ANSWERS, ticket=load_ticket(connection, ticket_id), is_asked=True)


def _listed(connection: Connection, arrival: Arrival, message: InboundMessage) -> Verdict | None:
    """A blocked sender stays blocked under another From; a trusted one is trusted as the reader sees it."""
    if message.medium is not Medium.EMAIL:
        return None
    verdict = find_verdict(connection, message.sender)
    if verdict is None and arrival.sender.lower() != message.sender:
        return "blocked" if find_verdict(connection, arrival.sender) == "blocked" else None
    return verdict


def decode(gateway: Gateway, arrival: Arrival) -> InboundMessage:
    """What the channel reads in the bytes; a channel that fails leaves a message that says so."""
    channel = gateway.channels.get(arrival.channel)
    if channel is None:
        return _undecoded(gateway, arrival, f"the channel {arrival.channel} is not configured")
    try:
        return read_at_own_door(arrival) or channel.decode(arrival)
    except IntakeError:
        raise
    except Exception as error:  # whatever a message does to its reader
        log.exception("reading failed", extra={"channel": arrival.channel})
        return _undecoded(gateway, arrival, f"the message could not be read ({type(error).__name__})")


def authenticate(gateway: Gateway, letter: Letter) -> Letter:
    """The same letter with the verdict about its sender; whatever goes wrong leaves one that proves nothing."""
    stored, message = letter.stored, letter.message
    if message.medium is not Medium.EMAIL or came_by_own_door(stored.arrival):
        return letter
    try:
        examined = gateway.authenticator.examine(stored.arrival, message, earlier=stored.verdict)
    except Exception:  # as in decode
        log.exception("the sender could not be checked", extra={"message_id": stored.id})
        examined = replace(message, authentication=Authentication(source="gateway", dmarc="temperror"))
    return replace(letter, message=examined)


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


def understand(heard: Heard, city: City) -> Intent:
    """What the message means; total, whatever the words do to their reader."""
    try:
        return read(heard.message, city)
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
    move: Move | None = None
    """What the dialogue does next; None for mail."""
    is_unsure: bool = False


def decide(heard: Heard, intent: Intent, rulebook: Rulebook, *, now: float) -> Decided:
    """Ask the rules; a text also asks the table of the dialogue, and may leave the ticket that was spoken of."""
    decision = route(_request(heard, intent, "opened"), rulebook)
    if heard.message.stated is not None:
        return _decide_filed(heard, heard.message.stated, intent, decision, rulebook)
    if heard.message.medium is Medium.SMS and heard.thread.relation is not Relation.OURS:
        return _decide_text(heard, Said(message=heard.message, intent=intent, decision=decision), rulebook, now=now)
    if not heard.thread.is_follow_up:
        return Decided(thread=heard.thread, intent=intent, decision=decision)
    if is_emergency_of_others(heard.thread, heard.message, intent, decision):
        linked = replace(heard.thread, relation=Relation.NEW)
        return Decided(thread=linked, intent=ServiceRequest(understanding=intent.understanding), decision=decision)
    decision = route(_request(heard, intent, "follow_up"), rulebook)
    return Decided(thread=heard.thread, intent=intent, decision=decision)


def _decide_filed(heard: Heard, stated: Stated, intent: Intent, decision: Decision, rulebook: Rulebook) -> Decided:
    """A form opens a request, whatever its words are; where its reporter is texted, the dialogue begins with it."""
    move = next_move(State.STRANGER, Says.PROBLEM) if heard.message.medium is Medium.SMS else None
    decision = into_sandbox(decision, rulebook) if stated.is_test else decision
    return Decided(thread=heard.thread, intent=intent, decision=decision, move=move)


def _decide_text(heard: Heard, said: Said, rulebook: Rulebook, *, now: float) -> Decided:
    said = recall_place(heard.thread, doubt_names(heard.thread, said))
    standing = stand(heard.thread, said, now=now)
    thread, act = as_filed(standing), standing.move.act
    if act is Act.RAISE_ALARM:
        thread = _alarmed(heard, said)
    intent, decision = said.intent, said.decision
    old = standing.thread.ticket
    if old is not None and (act is Act.OPEN_LINKED or means_the_same_elsewhere(standing, said)):
        intent = ServiceRequest(understanding=inherit(intent.understanding, old))
        decision = route(_request(heard, intent, "opened"), rulebook)
    elif thread.relation is Relation.ANSWERS:
        decision = route(_request(heard, intent, "follow_up"), rulebook)
    elif isinstance(intent, FollowUp):
        intent = ServiceRequest(understanding=intent.understanding)
    return Decided(thread=thread, intent=intent, decision=decision, move=standing.move, is_unsure=standing.is_unsure)


def _alarmed(heard: Heard, said: Said) -> Thread:
    """A danger goes into the ticket that is spoken of, unless other people must hear of it at once."""
    thread = heard.thread
    if thread.relation is not Relation.ANSWERS:
        return replace(thread, relation=Relation.NEW, ticket=None)
    if is_emergency_of_others(thread, heard.message, said.intent, said.decision):
        return replace(thread, relation=Relation.NEW)
    return thread


def _request(heard: Heard, intent: Intent, event: Event) -> RouteRequest:
    return RouteRequest(
        message=heard.message,
        understanding=intent.understanding,
        event=event,
        repeat=heard.thread.reports + 1,
        repeats=heard.repeats,
    )
