"""Makes what no text editor can write: `winmail.dat`, compressed rich text and opaque S/MIME."""

from __future__ import annotations

import base64
import struct
from collections.abc import Sequence

HEAD = b"From: Anne <anne@x.example>\r\nTo: 311@elmcity.example\r\nSubject: Pothole\r\nMIME-Version: 1.0\r\n"
PHOTO = b"\xff\xd8\xff\xe0" + b"hole" * 1000
MESSAGE_INTERFACE = bytes.fromhex("0703020000000000c000000000000046")


def mail(content_type: bytes, octets: bytes, *, more: bytes = b"") -> bytes:
    """A mail that is one part in base64."""
    head = HEAD + b"Content-Type: " + content_type + b"\r\n" + more + b"Content-Transfer-Encoding: base64\r\n\r\n"
    return head + base64.encodebytes(octets).replace(b"\n", b"\r\n")


def mixed(*parts: bytes, kind: bytes = b"mixed") -> bytes:
    """A mail of parts, each with its own headers."""
    body = b"".join(b"--zz\r\n" + part + b"\r\n" for part in parts)
    return HEAD + b"Content-Type: multipart/" + kind + b'; boundary="zz"\r\n\r\n' + body + b"--zz--\r\n"


def winmail(*attributes: bytes) -> bytes:
    """A whole `winmail.dat`."""
    return struct.pack("<IH", 0x223E9F78, 1) + attribute(0x00069007, struct.pack("<II", 1252, 0)) + b"".join(attributes)


def attribute(identifier: int, value: bytes) -> bytes:
    """One attribute with its checksum; those of files have a level of their own."""
    level = 2 if identifier & 0xFFFF in {0x9002, 0x800F, 0x8010, 0x9005} else 1
    return struct.pack("<BII", level, identifier, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def properties(*values: bytes) -> bytes:
    """A list of properties."""
    return struct.pack("<I", len(values)) + b"".join(values)


def text_property(tag: int, text: str) -> bytes:
    """A property in UTF-16."""
    return sized_property(tag, 0x1F, (text + "\x00").encode("utf-16-le"))


def sized_property(tag: int, kind: int, value: bytes) -> bytes:
    """A property with its length before it: text, octets, an object."""
    return struct.pack("<HHII", kind, tag, 1, len(value)) + value + b"\x00" * (-len(value) % 4)


def number_property(tag: int, value: int) -> bytes:
    """A property of 32 bits."""
    return struct.pack("<HHI", 0x03, tag, value)


def words(*values: bytes) -> bytes:
    """The attribute that holds subject and bodies."""
    return attribute(0x00069003, properties(*values))


def file(name: str, octets: bytes, *more: bytes) -> bytes:
    """The attributes of an attached file."""
    described = properties(text_property(0x3707, name), *more)
    return attribute(0x00069002, bytes(14)) + attribute(0x0006800F, octets) + attribute(0x00069005, described)


def message(inner: bytes) -> bytes:
    """The attributes of an attached mail, itself a `winmail.dat`."""
    data = sized_property(0x3701, 0x0D, MESSAGE_INTERFACE + inner)
    return attribute(0x00069002, bytes(14)) + attribute(0x00069005, properties(data))


def rich_text(rtf: bytes) -> bytes:
    """Rich text as Outlook packs it, with nothing but literal octets and the mark of its end."""
    tokens = [bytes([octet]) for octet in rtf]
    end = (207 + len(rtf)) % 4096
    tokens.append(struct.pack(">H", end << 4))
    runs = [tokens[start : start + 8] for start in range(0, len(tokens), 8)]
    packed = b"".join(bytes([0x80 >> 8 - len(run) if run is runs[-1] else 0]) + b"".join(run) for run in runs)
    return struct.pack("<II", len(packed) + 12, len(rtf)) + b"LZFu" + bytes(4) + packed


def signed(mail_inside: bytes, *, pieces: Sequence[bytes] = (), kind: int = 2) -> bytes:
    """CMS around a mail: in one piece with lengths, or in pieces without (BER)."""
    number = bytes.fromhex("06092a864886f70d0107")
    data = _field(0x24, b"".join(_field(4, piece) for piece in pieces)) if pieces else _field(4, mail_inside)
    inside = _field(0x30, number + b"\x01" + _field(0xA0, data))
    fields = _field(2, b"\x01") + _field(0x31, b"") + inside + _field(0x31, b"")
    if not pieces:
        return _field(0x30, number + bytes([kind]) + _field(0xA0, _field(0x30, fields)))
    return b"\x30\x80" + number + bytes([kind]) + b"\xa0\x80\x30\x80" + fields + bytes(6)


def _field(tag: int, value: bytes) -> bytes:
    if len(value) < 128:
        return bytes([tag, len(value)]) + value
    size = len(value).to_bytes(4, "big")
    return bytes([tag, 0x84]) + size + value
