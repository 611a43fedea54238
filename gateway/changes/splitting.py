"""A second problem of a report as a ticket of its own, linked with the first: a person cut it out of the words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import partial

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.alike import look_again
from gateway.changes.hand import Hand, checked_words, refuse
from gateway.changes.people import tell_mailboxes
from gateway.changes.telling import Word, tell_resident
from gateway.duplicates import key_of_place
from gateway.envelopes import OutboundKind
from gateway.places import point_of
from gateway.replies import list_tickets
from gateway.routing import Rulebook
from gateway.routing.values import Decision
from gateway.store.contacts import add_participants
from gateway.store.events import add_event
from gateway.store.links import link_parts
from gateway.store.ticket_changes import find_next_part
from gateway.store.tickets import NewTicket, TicketRow, load_for_change, open_ticket
from parsers.values import Understanding

SEVERAL_REPLY = "several_received"
_SUBJECT = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """A second problem: the words that tell of it, what they mean, and where the rules send it."""

    words: str
    meaning: Understanding
    decision: Decision


def split_problem(ticket: TicketRow, words: str) -> str:
    """Why a ticket cannot be split; empty when it can."""
    if ticket.merged_into is not None:
        return "The ticket was merged into another one. Split that one."
    return "" if words else "Write or copy the words that tell of the second problem."


def split(
    connection: Connection,
    gateway: Gateway,
    by: Hand,
    *,
    ticket_id: int,
    second: Second,
) -> TicketRow:
    """Open a ticket for the second problem of another one. Raises `ChangeError`.

    It belongs to the same message and reporter as the first; its place is its own, or else that of the first.
    """
    first = load_for_change(connection, ticket_id)
    second = replace(second, words=checked_words(second.words))
    refuse(split_problem(first, second.words))
    opened = open_ticket(connection, _new(connection, gateway, by, first, second))
    link_parts(connection, (first.id, opened.id), now=by.now)
    if opened.reporter_id is not None:
        add_participants(connection, opened.id, {opened.reporter_id: "reporter"})
    look_again(connection, gateway.rulebooks.current(), opened.id, now=by.now)
    _tell(connection, gateway, by, first, opened, second.decision)
    return opened


def _tell(
    connection: Connection, gateway: Gateway, by: Hand, first: TicketRow, opened: TicketRow, decision: Decision
) -> None:
    """The department of the second problem gets it, and the resident both numbers in one message."""
    write = partial(add_event, connection, actor=by.actor, text=opened.description, now=by.now)
    write(ticket_id=first.id, kind="split", data={"into": opened.number})
    event_id = write(ticket_id=opened.id, kind="split_from", data={"from": first.number})
    rulebook = gateway.rulebooks.current()
    tell_mailboxes(
        connection,
        gateway,
        ticket_id=opened.id,
        event_id=event_id,
        addresses=(*rulebook.departments[opened.department].notify, *decision.notify),
        words=f"{by.actor} made this a ticket of its own, out of {first.number}.",
        now=by.now,
    )
    choices = list_tickets(rulebook, (first, opened), opened.language)
    word = Word(
        event_id=event_id,
        kind=OutboundKind.NOTICE,
        text="",
        template=SEVERAL_REPLY,
        fields={"choices": choices},
    )
    tell_resident(connection, gateway, opened, word, now=by.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """Where the second problem is."""

    words: str | None
    lat: float | None
    lon: float | None
    district: str
    key: str


def _spot(rulebook: Rulebook, first: TicketRow, meaning: Understanding) -> _Spot:
    """The place in its own words, or else that of the first."""
    place = meaning.location
    if place is None:
        return _Spot(words=first.location, lat=first.lat, lon=first.lon, district=first.district, key=first.place_key)
    lat, lon = point_of(place)
    district = rulebook.city.districts.find(lat, lon) if lat is not None and lon is not None else ""
    return _Spot(words=place.text, lat=lat, lon=lon, district=district, key=key_of_place(place))


def _new(connection: Connection, gateway: Gateway, by: Hand, first: TicketRow, second: Second) -> NewTicket:
    rulebook, decision, meaning = gateway.rulebooks.current(), second.decision, second.meaning
    due_at = rulebook.due_at(decision.due, by.now, decision.department)
    spot = _spot(rulebook, first, meaning)
    return NewTicket(
        message_id=first.message_id,
        part=find_next_part(connection, first.message_id),
        reporter_id=first.reporter_id,
        channel=first.channel,
        our_address=first.our_address,
        department=decision.department,
        service=decision.service,
        service_name=decision.service_name,
        confidence=decision.confidence,
        priority=decision.priority,
        status="received",
        urgency=meaning.urgency.value,
        language=first.language,
        subject=" ".join(second.words.split())[:_SUBJECT],
        description=second.words,
        location=spot.words,
        lat=spot.lat,
        lon=spot.lon,
        district=spot.district,
        place_key=spot.key,
        occurred=meaning.occurred.start or None if meaning.occurred else first.occurred,
        rule=decision.rule,
        rulebook_version=decision.rulebook_version,
        decision=asdict(decision) | {"report": second.words},
        understanding=asdict(meaning),
        tags=decision.tags,
        assignee=decision.assign,
        due_at=due_at,
        due_soon_at=rulebook.remind_at(decision.service, decision.department, due_at, now=by.now),
        linked_to=first.id,
        source=first.source,
        created_at=by.now,
    )
