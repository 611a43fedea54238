"""What a form may bring along: pictures as `media`, and no more of them than a resident's own page takes."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from gateway.channels.originals import PageFile
from gateway.open311.problems import bad_request

MOST_FILES = 5
LARGEST_FILES = 25_000_000
"""Octets of all files of one form; a telephone's photo has 3 to 12 million."""
LARGEST_FORM = LARGEST_FILES + 500_000
_NAMES = ("media[]", "media")
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def take_form() -> None:
    """Bound what is read of this request, and refuse what is no form; call it before anybody reads a field.

    Raises `ProblemError` (400) for another content type.
    """
    request.max_content_length = LARGEST_FORM
    if request.mimetype in _FORMS or not (request.mimetype or request.content_length):
        return
    kind = request.mimetype or "a body without Content-Type"
    raise bad_request(
        f"The request is sent as {kind[:100]}. Send its fields as application/x-www-form-urlencoded, in UTF-8; "
        "or as multipart/form-data, with pictures as media[]."
    )


def read_uploads() -> tuple[PageFile, ...]:
    """The files that came along, however many; raises `RequestEntityTooLarge`."""
    chosen = [file for name in _NAMES for file in request.files.getlist(name) if file.filename]
    files = tuple(
        PageFile(filename=file.filename or "", declared_type=file.mimetype, octets=octets)
        for file in chosen
        if (octets := file.stream.read())
    )
    if sum(len(file.octets) for file in files) > LARGEST_FILES:
        raise RequestEntityTooLarge
    return files
