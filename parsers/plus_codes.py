"""Decode plus codes (Open Location Code): whole ones by themselves, short ones beside a point of the city.

Written after the specification at https://github.com/google/open-location-code; nothing is looked up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ALPHABET = "23456789CFGHJMPQRVWX"
_DIGIT = f"[{_ALPHABET}]"
_FULL_LENGTH = 8
_PAIRS = (20.0, 1.0, 0.05, 0.0025, 0.000125)
"""Degrees that one step of each pair of digits is wide."""
_ROWS, _COLUMNS = 5, 4
_WRITTEN = re.compile(
    rf"(?<![A-Za-z0-9+])(?P<head>{_DIGIT}{{8}}|{_DIGIT}{{6}}|{_DIGIT}{{4}})\+(?P<tail>{_DIGIT}{{2,7}})(?![A-Za-z0-9+])",
    re.IGNORECASE,
)
_READ = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PlusCode:
    """A code in capitals with its place in the text; `is_full` when it says by itself where it is."""

    code: str
    start: int
    end: int

    @property
    def is_full(self) -> bool:
        """Whether no point of reference is needed."""
        return self.code.index("+") == _FULL_LENGTH


def find_plus_code(text: str) -> PlusCode | None:
    """The first plus code in `text`; a sum such as `2222+22` needs a letter to be one."""
    if "+" not in text:
        return None
    for match in _WRITTEN.finditer(text, 0, _READ):
        code = match.group().upper()
        is_on_earth = len(match["head"]) < _FULL_LENGTH or (code[0] in _ALPHABET[:9] and code[1] in _ALPHABET[:18])
        if any(letter.isalpha() for letter in code) and is_on_earth:
            return PlusCode(code=code, start=match.start(), end=match.end())
    return None


def decode(code: str) -> tuple[float, float]:
    """The middle (latitude, longitude) of the area that a full code names, in WGS84 degrees."""
    digits = [_ALPHABET.index(digit) for digit in code.replace("+", "")]
    lat, lon, high, wide = -90.0, -180.0, 20.0, 20.0
    for place, step in enumerate(_PAIRS):
        if 2 * place + 1 < len(digits):
            lat += digits[2 * place] * step
            lon += digits[2 * place + 1] * step
            high = wide = step
    for digit in digits[2 * len(_PAIRS) :]:
        high, wide = high / _ROWS, wide / _COLUMNS
        lat += digit // _COLUMNS * high
        lon += digit % _COLUMNS * wide
    return round(lat + high / 2, 6), round(lon + wide / 2, 6)


def decode_near(code: str, lat: float, lon: float) -> tuple[float, float]:
    """The middle of the area nearest to (`lat`, `lon`) that a short code may mean; of a full code its own."""
    missing = _FULL_LENGTH - code.index("+")
    if missing <= 0:
        return decode(code)
    found_lat, found_lon = decode(_head(lat, lon)[:missing] + code)
    span = _PAIRS[missing // 2 - 1]
    found_lat += _shift(found_lat, lat, span)
    found_lon += _shift(found_lon, lon, span)
    return round(found_lat, 6), round(found_lon, 6)


def _head(lat: float, lon: float) -> str:
    """The first eight digits of the code of a point."""
    north, east = min(max(lat + 90, 0.0), 179.999999), (lon + 180) % 360
    return "".join(_ALPHABET[int(rest / step + 1e-9) % 20] for step in _PAIRS[:4] for rest in (north, east))


def _shift(found: float, wanted: float, span: float) -> float:
    """One cell up or down where the neighbouring cell's point is nearer."""
    if found - wanted > span / 2:
        return -span
    return span if wanted - found > span / 2 else 0.0
