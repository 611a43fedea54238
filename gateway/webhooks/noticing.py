"""Takes what happened to tickets and writes for each system that wants to know of it what it will be sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.webhook import NAME
from gateway.envelopes import Draft, OutboundKind
from gateway.store.event_news import drop_news, list_news, listen, stop_listening
from gateway.store.outbox import queue_drafts, shelve_drafts
from gateway.store.ticket_schema import OPEN311_TEST
from gateway.store.webhook_log import drop_news_sent, list_old
from gateway.store.webhook_news import News, list_happened
from gateway.store.webhooks import PAUSED, WebhookRow, list_told, list_webhooks
from gateway.webhooks.payload import Composer, compose_ping, dump
from gateway.webhooks.types import PING, type_of

LISTENER = "webhooks"
AT_ONCE = 200
BATCHES = 25
"""In one round of the clock, every 15 seconds: 20,000 events a minute."""
KEPT_SECONDS = 30 * 86_400.0
"""How long what was sent stays in the log."""
_DROPPED_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One webhook with what it will be sent."""

    webhook: WebhookRow
    drafts: tuple[Draft, ...]


def tell_webhooks(gateway: Gateway) -> int:
    """Write what happened since the last time for every webhook; how many events that were.

    Asks the store one thing where there is no news. Raises `IntakeError` when the store is away.
    """
    told = 0
    for _ in range(BATCHES):
        done = _tell_batch(gateway)
        told += done
        if done < AT_ONCE:
            break
    return told


def heed_webhooks(connection: Connection) -> None:
    """Have events noted while there is anybody to tell, and not when there is nobody."""
    if list_told(connection):
        listen(connection, LISTENER)
    else:
        stop_listening(connection, LISTENER)


def drop_old_news(gateway: Gateway) -> int:
    """Forget what was sent to webhooks a month ago, some of it in each round; how much."""
    before = gateway.clock() - KEPT_SECONDS
    with gateway.store.reading() as connection:
        known = [webhook.id for webhook in list_webhooks(connection)]
        found = [row for one in known for row in list_old(connection, one, before=before, limit=_DROPPED_AT_ONCE)]
    for first in range(0, len(found), _DROPPED_AT_ONCE):
        with gateway.store.writing() as connection:
            drop_news_sent(connection, found[first : first + _DROPPED_AT_ONCE])
    return len(found)


def ping(connection: Connection, webhook: WebhookRow, *, now: float) -> int:
    """Send a test that tells of no ticket; its id in the outbox. The caller commits and rings."""
    cause = f"ping:{webhook.id}:{now}"
    body = compose_ping(webhook.name, now=now)
    return next(iter(queue_drafts(connection, [_draft(webhook, cause=cause, subject=PING, body=body)], now=now)), 0)


def _tell_batch(gateway: Gateway) -> int:
    """Bodies are written before the transaction that keeps them, because masking words takes its time."""
    now = gateway.clock()
    with gateway.store.reading() as connection:
        ids = list_news(connection, LISTENER, limit=AT_ONCE)
        if not ids:
            return 0
        webhooks, happened = list_told(connection), list_happened(connection, ids)
    composer = Composer(rulebook=gateway.rulebooks.current(), public_url=gateway.settings.public_url)
    told = tuple(_told(composer, webhook, happened) for webhook in webhooks)
    with gateway.store.writing() as connection:
        drop_news(connection, LISTENER, ids)
        rung = sum(_keep(connection, one, now=now) for one in told)
    if rung:
        gateway.bell.ring("deliver", 0)
    return len(ids)


def _told(composer: Composer, webhook: WebhookRow, happened: Sequence[News]) -> _Told:
    return _Told(webhook=webhook, drafts=tuple(_drafts(composer, webhook, happened)))


def _drafts(composer: Composer, webhook: WebhookRow, happened: Sequence[News]) -> Iterator[Draft]:
    for news in happened:
        if is_wanted(webhook, news):
            yield _draft(
                webhook,
                cause=f"event:{news.event.id}",
                subject=type_of(news.event.kind).name,
                body=dump(composer.compose(news, has_words=webhook.has_words)),
                ticket_id=news.ticket.id,
            )


def is_wanted(webhook: WebhookRow, news: News) -> bool:
    """Whether a system is told of something: never of what was before it, nor of what developers try."""
    told = not webhook.events or type_of(news.event.kind).name in webhook.events
    return (
        told
        and (not webhook.departments or bool(_departments(news) & set(webhook.departments)))
        and news.ticket.source != OPEN311_TEST
        and news.event.created_at >= webhook.created_at
    )


def _departments(news: News) -> set[str]:
    """Whose ticket it is, and whose it was until this happened: that one must hear that it is gone."""
    data = news.event.data
    former = {"moved": "from", "service_changed": "from_department"}.get(news.event.kind, "")
    return {news.ticket.department, *([str(data[former])] if former in data else [])}


def _keep(connection: Connection, told: _Told, *, now: float) -> int:
    """How many there are to be sent; those of a webhook that is paused are kept back."""
    if told.webhook.is_paused:
        shelve_drafts(connection, told.drafts, reason=PAUSED, now=now)
        return 0
    return len(queue_drafts(connection, told.drafts, now=now))


def _draft(webhook: WebhookRow, *, cause: str, subject: str, body: str, ticket_id: int | None = None) -> Draft:
    return Draft(
        cause=cause,
        kind=OutboundKind.WEBHOOK,
        channel=NAME,
        recipient=webhook.recipient,
        sender="",
        sender_name="",
        subject=subject,
        body=body,
        language="en",
        automatic=True,
        ticket_id=ticket_id,
    )
