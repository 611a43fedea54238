"""Pictures of requests that came by Open311, where the city shows them: those that we made anew, without metadata."""

from __future__ import annotations

from flask import Response

from gateway.open311.endpoint import Endpoint
from gateway.open311.problems import not_found
from gateway.open311.requests import find_public
from gateway.open311.wording import has_picture
from gateway.store.blobs import shelf_of

_KEPT = 300
"""Seconds for which a cache may show a picture that the city may have taken away since."""


def show_picture(endpoint: Endpoint, number: str) -> Response:
    """The first picture of a request; raises `ProblemError` (404) where everybody may not see one."""
    gateway, row = endpoint.gateway, find_public(endpoint, number)
    if row is None or row.picture is None or not has_picture(endpoint.rulebook, row):
        raise not_found("There is no such picture.")
    octets = shelf_of(gateway.store, gateway.settings).find(row.picture)
    if octets is None:
        raise not_found("This picture is being made again. Come back in some minutes.")
    response = Response(octets, content_type="image/jpeg")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = f"public, max-age={_KEPT}"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
