"""Signing in with the city's own account, at its identity provider."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, session, url_for
from werkzeug.wrappers import Response

from gateway.web import auditing, identity
from gateway.web.context import this_gateway
from gateway.web.identity import IdentityError
from gateway.web.sign_in.entering import enter
from gateway.web.sign_in.pages import is_ours, next_page, pages

_NEXT = "provider_next"


@pages.record
def _make_provider(state: Any) -> None:
    identity.keep_provider(state.app, state.app.extensions["gateway"])
    state.app.jinja_env.globals["has_provider"] = identity.has_provider
    state.app.jinja_env.globals["provider_name"] = state.app.extensions["gateway"].settings.oidc_name


@pages.get("/sign-in/provider", endpoint="provider")
def go() -> Response | tuple[str, int]:
    """Go to the provider's sign-in page."""
    _require_provider()
    session[_NEXT] = next_page()
    back = f"{this_gateway().settings.public_url}{url_for('sign_in.provider_back')}"
    try:
        return identity.go_to_provider(back)
    except IdentityError as error:
        return _refuse(error)


@pages.get("/sign-in/provider/back", endpoint="provider_back")
def come_back() -> Response | tuple[str, int]:
    """Where the provider sends somebody back to."""
    _require_provider()
    gateway, wanted = this_gateway(), str(session.get(_NEXT, ""))
    try:
        person = identity.find_or_add_person(gateway, identity.read_identity(gateway))
    except IdentityError as error:
        return _refuse(error)
    onward = wanted if is_ours(wanted) else url_for("desk.departments")
    return enter(person, next_page=onward, carried=None, way="provider")


def _require_provider() -> None:
    if not identity.has_provider():
        abort(404)


def _refuse(error: IdentityError) -> tuple[str, int]:
    auditing.add_line("sign_in.provider_refused", subject=str(error)[:200], data={"path": request.path})
    page = render_template("sign_in.html", email="", error=str(error), next_page=next_page(), kept=None)
    return page, 422
