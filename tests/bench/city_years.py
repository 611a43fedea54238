"""Years of a made-up city, ticket by ticket: the rows that the desk is measured on, the same for the same seed.

The texts are put together from words of ours; nothing here is anybody's request. How much there is of what follows what
cities report: a tenth of the days has most of the work, one in a hundred tickets is an emergency, most of what is older
than a month is closed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from gateway.routing.loading import load_rulebook
from gateway.routing.rulebook import Rulebook, Service
from parsers.ticket_number import ALPHABET, format_number

RULES = Path(__file__).parent.parent.parent / "routing_rules.yaml"
DAY = 86_400.0
PEOPLE_PER_TICKET = 0.4
_STREET_NAMES = (
    "Oak", "Elm", "Chapel", "Grove", "State", "Orange", "Whalley", "Maple", "Pine", "Cedar", "Birch", "Walnut",
    "Church", "Temple", "College", "Crown", "George", "Park", "Howe", "Dwight", "Edgewood", "Goffe", "Dixwell",
    "Prospect", "Canner", "Willow", "Orchard",
)  # fmt: skip
_STREETS = [f"{name} {kind}" for name in _STREET_NAMES for kind in ("St", "Ave", "Rd")]
_DISTRICTS = [*(f"ward_{number}" for number in range(1, 13)), "downtown", ""]
_CHANNELS = (("twilio", 0.55), ("email", 0.45))
_LANGUAGES = (("en", 0.84), ("es", 0.12), ("zh", 0.02), ("vi", 0.02))
_BEGINNINGS = (
    "There is a",
    "I want to report a",
    "Please look at the",
    "Again a",
    "For weeks now we have a",
    "Hello, a",
)
_ENDINGS = (
    "since {day}", "and nobody came", "right by the school", "my neighbor almost fell", "it is getting worse",
    "next to the bus stop", "the children play there", "please call me", "thank you", "I reported this before",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NAMES = ("Anne", "Bart", "Cris", "")
_HOURS = (1, 1, 1, 1, 1, 2, 4, 8, 12, 13, 12, 11, 11, 10, 10, 10, 10, 9, 8, 6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """How much is made: that many tickets, evenly over `days` days until `now`."""

    tickets: int
    now: float
    days: int = 1095
    seed: int = 1

    @property
    def people(self) -> int:
        """How many residents wrote them."""
        return max(1, int(self.tickets * PEOPLE_PER_TICKET))


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One request as rows of each table, without ids."""

    ticket: dict[str, Any]
    message: dict[str, Any]
    events: tuple[dict[str, Any], ...]
    outbox: tuple[dict[str, Any], ...]


@cache
def _rulebook() -> Rulebook:
    return load_rulebook(RULES.read_text())


@cache
def _services() -> tuple[tuple[Service, ...], tuple[float, ...]]:
    """The services, and how much of the work is theirs and of those before them."""
    services = tuple(_rulebook().services.values())
    return services, tuple(accumulate(1 / (rank + 3) for rank in range(len(services))))


def person(number: int) -> dict[str, Any]:
    """The resident with this number, from 1."""
    is_phone = number % 20 < 11
    return {
        "id": number,
        "medium": "sms" if is_phone else "email",
        "address": f"+1203{number:07d}" if is_phone else f"resident{number}@elmcity.example",
        "name": _NAMES[number % 4],
        "language": None,
        "created_at": 0.0,
    }


def number_of(index: int) -> str:
    """A ticket number that no other index has, spread over all numbers as random ones are."""
    scrambled = (index * 7_919_777_777 + 12_345) % 31**7
    characters = []
    for _ in range(7):
        scrambled, rest = divmod(scrambled, 31)
        characters.append(ALPHABET[rest])
    return format_number("".join(characters))


def stories(years: Years) -> Iterator[Story]:
    """The requests, oldest first."""
    chance = random.Random(years.seed)
    step = years.days * DAY / years.tickets
    for index in range(years.tickets):
        created = years.now - years.days * DAY + index * step
        yield _story(chance, years, index + 1, _at_a_likely_hour(chance, created, years.now))


def _at_a_likely_hour(chance: random.Random, moment: float, now: float) -> float:
    hour = chance.choices(range(24), _HOURS)[0]
    return min(now - 1.0, moment - moment % DAY + hour * 3600 + 5 * 3600 + chance.random() * 3600)


def _story(chance: random.Random, years: Years, index: int, created: float) -> Story:
    services, weights = _services()
    service = chance.choices(services, cum_weights=weights)[0]
    who = chance.randrange(years.people) + 1
    place = f"{chance.randrange(1, 400)} {chance.choice(_STREETS)}"
    words = (
        f"{chance.choice(_BEGINNINGS)} {service.names['en'].lower()} at {place}, {_ending(chance)}. {_ending(chance)}"
    )
    fate = _fate(chance, created, years.now)
    ticket = _ticket(chance, index, who, created, fate) | {
        "department": service.department,
        "service": service.code,
        "service_name": service.name("en"),
        "description": words,
        "subject": words[:60],
        "location": place,
        "place_key": place.lower(),
        "understanding": _understanding(service.code, service.name("en"), place, words),
    }
    return Story(
        ticket=ticket, message=_message(ticket, who), events=tuple(_events(ticket)), outbox=tuple(_outbox(ticket, who))
    )


def _ending(chance: random.Random) -> str:
    return chance.choice(_ENDINGS).format(day=chance.choice(_DAYS))


@dataclass(frozen=True, slots=True)
class _Fate:
    status: str
    first_answer_at: float | None
    closed_at: float | None


def _fate(chance: random.Random, created: float, now: float) -> _Fate:
    answered = created + chance.lognormvariate(10.5, 1.2)
    closed = answered + chance.lognormvariate(12.3, 1.1)
    if chance.random() < 0.004:
        return _Fate("waiting", None, None)
    if closed < now:
        return _Fate("closed", answered, closed)
    if answered < now:
        return _Fate(chance.choice(("open", "in_progress", "in_progress", "waiting")), answered, None)
    return _Fate("received", None, None)


def _ticket(chance: random.Random, index: int, who: int, created: float, fate: _Fate) -> dict[str, Any]:
    priority, rank = chance.choices((("emergency", 0), ("high", 1), ("normal", 2), ("low", 3)), (1, 6, 88, 5))[0]
    is_closed = fate.status == "closed"
    lat, lon = (chance.gauss(41.31, 0.02), chance.gauss(-72.92, 0.02)) if chance.random() < 0.8 else (None, None)
    fixed = chance.random() < 0.85 if is_closed and chance.random() < 0.3 else None
    return {
        "id": index,
        "number": number_of(index),
        "message_id": index,
        "reporter_id": who,
        "channel": chance.choices(*zip(*_CHANNELS, strict=True))[0],
        "our_address": "+12035550142",
        "confidence": round(chance.uniform(0.4, 0.99), 2),
        "priority": priority,
        "priority_rank": rank,
        "status": fate.status,
        "urgency": "emergency" if rank == 0 else "routine",
        "language": chance.choices(*zip(*_LANGUAGES, strict=True))[0],
        "lat": lat,
        "lon": lon,
        "rule": None,
        "rulebook_version": "0" * 12,
        "decision": {"voices": [{"action": "department", "rule": "services"}], "passed_over": [], "missing": []},
        "tags": [],
        "assignee": f"clerk{chance.randrange(40)}@elmcity.example" if chance.random() < 0.6 else None,
        "due_at": created + chance.choice((1, 3, 5, 10)) * DAY,
        "created_at": created,
        "updated_at": fate.closed_at or fate.first_answer_at or created,
        "closed_at": fate.closed_at,
        "first_answer_at": fate.first_answer_at,
        "district": chance.choice(_DISTRICTS),
        "reopened": int(is_closed and chance.random() < 0.04),
        "moved": int(chance.random() < 0.06),
        "asked": int(chance.random() < 0.2),
        "fixed": fixed,
        "fixed_at": fate.closed_at if fixed is not None else None,
    }


def _understanding(code: str, name: str, place: str, words: str) -> dict[str, Any]:
    at = words.index(place)
    return {
        "service": {
            "code": code,
            "name": name,
            "confidence": 0.9,
            "evidence": [{"start": 0, "end": 10, "text": words[:10]}],
            "alternatives": [],
        },
        "location": {"kind": "address", "text": place, "start": at, "end": at + len(place), "confidence": 0.9},
        "occurred": None,
        "urgency": "routine",
        "urgency_evidence": [],
        "language": "en",
        "personal": [],
        "further": [],
        "attachments": [],
    }


def _message(ticket: dict[str, Any], who: int) -> dict[str, Any]:
    return {
        "id": ticket["id"],
        "channel": ticket["channel"],
        "key": f"made-{ticket['id']}",
        "sender": person(who)["address"],
        "recipients": ["+12035550142"],
        "details": {},
        "flags": [],
        "received_at": ticket["created_at"],
        "kind": "request",
        "text": ticket["description"],
        "ticket_id": ticket["id"],
        "processed_at": ticket["created_at"],
        "personal": [],
    }


def _events(ticket: dict[str, Any]) -> Iterator[dict[str, Any]]:
    opened = {"message_id": ticket["id"], "kind": "opened", "actor": "resident", "text": ticket["description"]}
    yield {"ticket_id": ticket["id"], **opened, "data": {}, "created_at": ticket["created_at"]}
    if ticket["closed_at"]:
        closed = {"message_id": None, "kind": "status", "actor": "clerk1@elmcity.example", "text": "We repaired it."}
        data = {"from": "in_progress", "to": "closed"}
        yield {"ticket_id": ticket["id"], **closed, "data": data, "created_at": ticket["closed_at"]}


def _outbox(ticket: dict[str, Any], who: int) -> Iterator[dict[str, Any]]:
    yield {
        "cause": f"message:{ticket['id']}",
        "kind": "acknowledgement",
        "channel": ticket["channel"],
        "recipient": person(who)["address"],
        "sender": "+12035550142",
        "subject": "Your request",
        "body": f"Thank you. Your number is {ticket['number']}.",
        "language": ticket["language"],
        "automatic": True,
        "ticket_id": ticket["id"],
        "rfc_message_id": f"<{ticket['id']}@elmcity.example>",
        "references": [],
        "state": "sent",
        "created_at": ticket["created_at"],
        "sent_at": ticket["created_at"],
    }
