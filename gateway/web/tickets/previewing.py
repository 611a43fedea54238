"""The preview of a word to the resident: as a part of the page while one types, or with the page by a button."""

from __future__ import annotations

from flask import abort, render_template

from gateway.web.live import is_htmx
from gateway.web.tickets.acting import require_change
from gateway.web.tickets.choices import SETTABLE
from gateway.web.tickets.composing import list_previews
from gateway.web.tickets.drawing import draw_ticket
from gateway.web.tickets.pages import pages
from gateway.web.tickets.typed import LONGEST_NOTE, read_form

_FORMS = frozenset({"reply", "status"})


@pages.post("/<number>/preview/<form>")
def preview(number: str, form: str) -> str:
    """How the form would read if it were sent; nothing is sent and nothing is changed."""
    view, person = require_change(number)
    if form not in _FORMS:
        abort(404)
    typed = read_form(form)
    text, status = typed.text[:LONGEST_NOTE], typed.status if typed.status in SETTABLE else "open"
    previews = list_previews(view, text=text, status=status if form == "status" else "")
    if is_htmx():
        return render_template("ticket_preview.html", previews=previews if text else (), form=form)
    return draw_ticket(view, person, typed, previews=previews)
