"""The promise: stored durably or told to come again, within ten seconds, each arrival for itself."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import event, func, select, text

from gateway.bell import InProcessBell
from gateway.bootstrap import Gateway
from gateway.envelopes import Stored
from gateway.errors import IntakeError, OverloadedError, StoreFullError, StoreUnavailableError
from gateway.intake import Intake
from gateway.store.engine import Store
from gateway.store.schema import message
from tests.conftest import SettingsFactory
from tests.rows import make_arrival, make_gateway
from tests.servers import PostgresServer


@pytest.fixture
def intake(gateway: Gateway) -> Iterator[Intake]:
    intake = Intake(gateway)
    yield intake
    intake.stop(1)


@contextmanager
def held_up(gateway: Gateway, intake: Intake) -> Iterator[Future[Stored]]:
    """The writer waits for a lock with one arrival in its hands, so that all that comes now is one batch."""
    with gateway.store.writing() as connection:
        if not gateway.store.is_sqlite:
            connection.execute(text("LOCK TABLE message IN ACCESS EXCLUSIVE MODE"))
        first = intake.submit(make_arrival("first"))
        wait_until(lambda: not intake._waiting)
        yield first


def wait_until(is_so: Callable[[], Any], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def number_of_messages(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(message)) or 0)


def test_an_arrival_is_stored_and_rung_for(gateway: Gateway, intake: Intake) -> None:
    """The row is there when the answer is, and a worker hears of it."""
    stored = intake.receive(make_arrival("a"))
    assert stored.is_new
    assert number_of_messages(gateway.store) == 1
    assert gateway.bell.wait("process", 5)


def test_f4_1_twenty_at_once_are_one(gateway: Gateway, intake: Intake) -> None:
    """Twenty connections with the same bytes all get the same id."""
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: intake.receive(make_arrival("same")), range(20)))
    assert len({answer.id for answer in answers}) == 1
    assert sum(answer.is_new for answer in answers) == 1
    assert number_of_messages(gateway.store) == 1


def test_all_that_wait_share_one_commit(gateway: Gateway, intake: Intake) -> None:
    """A hundred senders cost one flush of the disk, not a hundred."""
    commits: list[object] = []
    with held_up(gateway, intake) as first:
        futures = [intake.submit(make_arrival(f"m{number}")) for number in range(100)]
        event.listen(gateway.store.engine, "commit", commits.append)
    ids = [future.result(10).id for future in (first, *futures)]
    assert ids == sorted(set(ids))
    # The one that held up, the first arrival, and all the others together.
    assert len(commits) == 3


def test_poison_in_a_batch_fails_alone(gateway: Gateway, intake: Intake) -> None:
    """One arrival that the database refuses must not cost its neighbours their answer."""
    with gateway.store.writing() as connection:
        connection.execute(text("CREATE UNIQUE INDEX one_mail_each ON message (sender)"))
    with held_up(gateway, intake):
        senders = ["bart@x.example", "cris@x.example", "bart@x.example", "dora@x.example"]
        futures = [intake.submit(make_arrival(f"m{n}", sender=sender)) for n, sender in enumerate(senders)]
    assert [future.result(10).is_new for future in (futures[0], futures[1], futures[3])] == [True] * 3
    with pytest.raises(IntakeError, match="IntegrityError") as caught:
        futures[2].result(10)
    assert "bart" not in str(caught.value)
    assert number_of_messages(gateway.store) == 4


def test_an_arrival_that_is_not_even_one_fails_alone(intake: Intake) -> None:
    """A mistake of an edge is that message's problem, and the writer lives on."""
    with pytest.raises(IntakeError, match="AttributeError"):
        intake.receive(make_arrival("wrong", details={"peer": cast("str", 7)}))
    assert intake.receive(make_arrival("right")).is_new


def test_too_much_at_once_is_refused(settings: SettingsFactory, sqlite_store: Store) -> None:
    """Memory has a bound: what would go over it is told to come again, and what came in is stored."""
    gateway = make_gateway(settings(bytes_in_flight_limit=1024 * 1024), store=sqlite_store)
    intake = Intake(gateway)
    with held_up(gateway, intake):
        fits = intake.submit(make_arrival("fits", raw=b"x" * 900_000))
        with pytest.raises(OverloadedError):
            intake.submit(make_arrival("too much", raw=b"x" * 200_000))
    assert fits.result(10).is_new
    assert intake.receive(make_arrival("too much", raw=b"x" * 200_000)).is_new
    intake.stop()


def test_a_mail_larger_than_the_bound_is_stored_alone(settings: SettingsFactory, sqlite_store: Store) -> None:
    """A bound that is set too small must not make the largest mails undeliverable for ever."""
    intake = Intake(make_gateway(settings(bytes_in_flight_limit=1024 * 1024), store=sqlite_store))
    assert intake.receive(make_arrival("large", raw=b"x" * 3_000_000)).is_new
    intake.stop()


def test_a_sender_that_goes_away_is_stored_once(gateway: Gateway, intake: Intake) -> None:
    """A cancelled handler must not cancel the commit (PROTOCOL 2.23)."""
    with held_up(gateway, intake):
        future = intake.submit(make_arrival("gone"))
        assert not future.cancel()
    assert future.result(10).is_new


def test_stopping_stores_what_waits_and_refuses_more(gateway: Gateway) -> None:
    """A deployment answers everybody who was let in."""
    intake = Intake(gateway)
    with held_up(gateway, intake) as first:
        futures = [first, *(intake.submit(make_arrival(f"m{number}")) for number in range(10))]
        stopper = threading.Thread(target=intake.stop)
        stopper.start()
        wait_until(lambda: intake._stopping)
        with pytest.raises(OverloadedError, match="stopping"):
            intake.submit(make_arrival("late"))
    stopper.join()
    assert all(future.result(0).is_new for future in futures)


def test_a_bell_that_breaks_changes_nothing(settings: SettingsFactory, sqlite_store: Store) -> None:
    """Rows are the truth; the sender gets its success whatever becomes of the bell."""

    class BrokenBell(InProcessBell):
        def ring(self, kind: str, ref: int) -> None:
            raise RuntimeError(kind)

    intake = Intake(make_gateway(settings(), store=sqlite_store, bell=BrokenBell()))
    assert [intake.receive(make_arrival(key)).is_new for key in "ab"] == [True, True]
    intake.stop()


def test_f2_3_a_locked_database_is_temporary_for_everybody(gateway: Gateway, intake: Intake) -> None:
    """All who wait are told within ten seconds to come again, and when they do it works."""
    started = time.monotonic()
    with held_up(gateway, intake) as first:
        futures = [first, *(intake.submit(make_arrival(f"m{number}")) for number in range(20))]
        for future in futures:
            with pytest.raises(StoreUnavailableError):
                future.result(10)
    assert time.monotonic() - started < 10
    assert intake.receive(make_arrival("m1")).is_new


@pytest.mark.servers
def test_f2_3_postgresql_killed_and_started(settings: SettingsFactory, postgres_server: PostgresServer) -> None:
    """No server: no promise and no availability. The server back: both, without a restart of ours."""
    url = postgres_server.create_database("killed", template="template0")
    store = Store(url)
    from gateway.store.migrate import migrate

    migrate(store)
    intake = Intake(make_gateway(settings(database_url=url), store=store))
    assert intake.is_available()
    assert intake.receive(make_arrival("before")).is_new
    postgres_server.kill()
    started = time.monotonic()
    with pytest.raises(StoreUnavailableError):
        intake.receive(make_arrival("during"))
    assert time.monotonic() - started < 10
    assert not intake.is_available()
    postgres_server.start()
    assert intake.receive(make_arrival("during")).is_new
    assert not intake.receive(make_arrival("before")).is_new
    assert intake.is_available()
    intake.stop()
    store.dispose()
    postgres_server.drop_database("killed")


@pytest.mark.servers
@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_server_that_falls_silent_is_no_answer(gateway: Gateway, intake: Intake) -> None:
    """A stopped process keeps its connection open and never answers; senders are told within ten seconds."""
    intake.receive(make_arrival("before"))
    with gateway.store.reading() as connection:
        query = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        pids = list(connection.scalars(text(query)))
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        started = time.monotonic()
        with pytest.raises(StoreUnavailableError):
            intake.submit(make_arrival("during")).result(15)
        assert time.monotonic() - started < 10
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    assert not intake.receive(make_arrival("before"), timeout=30).is_new


def test_f2_4_a_full_disk_is_said_and_passes(settings: SettingsFactory, sqlite_store: Store) -> None:
    """452 while there is no room, nothing half stored, and success again once there is."""
    with sqlite_store.reading() as connection:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar() or 0)
    limit = [pages + 8]
    event.listen(sqlite_store.engine, "checkout", lambda c, *_: c.execute(f"PRAGMA max_page_count = {limit[0]}"))
    intake = Intake(make_gateway(settings(), store=sqlite_store))
    with pytest.raises(StoreFullError):
        intake.receive(make_arrival("photo", raw=b"x" * 500_000))
    assert number_of_messages(sqlite_store) == 0
    assert intake.receive(make_arrival("text")).is_new
    limit[0] = pages + 1000
    assert intake.receive(make_arrival("photo", raw=b"x" * 500_000)).is_new
    intake.stop()


def test_f2_3_the_sqlite_file_is_gone_and_comes_back(
    settings: SettingsFactory, sqlite_store: Store, tmp_path: Path
) -> None:
    """A share that was unmounted: refused at RCPT and at DATA, accepted again when it is there."""
    intake = Intake(make_gateway(settings(), store=sqlite_store))
    (tmp_path / "gateway.db").rename(tmp_path / "away.db")
    with pytest.raises(StoreUnavailableError):
        intake.receive(make_arrival("a"))
    assert not intake.is_available()
    (tmp_path / "away.db").rename(tmp_path / "gateway.db")
    assert intake.receive(make_arrival("a")).is_new
    assert intake.is_available()
    intake.stop()


def test_availability_is_asked_once_a_second_and_never_for_long() -> None:
    """RCPT asks for every recipient; a probe that hangs is a no, and the next one is not started behind it."""
    from gateway.availability import Availability

    asked: list[float] = []
    hangs = threading.Event()

    def probe() -> None:
        asked.append(time.monotonic())
        hangs.wait(10)

    availability = Availability(probe)
    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: availability.check(), range(8)))
    assert answers == [False] * 8
    assert time.monotonic() - started < 3
    assert len(asked) == 1
    hangs.set()
    time.sleep(1.1)
    assert availability.check()
    assert availability.check()
    assert len(asked) == 2
