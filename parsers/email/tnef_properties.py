"""Read the property lists inside a `winmail.dat`, each value with its size before it (MS-OXTNEF 2.1.3.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.email.charsets import decode_text

MAX_PROPERTIES = 2000
"""In one list, and values in one of them; Outlook writes some hundred."""
_MANY = 0x1000
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
"""Octets of a value by its type, the padding to four included."""
_STRING, _UNICODE = 0x1E, 0x1F
_SIZED = frozenset({_STRING, _UNICODE, 0x0102, 0x0D})
_FIRST_NAMED = 0x8000
_NAMED_BY_STRING = 1


class DamagedError(Exception):
    """The octets end too early, or mean nothing that the format knows."""


@dataclass(slots=True, kw_only=True)
class Octets:
    """A place in octets that only moves forward; raises `DamagedError` behind the end."""

    data: bytes
    position: int = 0

    @property
    def is_at_end(self) -> bool:
        """Whether everything has been read."""
        return self.position >= len(self.data)

    def take(self, count: int) -> bytes:
        """The next `count` octets, all of them."""
        end = self.position + count
        if end > len(self.data):
            raise DamagedError
        self.position, start = end, self.position
        return self.data[start:end]

    def number(self, count: int) -> int:
        """The next `count` octets as a number, the lowest first."""
        return int.from_bytes(self.take(count), "little")

    def take_sized(self) -> bytes:
        """A value behind its length, and the padding to four octets behind it, which the last one may lack."""
        length = self.number(4)
        value = self.take(length)
        self.position += -length % 4
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """The first value of a property."""

    kind: int
    octets: bytes

    def text(self, label: str) -> str:
        """It as text; `label` is the charset of what is not Unicode."""
        if self.kind == _UNICODE:
            return self.octets.decode("utf-16-le", "replace").rstrip("\x00")
        return decode_text(self.octets, label).rstrip("\x00")

    @property
    def number(self) -> int:
        """It as a number of at most 32 bits."""
        return int.from_bytes(self.octets[:4], "little")


def read_properties(data: bytes) -> Iterator[tuple[int, Property]]:
    """Identifiers and values, as far as they can be read; then `DamagedError` where that is not to the end."""
    octets = Octets(data=data)
    for _ in range(_count(octets)):
        kind, identifier = octets.number(2), octets.number(2)
        if identifier >= _FIRST_NAMED:
            _skip_name(octets)
        yield identifier, Property(kind=kind & ~_MANY, octets=_read_value(octets, kind))


def _count(octets: Octets) -> int:
    count = octets.number(4)
    if count > MAX_PROPERTIES:
        raise DamagedError
    return count


def _skip_name(octets: Octets) -> None:
    octets.take(16)
    if octets.number(4) == _NAMED_BY_STRING:
        octets.take_sized()
    else:
        octets.number(4)


def _read_value(octets: Octets, kind: int) -> bytes:
    single = kind & ~_MANY
    if single in _SIZED:
        values = [octets.take_sized() for _ in range(_count(octets))]
        return values[0] if values else b""
    if single not in _SIZES:
        raise DamagedError
    count = _count(octets) if kind & _MANY else 1
    return octets.take(count * _SIZES[single])[: _SIZES[single]]
