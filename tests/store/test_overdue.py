"""What has become overdue is found by its index, and each due time is taken once: the same on both databases."""

from __future__ import annotations

import time

from alembic import command
from sqlalchemy import select, text

from gateway.store.ageing import age_phone
from gateway.store.engine import Store
from gateway.store.migrate import _config, migrate
from gateway.store.overdue import _FIND, list_overdue, take_overdue
from gateway.store.schema import ticket
from gateway.store.ticket_changes import set_due
from gateway.store.tickets import set_merged, set_status
from tests.web.site import NOON, insert_ticket

DAY = 86_400.0
ANNE = "+12035550111"


def fill(store: Store, *days: float, reporter: str = ANNE) -> None:
    """Tickets that are due after so many days."""
    with store.writing() as connection:
        for due in days:
            insert_ticket(connection, reporter=reporter, created_at=NOON, due_at=NOON + due * DAY)


def test_the_longest_overdue_come_first_and_each_once(store: Store) -> None:
    """Two processes may find the same ticket; one of them gets it."""
    fill(store, 3, 1, 2, 9)
    with store.writing() as connection:
        assert list_overdue(connection, now=NOON + 5 * DAY, limit=2) == [2, 3]
        assert list_overdue(connection, now=NOON + 5 * DAY, limit=9) == [2, 3, 1]
        assert take_overdue(connection, 2, now=NOON + 5 * DAY) == NOON + DAY
        assert take_overdue(connection, 2, now=NOON + 5 * DAY) is None
        assert take_overdue(connection, 4, now=NOON + 5 * DAY) is None, "it is not due yet"
        assert list_overdue(connection, now=NOON + 5 * DAY, limit=9) == [3, 1]
        set_due(connection, 2, due_at=NOON + 4 * DAY, due_soon_at=None, now=NOON)
        assert list_overdue(connection, now=NOON + 5 * DAY, limit=9) == [3, 1, 2]


def test_closed_and_merged_ones_are_not_found(store: Store) -> None:
    """Nobody works on them; one that is opened again is found again."""
    fill(store, 1, 1, 1)
    with store.writing() as connection:
        set_status(connection, 1, status="closed", now=NOON)
        set_merged(connection, 2, into=3, now=NOON)
        assert list_overdue(connection, now=NOON + DAY, limit=9) == [3]
        assert take_overdue(connection, 1, now=NOON + DAY) is None
        set_status(connection, 1, status="open", now=NOON)
        assert list_overdue(connection, now=NOON + DAY, limit=9) == [1, 3]


def test_the_index_serves_the_question(store: Store) -> None:
    """It is asked every 15 seconds by every process; what is closed, told or has no due time must cost nothing."""
    fill(store, 1)
    with store.writing() as connection:
        if not store.is_sqlite:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        how = "EXPLAIN QUERY PLAN" if store.is_sqlite else "EXPLAIN"
        bound = _FIND.params(now=NOON, most=50)
        asked = str(bound.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = " ".join(str(row) for row in connection.execute(text(f"{how} {asked}")))
    assert "ix_ticket_overdue" in plan


def test_time_travel_tells_nothing_twice(store: Store) -> None:
    """On a played phone the time that was told grows older with the due time itself."""
    with store.writing() as connection:
        insert_ticket(connection, reporter=ANNE, channel="simulator_sms", created_at=NOON, due_at=NOON + DAY)
        assert take_overdue(connection, 1, now=NOON + DAY) == NOON + DAY
        age_phone(connection, ANNE, seconds=5 * DAY, now=NOON + DAY)
        assert connection.execute(select(ticket.c.due_at, ticket.c.overdue_at)).one() == (NOON - 4 * DAY,) * 2
        assert list_overdue(connection, now=NOON + DAY, limit=9) == []


def test_an_upgrade_does_not_tell_the_whole_past(empty_database_url: str) -> None:
    """What was overdue before the rules were asked about it would all be told at once."""
    store = Store(empty_database_url)
    with store.writing() as connection:
        command.upgrade(_config(connection), "0004")
        for due_at in (NOON, time.time() + DAY, None):
            insert_ticket(connection, reporter=ANNE, due_at=due_at)
    migrate(store)
    with store.reading() as connection:
        assert list_overdue(connection, now=time.time(), limit=9) == []
        assert list_overdue(connection, now=time.time() + 2 * DAY, limit=9) == [2]
    store.dispose()
