"""Draws the page of a ticket, with what was typed where a form comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from markupsafe import Markup

from gateway.changes import find_suggestion
from gateway.replies.answered import list_answered
from gateway.store.desk import TicketView
from gateway.store.handovers import HandoverRow, list_handovers
from gateway.store.links import list_linked
from gateway.store.presence import note_present
from gateway.store.staff import StaffRow
from gateway.store.tickets import TicketRow
from gateway.web.alike import Relations, load_relations
from gateway.web.attachments import all_files, load_files
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.explanation import explain
from gateway.web.highlight import cut
from gateway.web.maps import Pin, map_links, show_map
from gateway.web.tickets.choices import PRIORITIES, SETTABLE, Choices, load_choices
from gateway.web.tickets.company import Company, find_company
from gateway.web.tickets.composing import Preview
from gateway.web.tickets.conversation import tell_story
from gateway.web.tickets.planning_words import SNOOZES
from gateway.web.tickets.ready_words import list_ready
from gateway.web.tickets.system_box import make_boxes
from gateway.web.tickets.typed import Marks, Typed
from gateway.web.whereabouts import find_location_note
from gateway.web.wishes import load_wishes


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside a ticket in the store: its forms' choices, who else looks, its links, and other systems."""

    choices: Choices
    company: Company
    linked: tuple[TicketRow, ...]
    handed: Sequence[HandoverRow]


def draw_ticket(view: TicketView, person: StaffRow, typed: Typed, *, previews: Sequence[Preview] | None = None) -> str:
    """The whole page; `previews` stand below the form that they belong to, None where nobody asked for them."""
    ticket, rulebook = view.ticket, this_rulebook()
    told, files, may_change = explain(ticket), load_files(view), person.may_change(ticket.department)
    marks = marks_of(view)
    beside = _load_beside(ticket, person, marks)
    relations = load_relations(view, person)
    return render_template(
        "ticket.html",
        view=view,
        ticket=ticket,
        files=files,
        suggestion=find_suggestion(ticket, all_files(files)),
        story=tell_story(view, is_whole="all" in request.args),
        why=told,
        located=find_location_note(ticket),
        answered=list_answered(rulebook, ticket),
        pieces=cut(_words(view), told.marks),
        kinds_marked=list(dict.fromkeys(mark.field for mark in told.marks)),
        relations=relations,
        systems=make_boxes(this_gateway(), ticket, beside.handed),
        linked=[other for other in beside.linked if person.may_see(other.department)],
        map=draw_place(ticket, relations),
        map_links=map_links(ticket.lat, ticket.lon) if ticket.lat is not None and ticket.lon is not None else None,
        department=department_of(ticket.department),
        is_orphan=ticket.department not in rulebook.departments,
        may_change=may_change,
        choices=beside.choices,
        company=beside.company,
        settable=SETTABLE,
        priorities=PRIORITIES,
        snoozes=SNOOZES,
        due_field=_due_field(ticket),
        ready=list_ready(view) if may_change else (),
        previews=previews,
        marks=marks,
        wishes=load_wishes(view.reporter),
        residents_page=_residents_page(view),
        typed=typed,
    )


def _load_beside(ticket: TicketRow, person: StaffRow, marks: Marks) -> Beside:
    """Says that this person has the ticket open, and reads the rest; one transaction and four queries."""
    gateway = this_gateway()
    now = gateway.clock()
    with gateway.store.writing() as connection:
        note_present(connection, ticket.id, person.id, is_writing=False, now=now)
    with gateway.store.reading() as connection:
        return Beside(
            choices=load_choices(connection, this_rulebook(), ticket),
            company=find_company(connection, ticket.id, person, seen=marks.seen, now=now),
            linked=list_linked(connection, ticket.id),
            handed=list_handovers(connection, ticket.id),
        )


def _words(view: TicketView) -> str:
    """All that the message said; of one that names several problems, what it said of this one."""
    opening = None if view.ticket.is_part else view.opening
    return (opening.text if opening else None) or view.ticket.description


def draw_place(ticket: TicketRow, relations: Relations) -> Markup:
    """The ticket on the map, with those that may be about the same; empty without a point."""
    if ticket.lat is None or ticket.lon is None:
        return Markup("")
    words = ticket.location or "The place of the ticket"
    pins = [Pin(lat=ticket.lat, lon=ticket.lon, label=words)]
    others = [twin.ticket for twin in relations.twins]
    pins += [
        Pin(lat=other.lat, lon=other.lon, label=f"{other.number}, perhaps the same", kind="other", mark="?")
        for other in others
        if other.lat is not None and other.lon is not None
    ]
    return show_map(pins, title=f"Map around {words}", width=320, height=230, around=130.0)


def marks_of(view: TicketView) -> Marks:
    """What the forms of the page carry: the newest event on it."""
    return Marks(max((event.id for event in view.events), default=0))


def _due_field(ticket: TicketRow) -> str:
    """The due time as a field for date and time holds it, by the city's clock."""
    if ticket.due_at is None:
        return ""
    return f"{datetime.fromtimestamp(ticket.due_at, this_rulebook().city.zone):%Y-%m-%dT%H:%M}"


def department_of(key: str) -> str:
    """A department's name; its key where the rulebook no longer has it."""
    known = this_rulebook().departments.get(key)
    return known.name if known else key


def _residents_page(view: TicketView) -> str:
    """What the reporter sees behind the link in every message; empty where nobody is known."""
    if view.reporter is None:
        return ""
    return this_gateway().tokens.page_path(view.ticket.id, view.reporter.id)
