"""The page of a ticket, and the original of each of its messages."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from gateway.store.desk import Original, find_original
from gateway.web.context import this_gateway
from gateway.web.highlight import cut_personal
from gateway.web.ticket_access import require_ticket
from gateway.web.ticket_why import show_why
from gateway.web.tickets.drawing import draw_ticket
from gateway.web.tickets.typed import Typed

pages = Blueprint("tickets", __name__, url_prefix="/tickets")
pages.add_app_template_filter(cut_personal, "personal_pieces")


@pages.get("/<number>")
def page(number: str) -> str | AnyResponse:
    """The whole ticket; a number that was typed as it was heard leads to its own spelling."""
    view, person = require_ticket(number)
    if view.ticket.number != number:
        return redirect(url_for("tickets.page", number=view.ticket.number))
    return draw_ticket(view, person, Typed())


@pages.get("/<number>/why")
def why(number: str) -> str | AnyResponse:
    """Every rule that was read, and what it said."""
    return show_why(number)


@pages.get("/<number>/messages/<int:message_id>")
def original(number: str, message_id: int) -> Response:
    """The raw bytes as a download that no browser will run."""
    view, _ = require_ticket(number)
    with this_gateway().store.reading() as connection:
        found = find_original(connection, view.ticket, message_id)
    if found is None:
        abort(404)
    return _download(found)


def _download(found: Original) -> Response:
    ending = "eml" if found.channel.endswith("email") else "txt"
    answer = Response(found.raw, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="message-{found.message_id}.{ending}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
