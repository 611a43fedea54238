"""Time travel: the rows of one played phone become older, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from gateway.channels.simulator import simulator_text
from gateway.store.ageing import LONGEST_SECONDS, Aged, age_phone, find_lead
from gateway.store.engine import Store
from gateway.store.messages import insert_arrivals
from gateway.store.questions import NewQuestion, find_open_question, open_question
from gateway.store.schema import event, message, outbox, ticket, work
from gateway.store.work import add_work
from parsers.values import Asked
from tests.web.site import NOON, add_outbound, insert_ticket

ANNE, BART = "+12035550111", "+12035550122"
DAY = 86_400.0


def times(store: Store, table: Any, *names: str) -> list[tuple[Any, ...]]:
    with store.reading() as connection:
        return [
            tuple(row) for row in connection.execute(select(*(table.c[name] for name in names)).order_by(table.c.id))
        ]


def travel(store: Store, seconds: float) -> Aged:
    with store.writing() as connection:
        return age_phone(connection, ANNE, seconds=seconds, now=NOON)


def play(store: Store, number: str) -> int:
    """A ticket by text with an answer that waits, a notice to the department and a question; the ticket's id."""
    with store.writing() as connection:
        insert_ticket(connection, reporter=number, created_at=NOON, due_at=NOON + 3 * DAY)
        row = connection.execute(select(ticket).order_by(ticket.c.id.desc()).limit(1)).one()
        answer = add_outbound(connection, recipient=number, state="queued", ticket_id=row.id)
        add_outbound(connection, channel="simulator_email", recipient="streets@elmcity.example", ticket_id=row.id)
        asked = NewQuestion(contact_id=row.reporter_id, kind=Asked.PLACE, ticket_id=row.id)
        question = open_question(connection, asked, now=NOON)
        add_work(connection, kind="deliver", ref=answer, now=NOON, next_at=NOON + 20)
        add_work(connection, kind="remind", ref=question.id, now=NOON, next_at=NOON + DAY)
        return int(row.id)


def test_everything_of_a_phone_becomes_older_together(store: Store) -> None:
    """A reminder is due after a day, and the order in which things happened stays."""
    play(store, ANNE)
    assert travel(store, 60.0) == Aged(messages=1, tickets=1, questions=1, due=1, waiting=1)
    assert travel(store, DAY - 60.0) == Aged(messages=1, tickets=1, questions=1, due=1, waiting=0)
    assert times(store, work, "kind", "next_at") == [("deliver", NOON + 20 - DAY), ("remind", NOON)]
    assert times(store, ticket, "created_at", "updated_at", "due_at") == [(NOON - DAY, NOON - DAY, NOON + 2 * DAY)]
    assert times(store, message, "received_at", "processed_at") == [(NOON - DAY, NOON + 1 - DAY)]
    assert times(store, event, "created_at") == [(NOON - DAY,)]
    assert times(store, outbox, "created_at", "sent_at") == [(NOON - DAY, None), (NOON - DAY, None)]
    with store.reading() as connection:
        question = find_open_question(connection, 1)
    assert question is not None
    assert (question.asked_at, question.reminded_at) == (NOON - DAY, None)


def test_nobody_elses_time_is_touched(store: Store) -> None:
    """Neither another phone's, nor a real resident's who has the same number."""
    play(store, BART)
    with store.writing() as connection:
        insert_ticket(connection, reporter=ANNE, channel="twilio", created_at=NOON)
        add_outbound(connection, recipient=ANNE, channel="twilio")
    before = [times(store, table, *table.c.keys()) for table in (message, ticket, event, outbox, work)]
    assert travel(store, DAY) == Aged(messages=0, tickets=0, questions=0, due=0, waiting=0)
    assert [times(store, table, *table.c.keys()) for table in (message, ticket, event, outbox, work)] == before


def test_what_somebody_is_doing_is_left_alone(store: Store) -> None:
    """A leased row belongs to its worker; its lease is about the real clock."""
    play(store, ANNE)
    with store.writing() as connection:
        connection.execute(update(work).where(work.c.kind == "deliver").values(state="leased", lease_until=NOON + 60))
    travel(store, DAY)
    assert times(store, work, "next_at", "lease_until")[0] == (NOON + 20, NOON + 60)


def test_a_text_that_was_only_stored_is_moved_with_its_work(store: Store) -> None:
    """Nothing need be processed before time passes."""
    with store.writing() as connection:
        moment = datetime.fromtimestamp(NOON, UTC)
        arrival = simulator_text(ANNE, "+12035550142", "a pothole", now=moment)
        insert_arrivals(connection, [arrival], now=NOON)
        connection.execute(insert(work).values(kind="process", ref=999, next_at=NOON, created_at=NOON))
    assert travel(store, 60.0).messages == 1
    assert times(store, work, "ref", "next_at") == [(1, NOON - 60), (999, NOON)]


def test_a_phone_knows_how_far_its_clock_is_ahead(store: Store) -> None:
    """The first text keeps its moment twice, and time travel moves one of them."""
    with store.writing() as connection:
        arrival = simulator_text(ANNE, "+12035550142", "a pothole", now=datetime.fromtimestamp(NOON, UTC))
        insert_arrivals(connection, [arrival], now=NOON)
    travel(store, 60.0)
    travel(store, DAY)
    with store.reading() as connection:
        assert find_lead(connection, ANNE) == DAY + 60
        assert find_lead(connection, BART) == 0.0


@pytest.mark.parametrize("seconds", [0.0, -5.0, LONGEST_SECONDS + 1, float("nan")])
def test_only_the_future_can_be_visited(store: Store, seconds: float) -> None:
    """A negative time would make answered questions open again."""
    with pytest.raises(ValueError, match="no time to travel"):
        travel(store, seconds)
