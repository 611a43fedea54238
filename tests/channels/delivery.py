"""A gateway with an outbox, a relay and a clock that a test turns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from gateway.bootstrap import Gateway
from gateway.delivery import deliver
from gateway.envelopes import Draft, OutboundKind
from gateway.store.outbox import queue_draft
from gateway.store.schema import channel_state, contact, counter, message, outbox, ticket, work
from gateway.store.work import Claim, claim

ANNE = "anne@residents.example"
CITY = "311@elmcity.example"
ANNES_PHONE = "+12035550111"
NUMBER = "+12035550142"


class Clock:
    """Monday noon in Elm City at first."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 12, 0, tzinfo=ZoneInfo("America/New_York")).timestamp()

    def __call__(self) -> float:
        return self.now


@dataclass
class Desk:
    """Puts messages into the outbox, has them sent, and looks at what became of them."""

    gateway: Gateway
    clock: Clock
    queued: int = field(default=0)

    def queue(self, recipient: str = ANNE, *, kind: OutboundKind = OutboundKind.ACKNOWLEDGEMENT, **changes: Any) -> int:
        """Queue a mail, or a text for a number."""
        self.queued += 1
        is_text = recipient.startswith("+")
        values: dict[str, Any] = {
            "cause": f"message:{self.queued}",
            "channel": "twilio" if is_text else "email",
            "recipient": recipient,
            "sender": NUMBER if is_text else CITY,
            "sender_name": "Elm City 311",
            "subject": "We have your report",
            "body": f"Thank you, {self.queued}.",
            "language": "en",
            "automatic": kind is not OutboundKind.STAFF_REPLY,
            "message_id": f"<{self.queued}@elmcity.example>",
        }
        draft = Draft(kind=kind, **{**values, **changes})
        with self.gateway.store.writing() as connection:
            outbound_id = queue_draft(connection, draft, now=self.clock())
        assert outbound_id is not None
        return outbound_id

    def claims(self, limit: int = 100) -> list[Claim]:
        """Take what is due."""
        return claim(self.gateway.store, kind="deliver", limit=limit, now=self.clock())

    def work(self) -> int:
        """Send everything that is due now; the number of attempts."""
        tried = 0
        while claims := self.claims():
            for held in claims:
                deliver(self.gateway, held)
            tried += len(claims)
        return tried

    def work_until(self, seconds: float, *, step: float = 30.0) -> None:
        """Let time pass and send whatever becomes due."""
        end = self.clock.now + seconds
        while self.clock.now < end:
            self.clock.now += step
            self.work()

    def row(self, outbound_id: int) -> Any:
        return self.rows(outbox, id=outbound_id)[0]

    def states(self) -> list[str]:
        return [row.state for row in self.rows(outbox)]

    def rows(self, table: Any, **where: Any) -> list[Any]:
        conditions = [table.c[name] == value for name, value in where.items()]
        with self.gateway.store.reading() as connection:
            return list(connection.execute(select(table).where(*conditions).order_by(*table.primary_key)))

    def job(self, outbound_id: int) -> Any:
        return self.rows(work, kind="deliver", ref=outbound_id)[0]

    def pauses(self) -> dict[str, float | None]:
        return {row.channel: row.paused_until for row in self.rows(channel_state)}

    def counters(self) -> dict[str, int]:
        return {row.name: row.value for row in self.rows(counter)}

    def meet(self, address: str, **facts: Any) -> None:
        """Make a contact."""
        medium = "sms" if address.startswith("+") else "email"
        with self.gateway.store.writing() as connection:
            connection.execute(insert(contact).values(medium=medium, address=address, created_at=0.0, **facts))

    def person(self, address: str) -> Any:
        return self.rows(contact, address=address)[0]

    def open_ticket(self, *, priority: str = "normal", reporter: str = "") -> int:
        """A ticket to write about; `reporter` is somebody whom we have met."""
        with self.gateway.store.writing() as connection:
            key = f"k{len(self.rows(message))}"
            given = {"channel": "email", "key": key, "sender": ANNE, "received_at": self.clock()}
            message_id = connection.execute(
                insert(message).values(recipients=[], details={}, flags=[], **given).returning(message.c.id)
            ).scalar_one()
            reporter_id = self.person(reporter).id if reporter else None
            values = _ticket(message_id, priority, self.clock()) | {"reporter_id": reporter_id}
            statement = insert(ticket).values(values).returning(ticket.c.id)
            return int(connection.execute(statement).scalar_one())

    def update(self, table: Any, row_id: int, **values: Any) -> None:
        with self.gateway.store.writing() as connection:
            connection.execute(update(table).where(table.c.id == row_id).values(**values))


def _ticket(message_id: int, priority: str, now: float) -> dict[str, Any]:
    return {
        "number": f"ABCD-EFG{message_id}",
        "message_id": message_id,
        "channel": "email",
        "department": "front_desk",
        "priority": priority,
        "priority_rank": 2,
        "status": "received",
        "urgency": "routine",
        "language": "en",
        "subject": "Pothole",
        "description": "",
        "rulebook_version": "1",
        "decision": {},
        "understanding": {},
        "tags": [],
        "created_at": now,
        "updated_at": now,
    }
