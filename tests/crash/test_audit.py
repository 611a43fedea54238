"""The auditor itself: a crash test is worth what its auditor notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, delete, insert, select, update

from gateway.store.schema import message, outbox, ticket, work
from tests.crash.audit import audit
from tests.crash.senders import Ledger
from tests.crash.test_crash import NOTHING_WRONG

TICKET: dict[str, Any] = {
    "channel": "email",
    "department": "streets",
    "priority": "normal",
    "priority_rank": 2,
    "status": "received",
    "urgency": "routine",
    "language": "en",
    "subject": "Pothole",
    "description": "Pothole",
    "rulebook_version": "0" * 12,
    "decision": {},
    "understanding": {},
    "tags": [],
    "created_at": 1.0,
    "updated_at": 1.0,
}
ANSWER: dict[str, Any] = {
    "kind": "acknowledgement",
    "channel": "email",
    "sender": "311@elmcity.example",
    "subject": "",
    "body": "",
    "language": "en",
    "automatic": True,
    "rfc_message_id": "<1@elmcity.example>",
    "references": [],
    "created_at": 1.0,
}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Anne, Bart and Cris wrote, and all was done as promised."""
    engine = create_engine(database_url)
    try:
        with engine.begin() as connection:
            for name in ("anne", "bart", "cris"):
                _file(connection, f"{name}@mail.example")
        yield engine
    finally:
        engine.dispose()


@pytest.fixture
def ledger() -> Ledger:
    """What the three were told; Cris heard nothing."""
    ledger = Ledger()
    for name in ("anne", "bart", "cris"):
        ledger.attempt(f"{name}@mail.example")
    ledger.acknowledge("anne@mail.example")
    ledger.acknowledge("bart@mail.example")
    return ledger


def test_a_kept_promise_is_found_kept(engine: Engine, ledger: Ledger) -> None:
    """A message that was stored but never acknowledged is no fault: its sender would have come again."""
    assert audit(engine, ledger) == NOTHING_WRONG


def test_a_lost_message_is_found(engine: Engine, ledger: Ledger) -> None:
    """Dora was told that we have her mail, and it is not there."""
    ledger.attempt("dora@mail.example")
    ledger.acknowledge("dora@mail.example")
    assert audit(engine, ledger) == replace(NOTHING_WRONG, missing=["dora@mail.example"])


def test_a_message_stored_twice_is_found(engine: Engine, ledger: Ledger) -> None:
    """The same sender twice means that a second try became a second message."""
    with engine.begin() as connection:
        connection.execute(insert(message).values(_message("anne@mail.example", key="again")))
    findings = audit(engine, ledger)
    assert findings.stored_twice == ["anne@mail.example"]


def test_a_missing_ticket_and_a_missing_answer_are_found(engine: Engine, ledger: Ledger) -> None:
    """A message without its ticket or its acknowledgement is half a promise."""
    anne, bart = _id(engine, "anne@mail.example"), _id(engine, "bart@mail.example")
    with engine.begin() as connection:
        connection.execute(delete(ticket).where(ticket.c.message_id == anne))
        connection.execute(delete(outbox).where(outbox.c.cause == f"message:{bart}"))
    findings = audit(engine, ledger)
    assert findings.without_one_ticket == ["anne@mail.example"]
    assert findings.without_one_acknowledgement == ["bart@mail.example"]


def test_a_second_answer_is_found(engine: Engine, ledger: Ledger) -> None:
    """Two acknowledgements for one message annoy a resident and feed a loop."""
    bart = _id(engine, "bart@mail.example")
    with engine.begin() as connection:
        second = ANSWER | {"cause": f"message:{bart}", "recipient": "other@mail.example"}
        connection.execute(insert(outbox).values(second))
    assert audit(engine, ledger).without_one_acknowledgement == ["bart@mail.example"]


def test_a_stranger_is_found(engine: Engine, ledger: Ledger) -> None:
    """A message that nobody sent would mean that rows are made up."""
    ledger.attempted.remove("cris@mail.example")
    assert audit(engine, ledger) == replace(NOTHING_WRONG, unknown=["cris@mail.example"])


def test_dead_and_unfinished_work_is_found(engine: Engine, ledger: Ledger) -> None:
    """Work that was given up, or that never ended, is a message that nobody looks at."""
    with engine.begin() as connection:
        dead, waiting = connection.scalars(select(work.c.id).order_by(work.c.id).limit(2))
        connection.execute(update(work).where(work.c.id == dead).values(state="dead", last_error="poison"))
        connection.execute(update(work).where(work.c.id == waiting).values(state="leased"))
    assert audit(engine, ledger) == replace(NOTHING_WRONG, dead=["poison"], unfinished=1)


def _file(connection: Connection, sender: str) -> None:
    number: Any = connection.execute(insert(message).values(_message(sender, key=sender)).returning(message.c.id))
    message_id = number.scalar_one()
    connection.execute(insert(ticket).values(TICKET | {"number": f"T{message_id}", "message_id": message_id}))
    connection.execute(insert(outbox).values(ANSWER | {"cause": f"message:{message_id}", "recipient": sender}))
    done = {"kind": "process", "ref": message_id, "state": "done", "next_at": 1.0, "created_at": 1.0}
    connection.execute(insert(work).values(done))


def _message(sender: str, *, key: str) -> dict[str, Any]:
    empty: dict[str, Any] = {"recipients": [], "details": {}, "flags": []}
    return {"channel": "email", "key": key, "sender": sender, "received_at": 1.0, **empty}


def _id(engine: Engine, sender: str) -> int:
    with engine.connect() as connection:
        return connection.execute(select(message.c.id).where(message.c.sender == sender)).scalar_one()
