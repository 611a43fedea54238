"""The desk: which departments have how much to do, and the queue of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from gateway.routing import Rulebook
from gateway.store.desk import QueueCount, QueueRow, Shown, count_queues, list_queue
from gateway.store.held import count_held
from gateway.store.staff import StaffRow
from gateway.web.context import require_person, this_gateway, this_rulebook
from gateway.web.held import may_see_held
from gateway.web.live import unchanged

pages = Blueprint("desk", __name__, url_prefix="/desk")
PAGE = 50
_LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A department's line on the desk."""

    key: str
    name: str
    count: QueueCount


@pages.get("")
def departments() -> str:
    """Every department this person may see, with its counts."""
    person = require_person()
    gateway = this_gateway()
    with gateway.store.reading() as connection:
        counts = count_queues(connection, now=gateway.clock())
        held = count_held(connection) if may_see_held(person) else None
    problem = gateway.rulebooks.problem if person.role == "administrator" else None
    queues = _queues(person, counts, this_rulebook())
    return render_template("desk.html", queues=queues, rulebook_problem=problem, held=held)


def _queues(person: StaffRow, counts: dict[str, QueueCount], rulebook: Rulebook) -> list[Queue]:
    keys = [*rulebook.departments, *sorted(set(counts) - set(rulebook.departments))]
    return [
        Queue(key=key, name=department_name(rulebook, key), count=counts.get(key, QueueCount(department=key)))
        for key in keys
        if person.may_see(key)
    ]


def department_name(rulebook: Rulebook, key: str) -> str:
    """A department's name; its key when the rulebook no longer has it."""
    known = rulebook.departments.get(key)
    return known.name if known else key


@pages.get("/<department>")
def queue(department: str) -> str | Response:
    """The tickets of one department, the newest emergency first."""
    person = require_person()
    gateway, rulebook = this_gateway(), this_rulebook()
    with gateway.store.reading() as connection:
        count = count_queues(connection, now=gateway.clock()).get(department)
        rows = list_queue(connection, department, show=_shown(), limit=PAGE + 1, offset=_page() * PAGE)
    if department not in rulebook.departments and count is None:
        abort(404)
    if not person.may_see(department):
        abort(403, "These are the tickets of a department that you do not belong to.")
    version = _version(rows)
    return unchanged(version) or render_template(
        "queue_rows.html" if "part" in request.args else "queue.html",
        queue=Queue(
            key=department,
            name=department_name(rulebook, department),
            count=count or QueueCount(department=department),
        ),
        rows=rows[:PAGE],
        has_more=len(rows) > PAGE,
        show=_shown(),
        page=_page(),
        version=version,
    )


def _shown() -> Shown:
    wanted = request.args.get("show", "open")
    return next((shown for shown in get_args(Shown) if shown == wanted), "open")


def _page() -> int:
    wanted = request.args.get("page", "0")
    return min(int(wanted), _LAST_PAGE) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 0


def _version(rows: list[QueueRow]) -> str:
    newest = max((row.updated_at for row in rows), default=0.0)
    return f"{len(rows)}.{rows[0].number if rows else ''}.{newest:.3f}"
