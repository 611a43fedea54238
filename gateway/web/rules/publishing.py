"""Before a draft counts: what it changes, if it is sound, what it would have done; then a reason and the button."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.errors import GatewayError
from gateway.publishing import ConflictError, publish
from gateway.routing import Problem, RulebookError
from gateway.routing.merging import Side
from gateway.store.rulebooks import discard_draft
from gateway.store.staff import StaffRow
from gateway.web.context import this_gateway
from gateway.web.rules.comparing import compare
from gateway.web.rules.joining import find_meeting, keep_joined, read_choices
from gateway.web.rules.pages import pages, require_administrator
from gateway.web.rules.rehearsing import AMOUNTS, PATIENCE, find_out, read_asked
from gateway.web.rules.working import Working, load_working, read

log = logging.getLogger(__name__)
_OVERTAKEN = "Nothing was published: the rules in force were changed meanwhile. Put the two together first."
_UNREADABLE = "Nothing was published: the file on disk cannot be read. Mend it, or go back to one of the versions."


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was typed beside a button, and why nothing came of it."""

    why: str = ""
    error: str = ""
    problems: tuple[Problem, ...] = ()
    choices: Mapping[str, Side] = field(default_factory=dict)


_NOT_REFUSED = Refused()


@pages.get("/publish")
def publishing() -> str:
    """What would change, and the button."""
    person = require_administrator()
    return _render(person, load_working(person), _NOT_REFUSED)


@pages.post("/publish")
def publish_draft() -> Response | tuple[str, int]:
    """Put the draft in force, when it is still what the page showed."""
    person, gateway = require_administrator(), this_gateway()
    working, why = load_working(person), request.form.get("why", "")
    if working.draft is None or working.files.version != request.form.get("version"):
        error = "Your draft changed after this page was shown. Look at what would change now, then publish."
        return _render(person, working, Refused(why=why, error=error)), 409
    try:
        publish(gateway, working.files, base_version=working.draft.base_version, who=person.email, why=why)
    except ConflictError as conflict:
        error = _OVERTAKEN if conflict.meanwhile.on_disk else _UNREADABLE
        return _render(person, load_working(person), Refused(why=why, error=error)), 409
    except RulebookError as error:
        told = "Nothing was published: the draft has mistakes. Mend them first."
        return _render(person, working, Refused(why=why, error=told, problems=error.problems)), 422
    except GatewayError as error:
        return _render(person, working, Refused(why=why, error=str(error))), 422
    return _published(person)


def _published(person: StaffRow) -> Response:
    gateway = this_gateway()
    with gateway.store.writing() as connection:
        discard_draft(connection, person.id)
    gateway.rulebooks.refresh()
    log.info("a rulebook was published", extra={"staff": person.id})
    flash("Published. New messages follow these rules from now on.")
    return redirect(url_for("rules.versions"), 303)


@pages.post("/publish/discard")
def discard() -> Response:
    """Forget the draft: the person's own changes, or those that others overtook."""
    person = require_administrator()
    with this_gateway().store.writing() as connection:
        discard_draft(connection, person.id)
    flash("Your changes are thrown away. You see the rules in force.")
    return redirect(url_for("rules.publishing"), 303)


@pages.post("/publish/join")
def join() -> Response | tuple[str, int]:
    """Put the draft on top of what the others changed; what collides needs a choice."""
    person = require_administrator()
    working, choices = load_working(person), read_choices(request.form)
    meeting = find_meeting(working, choices)
    if meeting and meeting.merge and meeting.merge.open:
        error = "Choose for each of the places that both have changed."
        return _render(person, working, Refused(error=error, choices=choices)), 422
    if meeting:
        keep_joined(person, working, meeting.merge)
        flash("Both are in your draft now. Look at what would change, then publish.")
    return redirect(url_for("rules.publishing"), 303)


def _render(person: StaffRow, working: Working, refused: Refused) -> str:
    reading, asked = read(working.files), read_asked()
    meeting = find_meeting(working, refused.choices)
    can_run = working.is_changed and meeting is None and reading.rulebook is not None
    return render_template(
        "rules_publish.html",
        working=working,
        change=compare(working.on_disk, working.files) if meeting is None else None,
        meeting=meeting,
        problems=reading.problems,
        found=find_out(person, working, asked, patience=PATIENCE) if can_run else None,
        asked=asked,
        amounts=AMOUNTS,
        refused=refused,
    )
