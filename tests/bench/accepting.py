"""How fast messages are taken with the promise kept: mails beside Postfix on the same disk, and signed webhooks."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from gateway.routing import load_rulebook
from tests.bench.load import Load, Result
from tests.bench.postfix import ON_HOLD
from tests.bench.rows import Row, generate, generate_beside
from tests.crash.senders import ACCOUNT, TOKEN
from tests.postfix import is_usable, running_postfix
from tests.processes import RunningGateway, running_gateway

ROOT = Path(__file__).resolve().parents[2]
CITY = load_rulebook((ROOT / "routing_rules.yaml").read_text(encoding="utf-8")).city
TWILIO = {"GATEWAY_TWILIO_ACCOUNT_SID": ACCOUNT, "GATEWAY_TWILIO_AUTH_TOKEN": TOKEN}
MAILS = 3000
ROUNDS = 3
TEXTS = 3000
CONNECTIONS = 50
Timed = tuple[Result, float]
QUIET = {"GATEWAY_LOG_LEVEL": "WARNING", "GATEWAY_AUTOMATIC_MAIL_AN_HOUR": "1000000"}


@contextmanager
def installed(*commands: str, **environment: str) -> Iterator[RunningGateway]:
    """A gateway in a temporary folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
        yield stack.enter_context(running_gateway(Path(folder), *commands, **TWILIO, **QUIET, **environment))


def measure_smtp() -> Iterator[Row]:
    """Both ways to connect, ours and Postfix by turns, so that a slow moment of the machine meets both."""
    with ExitStack() as stack:
        ours = stack.enter_context(installed("smtp"))
        servers = {"ours": (ours.smtp_port, ours.processes["smtp"].pid)}
        if is_usable():
            postfix = stack.enter_context(running_postfix(ON_HOLD))
            servers["postfix"] = (postfix.port, postfix.pid)
        for kind, name in (("smtp-new", "a connection each"), ("smtp-kept", "kept connections")):
            results: dict[str, list[Timed]] = {who: [] for who in servers}
            for turn in range(ROUNDS):
                for who, (port, pid) in servers.items():
                    results[who].append(generate_beside(_mails(kind, port, turn), pid))
            yield from _compare(name, {who: _best(found) for who, found in results.items()})


def measure_webhooks() -> Iterator[Row]:
    """Signed texts to one web process, as fast as it goes and at half of that."""
    with installed("web") as gateway:
        generate(_texts(gateway, first=1, messages=300))
        pid = gateway.processes["web"].pid
        full, cpu = generate_beside(_texts(gateway, first=1000, messages=TEXTS), pid)
        paced = _texts(gateway, first=100_000, messages=int(full.per_second * 5), rate=full.per_second / 2)
        half = generate(paced)
    yield Row(what="signed webhooks, stored", value=_shown((full, cpu)), goal="500/s", note="one web process")
    yield Row(
        what="  answer at half of that",
        value=f"median {half.median_ms:.1f} ms, p99 {half.p99_ms:.1f} ms",
        goal="p99 100 ms",
        note=f"{half.accepted} at {full.per_second / 2:.0f}/s",
    )


def _mails(kind: str, port: int, turn: int) -> Load:
    first = {"smtp-new": 1, "smtp-kept": 1_000_001}[kind] + turn * 100_000
    return Load(kind=kind, port=port, messages=MAILS, connections=CONNECTIONS, recipient=CITY.addresses[0], first=first)


def _texts(gateway: RunningGateway, *, first: int, messages: int, rate: float = 0.0) -> Load:
    return Load(
        kind="webhooks",
        port=gateway.web_port,
        messages=messages,
        connections=16,
        recipient=CITY.numbers[0],
        first=first,
        rate=rate,
        public_url=gateway.public_url,
    )


def _compare(name: str, best: dict[str, Timed]) -> Iterator[Row]:
    ours, postfix = best["ours"], best.get("postfix")
    yield Row(what=f"mails stored, {name}", value=_shown(ours), note=f"2 kB, {CONNECTIONS} at once, SQLite")
    if postfix:
        ratio = ours[0].per_second / postfix[0].per_second
        yield Row(what="  Postfix, on hold", value=_shown(postfix), note=f"same disk, same run, best of {ROUNDS} each")
        yield Row(what="  ours to Postfix", value=f"{ratio:.2f} times", goal="1.5 times")


def _shown(timed: Timed) -> str:
    result, cpu = timed
    return (
        f"{result.per_second:.0f}/s (p50 {result.median_ms:.0f} ms, p99 {result.p99_ms:.0f} ms, CPU {cpu:.2f} ms each)"
    )


def _best(results: list[Timed]) -> Timed:
    return max(results, key=lambda timed: timed[0].per_second)
