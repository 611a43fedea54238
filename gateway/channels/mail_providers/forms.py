"""Reads the octets of posted forms, because a mail inside a form must come out exactly as it went in.

Flask decodes fields as text and refuses text fields over 500,000 octets (PROTOCOL 14); both would lose mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote_to_bytes

from gateway.channels.mail_providers.shape import malformed

MOST_FIELDS = 500
_BOUNDARY = re.compile(r';\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)
_NAME = re.compile(rb'\bname="([^"]{0,200})"', re.IGNORECASE)
_LONGEST_HEAD = 4096


def read_form(content_type: str, body: bytes) -> Mapping[str, bytes]:
    """The fields of a form of either type; empty for another body. Raises `WebhookRefusedError` for half a form."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return _first_of_each(_urlencoded(body))
    if kind == "multipart/form-data":
        found = _BOUNDARY.search(content_type)
        if found is None:
            raise malformed("The form names no boundary.")
        return _first_of_each(_multipart(body, (found[1] or found[2]).encode("latin-1", "replace")))
    return {}


def _first_of_each(fields: Iterator[tuple[bytes, bytes]]) -> Mapping[str, bytes]:
    first: dict[str, bytes] = {}
    for name, value in fields:
        first.setdefault(name.decode("utf-8", "replace"), value)
    return first


def _urlencoded(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    if body.count(b"&") >= MOST_FIELDS:
        raise malformed("The form has too many fields.")
    for field in body.split(b"&"):
        name, _, value = field.partition(b"=")
        yield _unquoted(name), _unquoted(value)


def _unquoted(octets: bytes) -> bytes:
    return unquote_to_bytes(octets.replace(b"+", b" "))


def _multipart(body: bytes, boundary: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts with a name (RFC 7578). Only the last delimiter ends the form, so that half a form is refused."""
    mark = b"--" + boundary
    start, parts = body.find(mark) + len(mark), 0
    if not body.startswith(mark) and b"\r\n" + mark not in body[:_LONGEST_HEAD]:
        raise malformed("The form does not begin with its boundary.")
    while body[start : start + 2] != b"--":
        end = body.find(b"\r\n" + mark, start)
        parts += 1
        if end < 0 or parts > MOST_FIELDS:
            raise malformed("The form has no end.")
        blank = body.find(b"\r\n\r\n", start, min(end, start + _LONGEST_HEAD) + 4)
        if blank >= 0 and (name := _NAME.search(body, start, blank)):
            yield name[1], body[blank + 4 : end]
        start = end + len(mark) + 2
