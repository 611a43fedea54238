"""Addresses that carry a secret: where a reply finds its ticket and a bounce its message (PROTOCOL 3.5, 3.9).

`r+<ticket>.<contact>.<mac>@domain` and `b+<outbox>.<mac>@domain`, lower-case letters and digits only, so that mail
systems that fold case do no harm. The MAC is HMAC-SHA256 cut to 80 bits over the key's name and the numbers.
The address of a resident's page, `/r/<ticket>.<contact>.<mac>`, stands in texts: its MAC is cut to 60 bits, and the
page bounds how many wrong ones an address may try.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MISREAD = str.maketrans({"0": "o", "1": "l", "8": "b", "9": "g"})
_MAC_LETTERS = 16
"""80 bits, five a letter."""
_PAGE_MAC_LETTERS = 12
_PAGE = "/r/"
_WAITING = "q"
"""The purpose of what whoever filed a request asks again with until it has its number."""
_SHORTER = {"p": _PAGE_MAC_LETTERS}
"""Purposes whose MAC is cut shorter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyToken:
    """The ticket a mail answers, and the contact that the address was given to."""

    ticket_id: int
    contact_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceToken:
    """The outbox row whose mail came back."""

    outbox_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageToken:
    """The ticket whose page is asked for, and the contact that the link was given to."""

    ticket_id: int
    contact_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Makes and reads the addresses; a token of the previous key is still read."""

    key: bytes
    previous_key: bytes = b""
    public_url: str = ""
    """Where residents reach our pages; empty where nobody does."""

    def reply_address(self, ticket_id: int, contact_id: int, domain: str) -> str:
        """The Reply-To address of a mail about a ticket to one contact."""
        return f"r+{self._sign('r', ticket_id, contact_id)}@{domain}"

    def bounce_address(self, outbox_id: int, domain: str) -> str:
        """The envelope sender of one mail."""
        return f"b+{self._sign('b', outbox_id)}@{domain}"

    def page_path(self, ticket_id: int, contact_id: int) -> str:
        """The path of the page that shows one contact a ticket, to stand behind the public address: `/r/…`."""
        return f"{_PAGE}{self._sign('p', ticket_id, contact_id)}"

    def read_page(self, path_part: str) -> PageToken | None:
        """The token behind `/r/`, or None when it was mistyped or guessed. Case does not count."""
        match self._verify("p", path_part.strip().lower()):
            case (ticket_id, contact_id):
                return PageToken(ticket_id=ticket_id, contact_id=contact_id)
            case _:
                return None

    def waiting_token(self, message_id: int) -> str:
        """What a request is asked for with until it has its number; letters, digits and one hyphen."""
        return self._sign(_WAITING, message_id).replace(".", "-")

    def read_waiting(self, token: str) -> int | None:
        """The id of the message that a waiting token was made for, or None when it was guessed. Case does not count."""
        numbers = self._verify(_WAITING, token.strip().lower().replace("-", "."))
        return numbers[0] if numbers and len(numbers) == 1 else None

    def read(self, address: str) -> ReplyToken | BounceToken | None:
        """The token in a recipient address, or None when there is none or it was tampered with."""
        local = address.rpartition("@")[0] or address
        purpose, _, token = local.lower().partition("+")
        numbers = self._verify(purpose, token) if purpose in {"r", "b"} else None
        match numbers:
            case (ticket_id, contact_id) if purpose == "r":
                return ReplyToken(ticket_id=ticket_id, contact_id=contact_id)
            case (outbox_id,) if purpose == "b":
                return BounceToken(outbox_id=outbox_id)
            case _:
                return None

    def find(self, addresses: Iterable[str]) -> ReplyToken | BounceToken | None:
        """The first valid token among the recipients."""
        return next((token for address in addresses if (token := self.read(address))), None)

    def _sign(self, purpose: str, *numbers: int) -> str:
        encoded = ".".join(_to_base36(number) for number in numbers)
        return f"{encoded}.{_mac(self.key, purpose, encoded)}"

    def _verify(self, purpose: str, token: str) -> tuple[int, ...] | None:
        encoded, _, mac = token.rpartition(".")
        given = mac.translate(_MISREAD)
        keys = [key for key in (self.key, self.previous_key) if key]
        if not any(
            hmac.compare_digest(_mac(key, purpose, encoded).encode(), given.encode(errors="replace")) for key in keys
        ):
            return None
        return tuple(int(part, 36) for part in encoded.split("."))


def looks_like_token(local_part: str) -> bool:
    """True for a local part in the shape of our tokens, valid or not."""
    return local_part.lower().startswith(("r+", "b+"))


def _mac(key: bytes, purpose: str, encoded: str) -> str:
    digest = hmac.new(key, f"city311:{purpose}:{encoded}".encode(errors="replace"), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[: _SHORTER.get(purpose, _MAC_LETTERS)]


def _to_base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if number == 0:
            return digits
