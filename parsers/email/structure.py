"""The shape of a mail as parts inside parts, found by cutting at boundaries and nothing else.

The standard parser takes seconds to minutes on hostile structure, recurses on nesting (PROTOCOL 8.3) and splits
headers at a stray CR (2.9). This one keeps count of parts and depth, and leaves the octets of each leaf as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers.email.parameters import ContentLine, parse_content_line, parse_content_type
from parsers.email.scan import Header, normalize_newlines, scan_headers

MAX_PARTS = 500
MAX_NESTING = 50
MAX_SEARCHES = 8
"""How often all octets of a mail may be looked through for boundaries: once for each level that holds most of them."""
_FREE_SEARCH = 1_000_000
_MAX_BOUNDARY = 1000
_GUESSED_BOUNDARY = re.compile(rb"(?:\A|\r\n)--([^\r\n]{1,200}+)\r\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One MIME part: its headers, its undecoded body (empty when there are parts inside), and those parts."""

    headers: tuple[Header, ...]
    body: bytes
    content: ContentLine
    disposition: ContentLine
    children: tuple[Part, ...] = ()

    def header(self, name: str) -> bytes:
        """The first header called `name` (lower case), or nothing."""
        return next((header.value for header in self.headers if header.name == name), b"")

    def walk(self) -> Iterator[Part]:
        """This part and all parts inside it, in the order of the mail."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True, kw_only=True)
class _Cutter:
    """Counts while cutting, so that limits hold over the whole mail."""

    data: bytes
    max_nesting: int
    max_parts: int
    parts: int = 0
    searched: int = 0
    flags: set[str] = field(default_factory=set)

    def cut(self, start: int, end: int, depth: int, default_type: str) -> Part:
        self.parts += 1
        block = scan_headers(self.data, start, end)
        self.flags |= block.flags
        content_type = _first(block.headers, "content-type")
        content = parse_content_type(content_type) if content_type else ContentLine(value=default_type)
        children = self._cut_children(block.body_start, end, depth, content) if content.maintype == "multipart" else ()
        return Part(
            headers=block.headers,
            body=b"" if children else self.data[block.body_start : end],
            content=content,
            disposition=parse_content_line(_first(block.headers, "content-disposition")),
            children=children,
        )

    def _cut_children(self, start: int, end: int, depth: int, content: ContentLine) -> tuple[Part, ...]:
        self.searched += end - start
        if depth >= self.max_nesting or self.searched > MAX_SEARCHES * len(self.data) + _FREE_SEARCH:
            self.flags.add("nested_too_deep")
            return ()
        regions = list(self._regions(start, end, content))
        default_type = "message/rfc822" if content.value == "multipart/digest" else "text/plain"
        children = []
        for part_start, part_end in regions:
            if self.parts >= self.max_parts:
                self.flags.add("too_many_parts")
                break
            children.append(self.cut(part_start, part_end, depth + 1, default_type))
        return tuple(children)

    def _regions(self, start: int, end: int, content: ContentLine) -> Iterator[tuple[int, int]]:
        boundary = content.parameter("boundary").encode("utf-8", "replace")
        regions = self._between(start, end, boundary) if 0 < len(boundary) <= _MAX_BOUNDARY else []
        if not regions and (guess := _GUESSED_BOUNDARY.search(self.data, max(0, start - 2), min(end, start + 100_000))):
            regions = self._between(start, end, guess[1])
            self.flags.add("boundary_guessed")
        if not regions:
            self.flags.add("boundary_missing")
        yield from regions

    def _between(self, start: int, end: int, boundary: bytes) -> list[tuple[int, int]]:
        """Start and end of each part; the line end before a boundary belongs to the boundary (RFC 2046 5.1.1)."""
        regions: list[tuple[int, int]] = []
        part_start = None
        for found in self._boundaries(start, end, boundary):
            if part_start is not None:
                regions.append((part_start, max(part_start, found.start())))
            is_last = found[1] is not None
            part_start = None if is_last else min(found.end() + 2, end)
            if is_last or len(regions) > MAX_PARTS:
                break
        if part_start is not None:
            regions.append((part_start, end))
        return regions

    def _boundaries(self, start: int, end: int, boundary: bytes) -> Iterator[re.Match[bytes]]:
        """Lines that are a boundary. One pattern looks for them: a sender can write millions that nearly are."""
        line = re.compile(rb"\r\n--" + re.escape(boundary.rstrip(b" \t")) + rb"(--)?[ \t]*+(?=\r\n|\Z)")
        return line.finditer(self.data, max(0, start - 2), end)


def cut_parts(raw: bytes, *, max_nesting: int = MAX_NESTING, max_parts: int = MAX_PARTS) -> tuple[Part, set[str]]:
    """A whole mail as a tree of parts, and flags for what was odd about it. Linear and total."""
    data, was_changed = normalize_newlines(raw)
    cutter = _Cutter(data=data, max_nesting=max_nesting, max_parts=max_parts)
    part = cutter.cut(0, len(data), 0, "text/plain")
    return part, cutter.flags | ({"bare_newline"} if was_changed else set())


def _first(headers: tuple[Header, ...], name: str) -> bytes:
    return next((header.value for header in headers if header.name == name), b"")
