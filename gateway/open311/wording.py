"""What one request looks like to everybody: which of its fields are told, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.open311.encoding import Value
from gateway.open311.endpoint import Endpoint
from gateway.open311.moments import write_moment
from gateway.public_words import make_words
from gateway.routing import Rulebook
from gateway.store.public_requests import PublicRow
from gateway.store.public_words import PublicWords, ToldRow
from gateway.store.ticket_schema import OPEN311, OPEN311_TEST

_DIGITS = 4
"""Of a degree: about eleven meters, as in the open data."""
_UNTOLD = PublicWords(description="", location="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How requests are told at one endpoint, by one rulebook, in one language."""

    endpoint: Endpoint
    rulebook: Rulebook
    language: str

    def tell(self, row: PublicRow) -> Mapping[str, Value]:
        """The fields of the standard, in its order; all of them, None where there is nothing to tell."""
        is_told = is_shown(self.rulebook, priority=row.priority, source=row.source)
        words = self._words(row) if is_told else _UNTOLD
        department = self.rulebook.departments.get(row.department)
        return {
            "service_request_id": row.number,
            "status": "closed" if row.status == "closed" else "open",
            "status_notes": self._notes(row),
            "service_name": self.rulebook.services[row.service].name(self.language),
            "service_code": row.service,
            "description": words.description or None,
            "agency_responsible": department.name if department else None,
            "service_notice": None,
            "requested_datetime": write_moment(row.created_at),
            "updated_datetime": write_moment(changed_at(row)),
            "expected_datetime": _expected(row),
            "address": words.location or None,
            "address_id": None,
            "zipcode": None,
            "lat": _degrees(row.lat) if is_told else None,
            "long": _degrees(row.lon) if is_told else None,
            "media_url": self._picture(row),
        }

    def _words(self, row: PublicRow) -> PublicWords:
        if row.made_at is not None:
            return PublicWords(description=row.description, location=row.location or "")
        return make_words(
            self.rulebook,
            ToldRow(
                id=row.id,
                description=row.description,
                location=row.location,
                reporter_address=row.reporter_address,
                reporter_name=row.reporter_name,
            ),
        )

    def _notes(self, row: PublicRow) -> str | None:
        if row.is_merged:
            return f"Duplicate of {row.merged_into}" if row.merged_into else "Duplicate of another request"
        reason = self.rulebook.reasons.get(row.close_reason) if row.close_reason else None
        return reason.name("en") if reason else None

    def _picture(self, row: PublicRow) -> str | None:
        return f"{self.endpoint.url}/pictures/{row.number}.jpg" if has_picture(self.rulebook, row) else None


def is_shown(rulebook: Rulebook, *, priority: str, source: str) -> bool:
    """Whether words, place and pictures of a request may be told: never where somebody was in danger."""
    if priority == "emergency":
        return False
    match rulebook.open311.publish:
        case "everything":
            return True
        case "reported_here":
            return source in {OPEN311, OPEN311_TEST}
        case "nothing":
            return False


def has_picture(rulebook: Rulebook, row: PublicRow) -> bool:
    """Whether everybody may see the picture of a request: only what came by Open311, where the city says so."""
    is_theirs = rulebook.open311.pictures and row.source in {OPEN311, OPEN311_TEST}
    return row.picture is not None and is_theirs and is_shown(rulebook, priority=row.priority, source=row.source)


def changed_at(row: PublicRow) -> float:
    """When it changed last; of a closed one when it was closed (3.7)."""
    return row.updated_at if row.closed_at is None else row.closed_at


def _expected(row: PublicRow) -> str | None:
    return None if row.due_at is None or row.status == "closed" else write_moment(row.due_at)


def _degrees(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
