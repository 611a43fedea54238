"""The words that everybody may read are made by the clock, in parts, and anew when a ticket tells something else."""

from __future__ import annotations

import pytest

from gateway.public_words import making
from gateway.store.public_words import has_unmade
from gateway.sweep import Chores
from tests.open311.reading import App


def is_all_made(app: App) -> bool:
    """Whether nothing is left to do."""
    with app.gateway.store.reading() as connection:
        return not has_unmade(connection)


def test_the_sweep_makes_them(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some at a time, until all are there; what is asked for meanwhile is masked all the same."""
    monkeypatch.setattr(making, "_AT_ONCE", 2)
    for place in range(5):
        app.add(description=f"Pothole {place}, call (203) 555-019{place}")
    told = app.json("requests")
    assert not is_all_made(app)
    Chores().do(app.gateway)
    assert is_all_made(app)
    assert app.json("requests") == told
    assert all(found["description"].endswith("call [phone]") for found in told)


def test_a_sweep_ends_in_time_and_the_next_one_goes_on(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """A city that upgrades has a million tickets to mask, and other chores as well."""
    monkeypatch.setattr(making, "_AT_ONCE", 2)
    monkeypatch.setattr(making, "_SECONDS", 0.0)
    for _ in range(5):
        app.add()
    assert [making.make_due_words(app.gateway) for _ in range(4)] == [2, 2, 1, 0]


def test_a_long_description_is_cut_as_the_standard_has_it(app: App) -> None:
    """Four thousand characters at most, masked first and on the fly as well."""
    app.add(description="x" * 3_990 + " anne@residents.example and more")
    [found] = app.json("requests")
    assert len(found["description"]) == making.LONGEST
    assert found["description"].endswith("…")
    assert "anne@" not in found["description"]
