"""The work itself: who does it, how soon, until when, and when it need not be looked at."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from gateway import casework
from gateway.changes import ChangeError
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.tickets.acting import Answer, Sent, act
from gateway.web.tickets.drawing import draw_ticket
from gateway.web.tickets.pages import pages
from gateway.web.tickets.planning_words import SNOOZES, morning_after
from gateway.web.tickets.typed import read_form


@pages.post("/<number>/assignee")
def assign(number: str) -> Answer:
    """Give the ticket to a person of the department, or take it away."""
    return act(number, read_form("assignee"), _assign, draw_ticket)


def _assign(sent: Sent) -> str:
    person = sent["person"]
    casework.assign(this_gateway(), person=person, **sent.by)
    return f"It is given to {person}." if person else "It is given to nobody now."


@pages.post("/<number>/priority")
def change_priority(number: str) -> Answer:
    """Move the ticket up or down in its queue."""
    return act(number, read_form("priority"), _set_priority, draw_ticket)


def _set_priority(sent: Sent) -> str:
    casework.change_priority(this_gateway(), priority=sent["priority"], **sent.by)
    return "The priority was changed."


@pages.post("/<number>/due")
def change_due(number: str) -> Answer:
    """Promise the ticket until another time, or until none."""
    return act(number, read_form("due"), _set_due, draw_ticket)


def _set_due(sent: Sent) -> str:
    due = read_time(sent["due"], this_rulebook().city.zone) if sent["due"] else None
    casework.change_due(this_gateway(), due=due, reason=sent["reason"], **sent.by)
    return "The due time was changed." if due else "Nothing is promised any more."


@pages.post("/<number>/snooze")
def snooze(number: str) -> Answer:
    """Keep the ticket out of the queue for a while."""
    return act(number, read_form("snooze"), _snooze, draw_ticket)


def _snooze(sent: Sent) -> str:
    until = _snoozed_until(sent["choice"], sent["until"])
    casework.snooze(this_gateway(), until=until, **sent.by)
    return "It comes back by itself." if until else "It is in the queue again."


def _snoozed_until(choice: str, until: str) -> float | None:
    zone = this_rulebook().city.zone
    if choice not in SNOOZES:
        raise ChangeError("Choose until when it need not be looked at.")
    if choice == "at":
        return read_time(until, zone).timestamp()
    if not choice:
        return None
    return morning_after(choice, datetime.fromtimestamp(this_gateway().clock(), zone)).timestamp()


def read_time(given: str, zone: ZoneInfo) -> datetime:
    """The time that a browser's field for date and time holds, in the city's zone; raises `ChangeError`."""
    try:
        return datetime.fromisoformat(given.replace(" ", "T")).replace(tzinfo=zone)
    except ValueError:
        raise ChangeError("Write day and time like 2026-09-24 15:30.") from None
