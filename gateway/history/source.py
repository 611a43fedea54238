"""Where past requests come from: a file, the address of one, or an Open311 endpoint; opened alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from gateway.history.dates import DateReader
from gateway.history.described import describe, mapping_of
from gateway.history.download import Web
from gateway.history.open311 import open_endpoint
from gateway.history.reading import open_history
from gateway.history.values import BrokenLine, Columns, HistoryError, PastRequest
from gateway.store.history_merging import Origin

FILES = "history"
"""The source of requests from files, unless another name is given."""

Read = Callable[[Callable[[int], object]], Iterator[PastRequest | BrokenLine]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the administrator has said about the source."""

    columns: Columns = field(default_factory=Columns)
    is_day_first: bool | None = None
    zone: tzinfo = UTC
    """Of times that name none."""
    since: datetime | None = None
    jurisdiction: str = ""
    source: str = ""
    folder: Path = Path("var/history")
    """Where the answers of an endpoint wait for the import."""
    width: int = 80
    """Characters of a line that is shown."""
    tell: Callable[[str], object] = print
    """Hears how far the fetching is."""
    web: Web = field(default_factory=Web)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A source that can be read."""

    origin: Origin
    description: tuple[str, ...]
    size: int
    """Bytes, for the progress bar."""
    read: Read
    finish: Callable[[], object] = lambda: None
    """Called when everything was imported."""


@contextmanager
def open_source(where: str, wishes: Wishes) -> Iterator[Opened]:
    """A file, or the address of a CSV file or an Open311 endpoint; raises `HistoryError`."""
    parts = urlsplit(where)
    if parts.scheme not in ("http", "https"):
        yield _from_file(Path(where), Path(where).name, wishes)
    elif "csv" in parts.path.lower() or "csv" in parts.query.lower():
        with TemporaryDirectory(prefix="history-") as folder:
            path = Path(folder) / (Path(parts.path).name or "history.csv")
            wishes.tell(f"Fetching {where}")
            wishes.web.save(where, path, lambda _: None)
            yield _from_file(path, where, wishes)
    else:
        yield _from_endpoint(where, wishes)


def _from_file(path: Path, name: str, wishes: Wishes) -> Opened:
    history = open_history(path, wishes.columns, zone=wishes.zone, is_day_first=wishes.is_day_first)
    return Opened(
        origin=Origin(source=wishes.source or FILES, name=name, mapping=mapping_of(history.columns)),
        description=tuple(describe(history, wishes.width)),
        size=history.form.file.size,
        read=history.read,
    )


def _from_endpoint(url: str, wishes: Wishes) -> Opened:
    if wishes.columns != Columns():
        raise HistoryError("An Open311 endpoint has no columns to name; leave the options for columns away.")
    endpoint = open_endpoint(url, wishes.jurisdiction, wishes.folder, wishes.web)
    endpoint.fetch(since=wishes.since, now=datetime.fromtimestamp(time.time(), UTC), tell=wishes.tell)
    host = urlsplit(url).hostname or url
    source = wishes.source or " ".join(filter(None, (host, wishes.jurisdiction)))
    dates = DateReader(zone=wishes.zone)
    return Opened(
        origin=Origin(source=source, name=url, mapping={"format": f"Open311 GeoReport v2, {endpoint.form}"}),
        description=(f"{endpoint.url}.{endpoint.form} (Open311 GeoReport v2)",),
        size=endpoint.size(),
        read=lambda told: endpoint.requests(dates, told),
        finish=endpoint.forget,
    )
