"""Work that was given up after several tries: done again, or let be."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from gateway.store.dead_work import DeadWork, find_dead, let_be, list_dead
from gateway.store.work import revive, statistics
from gateway.web.administration.pages import PAGE, pages, read_whole, require_administrator
from gateway.web.context import this_gateway

_GONE = "Nothing was changed: somebody has dealt with it."


@pages.get("/given-up")
def work() -> str:
    """What waits and what was given up."""
    require_administrator()
    gateway = this_gateway()
    with gateway.store.reading() as connection:
        rows = list_dead(connection, limit=PAGE + 1, before=read_whole("before"))
        found = statistics(connection, gateway.clock())
    return render_template(
        "administration_work.html",
        rows=rows[:PAGE],
        has_more=len(rows) > PAGE,
        by_kind=found.by_kind,
        oldest=found.oldest_unprocessed_seconds,
    )


@pages.post("/given-up/<int:work_id>/retry")
def retry_work(work_id: int) -> Response:
    """From its first attempt, as if nothing had happened; what has had its effect has it no second time."""
    require_administrator()
    gateway = this_gateway()
    with gateway.store.writing() as connection:
        row = _load(find_dead(connection, work_id))
        done = revive(connection, kind=row.kind, ref=row.ref, now=gateway.clock())
    gateway.bell.ring(row.kind, row.ref)
    flash("It is tried once more." if done else _GONE)
    return redirect(url_for("administration.work"), 303)


@pages.post("/given-up/<int:work_id>/give-up")
def give_up_work(work_id: int) -> Response:
    """Take it off the list. A message is never let be: somebody is waiting for an answer to it."""
    require_administrator()
    with this_gateway().store.writing() as connection:
        row = _load(find_dead(connection, work_id))
        done = row.kind != "process" and let_be(connection, work_id)
    refused = "A message stays on the list until it is read: somebody waits for an answer to it."
    flash("It is off the list." if done else refused if row.kind == "process" else _GONE)
    return redirect(url_for("administration.work"), 303)


def _load(row: DeadWork | None) -> DeadWork:
    return row or abort(404, "This work is not given up, or not any more. Look at the list again.")
