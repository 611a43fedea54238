"""What every other test stands on: servers must start, survive a kill, and leave nothing running."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import redis
from sqlalchemy import create_engine, inspect, text

from gateway.settings import load_settings
from tests.conftest import SettingsFactory
from tests.servers import PostgresServer, RedisServer

PARENT = """
import sys, time
from tests.servers import PostgresServer, RedisServer
servers = [RedisServer(), PostgresServer()]
for server in servers:
    server.start()
print(*[f"{server._process.pid}:{server.folder}" for server in servers], sep="|", flush=True)
time.sleep(60)
"""


def test_database_is_fresh_and_complete(database_url: str) -> None:
    """A test must find all tables and nothing of another test, on both databases."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        assert {"message", "work", "ticket", "outbox"} <= set(inspect(connection).get_table_names())
        assert connection.execute(text("SELECT count(*) FROM message")).scalar_one() == 0
        connection.execute(text("INSERT INTO counter (name, value) VALUES ('seen', 1)"))
        assert connection.execute(text("SELECT value FROM counter")).all() == [(1,)]
    engine.dispose()


def test_empty_database_has_no_tables(empty_database_url: str) -> None:
    """Migration tests must start from nothing."""
    engine = create_engine(empty_database_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()


@pytest.mark.servers
def test_postgres_survives_a_kill(postgres_server: PostgresServer) -> None:
    """The crash tests rely on a server that keeps its rows and its port over SIGKILL."""
    url = postgres_server.create_database("kept")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE promise AS SELECT 1 AS id"))
    engine.dispose()
    postgres_server.kill()
    assert not postgres_server.answers()
    postgres_server.start()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id FROM promise")).scalar_one() == 1
    engine.dispose()
    postgres_server.drop_database("kept")


@pytest.mark.servers
def test_redis_is_empty_and_survives_a_kill(redis_server: RedisServer, redis_url: str) -> None:
    """Every test starts with an empty Redis, and a killed one comes back at the same address, having forgotten all."""
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("anne", "1")
        redis_server.kill()
        redis_server.start()
        assert client.get("anne") is None


def test_settings_ignore_the_shell(settings: SettingsFactory, tmp_path: Path) -> None:
    """A developer's own GATEWAY_ variables must not change what tests see."""
    assert not [name for name in os.environ if name.startswith("GATEWAY_") or name == "REDIS_URL"]
    made = settings(rules_text="city: {}\n", workers=3)
    assert (made.workers, made.smtp_port, made.data_dir) == (3, 0, tmp_path / "data")
    assert made.rules.read_text() == "city: {}\n"
    assert load_settings().workers == 2


@pytest.mark.servers
def test_servers_end_with_a_killed_test_run() -> None:
    """A test run that is killed with SIGKILL must not leave servers behind on a developer's machine."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    started = [word.split(":") for word in parent.stdout.readline().strip().split("|")]
    parent.stdout.close()
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    pids = [int(pid) for pid, _ in started]
    assert len(pids) == 2
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and any(Path(f"/proc/{pid}").exists() for pid in pids):
        time.sleep(0.05)
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
    for _, folder in started:
        shutil.rmtree(folder)
