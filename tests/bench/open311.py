"""How long apps wait for lists and single requests with years of tickets behind them: a million on PostgreSQL."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from gateway.bootstrap import Gateway, build_gateway
from gateway.cli.server import WebServer, make_application
from gateway.intake import Intake
from gateway.open311.moments import write_moment
from gateway.public_words import make_due_words
from gateway.settings import Settings
from gateway.store.engine import Store
from gateway.store.migrate import migrate
from gateway.store.open311_schema import public_words
from gateway.store.schema import ticket
from tests.bench.city_years import DAY, RULES, Years, number_of
from tests.bench.desk_city import fill
from tests.bench.rows import Row
from tests.servers import PostgresServer

_TICKETS = 1_000_000
_TIMES = 60
_WARM = 5
_GOAL = 150
"""Milliseconds for 95 of 100 lists of a thousand requests."""
_SINGLES = 6_000
_A_SECOND = 300
_TO_MASK = 5_000
_AS_IF_MASKED = text(
    "INSERT INTO public_words (ticket_id, description, location, made_at) "
    "SELECT id, description, coalesce(location, ''), 0 FROM ticket"
)


def measure_open311() -> Iterator[Row]:
    """Lists in both forms, single requests by HTTP, and the masking; `OPEN311_TICKETS` makes it smaller."""
    tickets = int(os.environ.get("OPEN311_TICKETS", _TICKETS))
    server = PostgresServer("shared_buffers=256MB")
    server.start()
    try:
        url = server.create_database("open311")
        _fill(url, tickets)
        with tempfile.TemporaryDirectory() as folder:
            yield from _measure(url, Path(folder), tickets)
    finally:
        server.remove()


def _fill(url: str, tickets: int) -> None:
    """The words stand there as if they had been masked, which takes the gateway some minutes in the background."""
    store = Store(url)
    migrate(store)
    fill(store, Years(tickets=tickets, now=time.time()))
    with store.writing() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(_AS_IF_MASKED)
    # What autovacuum does in the night after so much was written.
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE ticket, public_words"))
    store.dispose()


def _measure(url: str, folder: Path, tickets: int) -> Iterator[Row]:
    gateway = build_gateway(Settings(database_url=url, data_dir=folder, rules=RULES, web_port=0))
    intake = Intake(gateway)
    client = make_application(gateway, intake).test_client()
    for form in ("json", "xml"):
        for asked in _LISTS:
            yield _time(client, form, asked)
    yield _ask_singles(gateway, intake, tickets)
    yield _mask(gateway)
    intake.stop()
    gateway.store.dispose()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A kind of list, asked for with other values each time."""

    what: str
    query: Callable[[random.Random], str]


def _window(chance: random.Random) -> str:
    start = time.time() - chance.uniform(90, 900) * DAY
    return f"start_date={write_moment(start)}&end_date={write_moment(start + 90 * DAY)}"


_LISTS = (
    Asked(what="the newest", query=lambda _: ""),
    Asked(what="of ninety days in the past", query=_window),
    Asked(
        what="closed ones of a service", query=lambda chance: f"status=closed&service_code=pothole&{_window(chance)}"
    ),
    Asked(
        what="what changed in a week",
        query=lambda chance: f"updated_after={write_moment(time.time() - chance.uniform(5, 7) * DAY)}",
    ),
    Asked(what="a far page of ninety days, with its total", query=lambda chance: f"page=20&{_window(chance)}"),
    Asked(what="with extensions", query=lambda chance: f"extensions=true&{_window(chance)}"),
)


def _time(client: FlaskClient, form: str, asked: Asked) -> Row:
    chance, taken, octets = random.Random(7), [], 0
    what = f"1,000 requests as {form}, {asked.what}, 95 of 100 within"
    for number in range(_WARM + _TIMES):
        path = f"/open311/v2/requests.{form}?{asked.query(chance)}"
        began = time.perf_counter()
        answer = client.get(path)
        octets = max(octets, len(answer.get_data()))
        if number >= _WARM:
            taken.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            return Row(what=what, value=f"{path} answered {answer.status_code}")
    taken.sort()
    note = f"median {median(taken):.0f} ms, {octets / 1000:.0f} kB"
    return Row(what=what, value=f"{taken[int(len(taken) * 0.95)]:.0f} ms", goal=f"{_GOAL} ms", note=note)


def _ask_singles(gateway: Gateway, intake: Intake, tickets: int) -> Row:
    """By HTTP from another process, over eight connections that stay open."""
    web, chance = WebServer(gateway, intake), random.Random(7)
    web.start()
    numbers = "\n".join(number_of(chance.randrange(tickets) + 1) for _ in range(_SINGLES))
    command = [sys.executable, "-m", "tests.bench.reading_load", str(web.port)]
    answered = subprocess.run(command, input=numbers, capture_output=True, text=True, check=True)
    web.stop()
    found, seconds = answered.stdout.split()
    return Row(
        what="single requests a second, one process of waitress",
        value=f"{_SINGLES / float(seconds):.0f}",
        goal=f"{_A_SECOND}",
        note=f"{found} of {_SINGLES} found; the others have no service",
    )


def _mask(gateway: Gateway) -> Row:
    """The newest tickets once more, as if they had just been written."""
    with gateway.store.writing() as connection:
        newest = select(ticket.c.id).order_by(ticket.c.id.desc()).limit(_TO_MASK)
        connection.execute(update(public_words).where(public_words.c.ticket_id.in_(newest)).values(made_at=None))
    began, made = time.perf_counter(), 0
    while more := make_due_words(gateway):
        made += more
    return Row(what="tickets a second whose words are masked", value=f"{made / (time.perf_counter() - began):.0f}")
