"""The files of a text, which lie at the provider: fetched one by one, and again later when they are not there yet.

A file that was fetched is kept before the next one is asked for, so that a photo is never fetched twice because of
another one. After ten minutes whatever is missing says so beside the ticket (PROTOCOL 12.11).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gateway.envelopes import FetchedMedia, MediaChannel
from gateway.errors import MediaGoneError, MediaLaterError
from gateway.pictures import kinds
from gateway.pictures.workbench import Bench, prepare_file
from gateway.store.attachments import AttachmentRow, NewAttachment, list_attachments, write_attachments
from parsers.email.mail_file import MailFile
from parsers.map_links import find_pin
from parsers.values import Attachment

WAITS = (4.0, 26.0, 150.0, 420.0)
"""Seconds until the next attempt: media come a moment after their webhook, and ten minutes later they do not come."""
_BEGIN_NONE_AFTER = 60.0
"""Seconds after which no other file is begun in this attempt: a lease is extended for three minutes at most."""
_LARGEST_CARD = 64 * 1024
_CLAIMS_NOTHING = ("", kinds.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """How one attempt ended: what is said of files that were not fetched, and in how many seconds to try again."""

    rows: tuple[NewAttachment, ...]
    again_in: float | None
    """None when there is nothing to wait for."""


def gather(bench: Bench, media: Sequence[Attachment], *, attempt: int) -> Gathered:
    """Fetch what is not here yet; `attempt` counts from 1. Raises `IntakeError` when the store is away."""
    known, until = _known(bench), time.monotonic() + _BEGIN_NONE_AFTER
    missing = [(place, item) for place, item in enumerate(media) if not _is_settled(bench, known.get(place), attempt)]
    rows: list[NewAttachment] = []
    late: list[NewAttachment] = []
    for position, item in missing:
        try:
            _write(bench, _prepare(bench, position, item, until=until))
        except MediaGoneError as error:
            rows.append(unfetched(bench.message_id, position, item, str(error)))
        except MediaLaterError as error:
            late.append(unfetched(bench.message_id, position, item, f"It could not be fetched in ten minutes: {error}"))
    if late and attempt <= len(WAITS):
        return Gathered(rows=tuple(rows), again_in=WAITS[attempt - 1])
    return Gathered(rows=(*rows, *late), again_in=None)


def unfetched(message_id: int, position: int, item: Attachment, problem: str) -> NewAttachment:
    """A file that we do not have, with why, for staff."""
    return NewAttachment(
        message_id=message_id,
        position=position,
        filename=item.filename,
        declared_type=item.content_type,
        content_type=kinds.UNKNOWN,
        size=0,
        problem=problem,
    )


def _write(bench: Bench, row: NewAttachment) -> None:
    """At once: an attempt that is ended in the middle need not fetch this one again."""
    with bench.gateway.store.writing() as connection:
        write_attachments(connection, [row])


def _known(bench: Bench) -> Mapping[int, AttachmentRow]:
    with bench.gateway.store.reading() as connection:
        return {row.position: row for row in list_attachments(connection, bench.message_id)}


def _is_settled(bench: Bench, row: AttachmentRow | None, attempt: int) -> bool:
    """Whether nothing is to be done. A first attempt with rows is one that staff asked for: what is lost is fetched."""
    if row is None or attempt > 1:
        return row is not None
    return row.sha256 is not None and bench.shelf.find(row.sha256) is not None


def _prepare(bench: Bench, position: int, item: Attachment, *, until: float) -> NewAttachment:
    if time.monotonic() > until:
        raise MediaLaterError("The other files of this message took too long.")
    channel = bench.gateway.channels.get(bench.arrival.channel)
    if not isinstance(channel, MediaChannel):
        raise MediaGoneError("This provider's files cannot be fetched here.")
    found = channel.fetch_media(item.url)
    row = prepare_file(bench, position, _as_file(item, found))
    return _with_shared_place(bench, row, found.octets)


def _as_file(item: Attachment, found: FetchedMedia) -> MailFile:
    """The text said what it would be; only where it said nothing does the server's word count as a claim."""
    claimed = found.content_type if item.content_type in _CLAIMS_NOTHING else item.content_type
    return MailFile(filename=found.filename or item.filename, declared_type=claimed, octets=found.octets)


def _with_shared_place(bench: Bench, row: NewAttachment, octets: bytes) -> NewAttachment:
    """A phone shares a place as a contact card with a map link, which is read and not followed (PROTOCOL 12.12)."""
    if row.content_type != kinds.CONTACT_CARD or len(octets) > _LARGEST_CARD:
        return row
    pin = find_pin(octets.decode("utf-8", "replace"))
    is_near = pin is not None and (bench.box is None or bench.box.is_near(pin.lat, pin.lon))
    return replace(row, lat=pin.lat, lon=pin.lon) if pin and is_near else row
