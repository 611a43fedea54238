"""Somebody's app that files requests, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from gateway.open311.endpoint import Kind
from gateway.pipeline import process
from gateway.store import api_keys
from gateway.store.api_keys import NewApiKey
from gateway.store.schema import event, message, message_raw, outbox
from gateway.store.tickets import TicketRow, find_by_number
from gateway.store.work import claim
from tests.open311.reading import App

KEY = NewApiKey(name="Elm app", contact="", scopes=("file",), per_minute=6_000, expires_at=None)
POTHOLE = {"service_code": "pothole", "address_string": "12 Oak St"}


@dataclass(slots=True)
class Filer:
    """An app with a key."""

    app: App
    key: str = field(init=False)

    def __post_init__(self) -> None:
        self.key = self.new_key()

    def new_key(self) -> str:
        """Another key that may file."""
        with self.app.gateway.store.writing() as connection:
            return api_keys.add_key(connection, KEY, created_by="anne@elmcity.example", now=1.0)

    def post(self, data: Any = None, *, kind: Kind = "production", form: str = "json", **more: Any) -> TestResponse:
        """File a form; the key goes in a header, so that the body is what the test says."""
        headers = {"X-Api-Key": self.key, **more.pop("headers", {})}
        return self.app.ask(f"requests.{form}", method="POST", kind=kind, data=data, headers=headers, **more)

    def file(self, data: Any = None, **more: Any) -> TicketRow:
        """File what must work; the ticket that it made."""
        answer = self.post(POTHOLE if data is None else data, **more)
        assert answer.status_code == 200, answer.text
        return self.ticket(answer.json[0]["service_request_id"])

    def ticket(self, number: str) -> TicketRow:
        """The ticket with this number."""
        with self.app.gateway.store.reading() as connection:
            found = find_by_number(connection, number)
        assert found is not None
        return found

    def sent(self) -> list[tuple[str, str, str]]:
        """Kind, channel and recipient of everything in the outbox."""
        query = select(outbox.c.kind, outbox.c.channel, outbox.c.recipient).order_by(outbox.c.id)
        with self.app.gateway.store.reading() as connection:
            return [tuple(row) for row in connection.execute(query)]

    def bodies(self) -> list[str]:
        """What the outbox says."""
        with self.app.gateway.store.reading() as connection:
            return list(connection.scalars(select(outbox.c.body).order_by(outbox.c.id)))

    def notes(self, ticket: TicketRow) -> list[str]:
        """What staff read at the opening of a ticket."""
        query = select(event.c.data).where(event.c.ticket_id == ticket.id, event.c.kind == "opened")
        with self.app.gateway.store.reading() as connection:
            return list(connection.scalars(query).one()["notes"])

    def originals(self) -> list[bytes]:
        """The stored messages, in their order."""
        query = select(message_raw.c.raw).join(message).order_by(message.c.id)
        with self.app.gateway.store.reading() as connection:
            return [bytes(raw) for raw in connection.scalars(query)]

    def work(self) -> None:
        """What the workers do: the messages that wait are worked on."""
        gateway = self.app.gateway
        for claimed in claim(gateway.store, kind="process", limit=10, now=gateway.clock()):
            process(gateway, claimed)
