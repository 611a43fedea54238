"""What a ticket's page says of how its place became known."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from gateway.store.tickets import TicketRow
from gateway.web.whereabouts import find_location_note

KNOWN = {"kind": "address", "text": "12 Oak", "lat": 41.3, "lon": -72.9, "confidence": 0.92}
TWO = KNOWN | {"lat": None, "lon": None, "candidates": [{"name": "12 Oak St"}, {"name": "12 Oak Ave"}]}


@pytest.mark.parametrize(
    ("location", "lat", "understood", "expected"),
    [
        ("12 Oak", 41.3, KNOWN, "Located by the city's gazetteer, 92 % sure"),
        ("12 Oak", None, TWO, "The city's gazetteer has 12 Oak St and 12 Oak Ave"),
        ("12 Oak", 41.4, KNOWN, ""),
        ("14 Oak", 41.3, KNOWN, ""),
        ("41.3, -72.9", 41.3, KNOWN | {"kind": "coordinates", "text": "41.3, -72.9"}, ""),
        ("12 Oak", 41.3, None, ""),
        (None, None, {}, ""),
    ],
)
def test_the_gazetteer_is_named_where_it_placed_the_ticket(
    location: str | None, lat: float | None, understood: Any, expected: str
) -> None:
    """A clerk must see whether a person, a pin or the list said where it is."""
    ticket = SimpleNamespace(location=location, lat=lat, lon=-72.9, understanding={"location": understood})
    assert find_location_note(cast("TicketRow", ticket)) == expected
