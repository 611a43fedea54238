"""Undo the compression that Outlook gives its rich text (MS-OXRTFCP), within a bound on what comes out."""

from __future__ import annotations

MAX_RICH_TEXT = 1_000_000
"""Octets after decompression; what is more is left out."""
_HEADER = 16
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4096
_START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What the window holds before the first octet (MS-OXRTFCP 2.1.2.1)."""


def decompress(data: bytes, *, limit: int = MAX_RICH_TEXT) -> bytes:
    """RTF out of its compression, `limit` octets at most; nothing where the format is not known. Total."""
    kind = data[8:12]
    size = min(int.from_bytes(data[4:8], "little"), limit)
    if kind == _PLAIN:
        return data[_HEADER:][:size]
    return _unpack(data[_HEADER:], size) if kind == _COMPRESSED else b""


def _unpack(data: bytes, size: int) -> bytes:
    """Runs of eight tokens, each an octet or a place and a length in the last 4096 octets."""
    out = bytearray(_START)
    position, end = 0, len(data)
    while position < end and len(out) < size + len(_START):
        flags, position = data[position], position + 1
        for bit in range(8):
            if not flags >> bit & 1:
                out += data[position : position + 1]
                position += 1
                continue
            token = int.from_bytes(data[position : position + 2], "big")
            position += 2
            distance = (len(out) - (token >> 4)) % _WINDOW
            if position > end or not distance:  # A reference to the place that is written next marks the end.
                return bytes(out[len(_START) :][:size])
            _repeat(out, distance, (token & 15) + 2)
    return bytes(out[len(_START) :][:size])


def _repeat(out: bytearray, distance: int, length: int) -> None:
    """Append what stands `distance` back; it may run into what it appends."""
    start = len(out) - distance
    piece = out[max(0, start) : start + length] or b"\\x00"
    out += (piece * (length // len(piece) + 1))[:length]
