"""Signing in and out, and the one-time link with which a person sets a password."""

from __future__ import annotations

from typing import assert_never

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.store.staff import StaffRow
from gateway.web import accounts, security
from gateway.web.accounts import LockedOut, Refused, SignedIn
from gateway.web.context import find_person, this_gateway

pages = Blueprint("sign_in", __name__)
_DEAD_LINK = (
    "This link has been used, is older than 24 hours, or was never one of ours. Ask an administrator for a new one."
)


@pages.get("/sign-in")
def form() -> str | Response:
    """The form; somebody who is signed in goes on to the desk."""
    if find_person():
        return redirect(_next_page())
    return render_template("sign_in.html", email="", error="", next_page=_next_page())


@pages.post("/sign-in")
def sign_in() -> Response | tuple[str, int]:
    """Check address and password."""
    email = request.form.get("email", "")
    attempt = accounts.try_sign_in(this_gateway(), email, request.form.get("password", ""))
    match attempt:
        case SignedIn(person=person):
            security.open_session(this_gateway(), person)
            return redirect(_next_page(), 303)
        case Refused(tries_left=left):
            return _refusal(email, _refused_sentence(left), 422)
        case LockedOut(minutes=minutes):
            return _refusal(email, _locked_sentence(minutes), 429)
        case _:
            assert_never(attempt)


def _refusal(email: str, error: str, status: int) -> tuple[str, int]:
    return render_template("sign_in.html", email=email, error=error, next_page=_next_page()), status


def _refused_sentence(left: int) -> str:
    sentence = "This address and password do not belong together."
    return f"{sentence} {_times(left)} left before a pause of 15 minutes." if left < 3 else sentence


def _times(left: int) -> str:
    return "One try is" if left == 1 else "No try is" if left == 0 else f"{left} tries are"


def _locked_sentence(minutes: int) -> str:
    wait = "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"There were too many wrong passwords for this address. Try again in {wait}, or ask for a one-time link."


def _next_page() -> str:
    """Where to go afterwards: a path of ours, never another site."""
    wanted = request.values.get("next", "")
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_ours else url_for("desk.departments")


@pages.post("/sign-out")
def sign_out() -> Response:
    """End the session."""
    security.close_session()
    return redirect(url_for("start.page"), 303)


@pages.get("/sign-in/link/<token>")
def link(token: str) -> str:
    """Ask for a password; looking at the link does not spend it, because mail scanners look too."""
    return render_template("set_password.html", owner=_owner(token), token=token, error="")


@pages.post("/sign-in/link/<token>")
def set_password(token: str) -> Response | tuple[str, int]:
    """Spend the link, set the password and sign in."""
    owner = _owner(token)
    password = request.form.get("password", "")
    problem = accounts.password_problem(password)
    if problem is None and password != request.form.get("again", ""):
        problem = "The two passwords differ. Type the same one twice."
    if problem:
        return render_template("set_password.html", owner=owner, token=token, error=problem), 422
    person = accounts.redeem_link(this_gateway(), token, password)
    if person is None:
        abort(404, _DEAD_LINK)
    security.open_session(this_gateway(), person)
    return redirect(url_for("desk.departments"), 303)


def _owner(token: str) -> StaffRow:
    return accounts.find_link_owner(this_gateway(), token) or abort(404, _DEAD_LINK)
