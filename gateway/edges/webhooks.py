"""The door for providers that speak HTTP: verify, store durably, answer; the rest happens later (PROTOCOL 12)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.carriers import note_report
from gateway.channels.spool import Spool
from gateway.channels.text_message import decode_form
from gateway.channels.text_providers.shape import Acknowledgement, TextProvider
from gateway.edges.refusals import Refusals
from gateway.edges.spool import SpoolReturn
from gateway.edges.watchdog import Watchdog
from gateway.envelopes import Arrival, DeliveryReport, Stored, Webhook
from gateway.errors import IntakeError, WebhookRefusedError
from gateway.store.counters import count

log = logging.getLogger(__name__)

PATIENCE = 4.0
"""Seconds for the database before the spool is tried; Twilio gives up after 15 (PROTOCOL 12.6)."""
WATCHDOG = 9.0
"""Seconds after which the provider is told to come again, whatever hangs."""
_THREADS = 32
_SHORTEST_WAIT = 0.2
"""Seconds that even the last of many texts in a request waits for the database."""


class Receiver(Protocol):
    """Who keeps the promise: `gateway.intake.Intake`."""

    def receive(self, arrival: Arrival, timeout: float = 10.0) -> Stored:
        """Store one arrival durably; raises `IntakeError`."""
        ...


def webhook_blueprint(gateway: Gateway, intake: Receiver) -> Blueprint:
    """`/inbound/NAME` and `/inbound/NAME/status` for every provider of texts that is open."""
    desk = _Desk(gateway, intake)
    blueprint = Blueprint("webhooks", __name__)
    for provider in gateway.channels.values():
        if isinstance(provider, TextProvider):
            _open_door(blueprint, provider, "", partial(desk.take_texts, provider))
            _open_door(blueprint, provider, "/status", partial(desk.take_reports, provider))
    return blueprint


def _open_door(blueprint: Blueprint, provider: TextProvider, path: str, take: Callable[[Webhook], int]) -> None:
    """Read the request, and answer 503 in time even when a disk or a lock hangs (PROTOCOL F12.3)."""
    watchdog, largest = Watchdog("webhook", threads=_THREADS), provider.largest_body
    done = provider.acknowledge()

    def view() -> Response:
        webhook = _read_request(largest)
        return _answer(watchdog.watch(lambda: take(webhook), seconds=WATCHDOG), done)

    endpoint = f"{provider.name}{path.replace('/', '_')}"
    blueprint.add_url_rule(f"/inbound/{provider.name}{path}", endpoint, view, methods=list(provider.methods))


class _Desk:
    """What is done with a webhook, without anything of Flask.

    Some providers have one address for texts and reports, and people mix up two; so each door takes both.
    """

    def __init__(self, gateway: Gateway, intake: Receiver) -> None:
        self._gateway = gateway
        self._intake = intake
        self._spool = Spool(gateway.settings.spool_dir)
        self._return = SpoolReturn(self._spool, intake.receive)
        self._refusals = Refusals(gateway)

    def take_texts(self, provider: TextProvider, webhook: Webhook) -> int:
        """Keep the texts of a request and return the HTTP status: 200 only when all of them are on a disk."""
        try:
            arrivals = provider.accept(webhook)
            reports = () if arrivals else provider.read_reports(webhook)
        except WebhookRefusedError as error:
            return self._refusals.note(error)
        return self._keep(arrivals) if arrivals else self._note(reports)

    def take_reports(self, provider: TextProvider, webhook: Webhook) -> int:
        """Note what became of texts of ours; a report about none of ours is counted and thanked for."""
        try:
            reports = provider.read_reports(webhook)
            arrivals = () if reports else provider.accept(webhook)
        except WebhookRefusedError as error:
            return self._refusals.note(error)
        return self._keep(arrivals) if arrivals else self._note(reports)

    def _keep(self, arrivals: Sequence[Arrival]) -> int:
        """Every text is tried, also after one that failed: the provider comes again with all, and keys tell them."""
        deadline = time.monotonic() + PATIENCE
        statuses = [self._keep_one(arrival, deadline - time.monotonic()) for arrival in arrivals]
        return max(statuses)

    def _keep_one(self, arrival: Arrival, patience: float) -> int:
        try:
            self._intake.receive(arrival, timeout=max(patience, _SHORTEST_WAIT))
        except IntakeError as error:
            return self._take_to_spool(arrival, error)
        return 200

    def _note(self, reports: Sequence[DeliveryReport]) -> int:
        try:
            with self._gateway.store.writing() as connection:
                for report in reports:
                    self._note_one(connection, report)
                if not reports:
                    count(connection, "webhook_without_news")
        except IntakeError:
            return 503
        return 200

    def _note_one(self, connection: Connection, report: DeliveryReport) -> None:
        row = report.outbound_id
        if row is None or not note_report(connection, self._gateway, row, report):
            count(connection, "status_report_unknown")

    def _take_to_spool(self, arrival: Arrival, error: IntakeError) -> int:
        try:
            self._spool.put(arrival)
        except IntakeError as worse:
            log.critical("a text could not be stored: %s %s", error, worse)
            return 503
        self._return.wake()
        log.error("a text waits in the spool: %s", error)
        return 200


def _read_request(largest: int) -> Webhook:
    """The request as it came. The host and scheme that it names are not looked at, because a stranger chooses them."""
    request.max_content_length = largest
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


def _answer(status: int, done: Acknowledgement) -> Response:
    if status == 200:
        return Response(done.body, status=done.status, content_type=done.content_type)
    headers = {"WWW-Authenticate": 'Basic realm="texts"'} if status == 401 else {}
    return Response("", status=status, content_type="text/plain; charset=utf-8", headers=headers)
