"""Plays a week of the made-up city: streets are learnt, clerks come to work, residents write, departments answer."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.gazetteer.importing import prepare_import
from gateway.gazetteer.values import Kind
from gateway.simulating.clock import PlayedClock
from gateway.simulating.doors import Doors
from gateway.simulating.office import Office
from gateway.simulating.people import Clerk, clerks
from gateway.simulating.stage import Stage
from gateway.simulating.street import Street
from gateway.simulating.tales import load_tales
from gateway.simulating.town import write_addresses, write_streets
from gateway.store.played import Sent, list_sent_after, list_tickets_after
from gateway.store.questions import QuestionRow, find_open_question
from gateway.store.staff import add_staff
from gateway.store.tickets import find_ticket

WEEK = 7 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """How much is played: so many requests from `begins` to `ends`, UTC epoch seconds; the same for the same seed."""

    requests: int
    begins: float
    ends: float
    seed: int = 1


def play_week(gateway: Gateway, clock: PlayedClock, doors: Doors, week: Week, *, tell: Callable[[float], None]) -> None:
    """Play it into an empty store; `tell` hears how late it is. Raises `DoorError`."""
    _learn_streets(gateway)
    rulebook, tales, chance = gateway.rulebooks.current(), load_tales(), random.Random(week.seed)  # noqa: S311 - a play
    stage = Stage(gateway=gateway, clock=clock)
    staff = clerks(rulebook)
    _hire(gateway, staff)
    street = Street(stage=stage, doors=doors, tales=tales, city=rulebook.city, chance=chance)
    office = Office(stage=stage, doors=doors, tales=tales, clerks={one.department: one for one in staff}, chance=chance)
    stage.look = _Lookout(gateway, street, office)
    street.plan_week(requests=week.requests, begins=week.begins, ends=week.ends)
    stage.play(week.ends, tell=tell)


def _learn_streets(gateway: Gateway) -> None:
    with tempfile.TemporaryDirectory() as folder:
        houses, lines = Path(folder, "houses.csv"), Path(folder, "streets.geojson")
        write_addresses(houses)
        write_streets(lines)
        for path, kind in ((houses, Kind.ADDRESSES), (lines, Kind.STREETS)):
            opened = prepare_import(path, kind, source=path.stem, told={})
            opened.run(gateway.store, tell=lambda _read: None, now=gateway.clock())


def _hire(gateway: Gateway, staff: tuple[Clerk, ...]) -> None:
    with gateway.store.writing() as connection:
        for one in staff:
            add_staff(
                connection,
                email=one.mail,
                name=one.name,
                role="member",
                departments=(one.department,),
                now=gateway.clock(),
            )


@dataclass(slots=True)
class _Lookout:
    """Shows the office what has come, and the street what was written to it."""

    gateway: Gateway
    street: Street
    office: Office
    last_ticket: int = 0
    last_sent: int = 0

    def __call__(self) -> None:
        with self.gateway.store.reading() as connection:
            opened = list_tickets_after(connection, self.last_ticket)
            written = list_sent_after(connection, self.last_sent)
            asked = {sent.id: _find_question(connection, sent) for sent in written}
        for ticket in opened:
            self.last_ticket = ticket.id
            self.office.take(ticket)
        for sent in written:
            self.last_sent = sent.id
            self.street.hear(sent, asked[sent.id])


def _find_question(connection: Connection, sent: Sent) -> QuestionRow | None:
    """What the reporter of the ticket is asked at the moment, by this message or the one before it."""
    ticket = find_ticket(connection, sent.ticket_id) if sent.ticket_id is not None else None
    return find_open_question(connection, ticket.reporter_id) if ticket and ticket.reporter_id is not None else None
