"""What a large mail took is given back: a gateway that took ten photos must not be as large as ten photos."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import ROOT

SCRIPT = """
import threading
import psutil
from gateway.cli.running import _give_large_blocks_back

_give_large_blocks_back()
sizes = []
for size in (30, *[29] * 12):
    thread = threading.Thread(target=lambda: len(bytearray(b"x") * (size * 2**20)))
    thread.start()
    thread.join()
    sizes.append(psutil.Process().memory_info().rss)
print((sizes[-1] - sizes[0]) // 2**20)
"""


def test_memory_of_large_mails_goes_back_to_the_system() -> None:
    """By default glibc keeps what each thread needed at most, which many threads make many."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 20
