"""The words about a moment: for the people whom a rule tells, and for the history that a clerk reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from gateway.replies.department import day_and_date
from gateway.routing.values import Event
from gateway.store.events import EventRow

_HAPPENED: Mapping[Event, str] = {
    "closed": "This was closed.",
    "reopened": "This was opened again.",
    "due_soon": "This is due soon.",
    "overdue": "This is overdue.",
}


def day_and_time(moment: datetime) -> str:
    """A moment as staff read it: `Friday, March 6, 2026, 15:30`."""
    return f"{day_and_date(moment)}, {moment:%H:%M}"


def words_of(happened: Event, event: EventRow, rules: Iterable[str], description: str) -> str:
    """What people read whom rules tell: what happened, why they hear of it, and the resident's own words."""
    what = f"{_HAPPENED[happened]} {event.text}".strip()
    return f"{what}\n\nYou are told by {named(rules)}.\n\n{description}"


def named(rules: Iterable[str]) -> str:
    """Rules by their names: `the rule “Late work”`."""
    names = [f"“{name}”" for name in dict.fromkeys(rules)]
    return f"the rule{'s' if len(names) > 1 else ''} {' and '.join(names)}"


def listed(done: Mapping[str, list[str]]) -> str:
    """What each rule did, a line for a rule."""
    return "\n".join(f"Rule “{rule}”: {'; '.join(what)}." for rule, what in done.items())
