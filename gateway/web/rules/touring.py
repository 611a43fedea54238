"""The tour for the first visit: one step on each page of the rulebook, until it is seen or put away."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from gateway.store.rulebook_tours import begin_tour, end_tour, has_ended_tour
from gateway.web.context import find_person, this_gateway
from gateway.web.rules.pages import pages, require_administrator, rules_tabs

_STEPS = {
    "rules.overview": (
        "Every rule in a sentence",
        """Rules are read from top to bottom. Every rule that fits a message speaks, and the first to name a department,
        a priority or a reply wins. Open one to change it with a form. You cannot break anything here: what you change
        is a draft of your own until you publish it.""",
    ),
    "rules.departments": (
        "Who does the work",
        "Each department with its office hours and the mailboxes that are told. Its name is what everybody reads.",
    ),
    "rules.services": (
        "What people ask for",
        """Each service with the department that gets it, when it is due, and the words that residents have for it.
        Where no rule says otherwise, this decides; most changes of a year are made here.""",
    ),
    "rules.text": (
        "The same rules as text",
        """This is the file itself, with its remarks. It is the same draft: what you change here is in the sentences
        too. Mistakes are shown at their line, with what to write instead.""",
    ),
    "rules.trying": (
        "Ask before you publish",
        """Write a message as a resident would. You see what is understood, what every rule says to it and why, where it
        would go, and the answer. Nothing is sent and no ticket is made.""",
    ),
    "rules.replies": (
        "What people are told",
        "Each reply as it reads in every language, by text and by mail, and how many text messages it costs.",
    ),
    "rules.publishing": (
        "See what would change, then publish",
        """Your draft beside the rules in force: what is different, and what it would have done with real requests of
        the past. When you have seen that, say why and publish. New messages follow the new rules a second later.""",
    ),
    "rules.versions": (
        "Nothing is lost",
        """Every set of rules that was ever in force, with who, when and why. You can go back to any of them, and
        nothing is lost by it: going back is one more line here.""",
    ),
}
"""Title and text for each page, in the order of the tabs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: what this page is for, and the endpoints of the pages before and after it."""

    number: int
    count: int
    title: str
    text: str
    before: str | None
    after: str | None


@pages.app_template_global()
def rules_tour() -> Step | None:
    """The step that belongs to the page shown; None on other pages and for whoever has ended the tour."""
    person = find_person()
    here = [endpoint for endpoint, _ in rules_tabs() if endpoint in _STEPS]
    if person is None or request.endpoint not in here:
        return None
    with this_gateway().store.reading() as connection:
        is_over = has_ended_tour(connection, person.id)
    return None if is_over else _step(here, here.index(request.endpoint))


def _step(here: list[str], place: int) -> Step:
    title, text = _STEPS[here[place]]
    before = here[place - 1] if place else None
    after = here[place + 1] if place + 1 < len(here) else None
    return Step(number=place + 1, count=len(here), title=title, text=text, before=before, after=after)


@pages.post("/tour/begin")
def begin_touring() -> Response:
    """Show the tour again, from its first page."""
    person = require_administrator()
    with this_gateway().store.writing() as connection:
        begin_tour(connection, person.id)
    return redirect(url_for(rules_tabs()[0][0]), 303)


@pages.post("/tour/end")
def end_touring() -> Response:
    """Put the tour away, and stay where one is."""
    person, gateway = require_administrator(), this_gateway()
    with gateway.store.writing() as connection:
        end_tour(connection, person.id, now=gateway.clock())
    known = [endpoint for endpoint, _ in rules_tabs()]
    here = request.form.get("here", "")
    return redirect(url_for(here if here in known else known[0]), 303)
