"""What the SMTP process weighs after many mails: it must be little, and flat."""

from __future__ import annotations

from collections.abc import Iterator

import psutil

from tests.bench.accepting import CITY, installed
from tests.bench.load import Load
from tests.bench.rows import Row, generate

MAILS = 100_000
STEP = 10_000


def measure_memory() -> Iterator[Row]:
    """Resident memory after every ten thousand of a hundred thousand mails of 2 kB."""
    with installed("smtp") as gateway:
        process = psutil.Process(gateway.processes["smtp"].pid)
        weights = [_mebibytes(process)]
        for first in range(1, MAILS, STEP):
            generate(_load(gateway.smtp_port, first))
            weights.append(_mebibytes(process))
    yield Row(
        what=f"SMTP process after {MAILS} mails",
        value=f"{weights[-1]:.0f} MB",
        goal="under 150 MB, flat",
        note="every 10,000: " + " ".join(f"{weight:.0f}" for weight in weights),
    )


def _load(port: int, first: int) -> Load:
    return Load(kind="smtp-kept", port=port, messages=STEP, connections=50, recipient=CITY.addresses[0], first=first)


def _mebibytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 2**20
