"""Looks up where a ticket's place is, after the ticket is there: nothing waits for a geocoder.

Without a connection the geocoder is asked; then one transaction, which begins with the fence, puts the ticket on the
map, or asks the resident once, or keeps their words as they are (PROTOCOL 15.4, 15.6).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import assert_never

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes import ask_by_text
from gateway.changes.alike import look_again
from gateway.changes.district import note_district
from gateway.places import (
    Candidate,
    Elsewhere,
    Found,
    GeocoderError,
    OneOf,
    Region,
    Unfound,
    Verdict,
    corrected,
    is_worth_looking_up,
    judge,
    known_candidates,
    make_geocoder,
    read_said,
)
from gateway.routing.areas import box_around
from gateway.store.contacts import load_contact
from gateway.store.events import add_event
from gateway.store.questions import Choice, NewQuestion, find_open_question, list_kinds_asked
from gateway.store.sending import put_off
from gateway.store.tickets import TicketRow, load_for_change, load_ticket, set_location
from gateway.store.work import Claim, FencedError, finish, postpone
from parsers.values import Asked, Location

log = logging.getLogger(__name__)

MOST_TRIES = 4
"""A geocoder that is down so often is left alone; a person reads the words anyway."""
_FIRST_WAIT_SECONDS = 60.0
_LONGEST_WORDS = 60
"""Of one place in a question, which has to fit into two segments with the others."""


def locate(gateway: Gateway, claim: Claim) -> None:
    """Look up the place of the ticket that the claim names; raises `IntakeError` when the store is away."""
    with gateway.store.reading() as connection:
        ticket = load_ticket(connection, claim.ref)
    said = read_said(gateway, ticket) if _waits(ticket) else None
    try:
        verdict = _look_up(gateway, ticket, said) if said is not None else Unfound()
    except GeocoderError as error:
        log.warning("the geocoder failed", extra={"ticket_id": ticket.id, "reason": str(error)})
        if claim.attempts < MOST_TRIES:
            _come_back(gateway, claim)
            return
        verdict = Unfound()
    _write(gateway, claim, ticket, said, verdict)
    gateway.bell.ring("deliver", claim.ref)


def _waits(ticket: TicketRow) -> bool:
    return ticket.lat is None and ticket.location is not None and not ticket.is_closed


def _look_up(gateway: Gateway, ticket: TicketRow, said: Location) -> Verdict:
    if said.candidates:
        return OneOf(candidates=known_candidates(said, gateway.rulebooks.current()))
    settings, city = gateway.settings, gateway.rulebooks.current().city
    if not settings.geocoder_url or not is_worth_looking_up(said):
        return Unfound()
    region = Region(name=city.name, box=box_around(city.shapes))
    key, agent = settings.geocoder_key.get_secret_value(), f"city-intake-gateway (+{settings.public_url})"
    geocoder = make_geocoder(settings.geocoder_url, key, agent)
    candidates = geocoder.search(_query(said), region, language=ticket.language)
    return judge(said, candidates, region)


def _query(said: Location) -> str:
    return f"{said.number} {said.streets[0]}" if said.number and said.streets else said.text


def _come_back(gateway: Gateway, claim: Claim) -> None:
    later = gateway.clock() + _FIRST_WAIT_SECONDS * 2.0 ** (claim.attempts - 1)
    if not postpone(gateway.store, claim, next_at=later, error="the geocoder does not answer"):
        raise FencedError


def _write(gateway: Gateway, claim: Claim, before: TicketRow, said: Location | None, verdict: Verdict) -> None:
    """What was found, unless the ticket has another place by now: then it is looked up anew."""
    now = gateway.clock()
    with gateway.store.writing() as connection:
        ticket = load_for_change(connection, claim.ref)
        if _waits(ticket) and ticket.location != before.location:
            if not put_off(connection, claim, next_at=now, error=""):
                raise FencedError
            return
        if not finish(connection, claim):
            raise FencedError
        if _waits(ticket) and said is not None:
            _apply(connection, gateway, ticket, said, verdict, now=now)


def _apply(
    connection: Connection, gateway: Gateway, ticket: TicketRow, said: Location, verdict: Verdict, *, now: float
) -> None:
    match verdict:
        case Found(candidate=candidate, is_as_said=True) if not corrected(said):
            _put_on_map(connection, gateway, ticket, candidate, now=now)
        case Found(candidate=candidate):
            _ask(connection, gateway, ticket, (candidate,), now=now)
        case OneOf(candidates=candidates):
            _ask(connection, gateway, ticket, candidates, now=now)
        case Elsewhere():
            _note(connection, ticket, "The geocoder knows this place only outside of the city.", now=now)
        case Unfound():
            if words := corrected(said):
                _ask_about(connection, gateway, ticket, (Choice(words=words),), now=now)
        case _:
            assert_never(verdict)


def _put_on_map(
    connection: Connection, gateway: Gateway, ticket: TicketRow, candidate: Candidate, *, now: float
) -> None:
    """The words of the resident stay; the map shows them."""
    words = ticket.location or candidate.words
    set_location(connection, ticket.id, location=words, lat=candidate.lat, lon=candidate.lon, now=now)
    note_district(connection, gateway.rulebooks.current(), ticket.id)
    look_again(connection, gateway.rulebooks.current(), ticket.id, now=now)
    _note(connection, ticket, f"{candidate.words_with_district}, found by the geocoder", now=now)


def _ask(
    connection: Connection, gateway: Gateway, ticket: TicketRow, candidates: Sequence[Candidate], *, now: float
) -> None:
    are_alike = len({candidate.words for candidate in candidates}) < len(candidates)
    choices = tuple(
        Choice(
            words=(candidate.words_with_district if are_alike else candidate.words)[:_LONGEST_WORDS],
            lat=candidate.lat,
            lon=candidate.lon,
        )
        for candidate in candidates
    )
    _ask_about(connection, gateway, ticket, choices, now=now)


def _ask_about(
    connection: Connection, gateway: Gateway, ticket: TicketRow, choices: tuple[Choice, ...], *, now: float
) -> None:
    """Ask once, in between no other question; where nobody can be asked, staff read what it may be."""
    asked = _may_ask(connection, ticket) and _put_question(connection, gateway, ticket, choices, now=now)
    if not asked:
        _note(connection, ticket, "It may be " + " or ".join(choice.words for choice in choices) + ".", now=now)


def _may_ask(connection: Connection, ticket: TicketRow) -> bool:
    """Not where there is danger, not twice, and not while another question waits for its answer (PROTOCOL 15.3)."""
    if ticket.reporter_id is None or ticket.urgency == "emergency":
        return False
    if Asked.CONFIRM_PLACE in list_kinds_asked(connection, ticket.id):
        return False
    return find_open_question(connection, ticket.reporter_id) is None


def _put_question(
    connection: Connection, gateway: Gateway, ticket: TicketRow, choices: tuple[Choice, ...], *, now: float
) -> bool:
    reporter = load_contact(connection, ticket.reporter_id or 0)
    new = NewQuestion(contact_id=reporter.id, kind=Asked.CONFIRM_PLACE, ticket_id=ticket.id, choices=choices)
    lines = "\n".join(f"{number} {choice.words}" for number, choice in enumerate(choices, start=1))
    asked = ask_by_text(
        connection,
        gateway,
        ticket,
        reporter,
        new,
        cause=f"place:{ticket.id}",
        template="confirm_place" if len(choices) == 1 else "choose_place",
        now=now,
        fields={"location": choices[0].words, "choices": lines},
    )
    return asked is not None


def _note(connection: Connection, ticket: TicketRow, words: str, *, now: float) -> None:
    add_event(connection, ticket_id=ticket.id, kind="place_looked_up", actor="gateway", now=now, text=words)
