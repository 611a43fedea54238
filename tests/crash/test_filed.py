"""Apps that file while processes die by SIGKILL: whatever was answered is one request, and nothing is filed twice."""

from __future__ import annotations

import http.client
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import create_engine, select

from gateway.store.schema import outbox, ticket
from tests.crash.test_crash import SEED, come_to_rest, kill_and_restart
from tests.processes import RunningGateway, running_gateway

KILLS = max(2, int(os.environ.get("CRASH_KILLS", "12")) // 4)
PATIENCE = 10.0

pytestmark = [pytest.mark.servers, pytest.mark.crash]


class Phones:
    """Apps that send each form until they hear an answer, as a telephone in a tunnel does."""

    def __init__(self, port: int, key: str) -> None:
        self.answered: set[str] = set()
        self._port, self._key = port, key
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._send, args=(name,)) for name in ("Anne", "Bart", "Cris")]

    def start(self) -> None:
        """All of them at once."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Each gets its last answer."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _send(self, name: str) -> None:
        for number in self._numbers():
            words = f"{name}'s hole {number}"
            while not self._file(words, f"{name.lower()}{number}@mail.example"):
                time.sleep(0.1)
            self.answered.add(words)

    def _numbers(self) -> Iterator[int]:
        number = 0
        while not self._stopping.is_set():
            number += 1
            yield number

    def _file(self, words: str, email: str) -> bool:
        form = {"service_code": "pothole", "address_string": "12 Oak St", "description": words, "email": email}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Api-Key": self._key}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        with closing(connection), suppress(OSError, http.client.HTTPException):
            connection.request("POST", "/open311/v2/requests.json", urlencode(form), headers)
            with connection.getresponse() as answer:
                return answer.status == 200 and b"account_id" in answer.read()
        return False


@pytest.mark.timeout(300 + KILLS * 30)
def test_apps_file_nothing_twice_while_processes_die(tmp_path: Path) -> None:
    """Each answered form is one ticket with one acknowledgement; one that was not answered is at most one."""
    with running_gateway(tmp_path, "up", GATEWAY_AUTOMATIC_MAIL_AN_HOUR="1000000") as gateway:
        phones = Phones(gateway.web_port, new_key(gateway))
        phones.start()
        rng = random.Random(SEED)
        for _ in range(KILLS):
            time.sleep(rng.uniform(0.5, 1.5))
            kill_and_restart(gateway, rng)
        phones.stop()
        engine = create_engine(gateway.environment["GATEWAY_DATABASE_URL"])
        come_to_rest(gateway, engine, minutes=6)
        with engine.connect() as connection:
            filed = Counter(connection.scalars(select(ticket.c.description).where(ticket.c.source == "open311")))
            told = Counter(connection.scalars(select(outbox.c.recipient).where(outbox.c.kind == "acknowledgement")))
        engine.dispose()
    print(f"\n{KILLS} kills: {len(phones.answered)} answered")
    assert len(phones.answered) >= KILLS
    assert set(filed) == phones.answered
    assert set(filed.values()) == set(told.values()) == {1}


def new_key(gateway: RunningGateway) -> str:
    """A key that may file, made as an operator makes one."""
    words = gateway.run(
        "api-key", "add", "Phones", "--contact", "anne@apps.example", "--may", "file", "--per-minute", "6000"
    ).split()
    return next(word.strip(".:") for word in words if word.startswith("city_"))
