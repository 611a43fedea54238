"""The queue of all my departments or of one, narrowed by the filters of its address."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from gateway.store.held import count_held
from gateway.store.queues import (
    QueueCount,
    QueueRow,
    count_found,
    count_queues,
    has_value,
    list_queue,
    mark_of,
)
from gateway.store.staff import StaffRow
from gateway.store.tickets import find_by_number
from gateway.web.context import require_person, this_gateway, this_rulebook
from gateway.web.desk.asked import FLAGS, NAMES, Asked, list_chips, read_asked, write_mark
from gateway.web.desk.choices import SHOWN, Choices, gather_choices
from gateway.web.desk.pages import Queue, department_name, list_queues, pages
from gateway.web.held import may_see_held
from gateway.web.live import unchanged
from parsers.ticket_number import canonical_number

PAGE = 50
_COUNTED = 1_000
"""Tickets that are counted of a queue; of more than these nobody reads the number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at the queue, with all that its page shows."""

    person: StaffRow
    asked: Asked
    choices: Choices
    counts: Mapping[str, QueueCount]
    rows: Sequence[QueueRow]
    has_more: bool = False
    found: int = 0
    is_counted: bool = True
    """False where there are more than `found`."""
    held: int | None = None
    """Mails that are held for a person; None for who does not decide about them."""

    @property
    def queues(self) -> list[Queue]:
        """The departments that this person sees, with their counts."""
        return list_queues(self.person, dict(self.counts), this_rulebook())

    @property
    def may_change(self) -> bool:
        """Whether there is anything to select tickets for."""
        return self.person.role != "viewer"

    @property
    def emergencies(self) -> int:
        """Open emergencies in all of them."""
        return sum(queue.count.emergencies for queue in self.queues)

    @property
    def version(self) -> str:
        """Another one as soon as anything on the list is."""
        told = [f"{row.number} {row.updated_at}" for row in self.rows]
        return hashlib.sha256("\n".join([*told, str(self.found), str(self.emergencies)]).encode()).hexdigest()[:16]

    @property
    def next_page(self) -> str:
        """The query string of the page behind this one; empty where there is none."""
        if not self.has_more:
            return ""
        return self.asked.query(after=write_mark(mark_of(self.rows[-1], self.asked.filters.show)))


@pages.get("")
def departments() -> str | Response | tuple[str, int]:
    """The open tickets of all departments that this person may see, emergencies first."""
    person = require_person()
    return _find_numbered(person, request.args.get("q", "")) or _show(person, request.args)


@pages.get("/<department>")
def queue(department: str) -> str | Response | tuple[str, int]:
    """The same for one department."""
    person = require_person()
    with this_gateway().store.reading() as connection:
        is_known = department in this_rulebook().departments or has_value(connection, "department", department)
    if not is_known:
        abort(404)
    if not person.may_see(department):
        abort(403, "These are the tickets of a department that you do not belong to.")
    return _show(person, {**request.args, "department": department})


def _find_numbered(person: StaffRow, words: str) -> Response | None:
    """The ticket itself for who searches for its number."""
    number = canonical_number(words) if len(words) < 20 else None
    if number is None:
        return None
    with this_gateway().store.reading() as connection:
        found = find_by_number(connection, number)
    is_mine = found is not None and person.may_see(found.department)
    return redirect(url_for("tickets.page", number=number), 303) if is_mine else None


def _show(person: StaffRow, given: Mapping[str, str]) -> str | Response | tuple[str, int]:
    with this_gateway().store.reading() as connection:
        look = load_look(connection, person, given)
    if "part" not in given:
        return render_desk(look), 400 if look.asked.problems else 200
    return unchanged(look.version) or render_template("desk_rows.html", look=look)


def load_look(connection: Connection, person: StaffRow, given: Mapping[str, str]) -> Look:
    """What the address asks for; nothing is listed where it asks for something that is not there."""
    now, rulebook = this_gateway().clock(), this_rulebook()
    counts = count_queues(connection, now=now)
    choices = gather_choices(connection, person, rulebook, counts)
    asked = read_asked(given, person, rulebook, choices, lambda name, value: has_value(connection, name, value))
    held = count_held(connection) if may_see_held(person) else None
    mine = {key: count for key, count in counts.items() if person.may_see(key)}
    if asked.problems or asked.filters.departments == ():
        return Look(person=person, asked=asked, choices=choices, counts=mine, rows=(), held=held)
    rows = list_queue(connection, asked.filters, now=now, limit=PAGE + 1, after=asked.after)
    found, is_counted = _count(connection, asked, len(rows), now)
    return Look(
        person=person,
        asked=asked,
        choices=choices,
        counts=mine,
        rows=rows[:PAGE],
        has_more=len(rows) > PAGE,
        found=found,
        is_counted=is_counted,
        held=held,
    )


def _count(connection: Connection, asked: Asked, seen: int, now: float) -> tuple[int, bool]:
    """How many there are, and whether these are all; years of closed tickets are not counted to say it."""
    if seen <= PAGE and asked.after is None:
        return seen, True
    if asked.show != "open" or asked.filters.is_costly:
        return PAGE, False
    found = count_found(connection, asked.filters, now=now, most=_COUNTED + 1)
    return min(found, _COUNTED), found <= _COUNTED


def render_desk(look: Look, **more: object) -> str:
    """The whole page; `more` is what became of a form on it."""
    problem = this_gateway().rulebooks.problem if look.person.role == "administrator" else None
    chosen = look.asked.typed.get("department", "")
    return render_template(
        "desk.html",
        look=look,
        asked=look.asked,
        chips=list(list_chips(look.asked, look.choices)),
        names=NAMES,
        flags=FLAGS,
        shown=SHOWN,
        heading=department_name(this_rulebook(), chosen) if chosen else "",
        reasons={key: why.name("en") for key, why in this_rulebook().reasons.items() if why.status == "closed"},
        everywhere={key: department.name for key, department in this_rulebook().departments.items()},
        rulebook_problem=problem,
        **more,
    )
