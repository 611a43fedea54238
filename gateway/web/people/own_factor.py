"""The own second factor: set up with an app, recovery codes shown once, taken away with the password."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.store.second_factors import remove_factor
from gateway.store.staff import StaffRow
from gateway.web import second_factor
from gateway.web.accounts import LockedOut, SignedIn
from gateway.web.context import forget_person, require_account, this_gateway
from gateway.web.people.pages import pages
from gateway.web.sealing import hand_over, take_over
from gateway.web.second_factor import needs_second_factor
from gateway.web.sign_in.pages import next_page


@pages.get("/me/second-factor", endpoint="second_factor")
def show() -> str:
    """The picture for the app and the field for its first code; or what stands already."""
    return _draw(require_account())


def _draw(me: StaffRow, *, error: str = "") -> str:
    gateway, drawn, secret = this_gateway(), "", ""
    if me.totp_confirmed_at is None:
        secret = second_factor.begin(gateway, me)
        drawn = second_factor.draw_secret(gateway, me, secret)
    return render_template(
        "people_factor.html",
        me=me,
        error=error,
        picture=drawn,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        is_required=needs_second_factor(gateway, me),
        next_page=next_page(),
    )


@pages.post("/me/second-factor", endpoint="confirm_factor")
def confirm() -> Response | tuple[str, int]:
    """Switch it on when the first code is right."""
    me = require_account()
    if me.totp_confirmed_at is not None:
        return redirect(url_for("people.second_factor"), 303)
    codes = second_factor.confirm(this_gateway(), me, request.form.get("code", ""))
    if codes is None:
        return _draw(
            me, error="This code is not right. Check that the clock of your phone is, and type the next one."
        ), 422
    forget_person()
    return _show_codes(codes)


@pages.post("/me/recovery-codes", endpoint="make_codes")
def make_codes() -> Response | tuple[str, int]:
    """New recovery codes against a code of the app; those before stop working."""
    me = require_account()
    if problem := _wrong_code(me):
        return _draw(me, error=problem), 422
    return _show_codes(second_factor.make_codes(this_gateway(), me))


def _show_codes(codes: list[str]) -> Response:
    hand_over(this_gateway(), " ".join(codes))
    return redirect(url_for("people.recovery_codes", next=next_page()), 303)


@pages.get("/me/recovery-codes", endpoint="recovery_codes")
def show_codes() -> str | Response:
    """The codes, once; nobody sees them again."""
    me = require_account()
    codes = take_over(this_gateway()).split()
    if not codes:
        return redirect(url_for("people.second_factor"))
    return render_template("people_codes.html", me=me, codes=codes, next_page=next_page())


@pages.post("/me/second-factor/remove", endpoint="remove_own_factor")
def remove() -> Response | tuple[str, int]:
    """Take it away against a code, so that nobody does it at a browser that was left open."""
    me, gateway = require_account(), this_gateway()
    if problem := _wrong_code(me):
        return _draw(me, error=problem), 422
    with gateway.store.writing() as connection:
        remove_factor(connection, me.id)
    flash("From now on your password alone lets you in.")
    return redirect(url_for("people.me"), 303)


def _wrong_code(me: StaffRow) -> str:
    """Why a code does not count, in one sentence."""
    attempt = second_factor.try_code(this_gateway(), me, request.form.get("code", ""))
    if isinstance(attempt, SignedIn):
        return ""
    if isinstance(attempt, LockedOut):
        return f"There were too many wrong codes. Try again in {attempt.minutes} minutes."
    return "This code is not right, or was used already. Wait for the next one and type it."
