"""What machines ask: does the process live, can it take work, and how is it doing."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from flask import Blueprint, abort, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from werkzeug.wrappers import Response

from gateway.bootstrap import Gateway
from gateway.errors import GatewayError
from gateway.store.counters import read_counters
from gateway.store.mail_accounts import list_accounts
from gateway.store.migrate import is_current
from gateway.store.text_polls import list_polls
from gateway.store.work import WorkStatistics, statistics
from gateway.web.context import find_person, this_gateway

pages = Blueprint("health", __name__)
_OLD = 300.0
"""Seconds after which an unprocessed message is worth a warning."""


@pages.get("/healthz")
def healthz() -> Response:
    """The process lives."""
    return jsonify(status="alive")


@pages.get("/readyz")
def readyz() -> tuple[Response, int]:
    """503 with reasons when it cannot take work; warnings are for people and leave it ready."""
    gateway = this_gateway()
    reasons = _reasons(gateway)
    answer = {"ready": not reasons, "reasons": reasons, "warnings": [], "work": None}
    if not reasons:
        figures = _figures(gateway)
        answer |= {"warnings": _warnings(gateway, figures), "work": _as_json(figures)}
    return jsonify(answer), 503 if reasons else 200


def _reasons(gateway: Gateway) -> list[str]:
    try:
        gateway.store.probe()
        return [] if is_current(gateway.store) else ["The database is not migrated: run `gateway migrate`."]
    except GatewayError:
        return ["The database does not answer."]


def _warnings(gateway: Gateway, figures: WorkStatistics) -> list[str]:
    oldest = figures.oldest_unprocessed_seconds or 0.0
    found = (
        (gateway.rulebooks.problem, "The rulebook on disk is broken; the last good one stays in force."),
        (oldest > _OLD, f"A message has been waiting for {oldest:.0f} seconds."),
        (figures.dead, f"{figures.dead} pieces of work failed for good: see `gateway doctor`."),
    )
    return [*(sentence for is_so, sentence in found if is_so), *_mailbox_problems(gateway), *_poll_problems(gateway)]


def _mailbox_problems(gateway: Gateway) -> list[str]:
    """A mailbox that is no longer in the settings is nobody's trouble."""
    if not gateway.settings.imap_url:
        return []
    with gateway.store.reading() as connection:
        return [f"The mailbox is not read: {row.problem}" for row in list_accounts(connection) if row.problem]


def _poll_problems(gateway: Gateway) -> list[str]:
    """Texts whose webhook fails are lost while nobody asks for them; without an account nobody has to."""
    if not gateway.settings.twilio_account_sid:
        return []
    with gateway.store.reading() as connection:
        return [f"Lost texts cannot be asked for: {row.problem}" for row in list_polls(connection) if row.problem]


def _figures(gateway: Gateway) -> WorkStatistics:
    with gateway.store.reading() as connection:
        return statistics(connection, gateway.clock())


def _as_json(figures: WorkStatistics) -> dict[str, float | None]:
    return {
        "oldest_unprocessed_seconds": figures.oldest_unprocessed_seconds,
        "ready": figures.ready,
        "leased": figures.leased,
        "dead": figures.dead,
    }


@pages.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus, to this machine and to administrators only."""
    person = find_person()
    if not _is_local() and (person is None or person.role != "administrator"):
        abort(403, "Figures are shown to this machine and to administrators only.")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures(this_gateway()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _is_local() -> bool:
    """A proxy on this machine makes everybody look local, so a forwarded request is not."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers or not request.remote_addr:
        return False
    return ipaddress.ip_address(request.remote_addr).is_loopback


class _Figures(Collector):
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def collect(self) -> Iterable[GaugeMetricFamily]:
        with self._gateway.store.reading() as connection:
            figures = statistics(connection, self._gateway.clock())
            counters = read_counters(connection)
        for name, value in _as_json(figures).items():
            yield GaugeMetricFamily(f"gateway_work_{name}", "The work table", value=value or 0.0)
        counted = GaugeMetricFamily("gateway_counter", "Things counted across restarts", labels=["name"])
        for name, number in sorted(counters.items()):
            counted.add_metric([name], number)
        yield counted
