"""The list of trusted and blocked senders, kept by administrators (PROTOCOL 15.13)."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.store.sender_rules import (
    VERDICTS,
    BadPatternError,
    Verdict,
    add_rule,
    is_number,
    list_rules,
    read_pattern,
    remove_rule,
)
from gateway.store.staff import StaffRow
from gateway.web.context import require_person, this_gateway, this_rulebook

log = logging.getLogger(__name__)
pages = Blueprint("senders", __name__, url_prefix="/senders")
LONGEST_NOTE = 300
_PUBLIC = frozenset(
    {
        *("@gmail.com", "@googlemail.com", "@outlook.com", "@hotmail.com", "@live.com", "@msn.com", "@yahoo.com"),
        *(
            "@aol.com",
            "@icloud.com",
            "@me.com",
            "@mac.com",
            "@comcast.net",
            "@att.net",
            "@verizon.net",
            "@sbcglobal.net",
        ),
        *("@proton.me", "@protonmail.com", "@gmx.com", "@mail.com", "@ymail.com", "@optonline.net", "@charter.net"),
    }
)
"""Where everybody can have an address: a line for all of it would trust or block half a town."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed into the form, and what is wrong with it."""

    pattern: str = ""
    verdict: Verdict = "blocked"
    note: str = ""
    error: str = ""


@pages.get("")
def page() -> str:
    """The list and the form for a new line."""
    _require_administrator()
    return _render(Typed())


@pages.post("")
def add() -> Response | tuple[str, int]:
    """Put an address or a domain on the list; a line that is there already is replaced."""
    person, gateway = _require_administrator(), this_gateway()
    typed = Typed(
        pattern=request.form.get("pattern", "")[:1000],
        verdict=next((known for known in VERDICTS if known == request.form.get("verdict")), "blocked"),
        note=" ".join(request.form.get("note", "").split())[:1000],
    )
    if problem := _problem(typed):
        failed = Typed(pattern=typed.pattern, verdict=typed.verdict, note=typed.note, error=problem)
        return _render(failed), 422
    pattern = read_pattern(typed.pattern)
    with gateway.store.writing() as connection:
        add_rule(
            connection,
            pattern=pattern,
            verdict=typed.verdict,
            note=typed.note,
            actor=person.email,
            now=gateway.clock(),
        )
    flash(f"{pattern} is {typed.verdict} from now on.")
    return redirect(url_for("senders.page"), 303)


@pages.post("/<int:rule_id>/remove")
def remove(rule_id: int) -> Response:
    """Take a line off the list."""
    person = _require_administrator()
    with this_gateway().store.writing() as connection:
        done = remove_rule(connection, rule_id)
    log.info("a line of the sender list was removed", extra={"rule": rule_id, "staff": person.id})
    flash("The line was removed." if done else "That line was removed already.")
    return redirect(url_for("senders.page"), 303)


def _problem(typed: Typed) -> str:
    """What is wrong with a line or would do harm, in one sentence; empty when nothing is."""
    try:
        pattern = read_pattern(typed.pattern)
    except BadPatternError as error:
        return str(error)
    ours = {"@" + address.rpartition("@")[2].lower() for address in this_rulebook().city.addresses}
    if pattern in _PUBLIC:
        return f"Everybody can have an address at {pattern[1:]}. Name the one address that you mean."
    if typed.verdict == "blocked" and "@" + pattern.rpartition("@")[2] in ours:
        return f"{pattern} is one of the city's own; its departments answer from there. Name somebody else."
    if typed.verdict == "trusted" and is_number(pattern):
        return "A number can only be blocked: nothing proves who texts from it."
    if pattern in this_rulebook().city.numbers:
        return f"{pattern} is the city's own. Name somebody else."
    if len(typed.note) > LONGEST_NOTE:
        return f"Shorten the note to {LONGEST_NOTE} characters."
    return ""


def _require_administrator() -> StaffRow:
    person = require_person()
    if person.role != "administrator":
        abort(403, "Only administrators change the list of senders.")
    return person


def _render(typed: Typed) -> str:
    with this_gateway().store.reading() as connection:
        rules = list_rules(connection)
    return render_template("senders.html", rules=rules, typed=typed, longest=LONGEST_NOTE)
