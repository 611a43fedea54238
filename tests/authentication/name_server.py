"""A name server in the test's own process: a dictionary of names, on a UDP port of this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

SERVFAIL = "servfail"
SILENT = "silent"
Zone = Mapping[str, str | tuple[str, ...]]
"""`KIND name` -> its data; or `name` -> SERVFAIL or SILENT."""


class NameServer:
    """Answers from `zone` until it is stopped; a name that is not in it does not exist."""

    def __init__(self, zone: Zone) -> None:
        self.zone = dict(zone)
        self.asked: list[str] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """As GATEWAY_DNS_SERVERS takes it."""
        return f"127.0.0.1:{self._socket.getsockname()[1]}"

    def stop(self) -> None:
        """Close the port."""
        self._socket.sendto(b"", self._socket.getsockname())
        self._thread.join(5)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            octets, client = self._socket.recvfrom(4096)
            if not octets:
                return
            answer = self._answer(dns.message.from_wire(octets))
            if answer is not None:
                self._socket.sendto(answer.to_wire(max_size=65535), client)

    def _answer(self, query: dns.message.Message) -> dns.message.Message | None:
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked.append(f"{kind} {name}")
        if self.zone.get(name) == SILENT:
            return None
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if self.zone.get(name) == SERVFAIL:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif data := self.zone.get(f"{kind} {name}"):
            texts = (data,) if isinstance(data, str) else data
            answer.answer.append(dns.rrset.from_text(question.name, 300, "IN", kind, *map(_in_zone_form(kind), texts)))
        elif not any(key.endswith(f" {name}") for key in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


def _in_zone_form(kind: str) -> Callable[[str], str]:
    def quote(text: str) -> str:
        if kind != "TXT":
            return text
        return " ".join(f'"{text[at : at + 255]}"' for at in range(0, len(text), 255))

    return quote
