"""Places are taken over whole, also where something fails or somebody else imports at the same time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.gazetteer import taking
from gateway.gazetteer.rows import rows_of
from gateway.gazetteer.taking import take, take_from_history
from gateway.knowledge import Knowledge
from gateway.store.engine import Store
from gateway.store.places import PlaceRow, iterate_places, load_gazetteer
from parsers.atlas import Atlas, GazetteerData, Landmark
from tests.gazetteer.samples import LAT, LON

NOW = 1_780_000_000.0


def landmarks(*names: str) -> Iterator[PlaceRow]:
    """Rows of landmarks."""
    return rows_of(GazetteerData(landmarks=tuple(Landmark(name=name, lat=LAT, lon=LON) for name in names)))


def known(store: Store) -> list[str]:
    """The landmarks that every process reads."""
    return [landmark.name for landmark in load_gazetteer(store)["gazetteer"].atlas.landmarks]


def test_rows_that_fail_half_way_leave_nothing_behind(store: Store) -> None:
    """More rows than one transaction holds were already written, where nobody reads them."""

    def failing() -> Iterator[PlaceRow]:
        yield from landmarks(*(f"Hall {number}" for number in range(6_000)))
        raise ValueError("the file breaks off")

    take(store, "halls", landmarks("City Hall"), now=NOW)
    with pytest.raises(ValueError, match="breaks off"):
        take(store, "halls", failing(), now=NOW)
    assert known(store) == ["City Hall"]
    with store.reading() as connection:
        assert [row.name for _, row in iterate_places(connection, kinds=["landmark"], staged="halls")] == []
        assert [row.name for _, row in iterate_places(connection, kinds=["landmark"])] == ["City Hall"]


def test_two_imports_at_once_lose_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was prepared before the other one came is prepared again with its places."""
    pack, others = taking.pack_atlas, ["East Rock Park"]

    def slow(atlas: Atlas) -> bytes:
        if others:
            take(store, "parks", landmarks(others.pop()), now=NOW)
        return pack(atlas)

    monkeypatch.setattr(taking, "pack_atlas", slow)
    take(store, "halls", landmarks("City Hall"), now=NOW)
    assert known(store) == ["City Hall", "East Rock Park"]


def test_a_running_process_reads_a_new_version(store: Store) -> None:
    """Within seconds of the commit, without a restart."""
    moments = iter(range(0, 100, 10))
    knowledge = Knowledge(store, monotonic=lambda: float(next(moments)))
    knowledge.refresh()
    take(store, "halls", landmarks("City Hall"), now=NOW)
    knowledge.refresh()
    assert knowledge._taught.fields["gazetteer"].find_landmark("city hall") == "City Hall"


def test_a_city_without_history_has_an_empty_gazetteer(store: Store) -> None:
    """Nothing fails where nothing is."""
    assert take_from_history(store, now=NOW).streets == 0
    assert not load_gazetteer(store)["gazetteer"]
