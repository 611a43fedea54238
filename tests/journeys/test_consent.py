"""Who wants no texts gets none, however they say so, and loses nothing else (PROTOCOL 12.10, 47 CFR 64.1200(a)(10))."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, update

from gateway.channels.simulator import simulator_text
from gateway.envelopes import Draft, OutboundKind
from gateway.store.consents import list_wishes, record_wish
from gateway.store.contacts import find_contact
from gateway.store.outbox import queue_draft
from gateway.store.questions import NewQuestion, open_question
from gateway.store.schema import consent, contact, question
from parsers.values import Asked, Medium
from tests.journeys.conftest import ANNE, ANNES_PHONE, NUMBER, Road

OTHER_PHONE = "+12035550199"


def carried(road: Road, body: str, opt_out_type: str, *, number: str = ANNES_PHONE) -> None:
    """A text of which the carrier said what it is."""
    now = datetime.fromtimestamp(road.clock(), UTC)
    road.arrive(simulator_text(number, NUMBER, body, now=now, opt_out_type=opt_out_type))


def sent(road: Road, number: str = ANNES_PHONE) -> list[str]:
    """What really went out to a number."""
    return [row.body for row in road.said_to(number) if row.state == "simulated"]


def person(road: Road, number: str = ANNES_PHONE) -> Any:
    (row,) = road.rows(contact, address=number)
    return row


def wishes(road: Road, number: str = ANNES_PHONE) -> list[tuple[str, str, str, str]]:
    with road.gateway.store.reading() as connection:
        rows = list_wishes(connection, person(road, number).id)
    return [(row.verdict, row.source.partition(":")[0], row.actor, row.words) for row in rows]


def ask(road: Road) -> None:
    """A question that waits for its answer, and a text to this number that waits to go out."""
    to, ticket = person(road), road.the_ticket()
    draft = Draft(
        cause="event:1000",
        kind=OutboundKind.QUESTION,
        channel="simulator_sms",
        recipient=ANNES_PHONE,
        sender=NUMBER,
        sender_name="",
        subject="",
        body="Where is it?",
        language="en",
        automatic=True,
        ticket_id=ticket.id,
        wait=3_600.0,
    )
    with road.gateway.store.writing() as connection:
        open_question(
            connection, NewQuestion(contact_id=to.id, kind=Asked.PLACE, ticket_id=ticket.id), now=road.clock()
        )
        queue_draft(connection, draft, now=road.clock())


@pytest.mark.parametrize(
    ("words", "carrier"),
    [("STOP", "STOP"), ("STOP", ""), ("please stop texting me", ""), ("no más mensajes", ""), ("arret", "STOP")],
)
def test_f12_5_stop_in_the_middle_of_a_dialogue_is_silent(road: Road, words: str, carrier: str) -> None:
    """The ticket stays, the question is closed, what waits is called back, and no word goes out (15.2)."""
    road.text("There is a pothole")
    before = len(sent(road))
    with road.gateway.store.writing() as connection:
        connection.execute(update(question).values(closed_at=road.clock()))
    ask(road)
    carried(road, words, carrier)
    road.clock.pass_time(hours=2)
    road.work()
    assert len(sent(road)) == before
    assert road.rows(question)[-1].outcome == "opted_out"
    assert road.said_to(ANNES_PHONE)[-1].reason == "the resident has opted out"
    assert road.the_ticket().status != "closed"
    assert wishes(road) == [("opted_out", "message", "resident", words)]
    assert road.events(kind="opted_out")[0].text == words


def test_f12_5_a_report_of_a_number_that_opted_out_is_a_ticket_without_an_answer(road: Road) -> None:
    """Who wants no texts may still report; not even a danger is answered against the carrier (15.11)."""
    road.text("STOP")
    road.text("There is a pothole at 12 Oak St")
    road.text("I smell gas at 12 Oak St")
    assert len(road.tickets()) == 2
    assert sent(road) == []
    assert {row.reason for row in road.said_to(ANNES_PHONE)} == {"the number has opted out"}


def test_f12_5_start_resumes_and_is_silent(road: Road) -> None:
    """Texts go out again, beginning with the next one."""
    road.text("STOP")
    carried(road, "START", "START")
    assert person(road).opted_out_at is None
    assert sent(road) == []
    road.text("There is a pothole at 12 Oak St")
    assert len(sent(road)) == 1
    assert [wish[0] for wish in wishes(road)] == ["opted_out", "opted_in"]


def test_f12_5_help_that_the_carrier_answered_is_silent(road: Road) -> None:
    """Two answers to one word would be one too many; without the carrier's answer it gets ours."""
    carried(road, "HELP", "HELP")
    assert sent(road) == []
    assert wishes_or_none(road) == []
    road.text("HELP")
    assert len(sent(road)) == 1


def wishes_or_none(road: Road) -> list[Any]:
    return road.rows(consent)


def test_12_10_a_danger_that_the_carrier_took_for_stop_is_filed_and_the_wish_heeded(road: Road) -> None:
    """Both are true: somebody may die, and nothing may be texted."""
    carried(road, "gas leak at 12 Oak St, stop", "STOP")
    assert road.the_ticket().priority == "emergency"
    assert person(road).opted_out_at is not None
    assert sent(road) == []


def test_12_10_the_same_message_counts_once(road: Road) -> None:
    """A STOP that is processed again after a START does not silence anybody."""
    road.text("STOP")
    stopped = road.rows(consent)[0]
    road.text("START")
    with road.gateway.store.writing() as connection:
        again = record_wish(
            connection,
            stopped.contact_id,
            verdict="opted_out",
            source=stopped.source,
            actor="resident",
            words="STOP",
            now=road.clock(),
        )
    assert not again
    assert person(road).opted_out_at is None


def meet(road: Road, number: str, name: str = "") -> None:
    with road.gateway.store.writing() as connection:
        connection.execute(insert(contact).values(medium="sms", address=number, name=name, created_at=road.clock()))


def test_f12_5_a_mail_that_names_the_number_is_honoured(road: Road) -> None:
    """Anyone may say so in any way (47 CFR 64.1200(a)(10)); nobody is answered and no ticket is made."""
    road.text("There is a pothole at 12 Oak St", number=OTHER_PHONE)
    road.mail("please stop texting me at 203-555-0199", subject="Texts")
    assert person(road, OTHER_PHONE).opted_out_at is not None
    assert wishes(road, OTHER_PHONE)[0][1:] == ("message", ANNE, "please stop texting me at 203-555-0199")
    assert len(road.tickets()) == 1
    assert road.said_to(ANNE) == []
    assert person(road, ANNE).opted_out_at is None if road.rows(contact, address=ANNE) else True


def test_f12_5_a_number_is_meant_with_whatsapp(road: Road) -> None:
    """Who names a number means every way that we write to it."""
    meet(road, OTHER_PHONE)
    meet(road, f"whatsapp:{OTHER_PHONE}")
    road.mail("Please stop texting me at 203-555-0199", subject="")
    assert all(row.opted_out_at for row in road.rows(contact, medium="sms"))


def test_f12_5_a_mail_of_somebody_whose_only_phone_is_known(road: Road) -> None:
    """The name in the mail, or the number of an earlier mail, says which phone is meant."""
    meet(road, OTHER_PHONE, name="Anne Archer")
    road.mail("Stop texting me", subject="", sender=f"Anne Archer <{ANNE}>", envelope=ANNE)
    assert person(road, OTHER_PHONE).opted_out_at is not None
    meet(road, ANNES_PHONE)
    road.mail("Pothole at 12 Oak St. Call me at 203-555-0111", sender="bart@residents.example")
    road.mail("Stop texting me", subject="Texts", sender="bart@residents.example")
    assert person(road).opted_out_at is not None


@pytest.mark.parametrize("names", [(), ("Anne Archer", "Anne Archer")])
def test_f12_5_where_the_number_is_not_clear_a_person_finds_out(road: Road, names: tuple[str, ...]) -> None:
    """No phone, or two: nothing is guessed, and the wish stands on a ticket that says what to do."""
    for index, name in enumerate(names):
        meet(road, f"+1203555018{index}", name=name)
    road.mail("Please stop texting me", subject="", sender=f"Anne Archer <{ANNE}>", envelope=ANNE)
    assert [row.opted_out_at for row in road.rows(contact, medium="sms")] == [None] * len(names)
    (opened,) = road.events(kind="opened", ticket_id=road.the_ticket().id)
    assert "wants no more texts, but does not say which number" in opened.data["notes"][-1]
    assert road.said_to(ANNE) == [], "nobody is answered"


def test_f12_5_a_number_we_do_not_know_is_noted_and_told(road: Road) -> None:
    """It may text us tomorrow, and the wish is older then; our own number is nobody's phone."""
    road.mail("Stop texting me at 203-555-0199", subject="Texts")
    assert person(road, OTHER_PHONE).opted_out_at is not None
    assert len(road.tickets()) == 1
    road.mail("Stop texting me from 203-555-0142", subject="Texts", sender="bart@residents.example")
    with road.gateway.store.reading() as connection:
        assert find_contact(connection, Medium.SMS, NUMBER) is None
    assert len(road.tickets()) == 2


def test_f12_5_a_wish_on_a_ticket_of_mail_is_kept_there(road: Road) -> None:
    """A reply to our mail that wants no more texts belongs to its ticket."""
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    answered = road.said_to(ANNE)[0]
    road.mail("Please stop texting me", subject=f"Re: {answered.subject}", to=(answered.reply_to,))
    assert len(road.tickets()) == 1
    assert "does not say which number" in road.events(kind="message")[0].data["notes"][-1]


def test_12_10_unsubscribe_by_mail_ends_automatic_mail_and_no_texts(road: Road) -> None:
    """Who wants no mail said nothing about texts."""
    meet(road, OTHER_PHONE, name="Anne Archer")
    road.mail("unsubscribe", subject="", sender=f"Anne Archer <{ANNE}>", envelope=ANNE)
    assert person(road, ANNE).opted_out_at is not None
    assert person(road, OTHER_PHONE).opted_out_at is None
    assert wishes(road, ANNE) == [("opted_out", "message", "resident", "unsubscribe")]
