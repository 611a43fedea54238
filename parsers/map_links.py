"""Read coordinates that were typed or that stand in a map link or a shared contact card; nothing is ever fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote

_READ = 20_000
_NUMBER = r"[+-]?\d{1,3}\.\d{3,12}"
_PAIR = re.compile(
    rf"(?<![\d.\w])(?P<lat>{_NUMBER})\s?°?\s?(?P<ns>[NSns](?![a-z]))?\s{{0,3}}[,;/ ]\s{{0,3}}"
    rf"(?P<lon>{_NUMBER})\s?°?\s?(?P<ew>[EWOewo](?![a-z]))?(?![\d.]\d)"
)
_LINK = re.compile(r"(?:https?://|geo:|maps:)[^\s<>\"')\]]{3,800}", re.IGNORECASE)
_IN_LINK = tuple(
    re.compile(pattern)
    for pattern in (
        rf"!3d({_NUMBER})!4d({_NUMBER})",
        rf"[?&](?:q|ll|query|center|daddr|destination|coordinate)=(?:loc:|pin@)?({_NUMBER})[,~ +]{{1,3}}({_NUMBER})",
        rf"[?&]mlat=({_NUMBER})&mlon=({_NUMBER})",
        rf"@({_NUMBER}),({_NUMBER})",
        rf"^geo:({_NUMBER}),({_NUMBER})",
        rf"/(?:place|search|dir)/+({_NUMBER}),[+ ]?({_NUMBER})",
        rf"#map=\d{{1,2}}/({_NUMBER})/({_NUMBER})",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """WGS84 degrees and the place in the text that they were read from."""

    lat: float
    lon: float
    start: int
    end: int


_CARD = re.compile(r"BEGIN:VCARD\b.{0,20000}?(?:END:VCARD|\Z)", re.IGNORECASE | re.DOTALL)
_FOLDED = re.compile(r"\r?\n[ \t]")


def find_pin(text: str) -> Pin | None:
    """The first coordinates in `text`, typed or in a link or in a shared contact card; None when none is on Earth."""
    return _in_card(text) or _in_links(text) or _typed(text)


def _in_card(text: str) -> Pin | None:
    """A shared place such as `loc.vcf`: its lines are folded and its commas escaped (RFC 6350, 3.2 and 3.4)."""
    card = _CARD.search(text, 0, _READ) if "VCARD" in text[:_READ].upper() else None
    if card is None:
        return None
    lines = _FOLDED.sub("", card.group()).replace("\\,", ",").replace("\\;", ";").replace("\\:", ":")
    pin = _in_links(lines) or _typed(lines)
    return replace(pin, start=card.start(), end=card.start()) if pin else None


def _in_links(text: str) -> Pin | None:
    for link in _LINK.finditer(text, 0, _READ):
        address = unquote(link.group())
        for pattern in _IN_LINK:
            match = pattern.search(address)
            if match and (pin := _pin(float(match[1]), float(match[2]), link.span())):
                return pin
    return None


def _typed(text: str) -> Pin | None:
    for match in _PAIR.finditer(text, 0, _READ):
        lat = float(match["lat"]) * (-1 if match["ns"] in ("S", "s") else 1)
        lon = float(match["lon"]) * (-1 if match["ew"] in ("W", "w", "O", "o") and match["lon"][0] != "-" else 1)
        if pin := _pin(lat, lon, match.span()):
            return pin
    return None


def _pin(lat: float, lon: float, span: tuple[int, int]) -> Pin | None:
    on_earth = abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0.0, 0.0)
    return Pin(lat=lat, lon=lon, start=span[0], end=span[1]) if on_earth else None
