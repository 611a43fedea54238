"""A real process is killed at the worst moment: the mail is in the database and still in the mailbox."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from gateway.store.schema import mail_account, message
from tests.fake_imap import FakeImap
from tests.processes import running_gateway
from tests.servers import wait_for

RAW = b"From: anne@residents.example\r\nTo: 311@elmcity.example\r\nSubject: Pothole\r\n\r\nAt 12 Oak St\r\n"


@pytest.mark.servers
def test_f14_3_a_killed_reader_leaves_one_message_and_the_next_one_puts_it_away(tmp_path: Path) -> None:
    """The clock process reads the mailbox; SIGKILL meets it between the commit and the move."""
    server, reached = FakeImap(), threading.Event()
    server.put(RAW)
    server.faults["UID MOVE"] = lambda _: "DROP" if reached.set() is None and time.sleep(5) is None else None
    server.start()
    address = {"GATEWAY_IMAP_URL": server.url, "GATEWAY_IMAP_PASSWORD": "secret"}
    with running_gateway(tmp_path, "clock", **address) as gateway:
        assert reached.wait(30)
        gateway.processes["clock"].kill()
        server.faults.clear()
        engine = create_engine(gateway.environment["GATEWAY_DATABASE_URL"])
        with engine.begin() as connection:
            assert len(connection.execute(select(message.c.id)).all()) == 1
            connection.execute(mail_account.update().values(lease_until=0.0))
        gateway.processes["clock"].start()
        wait_for(lambda: server.uids("Processed") == [1], seconds=30, what="the second reader")
        assert count(engine) == 1
        engine.dispose()
    server.stop()


def count(engine: Any) -> int:
    """Messages in the database."""
    with engine.connect() as connection:
        return len(connection.execute(select(message.c.id)).all())
