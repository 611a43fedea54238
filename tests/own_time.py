"""How long this process works on something, whatever else the machine and the rest of the suite are doing."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")
TRIES = 3


def done_within(seconds: float, work: Callable[[], Result]) -> Result:
    """What `work` answers; fails when each of three tries took more than `seconds` of this process's own time.

    These bounds tell linear from quadratic, which are minutes apart. Collecting the garbage of ten thousand other tests
    is not the reader's work, and noise only ever adds, so collection waits and the best of three counts.
    """
    gc.collect()
    gc.disable()
    try:
        took = []
        for _ in range(TRIES):
            began = time.process_time()
            result = work()
            took.append(time.process_time() - began)
            if took[-1] < seconds:
                return result
    finally:
        gc.enable()
    raise AssertionError(f"took {', '.join(f'{each:.2f}' for each in took)} s of its own time, not under {seconds} s")
