"""Octets are kept once, survive a crash, and a file that is gone is an answer and not an error."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.errors import StoreFullError, StoreUnavailableError
from gateway.store import blobs
from gateway.store.blobs import BlobShelf, make_blob, path_of
from gateway.store.engine import Store
from gateway.store.schema import blob

NOW = 1_000_000.0
PHOTO = make_blob(b"\xff\xd8\xff of a pothole", "image/jpeg")
EMPTY = make_blob(b"", "application/octet-stream")


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Callable[[bool], BlobShelf]:
    """A function that makes a shelf on this store, on disk or in the database."""
    return lambda on_disk: BlobShelf(store=store, folder=tmp_path / "files", on_disk=on_disk)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("on_disk", [True, False])
def test_10_2_octets_are_kept_once_under_their_hash(shelf: Callable[[bool], BlobShelf], on_disk: bool) -> None:
    """Ten residents forward the same leaflet; no name of theirs is a path."""
    here = shelf(on_disk)
    for _ in range(2):
        here.keep([PHOTO, EMPTY, PHOTO], now=NOW)
    assert [path.name for path in files(here.folder)] == (sorted([PHOTO.sha256, EMPTY.sha256]) if on_disk else [])
    with here.store.reading() as connection:
        rows = connection.execute(select(blob).order_by(blob.c.size)).all()
    assert [(row.sha256, row.size, row.content_type) for row in rows] == [
        (EMPTY.sha256, 0, "application/octet-stream"),
        (PHOTO.sha256, 16, "image/jpeg"),
    ]
    assert here.find(PHOTO.sha256) == PHOTO.octets
    assert here.find(EMPTY.sha256) == b""
    assert here.find("0" * 64) is None


@pytest.mark.parametrize("on_disk", [True, False])
def test_the_setting_may_be_changed(shelf: Callable[[bool], BlobShelf], on_disk: bool) -> None:
    """What was kept in one place is found when new files go to the other."""
    shelf(on_disk).keep([PHOTO], now=NOW)
    other = shelf(not on_disk)
    assert other.find(PHOTO.sha256) == PHOTO.octets
    other.keep([PHOTO], now=NOW)
    assert other.find(PHOTO.sha256) == PHOTO.octets


def test_a_file_that_is_missing_is_said_and_comes_back(shelf: Callable[[bool], BlobShelf]) -> None:
    """A folder that was not restored with the database: nothing raises, and keeping it again mends it."""
    here = shelf(True)
    here.keep([PHOTO], now=NOW)
    path = path_of(here.folder, PHOTO.sha256)
    path.unlink()
    assert here.find(PHOTO.sha256) is None
    here.keep([PHOTO], now=NOW)
    assert here.find(PHOTO.sha256) == PHOTO.octets


def test_a_file_lost_on_disk_comes_back_into_the_database(shelf: Callable[[bool], BlobShelf]) -> None:
    """A city that moves to several machines loses no picture on the way."""
    shelf(True).keep([PHOTO], now=NOW)
    path_of(shelf(True).folder, PHOTO.sha256).unlink()
    here = shelf(False)
    here.keep([PHOTO], now=NOW)
    assert here.find(PHOTO.sha256) == PHOTO.octets


def test_a_file_cut_off_by_a_crash_is_written_again(shelf: Callable[[bool], BlobShelf]) -> None:
    """Whatever lies under the name with another length is not trusted."""
    here = shelf(True)
    path = path_of(here.folder, PHOTO.sha256)
    path.parent.mkdir(parents=True)
    path.write_bytes(PHOTO.octets[:5])
    here.keep([PHOTO], now=NOW)
    assert here.find(PHOTO.sha256) == PHOTO.octets
    assert files(here.folder) == [path]


def test_a_crash_before_the_row_leaves_no_row(
    shelf: Callable[[bool], BlobShelf], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row never names octets that are not durable: the disk refuses, and nothing half written is left."""
    here = shelf(True)

    def refuse(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        with pytest.raises(StoreFullError):
            here.keep([PHOTO], now=NOW)
    assert files(here.folder) == []
    assert here.find(PHOTO.sha256) is None
    with here.store.reading() as connection:
        assert connection.execute(select(blob)).all() == []


def test_a_folder_that_cannot_be_written_says_so(
    shelf: Callable[[bool], BlobShelf], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job is tried again later, as for a database that is away."""

    def refuse(path: Path, octets: bytes) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(blobs, "_write_durably", refuse)
    with pytest.raises(StoreUnavailableError, match="The folder for files cannot be written"):
        shelf(True).keep([PHOTO], now=NOW)


def test_files_are_for_this_user_only(shelf: Callable[[bool], BlobShelf]) -> None:
    """They hold what residents sent."""
    here = shelf(True)
    here.keep([PHOTO], now=NOW)
    assert path_of(here.folder, PHOTO.sha256).stat().st_mode & 0o077 == 0
