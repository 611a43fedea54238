"""Prepare the files of one message: take them out or fetch them, keep them, find out what they are.

Nothing of it is needed for the ticket, which is there already: whatever fails here is said beside the file.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.own_doors import came_by_own_door
from gateway.envelopes import Arrival
from gateway.pictures import kinds
from gateway.pictures.asking import ask_place
from gateway.pictures.media import gather, unfetched
from gateway.pictures.shared_place import take_shared_place
from gateway.pictures.workbench import make_bench, prepare_file
from gateway.store.attachments import (
    NewAttachment,
    hurry_notices,
    list_attachments,
    list_familiar,
    write_attachments,
)
from gateway.store.messages import load_arrival
from gateway.store.work import Claim, FencedError, finish, postpone
from parsers.email.files import extract_files
from parsers.values import Attachment, Medium

log = logging.getLogger(__name__)

MOST_FILES = 100
_NOTICES_WAIT_SECONDS = 30.0


def prepare(gateway: Gateway, claim: Claim) -> None:
    """Prepare the files of the message that the claim names; doing it again writes the same rows again.

    Raises `IntakeError` when the store is away.
    """
    with gateway.store.reading() as connection:
        arrival = load_arrival(connection, claim.ref)
    if media := _media(gateway, arrival):
        _prepare_media(gateway, claim, arrival, media)
    else:
        _prepare_mail(gateway, claim, arrival)


def _media(gateway: Gateway, arrival: Arrival) -> tuple[Attachment, ...]:
    """The files that lie elsewhere, with their addresses; a mail, a page and a form have all in themselves."""
    channel = gateway.channels.get(arrival.channel)
    if channel is None or channel.medium is Medium.EMAIL or came_by_own_door(arrival):
        return ()
    return tuple(file for file in channel.decode(arrival).attachments if file.url)[:MOST_FILES]


def _prepare_media(gateway: Gateway, claim: Claim, arrival: Arrival, media: tuple[Attachment, ...]) -> None:
    gathered = gather(make_bench(gateway, claim.ref, arrival), media, attempt=claim.attempts)
    if gathered.again_in is None:
        _write(gateway, claim, [*gathered.rows])
        return
    with gateway.store.writing() as connection:
        write_attachments(connection, gathered.rows)
        _heed_places(connection, gateway, claim.ref, now=gateway.clock())
    log.info("files of a text are not there yet", extra={"message_id": claim.ref, "attempts": claim.attempts})
    postpone(gateway.store, claim, next_at=gateway.clock() + gathered.again_in, error="files are not there yet")


def _prepare_mail(gateway: Gateway, claim: Claim, arrival: Arrival) -> None:
    bench = make_bench(gateway, claim.ref, arrival)
    files = extract_files(arrival.raw)
    rows = [prepare_file(bench, position, file) for position, file in enumerate(files[:MOST_FILES])]
    if more := len(files) - MOST_FILES:
        rows += [_rest_of(claim.ref, more)] if more > 0 else []
    _write(gateway, claim, _fold_familiar(gateway, arrival, rows))


def surrender(gateway: Gateway, claim: Claim, reason: str) -> None:  # noqa: ARG001 - the reason is in the log and of no use to a clerk
    """Say on the ticket that the files could not be prepared: every attempt failed or took its worker along."""
    with gateway.store.reading() as connection:
        arrival = load_arrival(connection, claim.ref)
        known = {row.position for row in list_attachments(connection, claim.ref)}
    if media := _media(gateway, arrival):
        words = "It could not be prepared: see that this provider can be reached, or ask the resident for it again."
        missing = [(position, item) for position, item in enumerate(media) if position not in known]
        _write(gateway, claim, [unfetched(claim.ref, position, item, words) for position, item in missing])
    else:
        _write(gateway, claim, [_all_of(claim.ref)])


def _all_of(message_id: int) -> NewAttachment:
    return NewAttachment(
        message_id=message_id,
        position=0,
        filename="Files of this message",
        declared_type="",
        content_type=kinds.UNKNOWN,
        size=0,
        problem="They could not be taken out of the message. Download its original to see them.",
    )


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
        _heed_places(connection, gateway, claim.ref, now=now)
        hurry_notices(connection, claim.ref, now=now, within=_NOTICES_WAIT_SECONDS)
    gateway.bell.ring("deliver", claim.ref)


def _heed_places(connection: Connection, gateway: Gateway, message_id: int, *, now: float) -> None:
    """What the files say about where it is: a shared place is taken, a photo's is asked about; once each."""
    if not take_shared_place(connection, gateway, message_id, now=now):
        ask_place(connection, gateway, message_id, now=now)
