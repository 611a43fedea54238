"""Looks once a second, off the event loop, at what decides whether mail can be taken: database, rulebook and disk."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from gateway.edges.recipients import AddressBook, make_address_book
from gateway.routing.rulebook import City

_SPARE_OCTETS = 64 * 1024 * 1024
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What was seen."""

    database_answers: bool
    book: AddressBook
    free_octets: int

    def has_disk_for(self, octets: int) -> bool:
        """True when a message of this size leaves some disk for the database to work with."""
        return self.free_octets >= octets + _SPARE_OCTETS


class Lookout:
    """Shares one look among all sessions; a look that fails counts as a database that does not answer."""

    def __init__(
        self,
        *,
        executor: Executor,
        is_available: Callable[[], bool],
        city: Callable[[], City],
        folder: Path,
        fresh: float = 1.0,
    ) -> None:
        self._executor = executor
        self._is_available = is_available
        self._city = city
        self._folder = folder
        self._fresh = fresh
        self._seen = View(database_answers=False, book=AddressBook(), free_octets=0)
        self._seen_at = float("-inf")
        self._looking: asyncio.Future[View] | None = None

    async def look(self) -> View:
        """What was seen less than a second ago."""
        loop = asyncio.get_running_loop()
        if loop.time() - self._seen_at < self._fresh:
            return self._seen
        if self._looking is None:
            self._looking = loop.run_in_executor(self._executor, self._see)
            self._looking.add_done_callback(self._remember)
        try:
            return await asyncio.wait_for(asyncio.shield(self._looking), _PATIENCE)
        except TimeoutError:
            return View(database_answers=False, book=self._seen.book, free_octets=self._seen.free_octets)

    def _remember(self, looking: asyncio.Future[View]) -> None:
        self._looking = None
        if not looking.cancelled() and looking.exception() is None:
            self._seen = looking.result()
            self._seen_at = asyncio.get_running_loop().time()

    def _see(self) -> View:
        return View(
            database_answers=self._is_available(),
            book=make_address_book(self._city()),
            free_octets=_free_octets(self._folder),
        )


def _free_octets(folder: Path) -> int:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free
