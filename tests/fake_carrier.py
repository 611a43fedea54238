"""The REST API of a provider of texts, for tests: it answers as told and remembers what it was asked."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

HANGS_UP = "hangs up"


@dataclass
class FakeCarrier:
    """`answers` are used up one a request: a status with its document, or `HANGS_UP`; `asked` are method and path."""

    answers: list[tuple[int, Any] | str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    authorizations: set[str] = field(default_factory=set)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        carrier = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                is_json = "json" in self.headers.get("Content-Type", "")
                carrier.sent.append(json.loads(body) if is_json else dict(parse_qsl(body)))
                carrier._answer(self)

            def do_GET(self) -> None:
                carrier._answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(f"{handler.command} {handler.path}")
        self.authorizations.add(handler.headers.get("Authorization", ""))
        answer = self.answers.pop(0)
        if isinstance(answer, str):
            handler.close_connection = True
            return
        body = json.dumps(answer[1]).encode() if answer[1] is not None else b"<html>an error page</html>"
        handler.send_response(answer[0])
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
