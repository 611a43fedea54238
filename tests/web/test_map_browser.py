"""A map with configured tiles in a real browser: they lie under the pins, and the policy of the page holds."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from gateway.bootstrap import Gateway
from tests.web.browsing import find_problems
from tests.web.site import Site

pytestmark = pytest.mark.browser


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


TILE = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\x00\xdd\xee\xdd"))
    + _chunk(b"IEND", b"")
)
"""A picture of one pixel."""


@pytest.fixture
def gateway(make_gateway: Callable[..., Gateway]) -> Gateway:
    """One whose operator has tiles."""
    return make_gateway(map_tiles="https://tiles.example/{z}/{x}/{y}.png", map_credit="Map: Elm City")


def test_tiles_lie_under_the_pins(visit: Any, site: Site) -> None:
    """The tiles of the configured server are fetched, their owner is named, and a pin says what is there."""
    site.add_person("member", "streets")
    number = site.add_ticket(lat=41.301, lon=-72.931)
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=TILE, content_type="image/png")

    visitor = visit()
    visitor.page.route("https://tiles.example/**", answer)
    visitor.sign_in("member")
    page = visitor.open(f"/tickets/{number}")
    tiles = page.get_by_role("region", name="Map around 48 Maple Ave")
    expect(tiles).to_be_visible()
    expect(tiles.get_by_text("Map: Elm City")).to_be_visible()
    assert any(address.startswith("https://tiles.example/17/") for address in asked)
    tiles.locator("path.leaflet-interactive").click()
    expect(tiles.get_by_text("48 Maple Ave")).to_be_visible()
    assert find_problems(page) == []
