"""The words of a ticket that everybody may read: which are still to be made, and keeping those that were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, exists, select, text, update

from gateway.store.open311_schema import UNMASKED, public_words
from gateway.store.schema import contact, ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRow:
    """What a ticket tells, before it is masked, and who told it."""

    id: int
    description: str
    location: str | None
    reporter_address: str | None
    reporter_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicWords:
    """What everybody may read of a ticket."""

    description: str
    location: str


_TOLD = (
    select(
        ticket.c.id,
        ticket.c.description,
        ticket.c.location,
        contact.c.address.label("reporter_address"),
        contact.c.name.label("reporter_name"),
    )
    .join(contact, contact.c.id == ticket.c.reporter_id, isouter=True)
    .order_by(ticket.c.id.desc())
)
_KEEP = (
    update(public_words)
    .where(public_words.c.ticket_id == bindparam("ticket"))
    .values(description=bindparam("words"), location=bindparam("place"), made_at=bindparam("now"))
)


def has_unmade(connection: Connection) -> bool:
    """Whether the words of any ticket are still to be made."""
    return bool(connection.execute(select(exists().where(text(UNMASKED)).select_from(public_words))).scalar_one())


def list_unmade(connection: Connection, *, limit: int) -> list[ToldRow]:
    """Tickets whose words are still to be made, the newest first."""
    unmade = select(public_words.c.ticket_id).where(text(UNMASKED)).order_by(public_words.c.ticket_id.desc())
    rows = connection.execute(_TOLD.where(ticket.c.id.in_(unmade.limit(limit))))
    return [ToldRow(**row._mapping) for row in rows]


def keep_words(connection: Connection, made: Sequence[tuple[ToldRow, PublicWords]], *, now: float) -> int:
    """Keep words that were made of these rows; how many. A ticket that tells something else by now is left alone.

    The tickets are locked while they are compared, so that no change slips in between.
    """
    ids = [row.id for row, _ in made]
    held = connection.execute(_TOLD.where(ticket.c.id.in_(ids)).with_for_update(of=ticket, key_share=True))
    still = {row.id: ToldRow(**row._mapping) for row in held}
    values = [
        {"ticket": row.id, "words": words.description, "place": words.location, "now": now}
        for row, words in made
        if still.get(row.id) == row
    ]
    if values:
        connection.execute(_KEEP, values)
    return len(values)
