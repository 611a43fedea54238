"""Write an atlas as bytes that a process reads in one go, and read them with every length and place checked."""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from parsers.atlas import Atlas, Houses, Landmark, Stretches, degrees, micro

_MAGIC = b"places 1\n"
_DIGEST = 32
_LARGEST = 256 * 1024 * 1024
"""Bytes after unpacking."""
_LENGTH = 4


class DamagedAtlasError(ValueError):
    """The prepared places are damaged or of another version; prepare them again."""


def pack_atlas(atlas: Atlas) -> bytes:
    """`atlas` as bytes: a mark, a checksum, and the packed content. The same atlas gives the same bytes."""
    arrays = _arrays_of(atlas)
    head = json.dumps(_head(atlas, [len(one) for one in arrays]), ensure_ascii=False, sort_keys=True).encode()
    content = len(head).to_bytes(_LENGTH, "big") + head + b"".join(map(_bytes_of, arrays))
    packed = zlib.compress(content, 6)
    return _MAGIC + hashlib.sha256(packed).digest() + packed


def unpack_atlas(prepared: bytes) -> Atlas:
    """The atlas of what `pack_atlas` wrote; raises `DamagedAtlasError`."""
    packed = prepared[len(_MAGIC) + _DIGEST :]
    digest = prepared[len(_MAGIC) : len(_MAGIC) + _DIGEST]
    if not prepared.startswith(_MAGIC) or hashlib.sha256(packed).digest() != digest:
        raise DamagedAtlasError(DamagedAtlasError.__doc__)
    try:
        return _read(_unpacked(packed))
    except (ValueError, KeyError, TypeError, IndexError, zlib.error) as error:
        raise DamagedAtlasError(DamagedAtlasError.__doc__) from error


def _unpacked(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    content = unpacking.decompress(packed, _LARGEST)
    if not unpacking.eof:
        raise ValueError("more than can be held")
    return content


def _head(atlas: Atlas, lengths: Sequence[int]) -> dict[str, Any]:
    return {
        "streets": list(atlas.streets),
        "landmarks": [
            [known.name, float(known.lat), float(known.lon), list(known.others), known.kind]
            for known in atlas.landmarks
        ],
        "is_complete": atlas.is_complete,
        "has_network": atlas.has_network,
        "lengths": list(lengths),
    }


def _arrays_of(atlas: Atlas) -> list[array[int]]:
    pairs = sorted(atlas.crossings.items())
    houses, stretches = atlas.houses, atlas.stretches
    return [
        *(houses.starts, houses.numbers, houses.lats, houses.lons),
        *(stretches.starts, stretches.ranges, stretches.lines, stretches.lats, stretches.lons),
        array("i", [one for (one, _), _ in pairs]),
        array("i", [other for (_, other), _ in pairs]),
        array("i", [micro(lat) for _, (lat, _) in pairs]),
        array("i", [micro(lon) for _, (_, lon) in pairs]),
    ]


def _bytes_of(numbers: array[int]) -> bytes:
    if sys.byteorder == "little":
        return numbers.tobytes()
    swapped = array("i", numbers)
    swapped.byteswap()
    return swapped.tobytes()


def _read(content: bytes) -> Atlas:
    behind = _LENGTH + int.from_bytes(content[:_LENGTH], "big")
    head = json.loads(content[_LENGTH:behind])
    starts, numbers, lats, lons, *rest = _split(content[behind:], head["lengths"])
    houses = Houses(starts=starts, numbers=numbers, lats=lats, lons=lons)
    stretches = Stretches(starts=rest[0], ranges=rest[1], lines=rest[2], lats=rest[3], lons=rest[4])
    streets = tuple(map(str, head["streets"]))
    _check(houses, stretches, len(streets))
    return Atlas(
        streets=streets,
        index={name: place for place, name in enumerate(streets)},
        houses=houses,
        stretches=stretches,
        crossings={(one, other): (degrees(lat), degrees(lon)) for one, other, lat, lon in zip(*rest[5:9], strict=True)},
        landmarks=tuple(
            Landmark(name=str(name), lat=float(lat), lon=float(lon), others=tuple(map(str, others)), kind=str(kind))
            for name, lat, lon, others, kind in head["landmarks"]
        ),
        is_complete=bool(head["is_complete"]),
        has_network=bool(head["has_network"]),
    )


def _split(content: bytes, lengths: Sequence[int]) -> Iterator[array[int]]:
    at = 0
    for length in lengths:
        numbers = array("i")
        numbers.frombytes(content[at : at + length * numbers.itemsize])
        if len(numbers) != length:
            raise ValueError("cut off")
        if sys.byteorder != "little":
            numbers.byteswap()
        yield numbers
        at += length * numbers.itemsize


def _check(houses: Houses, stretches: Stretches, streets: int) -> None:
    """Every place that one array names is in the others: nothing can be looked up that is not there."""
    _check_starts(houses.starts, streets, len(houses.numbers))
    _check_starts(stretches.starts, streets, len(stretches.ranges) // 4)
    _check_starts(stretches.lines, len(stretches.ranges) // 4, len(stretches.lats))
    if not len(houses.numbers) == len(houses.lats) == len(houses.lons) or len(stretches.lats) != len(stretches.lons):
        raise ValueError("of different lengths")


def _check_starts(starts: array[int], count: int, end: int) -> None:
    is_whole = len(starts) == count + 1 and starts[0] == 0 and starts[-1] == end
    if not is_whole or any(one > other for one, other in pairwise(starts)):
        raise ValueError("out of order")
