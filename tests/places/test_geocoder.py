"""How a geocoder is asked, and what is done with answers that are none."""

from __future__ import annotations

import pytest

from gateway.places import Geocoder, GeocoderError, Region
from gateway.routing.areas import Box
from tests.fake_geocoder import FakeGeocoder, Spot

REGION = Region(name="Elm City", box=Box(south=41.25, north=41.35, west=-73.0, east=-72.85))
OAK = Spot(number="12", street="Oak Street")


@pytest.mark.parametrize(
    ("path", "words", "box", "key"),
    [
        ("/search", "q", "viewbox", "key"),
        ("/nominatim/search", "q", "viewbox", "key"),
        ("/api", "q", "bbox", None),
        ("/v1/search", "text", "boundary.rect.min_lon", "api_key"),
    ],
)
def test_f15_5_each_kind_is_asked_in_its_own_words(
    geocoder: FakeGeocoder, path: str, words: str, box: str, key: str | None
) -> None:
    """The words with the city, the box, the key where there is one, and who asks."""
    geocoder.spots = [OAK]
    found = Geocoder(url=geocoder.url + path, key="k").search("12 Oak St", REGION, language="es")
    assert [candidate.words for candidate in found] == ["12 Oak Street"]
    ((asked, fields, headers),) = geocoder.questions
    assert asked == path
    assert fields[words] == "12 Oak St, Elm City"
    assert fields[box].startswith("-73.0")
    assert key is None or fields[key] == "k"
    assert "city-intake-gateway" in headers["User-Agent"]
    assert headers["Accept-Language"] == "es"


@pytest.mark.parametrize("fault", [503, 302, 404, "garbage", "endless"])
def test_f15_5_what_is_no_answer(geocoder: FakeGeocoder, fault: int | str) -> None:
    """One sentence without the words of the question, which belong in no log."""
    geocoder.fault = fault
    with pytest.raises(GeocoderError) as caught:
        Geocoder(url=f"{geocoder.url}/search").search("12 Oak St", REGION, language="en")
    assert "Oak" not in str(caught.value)


def test_f15_5_nobody_listens(geocoder: FakeGeocoder) -> None:
    """A geocoder that is down is an error like the others."""
    nobody = FakeGeocoder()
    nobody.start()
    nobody.stop()
    with pytest.raises(GeocoderError):
        Geocoder(url=f"{nobody.url}/search").search("12 Oak St", REGION, language="en")


def test_questions_take_turns(geocoder: FakeGeocoder) -> None:
    """The public ones ask for no more than one a second."""
    waits: list[float] = []
    polite = Geocoder(url=f"{geocoder.url}/search", sleep=waits.append)
    for _ in range(3):
        polite.search("12 Oak St", REGION, language="en")
    assert len(waits) == 2
    assert all(0 < wait <= 1 for wait in waits)
