"""Takes the octets of files from the data folder once no row names them any more."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from gateway.bootstrap import Gateway
from gateway.store.blobs import path_of


def remove_files(gateway: Gateway, hashes: Sequence[str]) -> None:
    """Remove files by their hashes, after the commit; those in the database went with their rows."""
    for digest in hashes:
        with suppress(OSError):
            path_of(gateway.settings.files_dir, digest).unlink()
