"""The same rules in three engines from PyPI, which ask rule after rule. Only on request: they are downloaded."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from gateway.routing import Rulebook, load_rulebook
from gateway.routing.calendar import read_hours
from gateway.routing.deciding import matching_rules
from gateway.routing.facts import Facts
from gateway.routing.values import RouteRequest
from tests.bench.rows import Row
from tests.bench.rule_requests import invent_requests
from tests.bench.rule_sets import OFFICE_HOURS, RuleSpec, Vocabulary, invent_rules, invent_vocabulary, write_rulebook
from tests.bench.rules import REQUESTS, decide_all, timed

PACKAGES = {"rule-engine": "5.1.0", "business-rules": "1.1.1", "json-logic-qubit": "0.9.1"}
"""`json-logic` 0.6.3 itself does not run on Python 3; this is the same for it."""
PROGRAM = Path(__file__).with_name("rule_rivals.py")
SIZES = (100, 10_000)
MESSAGES = 20


def measure_rule_engines() -> Iterator[Row]:
    """A hundred and ten thousand rules: loaded, and decided by, in this engine and in the others."""
    known = invent_vocabulary()
    load_rulebook(write_rulebook([], known))
    with tempfile.TemporaryDirectory(prefix="rule-engines-") as folder:
        python = _install(Path(folder))
        for size in SIZES:
            yield from _compare(size, known, python, Path(folder))


def _compare(size: int, known: Vocabulary, python: Path, folder: Path) -> Iterator[Row]:
    rules = list(invent_rules(size, known))
    requests = invent_requests(REQUESTS, rules, known)
    loaded, book = timed(lambda: load_rulebook(write_rulebook(rules, known)))
    each = decide_all(requests, book)
    yield _row("this project", size, loaded, each, "words in their endings, hours, areas, replies; the whole decision")
    spoken = [[rule.name for rule in matching_rules(_facts(request, book), book)] for request in requests[:MESSAGES]]
    for found in _run(rules, [_told(request, book) for request in requests[:MESSAGES]], python, folder):
        same = "the same rules speak" if found["spoken"] == spoken else "OTHER RULES SPEAK"
        note = f"{found['each'] / each:,.0f} times as long; which rules match, of facts found before; {same}"
        yield _row(f"{found['engine']} {PACKAGES[found['engine']]}", size, found["load"], found["each"], note)


def _row(who: str, size: int, loaded: float, each: float, note: str) -> Row:
    value = f"{1 / each:,.0f}/s ({each * 1e6:,.0f} µs), loaded in {loaded:.2f} s"
    return Row(what=f"{size:,} rules, {who}", value=value, note=note)


def _facts(request: RouteRequest, book: Rulebook) -> Facts:
    return Facts(request, threshold=book.threshold, zone=book.city.zone)


def _told(request: RouteRequest, book: Rulebook) -> dict[str, Any]:
    """What the others are told of a message. Words, areas and hours are found for them beforehand."""
    facts = _facts(request, book)
    words = [word for word in facts.text.lower().split() if word.isalpha()]
    streets = request.understanding.location.streets if request.understanding.location else ()
    return {
        "services": [facts.service],
        "phrases": [*words, *(f"{one} {two}" for one, two in pairwise(words))],
        "text": f" {' '.join(words)} ",
        "streets": [street.lower() for street in streets],
        "areas": [book.city.districts.find(*facts.point)] if facts.point else [],
        "senders": sorted(facts.sender_names),
        "channels": [str(request.message.medium)],
        "languages": [request.understanding.language],
        "office_hours": read_hours(OFFICE_HOURS).are_open(facts.moment, ()),
        "repeat": request.repeat,
    }


def _run(
    rules: Sequence[RuleSpec], messages: list[dict[str, Any]], python: Path, folder: Path
) -> Iterator[dict[str, Any]]:
    given = folder / "given.json"
    told = {"rules": [{"name": rule.name, "when": rule.when} for rule in rules], "messages": messages}
    given.write_text(json.dumps(told), encoding="utf-8")
    done = subprocess.run([python, PROGRAM, given], check=True, capture_output=True, text=True, timeout=900)
    yield from json.loads(done.stdout.splitlines()[-1])


def _install(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    python = folder / "venv/bin/python"
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install"]
    packages = [f"{name}=={version}" for name, version in PACKAGES.items()]
    subprocess.run([*pip, *packages], check=True, stderr=subprocess.DEVNULL)
    return python
