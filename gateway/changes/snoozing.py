"""A ticket that nobody need look at before a certain time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.hand import Hand, refuse
from gateway.store.events import add_event
from gateway.store.ticket_changes import set_snoozed
from gateway.store.tickets import TicketRow, load_for_change

LONGEST = 366 * 86_400.0


def snooze_problem(ticket: TicketRow, until: float | None, *, now: float) -> str:
    """Why a ticket cannot be snoozed until then; empty when it can."""
    if until is None:
        return "" if ticket.snoozed_until is not None else "The ticket is not snoozed."
    if ticket.is_closed:
        return "The ticket is closed, so there is nothing to come back to."
    if ticket.priority == "emergency":
        return "An emergency cannot be snoozed."
    if until <= now:
        return "That time has passed. Choose one that lies ahead."
    return "Choose a time within a year." if until > now + LONGEST else ""


def snooze(connection: Connection, gateway: Gateway, by: Hand, *, ticket_id: int, until: float | None) -> int:
    """Keep a ticket out of the queue until then, UTC epoch seconds; None ends it. The event's id; `ChangeError`."""
    before = load_for_change(connection, ticket_id)
    refuse(snooze_problem(before, until, now=by.now))
    set_snoozed(connection, ticket_id, until=until, now=by.now)
    zone = gateway.rulebooks.current().city.zone
    data = {"until": datetime.fromtimestamp(until, zone).isoformat()} if until is not None else {}
    kind = "snooze_ended" if until is None else "snoozed"
    return add_event(connection, ticket_id=ticket_id, kind=kind, actor=by.actor, now=by.now, data=data)
