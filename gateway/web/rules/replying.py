"""The page that shows how every reply of the working text reads, in each language and channel, and what it costs."""

from __future__ import annotations

from flask import render_template

from gateway.routing.previewing import preview_replies
from gateway.web.rules.pages import pages, require_administrator
from gateway.web.rules.working import load_working, read


@pages.get("/replies", endpoint="replies")
def show_replies() -> str:
    """The city's own replies open, the shipped ones folded; the mistakes instead where the text has some."""
    working = load_working(require_administrator())
    reading = read(working.files)
    book = reading.rulebook
    return render_template(
        "rules_replies.html",
        replies=preview_replies(book) if book else (),
        languages=book.city.languages if book else (),
        problems=reading.problems,
        is_draft=working.is_changed,
    )
