"""A second problem of a report as a ticket of its own, linked with the first: a person cut it out of the words."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.hand import Hand, checked_words, refuse
from gateway.duplicates import key_of_place
from gateway.places import point_of
from gateway.routing.values import Decision
from gateway.store.contacts import add_participants
from gateway.store.events import NewEvent, add_events
from gateway.store.links import link_parts
from gateway.store.ticket_changes import find_next_part
from gateway.store.tickets import NewTicket, TicketRow, load_for_change, open_ticket
from parsers.values import Understanding

_SUBJECT = 80


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
    words: str,
    meaning: Understanding,
    decision: Decision,
) -> TicketRow:
    """Open a ticket for `words`, which mean `meaning` and go where `decision` says. Raises `ChangeError`.

    It belongs to the same message and reporter as the first; its place is its own, or else that of the first.
    """
    said = checked_words(words)
    first = load_for_change(connection, ticket_id)
    refuse(split_problem(first, said))
    opened = open_ticket(connection, _new(connection, gateway, by, first, said, meaning, decision))
    link_parts(connection, (first.id, opened.id), now=by.now)
    if opened.reporter_id is not None:
        add_participants(connection, opened.id, {opened.reporter_id: "reporter"})
    events = (
        NewEvent(ticket_id=first.id, kind="split", actor=by.actor, text=said, data={"into": opened.number}),
        NewEvent(ticket_id=opened.id, kind="split_from", actor=by.actor, text=said, data={"from": first.number}),
    )
    add_events(connection, events, now=by.now)
    return opened


def _new(
    connection: Connection,
    gateway: Gateway,
    by: Hand,
    first: TicketRow,
    words: str,
    meaning: Understanding,
    decision: Decision,
) -> NewTicket:
    city, place = gateway.rulebooks.current().city, meaning.location
    own_lat, own_lon = point_of(place)
    lat, lon = (own_lat, own_lon) if place else (first.lat, first.lon)
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
        subject=" ".join(words.split())[:_SUBJECT],
        description=words,
        location=place.text if place else first.location,
        lat=lat,
        lon=lon,
        district=city.districts.find(lat, lon) if lat is not None and lon is not None else "",
        place_key=key_of_place(place) if place else first.place_key,
        occurred=meaning.occurred.start or None if meaning.occurred else first.occurred,
        rule=decision.rule,
        rulebook_version=decision.rulebook_version,
        decision=asdict(decision) | {"report": words},
        understanding=asdict(meaning),
        tags=decision.tags,
        assignee=decision.assign,
        due_at=gateway.rulebooks.current().due_at(decision.due, by.now, decision.department),
        linked_to=first.id,
        created_at=by.now,
    )
