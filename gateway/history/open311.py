"""All past requests of an Open311 endpoint, window by window, kept on disk so that a broken run goes on where it was.

GeoReport v2 gives at most 90 days and 1,000 requests at once, and many servers give fewer and do not say so: a full
answer is asked for its further pages, and where there are none its window is halved.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

from gateway.history.dates import DateReader
from gateway.history.download import RefusedError, Web
from gateway.history.open311_answers import Fields, past_request, read_answer
from gateway.history.values import BrokenLine, HistoryError, PastRequest

_WINDOW = timedelta(days=30)
_SMALLEST = timedelta(minutes=1)
_EMPTY_WINDOWS = 13
"""After more than a year without a request, going backwards, the history has ended."""
_FULL = frozenset({10, 20, 25, 30, 40, 50, 75, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 2000, 5000, 10000})
"""Sizes at which servers cut their answers; an answer of such a size may not be all."""
_LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)
_MOST_PAGES = 2_000
_PAUSE = 0.2
"""Seconds between two questions."""
_KEPT_FOR = timedelta(days=1)
"""What an interrupted run has fetched is taken up again for so long."""
_NEITHER = frozenset({400, 404, 406, 415})


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An endpoint, and the folder in which its answers wait for the import."""

    url: str
    """Of its requests, without `.json` or `.xml`."""
    form: str
    jurisdiction: str
    folder: Path
    web: Web

    def fetch(self, *, since: datetime | None, now: datetime, tell: Callable[[str], object]) -> None:
        """Fetch every window from now back to `since`, or to where nothing comes any more; raises `HistoryError`."""
        end, empty, before = _midnight_after(now), 0, ""
        while empty < _EMPTY_WINDOWS and end > (since or _LONG_AGO):
            start = max(end - _WINDOW, since or _LONG_AGO)
            number, content = self._fetch_window(start, end)
            tell(f"{start:%Y-%m-%d} to {end:%Y-%m-%d}: {number:,} requests")
            if number and content == before:
                tell("The endpoint answers alike whatever dates it is asked for; this is all it gives.")
                return
            empty = 0 if number or since is not None else empty + 1
            end, before = start, content

    def requests(self, dates: DateReader, told: Callable[[int], object]) -> Iterator[PastRequest | BrokenLine]:
        """What was fetched, the oldest window first, each request once."""
        line, size = 0, 0
        for path in sorted(self.folder.glob("*.jsonl")):
            with path.open(encoding="utf-8") as file:
                for text in file:
                    line += 1
                    yield past_request(json.loads(text), line, dates)
            size += path.stat().st_size
            told(size)

    def size(self) -> int:
        """Bytes that were fetched."""
        return sum(path.stat().st_size for path in self.folder.glob("*.jsonl"))

    def forget(self) -> None:
        """Remove what was fetched, after it was imported."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def ask(self, start: datetime, end: datetime, *, page: int) -> list[Fields]:
        """One page of the requests made between two moments; raises `HistoryError`."""
        wanted = {"start_date": f"{start:%Y-%m-%dT%H:%M:%SZ}", "end_date": f"{end:%Y-%m-%dT%H:%M:%SZ}"}
        if self.jurisdiction:
            wanted["jurisdiction_id"] = self.jurisdiction
        if page > 1:
            wanted["page"] = str(page)
        self.web.sleep(_PAUSE)
        return read_answer(self.web.get(f"{self.url}.{self.form}?{urlencode(wanted)}"), self.form)

    def _fetch_window(self, start: datetime, end: datetime) -> tuple[int, str]:
        """The number of requests of a window and a hash of them, fetched unless it lies there whole."""
        path = self.folder / f"{start:%Y%m%dT%H%M%S}-{end:%Y%m%dT%H%M%S}.jsonl"
        if not path.exists():
            draft, seen = path.with_suffix(".draft"), set[str]()
            with draft.open("w", encoding="utf-8") as file:
                for fields in self._window(start, end, self.ask(start, end, page=1)):
                    if _id(fields) not in seen:
                        seen.add(_id(fields))
                        file.write(json.dumps(fields) + "\n")
            draft.rename(path)
        with path.open("rb") as written:
            number = sum(1 for _ in written)
            written.seek(0)
            return number, hashlib.file_digest(written, "sha256").hexdigest()

    def _window(self, start: datetime, end: datetime, first: list[Fields]) -> Iterator[Fields]:
        """All requests of a window whose first page is known; some may come twice."""
        yield from first
        if len(first) not in _FULL:
            return
        second = self.ask(start, end, page=2)
        if len(_ids(second) - _ids(first)) >= len(second) / 2:
            yield from self._further_pages(start, end, _ids(first), second)
        elif end - start > _SMALLEST:
            yield from self._halves(start, end, first)

    def _further_pages(self, start: datetime, end: datetime, seen: set[str], answer: list[Fields]) -> Iterator[Fields]:
        """The second page and those after it; some servers repeat the last one for ever."""
        size, page = len(seen), 2
        while _ids(answer) - seen and page < _MOST_PAGES:
            yield from answer
            if len(answer) < size:
                return
            seen |= _ids(answer)
            page += 1
            answer = self.ask(start, end, page=page)

    def _halves(self, start: datetime, end: datetime, first: list[Fields]) -> Iterator[Fields]:
        """The server knows no pages and cuts its answer: ask for shorter windows."""
        middle = start + (end - start) / 2
        early, late = self.ask(start, middle, page=1), self.ask(middle, end, page=1)
        if _ids(early) == _ids(late) == _ids(first):
            raise HistoryError(
                f"{self.url} gives the same {len(first)} requests whatever dates and pages it is asked for. "
                "Its history cannot be fetched; ask for it as CSV."
            )
        yield from self._window(start, middle, early)
        yield from self._window(middle, end, late)


def open_endpoint(url: str, jurisdiction: str, folder: Path, web: Web) -> Endpoint:
    """Find out in which form the endpoint answers; raises `HistoryError` when it does not."""
    address, form = _address_of(url)
    name = hashlib.sha256(f"{address} {jurisdiction}".encode()).hexdigest()[:16]
    endpoint = Endpoint(url=address, form=form or "json", jurisdiction=jurisdiction, folder=folder / name, web=web)
    _drop_old(endpoint.folder)
    if not form:
        endpoint = _in_its_form(endpoint)
    try:
        endpoint.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise HistoryError(f"The folder {folder} cannot be written ({error.strerror}). Make it writable.") from None
    return endpoint


def _address_of(url: str) -> tuple[str, str]:
    """The address of `/requests` without its form, and the form when one is given."""
    parts = urlsplit(url)
    path, form = parts.path.rstrip("/"), ""
    for ending in (".json", ".xml"):
        if path.endswith(ending):
            path, form = path.removesuffix(ending), ending[1:]
    if not path.endswith("/requests"):
        path = path.removesuffix("/services").removesuffix("/discovery") + "/requests"
    return urlunsplit((parts.scheme, parts.netloc, path, "", "")), form


def _in_its_form(endpoint: Endpoint) -> Endpoint:
    """XML is the form that every server must know; JSON is read faster and asked for first."""
    now = datetime.now(UTC)
    try:
        endpoint.ask(now - timedelta(days=1), now, page=1)
    except RefusedError as error:
        if error.status not in _NEITHER:
            raise
    except HistoryError:
        pass
    else:
        return endpoint
    return Endpoint(
        url=endpoint.url, form="xml", jurisdiction=endpoint.jurisdiction, folder=endpoint.folder, web=endpoint.web
    )


def _ids(answer: list[Fields]) -> set[str]:
    return set(map(_id, answer))


def _id(fields: Fields) -> str:
    return fields.get("service_request_id", "")


def _drop_old(folder: Path) -> None:
    if folder.exists() and time.time() - folder.stat().st_mtime > _KEPT_FOR.total_seconds():
        shutil.rmtree(folder, ignore_errors=True)


def _midnight_after(now: datetime) -> datetime:
    """Windows end at the same moments all day, so that a second run finds those of the first."""
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
