"""Files that a resident chose on the page: how many and how large they may be."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug.datastructures import FileStorage

from gateway.channels.originals import PageFile

MOST_FILES = 5
LARGEST_FILES = 25_000_000
"""Octets of all files of one form; a telephone's photo has 3 to 12 million."""
LARGEST_FORM = LARGEST_FILES + 500_000


def read_files(chosen: Sequence[FileStorage]) -> tuple[PageFile, ...]:
    """The chosen files with their octets; nothing that they claim to be is believed."""
    return tuple(
        PageFile(filename=file.filename or "", declared_type=file.mimetype, octets=octets)
        for file in chosen
        if file.filename and (octets := file.stream.read())
    )
