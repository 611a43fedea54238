"""What a ticket has to do with others: of one message, perhaps one problem, or joined; and what staff say to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from gateway import casework
from gateway.bootstrap import Gateway
from gateway.duplicates import meters_between
from gateway.errors import GatewayError, IntakeError
from gateway.store.alike import Suggestion, list_joined, list_suggestions
from gateway.store.desk import TicketView
from gateway.store.staff import StaffRow
from gateway.store.tickets import TicketRow, find_survivor, list_opened_by
from gateway.web.context import this_gateway
from gateway.web.ticket_access import require_ticket
from parsers.ticket_number import canonical_number

pages = Blueprint("alike", __name__, url_prefix="/tickets")
_NEAR = 10.0
"""Meters within which two places are one."""
_EXCERPT = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A ticket that may be the same: how far away it is, in words, and what its reporter wrote."""

    ticket: TicketRow
    where: str
    excerpt: str
    may_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """The other tickets that whoever looks at one should know of, as far as they may see them."""

    twins: tuple[Twin, ...] = ()
    """Nobody has said yet whether they are the same."""
    joined: tuple[TicketRow, ...] = ()
    survivor: TicketRow | None = None
    """The ticket that goes on with this one's story."""
    parts: tuple[TicketRow, ...] = ()
    """The other tickets of the same message."""
    reporters: int = 1
    """How many people have reported the problem."""


def load_relations(view: TicketView, person: StaffRow) -> Relations:
    """Look up what a ticket has to do with others; three queries, and one each for what is seldom."""
    ticket = view.ticket
    with this_gateway().store.reading() as connection:
        suggestions = list_suggestions(connection, ticket.id)
        joined = list_joined(connection, ticket.id)
        parts = list_opened_by(connection, ticket.message_id) if ticket.is_part else ()
        survivor = find_survivor(connection, ticket) if ticket.merged_into is not None else None
    return Relations(
        twins=tuple(_twin(ticket, one.ticket, person) for one in suggestions if _is_open(one, ticket, person)),
        joined=tuple(one for one in joined if person.may_see(one.department)),
        survivor=survivor,
        parts=tuple(one for one in parts if one.id != ticket.id),
        reporters=len({one.reporter_id for one in (ticket, *joined)} - {None}),
    )


def _is_open(suggestion: Suggestion, ticket: TicketRow, person: StaffRow) -> bool:
    """Whether somebody should still say whether the two are the same."""
    other = suggestion.ticket
    is_over = suggestion.is_settled or other.is_closed or ticket.is_closed
    return not is_over and person.may_see(other.department)


def _twin(ticket: TicketRow, other: TicketRow, person: StaffRow) -> Twin:
    excerpt = " ".join(other.description.split())[:_EXCERPT]
    may_change = person.may_change(other.department)
    return Twin(ticket=other, where=_where(ticket, other), excerpt=excerpt, may_change=may_change)


def _where(ticket: TicketRow, other: TicketRow) -> str:
    meters = meters_between(ticket, other)
    if meters is None or meters < _NEAR or (ticket.place_key and ticket.place_key == other.place_key):
        return "at the same place"
    return f"{round(meters, -1):.0f} m away"


@pages.post("/<number>/join")
def join(number: str) -> Response:
    """The two are the same: the older one goes on."""
    return _answer(number, casework.join_tickets, "The reports were joined: the older ticket goes on.")


@pages.post("/<number>/part")
def part(number: str) -> Response:
    """The two are not the same, or were joined wrongly."""
    return _answer(number, casework.part_tickets, "They stay two tickets. Nobody will be asked again.")


def _answer(number: str, act: Callable[..., None], done: str) -> Response:
    view, person = require_ticket(number)
    other, _ = require_ticket(canonical_number(request.form.get("other", "")) or "")
    if not (person.may_change(view.ticket.department) and person.may_change(other.ticket.department)):
        abort(403, "You may read these tickets, but not change both.")
    flash(_try(act, this_gateway(), view, other, person) or done)
    return redirect(url_for("tickets.page", number=view.ticket.number), 303)


def _try(act: Callable[..., None], gateway: Gateway, view: TicketView, other: TicketView, person: StaffRow) -> str:
    """Do it; the sentence to show when it cannot be done."""
    try:
        act(gateway, ticket_id=view.ticket.id, number=other.ticket.number, actor=person.email)
    except IntakeError:
        raise
    except GatewayError as error:
        return str(error)
    return ""
