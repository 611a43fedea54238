"""One line of the benchmark's table, and the table."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import psutil
from rich.console import Console
from rich.table import Table

from tests.bench.load import Load, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was measured and what was hoped for; nothing here fails, a person reads it."""

    what: str
    value: str
    goal: str = ""
    note: str = ""


def print_rows(rows: Sequence[Row]) -> None:
    """The table, as wide as it needs to be."""
    table = Table("what", "reached", "goal", "note")
    for row in rows:
        table.add_row(row.what, row.value, row.goal, row.note)
    Console(width=150).print(table)


def generate(load: Load) -> Result:
    """Run the load in a process of its own; raises when something was refused, as then the rate means nothing."""
    argv = [sys.executable, "-m", "tests.bench.load", json.dumps(asdict(load))]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=900)
    result = Result(**json.loads(done.stdout))
    if result.refused:
        raise RuntimeError(f"{result.refused} of {load.messages} messages were refused.")
    return result


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and all below it, those that ended included."""
    parent = psutil.Process(pid)
    times = [process.cpu_times() for process in [parent, *parent.children(recursive=True)]]
    own = sum(time.user + time.system for time in times)
    return own + sum(time.children_user + time.children_system for time in times)


def generate_beside(load: Load, pid: int) -> tuple[Result, float]:
    """The same, with the milliseconds of processor time that the server at `pid` spent on each message."""
    before = cpu_seconds(pid)
    result = generate(load)
    return result, (cpu_seconds(pid) - before) * 1000 / result.accepted
