"""Take places over into the store, whole or not at all, and prepare what every process reads of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from gateway.gazetteer.from_history import build_from_lines, collect_lines
from gateway.gazetteer.gathering import gather
from gateway.gazetteer.rows import rows_of
from gateway.store.engine import Store
from gateway.store.history import iterate_requests
from gateway.store.knowledge import load_versions
from gateway.store.places import GAZETTEER, HISTORY, PlaceRow, drop_staged, save_gazetteer, stage_places, swap_in
from parsers.atlas import Atlas, make_atlas
from parsers.prepared_atlas import pack_atlas

_CHUNK = 5_000
"""Rows of one transaction, which nobody who wants to write has to wait for long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """How much the city's gazetteer knows."""

    streets: int
    addresses: int
    stretches: int
    crossings: int
    landmarks: int
    size: int
    """Bytes of what every process reads."""
    version: str


def take_from_history(store: Store, *, now: float) -> Known:
    """Read the gazetteer anew from the addresses of all past requests; call it when the history has changed."""
    with store.reading() as connection:
        lines = collect_lines(iterate_requests(connection))
    return take(store, HISTORY, rows_of(build_from_lines(lines)), now=now)


def take(store: Store, source: str, rows: Iterable[PlaceRow], *, now: float) -> Known:
    """Let `rows` stand for all that `source` told before; raises what `rows` raises, and then nothing has changed."""
    with store.writing() as connection:
        drop_staged(connection, source)
    try:
        for chunk in _chunks(rows):
            with store.writing() as connection:
                stage_places(connection, source, chunk)
        return _count(store, source, now=now)
    except BaseException:
        with store.writing() as connection:
            drop_staged(connection, source)
        raise


def _chunks(rows: Iterable[PlaceRow]) -> Iterator[list[PlaceRow]]:
    left = iter(rows)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk


def _count(store: Store, source: str, *, now: float) -> Known:
    """Prepare the gazetteer with the staged rows, then let both count in one transaction.

    Where another import came in between, what was prepared does not know its places, and is prepared again.
    """
    while True:
        with store.reading() as connection:
            before = load_versions(connection).get(GAZETTEER)
            atlas = make_atlas(gather(connection, staged=source))
        prepared = pack_atlas(atlas)
        version = hashlib.sha256(prepared).hexdigest()[:16]
        with store.writing() as connection:
            if load_versions(connection).get(GAZETTEER) == before:
                swap_in(connection, source)
                save_gazetteer(connection, prepared, version, now=now)
                return describe(atlas, size=len(prepared), version=version)


def describe(atlas: Atlas, *, size: int, version: str) -> Known:
    """How much lies in `atlas`."""
    return Known(
        streets=len(atlas.streets),
        addresses=len(atlas.houses.numbers),
        stretches=max(0, len(atlas.stretches.lines) - 1),
        crossings=len(atlas.crossings),
        landmarks=len(atlas.landmarks),
        size=size,
        version=version,
    )
