"""The pages of the administration under one address; each module beside this one brings its own."""

from __future__ import annotations

from flask import Blueprint, abort

from gateway.store.staff import StaffRow
from gateway.web.context import require_person

pages = Blueprint("administration", __name__, url_prefix="/administration")


def require_administrator() -> StaffRow:
    """Who is signed in, when they may look after the gateway."""
    person = require_person()
    if person.role != "administrator":
        abort(403, "Only administrators look after the gateway.")
    return person
