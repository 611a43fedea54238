"""The door for mail providers that speak HTTP: verify, store durably, answer (PROTOCOL 14).

Statuses as Rails' ingresses have them: 200 stored, 401 not believed, 422 unreadable, 503 come again. Never 403 or 406,
which make a provider give up on a mail for good.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, request

from gateway.bootstrap import Gateway
from gateway.channels.email import mail_arrival
from gateway.channels.mail_providers import EmailProvider, MailWebhook, ProviderMail, open_providers
from gateway.channels.mail_providers.forms import read_form
from gateway.channels.mail_providers.shape import REFUSED
from gateway.edges.arrivals import read_flags
from gateway.edges.limits import Room
from gateway.edges.recipients import make_address_book
from gateway.edges.refusals import Refusals
from gateway.edges.watchdog import Watchdog
from gateway.edges.webhooks import Receiver, read_headers
from gateway.envelopes import Arrival
from gateway.errors import IntakeError, WebhookRefusedError
from gateway.settings import MEBIBYTE, Settings
from gateway.store.messages import is_stored
from gateway.store.seen_tokens import is_seen, remember_token

log = logging.getLogger(__name__)

WATCHDOG = 25.0
"""Seconds after which a provider is told to come again; a large mail takes a few."""
_THREADS = 8
_LONGEST_ADDRESS = 512
_MOST_RECIPIENTS = 200
_SWELLING = 3
"""A mail inside a request may be three times its size: percent signs, or once raw and once in parts."""


def largest_body(settings: Settings) -> int:
    """Octets of the largest request that can hold a mail of the largest size."""
    return _SWELLING * settings.message_size_limit + MEBIBYTE


def mail_webhook_blueprint(gateway: Gateway, intake: Receiver) -> Blueprint:
    """`POST /inbound/mail/NAME` for every provider that has a secret in the settings; raises `SettingsError`."""
    desk, watchdog = _Desk(gateway, intake), Watchdog("mail-webhook", threads=_THREADS)
    providers, largest = open_providers(gateway.settings), largest_body(gateway.settings)
    room = _SharedRoom(gateway.settings.bytes_in_flight_limit)

    def view(name: str) -> Response:
        provider = providers.get(name) or abort(404)
        request.max_content_length = largest
        with room.lend(_SWELLING * (request.content_length or largest)) as is_lent:
            if not is_lent:
                return _answer(503)
            posted = _Posted(read_headers(request.environ), request.get_data(cache=False), datetime.now(UTC))
            return _answer(watchdog.watch(lambda: desk.take(provider, posted), seconds=WATCHDOG))

    blueprint = Blueprint("mail_webhooks", __name__)
    blueprint.add_url_rule("/inbound/mail/<name>", "mail", view, methods=["POST"])
    # Mailgun sends the raw mail only to addresses that end in this word.
    blueprint.add_url_rule("/inbound/mail/<name>/mime", "mail_mime", view, methods=["POST"])
    return blueprint


@dataclass(frozen=True, slots=True)
class _Posted:
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime

    def read(self) -> MailWebhook:
        form = read_form(self.headers["content-type"], self.body)
        return MailWebhook(headers=self.headers, form=form, body=self.body, received_at=self.received_at)


class _Desk:
    """What is done with a request, without anything of Flask."""

    def __init__(self, gateway: Gateway, intake: Receiver) -> None:
        self._gateway = gateway
        self._intake = intake
        self._refusals = Refusals(gateway)

    def take(self, provider: EmailProvider, posted: _Posted) -> int:
        """Keep the mails of a request and return the HTTP status: 200 only when all of them are committed."""
        try:
            webhook = posted.read()
            token = provider.verify(webhook)
            arrivals = [self._arrival(provider, webhook, mail) for mail in provider.messages(webhook)]
            self._store(arrivals, f"{provider.name}:{token}" if token else "")
        except WebhookRefusedError as error:
            return self._refusals.note(error)
        except IntakeError as error:
            return _come_again(provider, error)
        return 200

    def _store(self, arrivals: list[Arrival], token: str) -> None:
        if token:
            self._check_unused(token, arrivals)
        for arrival in arrivals:
            self._intake.receive(arrival)
        if token:
            with self._gateway.store.writing() as connection:
                remember_token(connection, token, now=self._gateway.clock())

    def _check_unused(self, token: str, arrivals: list[Arrival]) -> None:
        """A provider may repeat its request with the same mail; the token of one mail does not vouch for another."""
        with self._gateway.store.reading() as connection:
            is_repeated = is_seen(connection, token)
            if is_repeated and not all(is_stored(connection, arrival.channel, arrival.key) for arrival in arrivals):
                raise WebhookRefusedError("The signature was used for another mail.", status=401, counter=REFUSED)

    def _arrival(self, provider: EmailProvider, webhook: MailWebhook, mail: ProviderMail) -> Arrival:
        book = make_address_book(self._gateway.rulebooks.current().city)
        recipients = tuple(recipient[:_LONGEST_ADDRESS] for recipient in mail.recipients[:_MOST_RECIPIENTS])
        return mail_arrival(
            "email",
            mail.raw,
            sender=mail.sender[:_LONGEST_ADDRESS],
            recipients=book.choose(recipients),
            now=webhook.received_at,
            details={"door": provider.name, "written_to": ", ".join(recipients), **mail.details},
            flags=read_flags(mail.raw),
        )


def _come_again(provider: EmailProvider, error: IntakeError) -> int:
    log.error("a mail was not stored and must come again: %s", error, extra={"door": provider.name})
    return 503


class _SharedRoom:
    """The octets that all requests may take at once; a single one always fits."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._room = Room(limit)
        self._lock = threading.Lock()

    @contextmanager
    def lend(self, octets: int) -> Iterator[bool]:
        """Whether there was room; it is given back at the end."""
        octets = min(octets, self._limit)
        with self._lock:
            is_lent = self._room.take(octets)
        try:
            yield is_lent
        finally:
            if is_lent:
                with self._lock:
                    self._room.give_back(octets)


def _answer(status: int) -> Response:
    headers = {"WWW-Authenticate": 'Basic realm="mail"'} if status == 401 else {}
    return Response("", status=status, content_type="text/plain; charset=utf-8", headers=headers)
