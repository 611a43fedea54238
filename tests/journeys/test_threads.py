"""Replies find their ticket; strangers, machines and copies change nothing (PROTOCOL 3.5-3.10, 4.1-4.4, 5)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import cast

import pytest

from gateway.casework import change_status
from gateway.channels.email import EmailChannel, mail_arrival
from tests.journeys.conftest import ANNE, ANNES_PHONE, CITY, Road


def reply_address(road: Road) -> str:
    """The Reply-To of the last mail to Anne."""
    return str(road.said_to(ANNE)[-1].reply_to)


def test_a_reply_to_the_token_goes_into_its_ticket(road: Road) -> None:
    """PROTOCOL 3.6: the token is the strongest proof; quoted text is folded away."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    token = reply_address(road)
    road.mail(
        "It is deeper now.\n\nOn Mon, Jun 1, 2026 at 12:30 PM Elm City <311@elmcity.example> wrote:\n> We got it",
        to=(token,),
        subject="Re: x",
    )
    assert len(road.tickets()) == 1
    assert road.events(kind="message")[0].text.strip() == "It is deeper now."


def test_a_reply_by_references_goes_into_its_ticket(road: Road) -> None:
    """A mail program that drops Reply-To still names our Message-ID."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    ours = road.said_to(ANNE)[0].rfc_message_id
    road.mail("It is on the left side.", subject="Re: Pothole", In_Reply_To=ours)
    assert len(road.tickets()) == 1
    assert len(road.events(kind="message")) == 1


def test_f3_1_a_token_with_one_character_changed_opens_a_new_ticket(road: Road) -> None:
    """A guess is worth nothing; upper case is forgiven."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    local, _, domain = reply_address(road).partition("@")
    wrong = local[:-1] + ("a" if local[-1] != "a" else "c")
    road.mail("Graffiti at 9 Elm St", subject="Other", to=(f"{wrong}@{domain}",))
    assert len(road.tickets()) == 2
    road.mail("Deeper now", subject="Re: Pothole", to=(f"{local.upper()}@{domain}",))
    assert len(road.tickets()) == 2


def test_f3_2_a_number_in_a_strangers_subject_opens_a_ticket_of_its_own(road: Road) -> None:
    """A guessed number never attaches a stranger's mail."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    first = road.the_ticket()
    road.mail("Close it please", subject=f"Re: [City311 #{first.number}]", sender="cris@strangers.example")
    assert len(road.tickets()) == 2
    assert road.tickets()[0].status == "received"
    assert first.number in road.events(ticket_id=road.tickets()[1].id)[0].data["notes"][0]


def test_a_number_in_the_reporters_subject_goes_into_the_ticket(road: Road) -> None:
    """The same tag from somebody who takes part is a reply."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    road.mail("One more thing", subject=f"Fwd: [City311 #{road.the_ticket().number}]")
    assert len(road.tickets()) == 1


def test_f3_3_mail_that_claims_to_be_ours_is_held_and_not_answered(road: Road) -> None:
    """PROTOCOL 5.10: two gateways must not talk."""
    road.mail("Pothole at 12 Oak St", sender=CITY)
    assert road.tickets() == []
    assert road.said_to(CITY) == []
    assert "held" in road.messages()[0].reason


def test_f3_4_one_mail_to_two_addresses_is_one_ticket(road: Road) -> None:
    """Whether the mail system sends it once or twice."""
    body = "Pothole at 12 Oak St"
    road.mail(body, Message_ID="<same@residents.example>", to=(CITY, "postmaster@elmcity.example"))
    road.mail(body, Message_ID="<same@residents.example>", to=(CITY,))
    assert len(road.tickets()) == 1
    assert len(road.said_to(ANNE)) == 1
    assert len(road.events(kind="duplicate")) == 1


def test_a_valid_token_from_another_address_reveals_and_changes_nothing(road: Road) -> None:
    """PROTOCOL 3.7."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    change_status(road.gateway, ticket_id=1, status="closed", note="Done.", actor="bart@city.example")
    road.mail("Reopen it!", sender="cris@strangers.example", to=(reply_address(road),))
    assert road.the_ticket().status == "closed"
    assert road.said_to("cris@strangers.example") == []
    assert len(road.events(kind="other_address")) == 1


def test_a_reply_to_a_long_closed_ticket_opens_a_linked_one(road: Road) -> None:
    """PROTOCOL 3.8: after 30 days the story is a new one."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    change_status(road.gateway, ticket_id=1, status="closed", note="Done.", actor="bart@city.example")
    token = reply_address(road)
    road.clock.pass_time(days=31)
    road.mail("There is a pothole again at 12 Oak St", to=(token,))
    first, second = road.tickets()
    assert second.linked_to == first.id
    assert first.status == "closed"


def test_a_reply_to_a_freshly_closed_ticket_reopens_it(road: Road) -> None:
    """The resident knows best whether it was fixed."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    change_status(road.gateway, ticket_id=1, status="closed", note="Done.", actor="bart@city.example")
    road.clock.pass_time(days=2)
    road.mail("It is still broken, the hole is open again", to=(reply_address(road),))
    assert road.the_ticket().status == "open"


def test_f4_1_the_same_mail_twenty_times_at_once_is_one_ticket_and_one_answer(road: Road) -> None:
    """Twenty connections deliver the same bytes at once; everybody hears success, and one thing happens."""
    now = datetime.fromtimestamp(road.clock(), UTC)
    raw = b"From: anne@residents.example\r\nSubject: Hole\r\nMessage-ID: <x@y>\r\n\r\nPothole at 12 Oak St\r\n"
    arrival = mail_arrival("email", raw, sender=ANNE, recipients=[CITY], now=now)
    with ThreadPoolExecutor(20) as pool:
        stored = list(pool.map(lambda _: road.intake.receive(arrival), range(20)))
    road.work()
    assert len({promise.id for promise in stored}) == 1
    assert sum(promise.is_new for promise in stored) == 1
    assert len(road.tickets()) == 1
    assert len(road.said_to(ANNE)) == 1


def test_f4_2_the_same_message_id_with_other_words_is_another_message(road: Road) -> None:
    """PROTOCOL 4.2: never drop different content because of an equal Message-ID."""
    road.mail("Pothole at 12 Oak St", Message_ID="<same@residents.example>")
    road.mail("Graffiti at 9 Elm St", Message_ID="<same@residents.example>")
    assert len(road.tickets()) == 2
    assert "msgid_reused" in road.messages()[1].flags


def test_f4_4_a_retry_four_hours_later_is_the_same_message(road: Road) -> None:
    """Our 250 was lost on the way; the MTA sends the same bytes again."""
    first = road.mail("Pothole at 12 Oak St", Message_ID="<retry@residents.example>")
    road.clock.pass_time(hours=4)
    second = road.mail("Pothole at 12 Oak St", Message_ID="<retry@residents.example>")
    assert (second.id, second.is_new) == (first.id, False)
    assert len(road.tickets()) == 1
    assert len(road.said_to(ANNE)) == 1


def test_f5_3_an_out_of_office_reply_to_a_closed_ticket_leaves_it_closed(road: Road) -> None:
    """Machines reopen nothing and are answered by nobody."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    change_status(road.gateway, ticket_id=1, status="closed", note="Done.", actor="bart@city.example")
    before = len(road.said_to(ANNE))
    road.mail("I am away until Monday.", to=(reply_address(road),), Auto_Submitted="auto-replied")
    assert road.the_ticket().status == "closed"
    assert len(road.said_to(ANNE)) == before
    assert len(road.events(kind="automatic")) == 1


def test_f5_4_suppressed_acknowledgements_are_shown_with_their_reason(road: Road) -> None:
    """A person behind Exchange is no machine: the ticket is made, only the answer stays home."""
    road.mail("Pothole at 12 Oak St", X_Auto_Response_Suppress="All")
    assert road.the_ticket().service == "pothole"
    (answer,) = road.said_to(ANNE)
    assert answer.state == "suppressed"
    assert answer.reason


@pytest.mark.parametrize(("value", "state"), [("No", "simulated"), ("AUTO-GENERATED; x=y", "suppressed")])
def test_f5_5_auto_submitted_is_read_without_case_and_parameters(road: Road, value: str, state: str) -> None:
    """RFC 3834 section 5: `no` means a person."""
    road.mail("Pothole at 12 Oak St", Auto_Submitted=value)
    assert [answer.state for answer in road.said_to(ANNE)] == [state]


def test_postmaster_goes_to_the_operator_and_not_to_a_queue(road: Road) -> None:
    """PROTOCOL 3.4."""
    road.mail("Your server sends strange mail", to=("postmaster@elmcity.example",))
    assert road.tickets() == []
    operator = road.gateway.rulebooks.current().city.operator
    assert len(road.said_to(operator)) == 1


def test_a_bounce_to_our_address_opens_nothing(road: Road) -> None:
    """PROTOCOL 6.4: a bounce is never a ticket and never answered."""
    road.mail("Pothole at 12 Oak St")
    row = road.said_to(ANNE)[0]
    to = road.gateway.tokens.bounce_address(row.id, "elmcity.example")
    report = (
        b"From: MAILER-DAEMON@residents.example\r\nTo: x\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; mx.residents.example\r\n\r\nFinal-Recipient: rfc822; anne@residents.example\r\n"
        b"Action: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
    road.raw_mail(report, sender="", to=(to,))
    assert len(road.tickets()) == 1
    assert len(road.events(kind="bounced")) == 1


def test_our_own_mail_that_comes_back_whole_is_held(road: Road) -> None:
    """PROTOCOL 5.6: somebody's forwarding rule sends us our acknowledgement, under their own name."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    ours = road.said_to(ANNE)[0].rfc_message_id
    road.mail("Elm City: we got your report", Message_ID=ours, sender="cris@strangers.example")
    assert len(road.tickets()) == 1
    assert road.said_to("cris@strangers.example") == []


def test_the_same_words_twice_within_an_hour_are_not_answered_again(road: Road) -> None:
    """PROTOCOL 5.12: that is how an autoresponder on a phone talks."""
    road.text("Pothole at 12 Oak St")
    for _ in range(3):
        road.clock.pass_time(minutes=15)
        road.text("It is still there and getting deeper")
    assert len(road.events(kind="message")) == 3
    assert [row.kind for row in road.said_to(ANNES_PHONE)] == ["acknowledgement", "answer"]


def test_a_departments_reply_is_kept_as_the_departments_and_not_mailed_back_to_it(road: Road) -> None:
    """A clerk answers without the token: the ticket shows who said it, and nobody gets a copy of their own words."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    streets = road.gateway.rulebooks.current().departments["streets"].notify[0]
    (notice,) = road.said_to(streets)
    road.mail("Crew 4 goes there tomorrow", sender=streets, subject="Re: Pothole", In_Reply_To=notice.rfc_message_id)
    assert road.events(kind="message")[0].actor == streets
    assert len(road.said_to(streets)) == 1
    assert len(road.tickets()) == 1


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        ("mx.elmcity.example; dkim=fail; dmarc=fail (p=none) header.from=residents.example", "suppressed"),
        ("mx.elmcity.example; spf=pass; dmarc=pass header.from=residents.example", "simulated"),
        ("mx.elmcity.example; dmarc=none", "simulated"),
    ],
)
def test_5_14_a_mail_that_fails_dmarc_is_filed_and_not_acknowledged(road: Road, verdict: str, state: str) -> None:
    """The named sender may be a victim; the report is taken all the same."""
    road.mail("Pothole at 12 Oak St", Authentication_Results=verdict)
    assert road.the_ticket().service == "pothole"
    assert [answer.state for answer in road.said_to(ANNE)] == [state]


def test_5_6_our_own_mail_is_held_even_without_its_message_id(road: Road) -> None:
    """A mailing list or a rule sends our notice back to us under its own name; the loop header remains."""
    instance = cast("EmailChannel", road.gateway.channels["email"]).instance
    road.mail("Pothole at 12 Oak St", sender="list@lists.example", X_City311_Loop=instance)
    road.mail("Pothole at 14 Oak St", sender="other@lists.example", X_City311_Loop="0123456789abcdef")
    assert "held" in road.messages()[0].reason
    assert [ticket.message_id for ticket in road.tickets()] == [2]
    assert road.said_to("list@lists.example") == []
    assert [row.state for row in road.said_to("other@lists.example")] == ["suppressed"]
