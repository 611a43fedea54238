"""Who does it, how soon and until when: what the desk decides about the work itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from gateway import changes
from gateway.bootstrap import Gateway
from gateway.casework.acting import acting
from gateway.changes import ChangeError
from gateway.routing import Priority
from gateway.store.staff import find_staff_by_email
from gateway.store.tickets import load_ticket


def assign(gateway: Gateway, *, ticket_id: int, person: str, actor: str, seen: int = 0, once: str = "") -> None:
    """Give a ticket to a person by mail address, who is told by mail; empty takes it away. Raises `ChangeError`."""
    somebody = person.strip().lower()
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        if problem := _person_problem(act.connection, gateway, ticket_id, somebody):
            raise ChangeError(problem)
        event_id = changes.assign(act.connection, act.by, ticket_id=ticket_id, person=somebody, reason="")
        changes.tell_mailboxes(
            act.connection,
            gateway,
            ticket_id=ticket_id,
            event_id=event_id,
            addresses=(somebody,) if somebody not in {"", actor.lower()} else (),
            words=f"{actor} gives this to {somebody}.",
            now=act.by.now,
        )


def change_priority(
    gateway: Gateway, *, ticket_id: int, priority: str, actor: str, seen: int = 0, once: str = ""
) -> None:
    """Move a ticket up or down in its queue. Raises `ChangeError`."""
    if priority not in {known.value for known in Priority}:
        raise ChangeError(f"There is no priority {priority!r}. Choose one of {', '.join(Priority)}.")
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        changes.set_priority(act.connection, act.by, ticket_id=ticket_id, priority=Priority(priority))


def change_due(
    gateway: Gateway,
    *,
    ticket_id: int,
    due: datetime | None,
    reason: str,
    actor: str,
    seen: int = 0,
    once: str = "",
) -> None:
    """Promise a ticket until `due` (aware); None promises nothing any more. Raises `ChangeError`."""
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        if problem := changes.due_problem(load_ticket(act.connection, ticket_id), due, now=act.by.now):
            raise ChangeError(problem)
        changes.set_due(act.connection, gateway, act.by, ticket_id=ticket_id, due=due, reason=reason)


def snooze(gateway: Gateway, *, ticket_id: int, until: float | None, actor: str, seen: int = 0, once: str = "") -> None:
    """Keep a ticket out of the queue until then, UTC epoch seconds; None puts it back. Raises `ChangeError`."""
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        changes.snooze(act.connection, gateway, act.by, ticket_id=ticket_id, until=until)


def _person_problem(connection: Connection, gateway: Gateway, ticket_id: int, person: str) -> str:
    """Why somebody cannot have a ticket; empty when they can."""
    department = load_ticket(connection, ticket_id).department
    found = gateway.rulebooks.current().departments.get(department)
    if not person or (found and person in {known.lower() for known in found.notify}):
        return ""
    account = find_staff_by_email(connection, person)
    if account is not None and account.disabled_at is None and account.may_change(department):
        return ""
    return f"{person} may not change tickets of {found.name if found else department}. Choose somebody who may."
