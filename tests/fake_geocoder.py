"""A geocoder for tests: answers in the shapes of Nominatim, Photon and Pelias, or fails as told."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, kw_only=True)
class Spot:
    """One place that the geocoder knows."""

    number: str = ""
    street: str = ""
    name: str = ""
    lat: float = 41.31
    lon: float = -72.92
    district: str = ""
    city: str = "Elm City"

    def of_nominatim(self) -> dict[str, Any]:
        address = {"house_number": self.number, "road": self.street, "suburb": self.district, "city": self.city}
        told = {key: value for key, value in address.items() if value}
        return {"lat": str(self.lat), "lon": str(self.lon), "name": self.name, "address": told}

    def of_geojson(self) -> dict[str, Any]:
        said = {"housenumber": self.number, "street": self.street, "name": self.name, "district": self.district}
        properties = {key: value for key, value in (said | {"city": self.city}).items() if value}
        point = {"type": "Point", "coordinates": [self.lon, self.lat]}
        return {"type": "Feature", "geometry": point, "properties": properties}


@dataclass
class FakeGeocoder:
    """`spots` is what it answers with; `fault` is a status, or `garbage`, `endless` or `silent`."""

    spots: list[Spot] = field(default_factory=list)
    fault: int | str = 0
    questions: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    url: str = ""

    def start(self) -> None:
        """Listen on a free port."""
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                fake.questions.append((parts.path, dict(parse_qsl(parts.query)), dict(self.headers)))
                body = fake.answer(parts.path)
                self.send_response(fake.fault if isinstance(fake.fault, int) and fake.fault else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Give the port back."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> bytes:
        """The body of an answer."""
        if self.fault == "garbage":
            return b"<html>busy</html>"
        if self.fault == "endless":
            return b" " * 2_000_000
        if path.endswith("/search") and "/v1/" not in path:
            return json.dumps([spot.of_nominatim() for spot in self.spots]).encode()
        features = [spot.of_geojson() for spot in self.spots]
        return json.dumps({"type": "FeatureCollection", "features": features}).encode()
