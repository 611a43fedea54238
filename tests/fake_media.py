"""A server that keeps media as a provider does, and misbehaves as told."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer: octets, or pieces of them that are written one by one until the other side hangs up."""

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    headers: dict[str, str] = field(default_factory=dict)


def moved(location: str, status: int = 307) -> Reply:
    """A redirect."""
    return Reply(status=status, headers={"Location": location})


@dataclass
class MediaServer:
    """`replies` by path, the first of a list used up until one is left; `seen` is what was asked."""

    replies: dict[str, list[Reply]] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    written: int = 0
    """Octets of bodies that the other side let us write."""
    _server: ThreadingHTTPServer | None = None

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def authorizations(self) -> list[str | None]:
        """What each request brought along to prove who asks."""
        return [headers.get("authorization") for _, headers in self.seen]

    def start(self, wrap: Any = None) -> None:
        """Serve; `wrap` puts TLS around the listening socket."""
        media = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                media.answer(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if wrap:
            self._server.socket = wrap(self._server.socket)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a request, for another server too."""
        self.seen.append((handler.path, {name.lower(): value for name, value in handler.headers.items()}))
        waiting = self.replies.get(handler.path, [])
        reply = (waiting.pop(0) if len(waiting) > 1 else waiting[0]) if waiting else Reply(status=404)
        whole = reply.body if isinstance(reply.body, bytes) else None
        handler.send_response(reply.status)
        for name, value in {**({} if whole is None else {"Content-Length": str(len(whole))}), **reply.headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        try:
            for piece in [whole] if whole is not None else reply.body:
                handler.wfile.write(piece)  # type: ignore[arg-type]
                self.written += len(piece)  # type: ignore[arg-type]
        except OSError:
            handler.close_connection = True
