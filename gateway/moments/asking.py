"""Asks the rules about what happened to a ticket, and does what they say, in one transaction with its work."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.moments.doing import Moment, heed, rules_that_spoke
from gateway.moments.restraint import why_not_answered
from gateway.recurring import recurring_of_ticket
from gateway.routing import route
from gateway.routing.periods import DEFAULT_PERIOD
from gateway.routing.values import Event, RouteRequest
from gateway.store.events import EventRow, load_event
from gateway.store.ticket_schema import OPEN311_TEST
from gateway.store.tickets import TicketRow, count_reports_of, load_for_change, load_ticket
from gateway.store.work import Claim, FencedError, finish
from gateway.tracing.recollecting import Kept, load_kept, recollect


def ask(gateway: Gateway, claim: Claim) -> None:
    """Ask about the event that the claim names; raises `IntakeError` when the store is away.

    What does not hold any more is not asked: a ticket that is overdue no longer, or was opened again meanwhile.
    """
    rulebook = gateway.rulebooks.current()
    with gateway.store.reading() as connection:
        event = load_event(connection, claim.ref)
        ticket = load_ticket(connection, event.ticket_id)
        kept, reports = load_kept(connection, ticket), _count_reports(connection, ticket, now=gateway.clock())
        periods = recurring_of_ticket(ticket, rulebook).count(
            connection, rulebook, now=gateway.clock(), besides=ticket.id
        )
    happened = event_of(event)
    request = replace(recollect(gateway, kept), event=happened, repeat=reports, repeats=periods)
    decision = route(request, rulebook)
    with gateway.store.writing() as connection:
        if not finish(connection, claim):
            raise FencedError
        ticket = load_for_change(connection, event.ticket_id)
        if _holds(happened, event, ticket):
            moment = Moment(
                connection=connection,
                gateway=gateway,
                rulebook=rulebook,
                event=event,
                happened=happened,
                ticket=ticket,
                decision=decision,
                speaking=rules_that_spoke(rulebook, decision),
                now=gateway.clock(),
            )
            heed(moment, why_not=_why_not(connection, kept, request, moment))
    gateway.bell.ring("deliver", claim.ref)


def _why_not(connection: Connection, kept: Kept, request: RouteRequest, moment: Moment) -> str:
    return why_not_answered(connection, kept, request) or ("held by a rule" if moment.decision.hold else "")


def event_of(event: EventRow) -> Event:
    """What a line of a ticket's history is called in rules."""
    if event.kind == "overdue":
        return "overdue"
    if event.kind == "due_soon":
        return "due_soon"
    return "closed" if event.data.get("to") == "closed" else "reopened"


def _count_reports(connection: Connection, ticket: TicketRow, *, now: float) -> int:
    """How many the reporter has sent until now, this one included."""
    if ticket.reporter_id is None:
        return 1
    return max(1, count_reports_of(connection, ticket.reporter_id, since=now - DEFAULT_PERIOD.seconds))


def _holds(happened: Event, event: EventRow, ticket: TicketRow) -> bool:
    """Rules never speak to what developers try: they would tell people of it, and hand it on to those who work."""
    if ticket.merged_into is not None or ticket.source == OPEN311_TEST:
        return False
    if happened == "overdue":
        return not ticket.is_closed and _is_still_late(event, ticket)
    if happened == "due_soon":
        return not ticket.is_closed and ticket.paused_at is None
    return ticket.is_closed == (happened == "closed")


def _is_still_late(event: EventRow, ticket: TicketRow) -> bool:
    """Staff may have promised another time since."""
    return ticket.due_at is not None and ticket.due_at <= event.created_at
