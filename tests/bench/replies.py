"""How soon a text has its reply in the outbox: signed webhooks at a modest rate against a whole `gateway up`."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode

from sqlalchemy import Engine, select

from gateway.store.schema import outbox
from tests.bench.accepting import CITY, installed
from tests.bench.road import reading
from tests.bench.rows import Row
from tests.crash.senders import sign, text_from
from tests.processes import RunningGateway

TEXTS = 300
WARM_UP = 20
RATE = 10.0
"""Texts a second: a city of a million on the morning after a storm."""
LOOK_EVERY = 0.003
"""Seconds between two looks at the outbox; half of it is the error of each figure."""
PATIENCE = 60.0


def measure_replies() -> Iterator[Row]:
    """From the first byte of the webhook to the moment at which another connection sees the row of its reply."""
    with installed("up") as gateway, reading(gateway) as engine:
        waits = sorted(_waits(gateway, engine)[WARM_UP:])
    median, p99 = waits[len(waits) // 2] * 1000, waits[int(len(waits) * 0.99)] * 1000
    yield Row(
        what="text to reply row, `gateway up`",
        value=f"median {median:.0f} ms, p99 {p99:.0f} ms",
        goal="median 300 ms",
        note=f"{len(waits)} signed webhooks at {RATE:.0f}/s, SQLite",
    )


def _waits(gateway: RunningGateway, engine: Engine) -> list[float]:
    """Seconds that each text waited for its row, in the order of sending."""
    sent: dict[str, float] = {}
    seen: dict[str, float] = {}
    sender = threading.Thread(target=_send, args=(gateway, sent), daemon=True)
    sender.start()
    give_up = time.perf_counter() + TEXTS / RATE + PATIENCE
    last = 0
    while len(seen) < TEXTS:
        if time.perf_counter() > give_up:
            raise RuntimeError(f"{len(seen)} of {TEXTS} texts had a reply after {PATIENCE:.0f} seconds.")
        last = _look(engine, last, seen)
        time.sleep(LOOK_EVERY)
    sender.join()
    return [seen[phone] - began for phone, began in sent.items()]


def _look(engine: Engine, last: int, seen: dict[str, float]) -> int:
    """Note what is new in the outbox; the id of the newest row."""
    query = select(outbox.c.id, outbox.c.recipient).where(outbox.c.id > last, outbox.c.channel == "twilio")
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(outbox.c.id)).all()
    now = time.perf_counter()
    for row in rows:
        seen.setdefault(row.recipient, now)
    return max([last, *(row.id for row in rows)])


def _send(gateway: RunningGateway, sent: dict[str, float]) -> None:
    """Post each text when it is due, over one kept connection, as a provider does."""
    connection = http.client.HTTPConnection("127.0.0.1", gateway.web_port, timeout=PATIENCE)
    began = time.perf_counter()
    for number in range(TEXTS):
        phone = f"+1860{number:07d}"
        form = text_from(phone, number, CITY.numbers[0])
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": sign(f"{gateway.public_url}/inbound/twilio", form),
        }
        time.sleep(max(0.0, began + number / RATE - time.perf_counter()))
        sent[phone] = time.perf_counter()
        connection.request("POST", "/inbound/twilio", urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"A text was answered with {answer.status}.")
