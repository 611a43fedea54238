"""Workers inside the process: fast on the bell, patient without it, gone when asked."""

from __future__ import annotations

import time
from collections.abc import Callable

from gateway.bootstrap import Gateway
from gateway.jobs import Workers
from gateway.store.work import Claim, add_work
from tests.rows import leave_a_mark, read_marks, store_messages

HANDLERS = {"process": leave_a_mark, "deliver": leave_a_mark}


def wait_until(is_so: Callable[[], bool], seconds: float = 10.0) -> float:
    started = time.monotonic()
    while not is_so():
        assert time.monotonic() - started < seconds
        time.sleep(0.005)
    return time.monotonic() - started


def test_a_ring_gets_work_done_at_once(gateway: Gateway) -> None:
    """A visitor of the simulator sees the answer without waiting for a poll."""
    workers = Workers(gateway, 2, HANDLERS)
    workers.start()
    time.sleep(0.2)
    for ref in store_messages(gateway.store, 5):
        gateway.bell.ring("process", ref)
    assert wait_until(lambda: len(read_marks(gateway.store)) == 5) < 0.9
    workers.stop()


def test_work_is_found_without_a_ring(gateway: Gateway) -> None:
    """Another process stored it and its bell cannot be heard here."""
    workers = Workers(gateway, 1, HANDLERS)
    workers.start()
    time.sleep(0.2)
    store_messages(gateway.store, 3)
    wait_until(lambda: set(read_marks(gateway.store).values()) == {1} and len(read_marks(gateway.store)) == 3)
    workers.stop()


def test_a_relay_that_hangs_keeps_no_message_from_being_read(gateway: Gateway) -> None:
    """The two kinds have their own threads."""

    def hang(gateway: Gateway, claim: Claim) -> None:
        time.sleep(2)

    with gateway.store.writing() as connection:
        add_work(connection, kind="deliver", ref=1, now=time.time())
    workers = Workers(gateway, 1, {"process": leave_a_mark, "deliver": hang})
    workers.start()
    time.sleep(0.2)
    (ref,) = store_messages(gateway.store, 1)
    gateway.bell.ring("process", ref)
    wait_until(lambda: read_marks(gateway.store) == {ref: 1}, 1.5)
    workers.stop()


def test_stopping_is_quick_and_loses_nothing(gateway: Gateway) -> None:
    """Ctrl-C under load: the rows in hand are finished, the others wait for the next start."""

    def take_a_moment(gateway: Gateway, claim: Claim) -> None:
        time.sleep(0.05)
        leave_a_mark(gateway, claim)

    ids = store_messages(gateway.store, 200)
    workers = Workers(gateway, 2, {"process": take_a_moment, "deliver": leave_a_mark})
    workers.start()
    time.sleep(0.3)
    started = time.monotonic()
    workers.stop()
    assert time.monotonic() - started < 2
    assert 0 < len(read_marks(gateway.store)) < 200
    again = Workers(gateway, 2, HANDLERS)
    again.start()
    wait_until(lambda: len(read_marks(gateway.store)) == 200)
    again.stop()
    assert read_marks(gateway.store) == dict.fromkeys(ids, 1)
