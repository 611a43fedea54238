"""Queues and the search as statements: order, paging, counts and words, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, update

from gateway.store.engine import Store
from gateway.store.finding import read_words
from gateway.store.queues import Filters, count_found, count_queues, list_queue, mark_of
from gateway.store.schema import contact, message, ticket
from tests.web.site import NOON, insert_ticket

HOUR = 3600.0


def numbers(connection: Connection, filters: Filters, **options: Any) -> list[str]:
    """What a queue shows."""
    return [row.number for row in list_queue(connection, filters, now=NOON, **{"limit": 50, **options})]


def test_queues_have_an_order_and_pages(store: Store) -> None:
    """Emergencies, then priority, then the newest; closed ones by their closing; no ticket twice or never on pages."""
    with store.writing() as connection:
        order = [
            insert_ticket(connection, priority="emergency", created_at=NOON - HOUR),
            insert_ticket(connection, priority="emergency", created_at=NOON - 9 * HOUR),
            insert_ticket(connection, priority="high", created_at=NOON - 2 * HOUR),
            *reversed([insert_ticket(connection, created_at=NOON) for _ in range(3)]),
            insert_ticket(connection, priority="low", created_at=NOON),
        ]
        closed = [
            insert_ticket(connection, status="closed", closed_at=NOON - hours, created_at=NOON - 99 * HOUR + hours)
            for hours in range(3)
        ]
        insert_ticket(connection, department="fire", priority="emergency")
        streets = Filters(departments=("streets",))
        assert numbers(connection, streets) == order
        assert numbers(connection, replace(streets, show="closed")) == closed
        assert sorted(numbers(connection, replace(streets, show="all"))) == sorted([*order, *closed])
        for show in ("open", "closed", "all"):
            filters = replace(streets, show=show)
            assert in_pages(connection, filters) == numbers(connection, filters)
        assert count_found(connection, streets, now=NOON, most=5) == 5
        assert count_found(connection, streets, now=NOON, most=50) == 7


def in_pages(connection: Connection, filters: Filters) -> list[str]:
    """The whole queue, read two lines at a time."""
    found: list[str] = []
    after = None
    while rows := list_queue(connection, filters, now=NOON, limit=2, after=after):
        found += [row.number for row in rows]
        after = mark_of(rows[-1], filters.show)
    return found


def test_departments_are_counted(store: Store) -> None:
    """Open, emergencies, overdue, nobody's and put off, each for its department; a clock that stands is not overdue."""
    with store.writing() as connection:
        insert_ticket(connection, priority="emergency", due_at=NOON - 1, snoozed_until=NOON + HOUR)
        insert_ticket(connection, due_at=NOON + HOUR, assignee="bart@elmcity.example")
        insert_ticket(connection, due_at=NOON - 1, paused_at=NOON - HOUR)
        insert_ticket(connection, snoozed_until=NOON + HOUR)
        insert_ticket(connection, status="closed", priority="emergency", due_at=NOON - 1)
        insert_ticket(connection, department="fire", snoozed_until=NOON - 1)
        counts = count_queues(connection, now=NOON)
    streets = counts["streets"]
    told = (streets.open, streets.emergencies, streets.overdue, streets.unassigned, streets.snoozed)
    assert told == (3, 1, 1, 2, 1)
    assert (counts["fire"].open, counts["fire"].snoozed) == (1, 0)


FOUND = (
    ("pothole", "one two"),
    ("POTHO", "one two"),
    ("maple 48", "one"),
    ("4 maple", ""),
    ("avila", "two"),
    ("Ávila", "two"),
    ("anne", "one"),
    ("+1 (203) 555-0111", "one"),
    ("2035550111", "one"),
    ("bart@residents.example", "two"),
    ("north side", "one"),
    ("漏水", "three"),
    ("漏水 canal", "three"),
    ("水漏", ""),
    ("water leak", "three"),
    ("nothing like it", ""),
    ("'; DROP TABLE ticket; --", ""),
    ('"pot* AND (NEAR', ""),
    ("\x00pothole", "one two"),
    ("& | ! :* <->", ""),
)


def test_words_are_found_wherever_they_stand(store: Store) -> None:
    """Number, subject, words, place, service, who wrote and what came later; beginnings, accents, any input."""
    with store.writing() as connection:
        named = {
            "one": insert_ticket(connection),
            "two": insert_ticket(
                connection,
                channel="email",
                reporter="bart@residents.example",
                reporter_name="Bart",
                subject="Calle",
                description="A pothole in Calle Ávila",
                location="Calle Ávila 7",
                status="closed",
                closed_at=NOON,
            ),
            "three": insert_ticket(
                connection,
                description="路上漏水了 on the sidewalk",
                subject="",
                service_name="Water leak",
                location="9 Canal St",
                reporter=None,
            ),
        }
        later = insert_ticket(
            connection, department="fire", reporter=None, description="x", subject="x", service_name=None, location=None
        )
        say(connection, later, "It is on the north side, I forgot", belongs_to=named["one"])
        for words, found in FOUND:
            expected = {named[name] for name in found.split()}
            assert set(numbers(connection, Filters(show="all", words=words))) == expected, words
            is_open = {number for number in expected if number != named["two"]}
            assert set(numbers(connection, Filters(words=words, departments=("streets",)))) == is_open, words
        for number in named.values():
            assert numbers(connection, Filters(show="all", words=number.lower().replace("-", ""))) == [number]
        assert numbers(connection, Filters(show="all", place="maple")) == [named["one"]]
        assert numbers(connection, Filters(show="all", place="calle avila", words="pothole")) == [named["two"]]
        assert numbers(connection, Filters(show="all", place="pothole")) == []


def say(connection: Connection, number: str, text: str, *, belongs_to: str) -> None:
    """Let the message of one ticket turn out to belong to another."""
    row = connection.execute(ticket.select().where(ticket.c.number == belongs_to)).one()
    moved = ticket.select().where(ticket.c.number == number)
    said = update(message).where(message.c.id == connection.execute(moved).one().message_id)
    connection.execute(said.values(text=text, ticket_id=row.id))


def test_words_follow_what_changes(store: Store) -> None:
    """What was forgotten of a person is found no more; what was corrected is found by its new words."""
    with store.writing() as connection:
        number = insert_ticket(connection)
        later = insert_ticket(connection, reporter=None, description="x", subject="x", location=None)
        say(connection, later, "call me: xylophone", belongs_to=number)
        find = lambda words: numbers(connection, Filters(show="all", words=words))  # noqa: E731 - asked again and again
        assert (find("anne"), find("xylophone")) == ([number], [number])
        connection.execute(update(contact).values(name="", address="gone-1"))
        connection.execute(update(message).values(text="call me: ****"))
        connection.execute(update(ticket).where(ticket.c.number == number).values(location="9 Canal St"))
        assert (find("anne"), find("2035550111"), find("xylophone")) == ([], [], [])
        assert numbers(connection, Filters(show="all", place="canal")) == [number]
        connection.execute(update(message).values(ticket_id=None))
        connection.execute(delete(ticket.metadata.tables["event"]))
        connection.execute(delete(ticket))
        assert find("canal") == []


@pytest.mark.parametrize(
    "text",
    ["\ufdfa " * 10_000, "x" * 20_000, " ".join(f"{number}\U0001f573\U0001f6b2" for number in range(4_000))],
    ids=["signs that are many letters", "one word", "four thousand words"],
)
def test_no_text_is_too_long_to_be_found(store: Store, text: str) -> None:
    """Keeping words must never refuse a report, whatever it consists of."""
    with store.writing() as connection:
        number = insert_ticket(connection, description=text, location=text)
        for _ in range(12):
            later = insert_ticket(connection, reporter=None)
            say(connection, later, text, belongs_to=number)
        assert number in numbers(connection, Filters(show="all", words="Anne"))


@given(st.text(max_size=60))
def test_any_input_is_words(typed: str) -> None:
    """Words hold letters and digits only, so that nothing typed has a meaning for either database."""
    words = read_words(typed)
    assert all(word.isalnum() or word.replace("\u0345", "").isalnum() for word in words)
    assert len(words) <= 12


@pytest.mark.parametrize(("typed", "words"), [("", ()), ("O'Neill St.", ("o", "neill", "st")), ("Ünal", ("unal",))])
def test_words_are_small_and_plain(typed: str, words: tuple[str, ...]) -> None:
    """Case, accents and punctuation make no difference."""
    assert read_words(typed) == words
