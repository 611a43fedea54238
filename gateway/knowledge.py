"""What is known of this city: its rulebook, and what its history, its streets and its corrections have taught.

`parsers.parse` needs all of it as one frozen `City`. The rulebook comes from its file; the rest comes from the store,
is read again when its version changes there, and is shared by all threads of a process.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from gateway.errors import IntakeError
from gateway.routing import Rulebook
from gateway.store.engine import Store
from gateway.store.knowledge import load_versions
from gateway.store.models import load_model
from gateway.store.places import load_gazetteer
from parsers.city import City

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
"""Seconds between two looks at the versions in the store."""
_CITIES_KEPT = 3
"""The rulebook in force, and those that administrators try meanwhile: a list of streets takes a tenth of a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What the store holds for `City`, field by field, and the versions that it was read at."""

    versions: dict[str, str] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)


Loader = Callable[[Store], dict[str, Any]]
"""Reads one kind of knowledge: the fields of `City` that it sets."""

LOADERS: dict[str, Loader] = {"gazetteer": load_gazetteer, "model": load_model}
"""By the kind whose version stands in the table `knowledge`."""


class Knowledge:
    """The city as it is known now. Safe to share between threads; `city` costs next to nothing between two looks."""

    def __init__(self, store: Store, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Nothing is read before the first city is asked for."""
        self._store = store
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._looked_at: float | None = None
        self._taught = Taught()
        self._cities: tuple[tuple[Rulebook, Taught, City], ...] = ()

    def city(self, rulebook: Rulebook) -> City:
        """What parsing must know of the city under `rulebook`, as `refresh` last found it."""
        if self._looked_at is None:
            self.refresh()
        taught, cities = self._taught, self._cities
        known = next((one for one in cities if one[0] is rulebook and one[1] is taught), None)
        if known is None:
            known = (rulebook, taught, _taught_city(rulebook.parser_city, taught.fields))
        if not cities or known is not cities[0]:
            self._cities = (known, *[one for one in cities if one is not known][: _CITIES_KEPT - 1])
        return known[2]

    def refresh(self) -> None:
        """Read what changed in the store, looking at most every few seconds; no connection may be open.

        The first look is waited for; later a thread goes on with what is known while another one reads.
        """
        if self._is_fresh() or not self._lock.acquire(blocking=self._looked_at is None):
            return
        try:
            if not self._is_fresh():
                self._looked_at = self._monotonic()
                self._learn()
        finally:
            self._lock.release()

    def _is_fresh(self) -> bool:
        return self._looked_at is not None and self._monotonic() - self._looked_at < LOOK_EVERY

    def _learn(self) -> None:
        """Read what changed since the last look; a kind that cannot be read is left as it was, and said."""
        try:
            with self._store.reading() as connection:
                versions = load_versions(connection)
        except (IntakeError, SQLAlchemyError) as error:
            log.warning("What the city has taught could not be looked up (%s).", type(error).__name__)
            return
        for kind, version in versions.items():
            if kind in LOADERS and self._taught.versions.get(kind) != version:
                self._load(kind, version)

    def _load(self, kind: str, version: str) -> None:
        try:
            fields = LOADERS[kind](self._store)
        except Exception:
            log.exception("The %s of version %s could not be read; what was known before stays.", kind, version)
            fields = {}
        self._taught = Taught(
            versions={**self._taught.versions, kind: version}, fields={**self._taught.fields, **fields}
        )


def _taught_city(city: City, fields: dict[str, Any]) -> City:
    """`city` with what the store holds; the streets that the rulebook names count beside those."""
    if "gazetteer" in fields:
        fields = {**fields, "gazetteer": fields["gazetteer"].with_streets(city.gazetteer.streets)}
    return replace(city, **fields)
