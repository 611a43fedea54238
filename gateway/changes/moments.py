"""That the rules are to be asked about what has just happened to a ticket; they are as soon as it is committed.

Not in the same transaction: the message is read once more for them, and a mail may take half a second.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.routing.values import Event
from gateway.store.work import add_work


def note_moment(connection: Connection, gateway: Gateway, moment: Event, event_id: int, *, now: float) -> None:
    """Have the rules asked about an event of a ticket's history, once; nothing is written where no rule would speak."""
    if moment in gateway.rulebooks.current().moments:
        add_work(connection, kind="rules", ref=event_id, now=now)
