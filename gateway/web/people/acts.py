"""The buttons on the page of a person: a new link, the account closed and opened, sessions ended."""

from __future__ import annotations

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from gateway.web import auditing, sealing
from gateway.web.context import this_gateway
from gateway.web.people import managing
from gateway.web.people.pages import pages, require_administrator, require_managed
from gateway.web.people.rights import PeopleError


@pages.post("/<int:staff_id>/link", endpoint="send_link")
def send_link(staff_id: int) -> Response:
    """Send a new one-time link; the one before stops working."""
    me, person = require_managed(staff_id)
    auditing.add_detail(person=person.email)
    try:
        link = managing.send_link(this_gateway(), me, staff_id)
    except PeopleError as error:
        return _back(staff_id, str(error))
    if link:
        sealing.hand_over(this_gateway(), link)
        return _back(staff_id, "Mail is not set up: give them the link below.")
    return _back(staff_id, f"A new link is on its way to {person.email}.")


@pages.post("/<int:staff_id>/disable", endpoint="disable")
def disable(staff_id: int) -> Response:
    """Close the account."""
    me = require_administrator()
    _, person = require_managed(staff_id)
    auditing.add_detail(person=person.email)
    try:
        managing.disable(this_gateway(), me, staff_id)
    except PeopleError as error:
        auditing.add_detail(refused=True)
        return _back(staff_id, str(error))
    return _back(staff_id, f"The account of {person.email} is closed, and its sessions have ended.")


@pages.post("/<int:staff_id>/enable", endpoint="enable")
def enable(staff_id: int) -> Response:
    """Open the account again."""
    require_administrator()
    _, person = require_managed(staff_id)
    auditing.add_detail(person=person.email)
    managing.enable(this_gateway(), staff_id)
    return _back(staff_id, f"The account of {person.email} is open again.")


@pages.post("/<int:staff_id>/sign-out", endpoint="sign_out_person")
def sign_out(staff_id: int) -> Response:
    """End all sessions of a person."""
    require_administrator()
    _, person = require_managed(staff_id)
    auditing.add_detail(person=person.email)
    ended = managing.end_sessions(this_gateway(), staff_id)
    return _back(staff_id, f"{person.email} was signed out of {ended} browser{'' if ended == 1 else 's'}.")


@pages.post("/<int:staff_id>/second-factor", endpoint="remove_factor")
def remove_factor(staff_id: int) -> Response:
    """Take the second factor away, for who has lost phone and codes."""
    require_administrator()
    _, person = require_managed(staff_id)
    auditing.add_detail(person=person.email)
    managing.remove_factor(this_gateway(), staff_id)
    return _back(staff_id, f"{person.email} signs in with the password alone until they set up a new second factor.")


def _back(staff_id: int, words: str) -> Response:
    flash(words)
    return redirect(url_for("people.person", staff_id=staff_id), 303)
