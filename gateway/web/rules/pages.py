"""The pages of the rulebook under one address; each module beside this one brings its own."""

from __future__ import annotations

from flask import Blueprint, abort, current_app

from gateway.store.staff import StaffRow
from gateway.web.context import require_person

pages = Blueprint("rules", __name__, url_prefix="/rules")


def require_administrator() -> StaffRow:
    """Who is signed in, when they may change the rules."""
    person = require_person()
    if person.role != "administrator":
        abort(403, "Only administrators read and change the rules.")
    return person


_TABS = (
    ("rules.overview", "Rules"),
    ("rules.departments", "Departments"),
    ("rules.services", "Services"),
    ("rules.text", "YAML"),
    ("rules.trying", "Try a message"),
    ("rules.replies", "Replies"),
    ("rules.publishing", "Publish"),
    ("rules.versions", "Versions"),
)
"""Endpoint and name of the pages that stand beside each other above every page of the rulebook."""


@pages.app_template_global()
def rules_tabs() -> list[tuple[str, str]]:
    """The tabs, for the templates."""
    return [(endpoint, name) for endpoint, name in _TABS if endpoint in current_app.view_functions]
