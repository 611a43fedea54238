"""A job's process has bounds, so that one message cannot take the machine with it (PROTOCOL 8.1)."""

from __future__ import annotations

import subprocess
import sys

GREEDY = """
from gateway.jobs.bounds import bound_this_process
bound_this_process()
kept = bytearray(300 * 1024 * 1024)
try:
    more = bytearray(400 * 1024 * 1024)
except MemoryError:
    print("refused")
"""
ENDLESS = """
import gateway.jobs.bounds as bounds
bounds.PROCESSOR_SECONDS = 1
bounds.bound_this_process()
while True:
    pass
"""


def run(script: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own, which may set bounds for itself."""
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)


def test_memory_beyond_the_bound_is_refused_and_not_taken() -> None:
    """A `MemoryError` can be caught, and the message becomes a triage ticket; the machine's own killer cannot."""
    assert run(GREEDY).stdout == "refused\n"


def test_endless_work_ends_with_its_process() -> None:
    """SIGXCPU ends the job; the row is tried again and at last surrendered unread."""
    assert run(ENDLESS).returncode < 0
