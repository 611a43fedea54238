"""How a page reaches the gateway and the person who is looking at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, abort, current_app, g, redirect, request, session, url_for

from gateway.bootstrap import Gateway
from gateway.envelopes import Arrival, Stored
from gateway.routing import Rulebook
from gateway.store.staff import StaffRow, find_staff
from gateway.web.accounts import SESSION_SECONDS, password_mark

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
        g.person = _person_of_session()
    return cast("StaffRow | None", g.person)


def _person_of_session() -> StaffRow | None:
    if "staff" not in session:
        return None
    gateway = this_gateway()
    if gateway.clock() - float(session.get("since", 0)) > SESSION_SECONDS:
        return None
    with gateway.store.reading() as connection:
        person = find_staff(connection, int(session["staff"]))
    if person is None or person.disabled_at is not None:
        return None
    return person if session.get("mark") == password_mark(gateway, person) else None


def require_person() -> StaffRow:
    """Who is signed in; a visitor is sent to the sign-in page, and back here afterwards."""
    if person := find_person():
        return person
    if request.method == "POST":
        abort(403, "You are signed out. Sign in in another window, then send this again.")
    here = request.full_path.rstrip("?")
    return abort(redirect(url_for("sign_in.form", next=here)))
