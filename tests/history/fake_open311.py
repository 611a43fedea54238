"""An Open311 endpoint of our own, as the servers of cities are: limits, pages or none, moods."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

Item = dict[str, object]


def items(number: int, first: datetime, every: timedelta) -> list[Item]:
    """That many requests, one after the other; every second one is closed a day later."""
    return [_item(n, first + n * every) for n in range(number)]


def _item(number: int, at: datetime) -> Item:
    return {
        "service_request_id": f"SR-{number}",
        "status": "open" if number % 2 else "closed",
        "service_name": "Pothole",
        "service_code": 7,
        "description": f"Hole <{number}> & more",
        "agency_responsible": "Streets",
        "requested_datetime": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "updated_datetime": f"{at + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}",
        "address": f"{number} Oak St",
        "lat": 41.3,
        "long": -72.9,
        "media_url": None,
    }


@dataclass(slots=True)
class Open311:
    """The endpoint: what it holds, how it answers, and what it was asked."""

    items: list[Item]
    limit: int = 1000
    pages: bool = True
    xml_only: bool = False
    keeps_dates: bool = True
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    """Given one by one before it answers as it should."""
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        self.asked.append(path)
        if self.answers:
            return self.answers.pop(0)
        parts = urlsplit(path)
        if not parts.path.endswith(("requests.json", "requests.xml")):
            return 404, {}, b"<html>no such page</html>"
        if self.xml_only and parts.path.endswith("json"):
            return 400, {}, b'[{"code": 400, "description": "only XML"}]'
        found = self._found({name: values[0] for name, values in parse_qs(parts.query).items()})
        return 200, {}, _xml(found) if parts.path.endswith("xml") else json.dumps(found).encode()

    def _found(self, query: dict[str, str]) -> list[Item]:
        start, end = query["start_date"], query["end_date"]
        found = [item for item in self.items if not self.keeps_dates or start <= str(item["requested_datetime"]) <= end]
        first = (int(query.get("page", "1")) - 1) * self.limit if self.pages else 0
        return found[first : first + self.limit]


def _xml(found: list[Item]) -> bytes:
    requests = (
        "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in item.items() if value is not None)
        for item in found
    )
    body = "".join(f"<request>{fields}</request>" for fields in requests)
    return f'<?xml version="1.0" encoding="utf-8"?><service_requests>{body}</service_requests>'.encode()


@contextmanager
def serving(endpoint: Open311) -> Iterator[Open311]:
    """The endpoint on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = endpoint.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    endpoint.url = f"http://127.0.0.1:{server.server_port}/open311/v2"
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
