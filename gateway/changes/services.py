"""Another service for a ticket, because a person says what it is about: the rules are asked again with that service."""

from __future__ import annotations

from dataclasses import asdict, replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.hand import Hand, checked_words, refuse
from gateway.routing import Priority, Rulebook, route
from gateway.routing.values import Decision, RouteRequest
from gateway.store import tickets
from gateway.store.events import add_event
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

    A danger stays one, and so does a priority that a person has set. The caller tells another department.
    """
    words, rulebook = checked_words(reason), gateway.rulebooks.current()
    before = load_for_change(connection, ticket_id)
    refuse(service_problem(rulebook, before, decision.service or ""))
    refuse("" if not department or department in rulebook.departments else f"There is no department {department!r}.")
    into = department or decision.department
    tickets.sort_again(connection, ticket_id, _sorting(gateway, before, decision, into), now=by.now)
    data = {"from": before.service or "", "to": decision.service or "", "from_department": before.department}
    if into != before.department:
        tickets.set_department(connection, ticket_id, department=into, now=by.now)
        data["to_department"] = into
    return add_event(
        connection, ticket_id=ticket_id, kind="service_changed", actor=by.actor, now=by.now, text=words, data=data
    )


def _sorting(gateway: Gateway, before: TicketRow, decision: Decision, department: str) -> Sorting:
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
        due_at=gateway.rulebooks.current().due_at(decision.due, before.created_at, department),
    )


def kept_priority(ticket: TicketRow, decision: Decision) -> Priority:
    """What the rules say, unless staff said something else; a danger stays one."""
    known = Priority(ticket.priority)
    was_set = known.value != ticket.decision.get("priority", known.value)
    return known if was_set or known is Priority.EMERGENCY else decision.priority
