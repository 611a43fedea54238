"""The second ring: what was lost, left behind or spooled is taken up again, by however many sweepers."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from gateway.bell import InProcessBell
from gateway.bootstrap import Gateway
from gateway.channels.spool import Spool
from gateway.intake import Intake
from gateway.jobs import drain
from gateway.store.engine import Store
from gateway.store.schema import message
from gateway.store.work import WorkStatistics, add_work, bury, claim
from gateway.sweep import Alerts, Sweeper, sweep_once
from tests.conftest import SettingsFactory
from tests.rows import leave_a_mark, make_arrival, make_gateway, read_marks, store_messages


class NotedBell(InProcessBell):
    """Keeps what was rung."""

    def __init__(self) -> None:
        super().__init__()
        self.rung: list[tuple[str, int]] = []

    def ring(self, kind: str, ref: int) -> None:
        self.rung.append((kind, ref))
        super().ring(kind, ref)


@pytest.fixture
def bell() -> NotedBell:
    return NotedBell()


@pytest.fixture
def gateway(settings: SettingsFactory, database_url: str, store: Store, bell: NotedBell) -> Gateway:
    return make_gateway(settings(database_url=database_url), store=store, bell=bell)


@pytest.fixture
def intake(gateway: Gateway) -> Iterator[Intake]:
    intake = Intake(gateway)
    yield intake
    intake.stop(1)


def test_13_6_what_falls_due_between_two_sweeps_is_rung_for_where_rq_works(
    settings: SettingsFactory, database_url: str, store: Store, bell: NotedBell
) -> None:
    """A text that waits a second for its turn must not wait fifteen for the sweeper."""
    gateway = make_gateway(
        settings(database_url=database_url, redis_url="redis://127.0.0.1:1/0"), store=store, bell=bell
    )
    intake = Intake(gateway)
    sweeper = Sweeper(gateway, intake)
    sweeper.start()
    with store.writing() as connection:
        add_work(connection, kind="deliver", ref=7, now=time.time(), next_at=time.time() + 0.5)
    deadline = time.monotonic() + 10
    while ("deliver", 7) not in bell.rung and time.monotonic() < deadline:
        time.sleep(0.05)
    sweeper.stop(5)
    intake.stop(1)
    assert ("deliver", 7) in bell.rung


def test_a_lost_bell_rings_again(gateway: Gateway, bell: NotedBell) -> None:
    """Redis was flushed: what is due is rung for by kind, with nothing done to the rows."""
    (first,) = store_messages(gateway.store, 1, now=time.time() - 1)
    store_messages(gateway.store, 1)
    with gateway.store.writing() as connection:
        add_work(connection, kind="deliver", ref=7, now=time.time())
    sweep_once(gateway)
    assert bell.rung == [("process", first), ("deliver", 7)]


def test_a_lost_worker_gives_its_row_back(gateway: Gateway, bell: NotedBell) -> None:
    """The lease ran out: the row is ready and rung for; a lease that holds is left alone."""
    lost, held = store_messages(gateway.store, 2)
    claim(gateway.store, kind="process", limit=1, now=time.time(), lease=-1)
    claim(gateway.store, kind="process", limit=1, now=time.time())
    found = sweep_once(gateway)
    assert bell.rung == [("process", lost)]
    assert (found.leased, found.ready) == (2, 0)
    assert [again.ref for again in claim(gateway.store, kind="process", limit=9, now=time.time())] == [lost]
    assert held != lost


def test_what_nobody_does_the_sweeper_does(settings: SettingsFactory, gateway: Gateway) -> None:
    """Redis or every worker is away: after twenty seconds the sweeper works for itself."""
    ids = store_messages(gateway.store, 3, now=time.time() - 30)
    sweep_once(gateway, {"process": leave_a_mark, "deliver": leave_a_mark})
    assert read_marks(gateway.store) == dict.fromkeys(ids, 1)


def test_f16_6_two_sweepers_and_two_workers_do_no_harm(gateway: Gateway) -> None:
    """Two hosts that sweep all the time, one with a clock five minutes ahead: each effect takes place once."""
    ids = store_messages(gateway.store, 60)
    ahead = make_gateway(gateway.settings, store=gateway.store, bell=gateway.bell, clock=lambda: time.time() + 300)
    ended = threading.Event()
    handlers = {"process": leave_a_mark, "deliver": leave_a_mark}

    def sweep(host: Gateway) -> None:
        while not ended.is_set():
            sweep_once(host, handlers)

    def work() -> None:
        while not ended.is_set():
            drain(gateway, "process", handler=leave_a_mark)

    threads = [threading.Thread(target=sweep, args=(host,)) for host in (gateway, ahead)]
    threads += [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 20
    while len(read_marks(gateway.store)) < 60 and time.monotonic() < deadline:
        time.sleep(0.05)
    ended.set()
    for thread in threads:
        thread.join()
    assert read_marks(gateway.store) == dict.fromkeys(ids, 1)


def test_what_was_spooled_is_stored(gateway: Gateway, intake: Intake) -> None:
    """Texts that came while the database was away become messages, each once."""
    spool = Spool(gateway.settings.spool_dir)
    for key in ("SM1", "SM2", "SM1"):
        spool.put(make_arrival(key, channel="twilio"))
    sweeper = Sweeper(gateway, intake, interval=0.05)
    sweeper.start()
    deadline = time.monotonic() + 10
    while spool.waiting() and time.monotonic() < deadline:
        time.sleep(0.02)
    sweeper.stop()
    assert spool.waiting() == []
    with gateway.store.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(message)) == 2


def test_a_sweep_that_fails_is_not_the_last(gateway: Gateway, intake: Intake, bell: NotedBell) -> None:
    """The thread that mends things must not end because of one of them."""
    calls: list[float] = []

    class BrokenOnce(NotedBell):
        def ring(self, kind: str, ref: int) -> None:
            calls.append(time.monotonic())
            if len(calls) == 1:
                raise RuntimeError

    store_messages(gateway.store, 1)
    sweeper = Sweeper(make_gateway(gateway.settings, store=gateway.store, bell=BrokenOnce()), intake, interval=0.05)
    sweeper.start()
    deadline = time.monotonic() + 10
    while len(calls) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    sweeper.stop()
    assert len(calls) >= 3


def statistics_with(**figures: Any) -> WorkStatistics:
    return WorkStatistics(
        **{"oldest_unprocessed_seconds": 0.0, "ready": 0, "leased": 0, "dead": 0, "by_kind": {}, **figures}
    )


def test_16_18_alerts_are_raised_and_taken_back_once(caplog: pytest.LogCaptureFixture) -> None:
    """An alert every 15 seconds is an alert that nobody reads."""
    alerts = Alerts()
    for _ in range(3):
        alerts.look_at(statistics_with(oldest_unprocessed_seconds=121.0, dead=1))
    alerts.look_at(statistics_with(oldest_unprocessed_seconds=119.0, dead=1))
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.ERROR, "ALERT: messages wait too long"),
        (logging.ERROR, "ALERT: work was given up and waits for a person"),
        (logging.WARNING, "over: messages wait too long"),
    ]


def test_dead_work_is_seen_by_the_sweep(gateway: Gateway) -> None:
    """The figures that the alerts compare come from the table."""
    store_messages(gateway.store, 1)
    (held,) = claim(gateway.store, kind="process", limit=1, now=time.time())
    bury(gateway.store, held, error="ValueError")
    assert sweep_once(gateway).dead == 1
