"""Requests as open data in the columns of GeoReport Bulk, with what they tell of persons masked.

The columns and their order are those of the Open311 draft "GeoReport Bulk"; `docs/figures.md` says what stands in them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from gateway.bootstrap import Gateway
from gateway.insight.breakdowns import Naming
from gateway.public_words import blur
from gateway.public_words.masking import make_mask
from gateway.routing import Rulebook
from gateway.spreadsheets import harmless
from gateway.store.forgetting import Person
from gateway.store.open_data import OpenRow, list_open_rows

COLUMNS = (
    "service_request_id",
    "requested_datetime",
    "updated_datetime",
    "closed_date",
    "status_description",
    "status_notes",
    "source",
    "service_name",
    "service_subtype",
    "description",
    "agency_responsible",
    "address",
    "lat",
    "long",
)
_STATES = {"received": "Open", "open": "Open", "in_progress": "Processing", "waiting": "Hold", "closed": "Closed"}
_AT_ONCE = 500
_PLACES = 4
"""Digits of a degree: about eleven meters."""


def stream_rows(gateway: Gateway, naming: Naming, *, start: float, end: float) -> Iterator[str]:
    """The lines of the file, some hundreds at a time; no connection is held while a part is sent."""
    yield _line(COLUMNS)
    rulebook, after = gateway.rulebooks.current(), (start, 0)
    while True:
        with gateway.store.reading() as connection:
            rows = list_open_rows(connection, start=start, end=end, after=after, limit=_AT_ONCE)
        if not rows:
            return
        after = (rows[-1].created_at, rows[-1].id)
        yield "".join(_line(_cells(row, rulebook, naming)) for row in rows if _is_public(row, rulebook))


def _is_public(row: OpenRow, rulebook: Rulebook) -> bool:
    """Not where the rulebook keeps the service to itself (`public: false`); what nobody sorted is shown wordless."""
    service = rulebook.services.get(row.service or "")
    return service is None or service.public


def _line(cells: tuple[str | float, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([harmless(cell) for cell in cells])
    return out.getvalue()


def _cells(row: OpenRow, rulebook: Rulebook, naming: Naming) -> tuple[str | float, ...]:
    """Words stay away where nobody knows what they are about, and words and place where somebody was in danger."""
    is_danger, is_closed = row.priority == "emergency", row.closed_at is not None
    masked = _mask_of(row, rulebook)
    return (
        row.number,
        _moment(row.created_at),
        _moment(row.closed_at if row.closed_at is not None else row.updated_at),
        _moment(row.closed_at) if row.closed_at is not None and is_closed else "",
        _STATES[row.status],
        _notes(row, rulebook),
        naming("channel", row.channel),
        naming("service", row.service or ""),
        "",
        "" if is_danger or row.service is None else masked(row.description),
        naming("department", row.department),
        "" if is_danger else blur(masked(row.location or "")),
        "" if is_danger else _degrees(row.lat),
        "" if is_danger else _degrees(row.lon),
    )


def _mask_of(row: OpenRow, rulebook: Rulebook) -> Callable[[str], str]:
    """What masks words about persons, and the reporter's own name wherever it stands."""
    reporter = Person(id=0, address=row.reporter_address or "", name=row.reporter_name or "")
    return make_mask(rulebook, people=(reporter,) if reporter.address else ())


def _notes(row: OpenRow, rulebook: Rulebook) -> str:
    if row.merged_into is not None:
        return "Duplicate of another request."
    reason = rulebook.reasons.get(row.close_reason) if row.close_reason else None
    return reason.name("en") if reason else ""


def _moment(epoch: float) -> str:
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _degrees(value: float | None) -> str | float:
    return "" if value is None else round(value, _PLACES)
