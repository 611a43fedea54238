"""What a verdict about the sender changes, and what is held for a person: the whole road, on both databases."""

from __future__ import annotations

import socket
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.authentication import Authenticator
from gateway.authentication.lookups import NameServers
from gateway.channels.email import mail_arrival
from gateway.store.held import count_held, keep_held, list_held, release_held
from gateway.store.schema import outbox
from gateway.store.sender_rules import Verdict, add_rule
from gateway.store.work import purge_done
from tests.journeys.conftest import ANNE, CITY, Road

SERVER = "mx.elmcity.example"
POTHOLE = "There is a deep pothole at 12 Oak St."
GAS = "I smell gas very strongly in front of 12 Oak St, please send somebody."
CLERK = "bart@elmcity.example"
BORDER = "from mail.residents.example (mail.residents.example [192.0.2.25]) by mx.elmcity.example with ESMTPS id 1"
PROVEN = {"Authentication_Results": f"{SERVER}; dmarc=pass header.from=residents.example", "Received": BORDER}
UNPROVEN = {"Authentication_Results": f"{SERVER}; dmarc=none", "Received": BORDER}
FORGED = {"Authentication_Results": f"{SERVER}; dmarc=fail header.from=residents.example", "Received": BORDER}
SPAM = {"X_Spam_Flag": "YES"}


@pytest.fixture
def checked(road: Road) -> Road:
    """An installation behind a mail server that checks senders and marks spam."""
    authenticator = Authenticator(servers=(SERVER,), trusts_spam_headers=True)
    road.gateway = replace(road.gateway, authenticator=authenticator)
    return road


def put_on_list(road: Road, pattern: str, verdict: Verdict) -> None:
    """What an administrator does on the page of senders."""
    with road.gateway.store.writing() as connection:
        add_rule(connection, pattern=pattern, verdict=verdict, actor=CLERK, now=road.clock())


def the_message(road: Road) -> Any:
    """The newest message."""
    return road.messages()[-1]


def test_f7_3_a_forged_first_mail_is_a_ticket_without_an_answer(checked: Road) -> None:
    """The report may be true; the receipt would go to whoever the forger named (PROTOCOL 5.14)."""
    checked.mail(POTHOLE, **FORGED)
    ticket = checked.the_ticket()
    (receipt,) = checked.said_to(ANNE)
    assert (receipt.state, receipt.ticket_id) == ("suppressed", ticket.id)
    assert "DMARC" in receipt.reason
    assert the_message(checked).authentication == {
        "source": "mail_server",
        "dmarc": "fail",
        "reason": "residents.example says that this mail is not its own (DMARC fail).",
    }


@pytest.mark.parametrize("headers", [PROVEN, UNPROVEN, {}], ids=["proven", "unproven", "silent"])
def test_7_3_nobody_must_prove_anything_to_report(checked: Road, headers: dict[str, str]) -> None:
    """A resident whose provider signs nothing is heard and answered like everybody else."""
    checked.mail(POTHOLE, **headers)
    assert checked.the_ticket().message_id == 1
    assert [row.state for row in checked.said_to(ANNE)] == ["simulated"]


@pytest.mark.parametrize(
    ("headers", "attached"),
    [(PROVEN, True), (UNPROVEN, False), (FORGED, False)],
    ids=["proven", "unproven", "forged"],
)
@pytest.mark.parametrize("way", ["subject", "references", "token"])
def test_7_3_acting_on_a_ticket_takes_proof_or_the_token(
    checked: Road, way: str, headers: dict[str, str], attached: bool
) -> None:
    """Whoever knows a number and the reporter's address must not be able to speak in the reporter's name."""
    checked.mail(POTHOLE, **PROVEN)
    number, (receipt,) = checked.the_ticket().number, checked.said_to(ANNE)
    words = "It is next to the bus stop on the north side."
    match way:
        case "subject":
            checked.mail(words, subject=f"Re: [City311 {number}] Pothole", **headers)
        case "references":
            checked.mail(words, In_Reply_To=receipt.rfc_message_id, **headers)
        case _:
            checked.mail(words, to=(receipt.reply_to,), **headers)
    added = [event.kind for event in checked.events(ticket_id=1, message_id=2)]
    expected = ["message"] if attached or way == "token" else {"subject": [], "references": ["other_address"]}[way]
    assert added == expected
    notes = [note for event in checked.events(message_id=2) for note in event.data.get("notes", ())]
    assert any("proves" in note for note in notes) == (expected != ["message"])


@pytest.mark.parametrize(("headers", "told"), [(PROVEN, True), (UNPROVEN, False)], ids=["proven", "unproven"])
def test_7_3_how_a_ticket_stands_is_told_to_a_proven_sender(checked: Road, headers: dict[str, str], told: bool) -> None:
    """Anybody can write a number and somebody's address; the answer must not tell more than they know."""
    checked.mail(POTHOLE, **PROVEN)
    number = checked.the_ticket().number
    checked.clock.pass_time(hours=1)
    checked.mail(f"STATUS {number}", subject="", **headers)
    answer = checked.said_to(ANNE)[-1]
    assert answer.kind == "answer"
    assert (number in answer.body) == told


def test_7_3_where_nobody_looks_at_senders_only_a_failure_stands_in_the_way(road: Road) -> None:
    """A town without such a mail server keeps its conversations; a header that says `fail` still ends them."""
    road.mail(POTHOLE)
    subject = f"Re: [City311 {road.the_ticket().number}] Pothole"
    road.mail("It is next to the bus stop.", subject=subject)
    road.mail("Close it, please.", subject=subject, **FORGED)
    assert [event.kind for event in road.events(ticket_id=1) if event.message_id] == ["opened", "message"]
    assert len(road.tickets()) == 2


def test_f7_2_mail_is_taken_while_the_dns_is_down(road: Road) -> None:
    """Trouble with the DNS is nobody's fault but ours: ticket, answer, and a verdict that says what happened."""
    servers = NameServers(addresses=("127.0.0.1:9",), seconds=0.2)
    road.gateway = replace(road.gateway, authenticator=Authenticator(name_servers=servers))
    note = f"From: {ANNE}\r\nTo: {CITY}\r\nSubject: Hole\r\nMessage-ID: <1@x.example>\r\n\r\n{POTHOLE}\r\n".encode()
    arrival = mail_arrival(
        "email", note, sender=ANNE, recipients=(CITY,), now=datetime.fromtimestamp(road.clock(), UTC)
    )
    road.arrive(replace(arrival, details={"peer": "192.0.2.25", "helo": "mail.residents.example", "protocol": "ESMTP"}))
    assert road.the_ticket().message_id == 1
    assert [row.state for row in road.said_to(ANNE)] == ["simulated"]
    assert the_message(road).authentication["dmarc"] == "temperror"


def test_f7_2_mails_that_come_together_wait_for_the_dns_together(road: Road) -> None:
    """Ten mails and a name server that keeps silent cost one wait, or a burst of mail would stand still."""
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    silent.bind(("127.0.0.1", 0))
    servers = NameServers(addresses=(f"127.0.0.1:{silent.getsockname()[1]}",), seconds=0.5)
    road.gateway = replace(road.gateway, authenticator=Authenticator(name_servers=servers))
    for number in range(10):
        sender = f"anne{number}@residents.example"
        note = f"From: {sender}\r\nTo: {CITY}\r\nSubject: Hole {number}\r\n\r\n{POTHOLE}\r\n".encode()
        now = datetime.fromtimestamp(road.clock(), UTC)
        arrival = mail_arrival("email", note, sender=sender, recipients=(CITY,), now=now)
        road.intake.receive(replace(arrival, details={"peer": "192.0.2.25", "protocol": "ESMTP"}))
    began = time.monotonic()
    road.work()
    assert time.monotonic() - began < 4
    silent.close()
    assert len(road.tickets()) == 10
    assert {row.authentication["dmarc"] for row in road.messages()} == {"temperror"}


def test_7_5_spam_is_held_and_causes_nothing(checked: Road) -> None:
    """No ticket, no contact, no answer: what a filter calls spam must not be able to make the city mail anybody."""
    checked.mail("Buy cheap asphalt for every pothole of your town!", sender="cris@offers.example", **SPAM)
    assert (the_message(checked).held, the_message(checked).reason) == ("spam", "X-Spam-Flag: YES")
    assert (checked.tickets(), checked.said_to("cris@offers.example"), checked.unfinished()) == ([], [], [])
    with checked.gateway.store.reading() as connection:
        (row,) = list_held(connection, show="waiting", limit=10)
        assert (row.reason, "asphalt" in row.excerpt, b"cris@offers.example" in row.head) == (
            "X-Spam-Flag: YES",
            True,
            True,
        )


def test_7_5_a_danger_to_life_is_never_held(checked: Road) -> None:
    """A miss costs more than a fraud: the ticket is opened, and says what the filter thought."""
    checked.mail(GAS, **SPAM)
    assert (checked.the_ticket().priority, the_message(checked).held) == ("emergency", "")
    (opened,) = checked.events(kind="opened")
    assert any("spam" in note for note in opened.data["notes"])


def test_7_5_an_answer_with_its_token_is_not_held(checked: Road) -> None:
    """The city asked, the resident answers: a filter that errs must not silence them."""
    checked.mail(POTHOLE, **PROVEN)
    (receipt,) = checked.said_to(ANNE)
    checked.mail("It is next to the bus stop.", to=(receipt.reply_to,), **SPAM)
    assert [event.kind for event in checked.events(message_id=2)] == ["message"]


@pytest.mark.parametrize(("headers", "held"), [(PROVEN, ""), (FORGED, "spam")], ids=["proven", "somebody in his name"])
def test_7_5_a_trusted_sender_is_not_held(checked: Road, headers: dict[str, str], held: str) -> None:
    """Trust is for the sender, and not for whoever writes his address into From."""
    put_on_list(checked, ANNE, "trusted")
    checked.mail(POTHOLE, **SPAM, **headers)
    assert the_message(checked).held == held


@pytest.mark.parametrize("envelope", [ANNE, "x@elsewhere.example"])
def test_15_13_a_blocked_sender_is_stored_and_not_answered(road: Road, envelope: str) -> None:
    """Blocking suppresses replies, not storage; it holds by the address that is read and by the envelope's."""
    put_on_list(road, "@residents.example" if envelope == ANNE else envelope, "blocked")
    road.mail(POTHOLE, envelope=envelope)
    assert (the_message(road).held, road.tickets(), road.said_to(ANNE)) == ("blocked", [], [])
    road.mail(GAS, subject="Help", envelope=envelope)
    assert road.the_ticket().priority == "emergency"
    assert {row.state for row in road.said_to(ANNE)} == {"suppressed"}
    assert [row.kind for row in road.rows(outbox) if row.recipient != ANNE] == ["department"]


def release(road: Road, message_id: int) -> bool:
    """What a clerk's click does."""
    with road.gateway.store.writing() as connection:
        return release_held(connection, message_id, actor=CLERK, now=road.clock())


@pytest.mark.parametrize("forgotten", [False, True], ids=["soon", "after its work was forgotten"])
def test_7_5_a_held_mail_is_filed_once_however_often_it_is_released(checked: Road, forgotten: bool) -> None:
    """Two clerks click at once, and one of them again later: one ticket, one receipt, and who did it is known."""
    held = checked.mail(POTHOLE, **SPAM)
    if forgotten:
        checked.clock.pass_time(days=8)
        with checked.gateway.store.writing() as connection:
            assert purge_done(connection, now=checked.clock()) > 0
    assert [release(checked, held.id), release(checked, held.id)] == [True, True]
    checked.work()
    assert not release(checked, held.id)
    checked.work()
    ticket = checked.the_ticket()
    assert (the_message(checked).held, the_message(checked).released_by) == ("", CLERK)
    assert [row.state for row in checked.said_to(ANNE)] == ["simulated"]
    (opened,) = checked.events(ticket_id=ticket.id, kind="opened")
    assert f"It was held; {CLERK} had it filed." in opened.data["notes"]


def test_7_5_a_mail_that_is_kept_leaves_the_list_and_can_still_be_filed(checked: Road) -> None:
    """Public records: nothing is thrown away, and who decided stays readable."""
    held = checked.mail(POTHOLE, **SPAM)
    with checked.gateway.store.writing() as connection:
        assert keep_held(connection, held.id, actor=CLERK)
        assert not keep_held(connection, held.id, actor=CLERK)
        assert count_held(connection) == 0
        (kept,) = list_held(connection, show="kept", limit=10)
    assert kept.reason == f"X-Spam-Flag: YES; kept by {CLERK}"
    assert release(checked, held.id)
    checked.work()
    assert checked.the_ticket().message_id == held.id


def test_7_5_the_same_spam_by_two_ways_is_one_ticket_when_both_are_released(checked: Road) -> None:
    """A list sends the same mail twice; whoever releases both opens one ticket."""
    first, second = (checked.mail(POTHOLE, Message_ID="<same@residents.example>", **SPAM, X_Copy=n) for n in "12")
    for held in (first, second):
        assert release(checked, held.id)
        checked.work()
    assert checked.the_ticket().message_id == first.id
