"""What was understood is read back from the row as it was, whatever else stands there."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime

from gateway.tracing.recollecting import read_understanding
from parsers import DEFAULT_CITY, parse
from parsers.values import InboundMessage, Medium, Understanding, Urgency


def test_an_understanding_comes_back_from_its_row_as_it_went_in() -> None:
    """Service, place, time, contact, personal data, answers and further problems, with their words."""
    text = (
        "Huge pothole at 12 Oak St since Tuesday, call Anne at +12035550199. Also a dead raccoon lies at 14 Elm St, "
        "and a wire is down and sparking on Maple Ave"
    )
    message = InboundMessage(medium=Medium.SMS, sender="", received_at=datetime(2026, 6, 1, tzinfo=UTC), text=text)
    meaning = parse(message, DEFAULT_CITY).understanding
    stored = json.loads(json.dumps(asdict(meaning) | {"attachments": [], "answers": {"pole": "7"}}))
    assert meaning.further
    assert read_understanding(stored) == replace(meaning, answers={"pole": "7"})


def test_what_another_release_wrote_otherwise_counts_as_not_understood() -> None:
    """One field that cannot be read does not take the others along."""
    stored = {"service": {"code": 3}, "urgency": "soon", "language": "es", "place_of_old": "12 Oak St"}
    assert read_understanding(stored) == Understanding(urgency=Urgency.SOON, language="es")
