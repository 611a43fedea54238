"""The whole road: stored messages are read, understood, decided, filed and answered by one worker thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, func, select

from gateway.bootstrap import build_gateway
from gateway.channels.text_message import encode_form
from gateway.envelopes import Arrival
from gateway.jobs import drain
from gateway.settings import load_settings
from gateway.store.engine import Store
from gateway.store.messages import insert_arrivals
from gateway.store.schema import outbox
from tests.bench.accepting import CITY, installed
from tests.bench.load import Load, mails
from tests.bench.rows import Row, cpu_seconds, generate
from tests.crash.senders import text_from
from tests.processes import RunningGateway
from tests.servers import PostgresServer, RedisServer, wait_for

MESSAGES = 1500
PATIENCE = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Messages answered a second, and by second of processor time of the worker."""

    per_second: float
    per_cpu_second: float


def measure_road() -> Iterator[Row]:
    """SQLite, PostgreSQL, and PostgreSQL with RQ as the bell; half mails of 2 kB, half texts."""
    with ExitStack() as stack:
        postgres, redis = PostgresServer("fsync=on", "full_page_writes=on"), RedisServer()
        for server in (postgres, redis):
            stack.callback(server.remove)
            server.start()
        url = postgres.url("bench")
        yield _filing_row("SQLite", _file())
        yield _filing_row("PostgreSQL", _on(postgres, lambda: _file(GATEWAY_DATABASE_URL=url)))
        yield _row("SQLite", _walk())
        yield _row("PostgreSQL", _on(postgres, lambda: _walk(GATEWAY_DATABASE_URL=url)))
        yield _row("PostgreSQL, RQ", _on(postgres, lambda: _walk(GATEWAY_DATABASE_URL=url, REDIS_URL=redis.url)))


def measure_up() -> Iterator[Row]:
    """`gateway up` under mail as fast as it takes it: accepting and answering share one process."""
    with installed("up") as gateway, reading(gateway) as engine:
        load = Load(
            kind="smtp-kept", port=gateway.smtp_port, messages=MESSAGES, connections=20, recipient=CITY.addresses[0]
        )
        began = time.monotonic()
        taken = generate(load)
        wait_for(lambda: _answered(engine) >= MESSAGES, seconds=PATIENCE, what="all acknowledgements")
        seconds = time.monotonic() - began
    yield Row(
        what="`gateway up`, mail to answer",
        value=f"{MESSAGES / seconds:.0f}/s",
        note=f"{MESSAGES} mails: taken in {taken.seconds:.1f} s, the last one answered after {seconds:.1f} s",
    )


@contextmanager
def reading(gateway: RunningGateway) -> Iterator[Engine]:
    """A connection pool that only looks."""
    store = Store(gateway.environment["GATEWAY_DATABASE_URL"])
    yield store.engine
    store.dispose()


def _on(postgres: PostgresServer, measure: Callable[[], Pace]) -> Pace:
    postgres.create_database("bench")
    try:
        return measure()
    finally:
        postgres.drop_database("bench")


def _file(**environment: str) -> Pace:
    """Store everything, then read, understand, decide and file it on one thread: up to the acknowledgement row."""
    with installed(**environment) as installation:
        _store(installation)
        gateway = build_gateway(
            load_settings(
                database_url=installation.environment["GATEWAY_DATABASE_URL"],
                data_dir=installation.folder,
                rules=installation.environment["GATEWAY_RULES"],
            )
        )
        began, cpu = time.monotonic(), time.process_time()
        done = drain(gateway, "process", budget=PATIENCE)
        seconds, spent = time.monotonic() - began, time.process_time() - cpu
        gateway.store.dispose()
    return Pace(per_second=done / seconds, per_cpu_second=done / spent)


def _walk(**environment: str) -> Pace:
    """Store everything first, then start one worker thread and time it from its first answer to its last."""
    with installed(GATEWAY_WORKERS="1", **environment) as gateway, reading(gateway) as engine:
        _store(gateway)
        # RQ workers sleep until the bell rings; for what was stored before they started, the clock rings it.
        for command in ("worker", "clock"):
            gateway.add(command)
        gateway.start()
        wait_for(lambda: _answered(engine) > 10, seconds=60, what="the first acknowledgements")
        return _pace(gateway, engine)


def _pace(gateway: RunningGateway, engine: Engine) -> Pace:
    pid = gateway.processes["worker"].pid
    done, cpu, began = _answered(engine), cpu_seconds(pid), time.monotonic()
    wait_for(lambda: _answered(engine) >= MESSAGES, seconds=PATIENCE, what="all acknowledgements")
    seconds = time.monotonic() - began
    return Pace(per_second=(MESSAGES - done) / seconds, per_cpu_second=(MESSAGES - done) / (cpu_seconds(pid) - cpu))


def _store(gateway: RunningGateway) -> None:
    store = Store(gateway.environment["GATEWAY_DATABASE_URL"])
    arrivals = list(_arrivals())
    for start in range(0, len(arrivals), 250):
        with store.writing() as connection:
            insert_arrivals(connection, arrivals[start : start + 250], now=time.time())
    store.dispose()


def _arrivals() -> Iterator[Arrival]:
    now, half = datetime.now(UTC), MESSAGES // 2
    load = Load(kind="smtp-new", port=0, messages=half, connections=1, recipient=CITY.addresses[0])
    for number, (sender, raw) in enumerate(mails(load)):
        yield Arrival(
            channel="email", key=f"mail {number}", raw=raw, sender=sender, recipients=(load.recipient,), received_at=now
        )
    for number in range(MESSAGES - half):
        form = text_from(f"+1860{number:07d}", number, CITY.numbers[0])
        yield Arrival(
            channel="twilio",
            key=form["MessageSid"],
            raw=encode_form(tuple(form.items())),
            sender=form["From"],
            recipients=(form["To"],),
            received_at=now,
        )


def _answered(engine: Engine) -> int:
    query = select(func.count()).select_from(outbox).where(outbox.c.kind == "acknowledgement")
    with engine.connect() as connection:
        return connection.execute(query).scalar_one()


def _filing_row(name: str, pace: Pace) -> Row:
    return Row(
        what=f"stored to acknowledgement row, {name}",
        value=f"{pace.per_second:.0f}/s ({pace.per_cpu_second:.0f} by CPU second)",
        goal="120/s a core, aim 250",
        note=f"{MESSAGES} messages, half mails of 2 kB, half texts; one thread",
    )


def _row(name: str, pace: Pace) -> Row:
    return Row(
        what=f"the same with sending, {name}",
        value=f"{pace.per_second:.0f}/s ({pace.per_cpu_second:.0f} by CPU second of the worker)",
        note="one worker process files, and marks two or three messages out for each one in",
    )
