"""What a department's own system says of a ticket, done to ours: closed with its words, begun once, else only told.

It never fights a clerk: what the desk did to a ticket after the other side last changed its own stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.changes import ChangeError, Hand, set_status
from gateway.changes.hand import NOTE_LENGTH
from gateway.store.events import add_event, was_said
from gateway.store.handovers import HandoverRow, find_last_status_by_desk
from gateway.store.tickets import TicketRow, load_for_change

BY_SYSTEM = "system:"
"""How the history names a department's own system, by the key of the department."""
SAID = "system_said"
"""The kind of an event that tells what it said."""
CLOSED = "closed"
_ENDS = frozenset(
    {CLOSED, "fixed", "duplicate", "not_councils_responsibility", "no_further_action", "cancelled", "canceled"}
)
"""States that end a request: the standard's one, and mySociety's."""
_BEFORE_WORK = frozenset({"received", "open"})
_DONE = {
    "en": "{department} has closed your request.",
    "es": "{department} ha cerrado su solicitud.",
    "fr": "{department} a clos votre demande.",
    "de": "{department} hat Ihre Meldung abgeschlossen.",
    "pt": "{department} encerrou o seu pedido.",
    "zh": "{department} 已结束您的工单。",
    "vi": "{department} đã đóng yêu cầu của quý vị.",
    "ht": "{department} fèmen demann ou an.",
}
"""What the resident reads where the other side closed a request without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One thing that the other side says now: a state, words, and when it says that this was."""

    status: str
    words: str
    updated: str


def heed(connection: Connection, gateway: Gateway, row: HandoverRow, heard: Heard, *, now: float) -> int | None:
    """Do to the ticket what was heard; the event that tells of its words, None where they are no news."""
    ticket, status = load_for_change(connection, row.ticket_id), status_of(heard.status)
    by = Hand(actor=f"{BY_SYSTEM}{row.department}", now=now)
    was_closed = status_of(row.foreign_status) == CLOSED
    if status == CLOSED and not was_closed and _may_close(connection, ticket, heard):
        return _close(connection, gateway, by, ticket, row, heard)
    if status and status != CLOSED and not row.foreign_status:
        _begin(connection, gateway, by, ticket)
    words = heard.words or ("It is closed there." if status == CLOSED and not was_closed else "")
    return _say(connection, by, ticket, words, heard)


def status_of(said: str) -> str:
    """`closed`, or `open` for every other state; empty where nothing is said of one."""
    return CLOSED if said in _ENDS else "open" if said and said != "unchanged" else ""


def _may_close(connection: Connection, ticket: TicketRow, heard: Heard) -> bool:
    """Whether it is open, and nobody at the desk changed its state after the other side closed it."""
    if ticket.is_closed or ticket.merged_into is not None:
        return False
    by_desk, there = find_last_status_by_desk(connection, ticket.id), read_moment(heard.updated)
    return by_desk is None or there is None or there >= by_desk


def _close(
    connection: Connection, gateway: Gateway, by: Hand, ticket: TicketRow, row: HandoverRow, heard: Heard
) -> int | None:
    note = heard.words[:NOTE_LENGTH] or _done(gateway, ticket, row.department)
    try:
        event_id, _ = set_status(connection, gateway, by, ticket_id=ticket.id, status=CLOSED, note=note)
    except ChangeError:
        return _say(connection, by, ticket, heard.words, heard)
    return event_id


def _done(gateway: Gateway, ticket: TicketRow, department: str) -> str:
    found = gateway.rulebooks.current().departments.get(department)
    return _DONE.get(ticket.language, _DONE["en"]).format(department=found.name if found else department)


def _begin(connection: Connection, gateway: Gateway, by: Hand, ticket: TicketRow) -> None:
    """They have it: so it is being worked on, unless somebody at the desk has already said how it stands."""
    is_untouched = find_last_status_by_desk(connection, ticket.id) is None
    if ticket.status in _BEFORE_WORK and is_untouched and ticket.merged_into is None:
        set_status(connection, gateway, by, ticket_id=ticket.id, status="in_progress", note="")


def _say(connection: Connection, by: Hand, ticket: TicketRow, words: str, heard: Heard) -> int | None:
    """Keep its words among staff, once."""
    if not words or was_said(connection, ticket.id, words, since=0.0):
        return None
    data = {"status": heard.status} if heard.status else {}
    return add_event(connection, ticket_id=ticket.id, kind=SAID, actor=by.actor, now=by.now, text=words, data=data)


def read_moment(said: str) -> float | None:
    """A date of the other side in UTC epoch seconds; one without a zone is taken as UTC. None for none."""
    try:
        moment = datetime.fromisoformat(said.strip())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
