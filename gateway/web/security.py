"""What every answer and every form is protected by: cookie, CSRF token and response headers."""

from __future__ import annotations

import hmac
import secrets

from flask import Flask, Response, abort, request, session
from markupsafe import Markup

from gateway.bootstrap import Gateway
from gateway.web import kept
from gateway.web.accounts import SESSION_SECONDS, derive_key
from gateway.web.context import find_person
from gateway.web.kept import CSRF_FIELD

_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_CACHED = {"static", "vendor.htmx", "vendor.module", "vendor.file"}
"""Endpoints whose addresses carry a version."""
_STALE_FORM = "This form is too old or was opened before you signed in. Go back, reload the page and send it again."


def protect(app: Flask, gateway: Gateway, *, exempt: frozenset[str]) -> None:
    """Switch everything on; blueprints in `exempt` verify their requests themselves."""
    _configure_session(app, gateway)
    app.jinja_env.globals["csrf_field"] = csrf_field

    @app.before_request
    def _check_csrf() -> Response | None:
        changes = request.method in {"POST", "PUT", "PATCH", "DELETE"}
        if changes and request.routing_exception is None and request.blueprint not in exempt and not _has_token():
            return _answer_stale_form()
        return None

    app.after_request(_add_headers)


def _configure_session(app: Flask, gateway: Gateway) -> None:
    is_https = gateway.settings.public_url.startswith("https://")
    app.secret_key = derive_key(gateway, "web-session")
    app.config.update(
        SESSION_COOKIE_NAME="__Host-gateway" if is_https else "gateway",
        SESSION_COOKIE_SECURE=is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=int(SESSION_SECONDS),
    )


def csrf_field() -> Markup:
    """The hidden field that every form that changes something carries."""
    token = session.setdefault("csrf", secrets.token_urlsafe(32))
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, token)


def _has_token() -> bool:
    expected, given = str(session.get("csrf", "")), request.form.get(CSRF_FIELD, "")
    return bool(expected) and hmac.compare_digest(expected.encode(), given.encode())


def _answer_stale_form() -> Response:
    """A form of ours that is too old is kept and can be sent on; one from elsewhere is refused."""
    form = kept.take_form() if kept.is_from_here() else None
    if form is None:
        abort(403, _STALE_FORM)
    return kept.ask_to_send(form, status=403) if find_person() else kept.ask_to_sign_in(form)


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint not in _CACHED:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def allow_marked(response: Response, nonce: str) -> None:
    """Let one page have scripts and styles of its own where they carry `nonce`, which no text on the page can guess."""
    marked = f"'self' 'nonce-{nonce}'"
    response.headers["Content-Security-Policy"] = f"{_POLICY}; script-src {marked}; style-src {marked}"


def allow_pictures_of(response: Response, origin: str) -> None:
    """Let one page show pictures from another server, such as the tiles of a map."""
    response.headers["Content-Security-Policy"] = f"{_POLICY}; img-src 'self' data: {origin}"
