"""Mail of ours that comes back acts on its address, once it is proved that it was ours (PROTOCOL 6.1-6.4)."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework import change_status, reply_to_resident
from gateway.store.schema import bounce, contact, counter, outbox
from tests.journeys.conftest import ANNE, ANNES_PHONE, CITY, Road
from tests.reports import SYSTEMS, make_complaint, make_report, two_recipients

STREETS = "streets@elmcity.example"
OPERATOR = "operator@elmcity.example"
WORKED = "The lamp is new. Thank you."


def anne_writes(road: Road) -> Any:
    """Anne reports something and is answered; the row of the answer."""
    road.mail("Huge pothole at 12 Oak St", subject="Pothole")
    return road.said_to(ANNE)[-1]


def back(road: Road, row: Any) -> str:
    """The envelope sender of one of our mails, where its reports go to."""
    return road.gateway.tokens.bounce_address(row.id, "elmcity.example")


def report(road: Road, raw: bytes, *, to: str) -> None:
    road.raw_mail(raw, sender="", to=(to,))


def comes_back(road: Road, row: Any, system: str = "postfix", **facts: str) -> None:
    """A mail of ours comes back to its own address."""
    given = {"envelope": back(road, row), "address": row.recipient, "message_id": row.rfc_message_id}
    report(road, make_report(system, **{**given, **facts}), to=back(road, row))


def person(road: Road, address: str = ANNE) -> Any:
    """A contact, with what is known about delivery."""
    return road.rows(contact, address=address)[0]


def notes(road: Road) -> str:
    """Everything that the tickets say about mail that came back."""
    events = [event for event in road.events() if event.kind in {"bounced", "delayed", "complaint"}]
    return "\n".join(line for event in events for line in event.data["notes"])


def counters(road: Road) -> dict[str, int]:
    with road.gateway.store.reading() as connection:
        return {row.name: row.value for row in connection.execute(counter.select())}


@pytest.mark.parametrize("system", SYSTEMS)
def test_f6_1_an_address_that_does_not_exist_is_written_to_no_more(road: Road, system: str) -> None:
    """Seven mail systems say it in seven ways; the ticket says it in one."""
    row = anne_writes(road)
    comes_back(road, row, system)
    assert person(road).undeliverable_at == road.clock()
    assert person(road).undeliverable_reason == "the mailbox does not exist (5.1.1)"
    assert [(row.status, row.weight) for row in road.rows(bounce)] == [("5.1.1", 4.0)]
    assert f"The mail to {ANNE} did not arrive: the mailbox does not exist (5.1.1)." in notes(road)
    assert len(road.tickets()) == 1
    assert len(road.rows(outbox)) == 2, "nothing was answered"


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize(
    ("status", "says"),
    [("5.2.2", "the mailbox is full"), ("5.7.1", "their mail system refuses mail from us")],
)
def test_f6_1_a_full_mailbox_and_a_refusal_are_not_the_address_s_end(
    road: Road, system: str, status: str, says: str
) -> None:
    """The one passes, and the other is about us; neither silences a resident."""
    comes_back(road, anne_writes(road), system, status=status)
    assert person(road).undeliverable_at is None
    assert says in notes(road)
    assert len(road.said_to(OPERATOR)) == (1 if status == "5.7.1" else 0)


def test_6_2_a_message_id_of_ours_is_proof_where_the_token_is_lost(road: Road) -> None:
    """Exchange sends reports to the From address; they enclose a mail that only its reader has."""
    row = anne_writes(road)
    report(road, make_report("exchange", envelope=CITY, address=ANNE, message_id=row.rfc_message_id), to=CITY)
    assert person(road).undeliverable_at is not None


def test_6_2_a_message_id_is_proof_for_two_weeks(road: Road) -> None:
    """No mail system tries for longer, so a later report is something else."""
    row = anne_writes(road)
    road.clock.pass_time(days=15)
    report(road, make_report("postfix", envelope=CITY, address=ANNE, message_id=row.rfc_message_id), to=CITY)
    assert person(road).undeliverable_at is None


@pytest.mark.parametrize("told", ["cris@strangers.example", STREETS])
def test_6_2_a_message_id_counts_for_its_own_recipient_only(road: Road, told: str) -> None:
    """Whoever has a mail of ours must not be able to silence another reader of the ticket."""
    row = anne_writes(road)
    report(road, make_report("postfix", envelope=CITY, address=told, message_id=row.rfc_message_id), to=CITY)
    assert [row for row in road.rows(contact) if row.undeliverable_at is not None] == []


def test_f6_2_a_forged_report_changes_nothing(road: Road) -> None:
    """No token, or one that was tampered with, and no mail of ours: kept for the operator, and that is all."""
    row = anne_writes(road)
    local, _, domain = back(road, row).partition("@")
    wrong = f"{local[:-1]}{'a' if local[-1] != 'a' else 'c'}@{domain}"
    before = (road.tickets(), road.events(), road.rows(contact), road.rows(outbox))
    for to in (CITY, wrong):
        report(road, make_report("postfix", envelope=to, address=ANNE), to=to)
    assert (road.tickets(), road.events(), road.rows(contact), road.rows(outbox)) == before
    assert road.rows(bounce) == []
    assert counters(road)["report_unmatched"] == 2
    assert "no mail of ours" in road.messages()[-1].reason


def test_6_3_a_delay_is_a_note_and_nothing_else(road: Road) -> None:
    """Their mail system keeps trying; so nothing is known yet."""
    comes_back(road, anne_writes(road), action="delayed", status="4.4.1")
    assert person(road).undeliverable_at is None
    assert road.events(kind="delayed")[0].data["notes"][0].endswith("Nothing needs to be done.")
    assert road.said_to(ANNE)[0].reason == ""


def test_6_3_four_full_mailboxes_within_thirty_days_are_enough(road: Road) -> None:
    """Soft reports add up, each mail once, and are forgotten in time."""
    for _ in range(3):
        row = anne_writes(road)
        comes_back(road, row, status="5.2.2")
        comes_back(road, row, "qmail", status="5.2.2")
        road.clock.pass_time(days=2)
    assert person(road).undeliverable_at is None
    road.clock.pass_time(days=27)
    comes_back(road, anne_writes(road), status="5.2.2")
    assert person(road).undeliverable_at is None, "the first is older than thirty days"
    road.clock.pass_time(hours=1)
    comes_back(road, anne_writes(road), status="5.2.2")
    assert person(road).undeliverable_at is None, "she wrote again, which proves that the address works"


def test_6_3_soft_reports_about_news_that_nobody_asked_for_add_up(road: Road) -> None:
    """Where she does not write herself, four mails that find the mailbox full end it."""
    anne_writes(road)
    for number in range(4):
        road.clock.pass_time(days=1)
        change_status(road.gateway, ticket_id=1, status="in_progress", note=f"Step {number}", actor="bart@city.example")
        road.work()
        comes_back(road, road.said_to(ANNE)[-1], status="5.2.2")
        assert (person(road).undeliverable_at is not None) == (number == 3)


def test_6_3_an_unclear_report_weighs_two(road: Road) -> None:
    """`5.0.0` says that it failed and not why."""
    anne_writes(road)
    for number in range(2):
        road.clock.pass_time(days=1)
        reply_to_resident(road.gateway, ticket_id=1, text=f"Word {number}", actor="bart@city.example")
        road.work()
        comes_back(road, road.said_to(ANNE)[-1], status="5.0.0")
    assert person(road).undeliverable_at is not None


def test_6_3_words_of_staff_for_a_dead_address_are_kept_with_the_reason(road: Road) -> None:
    """A clerk sees on the ticket that the words cannot arrive, before and after writing them."""
    comes_back(road, anne_writes(road))
    reply_to_resident(road.gateway, ticket_id=1, text=WORKED, actor="bart@city.example")
    road.work()
    row = road.said_to(ANNE)[-1]
    assert (row.state, row.reason) == (
        "suppressed",
        "nothing can be delivered to this address: the mailbox does not exist (5.1.1)",
    )


def test_6_3_the_department_hears_that_its_words_came_back(road: Road) -> None:
    """A clerk who lives in a mailbox does not look at the ticket again."""
    anne_writes(road)
    reply_to_resident(road.gateway, ticket_id=1, text=WORKED, actor="bart@city.example")
    road.work()
    comes_back(road, road.said_to(ANNE)[-1])
    assert f"The mail to {ANNE} did not arrive" in road.said_to(STREETS)[-1].body
    assert "it came back" in road.said_to(ANNE)[-1].reason


@pytest.mark.parametrize(("stop", "texts"), [(False, 1), (True, 0)])
def test_6_3_words_that_came_back_go_to_the_phone_the_resident_named(road: Road, stop: bool, texts: int) -> None:
    """She texted us before, wrote her number into the mail and did not say STOP: then the words still reach her."""
    road.text("Graffiti at 9 Elm St")
    if stop:
        road.text("STOP")
    road.clock.pass_time(days=4)
    road.mail(f"Pothole at 12 Oak St. My phone is {ANNES_PHONE}.", subject="Pothole")
    reply_to_resident(road.gateway, ticket_id=2, text=WORKED, actor="bart@city.example")
    road.work()
    comes_back(road, road.said_to(ANNE)[-1])
    road.work()
    said = [row for row in road.said_to(ANNES_PHONE) if row.kind == "staff_reply"]
    assert [WORKED in row.body for row in said] == [True] * texts
    assert (f"It was sent as a text to {ANNES_PHONE}." in notes(road)) is not stop


def test_6_3_whoever_writes_again_can_be_reached_again(road: Road) -> None:
    """The mailbox was moved or mended, and nobody need tell us."""
    comes_back(road, anne_writes(road))
    road.clock.pass_time(days=1)
    road.mail("Now there are two holes at 12 Oak St", subject="More")
    assert person(road).undeliverable_at is None
    assert road.said_to(ANNE)[-1].state == "simulated"


def test_6_3_a_machine_that_writes_again_proves_nothing(road: Road) -> None:
    """An absence note is no sign that anybody reads."""
    comes_back(road, anne_writes(road))
    road.mail("I am away.", subject="Automatic reply: Pothole", Auto_Submitted="auto-replied")
    assert person(road).undeliverable_at is not None


def test_6_3_refused_mail_calls_the_operator_once_an_hour(road: Road) -> None:
    """It is our reputation: a hundred reports must not be a hundred mails."""
    for minute in range(3):
        row = anne_writes(road)
        comes_back(road, row, status="5.7.26")
        road.clock.pass_time(minutes=minute + 1)
    assert len(road.said_to(OPERATOR)) == 1
    road.clock.pass_time(hours=1)
    comes_back(road, anne_writes(road), "gmail", status="5.7.26")
    assert len(road.said_to(OPERATOR)) == 2
    assert counters(road)["mail_refused"] == 4


def test_6_3_a_department_whose_mailbox_fails_is_told_of_and_still_written_to(road: Road) -> None:
    """Nobody else would notice that a department hears nothing."""
    anne_writes(road)
    comes_back(road, road.said_to(STREETS)[0])
    assert STREETS in notes(road)
    assert "The operator was told." in notes(road)
    (alert,) = road.said_to(OPERATOR)
    assert STREETS in alert.body
    road.mail("It is deeper now at 12 Oak St, a second pothole", subject="Another pothole")
    assert road.said_to(STREETS)[-1].state == "simulated"


def test_f6_3_an_alert_that_comes_back_is_not_alerted_about(road: Road) -> None:
    """The operator's own mailbox may be the one that fails."""
    comes_back(road, anne_writes(road), status="5.7.1")
    alert = road.said_to(OPERATOR)[0]
    road.clock.pass_time(hours=2)
    comes_back(road, alert)
    comes_back(road, alert, status="5.7.1")
    assert len(road.said_to(OPERATOR)) == 1
    assert len(road.rows(outbox)) == 3


def test_6_1_a_report_about_two_recipients_acts_on_both(road: Road) -> None:
    """A relay may say in one mail what became of two; one failed and one is late."""
    anne_writes(road)
    first, second = road.said_to(ANNE)[0], road.said_to(STREETS)[0]
    ids = (first.rfc_message_id, second.rfc_message_id)
    report(road, two_recipients(envelope=CITY, failed=ANNE, delayed=STREETS, message_ids=ids), to=CITY)
    assert person(road).undeliverable_at is not None
    assert person(road, STREETS).undeliverable_at is None
    (event,) = road.events(kind="bounced")
    assert [ANNE in line for line in event.data["notes"]] == [True, False]
    assert [STREETS in line for line in event.data["notes"]] == [False, True]


def test_6_3_what_fails_behind_a_forwarding_is_less_sure(road: Road) -> None:
    """Anne's address works and passes mail on to one that does not: two such mails are needed."""
    comes_back(road, anne_writes(road), address="anne.old@elsewhere.example")
    assert person(road).undeliverable_at is None
    assert [row.weight for row in road.rows(bounce)] == [2.0]


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_6_3_a_report_of_success_changes_nothing(road: Road, action: str) -> None:
    """Some relays report every mail that arrived."""
    comes_back(road, anne_writes(road), "ses", action=action, status="2.0.0")
    assert person(road).undeliverable_at is None
    assert notes(road) == ""
    assert len(road.tickets()) == 1
    assert len(road.said_to(ANNE)) == 1


def test_f6_3_a_bounce_of_a_bounce_and_a_huge_original(road: Road) -> None:
    """A report about a report, around ten megabytes: read once, acted on once, never answered."""
    row = anne_writes(road)
    inner = make_report("postfix", envelope=back(road, row), address=ANNE, message_id=row.rfc_message_id)
    outer = make_report("postfix", envelope=back(road, row), address=ANNE, message_id=row.rfc_message_id)
    report(road, outer.replace(b"Thank you for your report.", inner + b"x" * 10_000_000), to=back(road, row))
    assert person(road).undeliverable_at is not None
    assert len(road.rows(bounce)) == len(road.tickets()) == 1
    assert len(road.messages()[-1].text) < 300_000
    assert len(road.rows(outbox)) == 2


def test_f6_3_the_same_report_twice_counts_once(road: Road) -> None:
    """A mail system whose own delivery was cut off sends it again."""
    row = anne_writes(road)
    for _ in range(2):
        comes_back(road, row, status="5.0.0")
    comes_back(road, row, "exim", status="5.0.0")
    assert person(road).undeliverable_at is None


@pytest.mark.parametrize("address", [ANNE, ""])
@pytest.mark.parametrize("to", ["bounce", "abuse@elmcity.example"])
def test_6_4_a_complaint_stops_automatic_mail_and_no_other(road: Road, address: str, to: str) -> None:
    """Whoever calls our mail spam hears no machine of ours again; a clerk may still write."""
    row = anne_writes(road)
    envelope = back(road, row) if to == "bounce" else to
    report(road, make_complaint(envelope=envelope, address=address, message_id=row.rfc_message_id), to=envelope)
    assert person(road).opt_out_source.startswith("complaint:")
    road.clock.pass_time(days=1)
    road.mail("Another pothole at 40 Elm St", subject="Again")
    assert (road.said_to(ANNE)[-1].state, road.said_to(ANNE)[-1].reason) == (
        "suppressed",
        "the reader marked our mail as unwanted",
    )
    reply_to_resident(road.gateway, ticket_id=1, text=WORKED, actor="bart@city.example")
    road.work()
    assert road.said_to(ANNE)[-1].state == "simulated"
    assert "Automatic mail to this address stops" in notes(road)


@pytest.mark.parametrize(
    "facts",
    [
        {"message_id": "<nobody@elsewhere.example>"},
        {"address": "cris@strangers.example"},
        {"kind": "auth-failure"},
        {"kind": "not-spam"},
    ],
)
def test_6_4_other_feedback_changes_nothing(road: Road, facts: dict[str, str]) -> None:
    """A forged complaint, one about somebody else, a DMARC failure report, and praise."""
    row = anne_writes(road)
    given = {"envelope": CITY, "address": ANNE, "message_id": row.rfc_message_id}
    report(road, make_complaint(**{**given, **facts}), to=CITY)
    assert person(road).opted_out_at is None
    assert len(road.tickets()) == 1
    assert len(road.rows(outbox)) == 2


def test_6_4_an_absence_note_at_the_bounce_address_is_no_bounce(road: Road) -> None:
    """Vacation programs answer to the envelope sender, with the null sender (RFC 5230)."""
    row = anne_writes(road)
    raw = f"From: {ANNE}\r\nSubject: Auto: Pothole\r\nAuto-Submitted: auto-replied (vacation)\r\n\r\nI am away.\r\n"
    report(road, raw.encode(), to=back(road, row))
    assert person(road).undeliverable_at is None
    assert [event.kind for event in road.events()] == ["opened", "automatic"]
    assert len(road.rows(outbox)) == 2


def test_6_1_a_mail_system_in_words_that_nobody_knows_is_kept_with_its_mail(road: Road) -> None:
    """At the address of one mail it can only be about that mail; what it says of the address stays open."""
    row = anne_writes(road)
    raw = b"From: MAILER-DAEMON@mx.residents.example\r\nSubject: 4711\r\n\r\nQuux.\r\n"
    report(road, raw, to=back(road, row))
    assert [event.kind for event in road.events()] == ["opened", "bounced"]
    assert person(road).undeliverable_at is None
    assert len(road.rows(outbox)) == 2
