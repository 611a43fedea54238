"""Replaying what the database holds: past requests and tickets, on both databases, in processes of their own."""

from __future__ import annotations

import time
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from gateway import cli
from gateway.errors import GatewayError, NotReadyError, StoreFullError
from gateway.rehearsing import stored
from gateway.rehearsing.past import list_past, load_past
from gateway.rehearsing.rehearse import count, rehearse
from gateway.rehearsing.stored import RehearsalError, Wish, read_ahead, rehearse_stored
from gateway.rehearsing.tally import Tally
from gateway.rehearsing.understanding import Understander
from gateway.routing.files import single_file
from gateway.store.engine import Store
from gateway.store.learning_schema import history_reading, history_request
from parsers.stated import Stated
from parsers.values import Attachment, Coordinates, Medium
from tests.rehearsing.past import AVENUE, BEGIN, RULES, past, read, take
from tests.web.site import NOON, UNDERSTANDING, insert_ticket

DAY = 86_400.0


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """No handler of signals is set in the process of the tests."""
    monkeypatch.setattr("gateway.rehearsing.stored.signal.signal", lambda *_: None)
    stored._work.clear()


def test_processes_find_what_this_process_finds(store: Store, database_url: str) -> None:
    """The parts travel between processes and are put together again, with the newest first."""
    take(store)
    told: list[tuple[int, int]] = []
    found = rehearse_stored(
        database_url, single_file(RULES), single_file(AVENUE), Wish(), told=lambda *now: told.append(now)
    )
    assert found == rehearse(read(RULES), read(AVENUE), past())
    assert told == [(0, 6), (6, 6)]
    limited = _listed(store, limit=2)
    assert [one.key for one in limited] == ["r4", "r5"]
    assert [one.key for one in _listed(store, since=(BEGIN.timestamp() + 3 * DAY))] == ["r3", "r4", "r5"]
    with store.writing() as connection:
        connection.execute(update(history_request).where(history_request.c.key == "r5").values(requested_at=None))
    assert [one.key for one in _listed(store, limit=2)] == ["r3", "r4"]
    assert len(_listed(store)) == 6


def _listed(store: Store, *, since: float | None = None, limit: int | None = None) -> list[object]:
    with store.reading() as connection:
        return load_past(connection, "history", list_past(connection, "history", since=since, limit=limit))


def test_a_ticket_is_replayed_as_its_message_came(store: Store) -> None:
    """Channel, sender, time, photo and pin decide as much as the words."""
    pin = {"kind": "coordinates", "text": "", "lat": 41.3, "lon": -72.9}
    photo = {"filename": "p.jpg", "content_type": "image/jpeg", "size": 9, "url": None}
    with store.writing() as connection:
        first = insert_ticket(
            connection, channel="email", reporter="bart@resident.example", subject="A hole", description="It is deep"
        )
        second = insert_ticket(
            connection,
            description="pothole",
            created_at=NOON + DAY,
            understanding=UNDERSTANDING | {"location": pin, "attachments": [photo]},
        )
        ids = list_past(connection, "tickets")
        mail, text = load_past(connection, "tickets", ids)
        newest = load_past(connection, "tickets", list_past(connection, "tickets", since=NOON + 1, limit=1))
    assert (mail.key, text.key) == (first, second)
    assert (mail.message.medium, mail.message.sender) == (Medium.EMAIL, "bart@resident.example")
    assert (mail.message.subject, mail.message.new_text) == ("A hole", "It is deep")
    assert (mail.message.coordinates, text.message.medium) == (None, Medium.SMS)
    assert text.message.coordinates == Coordinates(lat=41.3, lon=-72.9)
    assert text.message.attachments == (Attachment(filename="p.jpg", content_type="image/jpeg", size=9),)
    assert [one.key for one in newest] == [second]


def test_what_an_app_filed_is_replayed_as_it_was_chosen(store: Store) -> None:
    """The service and the answers stay what they were; what a developer tried is not replayed."""
    place = {"kind": "address", "text": "12 Oak St", "start": 0, "end": 0, "confidence": 1.0}
    understood = UNDERSTANDING | {"location": place, "answers": {"pole": "77"}}
    with store.writing() as connection:
        insert_ticket(connection, source="open311-test")
        filed = insert_ticket(connection, source="open311", understanding=understood)
        (one,) = load_past(connection, "tickets", list_past(connection, "tickets"))
    assert one.key == filed
    assert one.message.stated == Stated(
        service="pothole", service_name="Pothole", place="12 Oak St", answers={"pole": "77"}
    )


def test_a_part_is_read_where_it_lies(sqlite_store: Store, sqlite_url: str) -> None:
    """What a process of the pool does, done here: each has a connection and the city of its own."""
    take(sqlite_store)
    stored._begin(sqlite_url, [single_file(RULES), single_file(AVENUE)], Wish(texts=1))
    with sqlite_store.reading() as connection:
        ids = list_past(connection, "history")
    tally = stored._count(ids[:4])
    assert (tally.read, tally.changed) == (4, 1)


def test_a_process_that_is_killed_is_said(
    sqlite_store: Store, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Out of memory, for example; a stack of Python says nothing to a clerk."""
    take(sqlite_store)
    monkeypatch.setattr(stored, "_begin", _die)
    with pytest.raises(RehearsalError, match=r"--limit"):
        rehearse_stored(sqlite_url, single_file(RULES), single_file(RULES), Wish())


def _die(*_: object) -> None:
    import os

    os._exit(1)


@pytest.fixture
def place(sqlite_store: Store, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two rulebooks, and a database with a past."""
    take(sqlite_store)
    monkeypatch.setenv("GATEWAY_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("GATEWAY_RULES", str(tmp_path / "old.yaml"))
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "old.yaml").write_text(RULES)
    (tmp_path / "new.yaml").write_text(AVENUE)
    monkeypatch.setattr("gateway.rehearsing.stored._counted", _counted_here)
    return tmp_path


def _counted_here(url: str, files: object, ids: list[int], wish: Wish) -> object:
    stored._work.clear()
    stored._begin(url, files, wish)  # type: ignore[arg-type]
    yield stored._count(ids)


def run(*words: str | Path) -> str:
    """What `gateway rules diff WORDS` says; an error passes through as the command's own."""
    result = CliRunner().invoke(cli.gateway, ["rules", "diff", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_command_says_what_changes(place: Path) -> None:
    """What an administrator reads before saving: how many, from where to where, and whose words."""
    said = run(place / "new.yaml", "--texts", "1")
    assert said.startswith("6 past requests were replayed; 2 (33.3%) come out otherwise.\n")
    assert "From department to department\n      1  Parks -> Front desk" in said
    assert "r2: set by `services`, then by `The avenue is the state's`" in said
    assert "0 (0.0%) come out otherwise" in run(place / "old.yaml", "--limit", "3")
    for name in ("all.csv", "all.json"):
        assert f"All of it is in {place / name}." in run(place / "new.yaml", "--out", place / name)
        assert "[phone]" in (place / name).read_text()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--since", "soon"], r"--since `soon` is no time. Write `90d`, `12w` or a day such as 2026-03-01"),
        (["--since", "2031-01-01"], r"Nothing came since `2031-01-01` that could be replayed"),
        (["--against", "tickets"], r"There are no tickets yet. Replay past requests"),
        (["--out", "all.xls"], r"--out all.xls must end with .csv or .json"),
        (["--out", "nowhere/all.csv"], r"nowhere/all.csv cannot be written \(No such file or directory\)"),
        (["--rules", "missing.yaml"], r"The rulebook missing.yaml cannot be read"),
    ],
)
def test_a_wrong_wish_is_answered_with_what_to_write(place: Path, words: list[str], sentence: str) -> None:
    """One sentence, before anybody waits where that can be."""
    with pytest.raises((GatewayError, NotReadyError), match=sentence):
        run(place / "new.yaml", *words)


def test_days_and_weeks_back_are_counted_from_now(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest request is six days younger than the oldest."""
    monkeypatch.setattr(time, "time", lambda: BEGIN.timestamp() + 7 * DAY)
    assert run(place / "new.yaml", "--since", "4d").startswith("3 past requests")
    assert run(place / "new.yaml", "--since", "1w").startswith("6 past requests")
    assert run(place / "new.yaml", "--since", "2026-01-08").startswith("3 past requests")


def test_what_was_read_is_kept_and_decides_alike(store: Store, database_url: str) -> None:
    """The second rehearsal reads no words anew, whatever the new rules ask for, and comes to the same."""
    take(store)
    assert read_ahead(database_url, single_file(RULES)) == 6
    readings = _readings(store)
    assert len(readings) == 6
    with pytest.MonkeyPatch.context() as patch:
        reader = import_module("parsers.understand")
        patch.setattr(reader, "read_request", lambda *_, **__: pytest.fail("a text is read anew"))
        found = _replayed(store, database_url, RULES, AVENUE)
    assert found == count(Understander(read(RULES), read(AVENUE)), read(RULES), read(AVENUE), past(), texts=5)
    assert not any(word in text for text in readings.values() for word in ("Anne", "front", "gadget")), "no words"


def test_a_reading_counts_for_its_words_and_its_reader(store: Store, database_url: str) -> None:
    """A request that was imported anew, and a service with other words, are read anew."""
    take(store)
    _replayed(store, database_url, RULES, RULES)
    before = _readings(store)
    with store.writing() as connection:
        mine = update(history_request).where(history_request.c.key == "r0")
        connection.execute(mine.values(text="a tree fell at 3 Elm St"))
    _replayed(store, database_url, RULES, RULES)
    changed = {key for key, text in _readings(store).items() if text != before[key]}
    assert len(changed) == 1
    other = RULES.replace("frobnicator", "gadget")
    assert sum('"kiosk"' in text for text in before.values()) == 1
    _replayed(store, database_url, other, other)
    assert {key for key, text in before.items() if '"kiosk"' in text} != {
        key for key, text in _readings(store).items() if '"kiosk"' in text
    }


def test_a_store_that_takes_nothing_only_costs_time(
    store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keeping a reading is a convenience; a rehearsal never fails for it."""
    take(store)

    def full(*_: object, **__: object) -> None:
        raise StoreFullError

    monkeypatch.setattr(stored, "keep_readings", full)
    assert _replayed(store, database_url, RULES, AVENUE).read == 6
    assert _readings(store) == {}


def _replayed(store: Store, database_url: str, old: str, new: str) -> Tally:
    """What a process of the pool counts, in this one."""
    stored._work.clear()
    stored._begin(database_url, [single_file(old), single_file(new)], Wish())
    with store.reading() as connection:
        ids = list_past(connection, "history")
    try:
        return stored._count(ids)
    finally:
        stored._work[0].store.dispose()


def _readings(store: Store) -> dict[int, str]:
    with store.reading() as connection:
        rows = connection.execute(select(history_reading.c.request_id, history_reading.c.reading))
        return {row.request_id: row.reading for row in rows}
