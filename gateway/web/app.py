"""Puts the pages together: one Flask application around one `Gateway`, with every protection switched on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from gateway.bootstrap import Gateway
from gateway.envelopes import Arrival, Stored
from gateway.web import (
    administration,
    alike,
    attachments,
    desk,
    errors,
    health,
    held,
    insight,
    people,
    resident,
    rules,
    senders,
    sign_in,
    simulator,
    start,
    tickets,
    vendor,
)
from gateway.web.auditing import keep_audit
from gateway.web.context import keep_context
from gateway.web.noticed import tell_noticed
from gateway.web.security import protect
from gateway.web.words import teach_templates

_FORM_LIMIT = 1024 * 1024
"""Octets of a posted form; a webhook may set its own limit on its request."""


def create_app(
    gateway: Gateway, *, receive: Callable[[Arrival], Stored], blueprints: Iterable[Blueprint] = ()
) -> Flask:
    """The web application. `receive` stores what the simulator sends; `blueprints` (webhooks) do without our CSRF."""
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=_FORM_LIMIT, SEND_FILE_MAX_AGE_DEFAULT=86_400)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    others = tuple(blueprints)
    keep_context(app, gateway, receive)
    protect(app, gateway, exempt=frozenset(blueprint.name for blueprint in (resident.pages, *others)))
    resident.keep_tallies(app)
    keep_audit(app)
    teach_templates(app, gateway)
    app.jinja_env.filters["noticed"] = tell_noticed
    errors.register(app)
    app.jinja_env.globals["asset_version"] = _asset_version(app)
    app.jinja_env.globals["has_htmx"] = vendor.is_installed()
    app.jinja_env.globals["has_map_tiles"] = bool(gateway.settings.map_tiles)
    for blueprint in (*_pages(gateway), *others):
        app.register_blueprint(blueprint)
    if proxies := gateway.settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    return app


def _pages(gateway: Gateway) -> tuple[Blueprint, ...]:
    tickets_of = (desk.pages, held.pages, senders.pages, tickets.pages, attachments.pages, alike.pages)
    signed_in = (*tickets_of, rules.pages, insight.pages, people.pages, administration.pages)
    always = (start.pages, resident.pages, insight.public, sign_in.pages, *signed_in, health.pages, vendor.pages)
    return (*always, simulator.pages) if gateway.settings.simulator else always


def _asset_version(app: Flask) -> str:
    files = [*sorted(Path(app.root_path, "static").glob("*.*")), Path(app.root_path, "package-lock.json")]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]
