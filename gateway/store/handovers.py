"""Tickets in departments' own systems: which are there, what they are called there, and when they are asked again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, insert, select, update

from gateway.store.dialects import DIALECTS
from gateway.store.open311_schema import foreign_update, handover
from gateway.store.schema import event, outbox, ticket
from gateway.store.tickets import TICKET_COLUMNS, TicketRow


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverRow:
    """One ticket in one department's own system; times are UTC epoch seconds."""

    id: int
    ticket_id: int
    department: str
    round: int
    """1 at first; each time that a person has it sent again there is another."""
    outbox_id: int | None
    """What goes out; None while it waits for a place."""
    foreign_id: str
    foreign_token: str
    foreign_status: str
    """What the other side last said, in its own words; empty until it was asked."""
    foreign_notes: str
    foreign_updated: str
    problem: str
    asked_at: float | None
    next_at: float
    failures: int
    """How often in a row it could not be asked."""
    created_at: float
    settled_at: float | None
    """Since when it is asked no more."""
    state: str | None
    """Of the row in the outbox."""
    reason: str | None
    provider_id: str | None
    attempts: int | None

    @property
    def is_there(self) -> bool:
        """Whether the other side is known to have it."""
        return bool(self.foreign_id or self.foreign_token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """An event that a listener is told of, with the ticket as it is now."""

    kind: str
    data: dict[str, Any]
    ticket: TicketRow


_OF_OUTBOX = ("state", "reason", "provider_id", "attempts")
_COLUMNS = [handover.c[one.name] for one in fields(HandoverRow) if one.name not in _OF_OUTBOX]
_ROWS = select(*_COLUMNS, *(outbox.c[name] for name in _OF_OUTBOX)).join(
    outbox, outbox.c.id == handover.c.outbox_id, isouter=True
)
_CAME = (
    select(event.c.kind.label("event_kind"), event.c.data, *TICKET_COLUMNS)
    .join(ticket, ticket.c.id == event.c.ticket_id)
    .where(event.c.id.in_(bindparam("events", expanding=True)), event.c.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(event.c.id)
)
_TO_ASK = handover.c.settled_at.is_(None)
_DUE = select(handover.c.id).where(_TO_ASK, handover.c.next_at <= bindparam("now")).order_by(handover.c.next_at)


def list_came(connection: Connection, events: Collection[int], kinds: Collection[str]) -> Sequence[Came]:
    """Those of the events with these ids that are of these kinds, oldest first, and their tickets."""
    rows = connection.execute(_CAME, {"events": list(events), "kinds": list(kinds)})
    return [_to_came(row) for row in rows]


def _to_came(row: Row[Any]) -> Came:
    values = dict(row._mapping)
    kind, data = values.pop("event_kind"), values.pop("data")
    return Came(kind=kind, data=data, ticket=TicketRow(**values))


def open_handover(connection: Connection, *, ticket_id: int, department: str, number: int, now: float) -> int:
    """Note that a ticket goes to a department's own system for the `number`th time; its id.

    Raises `IntegrityError` where somebody has just done so.
    """
    values = {"ticket_id": ticket_id, "department": department, "round": number, "next_at": now, "created_at": now}
    return int(connection.execute(insert(handover).values(values).returning(handover.c.id)).scalar_one())


def set_outbox(connection: Connection, handover_id: int, outbox_id: int) -> None:
    """Note what goes out."""
    change(connection, handover_id, outbox_id=outbox_id)


def change(connection: Connection, handover_id: int, **values: Any) -> None:
    """Write columns of one handover."""
    connection.execute(update(handover).where(handover.c.id == handover_id).values(values))


def load_handover(connection: Connection, handover_id: int) -> HandoverRow:
    """One of them; raises `NoResultFound`."""
    return HandoverRow(**connection.execute(_ROWS.where(handover.c.id == handover_id)).one()._mapping)


def list_handovers(connection: Connection, ticket_id: int) -> Sequence[HandoverRow]:
    """All of a ticket, the first first."""
    rows = connection.execute(_ROWS.where(handover.c.ticket_id == ticket_id).order_by(handover.c.id))
    return [HandoverRow(**row._mapping) for row in rows]


def take_due(connection: Connection, *, now: float, again_at: float, limit: int) -> Sequence[HandoverRow]:
    """Up to `limit` that are to be asked now, the longest first; nobody else takes them before `again_at`."""
    ids = connection.scalars(_DUE.limit(limit).with_for_update(skip_locked=True), {"now": now}).all()
    if not ids:
        return []
    connection.execute(update(handover).where(handover.c.id.in_(ids)).values(next_at=again_at))
    rows = connection.execute(_ROWS.where(handover.c.id.in_(ids)).order_by(handover.c.id))
    return [HandoverRow(**row._mapping) for row in rows]


def list_asked_departments(connection: Connection) -> Sequence[str]:
    """The departments of which something is still asked and has a number there."""
    mine = and_(_TO_ASK, handover.c.foreign_id != "")
    return connection.scalars(select(handover.c.department).where(mine).distinct().order_by("department")).all()


def list_silent(connection: Connection, *, failures: int) -> Sequence[tuple[str, int]]:
    """Departments of whose system at least one question failed so often in a row, and about how many tickets."""
    mine = and_(_TO_ASK, handover.c.failures >= failures)
    query = select(handover.c.department, func.count()).where(mine).group_by(handover.c.department)
    return [(row[0], row[1]) for row in connection.execute(query.order_by(handover.c.department))]


def find_by_foreign_id(connection: Connection, department: str, foreign_id: str) -> HandoverRow | None:
    """What a department's own system calls so and is still asked about; the newest of several."""
    mine = and_(handover.c.department == department, handover.c.foreign_id == foreign_id, _TO_ASK)
    row = connection.execute(_ROWS.where(mine).order_by(handover.c.id.desc()).limit(1)).first()
    return HandoverRow(**row._mapping) if row else None


def take_update(connection: Connection, handover_id: int, update_id: str, *, now: float) -> int | None:
    """Note that an update of the other side is heeded; its row, or None where it was before."""
    added = DIALECTS[connection.dialect.name].insert(foreign_update).on_conflict_do_nothing()
    values = {"handover_id": handover_id, "update_id": update_id, "created_at": now}
    return connection.execute(added.values(values).returning(foreign_update.c.id)).scalar_one_or_none()


def set_update_event(connection: Connection, row_id: int, event_id: int) -> None:
    """Note the event that tells what an update said."""
    connection.execute(update(foreign_update).where(foreign_update.c.id == row_id).values(event_id=event_id))


def find_last_status_by_desk(connection: Connection, ticket_id: int) -> float | None:
    """When a person of the city last moved a ticket to another state; None when nobody has."""
    by_desk = (event.c.kind == "status", event.c.actor.contains("@"), ~event.c.actor.startswith("rule "))
    query = select(func.max(event.c.created_at)).where(event.c.ticket_id == ticket_id, *by_desk)
    at: float | None = connection.scalar(query)
    return at


def forget_words(connection: Connection, ticket_id: int) -> None:
    """Empty what other systems said about a ticket."""
    mine = handover.c.ticket_id == ticket_id
    connection.execute(update(handover).where(mine).values(foreign_notes="", problem=""))
