"""WhatsApp on Twilio's webhook: answered there while it may be, and by a plain text when it may not (PROTOCOL 12.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from gateway.channels.text_message import read_text, sender_address
from gateway.channels.twilio import text_arrival
from gateway.edges.webhooks import webhook_blueprint
from gateway.intake import Intake
from gateway.jobs import drain
from gateway.store.schema import contact, outbox, ticket
from parsers.values import Coordinates, InboundMessage
from tests.channels.delivery import Desk
from tests.fake_twilio import ACCOUNT, ANNE, NUMBER, FakeTwilio, Fields, sign, text_fields

PUBLIC = "https://311.elmcity.example"
THERE = f"whatsapp:{ANNE}"
NOW = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)


def fields_of(body: str = "Pothole at 12 Oak St", **more: str) -> Fields:
    known = dict(text_fields(body)) | {"From": THERE, "To": f"whatsapp:{NUMBER}", "ProfileName": "Anne", "WaId": "1203"}
    return list((known | more).items())


def read(**more: str) -> InboundMessage:
    return read_text(text_arrival(tuple(fields_of(**more)), received_at=NOW))


class Webhooks:
    """Twilio's webhooks, posted to a gateway with an account that works."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.intake = Intake(desk.gateway)
        app = Flask(__name__)
        app.register_blueprint(webhook_blueprint(desk.gateway, self.intake))
        self._client = app.test_client()

    def post(self, fields: Fields, path: str = "/inbound/twilio") -> None:
        headers = {"X-Twilio-Signature": sign(PUBLIC + path, fields)}
        assert self._client.post(path, data=dict(fields), headers=headers).status_code == 200

    def report(self, row: int, code: str) -> None:
        fields = {"MessageSid": "SM7", "AccountSid": ACCOUNT, "MessageStatus": "undelivered", "ErrorCode": code}
        self.post(list(fields.items()), f"/inbound/twilio/status?outbox={row}")

    def deliver(self) -> None:
        drain(self.desk.gateway, "process")
        drain(self.desk.gateway, "deliver")

    def rows(self, table: Any) -> list[Any]:
        with self.desk.gateway.store.reading() as connection:
            return list(connection.execute(select(table).order_by(table.c.id)))


@pytest.fixture
def webhooks(desk: Desk) -> Any:
    webhooks = Webhooks(desk)
    yield webhooks
    webhooks.intake.stop(timeout=2.0)


def test_a_message_on_whatsapp_is_answered_there(webhooks: Webhooks, twilio: FakeTwilio) -> None:
    """From our number there to theirs; the person is another contact than their telephone, with wishes of its own."""
    webhooks.post(fields_of())
    webhooks.deliver()
    (answer,) = [sent for sent in twilio.sent if "To" in sent]
    assert (answer["To"], answer["From"]) == (THERE, f"whatsapp:{NUMBER}")
    assert [row.address for row in webhooks.rows(contact) if row.medium == "sms"] == [THERE]
    assert len(webhooks.rows(ticket)) == 1


@pytest.mark.parametrize("way", ["report", "answer"])
def test_13_4_a_closed_window_falls_back_to_a_text(webhooks: Webhooks, twilio: FakeTwilio, way: str) -> None:
    """Error 63016 comes at once or later: it goes out as a text once, and the first one says why."""
    if way == "answer":
        twilio.faults = [63016]
    webhooks.post(fields_of())
    webhooks.deliver()
    first = webhooks.rows(outbox)[0]
    if way == "report":
        webhooks.report(first.id, "63016")
        webhooks.report(first.id, "63016")
    webhooks.deliver()
    there, plain = (row for row in webhooks.rows(outbox) if row.channel == "twilio")
    assert (there.recipient, plain.recipient, plain.body) == (THERE, ANNE, there.body)
    assert "24 hours" in there.reason
    assert (twilio.sent[-1]["To"], twilio.sent[-1]["From"]) == (ANNE, NUMBER)
    webhooks.report(plain.id, "63016")
    assert len([row for row in webhooks.rows(outbox) if row.channel == "twilio"]) == 2


def test_a_pin_brings_its_place_and_its_words() -> None:
    """A shared place has no body."""
    message = read(Body="", Latitude="41.3083", Longitude="-72.9279", Label="City Hall", Address="165 Church St")
    assert message.coordinates == Coordinates(lat=41.3083, lon=-72.9279)
    assert (message.text, message.sender_name, message.sender) == ("City Hall, 165 Church St", "Anne", THERE)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"Body": "That is right", "ButtonText": "That is right", "ButtonPayload": "1"}, "1"),
        ({"Body": "Yes", "ButtonText": "Yes", "ButtonPayload": "confirm_place"}, "Yes"),
        ({"Body": "", "ButtonText": "Sí", "ButtonPayload": "confirm_place"}, "Sí"),
        ({"Body": "", "ButtonPayload": "confirm"}, "confirm"),
    ],
)
def test_a_button_answers_a_question(given: dict[str, str], text: str) -> None:
    """Its number where it has one, else the words that the person saw on it."""
    assert read(**given).text == text


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("whatsapp:+12035550111", "whatsapp:+12035550111"),
        ("WhatsApp:+1 203 555 0111", "whatsapp:+12035550111"),
        ("rcs:+12035550111", "+12035550111"),
        ("+12035550111", "+12035550111"),
        ("whatsapp:", ""),
        ("12345", "12345"),
    ],
)
def test_where_somebody_is_answered(given: str, address: str) -> None:
    """On WhatsApp there; RCS and SMS share the telephone's own messages, so Twilio chooses between them."""
    assert sender_address(given) == address


def test_12_14_whatsapp_numbers_can_be_answered() -> None:
    """The prefix does not make a short code of them."""
    assert read().automation.reply
    short = replace(text_arrival(tuple(fields_of()), received_at=NOW), sender="whatsapp:12345")
    assert not read_text(short).automation.reply


def test_12_1_the_fragment_of_the_public_address_is_not_signed(settings: Any) -> None:
    """What stands behind # tells Twilio how to call; it is in no signature and in no address of ours."""
    given = settings(public_url=f"{PUBLIC}/#rc=3&rp=all")
    assert given.public_url == PUBLIC
