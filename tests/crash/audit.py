"""Compares what residents were promised with the rows that are there: nothing missing, nothing twice."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, and_, func, literal, select, update

from gateway.store.schema import message, outbox, ticket, work
from tests.crash.senders import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is wrong, by sender; all of them empty when the promise was kept."""

    missing: list[str]
    stored_twice: list[str]
    without_one_ticket: list[str]
    without_one_acknowledgement: list[str]
    unknown: list[str]
    dead: list[str]
    unfinished: int


def audit(engine: Engine, ledger: Ledger) -> Findings:
    """Look at every message, ticket, acknowledgement and piece of work."""
    with engine.connect() as connection:
        rows = _rows(connection)
        dead = [error or "" for (error,) in connection.execute(select(work.c.last_error).where(work.c.state == "dead"))]
        unfinished = _count_unfinished(connection)
    stored = {sender: (messages, tickets, answers) for sender, messages, tickets, answers in rows}
    return Findings(
        missing=sorted(ledger.acknowledged - set(stored)),
        stored_twice=[sender for sender, (messages, _, _) in stored.items() if messages != 1],
        without_one_ticket=[sender for sender, (_, tickets, _) in stored.items() if tickets != 1],
        without_one_acknowledgement=[sender for sender, (_, _, answers) in stored.items() if answers != 1],
        unknown=sorted(set(stored) - ledger.attempted),
        dead=dead,
        unfinished=unfinished,
    )


def is_done_within(engine: Engine, *, seconds: float) -> bool:
    """Wait until no work is left to do; False when the time is over before."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with engine.connect() as connection:
            if not _count_unfinished(connection):
                return True
        time.sleep(0.2)
    return False


def let_a_minute_pass(engine: Engine) -> None:
    """Age leases and delays by a minute: those of the dead expire without waiting, those of the living are fenced."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Workers lock rows in an order of their own; whoever waits for the whole table holds none of them.
            connection.exec_driver_sql("LOCK TABLE work IN EXCLUSIVE MODE")
        later = {"lease_until": work.c.lease_until - 60, "next_at": work.c.next_at - 60}
        connection.execute(update(work).where(work.c.state.in_(("ready", "leased"))).values(later))


def _count_unfinished(connection: Connection) -> int:
    waiting = work.c.state.in_(("ready", "leased"))
    return connection.execute(select(func.count()).select_from(work).where(waiting)).scalar_one()


def _rows(connection: Connection) -> list[tuple[str, int, int, int]]:
    acknowledges = and_(
        outbox.c.kind == "acknowledgement",
        outbox.c.cause == literal("message:").concat(func.cast(message.c.id, outbox.c.cause.type)),
    )
    query = (
        select(
            message.c.sender,
            func.count(message.c.id.distinct()),
            func.count(ticket.c.id.distinct()),
            func.count(outbox.c.id.distinct()),
        )
        .outerjoin(ticket, ticket.c.message_id == message.c.id)
        .outerjoin(outbox, acknowledges)
        .group_by(message.c.sender)
    )
    return [tuple(row) for row in connection.execute(query)]
