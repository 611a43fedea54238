"""An acknowledgement that still waits may ask for a place that a file has told: it is taken back and said anew."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.envelopes import OutboundKind
from gateway.store.contacts import ContactRow
from gateway.store.tickets import TicketRow
from gateway.store.waiting import find_burst, withdraw

_LONGEST_WAIT = 120.0
"""Seconds; no answer to a text is held back for longer (PROTOCOL 15.5)."""


def take_back_answer(connection: Connection, ticket: TicketRow, reporter: ContactRow, *, now: float) -> str:
    """Withdraw what waits about `ticket`; the acknowledgement's template if that was among it, else nothing."""
    burst = find_burst(connection, reporter.address, since=now - _LONGEST_WAIT)
    mine = [one for one in burst.waiting if one.ticket_id == ticket.id]
    taken = withdraw(connection, mine)
    is_unsaid = any(one.id in taken and one.kind is OutboundKind.ACKNOWLEDGEMENT for one in mine)
    return str(ticket.decision.get("reply") or "received") if is_unsaid else ""
