"""The mail-shaped originals of what no mail server had: words and files in one piece that reads back the same.

Written by hand and not by the standard library, which makes six copies of a photo on its way and takes seconds for it.
"""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP, default

from parsers.clean import clean_text

SOURCE = "X-City311-Source"
"""The first header of each of them says where the words were written."""
_CONTENT_TYPE = re.compile(r"([a-z0-9.+-]{1,60})/([a-z0-9.+-]{1,60})")
_LONGEST_NAME = 120
_SLAB = 57 * 16_384
"""Octets that are encoded at once; 57 make a line of 76."""
_LINE_END = b"\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """A file that was chosen in a form; nothing that the browser or the app says about it is believed."""

    filename: str
    declared_type: str
    octets: bytes


def write_original(source: str, words: str, files: Sequence[PageFile] = ()) -> bytes:
    """One original; `source` is for people. Lone surrogates and controls must be gone from `words`."""
    text = EmailMessage(policy=SMTP)
    text[SOURCE] = source
    text.set_content(words, cte="quoted-printable")
    if not files:
        return text.as_bytes()
    del text[SOURCE], text["MIME-Version"]
    boundary = f"=_{secrets.token_hex(16)}"
    marker, raw = _LINE_END + f"--{boundary}".encode(), bytearray()
    raw += f"{SOURCE}: {source}\r\nMIME-Version: 1.0\r\n".encode("ascii", "replace")
    raw += f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n'.encode() + marker + _LINE_END
    raw += text.as_bytes()
    for file in files:
        raw += marker + _LINE_END + _head(file)
        for lines in _lines(file.octets):
            raw += lines
    raw += marker + b"--" + _LINE_END
    return bytes(raw)


def _head(file: PageFile) -> bytes:
    """The headers of a file; its name and kind are made safe for them."""
    known = _CONTENT_TYPE.fullmatch(file.declared_type.lower())
    maintype, subtype = known.groups() if known else ("application", "octet-stream")
    name = " ".join(clean_text(file.filename).split())[-_LONGEST_NAME:] or "file"
    if maintype in {"message", "multipart"}:
        maintype, subtype = "application", "octet-stream"
    head = EmailMessage(policy=SMTP)
    head.set_content(b"", maintype=maintype, subtype=subtype, filename=name, cte="base64", disposition="attachment")
    del head["MIME-Version"]
    return head.as_bytes()


def _lines(octets: bytes) -> Iterator[bytes]:
    view = memoryview(octets)
    for start in range(0, len(octets), _SLAB):
        yield base64.encodebytes(view[start : start + _SLAB]).replace(b"\n", _LINE_END)


def read_words(raw: bytes) -> str:
    """The words of an original, without looking at its files."""
    end = raw.find(_LINE_END * 2) + 2 * len(_LINE_END)
    boundary = BytesParser(policy=default).parsebytes(raw[:end]).get_boundary()
    first = raw if boundary is None else _first_part(raw, b"--" + boundary.encode(), end)
    return str(BytesParser(policy=default).parsebytes(first).get_content())


def _first_part(raw: bytes, marker: bytes, since: int) -> bytes:
    start = raw.find(marker, since - len(_LINE_END)) + len(marker) + len(_LINE_END)
    return raw[start : raw.find(_LINE_END + marker, start)]
