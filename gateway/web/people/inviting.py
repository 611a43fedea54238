"""Inviting somebody to the desk by mail."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from gateway.store.staff import StaffRow
from gateway.web import auditing, sealing
from gateway.web.context import this_gateway
from gateway.web.people import managing
from gateway.web.people.forms import PersonForm, check_address, read_form
from gateway.web.people.pages import department_names, pages, require_manager
from gateway.web.people.rights import PeopleError, Rights


@pages.get("/invite", endpoint="invitation")
def show() -> str:
    """The empty form; the only department of a lead is ticked."""
    me = require_manager()
    ticked = me.leads if me.role != "administrator" and len(me.leads) == 1 else ()
    return _draw(me, PersonForm(rights=Rights(role="member", departments=ticked)))


@pages.post("/invite")
def invite() -> Response | tuple[str, int]:
    """Add the person and send the link."""
    me, form = require_manager(), read_form()
    known = set(department_names())
    try:
        check_address(form.email)
        invited = managing.invite(this_gateway(), me, email=form.email, name=form.name, rights=form.rights, known=known)
    except PeopleError as error:
        return _draw(me, read_form(error=str(error))), 422
    auditing.add_detail(person=invited.person.email, role=invited.person.role, departments=invited.person.departments)
    _tell(invited)
    return redirect(url_for("people.person", staff_id=invited.person.id), 303)


def _tell(invited: managing.Invited) -> None:
    email = invited.person.email
    if invited.was_there:
        flash(f"{email} had an account already and is a member now.")
    elif invited.link:
        sealing.hand_over(this_gateway(), invited.link)
        flash(f"{email} was added. Mail is not set up: give them the link below.")
    else:
        flash(f"The invitation is on its way to {email}. Its link works for {managing.LINK_DAYS} days.")


def _draw(me: StaffRow, form: PersonForm) -> str:
    names = department_names()
    mine = names if me.role == "administrator" else {key: names.get(key, key) for key in me.leads}
    return render_template("people_invite.html", me=me, form=form, names=mine, days=managing.LINK_DAYS)
