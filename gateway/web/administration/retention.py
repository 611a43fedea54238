"""How long persons are kept: set with the numbers of what would be made unknown before anything is."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway.store.city_settings import RETENTION_DAYS, find_change, find_setting, set_setting
from gateway.store.ripe import count_ripe
from gateway.web.administration.pages import pages, require_administrator
from gateway.web.auditing import add_detail
from gateway.web.context import this_gateway

SHORTEST, LONGEST = 7, 3_650
"""Days. A resident may answer for a while after a ticket was closed."""
_DAY = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody typed; `days` is None where it is no number that will do, and 0 keeps persons for good."""

    typed: str = ""
    days: int | None = None
    error: str = ""


@pages.get("/retention")
def retention() -> str:
    """What is set, and what a number of days that somebody tries out would do now."""
    require_administrator()
    return _render(_read(request.args.get("days", "")))


def _render(wanted: Wanted) -> str:
    gateway = this_gateway()
    with gateway.store.reading() as connection:
        days, change = find_setting(connection, RETENTION_DAYS, 0), find_change(connection, RETENTION_DAYS)
        ripe = count_ripe(connection, before=gateway.clock() - wanted.days * _DAY) if wanted.days else None
    return render_template(
        "administration_retention.html",
        days=days,
        change=change,
        wanted=wanted,
        ripe=ripe,
        shortest=SHORTEST,
        longest=LONGEST,
    )


@pages.post("/retention")
def set_retention() -> Response | tuple[str, int]:
    """Switch it on, change it or switch it off; on takes a tick beside the numbers that were shown."""
    person, gateway = require_administrator(), this_gateway()
    wanted = _read(request.form.get("days", ""))
    if wanted.days is not None and wanted.days > 0 and request.form.get("sure") != "yes":
        problem = "Tick the box to say that it is meant: what was made unknown cannot be brought back."
        wanted = Wanted(typed=wanted.typed, days=wanted.days, error=problem)
    if wanted.days is None or wanted.error:
        return _render(wanted), 422
    with gateway.store.writing() as connection:
        set_setting(connection, name=RETENTION_DAYS, value=wanted.days, actor=person.email, now=gateway.clock())
    add_detail(days=wanted.days)
    flash(f"Persons are made unknown {wanted.days} days after closing." if wanted.days else "Persons are kept.")
    return redirect(url_for("administration.retention"), 303)


def _read(typed: str) -> Wanted:
    typed = typed.strip()[:20]
    if not typed:
        return Wanted()
    if typed.isascii() and typed.isdigit() and (int(typed) == 0 or SHORTEST <= int(typed) <= LONGEST):
        return Wanted(typed=typed, days=int(typed))
    problem = f"Write the number of days, from {SHORTEST} to {LONGEST}, or 0 to keep persons for good."
    return Wanted(typed=typed, error=problem)
