"""Mail to people of the city about what was done with a ticket: whom it was handed or given to hears of it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.notices import Notice, mail_address, notice_drafts
from gateway.store.contacts import add_participants
from gateway.store.events import list_events
from gateway.store.outbox import queue_drafts
from gateway.store.tickets import load_ticket


def tell_mailboxes(
    connection: Connection,
    gateway: Gateway,
    *,
    ticket_id: int,
    event_id: int,
    addresses: Iterable[str],
    words: str,
    now: float,
) -> None:
    """Mail the ticket as it is now with `words` above the resident's first ones, once to each mailbox."""
    ticket, rulebook = load_ticket(connection, ticket_id), gateway.rulebooks.current()
    notice = Notice(
        ticket=ticket,
        words=f"{words}\n\n{ticket.description}".strip(),
        cause=f"message:{ticket.message_id}:event:{event_id}",
        our_address=mail_address(rulebook.city, ticket.our_address),
        earlier=tuple(list_events(connection, ticket_id)),
    )
    drafts = notice_drafts(connection, gateway, rulebook, notice, addresses, now=now)
    queue_drafts(connection, tuple(drafts.values()), now=now)
    add_participants(connection, ticket_id, dict.fromkeys(drafts, "department"))
