"""Puts back what was snoozed until now, and sets a clock going whose question was settled without anybody noticing."""

from __future__ import annotations

from gateway.bootstrap import Gateway
from gateway.changes import Hand
from gateway.changes.clock import catch_up
from gateway.changes.waking import end_snooze
from gateway.store.overdue import list_slept_enough, list_stopped
from gateway.store.tickets import load_for_change

AT_ONCE = 200
"""Tickets in a round, so that other work goes on between them."""


def wake_snoozed(gateway: Gateway) -> int:
    """Put back every ticket that was snoozed until now; their number. Raises `IntakeError` without a store."""
    with gateway.store.reading() as connection:
        found = list_slept_enough(connection, now=gateway.clock(), limit=AT_ONCE)
    return sum(_wake(gateway, ticket_id) for ticket_id in found)


def _wake(gateway: Gateway, ticket_id: int) -> bool:
    by = Hand(actor="gateway", now=gateway.clock())
    with gateway.store.writing() as connection:
        until = load_for_change(connection, ticket_id).snoozed_until
        if until is None or until > by.now:
            return False
        end_snooze(connection, by, ticket_id)
    return True


def start_clocks(gateway: Gateway) -> int:
    """Set going the clocks of tickets that wait for nobody any more; their number. Raises `IntakeError`."""
    with gateway.store.reading() as connection:
        found = list_stopped(connection, limit=AT_ONCE)
    return sum(_start(gateway, ticket_id) for ticket_id in found)


def _start(gateway: Gateway, ticket_id: int) -> bool:
    with gateway.store.writing() as connection:
        return catch_up(connection, gateway.rulebooks.current(), ticket_id, now=gateway.clock())
