"""The prepared places as bytes: the same again, or a clear error."""

from __future__ import annotations

import hashlib
import random
import zlib

import pytest

from parsers.atlas import make_atlas
from parsers.gazetteer import gazetteer_of
from parsers.prepared_atlas import DamagedAtlasError, pack_atlas, unpack_atlas
from tests.parsers.known.test_geocoding import DATA

PACKED = pack_atlas(make_atlas(DATA))
HEAD = len(b"places 1\n")


def test_an_atlas_comes_back_as_it_was() -> None:
    """Every process reads it so."""
    assert pack_atlas(unpack_atlas(PACKED)) == PACKED
    assert gazetteer_of(unpack_atlas(PACKED)).streets == gazetteer_of(make_atlas(DATA)).streets


def test_damage_is_noticed_wherever_it_is() -> None:
    """A half-written or hostile row must not place tickets anywhere."""
    chance = random.Random(1)
    for _ in range(60):
        spoilt = bytearray(PACKED)
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        with pytest.raises(DamagedAtlasError):
            unpack_atlas(bytes(spoilt))
    for end in range(0, len(PACKED), 7):
        with pytest.raises(DamagedAtlasError):
            unpack_atlas(PACKED[:end])


def signed(content: bytes) -> bytes:
    """Content with a right checksum, as somebody who knows the format writes it."""
    packed = zlib.compress(content)
    return PACKED[:HEAD] + hashlib.sha256(packed).digest() + packed


@pytest.mark.parametrize("place", range(0, 400, 4))
def test_numbers_that_point_outside_are_refused_or_harmless(place: int) -> None:
    """The checksum is no proof: lengths and places are looked at, too."""
    content = bytearray(zlib.decompress(PACKED[HEAD + 32 :]))
    content[len(content) - 4 - place : len(content) - place] = (0x7FFFFFFF).to_bytes(4, "little")
    try:
        atlas = unpack_atlas(signed(bytes(content)))
    except DamagedAtlasError:
        return
    for street in range(len(atlas.streets)):
        first, end = atlas.houses.bounds(street)
        assert len([atlas.houses.point(at) for at in range(first, end)]) == end - first
        assert all(atlas.stretches.line(one) for one in atlas.stretches.of(street))
