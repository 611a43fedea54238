"""What a person does about a ticket in its department's own system: have it sent again, or asked about no more."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.casework.acting import acting
from gateway.changes import ChangeError
from gateway.handover.composing import code_there
from gateway.handover.opening import find_system, open_round, send, why_not_handed
from gateway.store.events import add_event
from gateway.store.handovers import HandoverRow, change, list_handovers
from gateway.store.tickets import TicketRow, load_for_change

SENT_AGAIN = "handover_sent_again"
STOPPED = "handover_stopped"


def send_again(gateway: Gateway, *, ticket_id: int, actor: str, seen: int = 0, once: str = "") -> None:
    """File a ticket in its department's own system now, once more where it was there. Raises `ChangeError`.

    What the other side has under our number, and was not known to us, is found instead of filed twice.
    """
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        ticket = load_for_change(act.connection, ticket_id)
        if problem := why_not_handed(gateway, ticket):
            raise ChangeError(problem)
        last = _last(act.connection, ticket)
        if last is not None and last.state in {"queued", "sending"}:
            raise ChangeError("It is on its way already; wait for what becomes of it.")
        data = {"department": ticket.department}
        add_event(act.connection, ticket_id=ticket_id, kind=SENT_AGAIN, actor=actor, now=act.by.now, data=data)
        _send(act.connection, gateway, ticket, last, now=act.by.now)


def _send(connection: Connection, gateway: Gateway, ticket: TicketRow, last: HandoverRow | None, *, now: float) -> None:
    if last is not None and last.outbox_id is None:
        own = find_system(gateway, ticket.department)
        code = code_there(own, ticket.service) if own else ""
        change(connection, last.id, settled_at=None)
        send(connection, gateway, ticket, last, code, now=now)
        return
    if last is not None:
        change(connection, last.id, settled_at=last.settled_at or now)
    open_round(connection, gateway, ticket, last.round + 1 if last else 1, now=now)


def stop_asking(gateway: Gateway, *, ticket_id: int, actor: str, seen: int = 0, once: str = "") -> None:
    """Ask no more how a ticket stands in its department's own system, which keeps it. Raises `ChangeError`."""
    with acting(gateway, ticket_id=ticket_id, actor=actor, seen=seen, once=once) as act:
        ticket = load_for_change(act.connection, ticket_id)
        last = _last(act.connection, ticket)
        if last is None or last.settled_at is not None:
            raise ChangeError("Nothing is asked about this ticket any more.")
        change(act.connection, last.id, settled_at=act.by.now, failures=0, problem=f"{actor} had the asking stopped.")
        data = {"department": ticket.department}
        add_event(act.connection, ticket_id=ticket_id, kind=STOPPED, actor=actor, now=act.by.now, data=data)


def _last(connection: Connection, ticket: TicketRow) -> HandoverRow | None:
    mine = [row for row in list_handovers(connection, ticket.id) if row.department == ticket.department]
    return mine[-1] if mine else None
