"""A ticket is one conversation in everybody's mailbox, from the first receipt to the last word (PROTOCOL 11.2)."""

from __future__ import annotations

from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import cast

import pytest

from gateway.casework import change_status, reply_to_resident
from gateway.channels.email import EmailChannel
from gateway.store.outbox import load_outbound
from gateway.store.schema import ticket
from tests.journeys.conftest import ANNE, Road
from tests.mail_threads import by_gmail, by_references

STREETS = "streets@elmcity.example"


class Mailbox:
    """What one person has sent and was sent, in order."""

    def __init__(self, road: Road, owner: str) -> None:
        self.road, self.owner = road, owner
        self.sent: list[tuple[float, EmailMessage]] = []

    def write(self, body: str, *, subject: str, to: str = "311@elmcity.example", **headers: str) -> None:
        own = f"<{len(self.sent)}.{self.owner}>"
        self.road.mail(body, subject=subject, sender=self.owner, to=(to,), Message_ID=own, **headers)
        kept = EmailMessage()
        for name, value in {"Message-ID": own, "Subject": subject, **headers}.items():
            kept[name.replace("_", "-")] = value
        self.sent.append((self.road.clock(), kept))

    def answer(self, body: str) -> None:
        """Answer the newest mail as a mail program does."""
        newest = self.received()[-1][1]
        references = f"{newest['References'] or ''} {newest['Message-ID']}".split()
        self.write(
            body,
            subject=f"Re: {str(newest['Subject']).removeprefix('Re: ')}",
            to=newest["Reply-To"].addresses[0].addr_spec,
            In_Reply_To=newest["Message-ID"],
            References=" ".join(references),
        )

    def received(self) -> list[tuple[float, EmailMessage]]:
        """The city's mails as they go over the wire."""
        channel = self.road.gateway.channels["email"]
        assert isinstance(channel, EmailChannel)
        with self.road.gateway.store.reading() as connection:
            rows = [load_outbound(connection, row.id) for row in self.road.said_to(self.owner)]
        parse = BytesParser(policy=default).parsebytes
        return [(row.created_at.timestamp(), cast("EmailMessage", parse(channel.compose(row)))) for row in rows]

    def mails(self) -> list[EmailMessage]:
        return [mail for _, mail in sorted([*self.sent, *self.received()], key=lambda item: item[0])]


@pytest.fixture
def anne(road: Road) -> Mailbox:
    return Mailbox(road, ANNE)


@pytest.fixture
def streets(road: Road) -> Mailbox:
    return Mailbox(road, STREETS)


def play(road: Road, anne: Mailbox, streets: Mailbox) -> None:
    """Receipt, staff's word, her answer with the place, the department's answer, notice, closing."""
    anne.write("There is a huge pothole in front of my house, a wheel broke.", subject="Pothole")
    number = road.the_ticket().id
    road.clock.pass_time(hours=1)
    reply_to_resident(road.gateway, ticket_id=number, text="Where exactly is it?", actor="bart")
    road.work()
    road.clock.pass_time(hours=1)
    anne.answer("It is at 12 Oak St.")
    road.clock.pass_time(hours=1)
    streets.answer("We will look at it tomorrow.")
    road.clock.pass_time(hours=1)
    change_status(road.gateway, ticket_id=number, status="in_progress", note="A crew is there.", actor="bart")
    road.work()
    road.clock.pass_time(hours=1)
    anne.answer("Thank you, it is on the left side of the road.")
    road.clock.pass_time(hours=1)
    change_status(road.gateway, ticket_id=number, status="closed", note="It is filled.", actor="bart")
    road.work()


def test_f11_5_one_conversation_in_the_residents_mailbox(road: Road, anne: Mailbox, streets: Mailbox) -> None:
    """Her own mails and ours stand together, by References and by Gmail's rule, and one subject stays."""
    play(road, anne, streets)
    mails = anne.mails()
    assert len(mails) >= 7
    assert (by_references(mails), by_gmail(mails)) == (1, 1)
    assert len({mail["Subject"] for _, mail in anne.received()}) == 1


def test_f11_5_one_conversation_in_the_departments_mailbox(road: Road, anne: Mailbox, streets: Mailbox) -> None:
    """The place that was told later changes nothing: the second notice lies below the first."""
    play(road, anne, streets)
    assert road.the_ticket().location == "12 Oak St"
    mails = streets.mails()
    assert len(mails) >= 4
    assert (by_references(mails), by_gmail(mails)) == (1, 1)


def test_f11_5_a_conversation_survives_another_department(road: Road, anne: Mailbox, streets: Mailbox) -> None:
    """A ticket that comes back from another department is found below the mails that were there before."""
    anne.write("There is a huge pothole at 12 Oak St.", subject="Pothole")
    with road.gateway.store.writing() as connection:
        connection.execute(ticket.update().values(department="parks", service="tree", service_name="Tree"))
    anne.answer("It grew.")
    with road.gateway.store.writing() as connection:
        connection.execute(ticket.update().values(department="streets", priority="high"))
    anne.answer("And grew.")
    assert (by_references(streets.mails()), by_gmail(streets.mails())) == (1, 1)
    assert len(Mailbox(road, "parks@elmcity.example").received()) == 1


def test_a_danger_that_is_told_later_stands_out(road: Road, anne: Mailbox) -> None:
    """An emergency at the bottom of a long conversation would be read too late."""
    anne.write("I smell gas at 12 Oak St", subject="Smell")
    dispatch = Mailbox(road, "dispatch@elmcity.example")
    with road.gateway.store.writing() as connection:
        decision = {**road.the_ticket().decision, "priority": "normal"}
        connection.execute(ticket.update().values(priority="normal", decision=decision))
    anne.answer("It is stronger now.")
    anne.answer("I smell gas everywhere, help! There is a fire!")
    anne.answer("They are here.")
    starts = [str(mail["Subject"]).partition("EMERGENCY: ")[1:2] for _, mail in dispatch.received()[1:]]
    assert starts == [("",), ("EMERGENCY: ",), ("EMERGENCY: ",)]
    assert by_references(dispatch.mails()) == 1


def test_9_2_a_reply_above_the_marker_is_all_that_is_new(road: Road, anne: Mailbox) -> None:
    """Whatever a mail program does around it, nothing of our own mail comes back as her words."""
    anne.write("There is a huge pothole at 12 Oak St.", subject="Pothole")
    ours = anne.received()[-1][1].get_body(("plain",))
    assert ours is not None
    anne.answer("It is deeper now.\n\nSomebody said on a day:\n\n" + str(ours.get_content()))
    assert road.events(kind="message")[-1].text.strip().splitlines()[0] == "It is deeper now."
    assert "Your report has the number" not in road.events(kind="message")[-1].text
