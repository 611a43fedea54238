"""Asks a geocoder for a place: one question at a time, at most one a second, five seconds for its answer.

Nominatim, Photon and Pelias are asked by the path of their search: `/search`, `/api`, `/v1/search`. The words go to
whoever runs it, so a city names its own, or one that it trusts, in `GATEWAY_GEOCODER_URL`.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from gateway.errors import GatewayError
from gateway.places.candidates import Candidate, read_candidates
from gateway.places.region import Region

TIMEOUT = 5.0
MOST_OCTETS = 1024 * 1024
MOST_CANDIDATES = 5
_EVERY_SECONDS = 1.0
"""What the operators of the public Nominatim ask for; a city's own does not mind."""
_AGENT = "city-intake-gateway"
"""Who asks; the operators of the public Nominatim want to know it."""


class GeocoderError(GatewayError):
    """The geocoder gave no answer that can be used; it is asked again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Geocoder:
    """One geocoder; its questions take turns."""

    url: str
    key: str = ""
    agent: str = _AGENT
    sleep: Callable[[float], None] = time.sleep
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _asked_at: list[float] = field(default_factory=list)

    def search(self, words: str, region: Region, *, language: str) -> tuple[Candidate, ...]:
        """The places that `words` may name, best first, looked for in the region. Raises `GeocoderError`."""
        with self._turn:
            self._wait_for_turn()
            return read_candidates(self._ask(_question(self.url, words, region, key=self.key), language))

    def _wait_for_turn(self) -> None:
        now = time.monotonic()
        if self._asked_at and now - self._asked_at[-1] < _EVERY_SECONDS:
            self.sleep(_EVERY_SECONDS - (now - self._asked_at[-1]))
        self._asked_at[:] = [time.monotonic()]

    def _ask(self, question: dict[str, str], language: str) -> Any:
        import requests

        headers = {"User-Agent": self.agent, "Accept": "application/json", "Accept-Language": language}
        try:
            with requests.get(
                self.url, params=question, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True
            ) as response:
                if response.status_code != 200:
                    raise GeocoderError(f"The geocoder answered with status {response.status_code}.")
                return json.loads(_read_bounded(response))
        except (requests.exceptions.RequestException, ValueError, RecursionError) as error:
            # The words of the question stand in the error's text, and belong in no log.
            raise GeocoderError(f"The geocoder does not answer: {type(error).__name__}.") from None


def _read_bounded(response: Any) -> bytes:
    """The body, within five seconds and a mebibyte; raises `GeocoderError`."""
    began, read = time.monotonic(), bytearray()
    for chunk in response.iter_content(16 * 1024):
        read += chunk
        if len(read) > MOST_OCTETS or time.monotonic() - began > TIMEOUT:
            raise GeocoderError("The geocoder's answer is too long.")
    return bytes(read)


def _question(url: str, words: str, region: Region, *, key: str) -> dict[str, str]:
    path = urlsplit(url).path.rstrip("/")
    said = f"{words}, {region.name}"
    edges = [f"{edge:.5f}" for edge in region.box.edges] if region.box else []
    if path.endswith("/api"):
        where = {"bbox": ",".join(edges)} if edges else {}
        return {"q": said, "limit": str(MOST_CANDIDATES), **where}
    if "/v1/" in f"{path}/":
        names = ("min_lon", "min_lat", "max_lon", "max_lat")
        where = {f"boundary.rect.{name}": edge for name, edge in zip(names, edges, strict=False)}
        return {"text": said, "size": str(MOST_CANDIDATES), **where, **({"api_key": key} if key else {})}
    where = {"viewbox": ",".join(edges), "bounded": "1"} if edges else {}
    fixed = {"format": "jsonv2", "addressdetails": "1", "limit": str(MOST_CANDIDATES)}
    return {"q": said, **fixed, **where, **({"key": key} if key else {})}


@lru_cache(maxsize=4)
def make_geocoder(url: str, key: str = "", agent: str = _AGENT) -> Geocoder:
    """The geocoder at this address; the same one for all who ask, so that their questions take turns."""
    return Geocoder(url=url, key=key, agent=agent)
