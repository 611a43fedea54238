"""What the page of a ticket says of the department's own system, in the words of a clerk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.bootstrap import Gateway
from gateway.handover import find_system, why_not_handed
from gateway.store.handovers import HandoverRow
from gateway.store.tickets import TicketRow

_ON_ITS_WAY = frozenset({"queued", "sending"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemBox:
    """One ticket in one system; times are UTC epoch seconds and None where there is none."""

    department: str
    """The name of the department."""
    state: str
    """Where it stands, in a few words."""
    row: HandoverRow | None
    """None where it was never handed over."""
    problem: str = ""
    may_send: bool = False
    may_stop: bool = False

    @property
    def button(self) -> str:
        """What sending is called."""
        if self.row is None or self.row.outbox_id is None:
            return "Hand it over now"
        return "File it there once more" if self.row.is_there else "Send it again"


def make_boxes(gateway: Gateway, ticket: TicketRow, rows: Sequence[HandoverRow]) -> tuple[SystemBox, ...]:
    """What each system has of a ticket, that of its department last; nothing where there is none."""
    newest = {row.department: row for row in rows}
    here = newest.pop(ticket.department, None)
    boxes = [_box(gateway, ticket, row) for row in newest.values()]
    if here is not None:
        boxes.append(_box(gateway, ticket, here))
    elif find_system(gateway, ticket.department) is not None and not ticket.is_closed:
        boxes.append(_not_handed(gateway, ticket))
    return tuple(boxes)


def _not_handed(gateway: Gateway, ticket: TicketRow) -> SystemBox:
    problem = why_not_handed(gateway, ticket)
    return SystemBox(
        department=_name(gateway, ticket.department),
        state="Not handed over",
        row=None,
        problem=problem,
        may_send=not problem,
    )


def _box(gateway: Gateway, ticket: TicketRow, row: HandoverRow) -> SystemBox:
    is_here = row.department == ticket.department
    is_moving = row.state in _ON_ITS_WAY
    return SystemBox(
        department=_name(gateway, row.department),
        state=_state(row),
        row=row,
        problem=row.reason if row.reason and not row.is_there else row.problem,
        may_send=is_here and not is_moving and not why_not_handed(gateway, ticket),
        may_stop=is_here and row.settled_at is None and row.is_there,
    )


def _state(row: HandoverRow) -> str:
    if row.foreign_id:
        return "It has it" if row.settled_at is None else "It has it; it is not asked any more"
    match row.state:
        case None:
            return "Waits until the place is known, a day at most"
        case "queued" | "sending":
            return "On its way"
        case "failed":
            return "It could not be handed over"
        case "suppressed":
            return "It was not handed over"
        case _ if row.foreign_token:
            return "It has it, and will give it a number"
        case _:
            return "It took it"


def _name(gateway: Gateway, key: str) -> str:
    found = gateway.rulebooks.current().departments.get(key)
    return found.name if found else key
