"""What a draft would have done with requests of the past, on a page of its own and beside the button that publishes."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from flask import current_app, render_template, request

from gateway.rehearsing.past import list_past
from gateway.rehearsing.values import Against
from gateway.routing.files import RulebookFiles
from gateway.store.rulebooks import find_version
from gateway.store.staff import StaffRow
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.live import is_htmx
from gateway.web.rules.pages import pages, require_administrator
from gateway.web.rules.rehearsals import FEW, Findings, Runs, Wish
from gateway.web.rules.working import Working, load_working, read

PATIENCE = 2.5
"""Seconds that a page waits for what is soon known, so that most pages need not look again."""
AMOUNTS = (200, FEW, 10_000, 100_000)
"""How many of the newest requests can be asked for; the second without asking."""
_ENOUGH_TICKETS = 100
"""Tickets from which they tell more than an old export."""
_RUNS = "rulebook_runs"
_making = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which requests are to be replayed, and how many of the newest."""

    against: Against
    limit: int


@pages.get("/publish/rehearsal")
def rehearsal() -> str:
    """The whole of it; for htmx only the part that changes while it runs."""
    person = require_administrator()
    working, asked = load_working(person), read_asked()
    can_run = working.is_changed and read(working.files).rulebook is not None
    found = find_out(person, working, asked, patience=0.0 if is_htmx() else PATIENCE) if can_run else None
    template = "rules_found.html" if is_htmx() else "rules_rehearsal.html"
    return render_template(template, found=found, asked=asked, amounts=AMOUNTS, working=working)


def read_asked() -> Asked:
    """What the address asks for, else what is most telling here."""
    against, limit = request.args.get("against"), request.args.get("limit", "")
    amount = next((number for number in AMOUNTS if str(number) == limit), FEW)
    return Asked(against=_against(against), limit=amount)


def _against(wanted: str | None) -> Against:
    match wanted:
        case "history":
            return "history"
        case "tickets":
            return "tickets"
        case _:
            with this_gateway().store.reading() as connection:
                tickets = len(list_past(connection, "tickets", limit=_ENOUGH_TICKETS))
                has_history = bool(list_past(connection, "history", limit=1))
            return "history" if has_history and tickets < _ENOUGH_TICKETS else "tickets"


def find_out(person: StaffRow, working: Working, asked: Asked, *, patience: float) -> Findings:
    """What is known of the draft after waiting so many seconds; the rest is found out while nobody looks."""
    old = _in_force(working)
    wish = Wish(old=old.version, new=working.files.version, against=asked.against, limit=asked.limit)
    return _runs().ask(person.id, wish, old, working.files).wait(patience)


def _in_force(working: Working) -> RulebookFiles:
    """What decides messages now: the file on disk, or the last good one where that is broken."""
    version = this_rulebook().version
    if working.on_disk.version == version:
        return working.on_disk
    with this_gateway().store.reading() as connection:
        kept = find_version(connection, version)
    return kept.files if kept else working.on_disk


def _runs() -> Runs:
    with _making:
        runs: Runs = current_app.extensions.setdefault(_RUNS, Runs(this_gateway()))
    return runs
