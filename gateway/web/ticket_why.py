"""The page that says why a ticket is where it is: every rule of that day, what it said, and which of it counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from gateway.routing.values import Event
from gateway.tracing import Trace, load_trace
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.desk import department_name
from gateway.web.explanation import Explanation, explain
from gateway.web.highlight import Piece, cut
from gateway.web.rules.spoken import Told, tell_steps
from gateway.web.ticket_access import require_ticket

_HAPPENED: Mapping[Event, str] = {
    "opened": "The rules were asked when it was opened",
    "follow_up": "The rules were asked when something was added to it",
    "reopened": "The rules were asked when it was opened again",
    "due_soon": "The rules were asked when it was due soon",
    "overdue": "The rules were asked when it became overdue",
    "closed": "The rules were asked when it was closed",
}
MOST_SILENT = 300
"""Rules that said nothing and are listed; nobody reads more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """What the page shows."""

    trace: Trace
    pieces: tuple[Piece, ...]
    steps: tuple[Told, ...]
    read: Explanation
    """The decision as it was stored."""
    department: str
    """Where it was sent then."""
    moved_to: str
    """Where somebody has moved it since; empty where nobody has."""

    @property
    def speaking(self) -> tuple[Told, ...]:
        """The rules that fitted."""
        return tuple(told for told in self.steps if told.speaks)

    @property
    def silent(self) -> tuple[Told, ...]:
        """The others, or the first of very many."""
        return tuple(told for told in self.steps if not told.speaks)[:MOST_SILENT]


def show_why(number: str) -> str | Response:
    """The page of one ticket, for everybody who may see the ticket."""
    view, _ = require_ticket(number)
    if view.ticket.number != number:
        return redirect(url_for("tickets.why", number=view.ticket.number))
    trace = load_trace(this_gateway(), view.ticket)
    read, department = explain(view.ticket), view.ticket.department
    then = str(view.ticket.decision.get("department") or department)
    why = Why(
        trace=trace,
        pieces=cut(trace.request.message.text, read.marks),
        steps=tell_steps(trace.explanation, trace.rulebook),
        read=read,
        department=department_name(trace.rulebook, then),
        moved_to="" if then == department else department_name(this_rulebook(), department),
    )
    return render_template("ticket_why.html", why=why, ticket=view.ticket, happened=_HAPPENED[trace.request.event])
