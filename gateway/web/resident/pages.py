"""The resident's pages under a short address, because it stands in texts; each module beside brings its own."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("resident", __name__, url_prefix="/r")
