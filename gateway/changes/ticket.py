"""The changes: a status with a note, a word to the resident, a note among staff, who does it, until when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes.hand import Hand, checked_words, refuse
from gateway.changes.moments import note_moment
from gateway.changes.telling import Told, Word, tell_neighbors, tell_resident
from gateway.envelopes import OutboundKind
from gateway.routing import Priority, Rulebook
from gateway.store import tickets
from gateway.store.events import add_event
from gateway.store.questions import settle_questions
from gateway.store.ticket_changes import set_close_reason, unset_assignee, unset_due
from gateway.store.tickets import STATUSES, TicketRow, load_for_change, load_ticket


def status_problem(ticket: TicketRow, status: str, words: str) -> str:
    """Why a ticket cannot be moved to `status`; empty when it can. Closing needs a word to the resident."""
    if status not in STATUSES:
        return f"There is no status {status!r}. Choose one of {', '.join(STATUSES)}."
    if status == "closed" and not words:
        return "Write a note to the resident that says what was done, then close."
    if ticket.status == status and not words:
        return "Nothing has changed: the ticket has this status already and the note is empty."
    return ""


def set_status(
    connection: Connection, gateway: Gateway, by: Hand, *, ticket_id: int, status: str, note: str, reason: str = ""
) -> tuple[int, Told]:
    """Move a ticket and tell the resident; the event's id and what became of the word. Raises `ChangeError`."""
    words = checked_words(note)
    before = load_for_change(connection, ticket_id)
    refuse(status_problem(before, status, words))
    tickets.set_status(connection, ticket_id, status=status, now=by.now)
    set_close_reason(connection, ticket_id, reason=reason if status == "closed" else "")
    if status == "closed":
        settle_questions(connection, ticket_id, outcome="settled", now=by.now)
    event_id = _write(connection, by, ticket_id, kind="status", text=words, data={"from": before.status, "to": status})
    if before.is_closed != (status == "closed"):
        note_moment(connection, gateway, "reopened" if before.is_closed else "closed", event_id, now=by.now)
    template = "closed" if status == "closed" else "status_changed"
    word = Word(event_id=event_id, kind=OutboundKind.NOTICE, text=words, template=template)
    ticket = load_ticket(connection, ticket_id)
    tell_neighbors(connection, gateway, ticket, word, now=by.now)
    return event_id, tell_resident(connection, gateway, ticket, word, now=by.now)


def send_words(connection: Connection, gateway: Gateway, by: Hand, *, ticket_id: int, text: str) -> tuple[int, Told]:
    """Send a staff member's own words; the event's id and what became of them. Raises `ChangeError`."""
    words = checked_words(text)
    refuse("" if words else "Write something to the resident first.")
    event_id = _write(connection, by, ticket_id, kind="staff_reply", text=words)
    tickets.touch(connection, ticket_id, now=by.now)
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
    refuse(move_problem(gateway.rulebooks.current(), before, department))
    tickets.set_department(connection, ticket_id, department=department, now=by.now)
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


def set_due(connection: Connection, by: Hand, *, ticket_id: int, due: datetime) -> int:
    """Promise a ticket until `due` (aware); the event's id."""
    tickets.set_due(connection, ticket_id, due_at=due.timestamp(), now=by.now)
    return _write(connection, by, ticket_id, kind="due", data={"due": due.isoformat()})


def promise(
    connection: Connection, gateway: Gateway, by: Hand, *, ticket_id: int, due: datetime | None, reason: str
) -> int:
    """Promise a ticket until `due` (aware), or nothing any more; the event's id. Raises `ChangeError`."""
    words = checked_words(reason)
    before = load_for_change(connection, ticket_id)
    refuse("The ticket is closed. Open it again to promise a time." if before.is_closed else "")
    refuse("" if due is None or due.timestamp() > by.now else "That time has passed. Choose one that lies ahead.")
    if due is None:
        unset_due(connection, ticket_id, now=by.now)
    else:
        tickets.set_due(connection, ticket_id, due_at=due.timestamp(), now=by.now)
    data = {"due": due.astimezone(gateway.rulebooks.current().city.zone).isoformat() if due else ""}
    return _write(connection, by, ticket_id, kind="due", text=words, data=data)


def set_priority(connection: Connection, by: Hand, *, ticket_id: int, priority: Priority) -> int:
    """Move a ticket up or down in its queue; the event's id."""
    before = load_for_change(connection, ticket_id)
    tickets.set_priority(connection, ticket_id, priority=priority, now=by.now)
    return _write(connection, by, ticket_id, kind="priority", data={"from": before.priority, "to": priority.value})


def _write(
    connection: Connection, by: Hand, ticket_id: int, *, kind: str, text: str = "", data: dict[str, str] | None = None
) -> int:
    return add_event(connection, ticket_id=ticket_id, kind=kind, actor=by.actor, now=by.now, text=text, data=data or {})
