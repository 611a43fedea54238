"""Who may open a page: the link is looked up, and every way in which that fails has a page of its own."""

from __future__ import annotations

from typing import cast

from flask import Flask, abort, current_app, make_response, render_template, request
from werkzeug.wrappers import Response

from gateway.networks import network_of
from gateway.routing.rulebook import City
from gateway.store.resident_page import Visit, find_visit
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.resident.guessing import HOUR, MESSAGES, WITHIN, WRONG_LINKS, Tally
from gateway.web.resident.phrases import Phrases, phrases_in, shipped_phrases

_TALLIES = "resident_tallies"
_PUNCTUATION = ".,;:!?)]}>'\""
"""What a message program may take for a part of the address behind which it stands."""


def keep_tallies(app: Flask) -> None:
    """Count wrong links and messages for this application."""
    app.extensions[_TALLIES] = {
        "wrong": Tally(most=WRONG_LINKS, within=WITHIN),
        "messages": Tally(most=MESSAGES, within=HOUR),
    }


def _tally(name: str) -> Tally:
    return cast("dict[str, Tally]", current_app.extensions[_TALLIES])[name]


def messages_tally() -> Tally:
    """How much each link has sent."""
    return _tally("messages")


def require_visit(token: str) -> Visit:
    """The ticket and the person of a link; ends the request with a page in words where there are none."""
    gateway, wrong, network = this_gateway(), _tally("wrong"), network_of(request.remote_addr or "")
    now = gateway.clock()
    if wrong.is_full(network, now=now):
        abort(note(phrases_of_visitor(), "wait", status=429))
    page = gateway.tokens.read_page(token.rstrip(_PUNCTUATION))
    if page is None:
        wrong.add(network, now=now)
        abort(note(phrases_of_visitor(), "unknown", status=404))
    with gateway.store.reading() as connection:
        visit = find_visit(connection, ticket_id=page.ticket_id, contact_id=page.contact_id)
    if visit is None:
        abort(note(phrases_of_visitor(), "gone", status=410))
    if visit.ticket.anonymized_at is not None:
        abort(note(phrases_in(visit.language), "gone", status=410))
    return visit


def note(phrases: Phrases, name: str, *, status: int, back: str = "", **values: object) -> Response:
    """A page with a title, a sentence and how to reach the city, for a link that shows nothing."""
    page = render_template(
        "resident_note.html",
        p=phrases,
        city=this_rulebook().city,
        title=phrases.say(f"{name}_title"),
        words=phrases.say(name, **values),
        reach=reach(phrases, this_rulebook().city),
        back=back,
    )
    return make_response(page, status)


def reach(phrases: Phrases, city: City) -> str:
    """How to reach the city otherwise."""
    number, address = next(iter(city.numbers), ""), next(iter(city.addresses), "")
    name = "reach" if number and address else "reach_text" if number else "reach_mail"
    return phrases.say(name, number=number, address=address)


def phrases_of_visitor() -> Phrases:
    """In the language of the visitor's browser, as far as the city speaks it; nothing else is known of them."""
    languages = [one for one in this_rulebook().city.languages if one in shipped_phrases()["title"]] or ["en"]
    return phrases_in(request.accept_languages.best_match(languages) or languages[0])
