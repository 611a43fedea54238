"""Undo a part's transfer encoding; unknown and misspelt encodings leave the octets as they are (PROTOCOL 8.8)."""

from __future__ import annotations

import binascii

from parsers.email.structure import Part
from parsers.email.words import decode_base64


def decode_body(part: Part) -> bytes:
    """The octets of a leaf. Total: what cannot be decoded is saved as far as it goes."""
    encoding = part.header("content-transfer-encoding").decode("ascii", "replace").strip(" \t;\"'").lower()
    match encoding:
        case "base64":
            return decode_base64(part.body)
        case "quoted-printable":
            return binascii.a2b_qp(part.body)
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return _decode_uu(part.body)
        case _:
            return part.body


_MAX_UU_LINES = 1_000_000
"""Of 45 octets each: more than a mail may hold."""


def _decode_uu(body: bytes) -> bytes:
    lines = body.split(b"\r\n", _MAX_UU_LINES)
    begin = next((index for index, line in enumerate(lines) if line.startswith(b"begin ")), None)
    if begin is None:
        return body
    octets = []
    for line in filter(None, lines[begin + 1 :]):
        if line.strip() == b"end":
            break
        octets.append(_decode_uu_line(line))
    return b"".join(octets)


def _decode_uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        return b""
