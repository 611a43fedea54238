"""What a file is, told from its octets and not from what somebody calls it (PROTOCOL 10.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping

UNKNOWN = "application/octet-stream"
CONTACT_CARD = "text/vcard"
PICTURES: Mapping[str, str] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
    "image/avif": "AVIF",
    "image/bmp": "BMP",
}
"""The types that a picture is made of, with the one reader that each is given to."""

_HEAD = 8192
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_MARKS_OF_TEXT: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"<svg[\s>]", re.IGNORECASE), "image/svg+xml"),
    (re.compile(rb"<(?:!doctype html|html|head|body|script|iframe)\b", re.IGNORECASE), "text/html"),
    (re.compile(rb"\s*<\?xml\b"), "application/xml"),
    (re.compile(rb"\s*begin:vcalendar\b", re.IGNORECASE), "text/calendar"),
    (re.compile(rb"\s*begin:vcard\b", re.IGNORECASE), "text/vcard"),
    (re.compile(rb"\{\\rtf"), "application/rtf"),
    (re.compile(rb"%!PS"), "application/postscript"),
)
_ANYWHERE = {"image/svg+xml", "text/html"}
_KINDS_OF_TEXT = {"text/csv", "text/calendar", "text/vcard", "message/rfc822"}
_BRANDS = {b"heic": "image/heic", b"heix": "image/heic", b"hevc": "image/heic", b"heim": "image/heic"}
_BRANDS |= {b"heis": "image/heic", b"mif1": "image/heic", b"msf1": "image/heic"}
_BRANDS |= {b"avif": "image/avif", b"avis": "image/avif"}
_MARKS_OF_PROGRAMS = (b"<script", b"<html", b"<!doctype html", b"<?php")
_END_OF_ARCHIVE, _ARCHIVE_TAIL = b"PK\x05\x06", 22 + 65_535
"""ZIP's last record and how far from the end of the file it may begin (APPNOTE 4.3.16)."""

_WORDS: Mapping[str, str] = {
    "application/pdf": "PDF document",
    "application/msword": "Word document",
    "application/rtf": "Text document (RTF)",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
    "application/vnd.ms-excel": "Excel sheet",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint slides",
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/zip": "ZIP archive",
    "application/gzip": "archive",
    "application/x-rar-compressed": "RAR archive",
    "application/x-7z-compressed": "7-Zip archive",
    "application/x-tar": "archive",
    "application/x-msdownload": "Windows program",
    "application/xml": "XML",
    "image/svg+xml": "SVG drawing, which may hold a program",
    "text/html": "web page",
    "text/plain": "text",
    "text/csv": "table (CSV)",
    "text/calendar": "calendar entry",
    "text/vcard": "contact card",
    "message/rfc822": "mail",
}
_MAIN_WORDS: Mapping[str, str] = {"image": "picture", "video": "video", "audio": "sound", "font": "font"}


def find_type(octets: bytes, *, declared: str = "") -> str:
    """The media type of a file. `declared` only tells kinds of plain text apart, which look alike."""
    head = octets[:_HEAD]
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head[4:8] == b"ftyp" and (pictured := _find_brand(head)):
        return pictured
    if head and (not _NOT_TEXT.search(head) or head.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return _find_text_type(head, declared)
    import filetype  # seventy modules, which only a file that is none of the above needs

    guess = filetype.guess(head)
    return str(guess.mime) if guess else UNKNOWN


def _find_brand(head: bytes) -> str | None:
    """ISO 14496-12: the major brand, a version, and the brands that the file is compatible with."""
    size = int.from_bytes(head[:4], "big")
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, min(size, 256), 4))]
    found = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
    return "image/avif" if "image/avif" in found else next(iter(found), None)


def _find_text_type(head: bytes, declared: str) -> str:
    flat = head.replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf")
    for mark, content_type in _MARKS_OF_TEXT:
        if mark.search(flat) if content_type in _ANYWHERE else mark.match(flat):
            return content_type
    return declared if declared in _KINDS_OF_TEXT else "text/plain"


def has_second_life(octets: bytes) -> bool:
    """Whether a picture is also a page, a program or an archive to a reader that looks for one."""
    flat = octets.lower()
    return any(mark in flat for mark in _MARKS_OF_PROGRAMS) or _END_OF_ARCHIVE in octets[-_ARCHIVE_TAIL:]


def describe_type(content_type: str) -> str:
    """A type in the words of a clerk."""
    main = content_type.partition("/")[0]
    return _WORDS.get(content_type) or _MAIN_WORDS.get(main) or "file of unknown type"


def describe_size(octets: int) -> str:
    """A size as people read it: `640 bytes`, `12 KB`, `3.4 MB`."""
    if octets < 1000:
        return f"{octets} bytes"
    if octets < 1_000_000:
        return f"{octets / 1000:.0f} KB"
    return f"{octets / 1_000_000:.1f} MB"
