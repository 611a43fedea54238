"""What the desk writes into tickets, and for which of them a time has come: the same on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from gateway.store import ticket_changes, tickets
from gateway.store.engine import Store
from gateway.store.links import are_linked, link, link_parts, list_linked
from gateway.store.overdue import (
    _FIND_DUE_SOON,
    _FIND_SNOOZED,
    _FIND_STOPPED,
    list_due_soon,
    list_overdue,
    list_slept_enough,
    list_stopped,
    take_due_soon,
)
from gateway.store.questions import NewQuestion, close_question, find_last_settled, is_blocked, open_question
from gateway.store.sent_forms import forget_sent, note_sent
from gateway.store.tickets import load_ticket
from parsers.values import Asked
from tests.web.site import NOON, insert_ticket

DAY = 86_400.0


@pytest.fixture
def desk(store: Store) -> Store:
    """Three tickets of one resident, the first without a place."""
    with store.writing() as connection:
        for due in (1, 2, 3):
            insert_ticket(connection, reporter="+12035550199", created_at=NOON, due_at=NOON + due * DAY)
    return store


def ticket_of(store: Store, number: int = 1) -> Any:
    with store.reading() as connection:
        return load_ticket(connection, number)


def test_a_clock_that_stands_still_is_not_late(desk: Store) -> None:
    """It is found again as soon as it goes on, with the due time that is then in force."""
    with desk.writing() as connection:
        ticket_changes.stop_clock(connection, 1, now=NOON)
        ticket_changes.stop_clock(connection, 1, now=NOON + DAY)
        assert list_overdue(connection, now=NOON + 9 * DAY, limit=9) == [2, 3]
    assert ticket_of(desk).paused_at == NOON
    with desk.writing() as connection:
        ticket_changes.start_clock(connection, 1, due_at=NOON + 5 * DAY, due_soon_at=None, now=NOON)
        assert list_overdue(connection, now=NOON + 9 * DAY, limit=9) == [2, 3, 1]
        tickets.set_status(connection, 1, status="closed", now=NOON)
        ticket_changes.stop_clock(connection, 1, now=NOON)
    assert ticket_of(desk).paused_at is None, "nobody waits for what is closed"


def test_a_reminder_is_taken_once(desk: Store) -> None:
    """Two processes may find it; one of them gets it, and a new due time may be reminded of again."""
    with desk.writing() as connection:
        for number in (1, 2, 3):
            due = NOON + number * DAY
            ticket_changes.set_due(connection, number, due_at=due, due_soon_at=due - 3600, now=NOON)
        tickets.set_status(connection, 2, status="closed", now=NOON)
        assert list_due_soon(connection, now=NOON + 9 * DAY, limit=9) == [1, 3]
        assert take_due_soon(connection, 1, now=NOON + 9 * DAY) == NOON + DAY
        assert take_due_soon(connection, 1, now=NOON + 9 * DAY) is None
        assert list_due_soon(connection, now=NOON + 2 * DAY, limit=9) == []


def test_what_a_question_stops_goes_on_when_it_is_settled(desk: Store) -> None:
    """A question without whose answer nobody can begin; a detail stops nothing, and each is counted."""
    with desk.writing() as connection:
        contact = load_ticket(connection, 1).reporter_id or 0
        place = open_question(connection, NewQuestion(contact_id=contact, kind=Asked.WHAT, ticket_id=1), now=NOON)
        assert is_blocked(connection, load_ticket(connection, 1))
        assert list_stopped(connection, limit=9) == []
        close_question(connection, place.id, outcome="expired", now=NOON + 60)
        assert list_stopped(connection, limit=9) == [1]
        assert find_last_settled(connection, 1, since=NOON) == NOON + 60
        assert find_last_settled(connection, 1, since=NOON + 61) is None
        open_question(connection, NewQuestion(contact_id=contact, kind=Asked.DETAIL, ticket_id=2), now=NOON)
    assert [(ticket_of(desk, one).asked, ticket_of(desk, one).paused_at) for one in (1, 2)] == [(1, NOON), (1, None)]


def test_what_was_snoozed_is_found_in_its_time(desk: Store) -> None:
    """Closing it ends that too."""
    with desk.writing() as connection:
        for number in (1, 2):
            ticket_changes.set_snoozed(connection, number, until=NOON + number * DAY, now=NOON)
        assert list_slept_enough(connection, now=NOON + DAY, limit=9) == [1]
        tickets.set_status(connection, 1, status="closed", now=NOON)
        assert list_slept_enough(connection, now=NOON + 9 * DAY, limit=9) == [2]


def test_figures_are_kept_where_things_change(desk: Store) -> None:
    """The first answer stays the first; only what was closed can be opened again."""
    with desk.writing() as connection:
        for moment in (NOON + 5, NOON + 9):
            ticket_changes.note_first_answer(connection, 1, now=moment)
        ticket_changes.count_moved(connection, 1)
        for status in ("open", "closed", "closed", "open", "waiting", "closed", "open"):
            tickets.set_status(connection, 1, status=status, now=NOON)
            ticket_changes.set_close_reason(connection, 1, reason="repaired" if status == "closed" else "")
    row = ticket_of(desk)
    assert (row.first_answer_at, row.moved, row.reopened, row.close_reason) == (NOON + 5, 1, 2, "")


def test_people_link_what_the_likeness_only_suggested(desk: Store) -> None:
    """Each way, once; tickets of one message are linked already."""
    with desk.writing() as connection:
        link(connection, 2, 1, now=NOON)
        link(connection, 1, 2, now=NOON)
        link_parts(connection, (1, 3), now=NOON)
        assert [are_linked(connection, *pair) for pair in ((1, 2), (2, 1), (3, 1), (2, 3))] == [True, True, True, False]
        assert [row.id for row in list_linked(connection, 1)] == [2]
        assert [row.id for row in list_linked(connection, 2)] == [1]


def test_a_form_is_noted_once_and_forgotten_after_a_week(store: Store) -> None:
    """A token is spent with the transaction that it stands in."""
    with store.writing() as connection:
        assert note_sent(connection, "a", now=NOON)
        assert not note_sent(connection, "a", now=NOON)
        forget_sent(connection, now=NOON + 6 * DAY)
        assert not note_sent(connection, "a", now=NOON)
        forget_sent(connection, now=NOON + 8 * DAY)
        assert note_sent(connection, "a", now=NOON)


def test_a_new_promise_counts_from_when_it_was_made(desk: Store) -> None:
    """Where the clock stands still it has stood still since then."""
    with desk.writing() as connection:
        ticket_changes.stop_clock(connection, 1, now=NOON)
        for number in (1, 2):
            ticket_changes.set_due(connection, number, due_at=NOON, due_soon_at=None, now=NOON + 60)
    assert [ticket_of(desk, one).paused_at for one in (1, 2)] == [NOON + 60, None]
    assert ticket_of(desk).due_at == NOON


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (_FIND_DUE_SOON, "ix_ticket_due_soon"),
        (_FIND_SNOOZED, "ix_ticket_snoozed"),
        (_FIND_STOPPED, "ix_ticket_paused"),
    ],
)
def test_what_time_brings_is_found_by_its_index(store: Store, statement: Any, index: str) -> None:
    """The sweep asks every 15 seconds, also in a city with a million tickets."""
    with store.writing() as connection:
        if not store.is_sqlite:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        asked = statement.params(now=NOON, most=9).compile(store.engine, compile_kwargs={"literal_binds": True})
        how = "EXPLAIN QUERY PLAN " if store.is_sqlite else "EXPLAIN "
        plan = " ".join(str(tuple(row)) for row in connection.execute(text(how + str(asked).replace(":", "\\:"))))
    assert index in plan
