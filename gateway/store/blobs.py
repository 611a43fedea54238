"""Octets of files, each kept once by its SHA-256: in the data folder, or in the database (PROTOCOL 10.2).

A file in the folder is written aside, made durable and renamed before any row names it, so that a crash leaves at
most a file that nobody asks for. Where the octets of a blob lie is said by its row, so the setting may be changed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, bindparam, select

from gateway.errors import StoreFullError, StoreUnavailableError
from gateway.settings import Settings
from gateway.store.dialects import DIALECTS
from gateway.store.engine import Store
from gateway.store.schema import blob


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """Octets to keep; make one with `make_blob`. `content_type` is what they are, not what somebody called them."""

    sha256: str
    content_type: str
    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobShelf:
    """Where octets are kept: new ones in `folder` when `on_disk`, else in the database; old ones where they are."""

    store: Store
    folder: Path
    on_disk: bool

    def keep(self, blobs: Sequence[Blob], *, now: float) -> None:
        """Keep each blob durably, once; keeping it again also brings back a file that was lost.

        Raises `StoreUnavailableError` or `StoreFullError`. Call it with no transaction open.
        """
        if self.on_disk:
            for item in blobs:
                _write_file(path_of(self.folder, item.sha256), item.octets)
        with self.store.writing() as connection:
            for item in blobs:
                _insert(connection, item, data=None if self.on_disk else item.octets, now=now)

    def find(self, sha256: str) -> bytes | None:
        """The octets, or None when there is no such blob or its file is not in the folder of this machine."""
        with self.store.reading() as connection:
            row = connection.execute(_DATA, {"digest": sha256}).one_or_none()
        if row is None or row.data is not None:
            return bytes(row.data) if row else None
        try:
            return path_of(self.folder, sha256).read_bytes()
        except OSError:
            return None


def shelf_of(store: Store, settings: Settings) -> BlobShelf:
    """The shelf that the settings ask for."""
    return BlobShelf(store=store, folder=settings.files_dir, on_disk=settings.keeps_files_on_disk)


def make_blob(octets: bytes, content_type: str) -> Blob:
    """A blob under its hash."""
    return Blob(sha256=hashlib.sha256(octets).hexdigest(), content_type=content_type, octets=octets)


def path_of(folder: Path, sha256: str) -> Path:
    """Two levels of folders, so that none holds more than some thousand files."""
    return folder / sha256[:2] / sha256[2:4] / sha256


_DATA = select(blob.c.data).where(blob.c.sha256 == bindparam("digest"))
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


def _upsert(dialect: Any) -> Any:
    """What is there already stays, unless its file was to be in the folder and the database is now to have it."""
    statement = dialect.insert(blob)
    given = statement.excluded.data
    lacks = and_(blob.c.data.is_(None), given.is_not(None))
    return statement.on_conflict_do_update(index_elements=["sha256"], set_={"data": given}, where=lacks)


_INSERT = {name: _upsert(dialect) for name, dialect in DIALECTS.items()}


def _insert(connection: Connection, item: Blob, *, data: bytes | None, now: float) -> None:
    values: dict[str, Any] = {
        "sha256": item.sha256,
        "size": len(item.octets),
        "content_type": item.content_type,
        "data": data,
        "created_at": now,
    }
    connection.execute(_INSERT[connection.dialect.name], values)


def _write_file(path: Path, octets: bytes) -> None:
    if _is_whole(path, len(octets)):
        return
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    is_first_here = not path.parent.is_dir()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_durably(draft, octets)
        draft.rename(path)
        for folder in path.parents[: 4 if is_first_here else 1]:
            _make_durable(folder)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        problem = StoreFullError if error.errno in _NO_ROOM else StoreUnavailableError
        raise problem(f"The folder for files cannot be written ({error.strerror}).") from error


def _is_whole(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _write_durably(path: Path, octets: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())


def _make_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
