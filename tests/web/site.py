"""What the tests of the pages share: an application, people of every role, and tickets put into the tables by hand."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from gateway.bootstrap import Gateway
from gateway.envelopes import Arrival, Stored
from gateway.store import staff
from gateway.store.messages import insert_arrivals
from gateway.store.schema import contact, event, message, message_raw, outbox, ticket
from gateway.web import accounts, create_app
from parsers.ticket_number import ALPHABET, format_number

RULES = """
city:
  name: Elm City
  timezone: America/New_York
  languages: [en, es]
  addresses: [311@elmcity.example]
  numbers: ["+12035550142"]
  operator: operator@elmcity.example
  quiet: never
departments:
  streets:    {name: Streets, notify: [{email: streets@elmcity.example}]}
  fire:       {name: Fire dispatch, notify: [{email: dispatch@elmcity.example}]}
  front_desk: {name: Front desk, notify: [{email: desk@elmcity.example}]}
services:
  pothole:         {department: streets, due: 3 business days, needs: [location]}
  streetlight_out: {department: streets, due: 10 days, needs: [location]}
rules:
  - name: Gas is an emergency
    when: {text: ["smell gas", "huele a gas"]}
    then: {department: fire, priority: emergency, reply: call_911, stop: true}
otherwise: {department: front_desk, reply: received}
"""
PASSWORD = "correct horse battery"
NOON = 1_790_000_000.0
RANKS = {"emergency": 0, "high": 1, "normal": 2, "low": 3}


@dataclass(slots=True)
class Clock:
    """A clock that tests move."""

    now: float = NOON

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class Site:
    """The application, what it received, and shortcuts to what tests do again and again."""

    gateway: Gateway
    received: list[Arrival] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    """Ticket numbers by department, for tests that need one in each."""
    app: Flask = field(init=False)

    def __post_init__(self) -> None:
        self.app = create_app(self.gateway, receive=self.receive)

    def receive(self, arrival: Arrival) -> Stored:
        """Store it as the intake would."""
        self.received.append(arrival)
        with self.gateway.store.writing() as connection:
            return insert_arrivals(connection, [arrival], now=self.gateway.clock())[0]

    def add_person(self, role: str, *departments: str, email: str = "") -> str:
        """Add a person with `PASSWORD`; returns the mail address."""
        email = email or f"{role}@elmcity.example"
        with self.gateway.store.writing() as connection:
            staff.add_staff(connection, email=email, name=role, role=role, departments=departments, now=NOON)
            person = staff.find_staff_by_email(connection, email)
            assert person is not None
            staff.set_password_hash(connection, person.id, _password_hash())
        return email

    def client(self, role: str = "", *departments: str) -> FlaskClient:
        """A browser; signed in when a role is given."""
        client = self.app.test_client()
        if role:
            answer = sign_in(client, self.add_person(role, *departments))
            assert answer.status_code == 303, answer.text
        return client

    def break_rulebook(self) -> None:
        """Save nonsense over the rulebook and wait until it was noticed."""
        self.gateway.settings.rules.write_text("nonsense: true\n")
        deadline = time.monotonic() + 20
        while self.gateway.rulebooks.problem is None and time.monotonic() < deadline:
            time.sleep(0.1)
        assert self.gateway.rulebooks.problem is not None

    def add_ticket(self, **values: Any) -> str:
        """Put a ticket with its message and reporter into the tables; returns the number."""
        with self.gateway.store.writing() as connection:
            return insert_ticket(connection, **values)


def _password_hash() -> str:
    if not _hashes:
        _hashes.append(accounts.hash_password(PASSWORD))
    return _hashes[0]


_hashes: list[str] = []


def token_in(page: str) -> str:
    """The CSRF token of the first form of a page."""
    return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def post(client: FlaskClient, path: str, *, page: str = "", **form: str) -> Any:
    """Open a page as a person would, and send its form with the token in it."""
    token = token_in(client.get(page or "/sign-in").text)
    return client.post(path, data={"csrf_token": token, **form})


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD) -> Any:
    """Sign in with the form."""
    return post(client, "/sign-in", email=email, password=password)


def insert_ticket(connection: Any, **given: Any) -> str:
    """Rows as the pipeline writes them; every value can be overridden."""
    values = _defaults() | given
    raw, reporter, name = values.pop("raw"), values.pop("reporter"), values.pop("reporter_name")
    flags = values.pop("flags")
    medium = "email" if values["channel"].endswith("email") else "sms"
    contact_id = _contact(connection, medium, reporter, name) if reporter else None
    message_id = _message(connection, values, raw, reporter or "", flags)
    count = connection.execute(
        insert(ticket).values(**_row(values, message_id, contact_id)).returning(ticket.c.id, ticket.c.number)
    )
    ticket_id, number = count.one()
    connection.execute(message.update().where(message.c.id == message_id).values(ticket_id=ticket_id))
    connection.execute(
        insert(event).values(
            ticket_id=ticket_id,
            message_id=message_id,
            kind="opened",
            actor="resident",
            text=values["description"],
            data={},
            created_at=values["created_at"],
        )
    )
    return str(number)


DECISION = {
    "department": "streets",
    "reply": "received",
    "voices": [{"action": "department", "rule": "services"}],
    "passed_over": ["State roads are not ours"],
    "notes": [],
    "missing": [],
}
UNDERSTANDING = {
    "service": {
        "code": "pothole",
        "name": "Pothole",
        "confidence": 0.91,
        "evidence": [{"start": 5, "end": 12, "text": "pothole"}],
        "alternatives": [{"code": "road_damage", "name": "Road damage", "confidence": 0.05}],
    },
    "location": {"text": "48 Maple Ave", "start": 25, "end": 37},
    "occurred": {"text": "since Tuesday", "start": "2026-09-15", "end": "2026-09-16"},
    "urgency_evidence": [],
}


def _defaults() -> dict[str, Any]:
    return {
        "channel": "simulator_sms",
        "reporter": "+12035550111",
        "reporter_name": "Anne",
        "raw": b"Body=a+pothole",
        "flags": [],
        "department": "streets",
        "service": "pothole",
        "service_name": "Pothole",
        "confidence": 0.91,
        "priority": "normal",
        "status": "received",
        "urgency": "routine",
        "language": "en",
        "subject": "Huge pothole",
        "description": "Huge pothole in front of 48 Maple Ave since Tuesday",
        "location": "48 Maple Ave",
        "occurred": "2026-09-15T00:00:00-04:00",
        "rule": None,
        "rulebook_version": "0123456789ab",
        "decision": DECISION,
        "understanding": UNDERSTANDING,
        "tags": [],
        "created_at": NOON - 600,
    }


def _contact(connection: Any, medium: str, address: str, name: str) -> int:
    found = connection.execute(contact.select().where(contact.c.medium == medium, contact.c.address == address)).first()
    if found:
        return int(found.id)
    row = insert(contact).values(medium=medium, address=address, name=name, created_at=NOON).returning(contact.c.id)
    return int(connection.execute(row).scalar_one())


def _message(connection: Any, values: dict[str, Any], raw: bytes, sender: str, flags: list[str]) -> int:
    row = insert(message).values(
        channel=values["channel"],
        key=_next_key(),
        sender=sender,
        recipients=[],
        details={},
        flags=flags,
        received_at=values["created_at"],
        kind="request",
        text=values["description"],
        quoted_text="",
        processed_at=values["created_at"] + 1,
    )
    message_id = int(connection.execute(row.returning(message.c.id)).scalar_one())
    connection.execute(insert(message_raw).values(message_id=message_id, raw=raw))
    return message_id


def _row(values: dict[str, Any], message_id: int, contact_id: int | None) -> dict[str, Any]:
    number = format_number("".join(ALPHABET[int(digit)] for digit in f"{next(_keys):07d}"))
    return (
        {"updated_at": values["created_at"], "number": number}
        | values
        | {
            "message_id": message_id,
            "reporter_id": contact_id,
            "priority_rank": RANKS[values["priority"]],
        }
    )


_keys = iter(range(1, 10_000_000))


def _next_key() -> str:
    return f"by-hand-{next(_keys)}"


def add_outbound(connection: Any, **given: Any) -> int:
    """One row of the outbox."""
    values = {
        "cause": _next_key(),
        "kind": "acknowledgement",
        "channel": "simulator_sms",
        "recipient": "+12035550111",
        "sender": "+12035550142",
        "subject": "",
        "body": "Thank you.",
        "language": "en",
        "automatic": True,
        "rfc_message_id": "",
        "references": [],
        "state": "simulated",
        "created_at": NOON,
    }
    return int(connection.execute(insert(outbox).values(values | given).returning(outbox.c.id)).scalar_one())
