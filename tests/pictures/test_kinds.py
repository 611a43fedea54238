"""A file is what its octets are."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from gateway.pictures.kinds import describe_size, describe_type, find_type, has_second_life
from tests.pictures.samples import HEIC, HTML, PDF, SVG, gif_polyglot, photo, polyglot, save


def _archive(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, "words")
    return written.getvalue()


@pytest.mark.parametrize(
    ("octets", "declared", "expected"),
    [
        (photo(), "text/plain", "image/jpeg"),
        (photo(kind="PNG"), "image/jpeg", "image/png"),
        (save(Image.new("P", (3, 3)), "GIF"), "", "image/gif"),
        (photo(kind="WEBP"), "", "image/webp"),
        (photo((40, 40), kind="AVIF"), "", "image/avif"),
        (save(Image.new("RGB", (3, 3)), "BMP"), "", "image/bmp"),
        (HEIC, "application/octet-stream", "image/heic"),
        (PDF, "image/jpeg", "application/pdf"),
        (b"\r\n" + PDF, "", "application/pdf"),
        (SVG, "image/jpeg", "image/svg+xml"),
        (b"\xef\xbb\xbf  <SVG onload=alert(1)>", "image/png", "image/svg+xml"),
        (HTML, "image/jpeg", "text/html"),
        (b"Look:\n<ScRiPt>alert(1)</script>", "text/plain", "text/html"),
        ("\ufeff<html>".encode("utf-16"), "text/plain", "text/html"),
        (b"BMW parked on the sidewalk", "text/plain", "text/plain"),
        ("Café trottoir".encode("latin-1"), "text/plain", "text/plain"),
        (b"a;b\n1;2\n", "text/csv", "text/csv"),
        (b"BEGIN:VCALENDAR\n", "text/plain", "text/calendar"),
        (b"begin:vcard\n", "image/jpeg", "text/vcard"),
        (b"From: anne@residents.example\n\nHello", "message/rfc822", "message/rfc822"),
        (b"plain words", "text/html", "text/plain"),
        (b"{\\rtf1 words}", "application/msword", "application/rtf"),
        (_archive("a.txt"), "image/png", "application/zip"),
        (b"MZ\x90\x00\x03\x00", "image/jpeg", "application/x-msdownload"),
        (b"\x00\x01\x02nothing known", "image/jpeg", "application/octet-stream"),
        (b"", "image/jpeg", "application/octet-stream"),
    ],
)
def test_10_1_the_octets_say_what_a_file_is(octets: bytes, declared: str, expected: str) -> None:
    """Whatever the sender calls it: text is told from pictures first, because two letters make a bitmap."""
    assert find_type(octets, declared=declared) == expected


def test_f10_1_a_picture_that_is_something_else_too_is_found() -> None:
    """A photo with a page, a program or an archive inside; photos alone are not suspected."""
    assert has_second_life(polyglot())
    assert has_second_life(gif_polyglot())
    assert has_second_life(photo() + _archive("a.class"))
    assert not any(has_second_life(octets) for octets in (photo(), photo(kind="PNG"), HEIC))


def test_types_and_sizes_in_words() -> None:
    """A clerk reads neither media types nor octets."""
    words = ["application/pdf", "image/heic", "video/mp4", "chemical/x-pdb"]
    assert [describe_type(one) for one in words] == ["PDF document", "picture", "video", "file of unknown type"]
    assert [describe_size(one) for one in (0, 999, 1000, 65_400, 3_400_000)] == [
        "0 bytes",
        "999 bytes",
        "1 KB",
        "65 KB",
        "3.4 MB",
    ]
