"""A place in a photo is only a suggestion, and only when it can be believed."""

from __future__ import annotations

import io
import math
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from gateway.pictures.exif import Shot, read_shot
from gateway.pictures.places import is_recent, read_taken
from gateway.routing.areas import box_around, read_shape
from tests.pictures.samples import PLACE, WHEN, nothing_by_nothing, photo

ELM_CITY = read_shape(
    {
        "type": "Polygon",
        "coordinates": [[[-72.98, 41.27], [-72.88, 41.27], [-72.88, 41.35], [-72.98, 41.35], [-72.98, 41.27]]],
    }
)
EASTERN = ZoneInfo("America/New_York")


def shot(octets: bytes) -> Shot:
    """What the camera wrote."""
    return read_shot(Image.open(io.BytesIO(octets)))


def test_10_3_place_and_moment_are_read() -> None:
    """Degrees, minutes and seconds with their hemisphere; the camera's own clock."""
    found = shot(photo(place=PLACE, taken=WHEN, offset="+02:00"))
    assert found == Shot(lat=41.308472, lon=-72.92, taken="2026-05-31T09:15:00+02:00")


@pytest.mark.parametrize(
    "place",
    [
        {},
        PLACE | {1: ""},
        {key: value for key, value in PLACE.items() if key != 3},
        PLACE | {1: "X"},
        PLACE | {2: (141.0, 0.0, 0.0)},
        PLACE | {4: (181.0, 0.0, 0.0)},
        PLACE | {2: (90.0, 0.0, 1.0)},
        PLACE | {2: (41.0, 61.0, 0.0)},
        PLACE | {2: (nothing_by_nothing(),) * 3},
        PLACE | {2: (41.0, nothing_by_nothing(), 0.0)},
        PLACE | {2: (41.0, 18.0)},
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
    ],
)
def test_10_3_a_place_that_cannot_be_is_none(place: dict[int, Any]) -> None:
    """0/0, beyond the pole, no hemisphere, the middle of the ocean: cameras without a satellite write all of it."""
    assert shot(photo(place=place)) == Shot()


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "yesterday", "2026:13:45 99:99:99", "    :  :     :  :  "])
def test_a_moment_that_cannot_be_is_none(taken: str) -> None:
    """Cameras whose clock was never set."""
    assert read_taken(shot(photo(taken=taken)).taken, EASTERN) is None


def test_metadata_that_breaks_its_reader_is_left_out() -> None:
    """Hostile metadata costs the suggestion, not the picture."""
    octets = photo(place=PLACE)
    broken = octets.replace(b"MM\x00*", b"MM\xff\xff").replace(b"II*\x00", b"II\xff\xff")
    assert shot(broken) == Shot()


def test_a_camera_without_a_zone_is_in_the_citys() -> None:
    """Older telephones write only what their clock showed."""
    with_zone, without = (read_taken(taken, EASTERN) for taken in ("2026-05-31T09:15:00-04:00", "2026-05-31T09:15:00"))
    assert with_zone == without


@pytest.mark.parametrize(
    ("days", "expected"), [(0, True), (13.9, True), (14.1, False), (-0.9, True), (-2, False), (math.nan, False)]
)
def test_10_3_an_old_photo_suggests_nothing(days: float, expected: bool) -> None:
    """Two weeks; a clock that is a zone ahead is forgiven, one that is a week ahead is not."""
    received = 1_000_000_000.0
    taken_at = None if math.isnan(days) else received - days * 86_400
    assert is_recent(taken_at, received_at=received) is expected


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [(41.3, -72.9, True), (41.36, -72.9, True), (41.42, -72.9, False), (41.3, -72.5, False), (-41.3, 72.9, False)],
)
def test_10_3_a_photo_from_elsewhere_suggests_nothing(lat: float, lon: float, expected: bool) -> None:
    """Within the box around the city's areas, or not far from it."""
    box = box_around([ELM_CITY])
    assert box is not None
    assert box.is_near(lat, lon) is expected


def test_a_city_without_shapes_has_no_box() -> None:
    """Then only a photo's own plausibility counts."""
    assert box_around([]) is None
