"""Read coordinates that were typed or that stand in a map link or a shared contact card; nothing is ever fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote, unquote_plus

from parsers.degrees import READ, Pin, find_degrees, make_pin
from parsers.link_codes import find_coded_point
from parsers.plus_codes import decode, find_plus_code

__all__ = ["LinkedWords", "Pin", "find_linked_words", "find_pin"]

_NUMBER = r"[+-]?\d{1,3}\.\d{1,15}"
_LINK = re.compile(
    r"(?:https?://|geo:|maps:|comgooglemaps://|waze://|om://|google\.navigation:|"
    r"(?<![\w.@/-])(?:www\.|maps\.|m\.)?(?:google\.[a-z.]{2,6}/maps|maps\.google\.|maps\.apple\.com|waze\.com/|"
    r"openstreetmap\.org/|osm\.org/|bing\.com/maps))(?:[^\s<>\"')\]]|'(?=\d)){3,800}",
    re.IGNORECASE,
)
_KEYS = "q|ll|query|center|daddr|destination|coordinate|sll|latlng|cbll|viewpoint|to|loc|location|at|point|navigate|map"
_IN_LINK = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"!3d({_NUMBER})!4d({_NUMBER})",
        rf"[?&](?:{_KEYS})=(?:loc:|pin@|ll\.|point\.)?({_NUMBER})[,~ +]{{1,3}}({_NUMBER})",
        rf"[?&]mlat=({_NUMBER})&mlon=({_NUMBER})",
        rf"[?&]lat(?:itude)?=({_NUMBER})&(?:lon|lng|long|longitude)=({_NUMBER})",
        rf"[?&]cp=({_NUMBER})~({_NUMBER})",
        rf"[?&]sp=[a-z]{{0,6}}\.?({_NUMBER})_({_NUMBER})",
        rf"/(?:place|search|dir)/+(?:[^/@]{{0,200}}/)?({_NUMBER}),[+ ]?({_NUMBER})",
        rf"@({_NUMBER}),({_NUMBER})",
        rf"^(?:geo|maps):({_NUMBER}),({_NUMBER})",
        rf"#map=\d{{1,2}}/({_NUMBER})/({_NUMBER})",
        rf"here\.com/l/({_NUMBER}),({_NUMBER})",
    )
)
_EAST_FIRST = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"!2d({_NUMBER})!3d({_NUMBER})",
        rf"!1d({_NUMBER})!2d({_NUMBER})",
        rf"yandex\.[a-z.]{{2,6}}/.{{0,200}}?[?&](?:ll|pt)=({_NUMBER}),({_NUMBER})",
    )
)
"""Links that write the longitude first."""


def find_pin(text: str) -> Pin | None:
    """The first point on Earth that `text` tells, in a card, in a link, as a full plus code or typed; else None."""
    return _in_card(text) or _in_links(text) or _coded(text) or find_degrees(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedWords:
    """The words that a map link searches for (`12 Oak St, Elm City`), with the link's place in the text."""

    words: str
    start: int
    end: int


_SEARCHED = re.compile(
    r"[?&](?:q|query|daddr|destination|address|where1|name)=([^&#]{3,200})|/(?:place|search)/([^/@?#]{3,200})"
)


def find_linked_words(text: str) -> LinkedWords | None:
    """What the first link with a name or an address in it searches for."""
    for link in _links(text):
        match = _SEARCHED.search(link.group())
        if match and any(letter.isalpha() for letter in match[1] or match[2]):
            words = unquote_plus(match[1] or match[2])
            return LinkedWords(words=words, start=link.start(), end=link.end())
    return None


_CARD = re.compile(r"BEGIN:VCARD\b.{0,20000}?(?:END:VCARD|\Z)", re.IGNORECASE | re.DOTALL)
_FOLDED = re.compile(r"\r?\n[ \t]")


def _in_card(text: str) -> Pin | None:
    """A shared place such as `loc.vcf`: its lines are folded and its commas escaped (RFC 6350, 3.2 and 3.4)."""
    card = _CARD.search(text, 0, READ) if "VCARD" in text[:READ].upper() else None
    if card is None:
        return None
    lines = _FOLDED.sub("", card.group()).replace("\\,", ",").replace("\\;", ";").replace("\\:", ":")
    pin = _in_links(lines) or find_degrees(lines)
    return replace(pin, start=card.start(), end=card.start()) if pin else None


def _links(text: str) -> Iterator[re.Match[str]]:
    """The links in `text`; nearly every text has none, and none of their signs."""
    if "/" not in text and "geo:" not in text and "maps:" not in text:
        return iter(())
    return _LINK.finditer(text, 0, READ)


def _in_links(text: str) -> Pin | None:
    for link in _links(text):
        pin = _in_address(unquote(link.group()), link.span())
        if pin:
            return pin
    return None


def _in_address(address: str, span: tuple[int, int]) -> Pin | None:
    """The point in one link, its escapes undone: what is said outright, before what is written as a code."""
    if "°" in address and (found := find_degrees(address.replace("+", " "))):
        return replace(found, start=span[0], end=span[1])
    for pattern in _EAST_FIRST[2:]:
        if (match := pattern.search(address)) and (pin := make_pin(float(match[2]), float(match[1]), span)):
            return pin
    for pattern in _IN_LINK:
        if (match := pattern.search(address)) and (pin := make_pin(float(match[1]), float(match[2]), span)):
            return pin
    for pattern in _EAST_FIRST[:2]:
        if (match := pattern.search(address)) and (pin := make_pin(float(match[2]), float(match[1]), span)):
            return pin
    point = find_coded_point(address)
    if point:
        return make_pin(point[0], point[1], span)
    found = _coded(address)
    return replace(found, start=span[0], end=span[1]) if found else None


def _coded(text: str) -> Pin | None:
    """The point of a full plus code."""
    code = find_plus_code(text)
    if code is None or not code.is_full:
        return None
    lat, lon = decode(code.code)
    return make_pin(lat, lon, (code.start, code.end))
