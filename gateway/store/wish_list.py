"""Who wished to get no messages: listed and looked for; what somebody said by other ways is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, or_, select

from gateway.store.consents import Verdict, record_wish
from gateway.store.contacts import NewContact, ensure_contact
from gateway.store.schema import consent, contact
from parsers.values import Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class WisherRow:
    """Somebody with their last wish; times are UTC epoch seconds."""

    contact_id: int
    medium: str
    address: str
    name: str
    opted_out_at: float | None
    source: str | None
    """How we know: `message:ID`, `complaint:ID`, `desk:ID` or `carrier:ID`."""
    actor: str
    words: str
    wished_at: float


_LAST = select(consent.c.contact_id, func.max(consent.c.id).label("id")).group_by(consent.c.contact_id).subquery()
_WISHED_AT = func.coalesce(consent.c.created_at, contact.c.opted_out_at).label("wished_at")
_ROWS = (
    select(
        contact.c.id.label("contact_id"),
        contact.c.medium,
        contact.c.address,
        contact.c.name,
        contact.c.opted_out_at,
        func.coalesce(consent.c.source, contact.c.opt_out_source).label("source"),
        func.coalesce(consent.c.actor, "").label("actor"),
        func.coalesce(consent.c.words, "").label("words"),
        _WISHED_AT,
    )
    .join(_LAST, _LAST.c.contact_id == contact.c.id, isouter=True)
    .join(consent, consent.c.id == _LAST.c.id, isouter=True)
    .where(or_(contact.c.opted_out_at.is_not(None), consent.c.id.is_not(None)))
)


def list_wishers(connection: Connection, *, sought: str = "", limit: int, offset: int = 0) -> Sequence[WisherRow]:
    """Everybody who ever wished something, the newest wish first; `sought` is a part of an address or a name."""
    query = _ROWS
    if sought:
        like = f"%{_escaped(sought.lower())}%"
        query = query.where(
            or_(func.lower(contact.c.address).like(like, escape="!"), func.lower(contact.c.name).like(like, escape="!"))
        )
    rows = connection.execute(query.order_by(_WISHED_AT.desc(), contact.c.id.desc()).limit(limit).offset(offset))
    return [WisherRow(**row._mapping) for row in rows]


def count_opted_out(connection: Connection) -> int:
    """How many get no messages because they wished so."""
    query = select(func.count()).select_from(contact).where(contact.c.opted_out_at.is_not(None))
    return int(connection.execute(query).scalar_one())


def note_wish_of(connection: Connection, *, address: str, verdict: Verdict, words: str, actor: str, now: float) -> bool:
    """Heed what somebody told the staff, who need not have written before; False when it is noted already."""
    medium = Medium.SMS if address.startswith("+") else Medium.EMAIL
    person = ensure_contact(connection, NewContact(medium=medium, address=address), now=now)
    if (person.opted_out_at is not None) == (verdict == "opted_out"):
        return False
    source = f"desk:administration-{int(now * 1000)}"
    return record_wish(connection, person.id, verdict=verdict, source=source, actor=actor, words=words, now=now)


def _escaped(words: str) -> str:
    return words.replace("!", "!!").replace("%", "!%").replace("_", "!_")
