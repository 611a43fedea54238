"""The keys of Open311: whoever files by an app has one; the key itself is shown once and never kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlalchemy import Connection, Row, case, func, insert, select, update

from gateway.store.open311_schema import api_key

Scope = Literal["file", "test", "updates"]
SCOPES: tuple[Scope, ...] = ("file", "test", "updates")
"""What a key may do: file requests, try everything at the test endpoint, post updates."""
PER_MINUTE = 300
"""Requests a minute that a new key may make."""
MOST_PER_MINUTE = 6_000

_MARK = "city_"
"""Begins every key, so that it is recognised for what it is where it lies about."""
_PREFIX_LETTERS = len(_MARK) + 6


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApiKey:
    """Who gets a key, and for what; `expires_at` is in UTC epoch seconds, None for never."""

    name: str
    contact: str
    """Mail address or telephone number of whoever looks after the app; empty where nobody said."""
    scopes: tuple[Scope, ...]
    per_minute: int
    expires_at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRow:
    """A key as the store holds it; times are UTC epoch seconds."""

    id: int
    name: str
    contact: str
    prefix: str
    """Its first letters, by which people recognise it."""
    scopes: tuple[str, ...]
    per_minute: int
    created_by: str
    created_at: float
    expires_at: float | None
    revoked_at: float | None
    revoked_by: str
    used_at: float | None
    """When it was used last, to the minute; None when it never was."""
    uses: int

    def is_expired(self, now: float) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and self.expires_at <= now

    def is_in_force(self, now: float) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and not self.is_expired(now)


_COLUMNS = [api_key.c[field.name] for field in fields(ApiKeyRow)]


def add_key(connection: Connection, new: NewApiKey, *, created_by: str, now: float) -> str:
    """Make a key and keep its hash; the key, which nobody can read again."""
    key = f"{_MARK}{secrets.token_hex(20)}"
    values = {
        "name": new.name,
        "contact": new.contact,
        "prefix": key[:_PREFIX_LETTERS],
        "key_hash": hash_key(key),
        "scopes": list(new.scopes),
        "per_minute": new.per_minute,
        "created_by": created_by,
        "created_at": now,
        "expires_at": new.expires_at,
    }
    connection.execute(insert(api_key).values(values))
    return key


def hash_key(key: str) -> str:
    """What is kept of a key: it has 160 secret bits, so that SHA-256 without salt is enough."""
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def find_by_key(connection: Connection, key: str) -> ApiKeyRow | None:
    """The row of a key, in force or not; None when there never was such a key."""
    return _read(connection.execute(select(*_COLUMNS).where(api_key.c.key_hash == hash_key(key))).first())


def find_key(connection: Connection, key_id: int) -> ApiKeyRow | None:
    """The key with this id, or None."""
    return _read(connection.execute(select(*_COLUMNS).where(api_key.c.id == key_id)).first())


def list_keys(connection: Connection) -> list[ApiKeyRow]:
    """All keys, also those that are over, the newest first."""
    rows = connection.execute(select(*_COLUMNS).order_by(api_key.c.id.desc()))
    return [found for row in rows if (found := _read(row)) is not None]


def is_name_taken(connection: Connection, name: str) -> bool:
    """Whether a key that was not revoked is called so; case does not count."""
    mine = (func.lower(api_key.c.name) == name.lower(), api_key.c.revoked_at.is_(None))
    return connection.execute(select(api_key.c.id).where(*mine).limit(1)).first() is not None


def revoke_key(connection: Connection, key_id: int, *, revoked_by: str, now: float) -> bool:
    """End a key at once; False when it was ended before or is not there."""
    mine = (api_key.c.id == key_id, api_key.c.revoked_at.is_(None))
    statement = update(api_key).where(*mine).values(revoked_at=now, revoked_by=revoked_by)
    return connection.execute(statement.returning(api_key.c.id)).first() is not None


def note_uses(connection: Connection, key_id: int, *, uses: int, now: float) -> None:
    """Count that a key was used so many times, the last time now."""
    # Processes write in any order, and the latest use stays.
    latest = case((api_key.c.used_at > now, api_key.c.used_at), else_=now)
    mine = update(api_key).where(api_key.c.id == key_id)
    connection.execute(mine.values(uses=api_key.c.uses + uses, used_at=latest))


def _read(row: Row[Any] | None) -> ApiKeyRow | None:
    return ApiKeyRow(**(dict(row._mapping) | {"scopes": tuple(row.scopes)})) if row else None
