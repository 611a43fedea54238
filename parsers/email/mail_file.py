"""A file as it came in a mail: what it is called, what it says it is, and its octets (PROTOCOL 8.10, 10.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import unquote

from parsers.email.filenames import safe_filename
from parsers.email.structure import Part
from parsers.email.words import decode_raw, one_line
from parsers.values import Attachment

SMALL_PICTURE = 2048
_MAX_CONTENT_ID = 200
_REFERENCE = re.compile(r"""\bcid:([^\s"'<>()]{1,250})""", re.IGNORECASE)
_MAX_REFERENCES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFile:
    """One file of a mail; `filename` is made safe for display and `declared_type` is what the sender says it is."""

    filename: str
    declared_type: str
    octets: bytes
    content_id: str = ""
    """What an HTML body calls it by (`cid:`), without angle brackets; empty for a file that only came along."""
    decorative: bool = False
    """A picture too small to be a photo (PROTOCOL 8.10)."""


def make_file(part: Part, octets: bytes) -> MailFile:
    """The file that a part is; `octets` are its decoded body."""
    return MailFile(
        filename=safe_filename(part_name(part), part.content.value),
        declared_type=part.content.value,
        octets=octets,
        content_id=read_content_id(decode_raw(part.header("content-id"))),
        decorative=is_decorative(part.content.value, octets),
    )


def part_name(part: Part) -> str:
    """The name a part gives itself, not yet safe to show."""
    return part.disposition.parameter("filename") or part.content.parameter("name")


def describe_file(file: MailFile) -> Attachment:
    """The file without its octets, as the rest of the road carries it."""
    return Attachment(
        filename=file.filename,
        content_type=file.declared_type,
        size=len(file.octets),
        decorative=file.decorative,
        content_id=file.content_id,
    )


def find_references(html: str) -> frozenset[str]:
    """The content ids that an HTML body shows; at most a thousand, linear."""
    found: set[str] = set()
    if "cid:" not in html and "CID:" not in html:
        return frozenset()
    for match in _REFERENCE.finditer(html):
        found.add(read_content_id(unquote(match[1])))
        if len(found) >= _MAX_REFERENCES:
            break
    return frozenset(found)


def keep_references(files: Iterable[MailFile], references: frozenset[str]) -> tuple[MailFile, ...]:
    """The files, with the content ids that some HTML of the mail refers to and no others."""
    return tuple(file if file.content_id in references else replace(file, content_id="") for file in files)


def is_decorative(declared_type: str, octets: bytes) -> bool:
    """Whether a picture is too small to be a photo: a logo, a pixel."""
    return declared_type.startswith("image/") and len(octets) < SMALL_PICTURE


def read_content_id(written: str) -> str:
    """A content id without its angle brackets, as an HTML body writes it."""
    return one_line(written[: 4 * _MAX_CONTENT_ID]).strip("<> ")[:_MAX_CONTENT_ID]
