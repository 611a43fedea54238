"""The ledger of consent: who wished to get texts or none, when, how we know and in which words (47 CFR 64.1200(a)(10)).

Whatever the way a wish comes in, it takes effect here: the contact is marked, what waits for a number that opted out
is called back, and what we had asked it is closed.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from sqlalchemy import Connection, bindparam, select, update

from gateway.store.dialects import DIALECTS
from gateway.store.schema import consent, contact, outbox, question
from parsers.values import Medium

Verdict = Literal["opted_out", "opted_in"]
CARRIER = "carrier"
"""The actor of a wish that a carrier told us of; residents are `resident`, staff their mail address."""
OPTED_OUT = "the resident has opted out"
"""Why a message stays unsent, as staff read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishRow:
    """One wish; `source` is `message:ID`, `complaint:ID`, `desk:ID` or `carrier:ID` of an outbox row."""

    id: int
    contact_id: int
    verdict: str
    source: str
    actor: str
    words: str
    created_at: float


_COLUMNS = [consent.c[field.name] for field in fields(WishRow)]
_INSERT = {
    name: dialect.insert(consent).on_conflict_do_nothing().returning(consent.c.id) for name, dialect in DIALECTS.items()
}
_OF = select(*_COLUMNS).where(consent.c.contact_id == bindparam("contact")).order_by(consent.c.id)
_MARK = (
    update(contact)
    .where(contact.c.id == bindparam("who"))
    .values(opted_out_at=bindparam("since"), opt_out_source=bindparam("how"))
)
_NUMBER = select(contact.c.address).where(contact.c.id == bindparam("who"), contact.c.medium == Medium.SMS.value)
_CALL_BACK = (
    update(outbox)
    .where(outbox.c.recipient == _NUMBER.scalar_subquery(), outbox.c.state == "queued")
    .values(state="suppressed", reason=OPTED_OUT)
)
_CLOSE = (
    update(question)
    .where(question.c.contact_id == bindparam("who"), question.c.closed_at.is_(None))
    .values(closed_at=bindparam("at"), outcome="opted_out")
)


def record_wish(
    connection: Connection,
    contact_id: int,
    *,
    verdict: Verdict,
    source: str,
    actor: str,
    words: str,
    now: float,
) -> bool:
    """Write down a wish and heed it from now on; False when this source said so before, and nothing changes."""
    values = {
        "contact_id": contact_id,
        "verdict": verdict,
        "source": source,
        "actor": actor,
        "words": words,
        "created_at": now,
    }
    if connection.execute(_INSERT[connection.dialect.name], values).first() is None:
        return False
    is_out = verdict == "opted_out"
    connection.execute(_MARK, {"who": contact_id, "since": now if is_out else None, "how": source})
    if is_out:
        connection.execute(_CALL_BACK, {"who": contact_id})
        connection.execute(_CLOSE, {"who": contact_id, "at": now})
    return True


def list_wishes(connection: Connection, contact_id: int) -> list[WishRow]:
    """What this contact wished, oldest first; the last one counts."""
    return [WishRow(**row._mapping) for row in connection.execute(_OF, {"contact": contact_id})]
