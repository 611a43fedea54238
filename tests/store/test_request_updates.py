"""Steps and updates of requests in the store: found by an index of their own, and taken once on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.event import listen
from sqlalchemy.exc import NoResultFound

from gateway.store import api_keys
from gateway.store.api_keys import NewApiKey
from gateway.store.engine import Store
from gateway.store.events import add_event
from gateway.store.public_updates import WantedSteps, list_steps, load_step
from gateway.store.request_updates import add_update, find_update, set_event, was_changed_by_others
from gateway.store.tickets import find_by_number
from tests.web.site import NOON, insert_ticket

WANTED = WantedSteps(services=("pothole",), is_test=False, start=NOON, end=NOON + 10)


def add_ticket(connection: Connection) -> int:
    """A ticket; its history begins with the event that opened it."""
    found = find_by_number(connection, insert_ticket(connection))
    assert found is not None
    return found.id


def add_key(connection: Connection, name: str) -> int:
    """A key's id."""
    new = NewApiKey(name=name, contact="", scopes=("updates",), per_minute=1, expires_at=None)
    found = api_keys.find_by_key(connection, api_keys.add_key(connection, new, created_by="", now=NOON))
    assert found is not None
    return found.id


def test_an_update_is_taken_once_for_each_key(store: Store) -> None:
    """Whoever sends it again finds what became of it."""
    with store.writing() as connection:
        ticket_id, key, other = add_ticket(connection), add_key(connection, "One"), add_key(connection, "Other")
        taken = add_update(connection, api_key_id=key, update_id="1", ticket_id=ticket_id, now=NOON)
        assert taken is not None
        assert add_update(connection, api_key_id=key, update_id="1", ticket_id=ticket_id, now=NOON) is None
        assert add_update(connection, api_key_id=other, update_id="1", ticket_id=ticket_id, now=NOON) is not None
        event_id = add_event(connection, ticket_id=ticket_id, kind="note", actor="open311:One", now=NOON)
        set_event(connection, taken, event_id=event_id)
        found = find_update(connection, api_key_id=key, update_id="1")
        assert found is not None
        assert (found.ticket_id, found.event_id) == (ticket_id, event_id)
        assert find_update(connection, api_key_id=key, update_id="2") is None


def test_steps_are_listed_in_the_order_of_time_and_counted_within_their_ticket(store: Store) -> None:
    """What is no step counts too, so that a step keeps its name whatever comes to be one."""
    with store.writing() as connection:
        ticket_id = add_ticket(connection)
        for kind, at in (("status", 3), ("note", 1), ("reopened", 2), ("status", 10)):
            add_event(connection, ticket_id=ticket_id, kind=kind, actor="bart@elmcity.example", now=NOON + at)
        steps = list_steps(connection, WANTED, limit=10)
        assert [(step.kind, step.ordinal) for step in steps] == [("reopened", 4), ("status", 2)]
        assert [step.ordinal for step in list_steps(connection, WANTED, limit=1)] == [4]
        with pytest.raises(NoResultFound):
            load_step(connection, 0)


def test_only_a_later_change_by_somebody_else_counts(store: Store) -> None:
    """What a system has done itself does not keep it from doing more."""
    with store.writing() as connection:
        ticket_id = add_ticket(connection)
        add_event(connection, ticket_id=ticket_id, kind="status", actor="open311:One", now=NOON + 5)
        asked = {"since": NOON, "but": "open311:One"}
        assert not was_changed_by_others(connection, ticket_id, **asked)
        add_event(connection, ticket_id=ticket_id, kind="note", actor="bart@elmcity.example", now=NOON + 6)
        assert not was_changed_by_others(connection, ticket_id, **asked)
        add_event(connection, ticket_id=ticket_id, kind="reopened", actor="resident", now=NOON + 7)
        assert was_changed_by_others(connection, ticket_id, **asked)
        assert not was_changed_by_others(connection, ticket_id, since=NOON + 7, but="open311:One")


def test_steps_are_found_by_their_index(sqlite_store: Store) -> None:
    """A city with millions of events reads those of the window and no others."""
    asked: list[tuple[str, Any]] = []
    with sqlite_store.reading() as connection:
        listen(connection, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))
        list_steps(connection, WANTED, limit=10)
        statement, parameters = asked[-1]
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert "USING INDEX ix_event_step (created_at>? AND created_at<?)" in str(plan)
