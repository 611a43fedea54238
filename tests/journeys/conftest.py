"""The whole road in one process: what residents send goes in, what they get comes out, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from gateway.bootstrap import Gateway, build_gateway
from gateway.channels.email import mail_arrival
from gateway.channels.simulator import simulator_text
from gateway.envelopes import Arrival, Stored
from gateway.intake import Intake
from gateway.jobs import drain
from gateway.store.schema import event, message, outbox, ticket, work

CITY = "311@elmcity.example"
NUMBER = "+12035550142"
ANNE = "anne@residents.example"
ANNES_PHONE = "+12035550111"
STREETS = "streets@elmcity.example"


class Clock:
    """A clock that a test turns; Monday noon in Elm City at first."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 12, 0, tzinfo=ZoneInfo("America/New_York")).timestamp()

    def __call__(self) -> float:
        return self.now

    def pass_time(self, **parts: float) -> None:
        hours = parts.get("hours", 0.0) + 24 * parts.get("days", 0.0)
        self.now += hours * 3600 + 60 * parts.get("minutes", 0.0)


@dataclass
class Road:
    """Plays residents and reads the store."""

    gateway: Gateway
    intake: Intake
    clock: Clock
    sent: int = field(default=0)

    def mail(
        self,
        body: str,
        *,
        subject: str = "Hello",
        sender: str = ANNE,
        to: tuple[str, ...] = (CITY,),
        envelope: str | None = None,
        **headers: str,
    ) -> Stored:
        """Send a mail as its sender's program would; header names are written with underscores."""
        self.sent += 1
        note = EmailMessage()
        note["From"], note["To"], note["Subject"] = sender, to[0], subject
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        note["Message-ID"] = given.pop("Message-ID", f"<{self.sent}@residents.example>")
        for name, value in given.items():
            note[name] = value
        note.set_content(body)
        return self.raw_mail(note.as_bytes(), sender=sender if envelope is None else envelope, to=to)

    def raw_mail(self, raw: bytes, *, sender: str = ANNE, to: tuple[str, ...] = (CITY,)) -> Stored:
        """Bytes that arrive by SMTP, processed at once."""
        now = datetime.fromtimestamp(self.clock(), UTC)
        arrival = mail_arrival("email", raw, sender=sender, recipients=to, now=now)
        return self.arrive(arrival)

    def text(self, body: str, *, number: str = ANNES_PHONE) -> Stored:
        """A text from a phone of the simulator, processed at once."""
        now = datetime.fromtimestamp(self.clock(), UTC)
        return self.arrive(simulator_text(number, NUMBER, body, now=now))

    def arrive(self, arrival: Arrival) -> Stored:
        """Store and process."""
        stored = self.intake.receive(arrival)
        self.work()
        return stored

    def work(self) -> None:
        """Do everything that is due."""
        for kind in ("process", "files", "remind", "locate", "rules", "deliver"):
            drain(self.gateway, kind)

    def rows(self, table: Any, **where: Any) -> list[Any]:
        """Rows of a table, oldest first."""
        conditions = [table.c[name] == value for name, value in where.items()]
        with self.gateway.store.reading() as connection:
            return list(connection.execute(select(table).where(*conditions).order_by(table.c.id)))

    def tickets(self, **where: Any) -> list[Any]:
        return self.rows(ticket, **where)

    def the_ticket(self) -> Any:
        """The only ticket."""
        (row,) = self.tickets()
        return row

    def events(self, **where: Any) -> list[Any]:
        return self.rows(event, **where)

    def messages(self, **where: Any) -> list[Any]:
        return self.rows(message, **where)

    def unfinished(self) -> list[Any]:
        """Work that is neither done nor on its way."""
        return [row for row in self.rows(work) if row.state != "done"]

    def said_to(self, recipient: str) -> list[Any]:
        """What went out to somebody, oldest first."""
        return self.rows(outbox, recipient=recipient)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def road(settings: Any, database_url: str, clock: Clock) -> Iterator[Road]:
    """A gateway with the shipped city, without relay and account."""
    gateway = build_gateway(settings(database_url=database_url, simulator=True), clock=clock)
    intake = Intake(gateway)
    yield Road(gateway=gateway, intake=intake, clock=clock)
    intake.stop()
    gateway.store.dispose()


@dataclass
class Office:
    """The mailbox of Streets, which was told of one ticket."""

    road: Road

    def notice(self, mailbox: str = STREETS) -> Any:
        """The last mail to a mailbox."""
        return self.road.said_to(mailbox)[-1]

    def answer(self, body: str, *, sender: str = STREETS, token: str = "", **headers: str) -> None:
        """Answer the first notice, from the mailbox of Streets unless another one is named."""
        first = self.road.said_to(STREETS)[0]
        self.road.mail(body, sender=sender, to=(token or first.reply_to,), subject=f"RE: {first.subject}", **headers)

    def said(self) -> str:
        """What Streets read last."""
        return str(self.notice().body)

    def heard(self, resident: str = ANNE) -> list[str]:
        """What went out to the resident after the acknowledgement."""
        return [row.body for row in self.road.said_to(resident)[1:]]


@pytest.fixture
def office(road: Road) -> Office:
    """A pothole that Anne reported by mail."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    return Office(road)
