"""Corrections: the ticket belongs to another department, or is about something else; the gateway learns from both."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request

from gateway import casework
from gateway.changes import ChangeError
from gateway.routing import Rulebook
from gateway.store.desk import TicketView
from gateway.store.staff import StaffRow
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.explanation import explain
from gateway.web.tickets.acting import Answer, Sent, act, require_change
from gateway.web.tickets.drawing import department_of, draw_ticket, marks_of
from gateway.web.tickets.pages import pages
from gateway.web.tickets.typed import Typed, read_form
from parsers.service import read_service
from parsers.words import fold

MOST_FOUND = 40
_LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A service that a ticket may be about, and what follows from it."""

    code: str
    name: str
    department: str
    due: str
    """As the rulebook promises it, such as `3 business days`; empty where it promises nothing."""
    is_guess: bool = False


@pages.post("/<number>/department")
def reroute(number: str) -> Answer:
    """Hand the ticket to another department, with the reason that it reads."""
    return act(number, read_form("department"), _reroute, draw_ticket)


def _reroute(sent: Sent) -> str:
    if not sent["department"]:
        raise ChangeError("Choose the department that it belongs to.")
    casework.reroute(this_gateway(), department=sent["department"], reason=sent["text"], **sent.by)
    return f"It was handed to {department_of(sent['department'])}, which hears of it by mail."


@pages.get("/<number>/service")
def choose_service(number: str) -> str:
    """The services of the city, those that were thought of first; a search narrows them."""
    view, person = require_change(number)
    return _draw(view, person, Typed(values={"q": request.args.get("q", "")}))


@pages.post("/<number>/service")
def change_service(number: str) -> Answer:
    """Say what the ticket is about; priority, due time and department follow from the rulebook."""
    return act(number, read_form("service"), _set_service, _draw)


def _set_service(sent: Sent) -> str:
    service, rulebook = sent["service"], this_rulebook()
    if not service:
        raise ChangeError("Choose a service.")
    keeps = sent["department"] == "keep"
    casework.change_service(
        this_gateway(),
        service=service,
        reason=sent["text"],
        department=sent.view.ticket.department if keeps else "",
        **sent.by,
    )
    return f"It is about “{rulebook.services[service].name(rulebook.city.languages[0])}” now."


def _draw(view: TicketView, _: StaffRow, typed: Typed) -> str:
    rulebook = this_rulebook()
    offers = list_offers(rulebook, view, typed.values.get("q", ""))
    return render_template(
        "ticket_service.html",
        view=view,
        ticket=view.ticket,
        typed=typed,
        offers=offers[:MOST_FOUND],
        has_more=len(offers) > MOST_FOUND,
        marks=marks_of(view),
        keeps_department=view.ticket.department in rulebook.departments,
        department=department_of(view.ticket.department),
    )


def list_offers(rulebook: Rulebook, view: TicketView, wanted: str) -> list[Offer]:
    """The services that have all `wanted` words in their names, or are meant by them; guesses first, then by name."""
    guesses = [guess.code for guess in explain(view.ticket).guesses]
    language, words, meant = rulebook.city.languages[0], fold(wanted).split(), _meant(rulebook, wanted)
    offers = [
        Offer(
            code=code,
            name=service.name(language),
            department=department_of(service.department or rulebook.otherwise.department),
            due=service.due or "",
            is_guess=code in guesses,
        )
        for code, service in rulebook.services.items()
        if code != view.ticket.service
    ]
    found = [one for one in offers if one.code in meant or all(word in _searched(rulebook, one) for word in words)]
    return sorted(found, key=lambda offer: (not offer.is_guess, offer.name.casefold()))


def _searched(rulebook: Rulebook, offer: Offer) -> str:
    names = (rulebook.services[offer.code].name(language) for language in rulebook.city.languages)
    return fold(" ".join((offer.code.replace("_", " "), offer.department, *names)))


def _meant(rulebook: Rulebook, wanted: str) -> set[str]:
    """What the words would be read as in a resident's message, so that `hole in the road` finds the pothole."""
    guess = read_service(wanted[:_LONGEST_SEARCH], rulebook.parser_city.catalog, language=rulebook.city.languages[0])
    return {guess.code, *(other.code for other in guess.alternatives)} if guess and wanted else set()
