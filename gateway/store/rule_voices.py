"""How often each rule had something to say about the city's requests, from what tickets and their histories keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, cast, func, select
from sqlalchemy.dialects.postgresql import JSONPATH

from gateway.store.events import RULES_ASKED
from gateway.store.schema import event, ticket

NEWEST = 20_000
"""Tickets that are looked at, so that the page opens quickly where a city has many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """Tickets on which rules spoke, by the rules' names."""

    tickets: int
    """Tickets that were looked at: those of the time asked for, or the newest `NEWEST` where they are more."""
    heard: Mapping[str, int]
    """On how many a rule set something, and how often one did something when a ticket was closed or overdue."""
    passed_over: Mapping[str, int]
    """On how many a rule fitted, and a rule above it had set something else."""


def count_voices(connection: Connection, *, since: float, limit: int = NEWEST) -> Voices:
    """Count over the tickets opened after `since`, UTC epoch seconds; four short statements."""
    newest = select(ticket.c.id, ticket.c.decision, ticket.c.created_at).order_by(ticket.c.id.desc()).limit(limit)
    bounded = newest.subquery()
    recent = select(bounded).where(bounded.c.created_at >= since).subquery()
    total = connection.execute(select(func.count()).select_from(recent)).scalar_one()
    return Voices(
        tickets=int(total),
        heard=_counted(connection, _rules(connection, recent, "voices", "rule"))
        + _counted(connection, _rules(connection, _asked_later(recent), "rules", "")),
        passed_over=_counted(connection, _rules(connection, recent, "passed_over", "")),
    )


def _asked_later(recent: Subquery) -> Subquery:
    """What rules did to these tickets after they were opened."""
    done = select(event.c.id, event.c.data.label("decision")).join(recent, recent.c.id == event.c.ticket_id)
    return done.where(event.c.kind == RULES_ASKED).subquery()


def _rules(connection: Connection, recent: Subquery, member: str, key: str) -> Select[str, int]:
    """A row for each rule that a list of the decisions names, with the number of tickets; `key` is empty for texts."""
    name = _names_in(recent.c.decision, member, key) if connection.dialect.name == "postgresql" else None
    rule = (_names_in_sqlite(recent.c.decision, member, key) if name is None else name).label("rule")
    return select(rule, func.count(recent.c.id.distinct())).select_from(recent).group_by(rule)


def _names_in(decision: ColumnElement[Any], member: str, key: str) -> ColumnElement[str]:
    path = cast(f"$.{member}[*].{key}" if key else f"$.{member}[*]", JSONPATH)
    listed = func.jsonb_path_query_array(decision, path)
    parts = func.jsonb_array_elements_text(listed).table_valued("value", joins_implicitly=True)
    return parts.c.value


def _names_in_sqlite(decision: ColumnElement[Any], member: str, key: str) -> ColumnElement[str]:
    parts = func.json_each(decision, f"$.{member}").table_valued("value", joins_implicitly=True)
    return func.json_extract(parts.c.value, f"$.{key}") if key else parts.c.value


def _counted(connection: Connection, query: Select[str, int]) -> Counter[str]:
    rows = connection.execute(query).all()
    return Counter({str(row[0]): int(row[1]) for row in rows})
