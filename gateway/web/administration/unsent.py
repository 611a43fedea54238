"""What did not go out, with the reason: sent once more or given up, each by a person's own decision."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.store.unsent import (
    SHOWN,
    UnsentRow,
    UnsentShown,
    find_unsent,
    list_unsent,
    queue_again,
)
from gateway.store.unsent import give_up as let_go
from gateway.web.administration.pages import PAGE, pages, read_time, read_whole, require_administrator
from gateway.web.context import this_gateway

_GONE = "Nothing was changed: it is not waiting or failed any more. Look at the list again."


@pages.get("/outbox")
def unsent() -> str:
    """The list, the newest first."""
    require_administrator()
    return _render(_shown())


def _render(show: UnsentShown, *, doubtful: UnsentRow | None = None) -> str:
    last = (read_time("before"), read_whole("id"))
    with this_gateway().store.reading() as connection:
        rows = list_unsent(connection, show, limit=PAGE + 1, before=last if last[1] else None)
    return render_template(
        "administration_outbox.html",
        rows=rows[:PAGE],
        has_more=len(rows) > PAGE,
        show=show,
        is_first=not last[1],
        doubtful=doubtful,
    )


@pages.post("/outbox/<int:outbound_id>/retry")
def retry(outbound_id: int) -> Response | tuple[str, int]:
    """Send it as if it were new. What may have arrived already is sent only by whoever says so."""
    require_administrator()
    gateway = this_gateway()
    with gateway.store.reading() as connection:
        row = _load(find_unsent(connection, outbound_id))
    if row.may_have_gone and request.form.get("twice") != "yes":
        return _render("failed", doubtful=row), 422
    with gateway.store.writing() as connection:
        done = queue_again(connection, outbound_id, now=gateway.clock())
    gateway.bell.ring("deliver", outbound_id)
    flash("It is tried once more. What spoke against sending it is asked again first." if done else _GONE)
    return _back()


@pages.post("/outbox/<int:outbound_id>/give-up")
def give_up(outbound_id: int) -> Response:
    """Leave it unsent; it stays in the history of its ticket."""
    person = require_administrator()
    with this_gateway().store.writing() as connection:
        done = let_go(connection, outbound_id, actor=person.email)
    flash("It will not be sent. Its ticket still shows it." if done else _GONE)
    return _back()


def _load(row: UnsentRow | None) -> UnsentRow:
    return row or abort(404, "There is no such message. It may have been made unknown meanwhile.")


def _shown() -> UnsentShown:
    return next((known for known in SHOWN if known == request.args.get("show")), "failed")


def _back() -> Response:
    return redirect(url_for("administration.unsent", show=_shown()), 303)
