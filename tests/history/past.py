"""Small exports of past requests, and what is in the store after them."""

from __future__ import annotations

from pathlib import Path

from gateway.envelopes import PastRequest
from gateway.history.importing import Sieve, import_history
from gateway.history.reading import open_history
from gateway.store.engine import Store
from gateway.store.history import iterate_requests
from gateway.store.history_merging import Merged, Origin

HEADER = "id,text,category,department,address,lat,lon,requested,closed\n"


def write(folder: Path, content: str | bytes, name: str = "history.csv") -> Path:
    """A file with that content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def many(number: int) -> str:
    """An export of that many requests, one a day."""
    days = (f"2024-{1 + n // 28 % 12:02}-{1 + n % 28:02}" for n in range(number))
    kinds = ("Pothole", "Graffiti")
    return HEADER + "".join(
        f'{n},"Hole no {n}, deep",{kinds[n % 2]},Streets,{n} Oak St,41.3,-72.9,{day} 10:00,{day} 12:00\n'
        for n, day in enumerate(days)
    )


def take(store: Store, path: Path, *, source: str = "history", sieve: Sieve | None = None, now: float = 1.0) -> Merged:
    """Import a file."""
    origin = Origin(source=source, name=path.name, mapping={"text": ["text"]})
    return import_history(store, origin, open_history(path), sieve or Sieve(), now=now)


def stored(store: Store) -> dict[str, PastRequest]:
    """Every past request in the store, by its key."""
    with store.reading() as connection:
        return {request.key: request for request in iterate_requests(connection)}
