"""Bounds for the process of one RQ job: a message can cost it so much memory and processor time, and no more.

RQ forks a process for each job, so a bound that is met ends that job and nothing else. Memory that is refused is a
`MemoryError`, which makes a triage ticket of the message at once; too much processor time ends the process, and after
the last attempt the message becomes a triage ticket unread (PROTOCOL 8.1, F8.2).
"""

from __future__ import annotations

import resource

MEMORY_OCTETS = 512 * 1024 * 1024
"""On top of what the process has when the job begins: rulebook, catalog, libraries."""
PROCESSOR_SECONDS = 60
"""A job works through messages for 20 seconds and then finishes the one it is at."""


def bound_this_process() -> None:
    """Set the bounds, lower than any that are set already; they hold until the process ends."""
    _lower(resource.RLIMIT_DATA, _data_octets() + MEMORY_OCTETS)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime) + PROCESSOR_SECONDS)


def _lower(limit: int, bound: int) -> None:
    soft, hard = resource.getrlimit(limit)
    known = [value for value in (soft, hard, bound) if value != resource.RLIM_INFINITY]
    resource.setrlimit(limit, (min(known), hard))


def _data_octets() -> int:
    """What counts against the bound already: the sixth figure of /proc/self/statm is data and stack, in pages."""
    with open("/proc/self/statm", encoding="ascii") as figures:  # noqa: PTH123 - not a file that has a path of ours
        return int(figures.read().split()[5]) * resource.getpagesize()
