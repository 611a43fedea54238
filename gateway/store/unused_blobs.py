"""Octets of files that no message has any more: their rows go first, then what lies in the data folder."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, or_, select

from gateway.store.schema import attachment, blob

SETTLED_SECONDS = 86_400.0
"""A file is kept before its message names it; after a day it has been named or never will."""
_SHELVES = 256


def drop_unused(connection: Connection, hashes: Collection[str]) -> Sequence[str]:
    """Delete those of these blobs that nobody names; their files in the folder are to go after the commit."""
    statement = delete(blob).where(blob.c.sha256.in_(hashes), _is_unused()).returning(blob.c.sha256)
    return connection.scalars(statement).all() if hashes else ()


def list_left_behind(connection: Connection, *, shelf: int, now: float, limit: int) -> Sequence[str]:
    """What nobody names on one of 256 shelves, by the beginning of the hash, and has lain there for a day."""
    first = f"{shelf % _SHELVES:02x}"
    on_shelf = and_(blob.c.sha256 >= first, blob.c.sha256 < f"{first}g")
    found = select(blob.c.sha256).where(on_shelf, blob.c.created_at < now - SETTLED_SECONDS, _is_unused())
    return connection.scalars(found.limit(limit)).all()


def _is_unused() -> ColumnElement[bool]:
    names = (attachment.c.sha256, attachment.c.picture_sha256, attachment.c.thumbnail_sha256)
    return ~or_(*(exists().where(name == blob.c.sha256) for name in names))
