"""The pages of figures under one address; each module beside this one brings its own."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("insight", __name__, url_prefix="/insight")
