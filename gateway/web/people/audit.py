"""What staff did: the list with filters, and the same as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, render_template, request, stream_with_context

from gateway.spreadsheets import harmless
from gateway.store.audit import PAGE, AuditFilter, AuditRow, list_audit
from gateway.web.context import this_gateway, this_rulebook
from gateway.web.people.pages import pages, require_administrator
from gateway.web.people.saying import list_acts
from parsers.ticket_number import canonical_number

_BATCH = 500
_COLUMNS = ("time", "person", "action", "subject", "details", "network_address")
"""What a spreadsheet would run as a formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The filters as they were typed, what they mean, and what is wrong with them."""

    person: str = ""
    action: str = ""
    subject: str = ""
    first: str = ""
    last: str = ""
    wanted: AuditFilter
    error: str = ""


@pages.get("/audit", endpoint="audit")
def show() -> str | tuple[str, int]:
    """A page of lines, newest first."""
    require_administrator()
    asked, before = _read(), request.args.get("before", 0, type=int)
    with this_gateway().store.reading() as connection:
        lines = [] if asked.error else list_audit(connection, asked.wanted, before=max(before, 0), limit=PAGE + 1)
    older = lines[PAGE - 1].id if len(lines) > PAGE else 0
    page = render_template("people_audit.html", asked=asked, lines=lines[:PAGE], acts=list_acts(), older=older)
    return (page, 422) if asked.error else page


@pages.get("/audit.csv", endpoint="audit_csv")
def download() -> Response | tuple[str, int]:
    """All lines of the filters, a few hundred in memory at a time."""
    require_administrator()
    asked = _read()
    if asked.error:
        return asked.error, 422
    headers = {"Content-Disposition": "attachment; filename=audit.csv"}
    return Response(stream_with_context(_write_csv(asked.wanted)), mimetype="text/csv", headers=headers)


def _write_csv(wanted: AuditFilter) -> Iterator[str]:
    yield _line(_COLUMNS)
    before = 0
    while True:
        with this_gateway().store.reading() as connection:
            rows = list_audit(connection, wanted, before=before, limit=_BATCH)
        yield "".join(_line(_cells(row)) for row in rows)
        if len(rows) < _BATCH:
            return
        before = rows[-1].id


def _cells(row: AuditRow) -> tuple[str, ...]:
    moment = datetime.fromtimestamp(row.at, this_rulebook().city.zone).isoformat(timespec="seconds")
    details = json.dumps(dict(row.data), ensure_ascii=False) if row.data else ""
    return (moment, row.actor, row.action, row.subject, details, row.address)


def _line(cells: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(map(harmless, cells))
    return written.getvalue()


def _read() -> Asked:
    typed = {
        name: request.args.get(name, "").strip()[:320] for name in ("person", "action", "subject", "first", "last")
    }
    try:
        since, until = _midnight(typed["first"]), _midnight(typed["last"], after=1)
    except ValueError:
        return Asked(**typed, wanted=AuditFilter(), error="Write days like 2026-09-21.")
    subject = canonical_number(typed["subject"]) or typed["subject"]
    wanted = AuditFilter(
        actor=typed["person"].lower(), action=typed["action"], subject=subject, since=since, until=until
    )
    return Asked(**typed, wanted=wanted)


def _midnight(day: str, *, after: int = 0) -> float | None:
    """The beginning of a day in the city, `after` days later; None when no day was typed."""
    if not day:
        return None
    moment = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=this_rulebook().city.zone)
    try:
        return (moment + timedelta(days=after)).timestamp()
    except OverflowError as error:
        raise ValueError(day) from error
