"""What a rule asks, with the whole of every list, so that two rules can be compared without any message."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.routing.phrases import read_phrase
from gateway.routing.rulebook import Rule, Rulebook
from gateway.routing.streets import street_words

OPENED = "opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A condition as it stands in the file. `group` is read as the services in it."""

    kind: str
    written: Any = None
    """The value as it stands in the file."""
    values: frozenset[Any] = frozenset()
    """Of a list: its members in the form in which they are compared."""
    parts: tuple[Asked, ...] = ()


_WHEN_OPENED = Asked(kind="event", written=OPENED, values=frozenset({OPENED}))


def ask_of(rule: Rule, when: Mapping[str, Any], rulebook: Rulebook) -> Asked:
    """Everything that `rule` asks, the event that it means without naming it included."""
    asked = read_asked(when, rulebook)
    if rule.names_event:
        return asked
    parts = asked.parts if asked.kind == "all" else (asked,)
    return Asked(kind="all", parts=(*parts, _WHEN_OPENED))


def read_asked(when: Mapping[str, Any], rulebook: Rulebook) -> Asked:
    """A condition of a file that was checked."""
    kind, written = next(iter(when.items()))
    if kind in {"all", "any"}:
        return Asked(kind=kind, parts=tuple(read_asked(part, rulebook) for part in written))
    if kind == "not":
        return Asked(kind=kind, parts=(read_asked(written, rulebook),))
    if kind in {"service", "group"}:
        return Asked(kind="service", written=written, values=frozenset(_codes(kind, many(written), rulebook)))
    return Asked(kind=kind, written=written, values=frozenset(_READ.get(kind, many)(written)))


def many(written: Any) -> list[Any]:
    """One value, or a list of them, as a list."""
    return written if isinstance(written, list) else [written]


def service_asked(code: str) -> Asked:
    """A message of this service that opens a request."""
    service = Asked(kind="service", written=code, values=frozenset({code}))
    return Asked(kind="all", parts=(service, _WHEN_OPENED))


def language_asked(language: str) -> Asked:
    """A message that is written in this language."""
    return Asked(kind="language", written=language, values=frozenset({language}))


def leaves(asked: Asked) -> Iterator[Asked]:
    """The conditions without parts that it is made of, those under a `not` included."""
    if not asked.parts:
        yield asked
    for part in asked.parts:
        yield from leaves(part)


def _codes(kind: str, names: Iterable[str], rulebook: Rulebook) -> Iterator[str]:
    """The services that answer, those that are like one included."""
    catalog, wanted = rulebook.parser_city.catalog, frozenset(names)
    if kind == "group":
        yield from (code for code in catalog.codes if catalog.service_group(code) in wanted)
        return
    for code in wanted:
        yield from (code, *catalog.city.takers.get(code, ()))


def _senders(written: Any) -> Iterator[str]:
    return (str(name).lower() for name in many(written))


_READ: Mapping[str, Callable[[Any], Iterable[Any]]] = {
    "text": lambda written: (read_phrase(text) for text in many(written)),
    "street": lambda written: (street_words(name) for name in many(written)),
    "area": lambda written: (json.dumps(area, sort_keys=True) for area in many(written)),
    "from": _senders,
    "to": _senders,
    "header": lambda written: ((name.lower(), text.casefold()) for name, text in written.items()),
    "repeat": lambda written: written.items(),
    "confidence": lambda written: written.items(),
}
