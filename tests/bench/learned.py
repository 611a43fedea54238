"""What learning costs: to teach ten thousand requests, and to read texts with catalog, model and gazetteer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from gateway.envelopes import PastRequest
from gateway.gazetteer import take_from_history
from gateway.learning.learn import learn
from gateway.store.engine import Store
from gateway.store.migrate import migrate
from parsers.values import InboundMessage
from tests.bench.reading import ROOT, RULEBOOK, TEXT, message_of
from tests.bench.rows import Row
from tests.learning.past import past_of, take

REQUESTS = 10_000
STREETS = 5_000
KINDS = 24
_SYLLABLES = ("ba", "den", "fir", "gol", "ham", "kel", "lin", "mor", "nes", "pol", "rad", "sten", "tal", "ver", "wick")
_WORKER = """
import json, psutil, time
began = time.perf_counter()
from gateway.cli.loading import begin_loading, settle
begin_loading()
from gateway.bootstrap import build_gateway
from gateway.settings import load_settings
from parsers import parse
city = build_gateway(load_settings()).city()
settle()
ready, spent = time.perf_counter() - began, time.process_time()
from tests.bench.learned import texts
messages = texts(1000)
for message in messages[:100]:
    parse(message, city)
began = time.process_time()
for message in messages:
    parse(message, city)
rate = len(messages) / (time.process_time() - began)
weight = psutil.Process().memory_info().rss / 2**20
streets = len(city.gazetteer.by_core)
found = {"ready": ready, "spent": spent, "rate": rate, "weight": weight, "streets": streets}
print(json.dumps(found | {"model": city.model is not None}))
"""


def measure_learned() -> Iterator[Row]:
    """Teaching, and a worker that reads texts of about 160 characters with all that was taught."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/gateway.db"
        store = Store(url)
        migrate(store)
        take(store, elm_history())
        take_from_history(store, now=1.0)
        began, spent = time.perf_counter(), time.process_time()
        learnt = learn(store, RULEBOOK, now=2.0)
        took, spent = time.perf_counter() - began, time.process_time() - spent
        store.dispose()
        yield Row(
            what=f"learn from {REQUESTS:,} requests of {KINDS} categories",
            value=f"{took:.1f} s ({spent:.1f} s of processor time)",
            goal="at most 60 s",
            note=f"model of {len(learnt.content) / 1e6:.1f} MB; active: {learnt.is_active}",
        )
        yield from _worker_rows(url, folder)


def _worker_rows(url: str, folder: str) -> Iterator[Row]:
    env = {**os.environ, "GATEWAY_DATABASE_URL": url, "GATEWAY_DATA_DIR": folder, "PYTHONPATH": str(ROOT)}
    env["GATEWAY_RULES"] = str(ROOT / "routing_rules.yaml")
    done = subprocess.run([sys.executable, "-c", _WORKER], env=env, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    note = f"model: {found['model']}; names of {found['streets']:,} streets"
    yield Row(what="read texts of 160 characters", value=f"{found['rate']:.0f}/s a core", goal="400/s", note=note)
    yield Row(
        what="start until the first text",
        value=f"{found['ready']:.2f} s ({found['spent']:.2f} s of processor time)",
        goal="under 1.5 s",
    )
    yield Row(what="a worker then", value=f"{found['weight']:.0f} MB", goal="under 250 MB")


def elm_history() -> list[PastRequest]:
    """A past of made-up words: each category has some of its own, and all share the rest; 5,000 streets."""
    chance = Random(1)
    common = [_word(chance) for _ in range(4_000)]
    own = [[_word(chance) for _ in range(40)] for _ in range(KINDS)]
    streets = sorted({f"{_word(chance).title()} Street" for _ in range(STREETS * 2)})[:STREETS]
    lines = []
    for number in range(REQUESTS):
        kind = number * 7 % KINDS
        said = [chance.choice(common) for _ in range(18)] + [chance.choice(own[kind]) for _ in range(3)]
        chance.shuffle(said)
        lines.append((" ".join(said), f"Category {kind}", f"Department {kind // 4}"))
    return [
        replace(request, address=f"{number % 400 + 1} {streets[number % STREETS]}, Elm City", lat=41.3, lon=-72.9)
        for number, request in enumerate(past_of(lines))
    ]


def _word(chance: Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4)))


def texts(count: int) -> list[InboundMessage]:
    """Texts of people, no two alike."""
    return [
        message_of(TEXT.replace("128", str(number + 1)).replace("Oak", _word(Random(number)).title()))
        for number in range(count)
    ]
