"""Two clerks with the same ticket open see each other; who closed the page is gone half a minute later."""

from __future__ import annotations

from gateway.store.engine import Store
from gateway.store.presence import list_present, note_present
from gateway.store.schema import ticket
from gateway.store.staff import add_staff
from tests.web.site import NOON, insert_ticket


def test_who_is_there_is_seen_until_they_are_gone(store: Store) -> None:
    """Since when, whether they write, and never oneself."""
    with store.writing() as connection:
        insert_ticket(connection)
        ticket_id = int(connection.execute(ticket.select()).one().id)
        anne, bart = (
            add_staff(connection, email=f"{name}@elmcity.example", name=name, role="member", departments=(), now=NOON)
            for name in ("anne", "bart")
        )
        note_present(connection, ticket_id, bart, is_writing=False, now=NOON)
        note_present(connection, ticket_id, anne, is_writing=False, now=NOON + 5)
        note_present(connection, ticket_id, bart, is_writing=True, now=NOON + 10)
        found = list_present(connection, ticket_id, but=anne, now=NOON + 20)
        assert [(one.email, one.opened_at, one.is_writing) for one in found] == [("bart@elmcity.example", NOON, True)]
        assert list_present(connection, ticket_id, but=anne, now=NOON + 60) == ()
        note_present(connection, ticket_id, bart, is_writing=False, now=NOON + 90)
        again = list_present(connection, ticket_id, but=anne, now=NOON + 91)
        assert [(one.opened_at, one.is_writing) for one in again] == [(NOON + 90, False)]
