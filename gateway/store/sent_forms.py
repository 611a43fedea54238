"""The forms that were sent: one that comes twice, by a double click or the way back, acts once."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from gateway.store.desk_schema import sent_form
from gateway.store.dialects import DIALECTS

_INSERT = {
    name: dialect.insert(sent_form).on_conflict_do_nothing().returning(sent_form.c.token)
    for name, dialect in DIALECTS.items()
}
KEPT = 7 * 86_400.0
"""Seconds after which nobody sends a page again that stood open."""


def note_sent(connection: Connection, token: str, *, now: float) -> bool:
    """Note that a form with this token was sent; False when it was before, and a sending under way is waited for."""
    new = connection.execute(_INSERT[connection.dialect.name], {"token": token, "sent_at": now})
    return new.first() is not None


def forget_sent(connection: Connection, *, now: float) -> None:
    """Forget the forms of last week."""
    connection.execute(delete(sent_form).where(sent_form.c.sent_at < now - KEPT))
