"""The start page: what this is and where to go."""

from __future__ import annotations

from flask import Blueprint, render_template

from gateway.web.context import this_rulebook

pages = Blueprint("start", __name__)


@pages.get("/")
def page() -> str:
    """What this is, the road of a message in one line, and the doors."""
    return render_template("start.html", city=this_rulebook().city)
