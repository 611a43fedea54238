"""What past requests were understood as: kept in the store, because reading them anew is most of a rehearsal.

Kept is what the words say besides place, time and how to be reached, and none of the words themselves. It counts as
long as the reader, the model, the services and the request are the same.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from gateway.rehearsing.past import Past
from parsers.city import City
from parsers.values import Alternative, DepartmentGuess, ServiceGuess, Understanding, Urgency


@dataclass(slots=True)
class KeptReadings:
    """The readings of some past requests: those that were kept, and those that were made meanwhile."""

    known: Mapping[int, str] = field(default_factory=dict)
    """By the id of the request, as `to_text` wrote them."""
    made: dict[int, str] = field(default_factory=dict)

    def find(self, past: Past) -> Understanding | None:
        """The reading that was kept of a request; None where there is none, or its words have changed since."""
        text = self.known.get(past.id) if past.id is not None else None
        return from_text(text, past) if text else None

    def note(self, past: Past, meaning: Understanding) -> None:
        """Keep a reading that was made."""
        if past.id is not None:
            self.made[past.id] = to_text(meaning, past)


def to_text(meaning: Understanding, past: Past) -> str:
    """What is kept of a reading, as JSON."""
    service, department = meaning.service, meaning.department
    guesses = () if service is None else ((service.code, service.name, service.confidence), *_others(service))
    guess = None if department is None else (department.name, department.confidence)
    kept = (_sum_of(past), meaning.language, meaning.urgency.value, guesses, guess)
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _others(service: ServiceGuess) -> list[tuple[str, str, float]]:
    return [(other.code, other.name, other.confidence) for other in service.alternatives]


def from_text(text: str, past: Past) -> Understanding | None:
    """The reading; None where the words of the request are others now."""
    sum_, language, urgency, guesses, department = json.loads(text)
    if sum_ != _sum_of(past):
        return None
    return Understanding(
        service=_service(guesses) if guesses else None,
        urgency=Urgency(urgency),
        language=language,
        department=DepartmentGuess(name=department[0], confidence=department[1]) if department else None,
    )


def _service(guesses: list[Any]) -> ServiceGuess:
    (code, name, confidence), *others = guesses
    alternatives = tuple(Alternative(code=code, name=name, confidence=sure) for code, name, sure in others)
    return ServiceGuess(code=code, name=name, confidence=confidence, alternatives=alternatives)


def _sum_of(past: Past) -> int:
    return zlib.crc32(past.message.new_text.encode(errors="replace"))


def reader_of(city: City) -> str:
    """What readings depend on besides the words, as 16 hexadecimal digits: the program, the model, the services."""
    model = city.model.version if city.model is not None else ""
    said = (_program(), model, city.languages, city.catalog.own, sorted(city.commands.items()))
    return hashlib.sha256(repr(said).encode(errors="replace")).hexdigest()[:16]


@cache
def _program() -> str:
    """The readers themselves, so that no release keeps what an earlier one understood."""
    digest = hashlib.sha256()
    for name, content in sorted(_files(resources.files("parsers"))):
        digest.update(name.encode() + b"\0" + content)
    return digest.hexdigest()


def _files(folder: Traversable) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += [(f"{entry.name}/{name}", content) for name, content in _files(entry)]
        elif entry.name.endswith((".py", ".yaml")):
            found.append((entry.name, entry.read_bytes()))
    return found
