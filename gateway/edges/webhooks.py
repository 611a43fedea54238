"""The door for providers that speak HTTP: verify, store durably, answer; the rest happens later (PROTOCOL 12)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from flask import Blueprint, Response, request

from gateway.bootstrap import Gateway
from gateway.channels.spool import Spool
from gateway.channels.text_message import decode_form
from gateway.channels.twilio import TwilioChannel
from gateway.edges.refusals import Refusals
from gateway.edges.spool import SpoolReturn
from gateway.edges.watchdog import Watchdog
from gateway.envelopes import Arrival, Stored, Webhook
from gateway.errors import IntakeError, WebhookRefusedError
from gateway.store.counters import count
from gateway.store.delivery_reports import record_report

log = logging.getLogger(__name__)

LARGEST_BODY = 256 * 1024
PATIENCE = 4.0
"""Seconds for the database before the spool is tried; Twilio gives up after 15 (PROTOCOL 12.6)."""
WATCHDOG = 9.0
"""Seconds after which the provider is told to come again, whatever hangs."""
_THREADS = 32
_XML = "text/xml; charset=utf-8"
_NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


class Receiver(Protocol):
    """Who keeps the promise: `gateway.intake.Intake`."""

    def receive(self, arrival: Arrival, timeout: float = 10.0) -> Stored:
        """Store one arrival durably; raises `IntakeError`."""
        ...


def webhook_blueprint(gateway: Gateway, intake: Receiver) -> Blueprint:
    """`POST /inbound/twilio` for texts and `POST /inbound/twilio/status` for what became of ours."""
    channel = gateway.channels["twilio"]
    if not isinstance(channel, TwilioChannel):
        raise TypeError("the channel twilio is not a TwilioChannel")
    desk = _Desk(gateway, channel, intake)
    blueprint = Blueprint("webhooks", __name__)
    blueprint.add_url_rule("/inbound/twilio", "twilio", _guarded(desk.take_text), methods=["POST"])
    blueprint.add_url_rule("/inbound/twilio/status", "twilio_status", _guarded(desk.take_report), methods=["POST"])
    return blueprint


class _Desk:
    """What is done with a webhook, without anything of Flask."""

    def __init__(self, gateway: Gateway, channel: TwilioChannel, intake: Receiver) -> None:
        self._gateway = gateway
        self._channel = channel
        self._intake = intake
        self._spool = Spool(gateway.settings.spool_dir)
        self._return = SpoolReturn(self._spool, intake.receive)
        self._refusals = Refusals(gateway)

    def take_text(self, webhook: Webhook) -> int:
        """Keep a text and return the HTTP status: 200 only when it is on a disk."""
        try:
            arrival = self._channel.accept(webhook)
        except WebhookRefusedError as error:
            return self._refusals.note(error)
        try:
            self._intake.receive(arrival, timeout=PATIENCE)
        except IntakeError as error:
            return self._take_to_spool(arrival, error)
        return 200

    def take_report(self, webhook: Webhook) -> int:
        """Note what became of a text of ours; a report about none of ours is counted and thanked for."""
        try:
            report = self._channel.read_report(webhook)
        except WebhookRefusedError as error:
            return self._refusals.note(error)
        outbound_id = _outbox_id(webhook.path)
        try:
            with self._gateway.store.writing() as connection:
                if outbound_id is None or not record_report(connection, outbound_id, report, now=self._gateway.clock()):
                    count(connection, "status_report_unknown")
        except IntakeError:
            return 503
        return 200

    def _take_to_spool(self, arrival: Arrival, error: IntakeError) -> int:
        try:
            self._spool.put(arrival)
        except IntakeError as worse:
            log.critical("a text could not be stored: %s %s", error, worse)
            return 503
        self._return.wake()
        log.error("a text waits in the spool: %s", error)
        return 200


def _guarded(take: Callable[[Webhook], int]) -> Callable[[], Response]:
    """The view: reads the request, and answers 503 in time even when a disk or a lock hangs (PROTOCOL F12.3)."""
    watchdog = Watchdog("webhook", threads=_THREADS)

    def view() -> Response:
        webhook = _read_request()
        return _answer(watchdog.watch(lambda: take(webhook), seconds=WATCHDOG))

    return view


def _read_request() -> Webhook:
    """The request as it came. The host and scheme that it names are not looked at, because a stranger chooses them."""
    request.max_content_length = LARGEST_BODY
    body = request.get_data(cache=False)
    query = request.environ.get("QUERY_STRING", "")
    headers = read_headers(request.environ)
    return Webhook(
        method=request.method,
        path=f"{request.path}?{query}" if query else request.path,
        headers=headers,
        form=_form(headers["content-type"], body),
        body=body,
        received_at=datetime.now(UTC),
    )


def read_headers(environ: Mapping[str, Any]) -> dict[str, str]:
    """The headers of a request with lower-case names."""
    found = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    return {**found, "content-type": environ.get("CONTENT_TYPE", "")}


def _form(content_type: str, body: bytes) -> tuple[tuple[str, str], ...]:
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return ()
    try:
        return decode_form(body)
    except ValueError:
        return ()


def _outbox_id(path: str) -> int | None:
    query = dict(decode_form(path.partition("?")[2].encode(errors="replace")))
    number = query.get("outbox", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) <= 18 else None


def _answer(status: int) -> Response:
    """Twilio wants XML, and nothing in it: what we say goes out through the outbox (PROTOCOL 12.9)."""
    if status == 200:
        return Response(_NOTHING_TO_SAY, status=200, content_type=_XML)
    return Response("", status=status, content_type="text/plain; charset=utf-8")
