"""A department works from its own mailbox: plain answers reach the resident, commands act, and all is confirmed."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from gateway.casework import change_status
from gateway.channels.email import mail_arrival
from gateway.store.schema import contact
from gateway.store.staff import add_staff
from tests.journeys.conftest import ANNE, ANNES_PHONE, CITY, STREETS, Office, Road

PARKS = "parks@elmcity.example"
BART = "bart@elmcity.example"
ZONE = ZoneInfo("America/New_York")


def hire(road: Road, email: str, *, role: str = "member", departments: tuple[str, ...] = ("streets",)) -> None:
    """An account at the desk."""
    with road.gateway.store.writing() as connection:
        add_staff(connection, email=email, name="Bart", role=role, departments=departments, now=road.clock())


def stop_reaching(road: Road, address: str, **why: Any) -> None:
    """Let a contact opt out or become undeliverable."""
    with road.gateway.store.writing() as connection:
        connection.execute(update(contact).where(contact.c.address == address).values(**why))


def test_a_plain_answer_goes_to_the_resident_and_is_confirmed_in_the_thread(office: Office) -> None:
    """The clerk's mail, the resident's mailbox and the confirmation are one conversation each."""
    office.answer("Crew 4 goes there tomorrow.", Message_ID="<answer@elmcity.example>")
    reply = office.road.said_to(ANNE)[-1]
    assert (reply.kind, reply.body, reply.automatic, reply.state) == (
        "staff_reply",
        "Crew 4 goes there tomorrow.",
        False,
        "simulated",
    )
    confirmation = office.notice()
    assert confirmation.body == f"{ANNE} was told by mail: “Crew 4 goes there tomorrow.”"
    assert confirmation.state == "simulated"
    assert confirmation.references[-1] == "<answer@elmcity.example>"
    assert confirmation.reply_to == office.road.said_to(STREETS)[0].reply_to
    assert [row.actor for row in office.road.events(kind="staff_reply")] == [STREETS]


def test_a_plain_answer_reaches_a_resident_who_texts(road: Road) -> None:
    """The resident stays in their channel; their answer comes back to the department in the same thread."""
    road.text("Pothole at 12 Oak St")
    office = Office(road)
    office.answer("Which side of the street?")
    (heard,) = office.heard(ANNES_PHONE)
    assert heard.splitlines()[0] == "Which side of the street?"
    assert f"{ANNES_PHONE} was told by text" in office.said()
    road.text("The left one")
    notice = office.notice()
    assert notice.kind == "department"
    assert "The left one" in notice.body
    assert "Which side of the street?" in notice.body
    assert notice.references


def test_words_too_long_for_a_text_are_not_cut_but_explained(road: Road) -> None:
    """A carrier takes 1,600 characters; half an answer is worse than none."""
    road.text("Pothole at 12 Oak St")
    office = Office(road)
    office.answer("Crew 4 goes there. " * 80)
    assert office.heard(ANNES_PHONE) == []
    assert "write at most 1400" in office.said()


@pytest.mark.parametrize(
    ("written", "status", "told"),
    [
        ("#closed fixed this morning", "closed", "fixed this morning"),
        ("#in progress\n\nCrew 4 is there.", "in_progress", "Crew 4 is there."),
        ("#waiting Which side?", "waiting", "Which side?"),
        ("#cerrado reparado", "closed", "reparado"),
    ],
)
def test_a_command_changes_the_status_and_tells_the_resident(
    office: Office, written: str, status: str, told: str
) -> None:
    """One line from a phone does what the desk does."""
    office.answer(written)
    assert office.road.the_ticket().status == status
    (heard,) = office.heard()
    assert told in heard
    assert "#" not in heard.replace(office.road.the_ticket().number, "")
    assert f"City311 #{office.road.the_ticket().number} is" in office.said()
    assert told in office.said()
    assert office.notice().kind == "confirmation"


def test_a_note_stays_among_staff(office: Office) -> None:
    """The resident hears nothing of it."""
    office.answer("#note only for us\nThe owner was rude.")
    assert office.heard() == []
    assert office.road.events(kind="note")[0].text == "only for us\nThe owner was rude."
    assert "the resident does not see it" in office.said()


def test_a_ticket_is_handed_to_another_department(office: Office) -> None:
    """It hears of the ticket and why it comes; the resident's words come along, with the way to answer."""
    office.answer("#assign parks a branch, not a hole")
    assert office.road.the_ticket().department == "parks"
    (notice,) = office.road.said_to(PARKS)
    assert "Streets hands this on. a branch, not a hole" in notice.body
    assert "Pothole at 12 Oak St" in notice.body
    assert "Earlier:" not in notice.body
    assert office.heard() == []
    assert "is with Parks and Trees now" in office.said()
    office.road.mail("We look at it today.", sender=PARKS, to=(notice.reply_to,))
    assert office.heard() == ["We look at it today."]


def test_a_ticket_that_is_handed_back_is_told_again(office: Office) -> None:
    """Each hand-over is an effect of its own, with the pictures of the resident's first message."""
    office.answer("#assign parks")
    (notice,) = office.road.said_to(PARKS)
    office.answer("#assign streets it is a hole after all", sender=PARKS, token=notice.reply_to)
    assert office.road.the_ticket().department == "streets"
    assert "Parks and Trees hands this on. it is a hole after all" in office.said()
    told = [row for row in (*office.road.said_to(STREETS), notice) if row.kind == "department"]
    assert {row.cause.partition(":event")[0] for row in told} == {"message:1"}
    assert len({row.subject.removeprefix("Re: ") for row in told}) == 1


def test_whoever_had_a_ticket_before_may_note_but_not_act(office: Office) -> None:
    """The token of the old department still finds the ticket; its words are for the staff of the new one."""
    office.answer("#assign parks")
    office.answer("#closed fixed")
    assert office.road.the_ticket().status == "received"
    assert "is with Parks and Trees now" in office.said()
    assert "Nothing was sent to the resident." in office.said()
    office.answer("It lies behind the fence.")
    assert [row.text for row in office.road.events(kind="note")] == ["#closed fixed", "It lies behind the fence."]
    assert office.heard() == []


def test_a_ticket_is_given_to_a_person_of_the_department(office: Office) -> None:
    """Only to somebody who may work on it; they hear of it and can answer."""
    office.answer(f"#assign {BART}")
    assert office.road.the_ticket().assignee is None
    assert "has no account" in office.said()
    hire(office.road, BART)
    office.answer(f"#assign {BART} you know the street")
    assert office.road.the_ticket().assignee == BART
    notice = office.notice(BART)
    assert "you know the street" in notice.body
    office.answer("#closed fixed", sender=BART, token=notice.reply_to)
    assert office.road.the_ticket().status == "closed"
    assert office.notice(BART).kind == "confirmation"


def test_a_day_and_a_priority_are_set_by_several_commands_in_one_mail(office: Office) -> None:
    """Friday is the next one, in the city's zone; the words below go to the resident."""
    office.answer("#due friday\n#priority high\n\nWe come on Friday.")
    row = office.road.the_ticket()
    assert datetime.fromtimestamp(row.due_at, ZONE).date().isoformat() == "2026-06-05"
    assert row.priority == "high"
    assert office.heard() == ["We come on Friday."]
    assert "is due Friday, June 5, 2026." in office.said()
    office.answer("#due 3 business days")
    assert datetime.fromtimestamp(office.road.the_ticket().due_at, ZONE).date().isoformat() == "2026-06-04"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("#clsoed fixed this morning", "Did you mean #closed?"),
        ("#asign parks", "Did you mean #assign?"),
        ("#assign prks", "Did you mean #assign parks?"),
        ("#closed", "Write behind #closed what was done"),
        ("#due 2026-03-05", "that has passed"),
        ("#closed fixed\n#deu friday", "Did you mean #due?"),
        ("Hi Anne,\n#closed fixed", "first lines only"),
        ("#help", "#closed what was done"),
        ("Help", "#closed what was done"),
        ("x" * 5_000, "write at most 4000"),
    ],
)
def test_what_is_not_understood_does_nothing_and_is_explained(office: Office, written: str, said: str) -> None:
    """Neither the ticket nor the resident notices; the mail is kept, and the clerk reads how to write it."""
    before = office.road.the_ticket()
    office.answer(written)
    after = office.road.the_ticket()
    assert (after.status, after.department, after.due_at) == (before.status, before.department, before.due_at)
    assert office.heard() == []
    assert said in office.said()
    assert "Nothing was done" in office.said()
    assert "streets (Streets)" in office.said()
    assert len(office.road.events(kind="department_mail")) == 1
    assert office.notice().kind == "explanation"


def test_a_second_close_is_explained_and_its_words_are_kept(office: Office) -> None:
    """Two clerks answer the same notice."""
    office.answer("#closed fixed this morning")
    office.answer("#closed we did it yesterday")
    assert len(office.heard()) == 1
    assert "closed already" in office.said()
    assert office.road.events(kind="department_mail")[-1].text.strip() == "#closed we did it yesterday"


def test_two_clerks_who_close_at_once_do_so_one_after_the_other(office: Office) -> None:
    """Both mails are heard before either is filed, in one transaction; the second finds the ticket closed."""
    hire(office.road, BART)
    notice, now = office.notice(), datetime.fromtimestamp(office.road.clock(), UTC)
    for sender in (STREETS, BART):
        raw = f"From: {sender}\r\nSubject: Re: Pothole\r\n\r\n#closed fixed, says {sender}\r\n".encode()
        to = [notice.reply_to]
        office.road.intake.receive(mail_arrival("email", raw, sender=sender, recipients=to, now=now))
    office.road.work()
    assert len(office.heard()) == 1
    assert len(office.road.events(kind="status")) == 1
    assert "closed already" in office.notice(BART).body


def test_the_same_mail_twice_acts_once(office: Office) -> None:
    """A mail system that lost our answer sends again; so does a clerk's program under the same Message-ID."""
    for _ in range(2):
        office.answer("#closed fixed", Message_ID="<once@elmcity.example>")
    office.answer("Crew 4 was there.", Message_ID="<again@elmcity.example>")
    office.answer("Crew 4 was there.", Message_ID="<other@elmcity.example>")
    assert len(office.heard()) == 2
    assert len(office.road.events(kind="status")) == 1
    assert [row.kind for row in office.road.said_to(STREETS)[1:]] == ["confirmation", "explanation"]


def test_7_3_a_forged_department_does_nothing_even_with_its_token(office: Office) -> None:
    """Somebody found the address in a forwarded notice and writes under the department's name."""
    verdict = "mx.elmcity.example; dkim=fail; dmarc=fail header.from=elmcity.example"
    office.answer("#closed fixed", Authentication_Results=verdict)
    assert office.road.the_ticket().status == "received"
    assert office.heard() == []
    assert len(office.road.said_to(STREETS)) == 1
    assert "fails DMARC" in office.road.events(kind="other_address")[0].data["notes"][-1]


def test_7_3_a_stranger_with_the_departments_token_does_nothing(office: Office) -> None:
    """PROTOCOL 3.7: the token alone reveals and changes nothing; nor does an account of another department."""
    hire(office.road, BART, departments=("parks",))
    hire(office.road, "cris@elmcity.example", role="viewer")
    for sender in ("cris@strangers.example", BART, "cris@elmcity.example"):
        office.answer(f"#closed fixed, says {sender}", sender=sender)
        assert office.road.said_to(sender) == []
    assert office.road.the_ticket().status == "received"
    assert office.heard() == []
    assert len(office.road.events(kind="other_address")) == 3


def test_an_account_of_the_department_acts_with_its_token(office: Office) -> None:
    """The notice lies in a shared mailbox, and Bart answers it under his own name."""
    hire(office.road, BART)
    office.answer("#closed fixed", sender=BART)
    assert office.road.events(kind="status")[0].actor == BART
    assert office.notice(BART).kind == "confirmation"


def test_without_its_token_a_department_never_acts(office: Office) -> None:
    """The mail is kept with the ticket, as before."""
    ours = office.road.said_to(STREETS)[0].rfc_message_id
    office.road.mail("#closed fixed", sender=STREETS, In_Reply_To=ours)
    assert office.road.the_ticket().status == "received"
    assert office.heard() == []


def test_an_absence_note_of_a_department_is_kept_and_passed_on_to_nobody(office: Office) -> None:
    """PROTOCOL 5.2: a machine never acts, whatever it says, and its words never reach a resident."""
    office.answer("We are closed until Monday.", Auto_Submitted="auto-replied")
    office.answer("#closed out of office", Auto_Submitted="auto-replied")
    assert office.road.the_ticket().status == "received"
    assert office.heard() == []
    assert len(office.road.said_to(STREETS)) == 1
    assert len(office.road.events(kind="automatic")) == 2


def test_a_clerk_behind_exchange_may_command(office: Office) -> None:
    """PROTOCOL 5.4: it is a person's mail that asks for no automatic answer; no machine writes a command."""
    office.answer("Crew 4 goes there.", X_Auto_Response_Suppress="All")
    assert office.heard() == []
    office.answer("#in progress", X_Auto_Response_Suppress="All")
    assert office.road.the_ticket().status == "in_progress"


def test_f5_1_a_department_that_answers_by_itself_without_a_sign_stops_within_three_messages(office: Office) -> None:
    """Each answer has other words, so nothing but the limit can stop it; the resident's next word is still told."""
    for number in range(6):
        office.answer(f"Your message {number} is important to us.")
    explanations = [row.state for row in office.road.said_to(STREETS) if row.kind == "explanation"]
    assert explanations == ["simulated"] * 2 + ["suppressed"] * 4
    office.road.mail("It is deeper now", to=(office.road.said_to(ANNE)[0].reply_to,))
    assert office.notice().kind == "department"
    assert len(office.heard()) == 3


def test_a_busy_clerk_hears_of_every_command(road: Road) -> None:
    """Ten tickets in ten minutes: the limit of one automatic mail to an address is for machines (PROTOCOL 5.11)."""
    for number in range(10):
        road.mail(f"Pothole at {number + 1} Oak St", subject="Pothole", sender=f"anne{number}@residents.example")
    for notice in road.said_to(STREETS):
        road.mail("#closed fixed", sender=STREETS, to=(notice.reply_to,))
    states = [row.state for row in road.said_to(STREETS) if row.kind == "confirmation"]
    assert states == ["simulated"] * 10
    assert {row.status for row in road.tickets()} == {"closed"}


def test_words_that_cannot_be_delivered_are_kept_and_said_to_be(road: Road) -> None:
    """A resident who said STOP gets no text; a dead mailbox gets no mail."""
    road.text("Pothole at 12 Oak St")
    stop_reaching(road, ANNES_PHONE, opted_out_at=1.0)
    office = Office(road)
    office.answer("Crew 4 goes there.")
    assert "Your words are kept, but cannot be delivered: the resident has opted out." in office.said()
    assert [row.state for row in road.said_to(ANNES_PHONE)[1:]] == ["suppressed"]
    stop_reaching(road, ANNES_PHONE, opted_out_at=None, undeliverable_at=1.0)
    office.answer("#closed fixed")
    assert "is closed" in office.said()
    assert "cannot be delivered" in office.said()


def test_the_notice_tells_the_whole_ticket(office: Office) -> None:
    """What a clerk needs to begin, without opening anything."""
    body, number = office.said(), office.road.the_ticket().number
    for line in (
        f"Ticket {number}",
        "Service: Pothole",
        "Where: 12 Oak St",
        "Map: https://www.openstreetmap.org/search?query=12+Oak+St%2C+Elm+City",
        "Language: English",
        "Due: Thursday, June 4, 2026",
        f"Reported by: {ANNE}",
        "Answer this mail: your words go to the resident by mail.",
    ):
        assert line in body.split("\n")
    assert f"/tickets/{number}" in body


def test_a_notice_tells_the_language_and_what_was_said_before(road: Road) -> None:
    """A clerk who answers a Spanish text knows who will read it."""
    road.text("Hay un bache grande en la calle Oak 12")
    road.text("Ahora es más profundo el bache")
    notice = Office(road).notice()
    assert "Language: Spanish (the resident writes and reads Spanish)" in notice.body
    assert "Earlier:\n- June 1, 12:00, resident (opened): Hay un bache grande" in notice.body


def test_the_desk_and_a_mail_do_the_same(office: Office) -> None:
    """Both ways lead through the same change: the resident cannot tell them apart."""
    office.answer("#in progress Crew 4 is there.")
    change_status(office.road.gateway, ticket_id=1, status="open", note="", actor=BART)
    change_status(office.road.gateway, ticket_id=1, status="in_progress", note="Crew 4 is there.", actor=BART)
    first, second = office.heard()
    assert first == second


def test_files_of_a_clerk_are_kept_and_said_not_to_be_sent(office: Office) -> None:
    """The clerk must not believe that the resident saw the picture."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = STREETS, CITY, "RE: Pothole"
    mail.set_content("#closed fixed, see the picture")
    mail.add_attachment(b"%PDF-1.4 " + b"x" * 20_000, maintype="application", subtype="pdf", filename="fixed.pdf")
    office.road.raw_mail(mail.as_bytes(), sender=STREETS, to=(office.notice().reply_to,))
    assert "were not sent to the resident" in office.said()
