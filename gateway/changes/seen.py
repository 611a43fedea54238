"""Whether somebody else did something to a ticket since its page was opened: two clerks must not undo each other."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.changes.hand import BY_RULE, ChangeError, Hand
from gateway.store.events import EventRow, list_events_after

_BY_ITSELF = "gateway"


class StaleError(ChangeError):
    """Somebody else did something to the ticket meanwhile. Look at what they did, then send it again."""

    def __init__(self, events: tuple[EventRow, ...]) -> None:
        super().__init__()
        self.events = events


def check_seen(connection: Connection, by: Hand, *, ticket_id: int, seen: int) -> None:
    """Raise `StaleError` when others acted after the event `seen`; 0 asks nothing. The ticket must be held.

    What rules and the clock did by themselves stops nobody.
    """
    if not seen:
        return
    events = tuple(event for event in list_events_after(connection, ticket_id, after=seen) if _is_other(event, by))
    if events:
        raise StaleError(events)


def _is_other(event: EventRow, by: Hand) -> bool:
    return event.actor not in {by.actor, _BY_ITSELF} and not event.actor.startswith(BY_RULE)
