"""How long the desk's pages take with years of tickets behind them: a million on PostgreSQL, 200,000 on SQLite."""

from __future__ import annotations

import gzip
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient

from gateway.bootstrap import build_gateway
from gateway.insight.counting import rebuild_figures
from gateway.settings import Settings
from gateway.store.engine import Store
from gateway.store.migrate import migrate
from tests.bench.city_years import RULES, Years, number_of
from tests.bench.desk_city import fill
from tests.bench.rows import Row
from tests.servers import PostgresServer
from tests.web.site import Site

TICKETS = {"postgresql": 1_000_000, "sqlite": 200_000}
_TIMES = 60
_WARM = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Addresses that are asked for in turn, and how long the slowest twentieth may take at most, in milliseconds."""

    what: str
    paths: Callable[[random.Random], str]
    goal: int


def measure_desk() -> Iterator[Row]:
    """Both databases, one after the other; `DESK_TICKETS` makes them smaller for a first look."""
    for kind, opened in (("postgresql", _postgresql), ("sqlite", _sqlite)):
        tickets = int(os.environ.get("DESK_TICKETS", TICKETS[kind]))
        with opened() as url:
            yield from _measure(kind, url, tickets)


def _measure(kind: str, url: str, tickets: int) -> Iterator[Row]:
    store = Store(url)
    migrate(store)
    began = time.perf_counter()
    fill(store, Years(tickets=tickets, now=time.time()))
    yield Row(what=f"{kind}: {tickets:,} tickets made in", value=f"{time.perf_counter() - began:.0f} s")
    store.dispose()
    with tempfile.TemporaryDirectory() as folder:
        gateway = build_gateway(Settings(database_url=url, data_dir=Path(folder), rules=RULES))
        began = time.perf_counter()
        rebuild_figures(gateway)
        yield Row(what=f"{kind}: figures counted from nothing in", value=f"{time.perf_counter() - began:.0f} s")
        site = Site(gateway)
        client = site.client("administrator")
        for page in _pages(tickets):
            yield _time(kind, client, page)
        gateway.store.dispose()


def _pages(tickets: int) -> tuple[Page, ...]:
    words = ("flooding", "oak", "pothole maple", "tire", "street light chapel", "school bus", "graffiti")
    return (
        Page(what="the queue", paths=lambda _: "/desk", goal=120),
        Page(what="the queue of a department", paths=lambda chance: f"/desk/{chance.choice(_DEPARTMENTS)}", goal=120),
        Page(what="the queue, filtered", paths=_filtered, goal=120),
        Page(what="search", paths=lambda chance: f"/desk?q={chance.choice(words).replace(' ', '+')}", goal=200),
        Page(what="a ticket", paths=lambda chance: f"/tickets/{number_of(chance.randrange(tickets) + 1)}", goal=120),
        Page(what="insight", paths=lambda chance: f"/insight?period={chance.choice(('30', '90', 'year'))}", goal=500),
    )


_DEPARTMENTS = ("streets", "traffic", "sanitation", "water", "parks", "neighborhood")
_FILTERS = ("status=in_progress", "priority=high", "channel=mail", "language=es", "due=overdue", "assignee=nobody")


def _filtered(chance: random.Random) -> str:
    return f"/desk?{'&'.join(chance.sample(_FILTERS, 2))}"


def _time(kind: str, client: FlaskClient, page: Page) -> Row:
    chance = random.Random(7)
    taken, octets, packed = [], 0, 0
    for number in range(_WARM + _TIMES):
        path = page.paths(chance)
        began = time.perf_counter()
        answer = client.get(path)
        body = answer.get_data()
        if number >= _WARM:
            taken.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            return Row(what=f"{kind}: {page.what}", value=f"{path} answered {answer.status_code}")
        octets, packed = max(octets, len(body)), max(packed, len(gzip.compress(body)))
    taken.sort()
    slow = taken[int(len(taken) * 0.95)]
    note = f"median {median(taken):.0f} ms, {octets / 1000:.0f} kB, {packed / 1000:.0f} kB packed"
    return Row(what=f"{kind}: {page.what}, 95 of 100 within", value=f"{slow:.0f} ms", goal=f"{page.goal} ms", note=note)


@contextmanager
def _postgresql() -> Iterator[str]:
    server = PostgresServer("shared_buffers=256MB")
    server.start()
    try:
        yield server.create_database("desk")
    finally:
        server.remove()


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/gateway.db"
