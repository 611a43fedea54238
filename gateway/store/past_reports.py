"""How many tickets a sender has opened, or were opened at a place, since several times: one statement for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, ScalarSelect, func, select

from gateway.store.schema import ticket
from gateway.store.ticket_schema import OPEN311_TEST


@dataclass(frozen=True, slots=True, kw_only=True)
class PastReports:
    """Tickets opened since then (UTC epoch seconds) by a contact, or at the place with this key."""

    since: float
    reporter_id: int | None = None
    place_key: str = ""


def count_past_reports(
    connection: Connection, asked: Sequence[PastReports], *, besides: int | None = None
) -> tuple[int, ...]:
    """How many each of `asked` is, without the ticket `besides`; closed and joined ones count as well."""
    counts = [_count(one, besides).label(f"n{number}") for number, one in enumerate(asked)]
    return tuple(connection.execute(select(*counts)).one()) if counts else ()


def _count(asked: PastReports, besides: int | None) -> ScalarSelect[int]:
    whose = ticket.c.place_key == asked.place_key if asked.place_key else ticket.c.reporter_id == asked.reporter_id
    is_meant = ticket.c.source != OPEN311_TEST
    query = select(func.count()).select_from(ticket).where(whose, ticket.c.created_at >= asked.since, is_meant)
    return (query if besides is None else query.where(ticket.c.id != besides)).scalar_subquery()
