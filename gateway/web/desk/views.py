"""Views: filters of the queue under a name, each with the number of tickets that it shows just now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from gateway.store.queues import count_found, count_queues, has_value
from gateway.store.saved_views import MOST_VIEWS, ViewRow, count_views, keep_view, list_views, remove_view
from gateway.store.staff import StaffRow
from gateway.web.context import require_person, this_gateway, this_rulebook
from gateway.web.desk.asked import Asked, list_chips, read_asked
from gateway.web.desk.choices import Choices, gather_choices
from gateway.web.desk.pages import pages

_COUNTED = 100
"""Tickets that are counted of each view."""
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view as its reader sees it."""

    row: ViewRow
    words: str
    """What it narrows the queue to."""
    found: int | None
    """None for one that asks for something that is not there any more."""
    is_mine: bool

    @property
    def count(self) -> str:
        """The number, or that there are more than anybody counts."""
        if self.found is None:
            return "?"
        return str(self.found) if self.found <= _COUNTED else f"{_COUNTED}+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed to keep a view, and what is wrong with it."""

    name: str = ""
    shared: bool = False
    error: str = ""


@pages.get("/views")
def views() -> str:
    """All views with their counts; as a part for the queue's page, which does not wait for it."""
    person = require_person()
    if "part" in request.args:
        return render_template("desk_view_links.html", views=load_views(person))
    return _render(person, request.args, Typed())


@pages.post("/views")
def keep() -> Response | tuple[str, int]:
    """Keep the filters of the address under a name."""
    person = require_person()
    typed = Typed(name=" ".join(request.form.get("name", "").split()), shared="shared" in request.form)
    with this_gateway().store.reading() as connection:
        asked = _read(connection, person, request.args)
        problem = _problem(typed, asked, count_views(connection, person.id))
    if problem:
        failed = Typed(name=typed.name, shared=typed.shared, error=problem)
        return _render(person, request.args, failed), 422
    gateway = this_gateway()
    with gateway.store.writing() as connection:
        keep_view(
            connection,
            staff_id=person.id,
            name=typed.name,
            query=asked.query(),
            shared=typed.shared,
            now=gateway.clock(),
        )
    flash(f"The view “{typed.name}” was kept.")
    return redirect(f"{url_for('desk.departments')}?{asked.query()}", 303)


@pages.post("/views/<int:view_id>/remove")
def remove(view_id: int) -> Response:
    """Forget one of my views."""
    person = require_person()
    with this_gateway().store.writing() as connection:
        is_gone = remove_view(connection, view_id, staff_id=person.id)
    if not is_gone:
        abort(404, "You have no such view. It may be another person's, or removed already.")
    flash("The view was removed.")
    return redirect(url_for("desk.views"), 303)


def _problem(typed: Typed, asked: Asked, kept: int) -> str:
    if not typed.name:
        return "Give the view a name."
    if len(typed.name) > _LONGEST_NAME:
        return f"Shorten the name to {_LONGEST_NAME} characters."
    if asked.problems:
        return asked.problems[0]
    return f"You keep {MOST_VIEWS} views already. Remove one first." if kept >= MOST_VIEWS else ""


def _read(connection: Connection, person: StaffRow, given: Mapping[str, str]) -> Asked:
    return read_asked(
        given,
        person,
        this_rulebook(),
        _choices(connection, person),
        lambda name, value: has_value(connection, name, value),
    )


def _choices(connection: Connection, person: StaffRow) -> Choices:
    return gather_choices(connection, person, this_rulebook(), count_queues(connection, now=this_gateway().clock()))


def load_views(person: StaffRow) -> list[View]:
    """The views of this person, each counted."""
    with this_gateway().store.reading() as connection:
        choices = _choices(connection, person)
        return [_counted(connection, person, choices, row) for row in list_views(connection, person)]


def _counted(connection: Connection, person: StaffRow, choices: Choices, row: ViewRow) -> View:
    given = dict(parse_qsl(row.query))
    asked = read_asked(given, person, this_rulebook(), choices, lambda *_: True)
    now = this_gateway().clock()
    found = None if asked.problems else count_found(connection, asked.filters, now=now, most=_COUNTED + 1)
    return View(row=row, words=_words(asked, choices), found=found, is_mine=row.staff_id == person.id)


def _words(asked: Asked, choices: Choices) -> str:
    told = [f"{chip.name}: {chip.words}" if chip.words else chip.name for chip in list_chips(asked, choices)]
    return "; ".join([choices.of("show")[asked.show], *told])


def _render(person: StaffRow, given: Mapping[str, str], typed: Typed) -> str:
    with this_gateway().store.reading() as connection:
        choices = _choices(connection, person)
        asked = read_asked(given, person, this_rulebook(), choices, lambda *_: True)
    words = _words(asked, choices)
    return render_template("desk_views.html", views=load_views(person), asked=asked, words=words, typed=typed)
