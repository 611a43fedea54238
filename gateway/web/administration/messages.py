"""Messages that nobody could read, and any message that belongs to no ticket: looked at, taken along, read again."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from gateway.filing.in_words import case_in_words
from gateway.pipeline import consider, hear
from gateway.store.messages import load_arrivals
from gateway.store.tickets import find_opened_by
from gateway.store.unread import ReceivedRow, find_bytes, find_received, list_unreadable
from gateway.store.work import add_work, revive
from gateway.web.administration.pages import PAGE, pages, read_time, require_administrator
from gateway.web.context import this_gateway


@pages.get("/messages")
def messages() -> str:
    """Those that could not be read, the newest first."""
    require_administrator()
    with this_gateway().store.reading() as connection:
        rows = list_unreadable(connection, limit=PAGE + 1, before=read_time("before"))
    return render_template("administration_messages.html", rows=rows[:PAGE], has_more=len(rows) > PAGE)


@pages.get("/messages/<int:message_id>")
def message(message_id: int) -> str:
    """One message with what became of it."""
    require_administrator()
    return render_template("administration_message.html", row=_load(message_id))


@pages.get("/messages/<int:message_id>/original")
def original(message_id: int) -> Response:
    """The bytes as they came, as a download that no browser will run."""
    require_administrator()
    row = _load(message_id)
    with this_gateway().store.reading() as connection:
        raw = find_bytes(connection, message_id)
    if raw is None:
        abort(404, "The original is not kept any more.")
    ending = "eml" if row.channel.endswith("email") else "txt"
    answer = Response(raw, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="message-{message_id}.{ending}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


@pages.post("/messages/<int:message_id>/read-again")
def read_again(message_id: int) -> Response:
    """Send it down the road again, as `gateway replay` does: what has a ticket is filed nowhere twice."""
    require_administrator()
    flash(_read_again(_load(message_id)))
    return redirect(url_for("administration.message", message_id=message_id), 303)


def _read_again(row: ReceivedRow) -> str:
    """Have it processed, and say what happens."""
    if not row.size:
        return "It cannot be read again: the original is not kept any more."
    if row.held:
        return "It is held. Decide about it on the page of held mail."
    if row.number or _has_ticket(row.id):
        today = _understood_today(row.id)
        return f"It belongs to a ticket already, and nothing is filed twice. Today it would be read so: {today}"
    _process(row.id)
    return "It is being read again. Reload this page to see what became of it."


def _has_ticket(message_id: int) -> bool:
    with this_gateway().store.reading() as connection:
        return find_opened_by(connection, message_id) is not None


def _understood_today(message_id: int) -> str:
    """How the rules and the words of today understand it. No connection is open while a mail is read."""
    gateway = this_gateway()
    with gateway.store.reading() as connection:
        (stored,) = load_arrivals(connection, [message_id])
    letter = hear(gateway, stored)
    with gateway.store.reading() as connection:
        return case_in_words(consider(connection, gateway, letter))


def _process(message_id: int) -> None:
    gateway = this_gateway()
    now = gateway.clock()
    with gateway.store.writing() as connection:
        if not revive(connection, kind="process", ref=message_id, now=now):
            add_work(connection, kind="process", ref=message_id, now=now)
    gateway.bell.ring("process", message_id)


def _load(message_id: int) -> ReceivedRow:
    with this_gateway().store.reading() as connection:
        row = find_received(connection, message_id)
    return row or abort(404, "There is no message with this number.")
