"""Mail that is held: what a person reads before it is filed, or kept where it is (PROTOCOL 7.5).

It belongs to no department yet, so every member sees it, and administrators; viewers do not.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.store.held import HeldRow, HeldShown, find_held, keep_held, list_held, release_held
from gateway.store.sender_rules import BadPatternError, Verdict, add_rule, read_pattern
from gateway.store.staff import StaffRow
from gateway.web.context import require_person, this_gateway
from parsers.email import read_mail

log = logging.getLogger(__name__)
pages = Blueprint("held", __name__, url_prefix="/held")
PAGE = 50
_GONE = "It is not held any more: somebody has dealt with it."


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMail:
    """One held mail as its reader sees it."""

    row: HeldRow
    sender: str
    """The address in From; the envelope's where there is none."""
    subject: str

    @property
    def first_words(self) -> str:
        """One line of the text."""
        return " ".join(self.row.excerpt.split())[:200]


def may_see_held(person: StaffRow) -> bool:
    """Whether a person decides about held mail."""
    return person.role == "administrator" or (person.role == "member" and bool(person.departments))


@pages.get("")
def page() -> str:
    """What waits for a person, or what was kept; the newest first."""
    person = _require_reader()
    show: HeldShown = "kept" if request.args.get("show") == "kept" else "waiting"
    number = _page_number()
    with this_gateway().store.reading() as connection:
        rows = list_held(connection, show=show, limit=PAGE + 1, offset=number * PAGE)
    return render_template(
        "held.html",
        mails=[_as_read(row) for row in rows[:PAGE]],
        has_more=len(rows) > PAGE,
        show=show,
        page=number,
        may_list=person.role == "administrator",
    )


@pages.post("/<int:message_id>/file")
def file(message_id: int) -> Response:
    """Have the mail processed as if it had just come, past what held it."""
    person, gateway = _require_reader(), this_gateway()
    with gateway.store.writing() as connection:
        done = release_held(connection, message_id, actor=person.email, now=gateway.clock())
    gateway.bell.ring("process", message_id)
    log.info("a held message was released", extra={"message_id": message_id, "staff": person.id})
    return _back("It is being filed; its ticket appears in the department's queue." if done else _GONE)


@pages.post("/<int:message_id>/keep")
def keep(message_id: int) -> Response:
    """Leave it held and take it off the list; it is never deleted."""
    person = _require_reader()
    with this_gateway().store.writing() as connection:
        done = keep_held(connection, message_id, actor=person.email)
    return _back("It stays held. You find it among the kept ones." if done else _GONE)


@pages.post("/<int:message_id>/sender")
def list_sender(message_id: int) -> Response:
    """Put the sender of a held mail on the list of trusted or blocked ones."""
    person, gateway = _require_reader(), this_gateway()
    if person.role != "administrator":
        abort(403, "Only administrators change the list of senders.")
    verdict: Verdict = "trusted" if request.form.get("verdict") == "trusted" else "blocked"
    with gateway.store.reading() as connection:
        row = find_held(connection, message_id)
    if row is None:
        return _back(_GONE)
    try:
        pattern = read_pattern(_as_read(row).sender)
    except BadPatternError:
        return _back("The mail names no sender that could be put on the list.")
    with gateway.store.writing() as connection:
        add_rule(
            connection,
            pattern=pattern,
            verdict=verdict,
            note="from held mail",
            actor=person.email,
            now=gateway.clock(),
        )
    return _back(f"{pattern} is {verdict} from now on. What is held already stays until you file it.")


def _require_reader() -> StaffRow:
    person = require_person()
    if not may_see_held(person):
        abort(403, "Held mail is for the members of departments and for administrators.")
    return person


def _as_read(row: HeldRow) -> HeldMail:
    mail = read_mail(row.head, envelope_sender=row.sender)
    return HeldMail(row=row, sender=mail.sender or row.sender, subject=mail.subject)


def _back(said: str) -> Response:
    flash(said)
    show = "kept" if request.args.get("show") == "kept" else None
    return redirect(url_for("held.page", show=show), 303)


def _page_number() -> int:
    wanted = request.args.get("page", "0")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 0
