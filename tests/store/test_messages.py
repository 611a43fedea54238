"""An arrival is stored once, whole, and with its work to do (PROTOCOL 4.1-4.4)."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from gateway.envelopes import Stored
from gateway.store.engine import Store
from gateway.store.messages import insert_arrivals, load_arrival, load_message
from gateway.store.schema import message, work
from gateway.store.work import claim, finish, purge_done
from tests.rows import RECEIVED, make_arrival


def insert(store: Store, *keys: str, now: float = 1000.0) -> list[Stored]:
    with store.writing() as connection:
        return insert_arrivals(connection, [make_arrival(key) for key in keys], now=now)


def number_of(store: Store, table: object) -> int:
    with store.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(table)))  # type: ignore[call-overload]


def test_an_arrival_comes_back_as_it_was(store: Store) -> None:
    """The raw bytes are kept for ever: NUL, eight-bit and bare line ends included."""
    arrival = make_arrival(
        "a", raw=bytes(range(256)) * 3, recipients=("311@elmcity.example", "Straße@x"), flags=("bare_newline",)
    )
    with store.writing() as connection:
        stored = insert_arrivals(connection, [arrival], now=1000.0)[0]
    with store.reading() as connection:
        assert load_arrival(connection, stored.id) == arrival
        row = load_message(connection, stored.id)
    assert (row.received_at, row.sender, row.processed_at) == (RECEIVED, arrival.sender, None)


def test_a_message_that_is_not_there_is_said(store: Store) -> None:
    """`gateway replay 999` must say so."""
    with store.reading() as connection:
        with pytest.raises(LookupError, match="no message 999"):
            load_message(connection, 999)
        with pytest.raises(LookupError, match="no message 999"):
            load_arrival(connection, 999)


def test_ids_follow_the_order_of_arrival(store: Store) -> None:
    """Two texts of one person in one batch are worked through in the order in which they were written."""
    ids = [stored.id for stored in insert(store, "c", "a", "b")]
    assert ids == sorted(ids)
    with store.reading() as connection:
        assert list(connection.scalars(select(work.c.ref).order_by(work.c.id))) == ids


def test_a_second_arrival_is_the_first(store: Store) -> None:
    """In one batch, in a later batch and mixed with new ones, each key is one message with one work row."""
    first, again, other = insert(store, "a", "a", "b")
    assert (first.is_new, again.is_new, other.is_new) == (True, False, True)
    assert again.id == first.id
    assert insert(store, "b", "c", "a")[::2] == [Stored(id=other.id, is_new=False), Stored(id=first.id, is_new=False)]
    assert (number_of(store, message), number_of(store, work)) == (3, 3)


def test_the_same_key_on_another_channel_is_another_message(store: Store) -> None:
    """A provider's id may be anything, even a hash of ours."""
    insert(store, "a")
    with store.writing() as connection:
        assert insert_arrivals(connection, [make_arrival("a", channel="twilio")], now=1.0)[0].is_new


def test_f4_1_the_same_bytes_twenty_times_at_once(store: Store) -> None:
    """Twenty connections that deliver one mail get one id, and one of them is told that it is new."""
    answers: list[Stored] = []
    barrier = threading.Barrier(20)

    def deliver() -> None:
        barrier.wait()
        answers.extend(insert(store, "same"))

    threads = [threading.Thread(target=deliver) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 20
    assert len({answer.id for answer in answers}) == 1
    assert sum(answer.is_new for answer in answers) == 1
    assert (number_of(store, message), number_of(store, work)) == (1, 1)


def test_f4_4_a_retry_hours_later_makes_no_new_work(store: Store) -> None:
    """Our 250 was lost, the MTA comes again after the work was done and even after its row was purged."""
    first = insert(store, "mail")[0]
    held = claim(store, kind="process", limit=1, now=1001.0)[0]
    with store.writing() as connection:
        assert finish(connection, held)
    assert insert(store, "mail", now=1000.0 + 4 * 3600) == [Stored(id=first.id, is_new=False)]
    with store.writing() as connection:
        assert purge_done(connection, now=1000.0 + 30 * 86400) == 1
    assert insert(store, "mail", now=1000.0 + 31 * 86400) == [Stored(id=first.id, is_new=False)]
    assert claim(store, kind="process", limit=1, now=1000.0 + 32 * 86400) == []


def test_what_a_database_refuses_in_text_is_replaced(store: Store) -> None:
    """NUL and half surrogates come in with SMTP arguments and must not make a message impossible to store."""
    bad = make_arrival(
        "k\0", sender="an\0ne\udce9@x.example", recipients=("\udcff@x",), details={"helo\0": "\ud800"}, flags=("\0",)
    )
    with store.writing() as connection:
        stored = insert_arrivals(connection, [bad], now=1.0)[0]
    with store.reading() as connection:
        kept = load_arrival(connection, stored.id)
    assert kept.sender == "an\ufffdne?@x.example"
    assert kept.details == {"helo\ufffd": "?"}
    assert kept.raw == bad.raw
