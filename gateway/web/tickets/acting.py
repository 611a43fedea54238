"""How every form of a ticket is answered: done once and not past others, or shown again with all that was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypedDict

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from gateway.casework import RepeatedError, StaleError
from gateway.errors import GatewayError, IntakeError
from gateway.store.desk import TicketView
from gateway.store.staff import StaffRow
from gateway.web.ticket_access import find_view, require_ticket
from gateway.web.tickets.typed import LONGEST_NOTE, Typed, read_seen

_LONGEST_TOKEN = 100


class By(TypedDict):
    """What casework asks of every change besides the change itself."""

    ticket_id: int
    actor: str
    seen: int
    once: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form that was sent: on which ticket, by whom, and what stood in it."""

    view: TicketView
    person: StaffRow
    typed: Typed

    @property
    def by(self) -> By:
        """Whose hand it is."""
        once = request.form.get("once", "")[:_LONGEST_TOKEN]
        return By(ticket_id=self.view.ticket.id, actor=self.person.email, seen=read_seen(), once=once)

    def __getitem__(self, name: str) -> str:
        return self.typed.values.get(name, "")


Answer = Response | tuple[str, int]
Show = Callable[[TicketView, StaffRow, Typed], str]
"""Draws the page that the form stood on."""


def require_change(number: str) -> tuple[TicketView, StaffRow]:
    """The ticket and who may change it; ends the request for everybody else."""
    view, person = require_ticket(number)
    if not person.may_change(view.ticket.department):
        abort(403, "You may read this ticket, but not change it.")
    return view, person


def act(number: str, typed: Typed, do: Callable[[Sent], str], show: Show) -> Answer:
    """Do what a form says and go back to the ticket; `do` returns what was done, or raises `GatewayError`.

    What cannot be done is shown by `show` with status 422 and everything that was typed.
    """
    view, person = require_change(number)
    try:
        done = _checked(do, Sent(view=view, person=person, typed=typed))
    except RepeatedError as error:
        done = str(error)
    except StaleError as error:
        return _again(show, view, person, replace(typed, error=str(error), meanwhile=error.events))
    except IntakeError:
        raise
    except GatewayError as error:
        return _again(show, view, person, replace(typed, error=str(error)))
    flash(done)
    return _back(view, person)


def _checked(do: Callable[[Sent], str], sent: Sent) -> str:
    if any(len(value) > LONGEST_NOTE for value in sent.typed.values.values()):
        raise GatewayError(f"Shorten the text to {LONGEST_NOTE:,} characters.")
    return do(sent)


def _again(show: Show, view: TicketView, person: StaffRow, typed: Typed) -> Answer:
    """As the ticket is now: whoever sends the form again has seen what others did."""
    return show(find_view(view.ticket.number) or view, person, typed), 422


def _back(view: TicketView, person: StaffRow) -> Response:
    """To the ticket, unless it has gone where this person may not follow."""
    now = find_view(view.ticket.number)
    if now is None or not person.may_see(now.ticket.department):
        flash("It is with another department now.")
        return redirect(url_for("desk.departments"), 303)
    return redirect(url_for("tickets.page", number=view.ticket.number), 303)
