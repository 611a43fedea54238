"""The changes: a word to the resident, a note among staff, which department and who does it, and how soon."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.hand import Hand, checked_words, refuse
from gateway.changes.telling import Told, Word, tell_resident
from gateway.envelopes import OutboundKind
from gateway.routing import Priority, Rulebook
from gateway.store import tickets
from gateway.store.events import add_event
from gateway.store.ticket_changes import count_moved, note_first_answer, set_reminder, unset_assignee
from gateway.store.tickets import TicketRow, load_for_change, load_ticket


def send_words(connection: Connection, gateway: Gateway, by: Hand, *, ticket_id: int, text: str) -> tuple[int, Told]:
    """Send a staff member's own words; the event's id and what became of them. Raises `ChangeError`."""
    words = checked_words(text)
    refuse("" if words else "Write something to the resident first.")
    event_id = _write(connection, by, ticket_id, kind="staff_reply", text=words)
    tickets.touch(connection, ticket_id, now=by.now)
    if by.is_person:
        note_first_answer(connection, ticket_id, now=by.now)
    word = Word(event_id=event_id, kind=OutboundKind.STAFF_REPLY, text=words)
    return event_id, tell_resident(connection, gateway, load_ticket(connection, ticket_id), word, now=by.now)


def keep_note(connection: Connection, by: Hand, *, ticket_id: int, text: str) -> int:
    """Keep a word among staff, which no resident sees; the event's id. Raises `ChangeError`."""
    words = checked_words(text)
    refuse("" if words else "Write the note first.")
    tickets.touch(connection, ticket_id, now=by.now)
    return _write(connection, by, ticket_id, kind="note", text=words)


def move_problem(rulebook: Rulebook, ticket: TicketRow, department: str) -> str:
    """Why a ticket cannot go to `department`; empty when it can."""
    found = rulebook.departments.get(department)
    if found is None:
        return f"There is no department {department!r}. Choose one of {', '.join(rulebook.departments)}."
    return f"The ticket is with {found.name} already." if ticket.department == department else ""


def move(connection: Connection, gateway: Gateway, by: Hand, *, ticket_id: int, department: str, reason: str) -> int:
    """Hand a ticket to another department; the event's id. The caller tells it. Raises `ChangeError`."""
    words = checked_words(reason)
    before = load_for_change(connection, ticket_id)
    rulebook = gateway.rulebooks.current()
    refuse(move_problem(rulebook, before, department))
    tickets.set_department(connection, ticket_id, department=department, now=by.now)
    remind_at = rulebook.remind_at(before.service, department, before.due_at, now=by.now)
    set_reminder(connection, ticket_id, due_soon_at=remind_at)
    if by.is_person:
        count_moved(connection, ticket_id)
    data = {"from": before.department, "to": department}
    return _write(connection, by, ticket_id, kind="moved", text=words, data=data)


def assign(connection: Connection, by: Hand, *, ticket_id: int, person: str, reason: str) -> int:
    """Give a ticket to a person, or with "" to nobody; the event's id. Raises `ChangeError`.

    Who may have it is for the caller to know.
    """
    words = checked_words(reason)
    before = load_for_change(connection, ticket_id)
    if person:
        tickets.set_assignee(connection, ticket_id, assignee=person, now=by.now)
    else:
        unset_assignee(connection, ticket_id, now=by.now)
    data = {"from": before.assignee or "", "to": person}
    return _write(connection, by, ticket_id, kind="assigned", text=words, data=data)


def set_priority(connection: Connection, by: Hand, *, ticket_id: int, priority: Priority) -> int:
    """Move a ticket up or down in its queue; the event's id."""
    before = load_for_change(connection, ticket_id)
    tickets.set_priority(connection, ticket_id, priority=priority, now=by.now)
    return _write(connection, by, ticket_id, kind="priority", data={"from": before.priority, "to": priority.value})


def _write(
    connection: Connection, by: Hand, ticket_id: int, *, kind: str, text: str = "", data: dict[str, str] | None = None
) -> int:
    return add_event(connection, ticket_id=ticket_id, kind=kind, actor=by.actor, now=by.now, text=text, data=data or {})
