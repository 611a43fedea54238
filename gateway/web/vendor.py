"""Serves htmx from the folder that npm filled; without it the pages work as plain forms and links."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, send_file

_HTMX = Path(__file__).parent / "node_modules" / "htmx.org" / "dist" / "htmx.min.js"

pages = Blueprint("vendor", __name__, url_prefix="/vendor")


def is_installed() -> bool:
    """Whether the live parts of the pages can be live."""
    return _HTMX.is_file()


@pages.get("/htmx.min.js")
def htmx() -> Response:
    """The script, or 404 when `make install` has not fetched it."""
    if not is_installed():
        abort(404)
    return send_file(_HTMX, mimetype="text/javascript")
