"""Plus codes and the short codes of map links give the points that their specifications say."""

from __future__ import annotations

import pytest

from parsers.link_codes import decode_geohash, decode_osm
from parsers.plus_codes import decode, decode_near, find_plus_code


@pytest.mark.parametrize(
    ("code", "lat", "lon"),
    [
        ("8FVC2222+22", 47.0000625, 8.0000625),
        ("8FVC9G8F+6X", 47.3655625, 8.5249375),
        ("849VCWC8+R9", 37.4220625, -122.0840625),
        ("4VCPPQGP+Q9", -41.2730625, 174.7859375),
    ],
)
def test_a_full_code_is_the_middle_of_its_area(code, lat, lon):
    """The points are those of the specification's own examples, to a ten thousandth of a degree."""
    assert decode(code) == pytest.approx((lat, lon), abs=0.0001)


@pytest.mark.parametrize(
    ("code", "near", "lat", "lon"),
    [
        ("9G8F+6X", (47.4, 8.6), 47.3655625, 8.5249375),
        ("8F+6X", (47.36, 8.52), 47.3655625, 8.5249375),
        ("CJ+2VX", (51.3708675, -1.217765625), 51.3701125, -1.217765625),
        ("CJ+2VX", (51.3852125, -1.217765625), 51.3701125, -1.217765625),
        ("8FVC9G8F+6X", (0.0, 0.0), 47.3655625, 8.5249375),
    ],
)
def test_a_short_code_is_the_nearest_area_of_that_name(code, near, lat, lon):
    """Also where the point of reference lies in the next cell."""
    assert decode_near(code, *near) == pytest.approx((lat, lon), abs=0.0002)


@pytest.mark.parametrize(
    "text", ["", "2+2", "2222+22", "C++", "8FVC9G8F6X", "8FVC9G8F+6XA", "ABCDEFGH+IJ", "x8FVC9G8F+6X"]
)
def test_what_is_no_code(text):
    """A code has the digits of its alphabet, a plus at its place, and a letter."""
    assert find_plus_code(text) is None


def test_short_links_are_decoded():
    """Waze writes a geohash, OpenStreetMap its own six bits a letter."""
    assert decode_geohash("ezs42") == pytest.approx((42.605, -5.603), abs=0.01)
    assert decode_osm("0EEQjE") == pytest.approx((51.5110, 0.0550), abs=0.001)
