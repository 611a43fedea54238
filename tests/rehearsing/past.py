"""A small past of Elm City to replay, its rulebook, and the same with one change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gateway.envelopes import PastRequest
from gateway.history.importing import Sieve, import_history
from gateway.rehearsing.past import Past, past_of_request
from gateway.routing import Rulebook, load_rulebook
from gateway.store.engine import Store
from gateway.store.history_merging import Origin

BEGIN = datetime(2026, 1, 5, 15, tzinfo=UTC)
RULES = """
city:
  name: Elm City
  timezone: America/New_York
  languages: [en]
  addresses: [311@elmcity.example]
  numbers: ["+12035550142"]
departments:
  streets:    {name: Streets, notify: [{email: streets@elmcity.example}]}
  parks:      {name: Parks}
  front_desk: {name: Front desk, notify: [{email: desk@elmcity.example}]}
services:
  pothole:  {department: streets, due: 3 business days, needs: [location]}
  tree:     {department: parks, needs: [location]}
  kiosk:    {name: Kiosk, words: {en: [frobnicator]}, department: parks}
rules:
  - name: School first
    when: {text: school}
    then: {priority: high, tags: school}
    examples: [pothole at the school on 12 Oak St]
otherwise: {department: front_desk, reply: received}
"""
AVENUE = RULES.replace(
    "rules:\n",
    "rules:\n  - name: The avenue is the state's\n    when: {street: Whalley Ave}\n"
    "    then: {department: front_desk, reply: none, close: true}\n",
)
"""The same with a rule about a street on top."""
TEXTS = (
    ("big pothole in front of my house", "12 Oak St"),
    ("big pothole, call Anne Smith at 203-555-0199", "240 Whalley Ave"),
    ("a tree fell at 20 Whalley Ave near the school", ""),
    ("the frobnicator is loud", "9 Elm St"),
    ("the gadget is broken", "9 Elm St"),
    ("a pothole at 40 Chapel St", "1 Whalley Ave"),
)


def requests() -> list[PastRequest]:
    """A past request for each of `TEXTS`, a day apart."""
    return [
        PastRequest(key=f"r{number}", line=number + 2, text=text, address=address, requested_at=BEGIN + _days(number))
        for number, (text, address) in enumerate(TEXTS)
    ]


def _days(number: int) -> timedelta:
    return timedelta(days=number)


def past() -> list[Past]:
    """The same as messages."""
    return [past_of_request(request) for request in requests()]


def read(text: str) -> Rulebook:
    """A rulebook of Elm City."""
    return load_rulebook(text)


def take(store: Store) -> None:
    """Bring the past into the store."""
    import_history(store, Origin(source="history", name="elm.csv", mapping={}), requests(), Sieve(), now=1.0)
