"""Decode header text: raw octets, RFC 2047 encoded words, and nothing that could do harm (PROTOCOL 8.2-8.5)."""

from __future__ import annotations

import binascii
import re

from parsers.clean import clean_text
from parsers.email.charsets import decode_text

ENCODED_WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*+)\?=")
_SPACE = re.compile(r"\s+")


def safe_header(value: bytes, *, limit: int = 4096, charset: str = "") -> str:
    """A header value as one line of readable text. Total and linear; what cannot be decoded stays as it was written.

    `charset` is that of the body: a guess at what raw 8-bit octets mean, where they are not UTF-8.
    """
    return one_line(decode_words(decode_raw(value[:limit], charset)))


def decode_raw(value: bytes, charset: str = "") -> str:
    """Header octets as text: UTF-8 where they are, whatever the body says."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return decode_text(value, charset)


def one_line(text: str) -> str:
    """`text` without harmful characters, every run of white space folded into one space."""
    return _SPACE.sub(" ", clean_text(text)).strip()


def decode_words(text: str) -> str:
    """`text` with its encoded words decoded; neighbours in one charset are joined first, for split characters."""
    if "=?" not in text:
        return text
    pieces: list[str] = []
    pending, charset, position = bytearray(), "", 0
    for match in ENCODED_WORD.finditer(text):
        between = text[position : match.start()]
        if pending and (match[1].lower() != charset or not _is_space(between)):
            pieces.append(decode_text(bytes(pending), charset))
            pending.clear()
            pieces.append("" if _is_space(between) else between)
        elif not pending:
            pieces.append(between)
        pending += _decode_word(match[2], match[3])
        charset, position = match[1].lower(), match.end()
    pieces += [decode_text(bytes(pending), charset), text[position:]]
    return "".join(pieces)


def _is_space(text: str) -> bool:
    return not text.strip()


def _decode_word(encoding: str, payload: str) -> bytes:
    if encoding in "bB":
        return decode_base64(payload.encode("utf-8", "replace"))
    return binascii.a2b_qp(payload.encode("utf-8", "replace"), header=True)


def decode_base64(data: bytes) -> bytes:
    """What can be saved of base64 text: foreign characters are skipped and missing padding is added."""
    try:
        return binascii.a2b_base64(data + b"==")
    except binascii.Error:
        return _decode_whole_quads(data)


def _decode_whole_quads(data: bytes) -> bytes:
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    try:
        return binascii.a2b_base64(letters[: len(letters) // 4 * 4])
    except binascii.Error:
        return b""
