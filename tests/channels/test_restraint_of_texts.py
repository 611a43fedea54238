"""Nobody is texted at night unasked, no machine is answered for ever, and a number sends what it can (13.6)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from gateway.bootstrap import build_gateway
from gateway.envelopes import Draft, OutboundKind
from gateway.restraint_of_texts import segments_a_second
from gateway.store.outbox import queue_drafts
from gateway.store.schema import event, message, outbox, pace, work
from gateway.store.sender_rules import add_rule
from tests.channels.delivery import ANNES_PHONE, NUMBER, Clock, Desk
from tests.fake_twilio import ACCOUNT, TOKEN, FakeTwilio

NEW_YORK = ZoneInfo("America/New_York")
HOUR = 3_600.0
NIGHT = datetime(2026, 6, 1, 22, 30, tzinfo=NEW_YORK).timestamp()
MORNING = datetime(2026, 6, 2, 8, 0, tzinfo=NEW_YORK).timestamp()


@pytest.fixture
def busy_desk(settings: Any, database_url: str, rules_text: str, twilio: FakeTwilio) -> Iterator[Desk]:
    """A gateway whose number sends one segment a second."""
    clock = Clock()
    given = settings(
        rules_text=rules_text,
        database_url=database_url,
        public_url="https://311.elmcity.example",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TOKEN,
        twilio_api_url=twilio.url,
        text_segments_a_second=1.0,
    )
    gateway = build_gateway(given, clock=clock)
    yield Desk(gateway=gateway, clock=clock)
    gateway.store.dispose()


def receive(desk: Desk, number: int, *, text: str = "", sender: str = ANNES_PHONE, seconds: float = 10.0) -> int:
    """That many texts of a number, the last one now; the id of the last."""
    with desk.gateway.store.writing() as connection:
        for back in reversed(range(number)):
            values = {
                "channel": "twilio",
                "key": uuid.uuid4().hex,
                "sender": sender,
                "recipients": [],
                "details": {},
                "flags": [],
                "received_at": desk.clock() - back * seconds,
                "text": text or f"text {back}",
            }
            last = connection.execute(insert(message).values(values).returning(message.c.id)).scalar_one()
    return int(last)


def answer(desk: Desk, message_id: int, **changes: Any) -> str:
    """Answer a text; the state of the answer."""
    given = {"kind": OutboundKind.ANSWER, "cause": f"message:{message_id}"} | changes
    outbound_id = desk.queue(ANNES_PHONE, **given)
    desk.work()
    return str(desk.row(outbound_id).state)


def change_status(desk: Desk, ticket_id: int, kind: str = "status") -> str:
    """Something that happens to a ticket; the cause of its news."""
    with desk.gateway.store.writing() as connection:
        values = {"ticket_id": ticket_id, "kind": kind, "actor": "bart@elmcity.example", "text": "", "data": {}}
        statement = insert(event).values(**values, created_at=desk.clock()).returning(event.c.id)
        return f"event:{connection.execute(statement).scalar_one()}"


# Floods and machines.


def test_12_16_thirty_texts_an_hour_get_one_notice_and_then_silence(desk: Desk, twilio: FakeTwilio) -> None:
    """Everything is stored; the answers are kept with their reason, and later ones go out again."""
    assert answer(desk, receive(desk, 29)) == "sent"
    states = [answer(desk, receive(desk, 1)) for _ in range(4)]
    assert states == ["suppressed"] * 4
    told = [row for row in desk.rows(outbox) if row.cause.startswith("too_many:")]
    assert [(row.state, row.recipient) for row in told] == [("sent", ANNES_PHONE)]
    assert "for an hour we will not answer each" in told[0].body
    assert "30 texts came from this number within an hour" in desk.rows(outbox, state="suppressed")[0].reason
    assert len(twilio.sent) == 2
    desk.clock.now += HOUR + 1
    assert answer(desk, receive(desk, 1)) == "sent"


def test_12_16_staff_and_emergencies_pass_the_limit(desk: Desk) -> None:
    """A person's words and a danger are no flood, and neither is another number."""
    flood = receive(desk, 40)
    danger = desk.open_ticket(priority="emergency")
    assert answer(desk, flood, kind=OutboundKind.STAFF_REPLY) == "sent"
    assert answer(desk, flood, ticket_id=danger) == "sent"
    other = desk.queue("+12035550112", kind=OutboundKind.ANSWER)
    desk.work()
    assert desk.row(other).state == "sent"


def test_15_16_the_same_text_three_times_is_a_machine(desk: Desk) -> None:
    """The third one is not answered; words as short as STATUS are what people repeat."""
    words = "Your package is waiting, call us back"
    states = [answer(desk, receive(desk, 1, text=words)) for _ in range(4)]
    assert states == ["sent", "sent", "suppressed", "suppressed"]
    assert "as a machine sends them" in desk.rows(outbox, state="suppressed")[0].reason
    assert [answer(desk, receive(desk, 1, text="STATUS")) for _ in range(4)] == ["sent"] * 4
    desk.clock.now += HOUR + 1
    assert answer(desk, receive(desk, 1, text=words)) == "sent"


def test_15_11_an_opted_out_number_hears_nothing_even_in_danger(desk: Desk) -> None:
    """The carrier's opt-out stands above everything."""
    desk.meet(ANNES_PHONE, opted_out_at=1.0)
    assert answer(desk, receive(desk, 1), ticket_id=desk.open_ticket(priority="emergency")) == "suppressed"


@pytest.mark.parametrize("number", [ANNES_PHONE, f"whatsapp:{ANNES_PHONE}"])
def test_15_13_a_blocked_number_is_not_answered(desk: Desk, number: str) -> None:
    """Its texts are kept and filed; what staff write to it goes out, and nothing else, not even for a danger."""
    with desk.gateway.store.writing() as connection:
        add_rule(connection, pattern=ANNES_PHONE, verdict="blocked", actor="bart@elmcity.example", now=0.0)
    danger = desk.open_ticket(priority="emergency")
    way = {"channel": "twilio", "sender": NUMBER}
    rows = [
        desk.queue(number, kind=OutboundKind.ANSWER, **way),
        desk.queue(number, kind=OutboundKind.ANSWER, ticket_id=danger, **way),
        desk.queue(number, kind=OutboundKind.STAFF_REPLY, **way),
    ]
    desk.work()
    assert [desk.row(row).state for row in rows] == ["suppressed", "suppressed", "sent"]
    assert desk.row(rows[0]).reason == "the sender is blocked"


# The night.


@pytest.mark.parametrize(
    ("kind", "priority", "state"),
    [
        (OutboundKind.NOTICE, "normal", "queued"),
        (OutboundKind.NOTICE, "emergency", "sent"),
        (OutboundKind.ANSWER, "normal", "sent"),
        (OutboundKind.STAFF_REPLY, "normal", "sent"),
    ],
)
def test_13_8_what_goes_out_at_night(desk: Desk, kind: OutboundKind, priority: str, state: str) -> None:
    """Whoever writes at night is answered at night; news wait for the morning, unless it is about a danger."""
    desk.clock.now = NIGHT
    ticket_id = desk.open_ticket(priority=priority)
    outbound_id = desk.queue(ANNES_PHONE, kind=kind, ticket_id=ticket_id, cause=change_status(desk, ticket_id))
    desk.work()
    assert desk.row(outbound_id).state == state
    if state == "queued":
        assert desk.job(outbound_id).next_at == MORNING
        assert "it is night" in desk.row(outbound_id).reason
        desk.clock.now = MORNING
        desk.work()
        assert (desk.row(outbound_id).state, desk.row(outbound_id).reason) == ("sent", "")


def test_13_8_of_several_news_of_a_night_the_last_is_sent(desk: Desk, twilio: FakeTwilio) -> None:
    """In the morning a resident reads how it stands, not how it stood; another ticket's news come too."""
    desk.clock.now = NIGHT
    one, other = desk.open_ticket(), desk.open_ticket()
    rows = [
        desk.queue(ANNES_PHONE, kind=OutboundKind.NOTICE, ticket_id=about, cause=change_status(desk, about))
        for about in (one, one, other, one)
    ]
    desk.work()
    desk.clock.now = MORNING
    desk.work()
    assert [desk.row(row).state for row in rows] == ["suppressed", "suppressed", "sent", "sent"]
    assert "the ticket has changed again" in desk.row(rows[0]).reason
    assert len(twilio.sent) == 2


def test_13_8_news_that_a_reopening_made_old_is_not_sent(desk: Desk) -> None:
    """Nobody reads in the morning that a ticket is closed which they reopened at night."""
    desk.clock.now = NIGHT
    about = desk.open_ticket()
    row = desk.queue(ANNES_PHONE, kind=OutboundKind.NOTICE, ticket_id=about, cause=change_status(desk, about))
    desk.work()
    change_status(desk, about, kind="reopened")
    desk.clock.now = MORNING
    desk.work()
    assert desk.row(row).state == "suppressed"


def test_13_8_mail_knows_no_night(desk: Desk) -> None:
    """A mail wakes nobody."""
    desk.clock.now = NIGHT
    row = desk.queue(kind=OutboundKind.NOTICE)
    desk.work()
    assert desk.row(row).state == "sent"


# The turn.


@pytest.mark.parametrize(
    ("number", "rate"), [("+12035550142", 1.0), ("+18335550142", 3.0), ("55555", 100.0), ("+447700900123", 1.0)]
)
def test_13_6_what_a_number_can_send(number: str, rate: float) -> None:
    """Toll-free numbers and short codes carry more than an ordinary number."""
    assert segments_a_second(number, 1.0) == rate


def sent_to(desk: Desk) -> list[int]:
    """The rows that went out, in the order in which they did."""
    gone = [row for row in desk.rows(outbox) if row.state == "sent"]
    return [row.id for row in sorted(gone, key=lambda row: (row.sending_at, row.id))]


def phone(number: int) -> str:
    return f"+1203555{number:04d}"


def test_13_6_a_number_sends_one_segment_a_second(busy_desk: Desk) -> None:
    """The first few at once, then one a second; a long text takes the time of its segments."""
    for number in range(12):
        busy_desk.queue(phone(number), body="x" * (300 if number == 11 else 20))
    busy_desk.work()
    assert len(sent_to(busy_desk)) == 4
    assert {row.reason for row in busy_desk.rows(outbox, state="queued")} == {
        "it waits for its turn: a number sends only so many texts a second"
    }
    for second in range(1, 8):
        busy_desk.clock.now += 1
        busy_desk.work()
        assert len(sent_to(busy_desk)) == 4 + second
    busy_desk.queue(phone(99))
    for expected in (12, 12, 13):
        busy_desk.clock.now += 1
        busy_desk.work()
        assert len(sent_to(busy_desk)) == expected


def test_13_6_an_emergency_does_not_wait_behind_five_hundred_acknowledgements(busy_desk: Desk) -> None:
    """It is the first that is taken, and it goes out at once, as a word of the staff does; nothing else does."""
    drafts = [draft_to(phone(number), number) for number in range(500)]
    with busy_desk.gateway.store.writing() as connection:
        queue_drafts(connection, drafts, now=busy_desk.clock())
    busy_desk.work()
    assert len(sent_to(busy_desk)) == 4
    staff = busy_desk.queue(phone(701), kind=OutboundKind.STAFF_REPLY)
    question = busy_desk.queue(phone(700), kind=OutboundKind.QUESTION)
    danger = busy_desk.queue(phone(702), ticket_id=busy_desk.open_ticket(priority="emergency"))
    busy_desk.work()
    assert set(sent_to(busy_desk)[4:]) == {danger, staff}
    assert busy_desk.job(danger).priority < busy_desk.job(staff).priority < busy_desk.job(question).priority
    last = max(job.next_at for job in busy_desk.rows(work, state="ready"))
    assert 490 < last - busy_desk.clock() < 520, "each has a turn of its own"


def test_13_6_questions_go_before_acknowledgements_and_news_last(busy_desk: Desk) -> None:
    """Each kind has its lane, and to one reader the order stays."""
    news = [busy_desk.queue(phone(900 + number), kind=OutboundKind.NOTICE) for number in range(2)]
    acknowledgements = [busy_desk.queue(phone(number)) for number in range(12)]
    busy_desk.work()
    question = busy_desk.queue(phone(11), kind=OutboundKind.QUESTION)
    other_question = busy_desk.queue(phone(700), kind=OutboundKind.QUESTION)
    late = busy_desk.queue(phone(703))
    order: list[int] = []
    while busy_desk.rows(outbox, state="queued"):
        busy_desk.work()
        busy_desk.clock.now += 1
        assert busy_desk.clock.now < Clock().now + 60
        order = sent_to(busy_desk)
    assert order.index(other_question) < order.index(acknowledgements[6])
    assert order.index(question) > order.index(acknowledgements[11]), "both are to one reader"
    assert order.index(late) > order.index(acknowledgements[11])
    assert set(order[-2:]) == set(news)


def draft_to(recipient: str, number: int) -> Draft:
    return Draft(
        cause=f"message:9{number}",
        kind=OutboundKind.ACKNOWLEDGEMENT,
        channel="twilio",
        recipient=recipient,
        sender=NUMBER,
        sender_name="Elm City 311",
        subject="",
        body="We have your report.",
        language="en",
        automatic=True,
    )


def test_13_6_no_bound_where_the_setting_is_nothing(desk: Desk, twilio: FakeTwilio) -> None:
    """A city whose provider bounds what it takes needs no bound of ours."""
    for number in range(12):
        desk.queue(phone(number))
    desk.work()
    assert len(twilio.sent) == 12
    assert desk.rows(pace) == []
