"""The pages of the administration under one address; each module beside this one brings its own."""

from __future__ import annotations

import math

from flask import Blueprint, abort, request

from gateway.store.staff import StaffRow
from gateway.web.context import require_person

pages = Blueprint("administration", __name__, url_prefix="/administration")
PAGE = 50
"""Lines on a page."""


def require_administrator() -> StaffRow:
    """Who is signed in, when they may look after the gateway."""
    person = require_person()
    if person.role != "administrator":
        abort(403, "Only administrators look after the gateway.")
    return person


def read_whole(name: str) -> int:
    """A whole number of the address, 0 where there is none or it is nonsense."""
    given = request.args.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def read_time(name: str) -> float:
    """A moment of the address in epoch seconds, the end of time where there is none or it is nonsense."""
    try:
        given = float(request.args.get(name, ""))
    except ValueError:
        return math.inf
    return given if math.isfinite(given) else math.inf
