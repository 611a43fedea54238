"""Another service for a ticket, because a person says what it is about: the rules are asked again with that service."""

from __future__ import annotations

from dataclasses import asdict, replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.hand import Hand, checked_words, refuse
from gateway.routing import Priority, Rulebook, route
from gateway.routing.values import Decision, RouteRequest
from gateway.store import tickets
from gateway.store.events import add_event, count_events
from gateway.store.ticket_changes import count_moved
from gateway.store.tickets import Sorting, TicketRow, load_for_change
from parsers.values import ServiceGuess


def service_problem(rulebook: Rulebook, ticket: TicketRow, service: str) -> str:
    """Why a ticket cannot be about `service`; empty when it can."""
    found = rulebook.services.get(service)
    if found is None:
        return f"There is no service {service!r}. Choose one from the list of services."
    name = found.name(rulebook.city.languages[0])
    return f"The ticket is about “{name}” already." if ticket.service == service else ""


def as_service(request: RouteRequest, rulebook: Rulebook, service: str) -> Decision:
    """What the rules say to a request that is about `service`, whatever its words say; it must be one of the rulebook.

    A rule may not put another service in its place, for a person has looked at it.
    """
    found = rulebook.services[service]
    name = found.name(rulebook.city.languages[0])
    guess = ServiceGuess(code=service, name=name, confidence=1.0)
    meaning = replace(request.understanding, service=guess, department=None)
    decision = route(replace(request, understanding=meaning, event="opened"), rulebook)
    if decision.service == service:
        return decision
    return replace(decision, service=service, service_name=name, due=found.due or decision.due)


def set_service(
    connection: Connection,
    gateway: Gateway,
    by: Hand,
    *,
    ticket_id: int,
    decision: Decision,
    reason: str,
    department: str = "",
) -> int:
    """Sort a ticket as `decision` says, into `department` where one is named; the event's id. Raises `ChangeError`.

    A danger stays one, and so do a priority and a due time that somebody has set. The caller tells another department.
    """
    words, rulebook = checked_words(reason), gateway.rulebooks.current()
    before = load_for_change(connection, ticket_id)
    refuse(service_problem(rulebook, before, decision.service or ""))
    refuse("" if not department or department in rulebook.departments else f"There is no department {department!r}.")
    into = department or decision.department
    sorting = _sorting(before, decision, into)
    if count_events(connection, ticket_id, kind="due", since=0.0):
        sorting = replace(sorting, due_at=before.due_at, due_soon_at=before.due_soon_at)
    else:
        due_at = due_again(rulebook, before, decision, into)
        remind_at = rulebook.remind_at(decision.service, into, due_at, now=by.now)
        sorting = replace(sorting, due_at=due_at, due_soon_at=remind_at)
    tickets.sort_again(connection, ticket_id, sorting, now=by.now)
    data = {"from": before.service or "", "to": decision.service or "", "from_department": before.department}
    if into != before.department:
        tickets.set_department(connection, ticket_id, department=into, now=by.now)
        count_moved(connection, ticket_id)
        data["to_department"] = into
    return add_event(
        connection, ticket_id=ticket_id, kind="service_changed", actor=by.actor, now=by.now, text=words, data=data
    )


def due_again(rulebook: Rulebook, ticket: TicketRow, decision: Decision, department: str) -> float | None:
    """When a ticket is due by another decision: since it came in, and without the time in which its clock stood."""
    due_at = rulebook.due_at(decision.due, ticket.created_at, department)
    was: str | None = ticket.decision.get("due")
    if due_at is None or was is None or ticket.due_at is None:
        return due_at
    promised_at = rulebook.due_at(was, ticket.created_at, ticket.department)
    stood = rulebook.working_time(was, ticket.department).between(promised_at or ticket.due_at, ticket.due_at)
    return rulebook.working_time(decision.due, department).later(due_at, stood)


def _sorting(before: TicketRow, decision: Decision, department: str) -> Sorting:
    was = before.decision
    kept = {name: was[name] for name in ("report", "message_id") if name in was}
    by_hand = [tag for tag in before.tags if tag not in (was.get("tags") or ())]
    guess = {"code": decision.service, "name": decision.service_name, "confidence": 1.0, "evidence": ()}
    return Sorting(
        department=department,
        service=decision.service,
        service_name=decision.service_name,
        confidence=1.0,
        priority=kept_priority(before, decision),
        status=before.status,
        rule=decision.rule,
        rulebook_version=decision.rulebook_version,
        decision=asdict(decision) | kept,
        understanding={**before.understanding, "service": guess},
        tags=tuple(dict.fromkeys((*by_hand, *decision.tags))),
        due_at=None,
    )


def kept_priority(ticket: TicketRow, decision: Decision) -> Priority:
    """What the rules say, unless staff said something else; a danger stays one."""
    known = Priority(ticket.priority)
    was_set = known.value != ticket.decision.get("priority", known.value)
    return known if was_set or known is Priority.EMERGENCY else decision.priority
