"""The one-time link with which a person sets a password."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.store.staff import StaffRow
from gateway.web import accounts, auditing
from gateway.web.context import this_gateway
from gateway.web.sign_in.entering import enter
from gateway.web.sign_in.pages import pages

_DEAD_LINK = "This link has been used, is too old, or was never one of ours. Ask an administrator for a new one."


@pages.get("/sign-in/link/<token>")
def link(token: str) -> str:
    """Ask for a password; looking at the link does not spend it, because mail scanners look too."""
    return render_template("set_password.html", owner=_owner(token), token=token, error="")


@pages.post("/sign-in/link/<token>")
def set_password(token: str) -> Response | tuple[str, int]:
    """Spend the link, set the password and sign in; a second factor is asked for all the same."""
    owner, password = _owner(token), request.form.get("password", "")
    problem = accounts.password_problem(password) or _differing(password, request.form.get("again", ""))
    if problem:
        return render_template("set_password.html", owner=owner, token=token, error=problem), 422
    person = accounts.redeem_link(this_gateway(), token, password)
    if person is None:
        abort(404, _DEAD_LINK)
    auditing.add_line("sign_in.password_set", actor=person.email, subject=person.email)
    return enter(person, next_page=url_for("desk.departments"), carried=None)


def _differing(password: str, again: str) -> str | None:
    return None if password == again else "The two passwords differ. Type the same one twice."


def _owner(token: str) -> StaffRow:
    return accounts.find_link_owner(this_gateway(), token) or abort(404, _DEAD_LINK)
