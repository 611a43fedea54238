"""Decode the two short spellings of a point that map links use: Waze's geohash and OpenStreetMap's short link."""

from __future__ import annotations

import re

_GEOHASH = "0123456789bcdefghjkmnpqrstuvwxyz"
_OSM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~"
_WAZE_LINK = re.compile(r"waze\.com/(?:[a-z-]{2,5}/)?ul/h([0-9b-hjkmnp-z]{6,12})(?![0-9a-z])", re.IGNORECASE)
_OSM_LINK = re.compile(r"(?:osm\.org|openstreetmap\.org)/go/([A-Za-z0-9_~@]{4,20})(-{0,2})")
Point = tuple[float, float]


def find_coded_point(address: str) -> Point | None:
    """Latitude and longitude of a short link, or None."""
    if waze := _WAZE_LINK.search(address):
        return decode_geohash(waze[1].lower())
    if osm := _OSM_LINK.search(address):
        return decode_osm(osm[1].replace("@", "~"))
    return None


def decode_geohash(code: str) -> Point:
    """The middle of a geohash's cell in WGS84 degrees; its bits halve longitude and latitude in turn."""
    bits = "".join(f"{_GEOHASH.index(letter):05b}" for letter in code)
    return _middle(bits[1::2], -90.0, 90.0), _middle(bits[0::2], -180.0, 180.0)


def decode_osm(code: str) -> Point:
    """The point of a short link: six bits a letter, longitude and latitude in turn (wiki: Shortlink)."""
    bits = "".join(f"{_OSM.index(letter):06b}" for letter in code)
    return _middle(bits[1::2], -90.0, 90.0), _middle(bits[0::2], -180.0, 180.0)


def _middle(bits: str, low: float, high: float) -> float:
    for bit in bits:
        half = (low + high) / 2
        low, high = (half, high) if bit == "1" else (low, half)
    return round((low + high) / 2, 6)
