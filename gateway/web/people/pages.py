"""The pages of people under one address; each module beside this one brings its own."""

from __future__ import annotations

from flask import Blueprint, abort

from gateway.store.staff import StaffRow, find_staff
from gateway.web.context import require_person, this_gateway, this_rulebook
from gateway.web.people.rights import may_manage

pages = Blueprint("people", __name__, url_prefix="/people")


def require_manager() -> StaffRow:
    """Who is signed in, when they look after people: all of them, or the members of departments that they lead."""
    person = require_person()
    if person.role != "administrator" and not person.leads:
        abort(403, "Only administrators, and those who lead a department, look after people.")
    return person


def require_administrator() -> StaffRow:
    """Who is signed in, when they look after everybody."""
    person = require_person()
    if person.role != "administrator":
        abort(403, "Only administrators do this. Ask one of them.")
    return person


def require_managed(staff_id: int) -> tuple[StaffRow, StaffRow]:
    """Who is signed in, and the person that they look after; others' people are out of sight."""
    me = require_manager()
    with this_gateway().store.reading() as connection:
        person = find_staff(connection, staff_id)
    if person is None:
        abort(404, "There is no such person. They may be listed under another address.")
    if not may_manage(me, person):
        abort(403, "This person is in none of the departments that you lead.")
    return me, person


def department_names(*people: StaffRow) -> dict[str, str]:
    """The departments of the rulebook by key, then those that people still have and the rules no longer name."""
    names = {key: department.name for key, department in this_rulebook().departments.items()}
    gone = sorted({key for person in people for key in person.departments} - set(names))
    return names | {key: f"{key} (no longer in the rules)" for key in gone}
