"""What departments, services, districts, channels and languages are called on pages of figures."""

from __future__ import annotations

from gateway.insight.breakdowns import Naming
from gateway.routing import Rulebook
from gateway.routing.called import LANGUAGES
from gateway.store.queues import MAIL_CHANNELS
from gateway.store.ticket_schema import OPEN311
from gateway.web.words import plain
from parsers.catalog import load_catalog

_NONE = {"service": "No service recognized", "district": "Outside all districts or place unknown"}


def naming_of(rulebook: Rulebook) -> Naming:
    """The names that a rulebook gives; what it no longer has is called by its key and said to be gone."""

    def name(dimension: str, key: str) -> str:
        if not key:
            return _NONE.get(dimension, "Unknown")
        match dimension:
            case "department":
                known = rulebook.departments.get(key)
                return known.name if known else f"{plain(key)} (no longer in the rulebook)"
            case "service":
                return _service(rulebook, key)
            case "channel":
                return _channel(key)
            case "language":
                return LANGUAGES.get(key, key)
            case _:
                return plain(key)

    return name


def _channel(key: str) -> str:
    if key == OPEN311:
        return "Open311"
    return "Mail" if key in MAIL_CHANNELS else "Text"


def _service(rulebook: Rulebook, code: str) -> str:
    known = rulebook.services.get(code)
    if known:
        return known.name("en")
    catalog = load_catalog()
    return catalog.service_name(code, "en") if code in catalog.codes else plain(code)
