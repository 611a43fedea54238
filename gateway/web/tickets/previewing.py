"""The preview of a word to the resident: as a part of the page while one types, or with the page by a button."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, render_template

from gateway.changes import ChangeError
from gateway.store.tickets import TicketRow
from gateway.web.live import is_htmx
from gateway.web.tickets.acting import Answer, require_change
from gateway.web.tickets.choices import SETTABLE
from gateway.web.tickets.composing import Preview, preview_reply, preview_status
from gateway.web.tickets.drawing import draw_ticket
from gateway.web.tickets.pages import pages
from gateway.web.tickets.typed import TO_RESIDENTS, Typed, read_form


@pages.post("/<number>/preview/<form>")
def preview(number: str, form: str) -> str | Answer:
    """How the form would read if it were sent; nothing is sent and nothing is changed."""
    view, person = require_change(number)
    if form not in TO_RESIDENTS:
        abort(404)
    typed: Typed = read_form(form)
    previews: tuple[Preview, ...] = ()
    try:
        previews = _previews(view.ticket, typed)
    except ChangeError as error:
        typed = replace(typed, error=str(error))
    if is_htmx():
        return render_template("ticket_preview.html", previews=previews if typed.text else None, problem=typed.error)
    return draw_ticket(view, person, typed, previews=previews), 422 if typed.error else 200


def _previews(ticket: TicketRow, typed: Typed) -> tuple[Preview, ...]:
    if typed.form == "reply":
        return preview_reply(ticket, typed.text)
    status = typed.status if typed.status in SETTABLE else "open"
    reason = typed.values.get("reason", "")
    return preview_status(ticket, status=status, note=typed.text, reason=reason)
