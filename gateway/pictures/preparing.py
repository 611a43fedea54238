"""Prepare the files of one message: take them out, keep them, find out what they are, make pictures of pictures.

Nothing of it is needed for the ticket, which is there already: whatever fails here is said beside the file.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from gateway.bootstrap import Gateway
from gateway.envelopes import Arrival
from gateway.pictures import kinds, places
from gateway.pictures.asking import ask_place
from gateway.pictures.developing import Developed, Undeveloped, develop
from gateway.store.attachments import NewAttachment, hurry_notices, list_familiar, write_attachments
from gateway.store.blobs import BlobShelf, make_blob, shelf_of
from gateway.store.messages import load_arrival
from gateway.store.work import Claim, FencedError, finish
from parsers.email.filenames import safe_filename
from parsers.email.files import MailFile, extract_files

MOST_FILES = 100
_BUDGET_SECONDS = 100.0
"""For the pictures of one message together: a lease is extended for three minutes at most."""
_NOTICES_WAIT_SECONDS = 30.0
_PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif", ".avif", ".bmp")
_ONLY_A_DOWNLOAD = "offered as a download only"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """What is needed for every file of one message."""

    gateway: Gateway
    message_id: int
    arrival: Arrival
    shelf: BlobShelf
    box: places.Box | None
    deadline: float


def prepare(gateway: Gateway, claim: Claim) -> None:
    """Prepare the files of the message that the claim names; doing it again writes the same rows again.

    Raises `IntakeError` when the store is away.
    """
    with gateway.store.reading() as connection:
        arrival = load_arrival(connection, claim.ref)
    bench = _Bench(
        gateway=gateway,
        message_id=claim.ref,
        arrival=arrival,
        shelf=shelf_of(gateway.store, gateway.settings),
        box=places.box_around(gateway.rulebooks.current().city.shapes),
        deadline=time.monotonic() + _BUDGET_SECONDS,
    )
    files = extract_files(arrival.raw)
    rows = [_prepare_file(bench, position, file) for position, file in enumerate(files[:MOST_FILES])]
    if more := len(files) - MOST_FILES:
        rows += [_rest_of(claim.ref, more)] if more > 0 else []
    _write(gateway, claim, _fold_familiar(gateway, arrival, rows))


def surrender(gateway: Gateway, claim: Claim, reason: str) -> None:  # noqa: ARG001 - the reason is in the log and of no use to a clerk
    """Say on the ticket that the files could not be prepared: every attempt failed or took its worker along."""
    row = NewAttachment(
        message_id=claim.ref,
        position=0,
        filename="Files of this message",
        declared_type="",
        content_type=kinds.UNKNOWN,
        size=0,
        problem="They could not be taken out of the message. Download its original to see them.",
    )
    _write(gateway, claim, [row])


def _rest_of(message_id: int, more: int) -> NewAttachment:
    return NewAttachment(
        message_id=message_id,
        position=MOST_FILES,
        filename=f"{more} more files",
        declared_type="",
        content_type=kinds.UNKNOWN,
        size=0,
        problem=f"Only the first {MOST_FILES} files are shown. Download the original of the message for the others.",
    )


def _prepare_file(bench: _Bench, position: int, file: MailFile) -> NewAttachment:
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


def _develop(bench: _Bench, row: NewAttachment, octets: bytes) -> Developed | str:
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


def _with_facts(bench: _Bench, row: NewAttachment, made: Developed) -> NewAttachment:
    taken_at = places.read_taken(made.taken, bench.gateway.rulebooks.current().city.zone)
    lat, lon = _suggestion(bench, made, taken_at)
    return replace(row, width=made.width, height=made.height, lat=lat, lon=lon, taken_at=taken_at)


def _suggestion(bench: _Bench, made: Developed, taken_at: float | None) -> tuple[float | None, float | None]:
    if made.lat is None or made.lon is None:
        return None, None
    received_at = bench.arrival.received_at.timestamp()
    is_near = bench.box is None or bench.box.is_near(made.lat, made.lon)
    may_be_suggested = is_near and places.is_recent(taken_at, received_at=received_at)
    return (made.lat, made.lon) if may_be_suggested else (None, None)


def _fold_familiar(gateway: Gateway, arrival: Arrival, rows: list[NewAttachment]) -> list[NewAttachment]:
    """A picture that came with every mail of this sender is a logo, whatever its size (PROTOCOL 8.10)."""
    hashes = {row.sha256 for row in rows if row.picture_sha256 and row.sha256}
    if not hashes:
        return rows
    with gateway.store.reading() as connection:
        familiar = list_familiar(connection, sender=arrival.sender, message_id=rows[0].message_id, hashes=hashes)
    return [replace(row, decorative=row.decorative or row.sha256 in familiar) for row in rows]


def _write(gateway: Gateway, claim: Claim, rows: list[NewAttachment]) -> None:
    now = gateway.clock()
    with gateway.store.writing() as connection:
        if not finish(connection, claim):
            raise FencedError
        write_attachments(connection, rows)
        ask_place(connection, gateway, claim.ref, now=now)
        hurry_notices(connection, claim.ref, now=now, within=_NOTICES_WAIT_SECONDS)
    gateway.bell.ring("deliver", claim.ref)
