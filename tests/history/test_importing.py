"""An import is whole or nothing, changes nothing twice, and brings what changed."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gateway.history.importing import Sieve
from gateway.history.values import HistoryError
from gateway.store import history as history_rows
from gateway.store.engine import Store
from gateway.store.history import count_requests, newest_at
from gateway.store.knowledge import load_versions
from gateway.store.learning_schema import history_import
from tests.history.past import HEADER, many, stored, take, write


def test_an_import_brings_every_field_and_keeps_the_order(store: Store, tmp_path: Path) -> None:
    """What learns from the history must see it as the export told it."""
    merged = take(store, write(tmp_path, many(5)))
    found = stored(store)
    assert (merged.read, merged.added, merged.changed, merged.unchanged) == (5, 5, 0, 0)
    assert list(found) == ["0", "1", "2", "3", "4"]
    third = found["2"]
    assert (third.text, third.category, third.department) == ("Hole no 2, deep", "Pothole", "Streets")
    assert (third.address, third.lat, third.lon) == ("2 Oak St", 41.3, -72.9)
    assert third.closed_at == datetime(2024, 1, 3, 12, tzinfo=UTC)
    with store.reading() as connection:
        assert count_requests(connection) == 5
        assert newest_at(connection) == datetime(2024, 1, 5, 10, tzinfo=UTC)


def test_the_same_file_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    """Whoever is not sure whether it was imported imports it once more; models need not be read again."""
    path = write(tmp_path, many(5))
    take(store, path)
    before = _versions(store)
    again = take(store, path, now=2.0)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 5)
    assert _versions(store) == before


def test_a_newer_export_brings_what_changed_and_what_is_new(store: Store, tmp_path: Path) -> None:
    """Exports are made every month, and most of what is open now will be closed in the next."""
    take(store, write(tmp_path, HEADER + "1,hole,Pothole,,,,,2024-01-01,\n2,lamp,Light,,,,,2024-01-02,\n"))
    before = _versions(store)
    newer = HEADER + "1,hole,Pothole,Streets,,,,2024-01-01,2024-02-01\n2,lamp,Light,,,,,2024-01-02,\n3,dog,,,,,,,\n"
    merged = take(store, write(tmp_path, newer), now=2.0)
    assert (merged.added, merged.changed, merged.unchanged) == (1, 1, 1)
    assert stored(store)["1"].closed_at == datetime(2024, 2, 1, tzinfo=UTC)
    assert stored(store)["1"].department == "Streets"
    assert _versions(store) != before


def test_the_last_of_several_lines_with_one_id_counts(store: Store, tmp_path: Path) -> None:
    """Some exports hold a line for every change of a request; importing them twice must still change nothing."""
    path = write(tmp_path, HEADER + "1,hole,Pothole,,,,,,\n2,lamp,Light,,,,,,\n1,hole,Street,,,,,,2024-02-01\n")
    first, again = take(store, path), take(store, path)
    assert (first.added, first.repeated) == (2, 1)
    assert (again.added, again.changed, again.repeated, again.unchanged) == (0, 0, 1, 2)
    assert stored(store)["1"].category == "Street"


def test_rows_without_an_id_are_known_by_their_content(store: Store, tmp_path: Path) -> None:
    """A city whose export has no numbers must be able to import it again, closed requests included."""
    rows = "text,category,requested,closed\nhole,Pothole,2024-01-01,{}\nlamp,Light,2024-01-02,\n"
    take(store, write(tmp_path, rows.format("")))
    merged = take(store, write(tmp_path, rows.format("2024-02-01")))
    assert (merged.added, merged.changed, merged.unchanged) == (0, 1, 1)


def test_two_sources_may_use_the_same_ids(store: Store, tmp_path: Path) -> None:
    """Two departments with a list each both begin at 1."""
    path = write(tmp_path, many(3))
    take(store, path)
    assert take(store, path, source="parks").added == 3


def test_a_few_broken_lines_are_skipped_and_named(store: Store, tmp_path: Path) -> None:
    """Years of requests must not be lost to one torn line, and the line must be findable."""
    sieve = Sieve()
    merged = take(store, write(tmp_path, many(40) + "torn\n41,hole,,,,,,soon,\n42,hole,,,,99.9,200,,\n"), sieve=sieve)
    assert merged.added == 40
    assert list(sieve.named()) == [
        "Line 42 has 1 field where the header has 9.",
        'Line 43 has a date that cannot be read (month first): "soon".',
        'Line 44 has a place that is not on the globe: "99.9, 200".',
    ]


def test_many_broken_lines_leave_nothing_unless_asked_for(store: Store, tmp_path: Path) -> None:
    """With a whole tenth broken the file is probably not what it seems; nothing of it may stay."""
    path = write(tmp_path, many(40) + "torn\n" * 5)
    with pytest.raises(HistoryError, match=r"5 of 45 lines are broken. Nothing was imported.[^$]*Line 42 has 1 field"):
        take(store, path)
    assert stored(store) == {}
    assert _versions(store) == {}
    assert take(store, path, sieve=Sieve(skips_all=True)).added == 40


def test_a_file_that_is_all_broken_is_given_up_early(store: Store, tmp_path: Path) -> None:
    """A million broken lines must not be read to the end to say that they are broken."""
    sieve = Sieve()
    with pytest.raises(HistoryError, match="1,000 of 1,000 lines are broken"):
        take(store, write(tmp_path, HEADER + "1,never,enough\n" * 3000), sieve=sieve)


def test_a_kill_in_the_middle_leaves_nothing_and_the_next_run_completes(database_url: str, tmp_path: Path) -> None:
    """Power goes while a million rows come in; the second try must find a clean house."""
    path = write(tmp_path, many(3000))
    child = os.fork()
    if not child:
        _import_until_killed(database_url, path)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    store = Store(database_url)
    with store.reading() as connection:
        assert count_requests(connection) == 0
        assert connection.execute(select(func.count()).select_from(history_import)).scalar_one() == 0
    assert take(store, path).added == 3000
    store.dispose()


def test_requests_are_read_in_chunks(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A history of a million requests does not fit into a worker."""
    take(store, write(tmp_path, many(7)))
    monkeypatch.setattr(history_rows, "CHUNK", 2)
    assert [request.key for request in stored(store).values()] == ["0", "1", "2", "3", "4", "5", "6"]


def _import_until_killed(database_url: str, path: Path) -> None:
    """Die after everything is written and before it is committed."""
    from gateway.store import history_merging

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    history_merging.set_version = die  # type: ignore[assignment]
    take(Store(database_url), path)


def _versions(store: Store) -> dict[str, str]:
    with store.reading() as connection:
        return load_versions(connection)
