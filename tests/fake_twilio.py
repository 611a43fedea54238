"""Twilio for tests: a REST API that fails as told, and signatures made without Twilio's own library."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.fake_media import MediaServer
from tests.fake_twilio_texts import ReceivedTexts

ACCOUNT = "AC" + "1" * 32
TOKEN = "the token of the tests"
NUMBER = "+12035550142"
ANNE = "+12035550111"

Fields = list[tuple[str, str]]


def text_fields(body: str = "Pothole at 12 Oak St", *, sid: str = "SM" + "a" * 32, **more: str) -> Fields:
    """What Twilio sends for a text from Anne to the city."""
    return [
        ("MessageSid", sid),
        ("SmsSid", sid),
        ("AccountSid", ACCOUNT),
        ("From", ANNE),
        ("To", NUMBER),
        ("Body", body),
        ("NumMedia", "0"),
        *more.items(),
    ]


def sign(url: str, fields: Iterable[tuple[str, str]] = (), *, token: str = TOKEN) -> str:
    """HMAC-SHA1 over the address and each name with each of its different values, sorted, as Twilio documents it."""
    signed = url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.digest(token.encode(), signed.encode(), hashlib.sha1)).decode()


@dataclass
class FakeTwilio:
    """`sent` is what it took; `faults` are used up one a request: an error code, an HTTP status, or a special word.

    `lost` takes the message and hangs up without an answer; `refused` hangs up and takes nothing. `received` are
    residents' texts, and `media` what came with them.
    """

    sent: list[dict[str, str]] = field(default_factory=list)
    faults: list[int | str] = field(default_factory=list)
    retry_after: str = ""
    """What it says in `Retry-After` beside an error."""
    lookup_faults: list[int] = field(default_factory=list)
    lookups: int = 0
    authorizations: set[str] = field(default_factory=set)
    received: ReceivedTexts = field(default_factory=lambda: ReceivedTexts(account=ACCOUNT))
    media: MediaServer = field(default_factory=MediaServer)
    _server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        twilio = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                twilio._post(self)

            def do_GET(self) -> None:
                twilio._get(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def _post(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        self.authorizations.add(handler.headers.get("Authorization", ""))
        fault = self.faults.pop(0) if self.faults else None
        if fault is None or fault == "lost":
            self.sent.append(dict(parse_qsl(body)))
        if isinstance(fault, str):
            handler.close_connection = True
            return
        if fault is None:
            _answer(handler, 201, {"sid": f"SM{len(self.sent):032d}", "status": "queued"})
        else:
            _answer(handler, *_error(fault), retry_after=self.retry_after)

    def _get(self, handler: BaseHTTPRequestHandler) -> None:
        path = urlsplit(handler.path).path
        if "/Media/" in path:
            self.media.answer(handler)
        elif path.endswith("/Media.json"):
            faults = self.received.media_faults
            sid = path.split("/")[-2]
            _answer(handler, *(_error(faults.pop(0)) if faults else (200, self.received.list_media(sid))))
        else:
            self._list(handler)

    def _list(self, handler: BaseHTTPRequestHandler) -> None:
        self.lookups += 1
        self.authorizations.add(handler.headers.get("Authorization", ""))
        if self.lookup_faults:
            _answer(handler, *_error(self.lookup_faults.pop(0)))
            return
        _answer(handler, 200, self.received.page(handler.path, self._sent()))

    def _sent(self) -> list[dict[str, object]]:
        """Our own texts as they are listed, the first one first: nobody asks for more than a page of them."""
        made = format_datetime(datetime.now(UTC))
        return [
            {
                "sid": f"SM{number:032d}",
                "body": row["Body"],
                "to": row["To"],
                "date_created": made,
                "direction": "outbound-api",
            }
            for number, row in enumerate(self.sent, start=1)
        ]


def _error(fault: int) -> tuple[int, dict[str, object]]:
    if fault < 1_000:
        return fault, {"message": "+12035550111 went wrong"}
    status = {20003: 401, 20429: 429}.get(fault, 400)
    return status, {"code": fault, "message": "+12035550111 went wrong", "status": status}


def _answer(
    handler: BaseHTTPRequestHandler, status: int, document: dict[str, object], *, retry_after: str = ""
) -> None:
    body = json.dumps(document).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    if retry_after:
        handler.send_header("Retry-After", retry_after)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
