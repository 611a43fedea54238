"""An SMTP relay for tests that fails where it is told to: at the greeting, at a command, or after the dot."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import cast

Fault = Callable[[str], str | None]
"""Given the line of the client, the answer instead of the usual one; None for the usual one, `DROP` to hang up."""
DROP = "DROP"


@dataclass(frozen=True)
class RelayedMail:
    """A mail that the relay took, or whose dot it saw."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return cast("EmailMessage", BytesParser(policy=default).parsebytes(self.raw))


class FakeRelay:
    """Listens on `port` between `start` and `stop`; `faults` maps GREETING, a verb, or DOT to a `Fault`."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.faults: dict[str, Fault] = {}
        self.mails: list[RelayedMail] = []
        self.seen: Counter[str] = Counter()
        self.extensions = ["8BITMIME"]
        self.tls: ssl.SSLContext | None = None
        self.encrypted = 0
        self._server: socketserver.ThreadingTCPServer | None = None

    def start(self, host: str = "127.0.0.1") -> None:
        relay = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with suppress(OSError), closing(_Dialogue(relay, self)) as dialogue:
                    dialogue.run()

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self._server = socketserver.ThreadingTCPServer((host, self.port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def always(self, at: str, answer: str) -> None:
        """Answer so from now on."""
        self.faults[at] = lambda line: answer

    def once(self, at: str, answer: str) -> None:
        """Answer so the next time and as usual afterwards."""
        answers = [answer]
        self.faults[at] = lambda line: answers.pop() if answers else None


class _Dialogue:
    def __init__(self, relay: FakeRelay, handler: socketserver.StreamRequestHandler) -> None:
        self._relay = relay
        self._socket = handler.request
        self._read, self._write = handler.rfile, handler.wfile
        self._sender = self._recipient = ""

    def close(self) -> None:
        for part in (self._read, self._write, self._socket):
            with suppress(OSError):
                part.close()

    def run(self) -> None:
        if not self._say("GREETING", "", "220 relay.example ESMTP"):
            return
        while line := self._read.readline():
            if not self._command(line.decode("utf-8", "replace").rstrip("\r\n")):
                return

    def _command(self, line: str) -> bool:
        verb = line.partition(" ")[0].upper()
        self._relay.seen[verb] += 1
        if verb == "EHLO":
            lines = ["relay.example", *self._relay.extensions]
            usual = "\r\n".join(f"250{'-' if word is not lines[-1] else ' '}{word}" for word in lines)
            return self._say(verb, line, usual)
        if verb == "STARTTLS" and self._relay.tls:
            return self._encrypt(self._relay.tls)
        if verb == "MAIL":
            self._sender = line.partition("<")[2].partition(">")[0]
        if verb == "RCPT":
            self._recipient = line.partition("<")[2].partition(">")[0]
        if verb == "DATA":
            return self._data(line)
        return self._say(verb, line, "221 bye" if verb == "QUIT" else "250 ok") and verb != "QUIT"

    def _encrypt(self, context: ssl.SSLContext) -> bool:
        self._send("220 go on")
        self._socket = context.wrap_socket(self._socket, server_side=True)
        self._read, self._write = self._socket.makefile("rb"), self._socket.makefile("wb", buffering=0)
        self._relay.encrypted += 1
        return True

    def _data(self, line: str) -> bool:
        if fault := self._fault("DATA", line):
            return self._send(fault)
        self._send("354 go on")
        lines = []
        while (octets := self._read.readline()) not in {b".\r\n", b""}:
            lines.append(octets[1:] if octets.startswith(b".") else octets)
        fault = self._fault("DOT", self._recipient)
        if fault is None or fault == DROP:
            self._relay.mails.append(RelayedMail(self._sender, self._recipient, b"".join(lines)))
        return self._send(fault or "250 2.0.0 queued as 4711")

    def _fault(self, at: str, line: str) -> str | None:
        fault = self._relay.faults.get(at)
        return fault(line) if fault else None

    def _say(self, at: str, line: str, usual: str) -> bool:
        return self._send(self._fault(at, line) or usual)

    def _send(self, answer: str) -> bool:
        if answer == DROP:
            return False
        self._write.write(answer.encode() + b"\r\n")
        return not answer.startswith("421")
