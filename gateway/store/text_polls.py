"""Providers that are asked for texts whose webhook never came: by whom, when last, with what result (PROTOCOL 12.6)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, and_, or_, select, update

from gateway.store.dialects import DIALECTS
from gateway.store.schema import text_poll

LEASE_SECONDS = 600.0
"""How long nobody else asks a provider after somebody began to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPollRow:
    """How the asking stands; times are UTC epoch seconds."""

    channel: str
    polled_at: float | None
    """When a provider was last asked with success."""
    found_at: float | None
    """When a text was last found that had not come by itself."""
    problem: str
    """Why the provider could not be asked, in a sentence; empty when all is well."""


def lease_poll(connection: Connection, channel: str, *, token: str, now: float, not_since: float) -> TextPollRow | None:
    """The right to ask `channel` now; None while somebody else does, or when it was asked after `not_since`."""
    insert = DIALECTS[connection.dialect.name].insert(text_poll).values(channel=channel)
    connection.execute(insert.on_conflict_do_nothing(index_elements=["channel"]))
    is_free = or_(text_poll.c.lease_until.is_(None), text_poll.c.lease_until < now)
    is_due = or_(text_poll.c.polled_at.is_(None), text_poll.c.polled_at <= not_since)
    lease = {"lease_token": token, "lease_until": now + LEASE_SECONDS}
    mine = and_(text_poll.c.channel == channel, is_free, is_due)
    taken = connection.execute(update(text_poll).where(mine).values(lease))
    return next((row for row in list_polls(connection) if row.channel == channel), None) if taken.rowcount else None


def end_poll(connection: Connection, channel: str, *, token: str, now: float, found: int, problem: str) -> None:
    """Say what came of it, and let others ask; nothing happens when the lease was lost."""
    result: dict[str, float | str | None] = {"lease_token": None, "lease_until": None, "problem": problem}
    if not problem:
        result["polled_at"] = now
    if found:
        result["found_at"] = now
    mine = (text_poll.c.channel == channel, text_poll.c.lease_token == token)
    connection.execute(update(text_poll).where(*mine).values(result))


def list_polls(connection: Connection) -> list[TextPollRow]:
    """Every provider that was ever asked."""
    columns = (text_poll.c.channel, text_poll.c.polled_at, text_poll.c.found_at, text_poll.c.problem)
    return [TextPollRow(**row._mapping) for row in connection.execute(select(*columns))]
