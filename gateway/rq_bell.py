"""The bell on Redis: an RQ job that says "look into the work table", and nothing else (PROTOCOL 16.1-16.12)."""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from collections.abc import Mapping

import redis
import rq

log = logging.getLogger(__name__)

QUEUES: Mapping[str, str] = {
    "process": "inbound",
    "deliver": "outbound",
    "files": "files",
    "remind": "reminders",
    "locate": "places",
    "rules": "rules",
}
JOBS: Mapping[str, str] = {
    "process": "gateway.jobs.entry.process_message",
    "deliver": "gateway.jobs.entry.deliver",
    "files": "gateway.jobs.entry.prepare_files",
    "remind": "gateway.jobs.entry.remind",
    "locate": "gateway.jobs.entry.locate",
    "rules": "gateway.jobs.entry.ask_rules",
}
JOB_SECONDS = 180
"""A job that takes longer is ended; its lease runs out and the row is tried again."""
_GATHER_SECONDS = 0.01
_RETRY_SECONDS = 1.0
_ENOUGH_JOBS = 16
"""Each job works through all that is due, so more of them in a queue would find nothing to do."""


def connect(redis_url: str, *, socket_timeout: float) -> redis.Redis:
    """A connection to Redis that gives up after `socket_timeout` seconds."""
    return redis.Redis.from_url(
        redis_url, socket_connect_timeout=2.0, socket_timeout=socket_timeout, health_check_interval=30
    )


def queue_for(name: str, connection: redis.Redis) -> rq.Queue:
    """The RQ queue of that name, with the serializer that ring and worker agree on."""
    return rq.Queue(name, connection=connection, serializer="json", default_timeout=JOB_SECONDS)


class RqBell:
    """Rings by putting jobs on RQ from a thread of its own, so that a slow or absent Redis delays nobody.

    One job serves a whole burst. While Redis is away the last ring of each kind is kept and rung later; if this
    process ends before that, the sweeper rings.
    """

    def __init__(self, redis_url: str) -> None:
        self._redis_url = redis_url
        self._ringer = _Ringer(redis_url)

    def ring(self, kind: str, ref: int) -> None:
        """Have a job put on the queue of this kind, soon."""
        if self._ringer.pid != os.getpid():
            # A fork copies neither the thread nor a usable state of its lock and connection.
            self._ringer = _Ringer(self._redis_url)
        self._ringer.ring(kind, ref)

    def wait(self, kind: str, timeout: float) -> bool:  # noqa: ARG002 - RQ wakes its own workers, others look at the table
        """Nobody rings inside this process: sleep."""
        time.sleep(timeout)
        return False

    def flush(self, timeout: float = 2.0) -> None:
        """Wait up to `timeout` seconds until Redis has every ring."""
        if self._ringer.pid == os.getpid():
            self._ringer.flush(timeout)


class _Ringer:
    """The thread that talks to Redis, and what it still has to say."""

    def __init__(self, redis_url: str) -> None:
        self.pid = os.getpid()
        self._connection = connect(redis_url, socket_timeout=2.0)
        self._pending: dict[str, int] = {}
        self._is_busy = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_down = False

    def ring(self, kind: str, ref: int) -> None:
        with self._changed:
            self._pending[kind] = ref
            self._changed.notify_all()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="rq-bell", daemon=True)
                self._thread.start()

    def flush(self, timeout: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._pending and not self._is_busy, timeout)

    def _run(self) -> None:
        pause = _GATHER_SECONDS
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pending)
            time.sleep(pause)
            pause = self._ring_pending()

    def _ring_pending(self) -> float:
        """Ring for every kind; the seconds to wait before the next try."""
        with self._changed:
            pending, self._pending, self._is_busy = self._pending, {}, True
        try:
            for kind, ref in pending.items():
                self._enqueue(kind, ref)
        except Exception as error:  # noqa: BLE001 - no failure of the bell may end the thread that rings it
            self._settle(pending)
            self._report(down_because=type(error).__name__)
            return _RETRY_SECONDS
        self._settle({})
        self._report(down_because=None)
        return _GATHER_SECONDS

    def _report(self, *, down_because: str | None) -> None:
        is_down = down_because is not None
        if is_down and not self._is_down:
            log.warning("Redis does not answer; rows wait for it or for the sweeper", extra={"reason": down_because})
        if self._is_down and not is_down:
            log.info("Redis answers again")
        self._is_down = is_down

    def _settle(self, unsent: Mapping[str, int]) -> None:
        with self._changed:
            self._pending = {**unsent, **self._pending}
            self._is_busy = False
            self._changed.notify_all()

    def _enqueue(self, kind: str, ref: int) -> None:
        queue = queue_for(QUEUES[kind], self._connection)
        if queue.count >= _ENOUGH_JOBS:
            return
        # An id is never used twice: the same one twice in a queue runs twice with the second's arguments (16.7).
        # Retry is what lets RQ run a job again that died between two of its lists (16.2); it has no interval,
        # because that would need a scheduler (16.6).
        queue.enqueue_call(
            JOBS[kind],
            args=(ref,),
            timeout=JOB_SECONDS,
            result_ttl=0,
            failure_ttl=3600,
            retry=rq.Retry(max=3),
            job_id=f"{kind}-{ref}-{uuid.uuid4().hex[:12]}",
            description=kind,
        )
