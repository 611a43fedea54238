"""Files that residents send, and files that attackers send, made on the spot."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

HEIC = Path(__file__).parent.joinpath("pothole.heic").read_bytes()
"""A photo with place and time, made with pillow-heif from colours that fade into each other."""
GPS, DETAILS, ORIENTATION, MAKER, TAKEN, OFFSET = 0x8825, 0x8769, 274, 271, 36867, 36881
PLACE = {1: "N", 2: (41.0, 18.0, 30.5), 3: "W", 4: (72.0, 55.0, 12.0)}
"""41.308472, -72.92: in Elm City."""
WHEN = "2026:05:31 09:15:00"
"""The day before the clock of the journeys."""
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert("svg")</script></svg>'
HTML = b"<!doctype html><title>Anne</title><script>alert('html')</script>"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def photo(
    size: tuple[int, int] = (640, 480),
    *,
    place: dict[int, Any] | None = None,
    taken: str = "",
    offset: str = "",
    orientation: int = 1,
    colour: str = "grey",
    kind: str = "JPEG",
) -> bytes:
    """A picture whose left half is red, as a camera would write it."""
    image = Image.new("RGB", size, colour)
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = image.getexif()
    exif[ORIENTATION], exif[MAKER] = orientation, "Camera of Anne"
    if place:
        exif.get_ifd(GPS).update(place)
    if taken:
        exif.get_ifd(DETAILS).update({TAKEN: taken} | ({OFFSET: offset} if offset else {}))
    return save(image, kind, exif=exif)


def save(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The octets of an image."""
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def nothing_by_nothing() -> IFDRational:
    """The fraction 0/0, as a camera without a satellite writes it."""
    return IFDRational(0, 0)


def png_bomb(edge: int = 50_000) -> bytes:
    """A few octets that say they are `edge` x `edge` pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", edge, edge, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(edge), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def polyglot() -> bytes:
    """A JPEG that is whole and shows a photo, and in whose comment a page with a script stands."""
    jpeg = photo()
    comment = b"*/<html><script>alert('polyglot')</script>"
    return jpeg[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + jpeg[2:]


def gif_polyglot() -> bytes:
    """A GIF that is also a script, with an archive behind it."""
    return save(Image.new("P", (8, 8)), "GIF") + b"/*PK\x05\x06" + bytes(18)


def mail_with(
    *files: tuple[str, str, bytes], body: str = "There is a deep pothole at 48 Maple Ave.", **headers: str
) -> bytes:
    """A mail of Anne with files: each a name, the type she says it has, and its octets."""
    note = EmailMessage()
    given = {"From": "Anne <anne@residents.example>", "To": "311@elmcity.example", "Subject": "Pothole"} | headers
    for name, value in given.items():
        note[name.replace("_", "-")] = value
    note.set_content(body)
    for name, declared, octets in files:
        main, _, sub = declared.partition("/")
        note.add_attachment(octets, maintype=main, subtype=sub, filename=name)
    return note.as_bytes()


def names_of(rows: Iterable[Any]) -> list[str]:
    """The names of stored files."""
    return [row.filename for row in rows]
