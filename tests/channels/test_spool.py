"""The spool keeps what the database could not take, and gives it back once."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.channels.spool import Spool
from gateway.envelopes import Arrival, Stored
from gateway.errors import OverloadedError, StoreUnavailableError


def text(number: int) -> Arrival:
    return Arrival(
        channel="twilio",
        key=f"SM{number}",
        raw=b"Body=\xff\x00\xc3" + bytes([number]),
        sender="+12035550111",
        recipients=("+12035550142",),
        received_at=datetime(2026, 6, 1, 16, 0, number, tzinfo=UTC),
        details={"idempotency_token": "t"},
        flags=("whatsapp",),
    )


class Database:
    """Takes arrivals, or raises what it is told to."""

    def __init__(self) -> None:
        self.taken: list[Arrival] = []
        self.errors: dict[str, Exception] = {}

    def receive(self, arrival: Arrival) -> Stored:
        if error := self.errors.get(arrival.key):
            raise error
        self.taken.append(arrival)
        return Stored(id=len(self.taken), is_new=True)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "var" / "spool")


def test_what_was_put_comes_back_unchanged_and_in_order(spool: Spool) -> None:
    """Every field, the raw bytes and the time of receipt; oldest first; and then the spool is empty."""
    for number in range(5):
        spool.put(text(number))
    database = Database()
    assert spool.ingest(database.receive) == 5
    assert database.taken == [text(number) for number in range(5)]
    assert spool.waiting() == []
    assert spool.ingest(database.receive) == 0


def test_a_spool_that_was_never_used_is_empty(spool: Spool) -> None:
    """The sweeper looks every few seconds, also where no database was ever away."""
    assert spool.ingest(Database().receive) == 0


@pytest.mark.parametrize("error", [StoreUnavailableError(), OverloadedError()])
def test_nothing_is_lost_while_the_database_is_still_away(spool: Spool, error: Exception) -> None:
    """Ingesting stops at the first refusal and goes on from there."""
    for number in range(3):
        spool.put(text(number))
    database = Database()
    database.errors["SM1"] = error
    assert spool.ingest(database.receive) == 1
    assert len(spool.waiting()) == 2
    database.errors.clear()
    assert spool.ingest(database.receive) == 2
    assert [arrival.key for arrival in database.taken] == ["SM0", "SM1", "SM2"]


def test_a_damaged_file_is_set_aside_with_its_reason(spool: Spool) -> None:
    """A flipped bit or a half file must not hold up the messages behind it, nor vanish."""
    for number in range(3):
        spool.put(text(number))
    flipped, cut, _ = spool.waiting()
    flipped.write_bytes(flipped.read_bytes().replace(b"SM0", b"SM9"))
    cut.write_bytes(cut.read_bytes()[:-20])
    database = Database()
    assert spool.ingest(database.receive) == 1
    assert [arrival.key for arrival in database.taken] == ["SM2"]
    set_aside = sorted(path.name for path in spool.rejected.iterdir())
    assert set_aside == sorted(name for path in (flipped, cut) for name in (path.name, f"{path.name}.reason"))
    assert "ValueError" in (spool.rejected / f"{cut.name}.reason").read_text()


def test_a_message_that_cannot_be_stored_is_set_aside(spool: Spool) -> None:
    """Poison never blocks the others."""
    spool.put(text(0))
    spool.put(text(1))
    database = Database()
    database.errors["SM0"] = TypeError("no")
    assert spool.ingest(database.receive) == 1
    assert len(list(spool.rejected.glob("*.arrival"))) == 1


def test_a_file_that_was_not_finished_was_never_promised(spool: Spool) -> None:
    """A power cut while writing leaves a part under another name, which nobody reads."""
    spool.put(text(0))
    (spool.folder / "00000000000000000001-abcd.part").write_bytes(b"half a mess")
    assert spool.ingest(Database().receive) == 1


def test_12_7_the_bytes_and_the_name_are_on_the_disk(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is flushed before it gets its name, and the folder after."""
    order: list[str] = []
    fsync, rename = os.fsync, Path.rename
    monkeypatch.setattr(os, "fsync", lambda number: (order.append("fsync"), fsync(number))[1])
    monkeypatch.setattr(Path, "rename", lambda path, to: (order.append("rename"), rename(path, to))[1])
    spool.put(text(0))
    assert order == ["fsync", "rename", "fsync"]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """No promise without a disk: the caller answers 503."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailableError, match="spool"):
        Spool(tmp_path / "file" / "spool").put(text(0))


def test_residents_words_are_for_the_owner_only(spool: Spool) -> None:
    """Other users of the machine read nothing."""
    spool.put(text(0))
    (path,) = spool.waiting()
    assert path.stat().st_mode & 0o077 == 0
    assert spool.folder.stat().st_mode & 0o077 == 0
