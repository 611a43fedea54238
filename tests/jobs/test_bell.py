"""The bell wakes workers, and whatever becomes of it delays nobody."""

from __future__ import annotations

import json
import os
import threading
import time
import zlib

import pytest
import redis

from gateway.bell import Bell, InProcessBell, make_bell
from gateway.rq_bell import RqBell
from tests.servers import RedisServer


def test_a_ring_is_heard_at_once() -> None:
    """A resident's text is picked up in milliseconds, not at the next poll."""
    bell = InProcessBell()
    threading.Timer(0.05, bell.ring, ("process", 1)).start()
    started = time.monotonic()
    assert bell.wait("process", 5)
    assert time.monotonic() - started < 1


def test_a_ring_before_the_wait_is_heard() -> None:
    """A row that comes in between the last look into the table and the wait must not wait for the poll."""
    bell = InProcessBell()
    bell.ring("process", 1)
    assert bell.wait("process", 5)
    assert not bell.wait("process", 0.01)


def test_every_worker_hears_its_own_kind() -> None:
    """A burst is for all workers of a kind, and for none of another."""
    bell = InProcessBell()
    heard: list[bool] = []
    threads = [threading.Thread(target=lambda: heard.append(bell.wait("process", 5))) for _ in range(3)]
    for thread in threads:
        thread.start()
    bell.ring("process", 1)
    for thread in threads:
        thread.join()
    assert heard == [True] * 3
    assert not bell.wait("deliver", 0.01)


def test_redis_decides_which_bell_it_is() -> None:
    """No `REDIS_URL`: workers of this process."""
    assert isinstance(make_bell(""), InProcessBell)
    assert isinstance(make_bell("redis://127.0.0.1:1/0"), RqBell)


def jobs_in(server: RedisServer, queue: str) -> list[dict[bytes, bytes]]:
    with redis.Redis("127.0.0.1", server.port) as client:
        ids = client.lrange(f"rq:queue:{queue}", 0, -1)
        return [client.hgetall(f"rq:job:{job_id.decode()}") for job_id in ids]


@pytest.mark.servers
def test_16_12_a_job_carries_the_row_id_and_nothing_else(redis_server: RedisServer) -> None:
    """Whoever reads Redis learns nothing about residents, and nothing there is pickled."""
    bell = RqBell(redis_server.url)
    bell.ring("process", 41)
    bell.ring("deliver", 42)
    bell.flush()
    (inbound,), (outbound,) = jobs_in(redis_server, "inbound"), jobs_in(redis_server, "outbound")
    assert json.loads(zlib.decompress(inbound[b"data"])) == ["gateway.jobs.entry.process_message", None, [41], {}]
    assert json.loads(zlib.decompress(outbound[b"data"])) == ["gateway.jobs.entry.deliver", None, [42], {}]
    assert (inbound[b"result_ttl"], inbound[b"failure_ttl"], inbound[b"retries_left"]) == (b"0", b"3600", b"3")
    assert inbound[b"description"] == b"process"


@pytest.mark.servers
def test_a_burst_is_few_jobs(redis_server: RedisServer) -> None:
    """One job works through everything, so a thousand rings need not be a thousand jobs."""
    bell = RqBell(redis_server.url)
    for ref in range(1000):
        bell.ring("process", ref)
    bell.flush()
    assert 1 <= len(jobs_in(redis_server, "inbound")) <= 16


@pytest.mark.servers
def test_jobs_do_not_pile_up_while_no_worker_runs(redis_server: RedisServer) -> None:
    """A weekend without workers must not fill Redis."""
    bell = RqBell(redis_server.url)
    for ref in range(40):
        bell.ring("process", ref)
        bell.flush()
    assert len(jobs_in(redis_server, "inbound")) == 16


@pytest.mark.servers
def test_f16_2_a_ring_without_redis_is_quick_and_made_up_for(redis_server: RedisServer) -> None:
    """Redis is away: nobody waits. Redis is back: the bell rings without being asked again."""
    redis_server.stop()
    bell = RqBell(redis_server.url)
    started = time.monotonic()
    for ref in range(100):
        bell.ring("process", ref)
    assert time.monotonic() - started < 0.5
    bell.flush(0.2)
    redis_server.start()
    bell.flush(10)
    assert len(jobs_in(redis_server, "inbound")) == 1


@pytest.mark.servers
def test_the_bell_rings_in_a_forked_child(redis_server: RedisServer) -> None:
    """The job that files a ticket rings for its answer, in a child that has none of its parent's threads."""
    bell: Bell = RqBell(redis_server.url)
    bell.ring("process", 1)
    bell.flush()
    child = os.fork()
    if child == 0:
        try:
            bell.ring("deliver", 2)
            bell.flush(5)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert len(jobs_in(redis_server, "outbound")) == 1
