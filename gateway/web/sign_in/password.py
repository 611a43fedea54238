"""Address and password, and the way out."""

from __future__ import annotations

from typing import assert_never

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.web import accounts, auditing, sessions
from gateway.web.accounts import LockedOut, Refused, SignedIn
from gateway.web.context import find_person, this_gateway
from gateway.web.kept import ask_to_send, find_kept
from gateway.web.sign_in.entering import enter
from gateway.web.sign_in.pages import next_page, pages, tell_refusal

_WRONG = "This address and password do not belong together."


@pages.get("/sign-in")
def form() -> str | Response:
    """The form; somebody who is signed in goes on to the desk."""
    if find_person():
        return redirect(next_page())
    return render_template("sign_in.html", email="", error="", next_page=next_page(), kept=None)


@pages.post("/sign-in")
def sign_in() -> Response | tuple[str, int]:
    """Check address and password."""
    email, gateway = request.form.get("email", ""), this_gateway()
    attempt = accounts.try_sign_in(gateway, email, request.form.get("password", ""), network=request.remote_addr or "")
    match attempt:
        case SignedIn(person=person):
            return enter(person, next_page=next_page(), carried=find_kept())
        case Refused() | LockedOut():
            return _refuse(attempt, email)
        case _:
            assert_never(attempt)


def _refuse(attempt: Refused | LockedOut, email: str) -> tuple[str, int]:
    error, status = tell_refusal(attempt, _WRONG)
    if isinstance(attempt, Refused) and attempt.tries_left == 0:
        auditing.add_line("sign_in.locked", subject=email.strip().lower()[:320])
    page = render_template("sign_in.html", email=email, error=error, next_page=next_page(), kept=find_kept())
    return page, status


@pages.post("/sign-in/kept")
def send_kept() -> Response:
    """Who has signed in elsewhere meanwhile goes on to what was typed."""
    carried = find_kept()
    if carried is None:
        return redirect(url_for("desk.departments"), 303)
    if find_person():
        return ask_to_send(carried)
    error = "You are not signed in yet."
    page = render_template("sign_in.html", email="", error=error, next_page=carried.path, kept=carried)
    return Response(page, 422, content_type="text/html; charset=utf-8")


@pages.post("/sign-out")
def sign_out() -> Response:
    """End the session."""
    if person := find_person():
        auditing.add_line("sign_in.signed_out", actor=person.email, subject=person.email)
    sessions.close_session(this_gateway())
    return redirect(url_for("start.page"), 303)
