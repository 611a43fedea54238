"""A webhook put into the tables by hand, for tests of its pages."""

from __future__ import annotations

from typing import Any

from gateway.channels.webhook import make_secret
from gateway.store.webhooks import NewWebhook, add_webhook
from gateway.webhooks import heed_webhooks
from tests.web.site import NOON, Site

URL = "https://crews.example/tickets"


def add(site: Site, url: str = URL, **given: Any) -> int:
    """A webhook in the tables."""
    _, sealed = make_secret(site.gateway.tokens)
    values = {"name": "Crews", "url": url, "events": (), "departments": (), "has_words": False}
    with site.gateway.store.writing() as connection:
        new = NewWebhook(**{**values, **given}, secret=sealed, created_by="cris@elmcity.example", created_at=NOON)
        webhook_id = add_webhook(connection, new)
        heed_webhooks(connection)
    return webhook_id
