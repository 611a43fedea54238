"""The tickets of a played mailbox, each with the words that it was read from and the rule that sent it where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.bootstrap import Gateway
from gateway.store.tickets import TicketRow
from gateway.web.explanation import Explanation, explain
from gateway.web.highlight import Piece, cut

_TICKETS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A ticket of this resident, with why it is where it is."""

    ticket: TicketRow
    why: Explanation
    pieces: tuple[Piece, ...]
    department: str


def list_understood(gateway: Gateway, tickets: Sequence[TicketRow]) -> tuple[Understood, ...]:
    """The newest tickets, explained."""
    departments = gateway.rulebooks.current().departments
    return tuple(
        Understood(
            ticket=row,
            why=(why := explain(row)),
            pieces=cut(row.description[:1_000], why.marks),
            department=departments[row.department].name if row.department in departments else row.department,
        )
        for row in tickets[:_TICKETS]
    )
