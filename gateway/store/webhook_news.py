"""What webhooks are told of: events with the tickets that they happened to, and the names of who reported these."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields

from sqlalchemy import Connection, select

from gateway.store.events import EventRow
from gateway.store.forgetting import Person
from gateway.store.schema import contact, event, ticket
from gateway.store.tickets import TicketRow


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something that happened, and the ticket as it is now."""

    event: EventRow
    ticket: TicketRow
    merged_into: str | None
    """The number of the ticket that goes on with its story."""
    reporter: Person | None


_EVENT = [event.c[field.name] for field in fields(EventRow)]
_TICKET = [ticket.c[field.name] for field in fields(TicketRow)]
_PERSON = [contact.c[field.name] for field in fields(Person)]
_INTO = ticket.alias("into")


def list_happened(connection: Connection, ids: Collection[int]) -> list[News]:
    """The events with these ids, oldest first; three statements."""
    happened = _list_events(connection, ids)
    tickets = _load_tickets(connection, {one.ticket_id for one in happened})
    people = _load_people(connection, {one.reporter_id for one, _ in tickets.values() if one.reporter_id is not None})
    return [
        News(event=one, ticket=told, merged_into=into, reporter=people.get(told.reporter_id or 0))
        for one in happened
        for told, into in [tickets[one.ticket_id]]
    ]


def _list_events(connection: Connection, ids: Collection[int]) -> list[EventRow]:
    rows = connection.execute(select(*_EVENT).where(event.c.id.in_(ids)).order_by(event.c.id))
    return [EventRow(**row._mapping) for row in rows]


def _load_tickets(connection: Connection, ids: Collection[int]) -> dict[int, tuple[TicketRow, str | None]]:
    into = _INTO.c.number.label("into_number")
    query = select(*_TICKET, into).join(_INTO, _INTO.c.id == ticket.c.merged_into, isouter=True)
    found: dict[int, tuple[TicketRow, str | None]] = {}
    for row in connection.execute(query.where(ticket.c.id.in_(ids))):
        values = dict(row._mapping)
        number = values.pop("into_number")
        found[row.id] = TicketRow(**values), number
    return found


def _load_people(connection: Connection, ids: Collection[int]) -> dict[int, Person]:
    rows = connection.execute(select(*_PERSON).where(contact.c.id.in_(ids)))
    return {row.id: Person(**row._mapping) for row in rows}
