"""From a signed webhook or a mail to an answer at the carrier or the relay, through the real channels."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from gateway.channels.email import mail_arrival
from gateway.edges.webhooks import webhook_blueprint
from gateway.envelopes import Arrival, Stored
from gateway.jobs import drain
from gateway.store.messages import insert_arrivals
from gateway.store.schema import event, outbox, ticket
from gateway.tokens import ReplyToken
from tests.channels.delivery import ANNE, ANNES_PHONE, CITY, NUMBER, Desk
from tests.fake_relay import FakeRelay, RelayedMail
from tests.fake_twilio import FakeTwilio, sign, text_fields

PUBLIC = "https://311.elmcity.example"


class Alone:
    """Stores each arrival in a transaction of its own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def receive(self, arrival: Arrival, timeout: float = 10.0) -> Stored:
        with self._desk.gateway.store.writing() as connection:
            return insert_arrivals(connection, [arrival], now=self._desk.clock())[0]


def work(desk: Desk) -> None:
    drain(desk.gateway, "process")
    drain(desk.gateway, "deliver")


def mail(desk: Desk, body: str, *, to: str = CITY, headers: str = "") -> None:
    raw = f"From: {ANNE}\r\nTo: {to}\r\nSubject: Pothole\r\n{headers}\r\n{body}\r\n".encode()
    now = datetime.fromtimestamp(desk.clock(), UTC)
    Alone(desk).receive(mail_arrival("email", raw, sender=ANNE, recipients=(to,), now=now))
    work(desk)


def test_a_text_is_answered_by_rest(desk: Desk, twilio: FakeTwilio) -> None:
    """The webhook says nothing; the acknowledgement goes out from the number that was written to (12.9)."""
    app = Flask(__name__)
    app.register_blueprint(webhook_blueprint(desk.gateway, Alone(desk)))
    fields = text_fields("Huge pothole at 12 Oak St")
    headers = {"X-Twilio-Signature": sign(f"{PUBLIC}/inbound/twilio", fields)}
    assert app.test_client().post("/inbound/twilio", data=dict(fields), headers=headers).status_code == 200
    work(desk)
    (answer,) = twilio.sent
    (row,) = desk.rows(ticket)
    assert (answer["To"], answer["From"]) == (ANNES_PHONE, NUMBER)
    assert row.number in answer["Body"]
    path = answer["StatusCallback"].removeprefix(PUBLIC)
    report = [*fields[:3], ("MessageStatus", "delivered")]
    signed = {"X-Twilio-Signature": sign(PUBLIC + path, report)}
    assert app.test_client().post(path, data=dict(report), headers=signed).status_code == 200
    assert [row.delivery_status for row in desk.rows(outbox, recipient=ANNES_PHONE)] == ["delivered"]


def test_a_mail_is_answered_through_the_relay_and_the_answer_finds_its_ticket(desk: Desk, relay: FakeRelay) -> None:
    """The acknowledgement's Reply-To carries the ticket, whatever the resident's mail program does to the rest."""
    mail(desk, "Huge pothole at 12 Oak St", headers="Message-ID: <1@residents.example>\r\n")
    answer = _to_anne(relay)
    assert answer.message["In-Reply-To"] == "<1@residents.example>"
    assert answer.message["Auto-Submitted"] == "auto-replied"
    (row,) = desk.rows(ticket)
    assert row.number in answer.message["Subject"]
    reply_to = answer.message["Reply-To"].addresses[0].addr_spec
    token = desk.gateway.tokens.read(reply_to)
    assert isinstance(token, ReplyToken)
    assert token.ticket_id == row.id
    mail(desk, "It is deeper now.", to=reply_to)
    assert len(desk.rows(ticket)) == 1
    assert len(desk.rows(event, ticket_id=row.id)) >= 2


def test_f5_1_an_autoresponder_without_headers_is_not_answered_for_ever(desk: Desk, relay: FakeRelay) -> None:
    """It answers every mail with a new one that looks like a person's; within three of ours there is silence."""
    mail(desk, "Huge pothole at 12 Oak St")
    for number in range(10):
        desk.clock.now += 60
        mail(desk, f"I will read your mail about the pothole at 12 Oak St soon. {number}")
    assert len([sent for sent in relay.mails if sent.recipient == ANNE]) <= 3


def test_f5_1_two_gateways_do_not_talk_to_each_other(desk: Desk, relay: FakeRelay) -> None:
    """Our own acknowledgement, sent by another city's gateway from its intake address, is not answered."""
    mail(desk, "Huge pothole at 12 Oak St")
    theirs = _to_anne(relay).raw.replace(b"311@elmcity.example", b"311@othercity.example")
    relay.mails.clear()
    now = datetime.fromtimestamp(desk.clock(), UTC)
    arrival = mail_arrival("email", theirs, sender="b+1.x@othercity.example", recipients=(CITY,), now=now)
    Alone(desk).receive(arrival)
    work(desk)
    assert [sent for sent in relay.mails if "othercity" in sent.recipient] == []


def _to_anne(relay: FakeRelay) -> RelayedMail:
    (answer,) = [sent for sent in relay.mails if sent.recipient == ANNE]
    return answer
