"""A department's own system, as cities run them: it files, numbers, lists and tells, and has moods."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

Reply = tuple[int, dict[str, str], bytes]
PAGE: Reply = (200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><html><body>Sign in</body></html>")
KEY = "secret-of-works"


def refused(status: int, said: str) -> Reply:
    """The standard's list of errors."""
    return status, {"Content-Type": "application/json"}, json.dumps([{"code": status, "description": said}]).encode()


@dataclass(slots=True)
class FakeSystem:
    """What it holds, and how it answers."""

    requests: dict[str, dict[str, str]] = field(default_factory=dict)
    posted: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    updates: list[dict[str, str]] | None = None
    """None where it offers none."""
    definition: bytes | None = None
    """Of its services; None where it has none."""
    gives_tokens: bool = False
    is_ready: bool = True
    """Whether tokens have become numbers."""
    lists: bool = True
    """Whether its list shows what was filed."""
    moods: list[Reply] = field(default_factory=list)
    """Answers to what is posted, given one by one before it answers as it should."""
    after_filing: list[Reply | None] = field(default_factory=list)
    """What it answers although it has filed what was posted; None hangs up instead."""
    on_asking: list[Reply] = field(default_factory=list)
    """Answers to the next questions, before it answers as it should."""
    url: str = ""

    def say(self, number: str, **values: str) -> None:
        """Change a request as its clerks would."""
        self.requests[number].update(values)

    def post(self, form: dict[str, str]) -> Reply | None:
        """Take a request, or do what its mood wants."""
        self.posted.append(form)
        if self.moods:
            return self.moods.pop(0)
        if form.get("api_key") != KEY:
            return refused(403, "the key is wrong")
        number = f"W-{len(self.requests) + 1}"
        self.requests[number] = {
            "service_request_id": number,
            "status": "open",
            "status_notes": "",
            "description": form.get("description", ""),
            "updated_datetime": "2026-06-01T16:00:00Z",
        }
        if self.after_filing:
            return self.after_filing.pop(0)
        answer = {"token": f"t/{number}"} if self.gives_tokens else {"service_request_id": number}
        return 200, {}, json.dumps([answer]).encode()

    def get(self, path: str) -> Reply:
        """Answer a question."""
        self.asked.append(path)
        if self.on_asking:
            return self.on_asking.pop(0)
        if definition := self.define(path):
            return definition
        form = "xml" if urlsplit(path).path.endswith(".xml") else "json"
        found = self._find(urlsplit(path).path.rpartition(".")[0].removeprefix("/v2/"), path)
        return refused(404, "unknown") if found is None else (200, {}, _written(found, form))

    def define(self, what: str) -> Reply | None:
        """The definition of a service, where it has one."""
        if self.definition is None or not what.startswith("/v2/services/"):
            return None
        is_xml = urlsplit(what).path.endswith(".xml")
        return 200, {}, self.definition if is_xml == self.definition.startswith(b"<") else b""

    def _find(self, what: str, path: str) -> list[dict[str, str]] | None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        if what == "requests":
            listed = list(self.requests.values()) if self.lists else []
            return listed if query.get("page", "1") == "1" else []
        if what == "servicerequestupdates":
            return self.updates
        if what.startswith("tokens/"):
            token = unquote(what.removeprefix("tokens/"))
            number = token.removeprefix("t/") if self.is_ready else ""
            return [{"service_request_id": number, "token": token}]
        known = self.requests.get(unquote(what.removeprefix("requests/")))
        return [known] if known else None


def _written(found: list[dict[str, str]], form: str) -> bytes:
    if form == "json":
        return json.dumps(found).encode()
    items = ("".join(f"<{name}>{escape(value)}</{name}>" for name, value in item.items()) for item in found)
    body = "".join(f"<request>{fields}</request>" for fields in items)
    return f'<?xml version="1.0" encoding="utf-8"?><service_requests>{body}</service_requests>'.encode()


@contextmanager
def serving(system: FakeSystem) -> Iterator[FakeSystem]:
    """The system on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(system.get(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            self._answer(system.post({name: ",".join(values) for name, values in parse_qs(body).items()}))

        def _answer(self, reply: Reply | None) -> None:
            if reply is None:
                self.close_connection = True
                return
            status, headers, content = reply
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    system.url = f"http://127.0.0.1:{server.server_port}/v2"
    try:
        yield system
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
