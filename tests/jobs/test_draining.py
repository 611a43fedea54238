"""Everything due gets done; what fails is put off, given up in the end, and keeps nobody else waiting."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import select

from gateway.bootstrap import Gateway
from gateway.errors import StoreUnavailableError
from gateway.jobs import drain
from gateway.jobs.draining import MOST_ATTEMPTS, backoff
from gateway.jobs.leases import LeaseKeeper
from gateway.store.engine import Store
from gateway.store.schema import work
from gateway.store.work import Claim, FencedError, claim, finish, postpone, release_expired
from tests.conftest import SettingsFactory
from tests.rows import leave_a_mark, make_gateway, read_marks, store_messages
from tests.servers import PostgresServer


class Clock:
    """A clock that a test sets forward."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gateway(settings: SettingsFactory, database_url: str, store: Store, clock: Clock) -> Gateway:
    return make_gateway(settings(database_url=database_url), store=store, clock=clock)


def rows(gateway: Gateway) -> dict[int, tuple[str, int, str | None]]:
    with gateway.store.reading() as connection:
        query = select(work.c.ref, work.c.state, work.c.attempts, work.c.last_error)
        return {row.ref: (row.state, row.attempts, row.last_error) for row in connection.execute(query)}


def states(gateway: Gateway) -> list[str]:
    return [state for _, (state, _, _) in sorted(rows(gateway).items())]


def do_all(gateway: Gateway, clock: Clock, handler: Callable[[Gateway, Claim], None], rounds: int = 30) -> None:
    """Let time pass until nothing is left to try."""
    for _ in range(rounds):
        drain(gateway, "process", handler=handler)
        clock.now += 2000
        with gateway.store.writing() as connection:
            release_expired(connection, now=clock.now)


def test_everything_due_is_done(gateway: Gateway, clock: Clock) -> None:
    """One call works through more than one claim's worth."""
    ids = store_messages(gateway.store, 25, now=clock.now)
    assert drain(gateway, "process", handler=leave_a_mark) == 25
    assert read_marks(gateway.store) == dict.fromkeys(ids, 1)
    assert drain(gateway, "process", handler=leave_a_mark) == 0


def test_what_fails_is_put_off_without_its_text(gateway: Gateway, clock: Clock) -> None:
    """The reason is kept for the desk, but an exception's text may quote the resident."""
    (ref,) = store_messages(gateway.store, 1, now=clock.now)

    def fail(gateway: Gateway, claim: Claim) -> None:
        raise ValueError("anne@residents.example lives at 12 Oak St")

    drain(gateway, "process", handler=fail)
    state, attempts, reason = rows(gateway)[ref]
    assert (state, attempts) == ("ready", 1)
    assert reason is not None
    assert reason.startswith("ValueError in test_draining.py:")
    assert "anne" not in reason


def test_16_17_poison_is_given_up_and_blocks_nobody(gateway: Gateway, clock: Clock) -> None:
    """The row in the middle fails for ever; the others are done in the first round, the poison is dead in the end."""
    ids = store_messages(gateway.store, 5, sender="anne@residents.example", now=clock.now)

    def fail_on_the_third(gateway: Gateway, claim: Claim) -> None:
        if claim.ref == ids[2]:
            raise ValueError
        leave_a_mark(gateway, claim)

    drain(gateway, "process", handler=fail_on_the_third)
    assert states(gateway) == ["done", "done", "ready", "done", "done"]
    do_all(gateway, clock, fail_on_the_third)
    assert rows(gateway)[ids[2]][:2] == ("dead", MOST_ATTEMPTS["process"])


def test_f16_5_work_that_kills_its_process_ends_as_dead(gateway: Gateway, clock: Clock) -> None:
    """OOM leaves no exception. The row dies after its attempts, its innocent neighbours lose one at most."""
    ids = store_messages(gateway.store, 4, now=clock.now)

    def worker_that_may_die() -> None:
        child = os.fork()
        if child == 0:
            drain(gateway, "process", handler=kill_on_the_second)
            os._exit(0)
        os.waitpid(child, 0)

    def kill_on_the_second(gateway: Gateway, claim: Claim) -> None:
        if claim.ref == ids[1]:
            os.kill(os.getpid(), signal.SIGKILL)
        leave_a_mark(gateway, claim)

    for _ in range(14):
        worker_that_may_die()
        clock.now += 100
        with gateway.store.writing() as connection:
            release_expired(connection, now=clock.now)
    assert states(gateway) == ["done", "dead", "done", "done"]
    assert read_marks(gateway.store) == {ids[0]: 1, ids[2]: 1, ids[3]: 1}
    assert max(rows(gateway)[ref][1] for ref in (ids[2], ids[3])) <= 2


def test_f16_4_a_fenced_holder_leaves_nothing(gateway: Gateway, clock: Clock) -> None:
    """Two workers have the same row; the one that lost its lease rolls its effect back."""
    (ref,) = store_messages(gateway.store, 1, now=clock.now)

    def lose_the_lease_first(gateway: Gateway, claim: Claim) -> None:
        clock.now += 61
        with gateway.store.writing() as connection:
            release_expired(connection, now=clock.now)
        drain(gateway, "process", handler=leave_a_mark)
        leave_a_mark(gateway, claim)

    drain(gateway, "process", handler=lose_the_lease_first)
    assert read_marks(gateway.store) == {ref: 1}
    assert states(gateway) == ["done"]


def test_what_must_come_out_comes_out(gateway: Gateway, clock: Clock) -> None:
    """RQ's time-out is an Exception and must not be swallowed (16.10); what was not begun is given back."""
    ids = store_messages(gateway.store, 3, now=clock.now)

    def time_out(gateway: Gateway, claim: Claim) -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        drain(gateway, "process", handler=time_out, passing=(TimeoutError,))
    assert [rows(gateway)[ref][:2] for ref in ids] == [("ready", 1), ("ready", 0), ("ready", 0)]


def test_a_worker_that_stops_gives_back_the_rest(gateway: Gateway, clock: Clock) -> None:
    """A deployment takes the row in hand to its end and leaves the others untried."""
    store_messages(gateway.store, 4, now=clock.now)
    stopping = threading.Event()

    def stop_after_this(gateway: Gateway, claim: Claim) -> None:
        leave_a_mark(gateway, claim)
        stopping.set()

    assert drain(gateway, "process", handler=stop_after_this, is_stopping=stopping.is_set) == 1
    assert states(gateway) == ["done", "ready", "ready", "ready"]
    assert drain(gateway, "process", handler=leave_a_mark) == 3


def test_a_job_ends_after_its_time_and_rings_for_the_rest(gateway: Gateway, clock: Clock) -> None:
    """A worker under load must still notice that it is asked to stop."""
    store_messages(gateway.store, 25, now=clock.now)
    assert drain(gateway, "process", handler=leave_a_mark, budget=0.0) == 10
    assert gateway.bell.wait("process", 0)
    assert states(gateway).count("ready") == 15


def test_a_store_that_is_away_ends_the_round(gateway: Gateway, clock: Clock) -> None:
    """Nothing can be put off then; the leases run out and everything is tried again."""
    ids = store_messages(gateway.store, 2, now=clock.now)

    def lose_the_store(gateway: Gateway, claim: Claim) -> None:
        raise StoreUnavailableError

    drain(gateway, "process", handler=lose_the_store)
    assert [rows(gateway)[ref][:2] for ref in ids] == [("ready", 1), ("ready", 1)]


def test_backoff_grows_to_a_quarter_of_an_hour() -> None:
    """Soon at first, patient later, never in step with others."""
    assert 1.6 <= backoff(1) <= 2.4
    assert 200 <= backoff(8) <= 310
    assert 720 <= backoff(60) <= 1080


def test_a_lease_is_kept_while_the_work_goes_on(gateway: Gateway, clock: Clock) -> None:
    """A relay that takes two minutes must not lead to a second mail."""
    store_messages(gateway.store, 2, now=clock.now)
    claims = claim(gateway.store, kind="process", limit=2, now=clock.now, lease=0.3)
    with LeaseKeeper(gateway, lease=0.3) as keeper:
        keeper.hold(claims)
        clock.now += 0.25
        time.sleep(0.25)
        clock.now += 0.25
        with gateway.store.writing() as connection:
            assert release_expired(connection, now=clock.now) == 0


def test_f16_5_work_that_hangs_loses_its_lease(gateway: Gateway, clock: Clock) -> None:
    """Nobody may hold a row for ever, living or not."""
    store_messages(gateway.store, 1, now=clock.now)
    claims = claim(gateway.store, kind="process", limit=1, now=clock.now, lease=0.3)
    with LeaseKeeper(gateway, lease=0.3, longest=0.05) as keeper:
        keeper.hold(claims)
        clock.now += 1
        time.sleep(0.3)
    with gateway.store.writing() as connection:
        assert release_expired(connection, now=clock.now) == 1


@pytest.mark.servers
@pytest.mark.parametrize("moment", ["claim", "finish"])
def test_f16_7_postgresql_restarts_under_a_worker(
    settings: SettingsFactory, postgres_server: PostgresServer, moment: str
) -> None:
    """The server goes down before a claim or before a finish; everything is retried and counted once."""
    from gateway.store.migrate import migrate

    url = postgres_server.create_database(f"restart_{moment}")
    clock = Clock()
    gateway = make_gateway(settings(database_url=url), clock=clock)
    migrate(gateway.store)
    ids = store_messages(gateway.store, 12, now=clock.now)

    def restart_once(gateway: Gateway, claim: Claim) -> None:
        if claim.ref == ids[3] and claim.attempts == 1:
            postgres_server.kill()
            postgres_server.start()
        leave_a_mark(gateway, claim)

    if moment == "claim":
        postgres_server.kill()
        with pytest.raises(StoreUnavailableError):
            drain(gateway, "process", handler=leave_a_mark)
        postgres_server.start()
    do_all(gateway, clock, restart_once, rounds=3)
    assert read_marks(gateway.store) == dict.fromkeys(ids, 1)
    gateway.store.dispose()
    postgres_server.drop_database(f"restart_{moment}")


def test_a_handler_may_postpone_for_itself(gateway: Gateway, clock: Clock) -> None:
    """Delivery has a ladder of its own; draining leaves what it decided."""
    (ref,) = store_messages(gateway.store, 1, now=clock.now)

    def postpone_an_hour(gateway: Gateway, claim: Claim) -> None:
        postpone(gateway.store, claim, next_at=clock.now + 3600, error="421 try later")

    drain(gateway, "process", handler=postpone_an_hour)
    assert rows(gateway)[ref] == ("ready", 1, "421 try later")


def test_a_fence_that_is_noticed_late_is_no_failure(gateway: Gateway, clock: Clock) -> None:
    """The other holder has the row; putting it off would take it away from there."""
    (ref,) = store_messages(gateway.store, 1, now=clock.now)

    def finish_and_be_fenced(gateway: Gateway, claim: Claim) -> None:
        with gateway.store.writing() as connection:
            assert finish(connection, claim)
        raise FencedError

    drain(gateway, "process", handler=finish_and_be_fenced)
    assert rows(gateway)[ref] == ("done", 1, None)
