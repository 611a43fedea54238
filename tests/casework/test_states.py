"""The states of a ticket: what residents hear of them, once and with the city's reason, and what is counted."""

from __future__ import annotations

import pytest

from gateway import casework
from gateway.casework import ChangeError
from tests.casework.conftest import CITY, CLERK
from tests.journeys.conftest import ANNE, ANNES_PHONE, STREETS, Road


def change(road: Road, status: str, note: str = "", reason: str = "") -> None:
    road.clock.pass_time(minutes=5)
    casework.change_status(road.gateway, ticket_id=1, status=status, note=note, reason=reason, actor=CLERK)
    road.work()


def heard(road: Road, resident: str = ANNE) -> list[str]:
    """What the resident was told after the acknowledgement."""
    return [row.body for row in road.said_to(resident)[1:]]


def test_the_citys_own_reason_stands_before_the_note_in_the_residents_language(road: Road) -> None:
    """Staff choose it from a list, and each resident reads it in theirs."""
    road.mail("Hay un bache grande en 12 Oak St", subject="Bache")
    change(road, "in_progress", reason="scheduled")
    change(road, "closed", "Gracias por avisar.", reason="repaired")
    assert "Hay una cuadrilla programada." in heard(road)[0]
    assert "Reparado. Gracias por avisar." in heard(road)[1]
    assert road.the_ticket().close_reason == "repaired"
    assert [event.data.get("reason") for event in road.events(kind="status")] == ["scheduled", "repaired"]


@pytest.mark.parametrize(
    ("status", "reason", "says"),
    [
        ("closed", "scheduled", "Choose one of repaired"),
        ("closed", "nonsense", "no reason 'nonsense'"),
        ("waiting", "repaired", "no reasons for waiting"),
    ],
)
def test_a_reason_of_another_state_is_refused(pothole: Road, status: str, reason: str, says: str) -> None:
    """`Repaired` and not closed would be told to nobody's use."""
    with pytest.raises(ChangeError, match=says):
        change(pothole, status, "A word.", reason)


def test_a_state_is_told_once_until_the_ticket_is_opened_again(pothole: Road) -> None:
    """Back and forth between two states is the office's business; a new word of staff is always news."""
    change(pothole, "in_progress")
    change(pothole, "open")
    change(pothole, "in_progress")
    assert len(heard(pothole)) == 1
    change(pothole, "in_progress", "The crew comes tomorrow.")
    assert "The crew comes tomorrow." in heard(pothole)[1]
    change(pothole, "closed", "Filled.")
    change(pothole, "open")
    change(pothole, "in_progress")
    assert len(heard(pothole)) == 4


def test_waiting_is_told_with_its_question_only(pothole: Road) -> None:
    """`We wait for you` without a question would leave a resident at a loss."""
    change(pothole, "waiting")
    assert heard(pothole) == []
    change(pothole, "waiting", "Which lane is it?")
    assert "Which lane is it?" in heard(pothole)[0]
    assert pothole.the_ticket().asked == 1


def test_a_city_that_tells_nothing_tells_words_and_closing(pothole: Road) -> None:
    """`tell: []` keeps states from being told and no word of staff from being sent."""
    path = pothole.gateway.rulebooks.refresh
    pothole.gateway.settings.rules.write_text(CITY.replace("  ask_fixed: false", "  ask_fixed: false\n  tell: []"))
    path()
    assert pothole.gateway.rulebooks.current().city.tell == frozenset()
    change(pothole, "in_progress")
    assert heard(pothole) == []
    change(pothole, "in_progress", "Tomorrow.")
    change(pothole, "closed", "Filled.")
    assert len(heard(pothole)) == 2


def test_a_department_is_told_when_its_resident_was_not(pothole: Road) -> None:
    """Its command is confirmed, and nobody believes that a mail went out."""
    change(pothole, "in_progress")
    token = pothole.said_to(STREETS)[0].reply_to
    for command in ("#open", "#in-progress"):
        pothole.mail(command, sender=STREETS, to=(token,), subject="RE: Pothole")
    assert "Nothing was sent to the resident for that." in pothole.said_to(STREETS)[-1].body
    assert len(heard(pothole)) == 1


@pytest.mark.parametrize("way", ["mail", "text"])
def test_the_residents_answer_opens_what_waited_for_it(road: Road, way: str) -> None:
    """By mail as by text; it stands in the history, and what was snoozed is back."""
    report = "Pothole at 12 Oak St"
    road.mail(report, subject="Pothole") if way == "mail" else road.text(report)
    change(road, "waiting", "Which lane is it?")
    casework.snooze(road.gateway, ticket_id=1, until=road.clock() + 86_400, actor=CLERK)
    road.clock.pass_time(hours=1)
    if way == "mail":
        road.mail("The left lane", subject="Re: Pothole", to=(road.said_to(ANNE)[0].reply_to,))
    else:
        road.text("The left lane")
    ticket = road.the_ticket()
    assert (ticket.status, ticket.paused_at, ticket.snoozed_until) == ("open", None, None)
    assert road.events(kind="status")[-1].data == {"from": "waiting", "to": "open"}
    assert road.events(kind="snooze_ended")[-1].actor == "resident"


def test_what_happens_is_counted_where_it_happens(pothole: Road) -> None:
    """Figures are counted from these; an acknowledgement is no answer, and a rule that hands on corrects nobody."""
    assert (pothole.the_ticket().first_answer_at, pothole.the_ticket().asked) == (None, 0)
    pothole.clock.pass_time(hours=3)
    casework.add_note(pothole.gateway, ticket_id=1, text="Not for residents.", actor=CLERK)
    assert pothole.the_ticket().first_answer_at is None
    answered_at = pothole.clock()
    casework.reply_to_resident(pothole.gateway, ticket_id=1, text="We look at it.", actor=CLERK)
    change(pothole, "closed", "Filled.")
    token = pothole.said_to(ANNE)[0].reply_to
    pothole.mail("It is open again", subject="Re: Pothole", to=(token,))
    change(pothole, "closed", "Filled again.")
    change(pothole, "open")
    ticket = pothole.the_ticket()
    assert (ticket.first_answer_at, ticket.reopened, ticket.moved, ticket.close_reason) == (answered_at, 2, 0, "")


def test_a_question_by_text_and_by_mail_is_counted(road: Road) -> None:
    """How often residents must be asked back tells how well a city understands them."""
    road.text("There is a pothole", number=ANNES_PHONE)
    road.mail("There is a pothole", subject="Pothole")
    assert [ticket.asked for ticket in road.tickets()] == [1, 1]


def test_snoozing_hides_until_its_time(pothole: Road) -> None:
    """It comes back by itself and says so; an emergency is never put aside."""
    until = pothole.clock() + 3 * 3600
    for moment, says in ((pothole.clock() - 1, "has passed"), (pothole.clock() + 400 * 86_400, "within a year")):
        with pytest.raises(ChangeError, match=says):
            casework.snooze(pothole.gateway, ticket_id=1, until=moment, actor=CLERK)
    casework.snooze(pothole.gateway, ticket_id=1, until=until, actor=CLERK)
    assert pothole.the_ticket().snoozed_until == until
    casework.snooze(pothole.gateway, ticket_id=1, until=None, actor=CLERK)
    with pytest.raises(ChangeError, match="not snoozed"):
        casework.snooze(pothole.gateway, ticket_id=1, until=None, actor=CLERK)
    casework.change_priority(pothole.gateway, ticket_id=1, priority="emergency", actor=CLERK)
    with pytest.raises(ChangeError, match="emergency cannot"):
        casework.snooze(pothole.gateway, ticket_id=1, until=until, actor=CLERK)
