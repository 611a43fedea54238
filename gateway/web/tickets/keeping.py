"""Puts ready-made words into a form, and keeps words for the next time; what was typed stays where it is."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, flash

from gateway.changes import ChangeError
from gateway.web.tickets.acting import Answer, require_change
from gateway.web.tickets.drawing import draw_ticket
from gateway.web.tickets.pages import pages
from gateway.web.tickets.ready_words import find_words, keep_words
from gateway.web.tickets.typed import TO_RESIDENTS, read_form


@pages.post("/<number>/words/<form>")
def insert_words(number: str, form: str) -> str:
    """The page with ready-made words in the form, behind what stands there; nothing is sent."""
    view, person = require_change(number)
    typed = read_form(form if form in TO_RESIDENTS else abort(404))
    words = find_words(view, typed.values.get("ready", ""))
    text = f"{typed.text}\n\n{words}".strip()
    return draw_ticket(view, person, replace(typed, values={**typed.values, "text": text}))


@pages.post("/<number>/words/<form>/kept")
def keep(number: str, form: str) -> Answer:
    """Keep what stands in the form under a name; without words the text of that name is forgotten."""
    view, person = require_change(number)
    typed = read_form(form if form in TO_RESIDENTS else abort(404))
    name = typed.values.get("name", "")
    try:
        keep_words(view, name, typed.text, actor=person.email)
    except ChangeError as error:
        return draw_ticket(view, person, replace(typed, error=str(error))), 422
    flash(f"The text “{name}” is kept for the department." if typed.text else f"The text “{name}” is forgotten.")
    return draw_ticket(view, person, typed), 200
