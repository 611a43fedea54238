"""The pictures that go along with a notice to a department, loaded when it is sent.

Whoever mends a pothole wants to see it in the mail. A notice waits a minute for its pictures, an emergency does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.envelopes import Draft, Outbound, OutboundFile, OutboundKind
from gateway.pictures.kinds import describe_size, describe_type
from gateway.pictures.shared_place import is_shared_place
from gateway.replies.department import map_link
from gateway.store.attachments import AttachmentRow, list_attachments, list_unprepared
from gateway.store.blobs import shelf_of
from gateway.store.tickets import TicketRow, load_ticket

PATIENCE_SECONDS = 60.0
LOOK_AGAIN_SECONDS = 3.0
MOST_PICTURES = 5
MOST_OCTETS = 5_000_000
_CAUSE = "message:"


def waits_for_pictures(connection: Connection, outbound: Outbound, *, now: float) -> bool:
    """Whether the files of the message that a notice tells of are still being prepared, and it is not too late."""
    message_id = _told_message(outbound.draft)
    if message_id is None or now - outbound.created_at.timestamp() >= PATIENCE_SECONDS:
        return False
    return message_id in list_unprepared(connection, [message_id])


def enclose(gateway: Gateway, outbound: Outbound) -> Outbound:
    """The message with its pictures, and the other files named with their addresses; other messages as they are.

    At most `MOST_PICTURES` and `MOST_OCTETS` in all. Raises `IntakeError` when the store is away.
    """
    message_id = _told_message(outbound.draft)
    if message_id is None:
        return outbound
    with gateway.store.reading() as connection:
        files = tuple(file for file in list_attachments(connection, message_id) if not file.decorative)
        is_late = not files and message_id in list_unprepared(connection, [message_id])
        ticket = load_ticket(connection, outbound.draft.ticket_id or 0) if files or is_late else None
    if ticket is None:
        return outbound
    page, enclosed = f"{gateway.settings.public_url}/tickets/{ticket.number}", _load_pictures(gateway, files)
    places = [_name_place(gateway, ticket, file) for file in files if is_shared_place(file)]
    rest = _name_rest([file for file in files if file.id not in enclosed and not is_shared_place(file)], page)
    words = "\n\n".join(filter(None, (*places, rest)))
    if is_late:
        words = f"Files came with this message. See them at {page}"
    body = f"{outbound.draft.body.rstrip()}\n\n{words}\n" if words else outbound.draft.body
    return replace(outbound, files=tuple(enclosed.values()), draft=replace(outbound.draft, body=body))


def _name_place(gateway: Gateway, ticket: TicketRow, card: AttachmentRow) -> str:
    """It came after the notice was written, and is what whoever drives there needs most."""
    there = replace(ticket, lat=card.lat, lon=card.lon)
    link = map_link(there, gateway.rulebooks.current().city)
    return f"The resident shared this place: {card.lat:.5f}, {card.lon:.5f}\n{link}"


def _told_message(draft: Draft) -> int | None:
    is_notice = draft.kind is OutboundKind.DEPARTMENT and draft.ticket_id is not None
    message_id = draft.cause.removeprefix(_CAUSE).partition(":")[0]
    return int(message_id) if is_notice and draft.cause.startswith(_CAUSE) else None


def _load_pictures(gateway: Gateway, files: Sequence[AttachmentRow]) -> dict[int, OutboundFile]:
    shelf, room = shelf_of(gateway.store, gateway.settings), MOST_OCTETS
    loaded: dict[int, OutboundFile] = {}
    for file in files:
        if file.picture_sha256 is None or len(loaded) == MOST_PICTURES:
            continue
        octets = shelf.find(file.picture_sha256)
        if octets is not None and len(octets) <= room:
            loaded[file.id] = OutboundFile(
                filename=f"{PurePosixPath(file.filename).stem}.jpg", content_type="image/jpeg", octets=octets
            )
            room -= len(octets)
    return loaded


def _name_rest(rest: Sequence[AttachmentRow], page: str) -> str:
    lines = [f"{file.filename} ({_describe(file)})\n{page}/files/{file.id}" for file in rest]
    return "\n".join(["Other files of this message:", *lines]) if lines else ""


def _describe(file: AttachmentRow) -> str:
    return f"{describe_type(file.content_type)}, {describe_size(file.size)}"
