"""What needs a person now, each in one sentence with the page where it is put right."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.channels.webhook import PATIENT_FAILURES
from gateway.store.api_keys import list_keys
from gateway.store.channel_health import LATELY
from gateway.store.channel_states import AUTOMATIC_MAIL, DEPARTMENT_NOTICES, list_pauses
from gateway.store.handovers import list_silent
from gateway.store.held import count_held
from gateway.store.mail_accounts import list_accounts
from gateway.store.text_polls import list_polls
from gateway.store.unread import count_unreadable
from gateway.store.unsent import count_unsent
from gateway.store.webhooks import list_told
from gateway.store.work import WorkStatistics
from gateway.web.words import words_for

SLOW_SECONDS = 120.0
"""A message that waits longer for being read is a matter for a person (PROTOCOL 16.18)."""
PAUSABLE = {AUTOMATIC_MAIL: "Automatic mail", DEPARTMENT_NOTICES: "Mail to departments"}
"""What is paused besides channels, in words."""

_DAY = 86_400.0
_LAST_DAYS = 14 * _DAY
"""So long before a key ends somebody should know."""
_SILENT_FAILURES = 5
"""In a row: after more than an hour."""
_TEXT = "Text"
"""What all channels of carriers are called; the carrier tells them apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """A sentence, and where to go."""

    words: str
    address: str
    link: str
    is_urgent: bool = True
    """False for what can wait until the afternoon."""


def list_concerns(connection: Connection, gateway: Gateway, found: WorkStatistics) -> list[Concern]:
    """The urgent ones first."""
    everything = (
        *_of_rules(gateway),
        *_of_work(found),
        *_of_channels(connection, gateway),
        *_of_doors(connection, gateway),
        *_of_messages(connection, gateway),
        *_of_webhooks(connection),
        *_of_systems(connection, gateway),
        *_of_keys(connection, gateway),
    )
    return sorted(everything, key=lambda concern: not concern.is_urgent)


def name_of(channel: str) -> str:
    """A channel, or what is paused besides them, as people call it."""
    words = PAUSABLE.get(channel) or words_for(channel)
    return f"{words} by {channel.capitalize()}" if words == _TEXT else words


def _of_rules(gateway: Gateway) -> Iterator[Concern]:
    if gateway.rulebooks.problem:
        words = "The rulebook on disk is broken; the last good one stays in force."
        yield Concern(words=words, address=url_for("rules.overview"), link="Look at the rules")


def _of_work(found: WorkStatistics) -> Iterator[Concern]:
    address = url_for("administration.work")
    if found.dead:
        words = f"{_count(found.dead, 'piece of work was', 'pieces of work were')} given up after several tries."
        yield Concern(words=words, address=address, link="See what it was")
    if found.oldest_unprocessed_seconds > SLOW_SECONDS:
        minutes = round(found.oldest_unprocessed_seconds / 60)
        words = f"A message has been waiting for {minutes} minutes to be read. Is a worker running?"
        yield Concern(words=words, address=address, link="See what waits")


def _of_channels(connection: Connection, gateway: Gateway) -> Iterator[Concern]:
    now, address = gateway.clock(), url_for("administration.channels")
    for name, pause in list_pauses(connection, now=now).items():
        words = f"{name_of(name)} sends nothing at the moment: {pause.reason or 'it was paused'}."
        yield Concern(words=words.replace("..", "."), address=address, link="See the channels")
    if failed := count_unsent(connection, "failed", since=now - LATELY):
        words = f"{_count(failed, 'message', 'messages')} of the last week could not be sent."
        link, where = "See which", url_for("administration.unsent")
        yield Concern(words=words, address=where, link=link, is_urgent=False)


def _of_doors(connection: Connection, gateway: Gateway) -> Iterator[Concern]:
    """A mailbox or a provider that is no longer in the settings is nobody's trouble."""
    address, link = url_for("administration.channels"), "See the channels"
    for account in list_accounts(connection) if gateway.settings.imap_url else ():
        if account.problem:
            yield Concern(words=f"The mailbox is not read: {account.problem}", address=address, link=link)
    for poll in list_polls(connection) if gateway.settings.twilio_account_sid else ():
        if poll.problem:
            yield Concern(words=f"Lost texts cannot be asked for: {poll.problem}", address=address, link=link)


def _of_messages(connection: Connection, gateway: Gateway) -> Iterator[Concern]:
    if held := count_held(connection):
        words = f"{_count(held, 'mail is', 'mails are')} held as spam or because the sender is blocked."
        yield Concern(words=words, address=url_for("held.page"), link="Look through them", is_urgent=False)
    if unread := count_unreadable(connection):
        words = f"{_count(unread, 'message', 'messages')} could not be read by the gateway."
        address = url_for("administration.messages")
        yield Concern(words=words, address=address, link="Read them yourself", is_urgent=False)
    if not gateway.settings.smtp_relay and not gateway.settings.simulator:
        words = "No way out for mail is set (GATEWAY_SMTP_RELAY): answers are only shown here."
        yield Concern(words=words, address=url_for("administration.settings"), link="See the settings")


def _of_webhooks(connection: Connection) -> Iterator[Concern]:
    """One that somebody paused is nobody's trouble; one that the gateway had to pause is."""
    for row in list_told(connection):
        address = url_for("administration.webhook", webhook_id=row.id)
        if row.is_paused and "@" not in row.stopped_by:
            words = f"{row.name} is told nothing more of tickets: {row.stopped_by}."
            yield Concern(words=words, address=address, link="See the webhook")
        elif not row.is_paused and row.failures >= PATIENT_FAILURES:
            words = f"{row.name} does not take what it is told of tickets: {row.failures} calls failed."
            yield Concern(words=words, address=address, link="See the webhook", is_urgent=False)


def _of_systems(connection: Connection, gateway: Gateway) -> Iterator[Concern]:
    """Tickets go on at the desk meanwhile, but nobody hears of what is done there."""
    departments = gateway.rulebooks.current().departments
    for key, tickets in list_silent(connection, failures=_SILENT_FAILURES):
        name = departments[key].name if key in departments else key
        words = f"The system of {name} does not say how {_count(tickets, 'ticket stands', 'tickets stand')} there."
        address = url_for("desk.queue", department=key)
        yield Concern(words=words, address=address, link="See its tickets", is_urgent=False)


def _of_keys(connection: Connection, gateway: Gateway) -> Iterator[Concern]:
    """An app stops filing on the day on which its key does."""
    now = gateway.clock()
    for row in list_keys(connection):
        if row.is_in_force(now) and row.expires_at is not None and row.expires_at < now + _LAST_DAYS:
            days = _count(math.ceil((row.expires_at - now) / _DAY), "day", "days")
            words = f"The key of {row.name} opens nothing after {days} from now. Give out another one in time."
            yield Concern(words=words, address=url_for("administration.keys"), link="See the keys", is_urgent=False)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
