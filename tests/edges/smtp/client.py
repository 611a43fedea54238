"""An SMTP client that says exactly the octets it is told to, because most of these tests are about bad manners."""

from __future__ import annotations

import select
import socket
import ssl

MAIL = b"From: Anne <anne@home.example>\r\nTo: 311@elmcity.example\r\nSubject: Pothole\r\n\r\nAt 12 Oak St.\r\n"
PATIENCE = 15.0


class Client:
    """A raw connection; every reply is read to its last line."""

    def __init__(self, port: int, *, source: str = "127.0.0.1") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE, source_address=(source, 0))
        self._buffer = b""

    def send(self, octets: bytes) -> None:
        """Send octets as they are."""
        self._socket.sendall(octets)

    def send_while_listened_to(self, octets: bytes) -> None:
        """Send octets until the server hangs up."""
        try:
            self._socket.sendall(octets)
        except OSError:
            return

    def read(self) -> str:
        """One reply with all its lines; empty when the server has closed the connection."""
        lines = []
        while line := self._read_line():
            lines.append(line.removesuffix(b"\r\n").decode())
            if line[3:4] != b"-":
                break
        return "\n".join(lines)

    def say(self, command: str | bytes) -> str:
        """Send a command line and read the reply."""
        self.send((command.encode() if isinstance(command, str) else command) + b"\r\n")
        return self.read()

    def greet(self, hello: str = "EHLO home.example") -> str:
        """Read the banner and say hello."""
        assert self.read().startswith("220 ")
        return self.say(hello)

    def begin(self, *recipients: str, sender: str = "anne@home.example") -> list[str]:
        """Say MAIL and RCPT; returns the replies."""
        paths = recipients or ("311@elmcity.example",)
        return [self.say(f"MAIL FROM:<{sender}>"), *(self.say(f"RCPT TO:<{path}>") for path in paths)]

    def deliver(self, mail: bytes = MAIL, *recipients: str, sender: str = "anne@home.example") -> str:
        """Send a whole mail and read the reply to its final dot."""
        assert self.begin(*recipients, sender=sender)[-1].startswith("250")
        assert self.say("DATA").startswith("354")
        self.send(mail + b".\r\n")
        return self.read()

    def start_tls(self) -> ssl.SSLSocket:
        """Shake hands, trusting anybody."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self._socket = wrapped = context.wrap_socket(self._socket)
        self._buffer = b""
        return wrapped

    def hang_up_halfway(self) -> None:
        """Say that nothing more will be said, and go on listening."""
        self._socket.shutdown(socket.SHUT_WR)

    def is_closed(self) -> bool:
        """True when the server has nothing more to say and closed the connection."""
        try:
            return self._read_line() == b""
        except ConnectionResetError:
            return True

    def hears_within(self, seconds: float) -> bool:
        """True when the server says something, or closes, within so many seconds."""
        return bool(self._buffer or select.select([self._socket], [], [], seconds)[0])

    def drain_to_end(self) -> bool:
        """Read whatever comes until the server closes; True when it did."""
        while not self.is_closed():
            pass
        return True

    def close(self) -> None:
        """Go."""
        self._socket.close()

    def _read_line(self) -> bytes:
        while b"\n" not in self._buffer:
            try:
                more = self._socket.recv(65536)
            except ConnectionResetError:
                more = b""
            if not more:
                break
            self._buffer += more
        line, newline, self._buffer = self._buffer.partition(b"\n")
        return line + newline
