"""What administrators look after: channels, what could not be sent or read, and how long persons are kept."""

from gateway.web.administration import (
    channels,
    in_force,
    keys,
    messages,
    overview,
    persons,
    retention,
    unsent,
    webhook_log,
    webhooks,
    wishes,
    work,
)
from gateway.web.administration.pages import pages

__all__ = [
    "channels",
    "in_force",
    "keys",
    "messages",
    "overview",
    "pages",
    "persons",
    "retention",
    "unsent",
    "webhook_log",
    "webhooks",
    "wishes",
    "work",
]
