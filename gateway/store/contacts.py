"""People by the address they write from: their name, language and consent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from sqlalchemy import Connection, bindparam, delete, false, func, or_, select, update

from gateway.envelopes import WHATSAPP
from gateway.store.dialects import DIALECTS
from gateway.store.schema import contact, participant, ticket
from parsers.values import Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """Somebody who may be writing for the first time."""

    medium: Medium
    address: str
    name: str = ""
    language: str | None = None


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
    undeliverable_reason: str
    language_chosen_at: float | None
    """When this person asked for their language in so many words; it then holds whatever they write in."""


_COLUMNS = [contact.c[field.name] for field in fields(ContactRow)]
_BY_ADDRESS = select(*_COLUMNS).where(
    contact.c.medium == bindparam("medium"), contact.c.address == bindparam("address")
)
_BY_ID = select(*_COLUMNS).where(contact.c.id == bindparam("id"))
_INSERT = {
    name: dialect.insert(contact).on_conflict_do_nothing().returning(*_COLUMNS) for name, dialect in DIALECTS.items()
}
_LAST_REPORTS = 20
_TAKE_PART = {name: dialect.insert(participant).on_conflict_do_nothing() for name, dialect in DIALECTS.items()}


def find_contact(connection: Connection, medium: Medium, address: str) -> ContactRow | None:
    """The contact who writes from this address, or None."""
    row = connection.execute(_BY_ADDRESS, {"medium": medium.value, "address": address}).first()
    return ContactRow(**row._mapping) if row else None


def load_contact(connection: Connection, contact_id: int) -> ContactRow:
    """The contact with this id; raises `NoResultFound`."""
    return ContactRow(**connection.execute(_BY_ID, {"id": contact_id}).one()._mapping)


def find_contact_by_id(connection: Connection, contact_id: int) -> ContactRow | None:
    """The contact with this id, or None where it was erased."""
    row = connection.execute(_BY_ID, {"id": contact_id}).first()
    return ContactRow(**row._mapping) if row else None


def ensure_contact(connection: Connection, new: NewContact, *, now: float) -> ContactRow:
    """The contact who writes from this address, made when it is the first time."""
    values = {
        "medium": new.medium.value,
        "address": new.address,
        "name": new.name,
        "language": new.language,
        "created_at": now,
    }
    row = connection.execute(_INSERT[connection.dialect.name], values).first()
    found = ContactRow(**row._mapping) if row else find_contact(connection, new.medium, new.address)
    if found is None:
        raise LookupError("a contact that is there already cannot be found")
    return found


def remember_language(connection: Connection, contact_id: int, language: str) -> None:
    """Keep the language a person writes, for answers to texts too short to tell."""
    connection.execute(update(contact).where(contact.c.id == contact_id).values(language=language))


def choose_language(connection: Connection, contact_id: int, language: str, *, now: float) -> None:
    """Keep the language a person asked for; from now on only another wish changes it."""
    values = {"language": language, "language_chosen_at": now}
    connection.execute(update(contact).where(contact.c.id == contact_id).values(values))


def find_numbers(connection: Connection, numbers: Iterable[str], *, name: str = "") -> list[ContactRow]:
    """Who texts from one of these numbers, also by WhatsApp, or is known under this very name."""
    addresses = [f"{way}{number}" for number in numbers for way in ("", WHATSAPP)]
    has_name = func.lower(contact.c.name) == name.strip().lower() if name.strip() else false()
    query = select(*_COLUMNS).where(
        contact.c.medium == Medium.SMS.value, or_(contact.c.address.in_(addresses), has_name)
    )
    return [ContactRow(**row._mapping) for row in connection.execute(query)]


def find_phones_of(connection: Connection, writer: ContactRow | None, name: str) -> list[ContactRow]:
    """The telephones that somebody who writes mail gave in earlier reports, and those known under this very name."""
    given = select(ticket.c.understanding).where(ticket.c.reporter_id == (writer.id if writer else None))
    stored = connection.scalars(given.order_by(ticket.c.id.desc()).limit(_LAST_REPORTS))
    numbers = {number for understood in stored if (number := (understood.get("contact") or {}).get("phone"))}
    return find_numbers(connection, numbers, name=name)


def add_participants(connection: Connection, ticket_id: int, roles: Mapping[int, str]) -> None:
    """Let contacts take part in a ticket, each once; a role is reporter, watcher or department."""
    rows = [{"ticket_id": ticket_id, "contact_id": who, "role": role} for who, role in roles.items()]
    if rows:
        connection.execute(_TAKE_PART[connection.dialect.name], rows)


def remove_participant(connection: Connection, ticket_id: int, contact_id: int) -> None:
    """Let a contact take part in a ticket no more."""
    mine = (participant.c.ticket_id == ticket_id, participant.c.contact_id == contact_id)
    connection.execute(delete(participant).where(*mine))


def is_participant(connection: Connection, *, ticket_id: int, contact_id: int) -> bool:
    """Whether a contact takes part in a ticket."""
    query = select(participant.c.role).where(
        participant.c.ticket_id == ticket_id, participant.c.contact_id == contact_id
    )
    return connection.execute(query).first() is not None


def find_role(connection: Connection, *, ticket_id: int, contact_id: int) -> str | None:
    """What a contact is in a ticket: reporter, watcher or department; None when it takes no part."""
    query = select(participant.c.role).where(
        participant.c.ticket_id == ticket_id, participant.c.contact_id == contact_id
    )
    return connection.execute(query).scalar_one_or_none()
