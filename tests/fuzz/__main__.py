"""`make fuzz`: reads mutated mails by the million, and keeps each that is not read within its bounds.

A mail is known by its seed and number, so `--only NUMBER` brings it back as long as samples and mutations are the same;
what failed is in the folder as well.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.checks import check_mail
from tests.fuzz.mutations import make_mail

SECONDS = 10
"""Of processor time for one mail (PROTOCOL 8.1)."""
_BATCH = 1000
_MEMORY = 1024 * 1024 * 1024


class TooSlowError(BaseException):
    """Not an `Exception`, so that the reader does not take it for a mail that it cannot read."""


def main() -> int:
    """Share the numbers among processes, show how far they are, and say what was found."""
    options = _options()
    options.crashes.mkdir(parents=True, exist_ok=True)
    if options.worker is not None:
        return _work(options)
    if options.only is not None:
        check_mail(make_mail(options.seed, options.only))
        return 0
    return _Fuzzing(options=options).run()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--crashes", type=Path, default=Path(".cache/fuzz"), help="where mails that fail are kept")
    parser.add_argument("--only", type=int, help="read the mail of this number and no other")
    parser.add_argument("--worker", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--from", dest="start", type=int, default=0, help=argparse.SUPPRESS)
    return parser.parse_args()


@dataclass(slots=True, kw_only=True)
class _Fuzzing:
    """The processes and what they have told."""

    options: argparse.Namespace
    began: float = field(default_factory=time.monotonic)
    read: int = 0
    failed: list[str] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, 0)

    def run(self) -> int:
        workers = [self._start(job, 0) for job in range(self.options.jobs)]
        for job, worker in enumerate(workers):
            self._listen(job, worker)
        seconds = time.monotonic() - self.began
        slow, number = self.slowest
        print(f"{self.read:,} mails in {seconds:,.0f} s, {self.read / seconds:,.0f} a second, {self.options.jobs} jobs")
        print(f"slowest: number {number}, {slow:.3f} s of processor time")
        print(f"failed: {len(self.failed)}")
        print(*self.failed[:20], sep="\n")
        return 1 if self.failed else 0

    def _start(self, job: int, start: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.fuzz", "--worker", str(job), "--from", str(start)]
        for name in ("messages", "seed", "jobs", "crashes"):
            command += [f"--{name}", str(getattr(self.options, name))]
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def _listen(self, job: int, worker: subprocess.Popen[str]) -> None:
        """Until the process has read all its mails; one that a mail killed goes on behind that mail."""
        while worker:
            for line in worker.stdout or ():
                self._take(json.loads(line))
            number = int(_place(self.options, job).read_text() or 0)
            if worker.wait() == 0:
                return
            self.failed.append(f"number {number}: the process ended with {worker.returncode}")
            worker = self._start(job, number + self.options.jobs)

    def _take(self, told: dict[str, float | int | list[str]]) -> None:
        self.read += int(told["read"])
        self.failed += told["failed"]
        self.slowest = max(self.slowest, (told["slowest"], told["number"]))
        if sys.stderr.isatty() or self.read % 50_000 < _BATCH:
            print(f"{self.read:,} read, {len(self.failed)} failed", file=sys.stderr, flush=True)


def _place(options: argparse.Namespace, job: int) -> Path:
    return options.crashes / f"at-{options.seed}-{job}"


def _work(options: argparse.Namespace) -> int:
    """One process: every `jobs`-th number; it tells of each thousand in a line of JSON."""
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    logging.disable()  # A library logs what it did not understand of a bounce.
    signal.signal(signal.SIGVTALRM, _give_up)
    numbers = range(options.start or options.worker, options.messages, options.jobs)
    with _place(options, options.worker).open("wb", buffering=0) as place:
        for batch in _batches(numbers):
            slowest, failed = (0.0, 0), []
            for number in batch:
                place.seek(0)
                place.write(b"%d" % number)
                took, why = _read(options.seed, number)
                slowest = max(slowest, (took, number))
                if why:
                    (options.crashes / f"{options.seed}-{number}.eml").write_bytes(make_mail(options.seed, number))
                    failed.append(f"number {number}: {why}")
            told = {"read": len(batch), "failed": failed, "slowest": slowest[0], "number": slowest[1]}
            print(json.dumps(told), flush=True)
    return 0


def _batches(numbers: range) -> Iterator[range]:
    for start in range(0, len(numbers), _BATCH):
        yield numbers[start : start + _BATCH]


def _read(seed: int, number: int) -> tuple[float, str]:
    """Seconds of processor time, and why it failed, or nothing."""
    raw = make_mail(seed, number)
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    signal.setitimer(signal.ITIMER_PROF, SECONDS + 5)
    why = ""
    try:
        check_mail(raw)
    except TooSlowError:
        why = f"took more than {SECONDS} s"
    except Exception:  # noqa: BLE001 - whatever it is, it is what we are looking for.
        why = " ".join(traceback.format_exc().split())[-400:]
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - began, why


def _give_up(*_: object) -> None:
    # A search inside one pattern lets no handler run; the second timer, which has none, then ends the process.
    raise TooSlowError


if __name__ == "__main__":
    sys.exit(main())
