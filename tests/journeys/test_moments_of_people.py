"""Whoever closes a ticket or opens it again, and however: the rules are asked once, and heeded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gateway import casework
from gateway.authentication import Authenticator
from gateway.store.consents import Verdict
from tests.journeys.conftest import ANNE, ANNES_PHONE, Road
from tests.journeys.test_moments import BOSS, CLERK, DESK, DUE, MakeRoad, close, road_with, rule, sweep, told
from tests.journeys.test_senders import FORGED, SERVER, put_on_list

__all__ = ["road_with"]
CLOSED = rule("Thanks", "{event: closed}", f"{{notify: {BOSS}, reply: thanks, tags: done}}")
REOPENED = rule("Again", "{all: [{event: reopened}, {text: pothole}]}", f"{{notify: {BOSS}, priority: high}}")
REPLIES = "\nreplies:\n  thanks: Tell us how it was. {{ number }}\n  late: We are late with {{ number }}. Sorry.\n"
FIRE = """  fire: {name: Fire, notify: [fire@elmcity.example]}
  press: {name: Press, notify: [press@elmcity.example]}
services: {}"""


@pytest.fixture
def city_with(road_with: MakeRoad) -> Callable[..., Any]:
    """The small city with two more departments and two replies."""
    return lambda *rules: road_with(*rules, extra=REPLIES, departments=FIRE)


def by_desk(road: Road) -> None:
    close(road, road.the_ticket())
    road.work()


def by_department_mail(road: Road) -> None:
    first = road.said_to(DESK)[0]
    road.mail("#closed Filled.", sender=DESK, to=(first.reply_to,), subject=f"RE: {first.subject}")


def by_done(road: Road) -> None:
    road.clock.pass_time(minutes=30)
    road.text("DONE")


@pytest.mark.parametrize("how", [by_desk, by_department_mail])
def test_a_close_is_told_once(city_with: Callable[..., Any], how: Callable[[Road], None]) -> None:
    """Whether at the desk or by mail: the rule's people hear of it, and the resident reads both words."""
    with city_with(CLOSED) as road:
        road.mail("Pothole at 12 Oak St", subject="Pothole")
        how(road)
        assert told(road) == [f"Rule “Thanks”: marked it done; told {BOSS}; answered the resident."]
        assert "This was closed. Filled." in road.said_to(BOSS)[0].body
        assert [row.body.startswith("Tell us how it was.") for row in road.said_to(ANNE)[1:]] == [False, True]
        close(road, road.the_ticket(), "One more word.")
        road.work()
        assert (len(told(road)), road.the_ticket().tags, road.unfinished()) == (1, ["done"], [])


def test_the_residents_own_word_closes_too(city_with: Callable[..., Any]) -> None:
    """DONE by text is a close as every other."""
    with city_with(CLOSED) as road:
        road.text("Pothole at 12 Oak St")
        by_done(road)
        assert (road.the_ticket().status, len(told(road)), len(road.said_to(BOSS))) == ("closed", 1, 1)


def test_the_decision_that_opened_the_ticket_stays(city_with: Callable[..., Any]) -> None:
    """Why it is where it is remains the question of the day on which it came."""
    with city_with(DUE, CLOSED) as road:
        road.mail("Pothole at 12 Oak St")
        before = road.the_ticket()
        by_desk(road)
        after = road.the_ticket()
        assert (after.decision, after.rule, after.rulebook_version) == (
            before.decision,
            before.rule,
            before.rulebook_version,
        )


def test_a_rule_that_closes_at_once_and_a_merge_are_no_events(city_with: Callable[..., Any]) -> None:
    """The first is told when it opens, and the story of the second goes on."""
    with city_with(rule("Not ours", "{text: highway}", "{close: true}"), CLOSED) as road:
        road.mail("A hole in the highway")
        road.mail("Pothole at 12 Oak St", sender="bart@residents.example")
        first, second = road.tickets()
        casework.merge_tickets(road.gateway, ticket_id=second.id, number=first.number, reason="", actor=CLERK)
        road.work()
        assert {row.status for row in road.tickets()} == {"closed"}
        assert (told(road), road.said_to(BOSS)) == ([], [])


def again_by_mail(road: Road) -> None:
    road.mail("Still there!", subject="Re: Pothole", to=(str(road.said_to(ANNE)[0].reply_to),))


def again_by_desk(road: Road) -> None:
    casework.change_status(road.gateway, ticket_id=road.the_ticket().id, status="open", note="", actor=CLERK)
    road.work()


@pytest.mark.parametrize("how", [again_by_mail, again_by_desk])
def test_opened_again(city_with: Callable[..., Any], how: Callable[[Road], None]) -> None:
    """The rules read the message that opened the ticket, not the one that says that nothing was done."""
    with city_with(REOPENED) as road:
        road.mail("Pothole at 12 Oak St", subject="Pothole")
        by_desk(road)
        assert told(road) == []
        how(road)
        assert told(road) == [f"Rule “Again”: it has priority high now; told {BOSS}."]
        assert (road.the_ticket().status, road.the_ticket().priority) == ("open", "high")
        assert [event.actor for event in road.events(kind="priority")] == ["rule Again"]


def test_opened_again_by_text(city_with: Callable[..., Any]) -> None:
    """A phone's words go another way through the program."""
    with city_with(REOPENED) as road:
        road.text("Pothole at 12 Oak St")
        road.clock.pass_time(minutes=30)
        by_desk(road)
        road.clock.pass_time(minutes=30)
        road.text("It is still there")
        assert (road.the_ticket().status, len(told(road))) == ("open", 1)


def test_all_that_a_late_ticket_can_be_given(city_with: Callable[..., Any]) -> None:
    """A move as at the desk, under the rule's name; then a person, a new time, and one mail to each mailbox."""
    late = rule(
        "Escalate",
        "{event: overdue}",
        "{department: fire, priority: high, assign: cris@elmcity.example, due: 4 hours, watch: press, reply: late, "
        "notify: [press@elmcity.example, boss@elmcity.example]}",
    )
    with city_with(DUE, late) as road:
        road.mail("Pothole at 12 Oak St")
        road.clock.pass_time(days=3)
        assert sweep(road) == 1
        row = road.the_ticket()
        assert (row.department, row.priority, row.assignee) == ("fire", "high", CLERK)
        assert row.due_at == road.clock() + 4 * 3600
        moved = {event.kind: event.actor for event in road.events() if event.actor.startswith("rule ")}
        assert moved == dict.fromkeys(("moved", "priority", "assigned", "due"), "rule Escalate")
        mailboxes = ("fire@elmcity.example", CLERK, BOSS, "press@elmcity.example")
        assert [len(road.said_to(mailbox)) for mailbox in mailboxes] == [1, 1, 1, 1]
        assert road.said_to(ANNE)[-1].body.startswith(f"We are late with {row.number}.")
        assert sweep(road) == 0
        road.clock.pass_time(hours=5)
        assert sweep(road) == 1, "the new time has passed as well"


def test_the_first_rule_sets_and_all_add_up(city_with: Callable[..., Any]) -> None:
    """As everywhere; and a danger to life is not lowered by any rule."""
    one = rule("One", "{event: overdue}", f"{{tags: one, priority: low, notify: {BOSS}}}")
    two = rule("Two", "{event: overdue}", f"{{tags: [one, two], priority: high, notify: [{BOSS}, {CLERK}]}}")
    danger = rule("Danger", "{text: gas}", "{priority: emergency}")
    with city_with(DUE, danger, one, two) as road:
        road.mail("Pothole at 12 Oak St")
        road.mail("A pothole smells of gas", sender="bart@residents.example")
        road.clock.pass_time(days=3)
        sweep(road)
        assert [row.priority for row in road.tickets()] == ["low", "emergency"]
        assert told(road)[0] == (
            f"Rule “One”: marked it one; it has priority low now; told {BOSS}.\n"
            f"Rule “Two”: marked it two; told {CLERK}."
        )


LATE_REPLY = rule("Sorry", "{event: overdue}", "{reply: late}")


def test_a_machine_is_not_answered(city_with: Callable[..., Any]) -> None:
    """Two machines must not talk on, however late the city is; the history says why nobody was told."""
    with city_with(DUE, LATE_REPLY) as road:
        road.mail("Pothole at 12 Oak St", Auto_Submitted="auto-generated")
        road.clock.pass_time(days=3)
        sweep(road)
        assert [row.state for row in road.said_to(ANNE) if "late" in row.body] == []
        assert told(road)[0].startswith("Rule “Sorry”: did not answer the resident: ")


def test_whose_mail_was_forged_or_who_is_blocked_is_not_answered(city_with: Callable[..., Any]) -> None:
    """The report may be true; the answer would go to whoever the forger named, or to somebody staff have silenced."""
    with city_with(DUE, LATE_REPLY) as road:
        road.gateway = replace(road.gateway, authenticator=Authenticator(servers=(SERVER,)))
        road.mail("Pothole at 12 Oak St", **FORGED)
        road.mail("Pothole at 99 Elm St", sender="bart@residents.example")
        put_on_list(road, "bart@residents.example", "blocked")
        road.clock.pass_time(days=3)
        assert sweep(road) == 2
        assert sorted(text.rpartition(": ")[2] for text in told(road)) == [
            "the sender is blocked.",
            "the sender's domain says that the mail is not its own (DMARC fail).",
        ]


def test_who_opted_out_is_not_answered(city_with: Callable[..., Any]) -> None:
    """STOP holds for rules too."""
    verdict: Verdict = "opted_out"
    with city_with(DUE, LATE_REPLY) as road:
        road.text("Pothole at 12 Oak St")
        ticket_id = road.the_ticket().id
        casework.note_wish(road.gateway, ticket_id=ticket_id, verdict=verdict, reason="by phone", actor=CLERK)
        road.clock.pass_time(days=3)
        sweep(road)
        assert told(road) == ["Rule “Sorry”: did not answer the resident: the resident has opted out."]


def test_hold_keeps_the_answer_back(city_with: Callable[..., Any]) -> None:
    """Where a person decides, no rule answers."""
    with city_with(DUE, rule("Wait", "{event: overdue}", "{hold: true}"), LATE_REPLY) as road:
        road.mail("Pothole at 12 Oak St")
        road.clock.pass_time(days=3)
        sweep(road)
        assert told(road) == ["Rule “Sorry”: did not answer the resident: held by a rule."]


def test_nobody_is_texted_at_night(city_with: Callable[..., Any]) -> None:
    """What nobody asked for waits for the morning."""
    with city_with(DUE, LATE_REPLY) as road:
        road.text("Pothole at 12 Oak St")
        night = datetime(2026, 6, 4, 23, 0, tzinfo=ZoneInfo("America/New_York")).timestamp()
        road.clock.now = night
        sweep(road)
        (late,) = [row for row in road.said_to(ANNES_PHONE) if "late" in row.body]
        assert (late.state, late.kind) == ("queued", "notice")
        road.clock.pass_time(hours=10)
        road.work()
        assert road.said_to(ANNES_PHONE)[-1].state != "queued"


def test_repeats_are_counted_as_of_today(city_with: Callable[..., Any]) -> None:
    """Somebody who reports a third time makes the first one matter more."""
    late = rule("Angry", "{all: [{event: overdue}, {repeat: {at_least: 2}}]}", f"{{notify: {BOSS}}}")
    with city_with(DUE, late) as road:
        road.mail("Pothole at 12 Oak St")
        road.clock.pass_time(days=1)
        road.mail("A tree fell at 99 Elm St")
        road.clock.pass_time(days=2)
        assert (sweep(road), len(told(road))) == (1, 1)
