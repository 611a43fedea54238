"""Past requests that a city imported are masked when they are old enough, and stay so, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.envelopes import PastRequest
from gateway.public_words.masking import make_mask
from gateway.routing.loading import load_rulebook
from gateway.store.engine import Store
from gateway.store.forgotten import write_masked_requests
from gateway.store.history import iterate_requests
from gateway.store.history_merging import Origin, set_aside
from gateway.store.ripe import count_ripe, list_ripe_requests
from tests.web.site import RULES

TODAY = datetime(2026, 6, 1, tzinfo=UTC)
ORIGIN = Origin(source="city", name="requests.csv", mapping={})


def past(key: str, text: str, *, days: int) -> PastRequest:
    """A request of so many days ago."""
    fields: dict[str, Any] = {"lat": None, "lon": None, "closed_at": None, "category": "Pothole", "department": ""}
    return PastRequest(
        key=key, line=int(key), text=text, address="", requested_at=TODAY - timedelta(days=days), **fields
    )


def take_in(store: Store, *requests: PastRequest) -> None:
    """Import them."""
    with set_aside(store) as aside:
        aside.fill(requests)
        aside.merge(ORIGIN, refused=0, now=TODAY.timestamp())


def mask_old(store: Store, *, days: int) -> int:
    """What the clock does; how many were masked."""
    mask = make_mask(load_rulebook(RULES))
    with store.writing() as connection:
        found = list_ripe_requests(connection, before=TODAY.timestamp() - days * 86_400, limit=10)
        write_masked_requests(connection, [(id_, mask(words)) for id_, words in found], now=TODAY.timestamp())
    return len(found)


def words_of(store: Store) -> list[str]:
    """What a lesson would be made of."""
    with store.reading() as connection:
        return [request.text for request in iterate_requests(connection)]


def test_old_requests_are_masked_once_and_stay_masked(store: Store) -> None:
    """The same export imported again brings no number back; a changed request is masked anew."""
    old, new = past("1", "Hole, call 203-555-0123", days=400), past("2", "Hole, call 203-555-0124", days=3)
    take_in(store, old, new)
    with store.reading() as connection:
        assert count_ripe(connection, before=TODAY.timestamp() - 365 * 86_400).past_requests == 1
    assert mask_old(store, days=365) == 1
    assert words_of(store) == ["Hole, call [phone]", "Hole, call 203-555-0124"]
    take_in(store, old, new)
    assert mask_old(store, days=365) == 0
    assert words_of(store)[0] == "Hole, call [phone]"
    take_in(store, past("1", "Deep hole, call 203-555-0123", days=400))
    assert mask_old(store, days=365) == 1
    assert words_of(store)[0] == "Deep hole, call [phone]"
