"""A clerk passes on a resident's mail, from the bytes to the mails that everybody finds in their mailbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from gateway.channels.email import mail_arrival
from gateway.filing.forwarded import adopt
from gateway.jobs import drain
from gateway.store.messages import insert_arrivals
from gateway.store.schema import contact, event, message, participant, ticket
from gateway.store.sender_rules import add_rule
from gateway.store.staff import add_staff
from parsers.values import Authentication, Forwarded, InboundMessage, Medium
from tests.channels.delivery import CITY, Desk
from tests.fake_relay import FakeRelay, RelayedMail

BART = "bart@residents.example"
CLERK = "cris@elmcity.example"
DEPARTMENT = "desk@elmcity.example"
HOLE = "There is a deep hole at 14 Oak Street."
GMAIL = f"""Please look at this.

---------- Forwarded message ---------
From: Bart Smith <{BART}>
Date: Mon, Jun 1, 2026 at 9:12 AM
Subject: Pothole
To: <{CLERK}>


{HOLE}
"""
OUTLOOK = f"""Please look at this.

________________________________
From: Bart Smith <{BART}>
Sent: Monday, June 1, 2026 9:12 AM
To: Cris <{CLERK}>
Subject: Pothole

{HOLE}
"""
APPLE = f"""Please look at this.

Begin forwarded message:

> From: Bart Smith <{BART}>
> Date: June 1, 2026 at 9:12:00 AM EDT
> To: {CLERK}
> Subject: Pothole
>
> {HOLE}
"""


def forward(body: str, *, subject: str = "Fwd: Pothole", sender: str = CLERK) -> bytes:
    """A mail that passes on Bart's in its text."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Cris <{sender}>", CITY, subject
    mail["Message-ID"], mail["References"] = "<fwd-1@elmcity.example>", "<bart-1@residents.example>"
    mail.set_content(body)
    return bytes(mail)


def attachment(*, sender: str = CLERK) -> bytes:
    """A mail that passes on Bart's as a file."""
    inner, outer = EmailMessage(), EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = f"Bart Smith <{BART}>", CLERK, "Pothole"
    inner["Message-ID"] = "<bart-1@residents.example>"
    inner.set_content(HOLE)
    outer["From"], outer["To"], outer["Subject"] = f"Cris <{sender}>", CITY, "For the streets people"
    outer["Message-ID"] = "<fwd-1@elmcity.example>"
    outer.set_content("Please look at this.")
    outer.add_attachment(inner)
    return bytes(outer)


def receive(desk: Desk, raw: bytes, *, sender: str = CLERK, to: str = CITY) -> None:
    """Take in one mail and do everything that it causes."""
    now = datetime.fromtimestamp(desk.clock(), UTC)
    with desk.gateway.store.writing() as connection:
        arrival = mail_arrival("email", raw, sender=sender, recipients=(to,), now=now)
        insert_arrivals(connection, [arrival], now=desk.clock())
    drain(desk.gateway, "process")
    drain(desk.gateway, "deliver")


def employ(desk: Desk, address: str = CLERK) -> None:
    """Give a clerk an account."""
    with desk.gateway.store.writing() as connection:
        add_staff(connection, email=address, name="Cris", role="member", departments=("front_desk",), now=0.0)


def mails_to(relay: FakeRelay, address: str) -> list[RelayedMail]:
    """What one person finds in the mailbox."""
    return [mail for mail in relay.mails if mail.recipient == address]


def text_of(mail: RelayedMail) -> str:
    """The plain words of a mail of ours."""
    body = mail.message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


FORWARDS = {
    "gmail": forward(GMAIL),
    "outlook": forward(OUTLOOK, subject="FW: Pothole"),
    "apple": forward(APPLE),
    "attachment": attachment(),
}


@pytest.mark.parametrize("program", FORWARDS)
def test_resident_becomes_the_reporter_of_what_a_clerk_passes_on(desk: Desk, relay: FakeRelay, program: str) -> None:
    """The answer goes into the resident's own thread; the clerk hears the number once and watches."""
    employ(desk)
    receive(desk, FORWARDS[program])
    (row,) = desk.rows(ticket)
    (reporter,) = desk.rows(contact, id=row.reporter_id)
    assert (reporter.address, reporter.name) == (BART, "Bart Smith")
    assert (row.subject, row.description.strip()) == ("Pothole", HOLE)
    assert row.location
    assert "14 Oak" in row.location
    (answer,) = mails_to(relay, BART)
    assert row.number in answer.message["Subject"]
    assert "Fwd" not in answer.message["Subject"]
    assert answer.message["In-Reply-To"] == "<bart-1@residents.example>"
    assert "fwd-1" not in answer.message["References"]
    (confirmation,) = mails_to(relay, CLERK)
    assert row.number in text_of(confirmation)
    assert f"Bart Smith <{BART}> was told" in text_of(confirmation)
    assert confirmation.message["In-Reply-To"] == "<fwd-1@elmcity.example>"
    roles = {desk.rows(contact, id=who.contact_id)[0].address: who.role for who in desk.rows(participant)}
    assert roles == {BART: "reporter", CLERK: "watcher", DEPARTMENT: "department"}
    notes = [(said.actor, said.text) for said in desk.rows(event, kind="note")]
    assert notes == [(CLERK, "Please look at this.")]


@pytest.mark.parametrize("program", FORWARDS)
def test_stranger_who_passes_on_a_mail_stays_the_reporter(desk: Desk, relay: FakeRelay, program: str) -> None:
    """Anybody could make up Bart: he must not hear a word of us, and the ticket says who wrote what."""
    receive(desk, FORWARDS[program])
    (row,) = desk.rows(ticket)
    assert desk.rows(contact, id=row.reporter_id)[0].address == CLERK
    assert mails_to(relay, BART) == []
    assert len(mails_to(relay, CLERK)) == 1
    assert BART in row.description
    assert HOLE in row.description
    (opened,) = desk.rows(event, kind="opened")
    assert any(BART in note for note in opened.data["notes"])


def test_trusted_senders_and_departments_pass_on_too(desk: Desk, relay: FakeRelay) -> None:
    """A council member has no account; a department's mailbox hears of the ticket as a department, and once."""
    member = "member@council.example"
    with desk.gateway.store.writing() as connection:
        add_rule(connection, pattern="@council.example", verdict="trusted", note="", actor=CLERK, now=0.0)
    receive(desk, forward(GMAIL, sender=member), sender=member)
    desk.clock.now += 3600
    receive(desk, forward(GMAIL.replace("hole", "gap"), sender=DEPARTMENT), sender=DEPARTMENT)
    assert [desk.rows(contact, id=row.reporter_id)[0].address for row in desk.rows(ticket)] == [BART, BART]
    assert len(mails_to(relay, BART)) == 2
    assert len(mails_to(relay, member)) == 1
    assert len(mails_to(relay, DEPARTMENT)) == 2


@pytest.mark.parametrize(
    "author",
    [CITY, DEPARTMENT, "no-reply@shop.example", "mailer-daemon@mail.example", CLERK, "blocked@spam.example"],
)
def test_nobody_who_must_not_be_answered_becomes_a_reporter(desk: Desk, relay: FakeRelay, author: str) -> None:
    """Ourselves, departments, machines and blocked people: the clerk stays the reporter."""
    employ(desk)
    with desk.gateway.store.writing() as connection:
        add_rule(connection, pattern="@spam.example", verdict="blocked", note="", actor=CLERK, now=0.0)
    receive(desk, forward(GMAIL.replace(BART, author)))
    (row,) = desk.rows(ticket)
    assert desk.rows(contact, id=row.reporter_id)[0].address == CLERK
    assert {mail.recipient for mail in relay.mails} == {CLERK, DEPARTMENT}


def test_tag_of_the_mail_server_is_not_part_of_a_ticket(desk: Desk) -> None:
    """Every mail from outside has it, and it would stand in the subject of every answer."""
    receive(desk, forward(HOLE, subject="[EXTERNAL] Pothole", sender=BART), sender=BART)
    assert [row.subject for row in desk.rows(ticket)] == ["Pothole"]


def test_disabled_account_passes_nothing_on(desk: Desk, relay: FakeRelay) -> None:
    """Who left the city's service is a stranger."""
    employ(desk)
    with desk.gateway.store.writing() as connection:
        connection.exec_driver_sql("UPDATE staff SET disabled_at = 1.0")
    receive(desk, FORWARDS["gmail"])
    assert mails_to(relay, BART) == []


@pytest.mark.parametrize(
    "verdict",
    [
        Authentication(source="mail_server", dmarc="fail"),
        Authentication(source="mail_server", dmarc="none"),
        Authentication(source="gateway", dmarc="temperror"),
    ],
)
def test_forged_forward_makes_us_write_to_nobody(desk: Desk, verdict: Authentication) -> None:
    """F7.1: whoever only writes a clerk's name above a mail must not have us mail a third person."""
    employ(desk)
    passed_on = InboundMessage(
        medium=Medium.EMAIL,
        sender=CLERK,
        received_at=datetime(2026, 6, 1, tzinfo=UTC),
        subject="Fwd: Pothole",
        text=GMAIL,
        recipients=(CITY,),
        forwarded=Forwarded(sender=BART, sender_name="Bart", subject="Pothole", text=HOLE),
        authentication=verdict,
    )
    proven = replace(passed_on, authentication=Authentication(source="mail_server", dmarc="pass"))
    with desk.gateway.store.reading() as connection:
        assert adopt(connection, desk.gateway, passed_on).sender == CLERK
        assert adopt(connection, desk.gateway, proven).sender == BART


def test_chain_of_clerks_leads_to_the_resident(desk: Desk, relay: FakeRelay) -> None:
    """The mayor's office passed on what the council member had passed on; both are known, so Bart is the reporter."""
    employ(desk)
    employ(desk, "member@elmcity.example")
    inner = GMAIL.replace("Please look at this.", "Cris, please help.")
    body = GMAIL.replace(f"Bart Smith <{BART}>", "Dana <member@elmcity.example>").replace(HOLE, inner)
    receive(desk, forward(body))
    (row,) = desk.rows(ticket)
    assert desk.rows(contact, id=row.reporter_id)[0].address == BART
    assert row.description.strip() == HOLE
    (note,) = desk.rows(event, kind="note")
    assert note.text == "Please look at this.\n\nDana: Cris, please help."


def test_what_a_resident_passes_on_is_the_residents_report(desk: Desk, relay: FakeRelay) -> None:
    """Bart had passed on the words of a neighbour: the chain of people known to the city ends with Bart."""
    employ(desk)
    head = "---------- Forwarded message ---------\nFrom: Dana <dana@x.example>\nDate: x"
    neighbour = f"Look what Dana writes:\n\n{head}\n\n{HOLE}"
    receive(desk, forward(GMAIL.replace(HOLE, neighbour)))
    (row,) = desk.rows(ticket)
    assert desk.rows(contact, id=row.reporter_id)[0].address == BART
    assert "Look what Dana writes" in row.description
    assert mails_to(relay, "dana@x.example") == []


def test_note_of_the_clerk_fills_in_place_and_danger(desk: Desk, relay: FakeRelay) -> None:
    """The resident did not say where; the clerk knows, and knows that it is urgent."""
    employ(desk)
    body = GMAIL.replace("Please look at this.", "I smell gas there too, at 14 Oak Street.")
    receive(desk, forward(body.replace(HOLE, "There is a hole in the road.")))
    (row,) = desk.rows(ticket)
    assert row.description.strip() == "There is a hole in the road."
    assert row.urgency == "emergency"
    assert row.location
    assert "14 Oak" in row.location


def test_second_copy_of_a_forward_is_one_message(desk: Desk, relay: FakeRelay) -> None:
    """4.1: the same forward by two doors opens one ticket and is answered once."""
    employ(desk)
    receive(desk, FORWARDS["gmail"])
    receive(desk, b"X-Other-Door: yes\r\n" + FORWARDS["gmail"])
    assert len(desk.rows(ticket)) == 1
    assert len(mails_to(relay, BART)) == 1


def test_resident_and_watcher_both_answer_into_the_ticket(desk: Desk, relay: FakeRelay) -> None:
    """Each has an address of their own for it; what the watcher adds does not speak for the resident."""
    employ(desk)
    receive(desk, FORWARDS["gmail"])
    for who, words in ((BART, "It is deeper now."), (CLERK, "The school called as well.")):
        (ours,) = mails_to(relay, who)
        desk.clock.now += 3600
        reply = f"From: {who}\r\nTo: {CITY}\r\nSubject: Re: Pothole\r\n\r\n{words}\r\n".encode()
        receive(desk, reply, sender=who, to=ours.message["Reply-To"].addresses[0].addr_spec)
    said = [(found.actor, found.text.strip()) for found in desk.rows(event, kind="message")]
    assert said == [("resident", "It is deeper now."), (CLERK, "The school called as well.")]
    assert len(desk.rows(ticket)) == 1
    assert all(row.ticket_id for row in desk.rows(message))
