"""Open the envelope of opaque S/MIME (RFC 8551): the mail inside a signature that nobody here has checked.

That it is signed proves nothing to us: no certificate is looked at, so nothing is trusted because of it. The few
fields on the way to the mail are read here, because asn1crypto needs 19 seconds for 300 KB of a hostile tag.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
ENDING = ".p7m"
_INTEGER, _OCTETS, _OBJECT, _SEQUENCE, _SET, _EXPLICIT = 0x02, 0x04, 0x06, 0x30, 0x31, 0xA0
_CONSTRUCTED, _INDEFINITE, _LONG_TAG = 0x20, 0x80, 0x1F
_MAX_FIELDS = 200_000
"""Together in one envelope: a mail of 36 MiB comes in pieces of a thousand octets or more."""
_PKCS7 = bytes.fromhex("2a864886f70d0107")
_SIGNED_DATA = _PKCS7 + b"\x02"
_ENCRYPTED = {_PKCS7 + b"\x03", _PKCS7 + b"\x04", _PKCS7 + b"\x06", bytes.fromhex("2a864886f70d0109100117")}


class Envelope(StrEnum):
    """What the Cryptographic Message Syntax put around the mail (RFC 5652)."""

    SIGNED = "signed"
    ENCRYPTED = "encrypted"
    UNKNOWN = "unknown"
    """Compressed, damaged, or a list of certificates: there is no mail in it that could be read."""


def open_envelope(octets: bytes) -> tuple[Envelope, bytes]:
    """The kind of envelope, and the mail in it where it is only signed. Total and linear."""
    try:
        return _open(_Fields(data=octets))
    except _DamagedError:
        return Envelope.UNKNOWN, b""


def _open(fields: _Fields) -> tuple[Envelope, bytes]:
    """Straight down to the mail: what stands behind it, certificates and signatures, is never looked at."""
    fields.enter(_SEQUENCE)
    kind = fields.value(_OBJECT)
    if kind in _ENCRYPTED:
        return Envelope.ENCRYPTED, b""
    if kind != _SIGNED_DATA:
        return Envelope.UNKNOWN, b""
    fields.enter(_EXPLICIT)
    fields.enter(_SEQUENCE)
    fields.value(_INTEGER)
    fields.skip(_SET)
    fields.enter(_SEQUENCE)
    fields.value(_OBJECT)
    fields.enter(_EXPLICIT)
    return Envelope.SIGNED, fields.text()


class _DamagedError(Exception):
    """Something else than the format says comes next."""


@dataclass(slots=True, kw_only=True)
class _Fields:
    """A place among the fields of BER (X.690) that only moves forward."""

    data: bytes
    position: int = 0
    read: int = 0

    def enter(self, tag: int) -> None:
        """Go to the first field inside the one that is next."""
        self._expect(tag)

    def value(self, tag: int) -> bytes:
        """The octets of the next field."""
        end = self._expect(tag)
        if end is None:
            raise _DamagedError
        start, self.position = self.position, end
        return self.data[start:end]

    def skip(self, tag: int) -> None:
        """Go behind the next field; one whose length is not told ends where everything inside it has ended."""
        end, depth = self._expect(tag), 1
        while end is None and depth:
            found, inner_end = self._header()
            depth += 1 if inner_end is None else -1 if found == 0 else 0
            self.position = self.position if inner_end is None else inner_end
        self.position = self.position if end is None else end

    def text(self) -> bytes:
        """Octets in one piece or in many."""
        pieces: list[bytes] = []
        open_until: list[int | None] = [self.position + 1]
        while open_until:
            until = open_until[-1]
            if until is not None and self.position >= until:
                open_until.pop()
                continue
            self._take_piece(pieces, open_until)
        return b"".join(pieces)

    def _take_piece(self, pieces: list[bytes], open_until: list[int | None]) -> None:
        tag, end = self._header()
        match tag:
            case 0x00 if open_until[-1] is None:
                open_until.pop()
            case _ if tag == _OCTETS | _CONSTRUCTED:
                open_until.append(end)
            case _ if tag == _OCTETS and end is not None:
                pieces.append(self.data[self.position : end])
                self.position = end
            case _:
                raise _DamagedError

    def _expect(self, tag: int) -> int | None:
        found, end = self._header()
        if found != tag:
            raise _DamagedError
        return end

    def _header(self) -> tuple[int, int | None]:
        """Tag and end of the next field, whose octets are next now; no end where only its last field tells it."""
        head = self.data[self.position : self.position + 2]
        self.read += 1
        if len(head) < 2 or head[0] & _LONG_TAG == _LONG_TAG or self.read > _MAX_FIELDS:
            raise _DamagedError
        self.position += 2
        if head[1] == _INDEFINITE and head[0] & _CONSTRUCTED:
            return head[0], None
        length = head[1]
        if length >= _INDEFINITE:
            size = length - _INDEFINITE
            length = int.from_bytes(self.data[self.position : self.position + min(size, 8)], "big")
            self.position += size
        end = self.position + length
        if end > len(self.data):
            raise _DamagedError
        return head[0], end
