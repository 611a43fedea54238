"""People by the address they write from: their name, language and consent."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from gateway.store.schema import contact, participant
from parsers.values import Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """One address; times are UTC epoch seconds."""

    id: int
    medium: str
    address: str
    name: str
    language: str | None
    opted_out_at: float | None
    undeliverable_at: float | None


_COLUMNS = [contact.c[field.name] for field in fields(ContactRow)]


def find_contact(connection: Connection, medium: Medium, address: str) -> ContactRow | None:
    """The contact who writes from this address, or None."""
    query = select(*_COLUMNS).where(contact.c.medium == medium.value, contact.c.address == address)
    row = connection.execute(query).first()
    return ContactRow(**row._mapping) if row else None


def load_contact(connection: Connection, contact_id: int) -> ContactRow:
    """The contact with this id; raises `NoResultFound`."""
    row = connection.execute(select(*_COLUMNS).where(contact.c.id == contact_id)).one()
    return ContactRow(**row._mapping)


def ensure_contact(connection: Connection, *, medium: Medium, address: str, name: str, now: float) -> ContactRow:
    """The contact who writes from this address, made when it is the first time."""
    if found := find_contact(connection, medium, address):
        return found
    values = {"medium": medium.value, "address": address, "name": name, "created_at": now}
    upsert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(upsert(contact).values(values).on_conflict_do_nothing())
    made = find_contact(connection, medium, address)
    if made is None:
        raise LookupError("a contact that was just made is not there")
    return made


def remember_language(connection: Connection, contact_id: int, language: str) -> None:
    """Keep the language a person writes, for answers to texts too short to tell."""
    connection.execute(update(contact).where(contact.c.id == contact_id).values(language=language))


def record_opt_out(connection: Connection, contact_id: int, *, source: str, now: float) -> None:
    """From now on nothing is texted to this contact; `source` says how we know."""
    connection.execute(
        update(contact).where(contact.c.id == contact_id).values(opted_out_at=now, opt_out_source=source)
    )


def record_opt_in(connection: Connection, contact_id: int, *, source: str) -> None:
    """Texts may go to this contact again."""
    connection.execute(
        update(contact).where(contact.c.id == contact_id).values(opted_out_at=None, opt_out_source=source)
    )


def add_participant(connection: Connection, *, ticket_id: int, contact_id: int, role: str) -> None:
    """Let a contact take part in a ticket, once; `role` is reporter or watcher."""
    if not is_participant(connection, ticket_id=ticket_id, contact_id=contact_id):
        connection.execute(insert(participant).values(ticket_id=ticket_id, contact_id=contact_id, role=role))


def is_participant(connection: Connection, *, ticket_id: int, contact_id: int) -> bool:
    """Whether a contact takes part in a ticket."""
    query = select(participant.c.role).where(
        participant.c.ticket_id == ticket_id, participant.c.contact_id == contact_id
    )
    return connection.execute(query).first() is not None
