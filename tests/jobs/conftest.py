"""A store on each database, and a gateway around it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.bootstrap import Gateway
from gateway.store.engine import Store
from tests.conftest import SettingsFactory
from tests.rows import make_gateway


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
