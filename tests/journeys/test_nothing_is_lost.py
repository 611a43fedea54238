"""Whatever a message does to its readers, it is filed; whatever state a ticket is in, danger is heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from gateway.casework import CaseworkError, add_note, change_status, reply_to_resident
from gateway.envelopes import Arrival, Outbound, SendReceipt
from gateway.jobs import drain
from gateway.jobs.draining import MOST_ATTEMPTS
from gateway.store.schema import work
from parsers.values import InboundMessage, Medium
from tests.journeys.conftest import ANNE, ANNES_PHONE, CITY, Road


class BrokenChannel:
    """A channel whose reader has a bug."""

    name = "broken"
    medium = Medium.EMAIL

    def decode(self, arrival: Arrival) -> InboundMessage:
        raise RuntimeError("anne@residents.example wrote something odd")

    def send(self, outbound: Outbound) -> SendReceipt:
        raise AssertionError(outbound)


def _arrival(road: Road, channel: str) -> Arrival:
    now = datetime.fromtimestamp(road.clock(), UTC)
    return Arrival(channel=channel, key="1", raw=b"raw words", sender=ANNE, recipients=(CITY,), received_at=now)


def test_a_reader_with_a_bug_makes_a_triage_ticket(road: Road) -> None:
    """DESIGN rule 2; the bug's own words, which may quote the mail, are not kept."""
    channels = {**road.gateway.channels, "broken": BrokenChannel()}
    broken = replace(road, gateway=replace(road.gateway, channels=channels))
    broken.arrive(_arrival(road, "broken"))
    row = broken.the_ticket()
    assert row.department == road.gateway.rulebooks.current().otherwise.department
    assert "RuntimeError" in broken.messages()[0].reason
    assert "odd" not in broken.messages()[0].reason
    assert [answer.state for answer in broken.said_to(ANNE)] == ["suppressed"]


def test_a_message_of_a_channel_that_is_gone_makes_a_triage_ticket(road: Road) -> None:
    """A provider that was removed from the settings leaves messages behind."""
    road.arrive(_arrival(road, "carrier_pigeon"))
    assert "carrier_pigeon" in road.messages()[0].reason
    assert len(road.tickets()) == 1


def test_an_emergency_on_a_known_thread_goes_to_the_department_that_must_hear_it(road: Road) -> None:
    """PROTOCOL 15.2: emergency words count in every state; the old ticket's department is not the one to call."""
    road.text("Street light out at 12 Oak St")
    road.clock.pass_time(minutes=30)
    road.text("huele a gas en la calle Oak")
    light, gas = road.tickets()
    assert (gas.priority, gas.department, gas.linked_to) == ("emergency", "fire", light.id)
    assert light.priority != "emergency"
    assert "911" in road.said_to(ANNES_PHONE)[-1].body


def test_an_emergency_for_the_same_department_raises_its_ticket(road: Road) -> None:
    """More about the same danger is not a second ticket, but it is answered and told again."""
    road.text("I smell gas outside 12 Oak St")
    fire = road.gateway.rulebooks.current().departments["fire"].notify[0]
    told = len(road.said_to(fire))
    road.clock.pass_time(minutes=30)
    road.text("the gas smell is much stronger now, my son is dizzy")
    assert [row.priority for row in road.tickets()] == ["emergency"]
    assert len(road.said_to(fire)) > told


def test_f8_2_a_message_that_its_readers_never_survive_becomes_a_triage_ticket(road: Road) -> None:
    """A worker that dies each time cannot say so; after the last attempt nobody reads the message any more."""
    road.intake.receive(_arrival(road, "email"))
    with road.gateway.store.writing() as connection:
        connection.execute(update(work).values(attempts=MOST_ATTEMPTS["process"]))
    road.work()
    row = road.the_ticket()
    assert row.department == road.gateway.rulebooks.current().otherwise.department
    assert "the worker was lost at every attempt" in road.messages()[0].reason
    assert road.unfinished() == []


def test_thanks_change_nothing_and_are_not_answered(road: Road) -> None:
    """PROTOCOL 15.9."""
    road.text("Pothole at 12 Oak St")
    change_status(road.gateway, ticket_id=1, status="closed", note="Filled.", actor="bart@city.example")
    road.work()
    before = len(road.said_to(ANNES_PHONE))
    road.text("Thanks!")
    assert road.the_ticket().status == "closed"
    assert len(road.said_to(ANNES_PHONE)) == before
    assert len(road.events(kind="thanks")) == 1


def test_work_that_lost_its_lease_leaves_nothing_behind(road: Road) -> None:
    """PROTOCOL 16.4: the fence is part of the transaction that has the effect."""
    from gateway.pipeline import process
    from gateway.store.work import FencedError, claim, release_expired

    road.intake.receive(_arrival(road, "email"))
    (lost,) = claim(road.gateway.store, kind="process", limit=1, now=road.clock(), lease=10.0)
    road.clock.pass_time(hours=1)
    with road.gateway.store.writing() as connection:
        release_expired(connection, now=road.clock())
    drain(road.gateway, "process")
    with pytest.raises(FencedError):
        process(road.gateway, lost)
    assert len(road.tickets()) == 1


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda g: change_status(g, ticket_id=1, status="closed", note=" ", actor="b"), "note"),
        (lambda g: change_status(g, ticket_id=1, status="gone", note="x", actor="b"), "no status"),
        (lambda g: change_status(g, ticket_id=1, status="received", note="", actor="b"), "Nothing has changed"),
        (lambda g: reply_to_resident(g, ticket_id=1, text="\n", actor="b"), "Write something"),
        (lambda g: add_note(g, ticket_id=1, text="", actor="b"), "Write the note"),
        (lambda g: add_note(g, ticket_id=1, text="x" * 5000, actor="b"), "5000"),
    ],
)
def test_a_clerks_mistake_is_one_sentence_and_changes_nothing(road: Road, act: Any, words: str) -> None:
    """Closing without a note, a status that is none, an empty reply."""
    road.mail("Pothole at 12 Oak St")
    events, said = len(road.events()), len(road.said_to(ANNE))
    with pytest.raises(CaseworkError, match=words):
        act(road.gateway)
    assert (len(road.events()), len(road.said_to(ANNE))) == (events, said)


def test_a_clerks_reply_goes_out_as_a_persons_mail(road: Road) -> None:
    """PROTOCOL 11.3: staff-written mail is not marked as automatic; notes stay inside."""
    road.mail("Pothole at 12 Oak St")
    add_note(road.gateway, ticket_id=1, text="Crew 4 knows the place", actor="bart@city.example")
    reply_to_resident(road.gateway, ticket_id=1, text="Which lane is it in?", actor="bart@city.example")
    road.work()
    reply = road.said_to(ANNE)[-1]
    assert (reply.kind, reply.automatic, reply.body) == ("staff_reply", False, "Which lane is it in?")
    assert not any("Crew 4" in row.body for row in road.said_to(ANNE))
