"""Finds what has become overdue, whoever looks: several processes at once, after a crash, by another clock.

The time that was told stands in the ticket, so one due time is told once, and a new one may be told again.
"""

from __future__ import annotations

from datetime import datetime

from gateway.bootstrap import Gateway
from gateway.changes.moments import note_moment
from gateway.moments.telling import day_and_time
from gateway.store.events import add_event
from gateway.store.overdue import list_overdue, take_overdue

AT_ONCE = 50
"""Tickets in a round, so that a rule that is new to a city with a backlog says it bit by bit."""


def note_overdue(gateway: Gateway) -> int:
    """Write into each ticket that became overdue that it did, and have the rules asked; the number of tickets.

    Asks the store nothing where no rule speaks of it. Raises `IntakeError` when the store is away.
    """
    if "overdue" not in gateway.rulebooks.current().moments:
        return 0
    with gateway.store.reading() as connection:
        found = list_overdue(connection, now=gateway.clock(), limit=AT_ONCE)
    noted = sum(_note(gateway, ticket_id) for ticket_id in found)
    if noted:
        gateway.bell.ring("rules", 0)
    return noted


def _note(gateway: Gateway, ticket_id: int) -> bool:
    now = gateway.clock()
    with gateway.store.writing() as connection:
        due_at = take_overdue(connection, ticket_id, now=now)
        if due_at is None:
            return False
        due = datetime.fromtimestamp(due_at, gateway.rulebooks.current().city.zone)
        event_id = add_event(
            connection,
            ticket_id=ticket_id,
            kind="overdue",
            actor="gateway",
            now=now,
            text=f"It was due on {day_and_time(due)}.",
            data={"due": due.isoformat()},
        )
        note_moment(connection, gateway, "overdue", event_id, now=now)
    return True
