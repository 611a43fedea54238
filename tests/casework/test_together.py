"""Two clerks at one ticket, and a form that comes twice: nobody undoes what another did, and nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from gateway import casework
from gateway.bootstrap import build_gateway
from gateway.casework import RepeatedError, StaleError
from gateway.intake import Intake
from tests.casework.conftest import CITY, CLERK, OTHER
from tests.journeys.conftest import ANNE, Clock, Road


def close(road: Road, *, actor: str, seen: int, once: str = "") -> None:
    casework.change_status(
        road.gateway, ticket_id=1, status="closed", note="Filled.", actor=actor, seen=seen, once=once
    )


def test_what_somebody_else_did_meanwhile_is_shown_first(pothole: Road) -> None:
    """The words are kept by the page; sending them once more after a look is enough."""
    seen = pothole.events()[-1].id
    casework.add_note(pothole.gateway, ticket_id=1, text="I am on it.", actor=OTHER)
    with pytest.raises(StaleError) as caught:
        close(pothole, actor=CLERK, seen=seen)
    (event,) = caught.value.events
    assert (event.actor, event.text) == (OTHER, "I am on it.")
    assert pothole.the_ticket().status == "received"
    close(pothole, actor=CLERK, seen=event.id)
    assert pothole.the_ticket().status == "closed"


def _note_of_mine(road: Road) -> None:
    casework.add_note(road.gateway, ticket_id=1, text="Mine.", actor=CLERK)


@pytest.mark.parametrize("happens", [_note_of_mine, lambda road: None])
def test_what_i_did_myself_stops_nobody(pothole: Road, happens: Callable[[Road], None]) -> None:
    """Nor what the clock or a rule did."""
    seen = pothole.events()[-1].id
    happens(pothole)
    close(pothole, actor=CLERK, seen=seen)
    assert pothole.the_ticket().status == "closed"


def test_what_the_resident_wrote_meanwhile_counts(pothole: Road) -> None:
    """`It is worse now` is read before the ticket is closed."""
    seen = pothole.events()[-1].id
    token = pothole.said_to(ANNE)[0].reply_to
    pothole.mail("It is much worse now", subject="Re: Pothole", to=(token,))
    with pytest.raises(StaleError):
        close(pothole, actor=CLERK, seen=seen)


def test_a_form_that_comes_twice_acts_once(pothole: Road) -> None:
    """By a double click or the way back: the resident gets one message."""
    close(pothole, actor=CLERK, seen=0, once="a-token-of-the-form")
    with pytest.raises(RepeatedError):
        close(pothole, actor=CLERK, seen=0, once="a-token-of-the-form")
    pothole.work()
    assert len(pothole.events(kind="status")) == 1
    assert len(pothole.said_to(ANNE)) == 2


def test_a_form_that_was_refused_may_be_sent_again(pothole: Road) -> None:
    """Its token is spent with the change and not before."""
    with pytest.raises(casework.ChangeError, match="Write a note"):
        casework.change_status(pothole.gateway, ticket_id=1, status="closed", note="", actor=CLERK, once="token")
    close(pothole, actor=CLERK, seen=0, once="token")
    assert pothole.the_ticket().status == "closed"


@pytest.fixture
def crowd(settings: Any, database_url: str, clock: Clock) -> Iterator[Road]:
    """Anne's pothole on each database, for what several people do at the very same time."""
    gateway = build_gateway(settings(database_url=database_url, simulator=True, rules_text=CITY), clock=clock)
    intake = Intake(gateway)
    road = Road(gateway=gateway, intake=intake, clock=clock)
    road.mail("Pothole at 12 Oak St", subject="Pothole")
    yield road
    intake.stop()
    gateway.store.dispose()


def test_of_clerks_who_act_at_once_one_does_and_the_others_look(crowd: Road) -> None:
    """Nobody overwrites anybody, however close they come; and of one form sent by four clicks one counts."""
    seen = crowd.events()[-1].id

    def try_as(actor: str, once: str) -> str:
        try:
            close(crowd, actor=actor, seen=seen, once=once)
        except casework.ChangeError as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(8) as clerks:
        actors = [f"clerk{number}@elmcity.example" for number in range(4)]
        said = list(clerks.map(try_as, [*actors, *[actors[0]] * 3], ["a", "b", "c", "d", "a", "a", "a"]))
    assert said.count("done") == 1
    assert set(said) == {"done", "StaleError"} | (
        {"RepeatedError"} if said[0] == "done" or "done" in said[4:] else set()
    )
    crowd.work()
    assert len(crowd.events(kind="status")) == 1
    assert len(crowd.said_to(ANNE)) == 2
