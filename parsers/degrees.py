"""Read degrees that somebody typed: decimal with point or comma, with minutes and seconds, with the four winds."""

from __future__ import annotations

import re
from dataclasses import dataclass

READ = 20_000
"""Characters of a text that coordinates are looked for in."""
_DECIMAL = r"[+-]?\d{1,3}\.\d{3,15}"
_PAIRS = (
    re.compile(
        rf"(?<![\d.\w])(?P<lat>{_DECIMAL})\s?[°º]?\s?(?P<ns>[NSns](?![a-z]))?\s{{0,3}}[,;/ ]\s{{0,3}}"
        rf"(?P<lon>{_DECIMAL})\s?[°º]?\s?(?P<ew>[EWOewo](?![a-z]))?(?![\d.]\d)"
    ),
    re.compile(
        r"(?<![\d.,\w])(?P<lat>[+-]?\d{1,3},\d{4,15})\s?[°º]?\s?(?P<ns>[NSns](?![a-z]))?(?:\s{0,2}[,;/]\s{0,2}|\s{1,3})"
        r"(?P<lon>[+-]?\d{1,3},\d{4,15})\s?[°º]?\s?(?P<ew>[EWOewo](?![a-z]))?(?![\d.,]\d)"
    ),
    re.compile(
        rf"(?<!\w)(?P<ns>[NSns])\s{{0,2}}(?P<lat>{_DECIMAL})[°º]?\s{{0,2}}[,;/ ]\s{{0,2}}"
        rf"(?P<ew>[EWOewo])\s{{0,2}}(?P<lon>{_DECIMAL})"
    ),
    re.compile(
        rf"(?i:\blat(?:itude?)?\b)[\s:=]{{1,3}}(?P<lat>{_DECIMAL})(?P<ns>)[°º\s,;/]{{1,4}}"
        rf"(?i:(?:lon|lng|long|longitude?)\b)[\s:=]{{1,3}}(?P<lon>{_DECIMAL})(?P<ew>)"
    ),
)
_ANGLE = (
    r"(\d{{1,3}})\s?[°º]\s?(\d{{1,2}}(?:[.,]\d{{1,9}})?)\s?['′’´`]\s?"
    r"(?:(\d{{1,2}}(?:[.,]\d{{1,9}})?)\s?(?:\"|″|”|''|’’|´´)\s?)?"
)
_SEXAGESIMAL = re.compile(
    rf"(?<![\w.])(?P<before>[NSns]\s?)?{_ANGLE.format()}(?P<ns>[NSns])?\s{{0,3}}[,;/]?\s{{0,3}}"
    rf"(?P<ahead>[EWOewo]\s?)?{_ANGLE.format()}(?P<ew>[EWOewo])?(?!\w)"
)
_SPACED = re.compile(
    r"(?<![\w.])(\d{1,2})[ :](\d{1,2})[ :](\d{1,2}(?:\.\d{1,9})?)\s?(?P<ns>[NSns])[,;/ ]\s{0,2}"
    r"(\d{1,3})[ :](\d{1,2})[ :](\d{1,2}(?:\.\d{1,9})?)\s?(?P<ew>[EWOewo])(?!\w)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """WGS84 degrees and the place in the text that they were read from."""

    lat: float
    lon: float
    start: int
    end: int


_LIKE_DEGREES = re.compile(r"\d[.,]\d{3}|[°º]|\d[ :]\d{1,2}[ :]\d")


def find_degrees(text: str) -> Pin | None:
    """The first pair of degrees in `text` that is on Earth; `O` is west, as in Spanish, French and Portuguese."""
    if not _LIKE_DEGREES.search(text, 0, READ):
        return None
    for pattern in _PAIRS:
        for match in pattern.finditer(text, 0, READ):
            if pin := _decimal(match):
                return pin
    return _with_minutes(text)


def make_pin(lat: float, lon: float, span: tuple[int, int]) -> Pin | None:
    """The pin, or None where no such point is on Earth."""
    on_earth = abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0.0, 0.0)
    return Pin(lat=lat, lon=lon, start=span[0], end=span[1]) if on_earth else None


_SUM = re.compile(r"\d{1,3}\.\d{3}")
"""As likely an amount of money or of people as a degree."""


def _decimal(match: re.Match[str]) -> Pin | None:
    is_bare = not match["ns"] and not match["ew"] and not match.group().lower().startswith("lat")
    if is_bare and _SUM.fullmatch(match["lat"]) and _SUM.fullmatch(match["lon"]):
        return None
    lat, lon = float(match["lat"].replace(",", ".")), float(match["lon"].replace(",", "."))
    is_west = (match["ew"] or "").lower() in ("w", "o") and match["lon"][0] != "-"
    return make_pin(-lat if (match["ns"] or "").lower() == "s" else lat, -lon if is_west else lon, match.span())


def _with_minutes(text: str) -> Pin | None:
    if "°" in text or "º" in text:
        for match in _SEXAGESIMAL.finditer(text, 0, READ):
            parts = match.groups()
            ns, ew = match["before"] or match["ns"], match["ahead"] or match["ew"]
            if ns and ew and (pin := _sexagesimal(parts[1:4], parts[6:9], ns, ew, match.span())):
                return pin
    for match in _SPACED.finditer(text, 0, READ):
        parts = match.groups()
        if pin := _sexagesimal(parts[0:3], parts[4:7], match["ns"], match["ew"], match.span()):
            return pin
    return None


def _sexagesimal(
    lat: tuple[str | None, ...], lon: tuple[str | None, ...], ns: str, ew: str, span: tuple[int, int]
) -> Pin | None:
    north, east = _degrees(lat), _degrees(lon)
    if north is None or east is None:
        return None
    is_south, is_west = ns.strip().lower() == "s", ew.strip().lower() in ("w", "o")
    return make_pin(-north if is_south else north, -east if is_west else east, span)


def _degrees(parts: tuple[str | None, ...]) -> float | None:
    """Degrees of three numbers; None where minutes or seconds reach sixty."""
    degrees, minutes, seconds = (float((part or "0").replace(",", ".")) for part in parts)
    return round(degrees + minutes / 60 + seconds / 3600, 7) if minutes < 60 and seconds < 60 else None
