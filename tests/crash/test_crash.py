"""The promise under fire: real processes die by SIGKILL at random points under load; nothing is lost or doubled."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from gateway.rulebook_file import RulebookFile
from tests.crash.audit import Findings, audit, is_done_within, let_a_minute_pass
from tests.crash.senders import ACCOUNT, TOKEN, Ledger, Senders, Target
from tests.processes import RunningGateway, running_gateway
from tests.servers import PostgresServer, RedisServer

KILLS = int(os.environ.get("CRASH_KILLS", "12"))
SEED = int(os.environ.get("CRASH_SEED", "1"))
LONGEST = 600 + KILLS * 30
"""Seconds for one test, restarts and the rest at the end included."""
NOTHING_WRONG = Findings(
    missing=[],
    stored_twice=[],
    without_one_ticket=[],
    without_one_acknowledgement=[],
    unknown=[],
    dead=[],
    unfinished=0,
)
NO_LOOP = {"GATEWAY_AUTOMATIC_MAIL_AN_HOUR": "1000000"}
"""A flood of tests is no loop; a city that expects one sets the same."""
TWILIO = {"GATEWAY_TWILIO_ACCOUNT_SID": ACCOUNT, "GATEWAY_TWILIO_AUTH_TOKEN": TOKEN, "GATEWAY_TWILIO_API_URL": ""}

pytestmark = [pytest.mark.servers, pytest.mark.crash]


@pytest.mark.timeout(LONGEST)
def test_one_process_on_sqlite_keeps_its_promise(tmp_path: Path, rules_path: Path) -> None:
    """`gateway up` on SQLite: all that was answered with success is one ticket and one acknowledgement."""
    with running_gateway(tmp_path, "up", **TWILIO, **NO_LOOP) as gateway:
        engine = create_engine(gateway.environment["GATEWAY_DATABASE_URL"])
        findings = torment(gateway, engine, rules_path, [let_a_minute_pass_of(engine)])
        engine.dispose()
    assert findings == NOTHING_WRONG


@pytest.mark.timeout(LONGEST)
def test_four_processes_on_postgresql_and_redis_keep_their_promise(
    tmp_path: Path, rules_path: Path, postgres_server: PostgresServer, redis_server: RedisServer
) -> None:
    """The Procfile's processes, with a Redis that forgets and dies and a PostgreSQL that dies."""
    url = postgres_server.create_database("crash")
    places = {"GATEWAY_DATABASE_URL": url, "REDIS_URL": redis_server.url}
    mischief = [redis_server.flush, redis_server.flush, lambda: restart(redis_server), lambda: restart(postgres_server)]
    with running_gateway(tmp_path, "smtp", "web", "worker", "clock", **TWILIO, **NO_LOOP, **places) as gateway:
        engine = create_engine(url, pool_pre_ping=True)
        findings = torment(gateway, engine, rules_path, [*mischief, let_a_minute_pass_of(engine)])
        engine.dispose()
    postgres_server.drop_database("crash")
    assert findings == NOTHING_WRONG


def torment(gateway: RunningGateway, engine: Engine, rules_path: Path, mischief: list[Callable[[], None]]) -> Findings:
    """Load, kill and restart again and again, then let it come to rest and compare."""
    rng, ledger = random.Random(SEED), Ledger()
    senders = Senders(target(gateway, rules_path), ledger, mail=3, texts=3, seed=SEED)
    senders.start()
    try:
        for _ in range(KILLS):
            time.sleep(rng.uniform(0.1, 1.0))
            rng.choice(mischief)()
            kill_and_restart(gateway, rng)
    finally:
        senders.stop()
    come_to_rest(gateway, engine, minutes=6 + len(ledger.acknowledged) // 200)
    print(f"\n{KILLS} kills: {len(ledger.acknowledged)} acknowledged, {ledger.tries} tries")
    assert len(ledger.acknowledged) >= KILLS
    return audit(engine, ledger)


def kill_and_restart(gateway: RunningGateway, rng: random.Random) -> None:
    """Kill one of the processes, with what it has forked or without, and start it again."""
    victim = rng.choice(list(gateway.processes.values()))
    rng.choice([victim.kill, victim.kill_with_children])()
    start_what_ended(gateway)


def start_what_ended(gateway: RunningGateway) -> None:
    """What a process manager does."""
    for process in gateway.processes.values():
        if not process.is_running:
            process.start()
    for process in gateway.processes.values():
        process.wait_until_ready()


def come_to_rest(gateway: RunningGateway, engine: Engine, *, minutes: int) -> None:
    """Let some minutes pass quickly, until nothing is left to do."""
    for _ in range(minutes):
        start_what_ended(gateway)
        let_a_minute_pass(engine)
        if is_done_within(engine, seconds=20):
            return


def let_a_minute_pass_of(engine: Engine) -> Callable[[], None]:
    """The same as a thing to do between two kills."""
    return lambda: let_a_minute_pass(engine)


def restart(server: PostgresServer | RedisServer) -> None:
    """Kill a server and start it again at the same address."""
    server.kill()
    server.start()


def target(gateway: RunningGateway, rules_path: Path) -> Target:
    """Where the residents write to, from the shipped rulebook."""
    city = RulebookFile(rules_path).current().city
    return Target(
        smtp_port=gateway.smtp_port,
        web_port=gateway.web_port,
        public_url=gateway.public_url,
        address=city.addresses[0],
        number=city.numbers[0],
    )
