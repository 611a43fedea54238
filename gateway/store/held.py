"""Messages that were held for a person: listed, released to be processed again, or kept (PROTOCOL 7.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select, update

from gateway.store.schema import message, message_raw
from gateway.store.work import add_work, revive

HeldShown = Literal["waiting", "kept"]
KEPT = "kept"
"""A person looked at it and left it where it is."""
_SHOWN: dict[HeldShown, tuple[str, ...]] = {"waiting": ("spam", "blocked"), "kept": (KEPT,)}
_EXCERPT = 2000
_HEAD = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """One held message; times are UTC epoch seconds."""

    id: int
    sender: str
    """The envelope's."""
    received_at: float
    held: str
    reason: str
    excerpt: str
    head: bytes
    """The first octets of the original, for From and Subject."""


_HELD = select(
    message.c.id,
    message.c.sender,
    message.c.received_at,
    message.c.held,
    func.coalesce(message.c.reason, "").label("reason"),
    func.substr(func.coalesce(message.c.text, ""), 1, _EXCERPT).label("excerpt"),
    func.substr(message_raw.c.raw, 1, _HEAD).label("head"),
).join(message_raw, message_raw.c.message_id == message.c.id)


def count_held(connection: Connection) -> int:
    """How many wait for a person."""
    query = select(func.count()).select_from(message).where(message.c.held.in_(_SHOWN["waiting"]))
    return int(connection.execute(query).scalar_one())


def list_held(connection: Connection, *, show: HeldShown, limit: int, offset: int = 0) -> list[HeldRow]:
    """Held messages, the newest first."""
    query = _HELD.where(message.c.held.in_(_SHOWN[show])).order_by(message.c.received_at.desc(), message.c.id.desc())
    return [_to_row(row) for row in connection.execute(query.limit(limit).offset(offset))]


def _to_row(row: Row[*tuple[Any, ...]]) -> HeldRow:
    return HeldRow(**{**row._mapping, "head": bytes(row.head)})


def find_held(connection: Connection, message_id: int) -> HeldRow | None:
    """A message that is held, or None when it is not, or no longer."""
    row = connection.execute(_HELD.where(message.c.id == message_id, message.c.held != "")).first()
    return _to_row(row) if row else None


def release_held(connection: Connection, message_id: int, *, actor: str, now: float) -> bool:
    """Have a held message processed again, past what held it; False when it is not held, or no longer.

    Who did it stays on its row. Done twice, it is one release: the message is filed once.
    """
    released = update(message).where(message.c.id == message_id, message.c.held != "").values(released_by=actor)
    if connection.execute(released).rowcount == 0:
        return False
    if not revive(connection, kind="process", ref=message_id, now=now):
        # Work that is long done was forgotten; work that somebody is doing stays as it is.
        add_work(connection, kind="process", ref=message_id, now=now)
    return True


def keep_held(connection: Connection, message_id: int, *, actor: str) -> bool:
    """Leave a message where it is and take it off the list; False when it is not waiting, or no longer."""
    kept = update(message).where(message.c.id == message_id, message.c.held.in_(_SHOWN["waiting"]))
    why = func.coalesce(message.c.reason, "") + f"; kept by {actor}"
    return connection.execute(kept.values(held=KEPT, reason=why)).rowcount == 1
