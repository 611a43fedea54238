"""Corrections at the desk: another department, service or place, and a second problem as a ticket of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gateway import changes
from gateway.bootstrap import Gateway
from gateway.casework.acting import Act, acting
from gateway.changes import ChangeError
from gateway.routing import Rulebook, route
from gateway.routing.values import Decision, RouteRequest
from gateway.store.tickets import load_ticket
from gateway.tracing.recollecting import load_kept, recollect
from parsers.understand import understand_as_one


def reroute(
    gateway: Gateway, *, ticket_id: int, department: str, reason: str, actor: str, seen: int = 0, once: str = ""
) -> None:
    """Hand a ticket to another department, which is told by mail; `gateway learn` takes it as a correction.

    Raises `ChangeError`, also without a reason.
    """
    if not reason.strip():
        raise ChangeError("Write why the ticket goes there: the other department reads it.")
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        before = load_ticket(act.connection, ticket_id).department
        event_id = changes.move(
            act.connection, gateway, act.by, ticket_id=ticket_id, department=department, reason=reason
        )
        _tell_department(gateway, act, ticket_id, event_id, before=before, reason=reason)


def change_service(
    gateway: Gateway,
    *,
    ticket_id: int,
    service: str,
    reason: str,
    actor: str,
    department: str = "",
    seen: int = 0,
    once: str = "",
) -> None:
    """Say what a ticket is about: priority, due time and department follow from the rulebook, or `department` is named.

    Another department is told by mail; `gateway learn` takes it as a correction. Raises `ChangeError`.
    """
    decision = what_follows(gateway, ticket_id=ticket_id, service=service).decision
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        before = load_ticket(act.connection, ticket_id).department
        event_id = changes.set_service(
            act.connection,
            gateway,
            act.by,
            ticket_id=ticket_id,
            decision=decision,
            reason=reason,
            department=department,
        )
        if load_ticket(act.connection, ticket_id).department != before:
            _tell_department(gateway, act, ticket_id, event_id, before=before, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """What follows where a person says what a ticket is about; `due_at` is UTC epoch seconds."""

    decision: Decision
    due_at: float | None


def what_follows(gateway: Gateway, *, ticket_id: int, service: str) -> Following:
    """Department, priority and due time that the rulebook gives a ticket of this service; nothing is changed.

    Raises `ChangeError` for a service that the rulebook does not have.
    """
    rulebook, request = gateway.rulebooks.current(), _recollected(gateway, ticket_id)
    if service not in rulebook.services:
        raise ChangeError(f"There is no service {service!r}. Choose one from the list of services.")
    decision = changes.as_service(request, rulebook, service)
    with gateway.store.reading() as connection:
        ticket = load_ticket(connection, ticket_id)
    return Following(decision=decision, due_at=changes.due_again(rulebook, ticket, decision, decision.department))


def change_place(
    gateway: Gateway,
    *,
    ticket_id: int,
    place: str,
    lat: float | None,
    lon: float | None,
    actor: str,
    seen: int = 0,
    once: str = "",
) -> None:
    """Say where it is, in words and perhaps in WGS84 degrees. Raises `ChangeError`."""
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        changes.set_place(act.connection, gateway, act.by, ticket_id=ticket_id, place=place, lat=lat, lon=lon)


def split_ticket(
    gateway: Gateway, *, ticket_id: int, text: str, service: str, actor: str, seen: int = 0, once: str = ""
) -> str:
    """Open a linked ticket for a second problem, of which `text` tells; its number. Raises `ChangeError`.

    `service` is what it is about; empty leaves it to the words. Its department is told, and the resident once.
    """
    rulebook = gateway.rulebooks.current()
    if service and service not in rulebook.services:
        raise ChangeError(f"There is no service {service!r}. Choose one from the list of services.")
    request = _of_words(gateway, ticket_id, text)
    decision = changes.as_service(request, rulebook, service) if service else route(request, rulebook)
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        second = changes.Second(words=text, meaning=request.understanding, decision=decision)
        opened = changes.split(act.connection, gateway, act.by, ticket_id=ticket_id, second=second)
    return opened.number


def _recollected(gateway: Gateway, ticket_id: int) -> RouteRequest:
    with gateway.store.reading() as connection:
        kept = load_kept(connection, load_ticket(connection, ticket_id))
    return recollect(gateway, kept)


def _of_words(gateway: Gateway, ticket_id: int, text: str) -> RouteRequest:
    """The request as if the resident had written `text` alone."""
    request = _recollected(gateway, ticket_id)
    message = replace(request.message, text=text, reply_text=text, subject="", coordinates=None, follow_up=False)
    meaning = understand_as_one(message, gateway.city(gateway.rulebooks.current()))
    return replace(request, message=message, understanding=meaning, event="opened")


def _tell_department(gateway: Gateway, act: Act, ticket_id: int, event_id: int, *, before: str, reason: str) -> None:
    rulebook, ticket = gateway.rulebooks.current(), load_ticket(act.connection, ticket_id)
    found = rulebook.departments.get(ticket.department)
    changes.tell_mailboxes(
        act.connection,
        gateway,
        ticket_id=ticket_id,
        event_id=event_id,
        addresses=found.notify if found else (),
        words=f"{_name(rulebook, before)} hands this on. {reason}".strip(),
        now=act.by.now,
    )


def _name(rulebook: Rulebook, department: str) -> str:
    found = rulebook.departments.get(department)
    return found.name if found else department
