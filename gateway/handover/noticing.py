"""Notices what has come to departments that have a system of their own, and hands it over once."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from gateway.bootstrap import Gateway
from gateway.handover.heeding import CLOSED, status_of
from gateway.handover.opening import find_system, open_round, why_not_handed
from gateway.store.event_news import drop_news, is_listening, list_news, listen, stop_listening
from gateway.store.handovers import Came, HandoverRow, change, list_came, list_handovers
from gateway.store.ticket_schema import OPEN311_TEST
from gateway.store.tickets import TicketRow, load_for_change

log = logging.getLogger(__name__)

LISTENER = "handover"
_AT_ONCE = 100
"""Events in one transaction, which must be short; in a storm each takes some ten milliseconds."""
_MOST_BATCHES = 50
_BRINGS = frozenset({"opened", "split_from", "moved", "service_changed", "sorted_again", "taken_out"})
"""Events after which a ticket may be in a department, or about a service, that it was not before."""
_REVIVES = frozenset({"reopened", "status"})
"""Events after which a ticket that was closed before it could be handed over may be open again."""


def notice(gateway: Gateway) -> None:
    """Hand over what is news, emergencies first; raises `IntakeError` when the store is away.

    What was in a department before its system was named is no news, and stays where it is.
    """
    if not _listens(gateway):
        return
    for _ in range(_MOST_BATCHES):
        if not _notice_batch(gateway):
            return


def _listens(gateway: Gateway) -> bool:
    """Whether events are noted for us; begins and ends that as the rulebook names systems or none."""
    is_wanted = any(department.deliver for department in gateway.rulebooks.current().departments.values())
    with gateway.store.reading() as connection:
        listens = is_listening(connection, LISTENER)
    if listens != is_wanted:
        with gateway.store.writing() as connection:
            if is_wanted:
                listen(connection, LISTENER)
            else:
                stop_listening(connection, LISTENER)
    return is_wanted


def _notice_batch(gateway: Gateway) -> bool:
    """Hand over what the next events brought; whether there may be more."""
    with gateway.store.reading() as connection:
        ids = list_news(connection, LISTENER, limit=_AT_ONCE)
    if not ids:
        return False
    try:
        with gateway.store.writing() as connection:
            for came in _urgent_first(list_came(connection, ids, _BRINGS | _REVIVES)):
                _heed(connection, gateway, came)
            drop_news(connection, LISTENER, ids)
    except IntegrityError:
        # Another clock or a clerk was as fast: all of it is news still, and the next sweep sees what they did.
        log.info("a handover was made twice at once; the batch waits for the next sweep")
        return False
    return len(ids) == _AT_ONCE


def _urgent_first(news: Sequence[Came]) -> list[Came]:
    return sorted(news, key=lambda came: came.ticket.priority != "emergency")


def _heed(connection: Connection, gateway: Gateway, came: Came) -> None:
    if not _may_go(gateway, came.ticket):
        return
    ticket = load_for_change(connection, came.ticket.id)
    earlier = [row for row in list_handovers(connection, ticket.id) if row.department == ticket.department]
    now = gateway.clock()
    if not earlier:
        if came.kind in _BRINGS and not why_not_handed(gateway, ticket):
            open_round(connection, gateway, ticket, 1, now=now)
    elif (last := earlier[-1]).settled_at is not None:
        _resume(connection, gateway, came, last, now=now)


def _may_go(gateway: Gateway, ticket: TicketRow) -> bool:
    """A cheap look, because most tickets are of departments without a system."""
    return find_system(gateway, ticket.department) is not None and ticket.source != OPEN311_TEST


def _resume(connection: Connection, gateway: Gateway, came: Came, last: HandoverRow, *, now: float) -> None:
    """What came back goes on: it is sent if it never was, else it is asked about again."""
    if last.state == "suppressed":
        if not why_not_handed(gateway, came.ticket):
            open_round(connection, gateway, came.ticket, last.round + 1, now=now)
    elif last.state != "failed" and status_of(last.foreign_status) != CLOSED and _was_moved(came):
        change(connection, last.id, settled_at=None, next_at=now, failures=0, problem="")


def _was_moved(came: Came) -> bool:
    return came.kind == "moved" or "to_department" in came.data
