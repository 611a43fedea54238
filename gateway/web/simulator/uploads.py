"""Pictures that a visitor chose: how many, how large and of which kind a phone would have sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from werkzeug.datastructures import FileStorage

from gateway.errors import GatewayError
from gateway.pictures.kinds import describe_size, describe_type, find_type
from gateway.store.blobs import Blob, make_blob

MOST_PICTURES = 3
LARGEST_PICTURE = 5_000_000
"""Octets of one picture: what American carriers and Twilio take at most."""
LARGEST_FORM = MOST_PICTURES * LARGEST_PICTURE + 1_000_000
KINDS: Mapping[str, str] = {"image/jpeg": "JPEG", "image/png": "PNG", "image/heic": "HEIC"}


class PictureError(GatewayError):
    """A picture that the phone does not take; the message says what to do instead."""


def read_pictures(files: Sequence[FileStorage]) -> tuple[Blob, ...]:
    """The chosen pictures; raises `PictureError`. What they claim to be is not believed."""
    chosen = [file for file in files if file.filename]
    if len(chosen) > MOST_PICTURES:
        raise PictureError(f"Choose at most {MOST_PICTURES} pictures for one text; these are {len(chosen)}.")
    return tuple(_read(file) for file in chosen)


def _read(file: FileStorage) -> Blob:
    name = (file.filename or "")[:80]
    octets = file.stream.read(LARGEST_PICTURE + 1)
    if len(octets) > LARGEST_PICTURE:
        raise PictureError(
            f"{name} is larger than {describe_size(LARGEST_PICTURE)}. Make it smaller and send it again."
        )
    kind = find_type(octets)
    if kind not in KINDS:
        what = "empty" if not octets else f"a {describe_type(kind)}"
        raise PictureError(f"{name} is {what}. Choose a photo that is a JPEG, PNG or HEIC.")
    return make_blob(octets, kind)
