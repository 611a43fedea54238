"""RQ as a doorbell: whatever Redis or a worker process loses, every row is done and its effect takes place once."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import redis
from sqlalchemy import select

from gateway.bootstrap import Gateway
from gateway.errors import OverloadedError
from gateway.intake import Intake
from gateway.jobs import Handler
from gateway.jobs.rq_workers import run_rq_worker, run_workers
from gateway.pictures.preparing import prepare
from gateway.rq_bell import QUEUES, RqBell, connect, queue_for
from gateway.settings import Settings
from gateway.store.attachments import AttachmentRow, list_attachments
from gateway.store.engine import Store
from gateway.store.messages import insert_arrivals
from gateway.store.schema import work
from gateway.store.work import Claim, add_work, release_expired, statistics
from gateway.sweep import sweep_once
from tests.conftest import SettingsFactory
from tests.pictures.samples import mail_with, photo, png_bomb
from tests.rows import leave_a_mark, make_arrival, make_gateway, read_marks, store_messages
from tests.servers import RedisServer

pytestmark = pytest.mark.servers
RULES = """
city: {name: Elm City, timezone: America/New_York, languages: [en], addresses: [311@elmcity.example]}
departments: {front_desk: {name: Front desk}}
otherwise: {department: front_desk, reply: received}
"""
FORK = multiprocessing.get_context("fork")
Start = Callable[..., BaseProcess]


@pytest.fixture
def chosen(settings: SettingsFactory, database_url: str, redis_url: str) -> Settings:
    return settings(database_url=database_url, redis_url=redis_url, rules_text=RULES)


@pytest.fixture
def gateway(chosen: Settings, store: Store) -> Gateway:
    return make_gateway(chosen, store=store, bell=RqBell(chosen.redis_url))


@pytest.fixture
def start(chosen: Settings) -> Iterator[Start]:
    """Start a process that is gone after the test, with its whole group."""
    processes: list[BaseProcess] = []

    def begin(target: Callable[..., None], *arguments: object) -> BaseProcess:
        process = FORK.Process(target=_in_own_group, args=(target, chosen, *arguments))
        process.start()
        processes.append(process)
        return process

    yield begin
    for process in processes:
        process.terminate()
        process.join(20)
        process.kill()
        process.join()


def _in_own_group(target: Callable[..., None], *arguments: object) -> None:
    os.setpgrp()
    target(*arguments)


def handlers(process: Handler, deliver: Handler = leave_a_mark) -> dict[str, Handler]:
    return {"process": process, "deliver": deliver, "files": leave_a_mark}


def wait_until(is_so: Callable[[], object], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def sweep(gateway: Gateway) -> None:
    """Sweep as if a minute had gone by: every lease of now has run out."""
    with gateway.store.writing() as connection:
        release_expired(connection, now=time.time() + 61)
    sweep_once(gateway, handlers(leave_a_mark))


def slowly(gateway: Gateway, claim: Claim) -> None:
    time.sleep(0.005)
    leave_a_mark(gateway, claim)


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_every_queue_is_worked_on_and_stops_in_order(gateway: Gateway, start: Start) -> None:
    """`gateway worker` with Redis: a message is processed, its answer delivered, SIGTERM ends everything."""

    def process_and_answer(gateway: Gateway, claim: Claim) -> None:
        with gateway.store.writing() as connection:
            add_work(connection, kind="deliver", ref=claim.ref, now=time.time())
        leave_a_mark(gateway, claim)
        gateway.bell.ring("deliver", claim.ref)

    supervisor = start(run_workers, handlers(process_and_answer))
    ids = store_messages(gateway.store, 30)
    gateway.bell.ring("process", ids[0])
    wait_until(lambda: len(read_marks(gateway.store, "deliver")) == 30)
    assert read_marks(gateway.store) == read_marks(gateway.store, "deliver") == dict.fromkeys(ids, 1)
    workers = children_of(supervisor.pid or 0)
    assert len(workers) == len(QUEUES)
    supervisor.terminate()
    supervisor.join(15)
    assert supervisor.exitcode == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


def test_f10_1_files_are_prepared_by_a_worker_of_their_own(gateway: Gateway, start: Start) -> None:
    """In the fork that RQ makes for the job, with its bounds, a picture is read by a process of its own."""
    (arrival,) = [
        make_arrival("photo", raw=mail_with(("a.jpg", "image/jpeg", photo()), ("b.png", "image/png", png_bomb())))
    ]
    with gateway.store.writing() as connection:
        (stored,) = insert_arrivals(connection, [arrival], now=time.time())
        add_work(connection, kind="files", ref=stored.id, now=time.time())
    start(run_rq_worker, "files", handlers(leave_a_mark) | {"files": prepare})
    wait_until(lambda: _files_of(gateway, stored.id))
    jpeg, bomb = _files_of(gateway, stored.id)
    assert jpeg.picture_sha256
    assert jpeg.width == 640
    assert "million pixels" in bomb.problem


def _files_of(gateway: Gateway, message_id: int) -> tuple[AttachmentRow, ...]:
    with gateway.store.reading() as connection:
        return list_attachments(connection, message_id)


def test_a_worker_that_dies_is_started_again(gateway: Gateway, start: Start) -> None:
    """Nobody gets up at night for one dead process."""
    supervisor = start(run_workers, handlers(leave_a_mark))
    wait_until(lambda: len(children_of(supervisor.pid or 0)) == len(QUEUES))
    for pid in children_of(supervisor.pid or 0):
        os.kill(pid, signal.SIGKILL)
    ids = store_messages(gateway.store, 3)
    gateway.bell.ring("process", ids[0])
    wait_until(lambda: read_marks(gateway.store) == dict.fromkeys(ids, 1))


def test_f16_2_workers_wait_for_a_redis_that_is_not_there_yet(
    gateway: Gateway, redis_server: RedisServer, start: Start
) -> None:
    """After a power cut everything starts at once and in any order."""
    redis_server.stop()
    start(run_workers, handlers(leave_a_mark))
    (ref,) = store_messages(gateway.store, 1)
    gateway.bell.ring("process", ref)
    time.sleep(2)
    redis_server.start()
    wait_until(lambda: read_marks(gateway.store) == {ref: 1})


def test_workers_end_with_their_supervisor(gateway: Gateway, start: Start) -> None:
    """A supervisor killed outright leaves no workers behind that nobody can find."""
    supervisor = start(run_workers, handlers(leave_a_mark))
    wait_until(lambda: len(children_of(supervisor.pid or 0)) == len(QUEUES))
    workers = children_of(supervisor.pid or 0)
    time.sleep(1)
    os.kill(supervisor.pid or 0, signal.SIGKILL)
    wait_until(lambda: not any(_is_alive(pid) for pid in workers))


def _is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_f16_1_flushall_with_a_thousand_rows_in_flight(
    gateway: Gateway, redis_server: RedisServer, start: Start
) -> None:
    """Redis forgets everything three times; the rows are done all the same, each once."""
    start(run_rq_worker, "inbound", handlers(leave_a_mark))
    ids = store_messages(gateway.store, 1000)
    gateway.bell.ring("process", ids[0])
    for share in (50, 300, 600):
        wait_until(lambda share=share: len(read_marks(gateway.store)) > share)
        redis_server.flush()
        sweep(gateway)
    wait_until(lambda: len(read_marks(gateway.store)) == 1000)
    assert read_marks(gateway.store) == dict.fromkeys(ids, 1)


def test_f16_2_redis_is_away_while_mail_arrives(gateway: Gateway, redis_server: RedisServer, start: Start) -> None:
    """Intake says 250 as fast as ever; the sweeper does the work itself, and Redis takes over when it is back."""
    redis_server.stop()
    intake = Intake(gateway)
    started = time.monotonic()
    ids = [intake.receive(make_arrival(f"m{number}")).id for number in range(50)]
    assert time.monotonic() - started < 5
    afterwards = make_gateway(gateway.settings, store=gateway.store, bell=gateway.bell, clock=lambda: time.time() + 25)
    sweep_once(afterwards, handlers(leave_a_mark))
    assert read_marks(gateway.store) == dict.fromkeys(ids, 1)
    redis_server.start()
    start(run_rq_worker, "inbound", handlers(leave_a_mark))
    last = intake.receive(make_arrival("last")).id
    wait_until(lambda: read_marks(gateway.store).get(last) == 1)
    intake.stop()


def test_f16_3_worker_and_horse_are_killed_again_and_again(gateway: Gateway, start: Start) -> None:
    """Six kills of the whole group at different points; with the sweep behind them every row is done once."""
    ids = store_messages(gateway.store, 200)
    for number in range(6):
        worker = start(run_rq_worker, "inbound", handlers(slowly))
        gateway.bell.ring("process", ids[0])
        before = len(read_marks(gateway.store))
        wait_until(lambda before=before: len(read_marks(gateway.store)) > before)
        time.sleep(0.013 * number)
        for pid in [*children_of(worker.pid or 0), worker.pid or 0]:
            os.kill(pid, signal.SIGKILL)
        worker.join()
        sweep(gateway)
    start(run_rq_worker, "inbound", handlers(leave_a_mark))
    sweep(gateway)
    wait_until(lambda: len(read_marks(gateway.store)) == 200)
    assert read_marks(gateway.store) == dict.fromkeys(ids, 1)


def test_f16_4_only_the_parent_is_killed(gateway: Gateway, start: Start) -> None:
    """The horse goes on without its worker while a second worker takes the same rows: one effect each."""
    ids = store_messages(gateway.store, 40)
    worker = start(run_rq_worker, "inbound", handlers(slowly))
    gateway.bell.ring("process", ids[0])
    wait_until(lambda: read_marks(gateway.store))
    (horse,) = children_of(worker.pid or 0)
    os.kill(worker.pid or 0, signal.SIGKILL)
    worker.join()
    sweep(gateway)
    start(run_rq_worker, "inbound", handlers(slowly))
    wait_until(lambda: len(read_marks(gateway.store)) == 40 and not _is_alive(horse))
    assert read_marks(gateway.store) == dict.fromkeys(ids, 1)


def enqueue_with_timeout(settings: Settings, seconds: int) -> None:
    queue = queue_for("inbound", connect(settings.redis_url, socket_timeout=5))
    queue.enqueue_call("gateway.jobs.entry.process_message", args=(1,), timeout=seconds, result_ttl=0, failure_ttl=60)


def test_f16_5_a_job_that_hangs_is_ended_and_retried(gateway: Gateway, start: Start) -> None:
    """RQ's time-out ends the job, the row is put off with that reason, its neighbour is given back."""
    hanging, neighbour = store_messages(gateway.store, 2)

    def hang_once(gateway: Gateway, claim: Claim) -> None:
        if claim.ref == hanging and claim.attempts == 1:
            time.sleep(60)
        leave_a_mark(gateway, claim)

    start(run_rq_worker, "inbound", handlers(hang_once))
    enqueue_with_timeout(gateway.settings, 1)
    wait_until(lambda: (_reason(gateway, hanging) or "").startswith("JobTimeoutException"))

    def is_done_after_another_sweep() -> bool:
        sweep_once(gateway, handlers(leave_a_mark))
        return read_marks(gateway.store) == {hanging: 1, neighbour: 1}

    wait_until(is_done_after_another_sweep)


def test_f16_5_a_job_that_swallows_its_timeout_loses_the_row(gateway: Gateway, start: Start) -> None:
    """A handler that catches everything goes on for ever; its lease runs out and another worker does the work."""
    (ref,) = store_messages(gateway.store, 1)

    def swallow(gateway: Gateway, claim: Claim) -> None:
        while claim.attempts == 1:
            with contextlib.suppress(Exception):
                time.sleep(60)
        leave_a_mark(gateway, claim)

    stuck = start(run_rq_worker, "inbound", handlers(swallow))
    enqueue_with_timeout(gateway.settings, 1)
    wait_until(lambda: _counts(gateway) == (0, 1))
    time.sleep(1.5)
    sweep(gateway)
    start(run_rq_worker, "inbound", handlers(swallow))
    wait_until(lambda: read_marks(gateway.store) == {ref: 1})
    for pid in [*children_of(stuck.pid or 0), stuck.pid or 0]:
        os.kill(pid, signal.SIGKILL)


def test_f16_5_a_job_that_is_killed_is_retried(gateway: Gateway, start: Start) -> None:
    """The kernel's OOM killer takes the horse; its worker lives on, and the row comes back when its lease ends."""
    killed, neighbour = store_messages(gateway.store, 2)

    def run_out_of_memory(gateway: Gateway, claim: Claim) -> None:
        if claim.ref == killed and claim.attempts == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        leave_a_mark(gateway, claim)

    start(run_rq_worker, "inbound", handlers(run_out_of_memory))
    gateway.bell.ring("process", killed)
    wait_until(lambda: _counts(gateway) == (0, 2))
    sweep(gateway)
    wait_until(lambda: read_marks(gateway.store) == {killed: 1, neighbour: 1})


def test_f16_5_what_a_handler_returns_is_nobodys_business(gateway: Gateway, start: Start) -> None:
    """A result that cannot be written as JSON must not turn finished work into a failed job."""
    (ref,) = store_messages(gateway.store, 1)

    def return_something(gateway: Gateway, claim: Claim) -> object:
        leave_a_mark(gateway, claim)
        return OverloadedError()

    start(run_rq_worker, "inbound", handlers(return_something))  # type: ignore[arg-type]
    gateway.bell.ring("process", ref)
    wait_until(lambda: read_marks(gateway.store) == {ref: 1})
    with redis.Redis.from_url(gateway.settings.redis_url) as client:
        wait_until(lambda: client.zcard("rq:wip:inbound") == 0)
        assert client.zcard("rq:failed:inbound") == 0


def _counts(gateway: Gateway) -> tuple[int, int]:
    with gateway.store.reading() as connection:
        found = statistics(connection, time.time())
    return found.ready, found.leased


def _reason(gateway: Gateway, ref: int) -> str | None:
    with gateway.store.reading() as connection:
        return connection.scalar(select(work.c.last_error).where(work.c.ref == ref))
