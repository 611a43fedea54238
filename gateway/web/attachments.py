"""The files of a ticket: pictures that we made anew are shown, everything else is a download (PROTOCOL 10.1).

What a resident sent is never interpreted by a browser under our address: it comes as an attachment of no type, with
sniffing off and in a sandbox. Pictures are the JPEGs that were encoded here from pixels.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from gateway.pictures.kinds import UNKNOWN, describe_size, describe_type
from gateway.pictures.suggesting import PlaceError, use_place
from gateway.store.attachments import AttachmentRow, ask_for_files, list_attachments_of, list_unprepared
from gateway.store.blobs import shelf_of
from gateway.store.desk import TicketView
from gateway.web.context import this_gateway
from gateway.web.ticket_access import require_ticket

pages = Blueprint("attachments", __name__, url_prefix="/tickets")
pages.add_app_template_filter(describe_type, "file_type")
pages.add_app_template_filter(describe_size, "file_size")
_THUMBNAIL_EDGE = 160
"""Pixels of a thumbnail on the page; it has twice as many, for screens that show them."""
_SANDBOX = "sandbox; default-src 'none'"
_SANDBOX_OF_PICTURES = f"{_SANDBOX}; img-src 'self'; style-src 'unsafe-inline'"
"""A browser that shows nothing but a picture puts it on a page of its own making, with styles in it."""
_LOST = (
    "This file is not on this machine. It is being taken out of the original message again: "
    "reload in a minute, or download the original message."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnail:
    """A picture with the size at which a page shows it."""

    file: AttachmentRow
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFiles:
    """The files of one message as its part of the page shows them."""

    pictures: tuple[Thumbnail, ...] = ()
    others: tuple[AttachmentRow, ...] = ()
    small: tuple[Thumbnail, ...] = ()
    """Logos and other small pictures, folded away (PROTOCOL 8.10)."""
    is_being_prepared: bool = False

    @property
    def is_known(self) -> bool:
        """Whether there is more to show than the names that stood in the mail."""
        return bool(self.pictures or self.others or self.small)


def load_files(view: TicketView) -> Mapping[int, MessageFiles]:
    """The files of every message of the ticket, by the message's id; two queries."""
    ids = [row.id for row in view.inbound]
    with this_gateway().store.reading() as connection:
        files = list_attachments_of(connection, ids)
        unprepared = list_unprepared(connection, ids)
    return {
        id_: _arrange([file for file in files if file.message_id == id_], is_being_prepared=id_ in unprepared)
        for id_ in ids
    }


def all_files(files: Mapping[int, MessageFiles]) -> list[AttachmentRow]:
    """The pictures of a ticket that are worth looking at, in the order in which they came."""
    return [picture.file for found in files.values() for picture in found.pictures]


def _arrange(files: list[AttachmentRow], *, is_being_prepared: bool) -> MessageFiles:
    pictured = [_thumbnail(file) for file in files if file.picture_sha256]
    return MessageFiles(
        pictures=tuple(picture for picture in pictured if not picture.file.decorative),
        others=tuple(file for file in files if not file.picture_sha256),
        small=tuple(picture for picture in pictured if picture.file.decorative),
        is_being_prepared=is_being_prepared,
    )


def _thumbnail(file: AttachmentRow) -> Thumbnail:
    width, height = file.width or 1, file.height or 1
    share = min(1.0, _THUMBNAIL_EDGE / max(width, height))
    return Thumbnail(file=file, width=max(1, round(width * share)), height=max(1, round(height * share)))


@pages.get("/<number>/files/<int:file_id>")
def original(number: str, file_id: int) -> Response:
    """The file as it came, to be saved and not to be opened here."""
    file = _require_file(number, file_id)
    answer = _send(file, file.sha256, UNKNOWN)
    answer.headers["Content-Disposition"] = _save_as(file.filename)
    return answer


def _save_as(filename: str) -> str:
    """RFC 6266: the name for browsers of today, and what is left of it in ASCII for the others."""
    plain = re.sub(r"[^\w .()-]", "_", filename, flags=re.ASCII)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


@pages.get("/<number>/files/<int:file_id>/picture.jpg")
def picture(number: str, file_id: int) -> Response:
    """The picture that was made of it, without metadata."""
    file = _require_file(number, file_id)
    return _send(file, file.picture_sha256, "image/jpeg")


@pages.get("/<number>/files/<int:file_id>/thumbnail.jpg")
def thumbnail(number: str, file_id: int) -> Response:
    """The same, small."""
    file = _require_file(number, file_id)
    return _send(file, file.thumbnail_sha256, "image/jpeg")


def _require_file(number: str, file_id: int) -> AttachmentRow:
    view, _ = require_ticket(number)
    with this_gateway().store.reading() as connection:
        files = list_attachments_of(connection, [row.id for row in view.inbound])
    found = next((file for file in files if file.id == file_id), None)
    return found if found is not None else abort(404, "This ticket has no such file.")


def _send(file: AttachmentRow, sha256: str | None, content_type: str) -> Response:
    gateway = this_gateway()
    if sha256 is None:
        abort(404, f"There is no such file. {file.problem}".strip())
    octets = shelf_of(gateway.store, gateway.settings).find(sha256)
    if octets is None:
        _prepare_again(file)
        abort(404, _LOST)
    answer = Response(octets, content_type=content_type)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = _SANDBOX if content_type == UNKNOWN else _SANDBOX_OF_PICTURES
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _prepare_again(file: AttachmentRow) -> None:
    """The original message still has it: a folder that was lost or not restored mends itself."""
    gateway = this_gateway()
    with gateway.store.writing() as connection:
        ask_for_files(connection, file.message_id, now=gateway.clock())
    gateway.bell.ring("files", file.message_id)


@pages.post("/<number>/place")
def take_place(number: str) -> Response:
    """Use the place of a photo as the place of the ticket: one click of a clerk, kept in the history."""
    view, person = require_ticket(number)
    if not person.may_change(view.ticket.department):
        abort(403, "You may read this ticket, but not change it.")
    chosen = request.form.get("file", "")
    try:
        file_id = int(chosen) if chosen.isascii() and chosen.isdigit() else 0
        use_place(this_gateway(), ticket_id=view.ticket.id, attachment_id=file_id, actor=person.email)
    except PlaceError as error:
        flash(str(error))
    else:
        flash("The ticket is on the map where the photo was taken.")
    return redirect(url_for("tickets.page", number=view.ticket.number), 303)
