"""Who wants to be told of events, and which they have not been told of yet; a trigger of the database notes these."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, select

from gateway.store.dialects import DIALECTS
from gateway.store.open311_schema import event_listener, event_news


def listen(connection: Connection, listener: str) -> None:
    """Have every event from now on noted for a listener; one that listens already goes on."""
    added = DIALECTS[connection.dialect.name].insert(event_listener).on_conflict_do_nothing()
    connection.execute(added, {"name": listener})


def stop_listening(connection: Connection, listener: str) -> None:
    """Note nothing more for a listener, and forget what it was not told of."""
    connection.execute(delete(event_listener).where(event_listener.c.name == listener))
    connection.execute(delete(event_news).where(event_news.c.listener == listener))


def is_listening(connection: Connection, listener: str) -> bool:
    """Whether events are noted for a listener."""
    found = select(event_listener.c.name).where(event_listener.c.name == listener)
    return connection.execute(found).first() is not None


def has_news(connection: Connection, listener: str) -> bool:
    """Whether there is anything that a listener was not told of."""
    return bool(list_news(connection, listener, limit=1))


def take_news(connection: Connection, listener: str, *, limit: int) -> Sequence[int]:
    """The ids of up to `limit` events, oldest first, that are news no more once this transaction is committed.

    Two takers at once get different ones.
    """
    mine = event_news.c.listener == listener
    oldest = select(event_news.c.event_id).where(mine).order_by(event_news.c.event_id).limit(limit)
    taken = connection.scalars(oldest.with_for_update(skip_locked=True)).all()
    drop_news(connection, listener, taken)
    return taken


def list_news(connection: Connection, listener: str, *, limit: int) -> Sequence[int]:
    """The ids of up to `limit` events, oldest first, that a listener was not told of."""
    mine = event_news.c.listener == listener
    return connection.scalars(
        select(event_news.c.event_id).where(mine).order_by(event_news.c.event_id).limit(limit)
    ).all()


def drop_news(connection: Connection, listener: str, events: Collection[int]) -> None:
    """Note that a listener was told of these events, in the transaction in which it was.

    Two processes may tell of the same one at once: what is said needs a unique key of its own.
    """
    mine = event_news.c.listener == listener
    connection.execute(delete(event_news).where(mine, event_news.c.event_id.in_(events)))
