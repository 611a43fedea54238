"""What `gateway doctor` says of the ways by which no text is lost: asking Twilio, and the fallback endpoint."""

from __future__ import annotations

import time
from collections.abc import Iterator

from gateway.channels.spool import Spool
from gateway.cli.finding import Finding, Health
from gateway.edges.text_poll import asks_for_texts, describe_poll
from gateway.settings import Settings
from gateway.store.engine import Store
from gateway.store.text_polls import list_polls

_LATE = 3
"""Intervals after which the asking has stopped."""


def check_text_poll(settings: Settings) -> Iterator[Finding]:
    """When Twilio was last asked for texts that did not come by themselves, and what came of it."""
    if not settings.twilio_account_sid:
        return
    if not asks_for_texts(settings):
        words = "Twilio is not asked for texts whose webhook did not come; see GATEWAY_TEXT_POLL_SECONDS"
        yield Finding(what="lost texts", health=Health.MISSING, words=words)
        return
    store = Store(settings.database_url)
    try:
        with store.reading() as connection:
            poll = next(iter(list_polls(connection)), None)
    finally:
        store.dispose()
    now = time.time()
    is_late = poll is None or poll.polled_at is None or now - poll.polled_at > _LATE * settings.text_poll_seconds
    health = Health.BROKEN if is_late or (poll and poll.problem) else Health.GOOD
    words = describe_poll(poll, now=now) + ("; see that `gateway clock` runs" if is_late else "")
    yield Finding(what="lost texts", health=health, words=words)


def check_fallback(settings: Settings) -> Iterator[Finding]:
    """Where a number's fallback URL leads, and what waits there."""
    if not settings.twilio_account_sid:
        return
    if not settings.fallback_url:
        words = "no GATEWAY_FALLBACK_URL: run `gateway fallback`, best on another machine, and tell Twilio its address"
        yield Finding(what="fallback", health=Health.MISSING, words=words)
        return
    waiting = len(Spool(settings.fallback_spool_dir).waiting())
    words = (
        f"set the number's fallback URL to {settings.fallback_url}/inbound/twilio (POST); {waiting} texts wait there"
    )
    yield Finding(what="fallback", health=Health.GOOD, words=words)
