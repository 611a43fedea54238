"""Tickets: opened once for each problem of a message, found by number, by person and by thread."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection, CursorResult, bindparam, case, func, insert, select, update

from gateway.routing.values import Priority
from gateway.store.schema import ticket
from parsers.ticket_number import ALPHABET, format_number

OPEN_STATUSES = ("received", "open", "in_progress", "waiting")
STATUSES = (*OPEN_STATUSES, "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """Everything that is known when a ticket is opened."""

    message_id: int
    reporter_id: int | None
    channel: str
    our_address: str
    department: str
    service: str | None
    service_name: str | None
    confidence: float
    priority: Priority
    status: str
    urgency: str
    language: str
    subject: str
    description: str
    location: str | None
    lat: float | None
    lon: float | None
    occurred: str | None
    rule: str | None
    rulebook_version: str
    decision: Mapping[str, Any]
    understanding: Mapping[str, Any]
    tags: tuple[str, ...]
    assignee: str | None
    due_at: float | None
    linked_to: int | None
    created_at: float
    due_soon_at: float | None = None
    """When somebody is to be reminded that it is due; None for never."""
    district: str = ""
    """The key of the area of the rulebook that its point is in."""
    part: int = 0
    """Which problem of its message it is about, from 0."""
    place_key: str = ""
    """The same for the same place, however it was written; empty where that is not to be said."""
    source: str = ""
    """What brought it where that is not `channel`, by which it is answered: `open311`, `open311-test`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorting:
    """Where a ticket belongs and what it is about, decided again when more of it is known."""

    department: str
    service: str | None
    service_name: str | None
    confidence: float
    priority: Priority
    status: str
    rule: str | None
    rulebook_version: str
    decision: Mapping[str, Any]
    understanding: Mapping[str, Any]
    tags: tuple[str, ...]
    due_at: float | None
    due_soon_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """One ticket as the store holds it; times are UTC epoch seconds."""

    id: int
    number: str
    message_id: int
    reporter_id: int | None
    channel: str
    our_address: str
    department: str
    service: str | None
    service_name: str | None
    confidence: float
    priority: str
    status: str
    urgency: str
    language: str
    subject: str
    description: str
    location: str | None
    lat: float | None
    lon: float | None
    occurred: str | None
    rule: str | None
    rulebook_version: str
    decision: dict[str, Any]
    understanding: dict[str, Any]
    tags: list[str]
    assignee: str | None
    due_at: float | None
    linked_to: int | None
    created_at: float
    updated_at: float
    closed_at: float | None
    merged_into: int | None
    """The ticket that goes on with this one's story, where staff made one of two."""
    district: str = ""
    part: int = 0
    place_key: str = ""
    due_soon_at: float | None = None
    """When somebody is to be reminded that it is due; None for never, and when they were."""
    paused_at: float | None = None
    """Since when its clock stands still because the resident is asked something."""
    snoozed_until: float | None = None
    close_reason: str = ""
    """The key of the city's own reason; empty where none was given or it is open."""
    first_answer_at: float | None = None
    """When a person of the city first wrote to the resident or changed the status; acknowledgements do not count."""
    reopened: int = 0
    moved: int = 0
    """How often it was handed to another department by a person."""
    asked: int = 0
    """How many questions the resident was asked."""
    fixed: bool | None = None
    """What the resident said when they were asked whether it is fixed; None while they have not answered."""
    fixed_at: float | None = None
    anonymized_at: float | None = None
    source: str = ""
    """What brought it where that is not `channel`, by which it is answered: `open311`, `open311-test`."""

    @property
    def is_closed(self) -> bool:
        """Whether the department has finished."""
        return self.status == "closed"

    @property
    def is_part(self) -> bool:
        """Whether its message opened other tickets too."""
        return self.part > 0 or bool(self.understanding.get("further"))


TICKET_COLUMNS = [ticket.c[field.name] for field in fields(TicketRow)]
_INSERT = insert(ticket).returning(*TICKET_COLUMNS)
_BY_ID = select(*TICKET_COLUMNS).where(ticket.c.id == bindparam("id"))
_FOR_CHANGE = _BY_ID.with_for_update()
_BY_NUMBER = select(*TICKET_COLUMNS).where(ticket.c.number == bindparam("number"))
_BY_MESSAGE = select(*TICKET_COLUMNS).where(ticket.c.message_id == bindparam("message_id")).order_by(ticket.c.part)
_LATEST_OF = (
    select(*TICKET_COLUMNS)
    .where(ticket.c.reporter_id == bindparam("reporter_id"), ticket.c.updated_at >= bindparam("since"))
    .order_by(ticket.c.created_at.desc())
    .limit(1)
)
_RECENT_OF = (
    select(*TICKET_COLUMNS)
    .where(ticket.c.reporter_id == bindparam("reporter_id"))
    .order_by(ticket.c.created_at.desc(), ticket.c.id.desc())
    .limit(8)
)
_COUNT_REPORTS = (
    select(func.count())
    .select_from(ticket)
    .where(ticket.c.reporter_id == bindparam("reporter_id"), ticket.c.created_at >= bindparam("since"))
)
_SAME_WORDS = (
    select(ticket.c.id)
    .where(
        ticket.c.reporter_id == bindparam("reporter_id"),
        ticket.c.created_at >= bindparam("since"),
        ticket.c.id != bindparam("but"),
        ticket.c.subject == bindparam("subject"),
        ticket.c.description == bindparam("description"),
    )
    .limit(1)
)
_RANK = {priority.value: rank for rank, priority in enumerate(Priority)}


def open_ticket(connection: Connection, new: NewTicket) -> TicketRow:
    """File a ticket under a fresh number; a second one for the same message breaks the unique index."""
    values = {field.name: getattr(new, field.name) for field in fields(new)} | {
        "number": new_number(),
        "priority": new.priority.value,
        "priority_rank": _RANK[new.priority.value],
        "tags": list(new.tags),
        "updated_at": new.created_at,
        "closed_at": new.created_at if new.status == "closed" else None,
    }
    return TicketRow(**connection.execute(_INSERT, values).one()._mapping)


def new_number() -> str:
    """A random ticket number; a collision breaks the unique index and the job draws again."""
    return format_number("".join(secrets.choice(ALPHABET) for _ in range(7)))


def load_ticket(connection: Connection, ticket_id: int) -> TicketRow:
    """The ticket with this id; raises `NoResultFound`."""
    return TicketRow(**connection.execute(_BY_ID, {"id": ticket_id}).one()._mapping)


def load_for_change(connection: Connection, ticket_id: int) -> TicketRow:
    """The ticket, held until the end of the transaction: two clerks who close it at once do so one after the other."""
    return TicketRow(**connection.execute(_FOR_CHANGE, {"id": ticket_id}).one()._mapping)


def touch_open(connection: Connection, ticket_id: int, *, now: float) -> TicketRow | None:
    """The ticket, held until the end of the transaction and noted as changed; None when it is closed by now."""
    mine = (ticket.c.id == ticket_id, ticket.c.status != "closed", ticket.c.merged_into.is_(None))
    return _first(connection.execute(update(ticket).where(*mine).values(updated_at=now).returning(*TICKET_COLUMNS)))


def find_ticket(connection: Connection, ticket_id: int) -> TicketRow | None:
    """The ticket with this id, or None."""
    return _first(connection.execute(_BY_ID, {"id": ticket_id}))


def find_by_number(connection: Connection, number: str) -> TicketRow | None:
    """The ticket with this canonical number, or None."""
    return _first(connection.execute(_BY_NUMBER, {"number": number}))


def find_opened_by(connection: Connection, message_id: int) -> TicketRow | None:
    """The ticket that a message opened, or None; where it opened several that of its first problem."""
    return _first(connection.execute(_BY_MESSAGE, {"message_id": message_id}))


def list_opened_by(connection: Connection, message_id: int) -> tuple[TicketRow, ...]:
    """The tickets that a message opened, one for each of its problems, in their order."""
    return tuple(TicketRow(**row._mapping) for row in connection.execute(_BY_MESSAGE, {"message_id": message_id}))


def find_latest_of(connection: Connection, reporter_id: int, *, since: float = 0.0) -> TicketRow | None:
    """The newest ticket that this contact opened or that changed since then, or None."""
    return _first(connection.execute(_LATEST_OF, {"reporter_id": reporter_id, "since": since}))


def list_recent_of(connection: Connection, reporter_id: int) -> tuple[TicketRow, ...]:
    """The last few tickets that this contact opened, newest first; closed ones too."""
    return tuple(TicketRow(**row._mapping) for row in connection.execute(_RECENT_OF, {"reporter_id": reporter_id}))


def find_survivor(connection: Connection, row: TicketRow) -> TicketRow:
    """The ticket that goes on with the story of `row`: itself unless it was merged, perhaps more than once."""
    seen = {row.id}
    while row.merged_into is not None and row.merged_into not in seen:
        seen.add(row.merged_into)
        row = load_ticket(connection, row.merged_into)
    return row


def count_reports_of(connection: Connection, reporter_id: int, *, since: float) -> int:
    """How many tickets this contact has opened since then."""
    return int(connection.execute(_COUNT_REPORTS, {"reporter_id": reporter_id, "since": since}).scalar_one())


def was_reported(connection: Connection, row: TicketRow, *, since: float) -> bool:
    """Whether the reporter of a ticket has opened another one with the very same words since then."""
    asked = {"reporter_id": row.reporter_id, "since": since, "but": row.id}
    words = {"subject": row.subject, "description": row.description}
    return connection.execute(_SAME_WORDS, asked | words).first() is not None


def set_status(connection: Connection, ticket_id: int, *, status: str, now: float) -> None:
    """Move a ticket to one of `STATUSES`; one that is opened again counts that, and has no reason for closing."""
    values: dict[str, Any] = {"status": status, "updated_at": now, "closed_at": now if status == "closed" else None}
    if status == "closed":
        values |= {"snoozed_until": None}
    else:
        again = case((ticket.c.status == "closed", ticket.c.reopened + 1), else_=ticket.c.reopened)
        values |= {"reopened": again, "close_reason": ""}
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(values))


def set_department(connection: Connection, ticket_id: int, *, department: str, now: float) -> None:
    """Hand a ticket to another department, where it is nobody's at first."""
    values = {"department": department, "assignee": None, "updated_at": now}
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(values))


def set_assignee(connection: Connection, ticket_id: int, *, assignee: str, now: float) -> None:
    """Give a ticket to a person, by mail address."""
    values = {"assignee": assignee, "updated_at": now}
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(values))


def set_priority(connection: Connection, ticket_id: int, *, priority: Priority, now: float) -> None:
    """Move a ticket up or down in its queue."""
    values = {"priority": priority.value, "priority_rank": _RANK[priority.value], "updated_at": now}
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(values))


def touch(connection: Connection, ticket_id: int, *, now: float) -> None:
    """Note that something happened to a ticket."""
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(updated_at=now))


def set_location(
    connection: Connection, ticket_id: int, *, location: str, lat: float | None, lon: float | None, now: float
) -> None:
    """Add the place that a later message named."""
    values = {"location": location, "lat": lat, "lon": lon, "updated_at": now}
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(values))


def set_district(connection: Connection, ticket_id: int, district: str) -> None:
    """Note which of the city's areas its point is in; empty where it is in none."""
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(district=district))


def add_tag(connection: Connection, row: TicketRow, tag: str, *, now: float) -> None:
    """Mark a ticket, once."""
    if tag not in row.tags:
        _set_tags(connection, row.id, [*row.tags, tag], now=now)


def add_tags(connection: Connection, row: TicketRow, tags: tuple[str, ...], *, now: float) -> TicketRow:
    """Mark a ticket, once for each tag; the ticket as it is then."""
    more = [tag for tag in tags if tag not in row.tags]
    if not more:
        return row
    _set_tags(connection, row.id, [*row.tags, *more], now=now)
    return replace(row, tags=[*row.tags, *more])


def remove_tag(connection: Connection, row: TicketRow, tag: str, *, now: float) -> None:
    """Take a mark off a ticket."""
    if tag in row.tags:
        _set_tags(connection, row.id, [known for known in row.tags if known != tag], now=now)


def _set_tags(connection: Connection, ticket_id: int, tags: list[str], *, now: float) -> None:
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(tags=tags, updated_at=now))


def set_description(connection: Connection, ticket_id: int, description: str) -> None:
    """The resident's report as it became in several messages sent one right after the other."""
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(description=description))


def sort_again(connection: Connection, ticket_id: int, new: Sorting, *, now: float) -> None:
    """Give a ticket the service, the department and all that follows from what was learnt of it."""
    values = {field.name: getattr(new, field.name) for field in fields(new)} | {
        "priority": new.priority.value,
        "priority_rank": _RANK[new.priority.value],
        "tags": list(new.tags),
        "updated_at": now,
        "closed_at": func.coalesce(ticket.c.closed_at, now) if new.status == "closed" else None,
    }
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(values))


def set_language(connection: Connection, reporter_id: int, language: str) -> None:
    """Write to this reporter in another language about everything that is open."""
    mine = (ticket.c.reporter_id == reporter_id, ticket.c.status != "closed")
    connection.execute(update(ticket).where(*mine).values(language=language))


def set_answers(connection: Connection, ticket_id: int, understanding: Mapping[str, Any]) -> None:
    """What is known of a ticket, with the answers to the rulebook's questions."""
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(understanding=dict(understanding)))


def set_merged(connection: Connection, ticket_id: int, *, into: int, now: float) -> None:
    """Close a ticket whose story goes on in another one."""
    asleep = {"snoozed_until": None, "paused_at": None}
    values = {"status": "closed", "merged_into": into, "updated_at": now, "closed_at": now, **asleep}
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(values))


def set_separate(connection: Connection, ticket_id: int, *, now: float) -> None:
    """Let a ticket that was merged go on by itself, open."""
    values = {"status": "open", "merged_into": None, "updated_at": now, "closed_at": None}
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(values))


def raise_to_emergency(connection: Connection, ticket_id: int, *, now: float) -> None:
    """A later message told of a danger to life."""
    values = {"priority": "emergency", "priority_rank": 0, "urgency": "emergency", "updated_at": now}
    connection.execute(update(ticket).where(ticket.c.id == ticket_id).values(values))


def _first(rows: CursorResult[Any]) -> TicketRow | None:
    row = rows.first()
    return TicketRow(**row._mapping) if row else None
