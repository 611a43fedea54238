"""What keeps parts of a page up to date: htmx asks again and says which version it shows."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response


def unchanged(version: str) -> Response | None:
    """An empty 204 when the browser shows this version already, so that nothing moves under the reader's eyes."""
    return Response(status=204) if request.args.get("seen") == version else None


def is_htmx() -> bool:
    """Whether htmx asks, which wants a part of the page instead of the whole."""
    return request.headers.get("HX-Request") == "true"
