"""RQ workers, run the way in which RQ 3 loses least (PROTOCOL 16.1-16.13): one process for each queue."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from multiprocessing.context import ForkProcess
from typing import Any

import redis
import rq

from gateway.bootstrap import Gateway, build_gateway
from gateway.errors import GatewayError
from gateway.jobs.draining import HANDLERS, Handler
from gateway.jobs.entry import open_workplace
from gateway.log import configure_logging
from gateway.rq_bell import QUEUES, connect, queue_for
from gateway.settings import Settings

log = logging.getLogger(__name__)

WORKER_TTL = 60
MAINTENANCE_SECONDS = 30
"""RQ finds a job that was lost on the way only between two others or after these times; its defaults are minutes."""
_STOP_SECONDS = 45.0
_RESTART_SECONDS = (1.0, 2.0, 5.0, 10.0)


def run_rq_worker(settings: Settings, queue: str, handlers: Mapping[str, Handler] = HANDLERS) -> None:
    """Work on exactly one queue, `inbound`, `outbound` or `files`, until SIGTERM; the job that runs is finished first.

    More than one queue would make RQ take jobs with BLPOP, which loses the one in flight (16.1).
    """
    configure_logging(level=settings.log_level, style=settings.log_format)
    # Made before the first fork, so that no job has to read the rulebook and the catalog again.
    gateway = build_gateway(settings)
    open_workplace(gateway, handlers)
    connection = connect(settings.redis_url, socket_timeout=WORKER_TTL)
    worker = _Worker(
        gateway,
        [queue_for(queue, connection)],
        connection=connection,
        serializer="json",
        worker_ttl=WORKER_TTL,
        maintenance_interval=MAINTENANCE_SECONDS,
        log_job_description=False,
    )
    # What came while no worker ran may have lost its bell with Redis.
    gateway.bell.ring(_kind_of(queue), 0)
    gateway.bell.flush()
    worker.work(logging_level=None)
    gateway.store.dispose()


class _Worker(rq.Worker):
    """Forks each job with the rulebook as it is now; a job that read it itself would forget it when it ends."""

    def __init__(self, gateway: Gateway, *arguments: Any, **options: Any) -> None:
        self._gateway = gateway
        super().__init__(*arguments, **options)

    def execute_job(self, job: Any, queue: Any) -> None:
        """Look at the rulebook, then fork."""
        self._gateway.rulebooks.refresh()
        super().execute_job(job, queue)


def _kind_of(queue: str) -> str:
    return next(kind for kind, name in QUEUES.items() if name == queue)


def run_workers(settings: Settings, handlers: Mapping[str, Handler] = HANDLERS) -> None:
    """Keep one worker process for each queue running until SIGTERM or SIGINT, then end them in good order.

    Call it before any thread is started: the workers are forked.
    """
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    children = [_Child(settings, queue, handlers) for queue in QUEUES.values()]
    while not stopping.wait(0.5):
        for child in children:
            child.keep_running()
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + _STOP_SECONDS
    for child in children:
        child.wait(max(0.1, deadline - time.monotonic()))


class _Child:
    """One worker process, started again when it ends; the pause grows while it keeps ending."""

    def __init__(self, settings: Settings, queue: str, handlers: Mapping[str, Handler]) -> None:
        self._arguments = (settings, queue, handlers, os.getpid())
        self._queue = queue
        self._process: ForkProcess | None = None
        self._started_at = 0.0
        self._ends = 0

    def keep_running(self) -> None:
        if self._process and self._process.is_alive():
            return
        lived = time.monotonic() - self._started_at
        if self._process and lived < _RESTART_SECONDS[min(self._ends, len(_RESTART_SECONDS) - 1)]:
            return
        if self._process:
            log.warning(
                "a worker ended and is started again", extra={"queue": self._queue, "exit": self._process.exitcode}
            )
            self._ends = self._ends + 1 if lived < 2 * _RESTART_SECONDS[-1] else 0
        self._start()

    def ask_to_stop(self) -> None:
        if self._process and self._process.is_alive():
            self._process.terminate()

    def wait(self, seconds: float) -> None:
        if self._process:
            self._process.join(seconds)
            self._process.kill()
            self._process.join()

    def _start(self) -> None:
        self._process = multiprocessing.get_context("fork").Process(
            target=_work, args=self._arguments, name=f"worker-{self._queue}"
        )
        self._started_at = time.monotonic()
        self._process.start()


def _work(settings: Settings, queue: str, handlers: Mapping[str, Handler], supervisor: int) -> None:
    # A group of its own: Ctrl-C reaches the supervisor only, which asks for a stop once. RQ takes a second
    # request for an order to kill the job.
    os.setpgrp()
    # Until RQ takes its own, the supervisor's handlers are here too: they would swallow an early request to stop.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    threading.Thread(target=_end_with, args=(supervisor,), name="supervisor-watch", daemon=True).start()
    try:
        run_rq_worker(settings, queue, handlers)
    except (redis.RedisError, GatewayError) as error:
        log.error("a worker could not start", extra={"queue": queue, "reason": f"{type(error).__name__}: {error}"})  # noqa: TRY400 - its supervisor tries again every few seconds
        sys.exit(1)


def _end_with(supervisor: int) -> None:
    while os.getppid() == supervisor:
        time.sleep(1.0)
    os.kill(os.getpid(), signal.SIGTERM)
