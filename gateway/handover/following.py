"""One ticket's turn: whether its department's own system took it, what it calls it, and how it stands there."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.open311_system import read_receipt
from gateway.channels.system_client import Said, SystemClient
from gateway.errors import PermanentSendError, SendError
from gateway.handover.heeding import CLOSED, Heard, heed, status_of
from gateway.handover.opening import find_system, send_or_wait
from gateway.store.events import add_event
from gateway.store.handovers import HandoverRow, change, load_handover
from gateway.store.tickets import load_ticket

PACE = 300.0
"""Seconds between two questions about a new ticket; about older ones they come more seldom, up to `SLOWEST`."""
SLOWEST = 1_800.0
SOON = 30.0
"""Seconds until a number that was promised is asked for."""
OUTBOX_SECONDS = 60.0
LONGEST_BACKOFF = 6 * 3_600.0
MOST_SECONDS = 90 * 86_400.0
"""After which a ticket is asked about no more."""
HANDED_OVER = "handed_over"
"""The kind of an event that says what the other side calls a ticket."""
_SLOWER_BY = 48
_MOST_DOUBLINGS = 10


def find_client(gateway: Gateway, department: str) -> SystemClient | None:
    """Speaks with the department's own system; None where the rulebook names none."""
    own = find_system(gateway, department)
    return SystemClient(own=own, own_systems=gateway.settings.own_systems) if own else None


def follow(gateway: Gateway, handover_id: int) -> SendError | None:
    """Give a ticket its turn; the error where the other side could not be asked. Raises `IntakeError`."""
    row = _look(gateway, handover_id)
    if row is None:
        return None
    client = find_client(gateway, row.department)
    try:
        if client is None:
            raise PermanentSendError("The rulebook names no system of this department any more.")
        if row.foreign_id:
            _hear(gateway, row, client.ask_request(row.foreign_id))
        else:
            _note_number(gateway, row, client.ask_token(row.foreign_token))
    except SendError as error:
        _postpone(gateway, row, error)
        return error
    return None


def _look(gateway: Gateway, handover_id: int) -> HandoverRow | None:
    """What is known by now; None where there is nothing to ask."""
    now = gateway.clock()
    with gateway.store.writing() as connection:
        row = load_handover(connection, handover_id)
        ticket = load_ticket(connection, row.ticket_id)
        if row.settled_at is not None:
            return None
        if problem := _why_no_more(row, ticket.department, now=now):
            change(connection, row.id, settled_at=now, problem=problem)
            return None
        if row.outbox_id is None and not row.is_there:
            if not ticket.is_closed:
                send_or_wait(connection, gateway, ticket, row, now=now)
            return None
        return row if row.is_there else _take_receipt(connection, row, now=now)


def _why_no_more(row: HandoverRow, department: str, *, now: float) -> str:
    if department != row.department:
        keeps = " It still has it." if row.is_there else ""
        return f"The ticket went to another department, so it is not asked any more.{keeps}"
    return "It was asked for 90 days." if now - row.created_at > MOST_SECONDS else ""


def _take_receipt(connection: Connection, row: HandoverRow, *, now: float) -> HandoverRow | None:
    """What came of it in the outbox; None while, or because, there is nothing to ask."""
    match row.state:
        case "sent" | "simulated":
            filed = read_receipt(row.provider_id or "")
            change(connection, row.id, foreign_id=filed.number, foreign_token=filed.token)
            if not (filed.number or filed.token):
                change(connection, row.id, settled_at=now, problem="It took it, but gave no number to ask by.")
                return None
            _tell_number(connection, row, filed.number, now=now)
            return load_handover(connection, row.id)
        case "suppressed":
            change(connection, row.id, settled_at=now)
        case "failed":
            # An administrator may have it sent once more from the list of what was not sent.
            change(connection, row.id, next_at=now + SLOWEST)
        case _:
            change(connection, row.id, next_at=now + OUTBOX_SECONDS)
    return None


def _tell_number(connection: Connection, row: HandoverRow, number: str, *, now: float) -> None:
    if number:
        data = {"department": row.department, "number": number}
        text = f"Its number in the department's own system: {number}"
        add_event(connection, ticket_id=row.ticket_id, kind=HANDED_OVER, actor="gateway", now=now, text=text, data=data)


def _note_number(gateway: Gateway, row: HandoverRow, number: str) -> None:
    """The number that the token stands for; while there is none it is asked for ever more seldom."""
    now = gateway.clock()
    waits = {"next_at": now + min(max(SOON, (now - row.created_at) / 4), SLOWEST)}
    found = {"foreign_id": number, "next_at": now + SOON} if number else waits
    with gateway.store.writing() as connection:
        change(connection, row.id, asked_at=now, failures=0, problem="", **found)
        _tell_number(connection, row, number, now=now)


def _hear(gateway: Gateway, row: HandoverRow, said: Said) -> None:
    """Do what follows from the state, and keep it."""
    now = gateway.clock()
    with gateway.store.writing() as connection:
        before = load_handover(connection, row.id)
        if before.settled_at is not None:
            return
        is_new = said.notes != before.foreign_notes or status_of(said.status) != status_of(before.foreign_status)
        if is_new:
            heard = Heard(status=said.status, words=said.notes, updated=said.updated)
            heed(connection, gateway, before, heard, now=now)
        change(
            connection,
            row.id,
            foreign_status=said.status or before.foreign_status,
            foreign_notes=said.notes,
            foreign_updated=said.updated,
            asked_at=now,
            next_at=now + min(max(PACE, (now - row.created_at) / _SLOWER_BY), SLOWEST),
            failures=0,
            problem="",
            settled_at=now if status_of(said.status) == CLOSED else None,
        )


def _postpone(gateway: Gateway, row: HandoverRow, error: SendError) -> None:
    now, failures = gateway.clock(), row.failures + 1
    delay = min(PACE * 2 ** min(failures - 1, _MOST_DOUBLINGS), LONGEST_BACKOFF)
    with gateway.store.writing() as connection:
        next_at = now + max(delay, error.retry_after)
        change(connection, row.id, failures=failures, problem=str(error), asked_at=now, next_at=next_at)
