"""The own account: the password, and where one is signed in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.store import second_factors, sessions
from gateway.store.staff import StaffRow
from gateway.web import accounts, auditing
from gateway.web.context import require_account, this_gateway
from gateway.web.people.pages import department_names, pages
from gateway.web.sessions import list_own, this_session


@pages.get("/me", endpoint="me")
def show() -> str:
    """The page of whoever is signed in."""
    return _draw(require_account())


def _draw(me: StaffRow, *, error: str = "") -> str:
    gateway = this_gateway()
    with gateway.store.reading() as connection:
        codes = second_factors.count_codes(connection, me.id)
    return render_template(
        "people_me.html",
        me=me,
        error=error,
        codes=codes,
        names=department_names(me),
        sessions=list_own(gateway, me.id),
        here=this_session(),
    )


@pages.post("/me/password", endpoint="change_password")
def change_password() -> Response | tuple[str, int]:
    """Set a new password with the old one; every other browser is signed out."""
    me, new = require_account(), request.form.get("password", "")
    problem = (
        _wrong_password(me, request.form.get("current", ""))
        or accounts.password_problem(new)
        or ("" if new == request.form.get("again", "") else "The two passwords differ. Type the same one twice.")
    )
    if problem:
        return _draw(me, error=problem), 422
    accounts.change_password(this_gateway(), me, new, spare=this_session())
    flash("The password was changed. Other browsers are signed out.")
    return redirect(url_for("people.me"), 303)


def _wrong_password(me: StaffRow, password: str) -> str:
    """Why the current password does not count, in one sentence; each try counts as at the sign-in."""
    attempt = accounts.try_sign_in(this_gateway(), me.email, password)
    match attempt:
        case accounts.SignedIn():
            return ""
        case accounts.LockedOut(minutes=minutes):
            return f"There were too many wrong tries. Try again in {minutes} minutes."
        case accounts.Refused():
            return "The current password is not right."


@pages.post("/me/sessions", endpoint="end_own_session")
def end_session() -> Response:
    """Sign out of one other browser, or of all others."""
    me, gateway = require_account(), this_gateway()
    chosen = request.form.get("session", "")
    with gateway.store.writing() as connection:
        if chosen == "others":
            ended = sessions.end_sessions(connection, me.id, spare=this_session(), now=gateway.clock())
        else:
            ended = int(sessions.end_session(connection, chosen, staff_id=me.id, now=gateway.clock()))
    auditing.add_detail(ended=ended)
    flash("Signed out there." if ended else "That browser was signed out already.")
    return redirect(url_for("people.me"), 303)
