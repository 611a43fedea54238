"""The second step of signing in: six digits from the app, or a recovery code."""

from __future__ import annotations

from typing import assert_never

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.web import auditing, second_factor
from gateway.web.accounts import LockedOut, Refused, SignedIn
from gateway.web.context import this_gateway
from gateway.web.kept import find_kept
from gateway.web.sign_in.entering import find_half, let_in
from gateway.web.sign_in.pages import next_page, pages, tell_refusal

_WRONG = "This code is not right, or was used already. Wait for the next one and type it."


@pages.get("/sign-in/second-step", endpoint="second_step")
def show() -> str | Response:
    """Ask for the code; who has not given a password goes back to it."""
    if find_half() is None:
        return redirect(url_for("sign_in.form", next=next_page()))
    return render_template("second_step.html", error="", next_page=next_page(), kept=None)


@pages.post("/sign-in/second-step", endpoint="take_code")
def take() -> Response | tuple[str, int]:
    """Check the code and sign in."""
    person, carried = find_half(), find_kept()
    if person is None:
        error = "That took more than ten minutes. Begin again with your password."
        return render_template("sign_in.html", email="", error=error, next_page=next_page(), kept=carried), 422
    attempt = second_factor.try_code(this_gateway(), person, request.form.get("code", ""))
    match attempt:
        case SignedIn():
            return let_in(person, next_page=next_page(), carried=carried)
        case Refused() | LockedOut():
            return _refuse(attempt, person.email)
        case _:
            assert_never(attempt)


def _refuse(attempt: Refused | LockedOut, email: str) -> tuple[str, int]:
    error, status = tell_refusal(attempt, _WRONG)
    if isinstance(attempt, Refused) and attempt.tries_left == 0:
        auditing.add_line("sign_in.locked", subject=email)
    return render_template("second_step.html", error=error, next_page=next_page(), kept=find_kept()), status
