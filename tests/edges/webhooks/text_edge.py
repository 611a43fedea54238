"""The webhooks of texts of one gateway, as the providers' samples post to them."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from gateway.bootstrap import Gateway
from gateway.edges.webhooks import webhook_blueprint
from gateway.envelopes import Arrival, Draft, OutboundKind, Stored
from gateway.errors import StoreUnavailableError
from gateway.intake import Intake
from gateway.store.counters import read_counters
from gateway.store.messages import load_arrival
from gateway.store.outbox import queue_draft
from gateway.store.schema import message
from parsers.values import InboundMessage
from tests.edges.webhooks.text_samples import Request, Sample
from tests.fake_twilio import ANNE, NUMBER


class Edge:
    """The webhooks of one gateway, with a real intake unless a test gives another receiver."""

    def __init__(self, gateway: Gateway, receiver: Any = None) -> None:
        self.gateway = gateway
        self.intake = Intake(gateway)
        self._app = Flask(__name__)
        self._app.register_blueprint(webhook_blueprint(gateway, receiver or self.intake))

    @property
    def client(self) -> FlaskClient:
        return self._app.test_client()

    def post(self, sample: Sample, request: Request) -> int:
        """The HTTP status of our answer."""
        answer = self.client.open(
            f"/inbound/{sample.name}{request.path}",
            method=request.method,
            data=request.body,
            headers=dict(request.headers),
        )
        assert answer.status_code in {200, 404, 405, 413} or answer.data == b""
        return answer.status_code

    def rows(self, table: Any = message) -> list[Any]:
        with self.gateway.store.reading() as connection:
            return list(connection.execute(select(table).order_by(table.c.id)))

    def read(self, place: int = 0) -> InboundMessage:
        """A stored text as its provider's channel reads it."""
        row = self.rows()[place]
        with self.gateway.store.reading() as connection:
            arrival = load_arrival(connection, row.id)
        return self.gateway.channels[row.channel].decode(arrival)

    def counters(self) -> dict[str, int]:
        with self.gateway.store.reading() as connection:
            return read_counters(connection)


class Away:
    """A receiver whose database is away."""

    def receive(self, arrival: Arrival, timeout: float = 10.0) -> Stored:
        raise StoreUnavailableError


def queue_text(edge: Edge, sample: Sample) -> int:
    draft = Draft(
        cause="message:1",
        kind=OutboundKind.ACKNOWLEDGEMENT,
        channel=sample.name,
        recipient=ANNE,
        sender=NUMBER,
        sender_name="",
        subject="",
        body="Thank you.",
        language="en",
        automatic=True,
    )
    with edge.gateway.store.writing() as connection:
        row = queue_draft(connection, draft, now=1.0)
    assert row is not None
    return row
