"""The listener before the real intake and real databases, which die at the worst moments."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text

from gateway.bell import make_bell
from gateway.edges.lmtp import LmtpServer
from gateway.intake import Intake
from gateway.settings import Settings
from gateway.store.engine import Store
from tests.conftest import ROOT
from tests.edges.smtp.client import MAIL, Client
from tests.edges.smtp.conftest import House
from tests.servers import PostgresServer


def stored(url: str) -> int:
    """How many messages are in the database."""
    engine = create_engine(url)
    with engine.connect() as connection:
        count = connection.execute(
            text("SELECT count(*) FROM message JOIN message_raw ON message.id = message_id")
        ).scalar_one()
    engine.dispose()
    return int(count)


@pytest.fixture
def furnish(house: House) -> Iterator[Callable[[str], House]]:
    """A function that gives the house the real intake on a database."""
    opened: list[tuple[Intake, Store]] = []

    def furnish(url: str) -> House:
        store = Store(url)
        gateway: Any = SimpleNamespace(
            settings=Settings(database_url=url), store=store, clock=time.time, bell=make_bell("")
        )
        house.intake = Intake(gateway)
        opened.append((house.intake, store))
        return house

    yield furnish
    for listener in house.listeners:
        listener.stop(grace=0)
    for intake, store in opened:
        intake.stop(timeout=1)
        store.dispose()


def test_accepted_mail_is_in_the_database_as_it_came(furnish: Callable[[str], House], database_url: str) -> None:
    """The whole way of a mail through the edge, on both databases."""
    client = furnish(database_url).write()
    mail = MAIL + b"..dots\r\n\x00\xff\r\n"
    assert client.deliver(mail.replace(b"\r\n..", b"\r\n...")).startswith("250 2.0.0 OK ")
    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert bytes(connection.execute(text("SELECT raw FROM message_raw")).scalar_one()) == mail
    engine.dispose()


def test_f4_1_the_same_octets_twenty_times_at_once(furnish: Callable[[str], House], database_url: str) -> None:
    """Twenty connections hear 250 with one id, and there is one message."""
    house = furnish(database_url)
    listener = house.open()
    replies: list[str] = []

    def deliver(client: Client) -> None:
        client.greet()
        replies.append(client.deliver())

    threads = [threading.Thread(target=deliver, args=(house.connect(listener),)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies) == 20
    assert len(set(replies)) == 1
    assert replies[0].startswith("250 2.0.0 OK ")
    assert stored(database_url) == 1


@pytest.mark.servers
def test_f2_3_database_killed_before_rcpt_and_before_data(
    furnish: Callable[[str], House], postgres_server: PostgresServer, request: pytest.FixtureRequest
) -> None:
    """451 both times; when the database is back the same connection delivers, once."""
    url = fresh_database(postgres_server, request)
    house = furnish(url)
    client, begun = house.write(), house.connect(house.listeners[0])
    begun.greet()
    assert begun.begin()[-1].startswith("250")
    postgres_server.kill()
    time.sleep(1.1)
    assert client.begin()[-1].startswith("451 4.3.0")
    assert begun.say("DATA").startswith("354")
    begun.send(MAIL + b".\r\n")
    assert begun.read().startswith("451 4.3.0")
    postgres_server.ensure_running()
    assert deliver_patiently(begun).startswith("250")
    assert stored(url) == 1


@pytest.mark.servers
def test_f2_9_lmtp_with_the_database_down(
    furnish: Callable[[str], House], postgres_server: PostgresServer, request: pytest.FixtureRequest
) -> None:
    """The MTA hears about every recipient, and keeps the mail for all of them."""
    client = furnish(fresh_database(postgres_server, request)).call(LmtpServer)
    client.greet("LHLO mta.example")
    client.begin("311@elmcity.example", "water@elmcity.example")
    postgres_server.kill()
    client.say("DATA")
    client.send(MAIL + b".\r\n")
    assert [client.read()[:9] for _ in range(2)] == ["451 4.3.0"] * 2
    assert client.say("NOOP") == "250 2.0.0 OK"


@pytest.mark.servers
def test_f2_3_database_killed_during_the_commit(
    furnish: Callable[[str], House], postgres_server: PostgresServer, request: pytest.FixtureRequest
) -> None:
    """A lock holds the commit back, the server dies, the sender hears 451 and delivers again: one message."""
    url = fresh_database(postgres_server, request)
    client = furnish(url).write()
    client.begin()
    client.say("DATA")
    engine = create_engine(url)
    with engine.connect() as locking:
        locking.execute(text("LOCK TABLE message IN ACCESS EXCLUSIVE MODE"))
        client.send(MAIL + b".\r\n")
        assert not client.hears_within(0.5)
        postgres_server.kill()
        assert client.read().startswith("451 4.3.0")
        locking.invalidate()
    engine.dispose()
    postgres_server.ensure_running()
    assert deliver_patiently(client).startswith("250")
    assert stored(url) == 1


def test_f2_3_the_reply_lost_after_the_commit(furnish: Callable[[str], House], database_url: str) -> None:
    """The connection breaks between the commit and the 250: the sender comes again and hears it then."""
    house = furnish(database_url)
    client = house.write()
    client.begin()
    client.say("DATA")
    client.send(MAIL + b".\r\n")
    client.close()
    again = house.connect(house.listeners[0])
    again.greet()
    assert again.deliver().startswith("250")
    assert stored(database_url) == 1


def test_f2_4_disk_full_is_452_and_recovers(furnish: Callable[[str], House], sqlite_url: str) -> None:
    """SQLite finds no page for the mail; with room again nothing must be restarted, and no half mail is left."""
    house = furnish(sqlite_url)
    client = house.write()
    before = stored(sqlite_url)
    big = MAIL + b"x" * 3_000_000 + b"\r\n"
    with a_full_disk(house.intake._gateway.store):
        assert client.deliver(big).startswith("452 4.3.1")
        assert stored(sqlite_url) == before
    assert client.deliver(big).startswith("250")
    assert stored(sqlite_url) == before + 1


def test_f2_12_killed_before_the_commit_nothing_was_promised_and_nothing_is_left(
    tmp_path: Path, sqlite_url: str
) -> None:
    """There is no spool file that could be orphaned: the octets are in the database, or the sender keeps them."""
    script = Path(__file__).with_name("held_listener.py")
    argv = [sys.executable, str(script), sqlite_url, str(tmp_path / "data")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, cwd=tmp_path, env=environment) as process:
        assert process.stdout is not None
        client = Client(int(process.stdout.readline()))
        client.greet()
        client.begin()
        client.say("DATA")
        client.send(MAIL + b".\r\n")
        assert process.stdout.readline() == "inserted\n"
        process.kill()
    assert client.read() == ""
    client.close()
    assert stored(sqlite_url) == 0
    assert [path.name for path in tmp_path.rglob("*") if not path.name.startswith("gateway.db")] == []


def fresh_database(server: PostgresServer, request: pytest.FixtureRequest) -> str:
    """A database of the server, with all tables."""
    template = request.getfixturevalue("_postgres_template")
    return server.create_database(f"smtp_{os.urandom(4).hex()}", template=template)


def deliver_patiently(client: Client) -> str:
    """Deliver again and again until the gateway has noticed that its database is back."""
    for _ in range(40):
        if client.begin()[-1].startswith("250"):
            client.say("RSET")
            break
        client.say("RSET")
        time.sleep(0.25)
    return client.deliver()


@contextmanager
def a_full_disk(store: Store) -> Iterator[None]:
    """The database may not grow any more."""
    pages = ["PRAGMA max_page_count = 1"]

    def limit(connection: Any, *_: object) -> None:
        connection.execute(pages[0])

    event.listen(store.engine, "checkout", limit)
    yield
    pages[0] = "PRAGMA max_page_count = 1000000"
