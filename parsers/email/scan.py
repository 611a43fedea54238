"""Cut a mail's headers down to safe sizes before anything looks at their meaning (PROTOCOL 2.9, 8.3).

One linear pass over bytes. Nothing is refused: what is too long is cut, what is odd is named by a flag.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_HEADER = 100 * 1024
MAX_HEADERS = 256 * 1024
_LIMITS = {
    "content-type": 4096,
    "content-disposition": 4096,
    "subject": 4096,
    "from": 4096,
    "sender": 4096,
    "reply-to": 4096,
    "to": 64 * 1024,
    "cc": 64 * 1024,
}
_COMMON_FIELDS = (
    *(
        b"received",
        b"from",
        b"to",
        b"cc",
        b"subject",
        b"date",
        b"message-id",
        b"mime-version",
        b"content-",
        b"x-",
        b"list-",
    ),
    *(
        b"return-path",
        b"delivered-to",
        b"reply-to",
        b"references",
        b"in-reply-to",
        b"sender",
        b"dkim-",
        b"arc-",
        b"auth",
    ),
)
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_MBOX_LINE = re.compile(rb">?From [^\r\n]*\r\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One header field: its name in lower case, its value unfolded but not decoded."""

    name: str
    value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderBlock:
    """The headers from one place in a mail, where the body after them begins, and what was odd."""

    headers: tuple[Header, ...]
    body_start: int
    flags: frozenset[str]


def normalize_newlines(raw: bytes) -> tuple[bytes, bool]:
    """`raw` with CRLF as its only line end: a bare LF becomes one, a stray CR a space. True when anything changed."""
    pairs = raw.count(b"\r\n")
    if raw.count(b"\n") == pairs == raw.count(b"\r"):
        return raw, False
    return raw.replace(b"\r\n", b"\n").replace(b"\r", b" ").replace(b"\n", b"\r\n"), True


def scan_headers(data: bytes, start: int, end: int) -> HeaderBlock:
    """The header block of `data[start:end]`, whose line ends are CRLF, within the limits of PROTOCOL 8.3."""
    if mbox_line := _MBOX_LINE.match(data, start, min(end, start + 1000)):
        start = mbox_line.end()
    block_end, body_start = _find_body(data, start, end)
    flags = {"headers_cut"} if block_end - start > MAX_HEADERS else set()
    lines, kept = _header_lines(data[start : min(block_end, start + MAX_HEADERS)])
    headers = tuple(_make_header(line, flags) for line in lines)
    if kept is not None:
        flags.add("no_blank_line")
        body_start = start + kept
    return HeaderBlock(headers=headers, body_start=body_start, flags=frozenset(flags))


def _find_body(data: bytes, start: int, end: int) -> tuple[int, int]:
    if data.startswith(b"\r\n", start):
        return start, min(start + 2, end)
    blank = data.find(b"\r\n\r\n", start, end)
    return (end, end) if blank < 0 else (blank + 2, blank + 4)


def _header_lines(block: bytes) -> tuple[list[bytes], int | None]:
    """Logical header lines; and where the body begins when a line shows that the blank line before it is missing."""
    fields: list[list[bytes]] = []
    lines = block.split(b"\r\n")
    offset = 0
    for index, line in enumerate(lines):
        if line[:1] in {b" ", b"\t"} and fields:
            fields[-1].append(line)
        elif _FIELD.match(line):
            fields.append([line])
        elif line.strip() and not _is_field_ahead(lines, index):
            return [b"".join(field) for field in fields], offset
        offset += len(line) + 2
    return [b"".join(field) for field in fields], None


def _is_field_ahead(lines: list[bytes], index: int) -> bool:
    """A junk line before a header that every mail has is skipped; a junk line before anything else is the body."""
    following = next((line for line in lines[index + 1 : index + 21] if line[:1] not in {b" ", b"\t"}), b"")
    field = _FIELD.match(following)
    return field is not None and field[1].lower().startswith(_COMMON_FIELDS)


def _make_header(line: bytes, flags: set[str]) -> Header:
    name, _, value = line.partition(b":")
    key = name.strip().decode("ascii", "replace").lower()
    limit = _LIMITS.get(key, MAX_HEADER)
    if len(value) > limit:
        flags.add("header_cut")
    return Header(name=key, value=value[:limit].strip())
