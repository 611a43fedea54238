"""Replay two rulebooks over what the database holds, spread over processes that each read their own part of it."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace

from sqlalchemy.exc import SQLAlchemyError

from gateway.errors import GatewayError, IntakeError
from gateway.knowledge import Knowledge
from gateway.rehearsing.kept import KeptReadings
from gateway.rehearsing.past import list_past, load_past
from gateway.rehearsing.rehearse import TEXTS, count
from gateway.rehearsing.reporting import report
from gateway.rehearsing.tally import Tally
from gateway.rehearsing.understanding import Understander
from gateway.rehearsing.values import Against, Rehearsal
from gateway.routing import Rulebook
from gateway.routing.files import RulebookFiles
from gateway.routing.loading import load_files
from gateway.store.engine import Store
from gateway.store.kept_readings import find_readings, keep_readings

log = logging.getLogger(__name__)

AT_ONCE = 250
"""Requests that a process reads at once."""
FEW = 1_000
"""Requests up to which a second process would not be ready before the first one is done."""
AHEAD = 100_000
"""Requests that are read ahead of rehearsals, the newest."""


class RehearsalError(GatewayError):
    """A rehearsal could not be finished; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is replayed, and how much of it is shown."""

    against: Against = "history"
    since: float | None = None
    """Only what came since then, in UTC epoch seconds."""
    limit: int | None = None
    """Only so many, the newest."""
    texts: int = TEXTS
    seconds: float | None = None
    """Stop after so long, with what was read until then."""
    processes: int = 0
    """How many work at it; one for each core when 0."""


Told = Callable[[int, int], None]
"""Called with how many requests were replayed, and how many there are."""


def rehearse_stored(
    database_url: str, old: RulebookFiles, new: RulebookFiles, wish: Wish, *, told: Told = lambda _, __: None
) -> Rehearsal:
    """What comes out otherwise by `new` of what the database holds. Constant memory, whatever it holds.

    Raises `RulebookError` for a rulebook that does not load, `RehearsalError` when a process is ended from outside.
    """
    before, after = load_files(old), load_files(new)
    ids = _listed(database_url, wish)
    tally, until = Tally(texts=wish.texts), None if wish.seconds is None else time.monotonic() + wish.seconds
    told(0, len(ids))
    for some in _counted(database_url, (old, new), ids, wish):
        tally.merge(some)
        told(tally.read, len(ids))
        if until is not None and time.monotonic() >= until:
            break
    return report(tally, before, after, wanted=len(ids))


def read_ahead(database_url: str, files: RulebookFiles, *, told: Told = lambda _, __: None) -> int:
    """Read the newest past requests for the rulebook in force, and keep that for rehearsals; how many there are.

    Ended early, rehearsals read the rest. Raises as `rehearse_stored`.
    """
    return rehearse_stored(database_url, files, files, Wish(limit=AHEAD, texts=0), told=told).read


def _listed(database_url: str, wish: Wish) -> array[int]:
    store = Store(database_url)
    try:
        with store.reading() as connection:
            return list_past(connection, wish.against, since=wish.since, limit=wish.limit)
    finally:
        store.dispose()


def _counted(
    database_url: str, files: tuple[RulebookFiles, RulebookFiles], ids: Sequence[int], wish: Wish
) -> Iterator[Tally]:
    """The tallies of all parts as they are ready; leaving this early ends the processes."""
    parts = [ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE)]
    most = wish.processes or os.cpu_count() or 1
    pool = ProcessPoolExecutor(
        max_workers=max(1, min(most, len(ids) // FEW)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(database_url, [_portable(each) for each in files], wish),
    )
    try:
        yield from _as_ready(pool, parts, ahead=2 * most)
    except BrokenProcessPool:
        raise RehearsalError(
            "A process of the rehearsal was ended from outside, perhaps for want of memory. Try fewer with --limit."
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _as_ready(pool: ProcessPoolExecutor, parts: Sequence[Sequence[int]], *, ahead: int) -> Iterator[Tally]:
    """The newest part first; only a few wait in the line, so that an early end is quick."""
    waiting: set[Future[Tally]] = set()
    for part in parts:
        waiting.add(pool.submit(_count, part))
        if len(waiting) > ahead:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        yield from (future.result() for future in done)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What a process of the pool needs, made once."""

    store: Store
    wish: Wish
    old: Rulebook
    new: Rulebook
    understander: Understander
    reader: str
    """Whose readings are kept: the old rulebook's."""


_work: list[_Work] = []
"""Of this process; empty everywhere but in a process of the pool."""


def _portable(files: RulebookFiles) -> RulebookFiles:
    """The same, for another process: a read-only mapping cannot travel."""
    return replace(files, included=dict(files.included), unread=dict(files.unread))


def _begin(database_url: str, files: Sequence[RulebookFiles], wish: Wish) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started us, and ends us with the pool.
    store = Store(database_url)
    knowledge = Knowledge(store)
    old, new = (_taught(load_files(each), knowledge) for each in files)
    both = Understander(old, new)
    _work.append(_Work(store=store, wish=wish, old=old, new=new, understander=both, reader=both.reader))
    gc.freeze()  # What is loaded stays; looking through it again and again costs a tenth of the time.


def _taught(rulebook: Rulebook, knowledge: Knowledge) -> Rulebook:
    return replace(rulebook, parser_city=knowledge.city(rulebook))


def _count(ids: Sequence[int]) -> Tally:
    (work,) = _work
    with work.store.reading() as connection:
        requests = load_past(connection, work.wish.against, ids)
        known = find_readings(connection, ids, reader=work.reader) if work.wish.against == "history" else {}
    kept = KeptReadings(known=known)
    tally = count(work.understander, work.old, work.new, requests, texts=work.wish.texts, kept=kept)
    _keep(work, kept)
    return tally


def _keep(work: _Work, kept: KeptReadings) -> None:
    """For the next rehearsal; where the database takes nothing now, that one reads anew."""
    if not kept.made:
        return
    try:
        with work.store.writing() as connection:
            keep_readings(connection, kept.made, reader=work.reader)
    except (IntakeError, SQLAlchemyError) as error:
        log.info("readings of past requests could not be kept", extra={"reason": type(error).__name__})
