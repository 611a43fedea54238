"""What is done to one file, whichever way it came: keep it, find out what it is, make pictures of a picture."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from gateway.bootstrap import Gateway
from gateway.envelopes import Arrival
from gateway.pictures import kinds, places
from gateway.pictures.developing import Developed, Undeveloped, develop
from gateway.routing.areas import Box, box_around
from gateway.store.attachments import NewAttachment
from gateway.store.blobs import BlobShelf, make_blob, shelf_of
from parsers.email.filenames import safe_filename
from parsers.email.mail_file import MailFile

_BUDGET_SECONDS = 100.0
"""For the pictures of one message together: a lease is extended for three minutes at most."""
_PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif", ".avif", ".bmp")
_ONLY_A_DOWNLOAD = "offered as a download only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What is needed for every file of one message."""

    gateway: Gateway
    message_id: int
    arrival: Arrival
    shelf: BlobShelf
    box: Box | None
    deadline: float = field(default_factory=lambda: time.monotonic() + _BUDGET_SECONDS)


def make_bench(gateway: Gateway, message_id: int, arrival: Arrival) -> Bench:
    """A bench for one message."""
    return Bench(
        gateway=gateway,
        message_id=message_id,
        arrival=arrival,
        shelf=shelf_of(gateway.store, gateway.settings),
        box=box_around(gateway.rulebooks.current().city.shapes),
    )


def prepare_file(bench: Bench, position: int, file: MailFile) -> NewAttachment:
    """Keep one file and what is made of it; raises `IntakeError` when the store is away."""
    content_type = kinds.find_type(file.octets, declared=file.declared_type)
    original = make_blob(file.octets, content_type)
    row = NewAttachment(
        message_id=bench.message_id,
        position=position,
        filename=safe_filename(file.filename, content_type),
        declared_type=file.declared_type[:100],
        content_type=content_type,
        size=len(file.octets),
        content_id=file.content_id,
        sha256=original.sha256,
    )
    made = _develop(bench, row, file.octets)
    if not isinstance(made, Developed):
        bench.shelf.keep([original], now=bench.gateway.clock())
        return replace(row, problem=made)
    picture, thumbnail = make_blob(made.picture, "image/jpeg"), make_blob(made.thumbnail, "image/jpeg")
    bench.shelf.keep([original, picture, thumbnail], now=bench.gateway.clock())
    row = replace(row, picture_sha256=picture.sha256, thumbnail_sha256=thumbnail.sha256, decorative=file.decorative)
    return _with_facts(bench, row, made)


def _develop(bench: Bench, row: NewAttachment, octets: bytes) -> Developed | str:
    """The picture made of a picture, or why there is none: nothing is said of files that claim to be none."""
    reader = kinds.PICTURES.get(row.content_type)
    if reader is None:
        return _pretence(row)
    if kinds.has_second_life(octets):
        return f"It is a picture that is also a page, a program or an archive: {_ONLY_A_DOWNLOAD}."
    seconds = bench.deadline - time.monotonic()
    made = develop(octets, reader) if seconds > 0 else Undeveloped(problem="The message has too many large pictures")
    return f"{made.problem}, so it is {_ONLY_A_DOWNLOAD}." if isinstance(made, Undeveloped) else made


def _pretence(row: NewAttachment) -> str:
    """A file that says it is a picture and is none deserves a word; most files say nothing of the kind."""
    is_called_a_picture = row.declared_type.startswith("image/") or row.filename.lower().endswith(_PICTURE_ENDINGS)
    if not is_called_a_picture or (row.content_type.startswith("image/") and row.content_type != "image/svg+xml"):
        return ""
    return f"It is called a picture but is not one that can be shown ({kinds.describe_type(row.content_type)})."


def _with_facts(bench: Bench, row: NewAttachment, made: Developed) -> NewAttachment:
    taken_at = places.read_taken(made.taken, bench.gateway.rulebooks.current().city.zone)
    lat, lon = _suggestion(bench, made, taken_at)
    return replace(row, width=made.width, height=made.height, lat=lat, lon=lon, taken_at=taken_at)


def _suggestion(bench: Bench, made: Developed, taken_at: float | None) -> tuple[float | None, float | None]:
    if made.lat is None or made.lon is None:
        return None, None
    received_at = bench.arrival.received_at.timestamp()
    is_near = bench.box is None or bench.box.is_near(made.lat, made.lon)
    may_be_suggested = is_near and places.is_recent(taken_at, received_at=received_at)
    return (made.lat, made.lon) if may_be_suggested else (None, None)
