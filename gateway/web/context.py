"""How a page reaches the gateway and the person who is looking at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, abort, current_app, g, redirect, request, url_for

from gateway.bootstrap import Gateway
from gateway.envelopes import Arrival, Stored
from gateway.routing import Rulebook
from gateway.store.staff import StaffRow
from gateway.web import kept
from gateway.web.live import is_htmx
from gateway.web.second_factor import needs_second_factor
from gateway.web.sessions import find_signed_in

_GATEWAY = "gateway"
_RECEIVE = "receive"


def keep_context(app: Flask, gateway: Gateway, receive: Callable[[Arrival], Stored]) -> None:
    """Remember what the pages need, and let every template know who is signed in."""
    app.extensions[_GATEWAY] = gateway
    app.extensions[_RECEIVE] = receive
    app.jinja_env.globals["has_endpoint"] = lambda endpoint: endpoint in app.view_functions
    app.context_processor(lambda: {"person": find_person, "has_simulator": gateway.settings.simulator})


def this_gateway() -> Gateway:
    """The gateway that the application was made for."""
    return cast("Gateway", current_app.extensions[_GATEWAY])


def this_rulebook() -> Rulebook:
    """The rulebook in force."""
    return this_gateway().rulebooks.current()


def receive_arrival(arrival: Arrival) -> Stored:
    """Store an arrival durably; raises `IntakeError` when nothing was promised."""
    receive = cast("Callable[[Arrival], Stored]", current_app.extensions[_RECEIVE])
    return receive(arrival)


def find_person() -> StaffRow | None:
    """Who is signed in, looked up once per request; None for a visitor and for an ended session."""
    if "person" not in g:
        g.person = find_signed_in(this_gateway())
    return cast("StaffRow | None", g.person)


def forget_person() -> None:
    """Look again who is signed in, because that has just changed."""
    g.pop("person", None)


def require_person() -> StaffRow:
    """Who is signed in; a visitor is sent to the sign-in page, and back here afterwards with what was typed.

    Who must have a second factor and has none is sent to set one up first.
    """
    person = require_account()
    if needs_second_factor(this_gateway(), person):
        abort(redirect(url_for("people.second_factor", next=_here()), 303))
    return person


def require_account() -> StaffRow:
    """Who is signed in, for the pages of the own account; a second factor may still be wanted."""
    if person := find_person():
        return person
    if request.method == "GET" and is_htmx():
        abort(kept.say_signed_out())
    form = kept.take_form() if request.method == "POST" else None
    if form:
        abort(kept.ask_to_sign_in(form))
    return abort(redirect(url_for("sign_in.form", next=_here())))


def _here() -> str:
    """The page to come back to; that of a form is not one."""
    return request.full_path.rstrip("?") if request.method == "GET" else url_for("desk.departments")
