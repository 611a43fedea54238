"""What a form of the rulebook offers: departments, services, replies and so on, by the names that people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from gateway.routing.called import LANGUAGES, Called, gather_called
from gateway.routing.editing import list_written
from gateway.routing.files import RulebookFiles
from gateway.routing.including import read_documents
from gateway.routing.loading import gather_names
from gateway.routing.problems import RulebookError

Options = tuple[tuple[str, str], ...]
"""What is written in the file, and what people read."""

PRIORITIES: Options = (("emergency", "Emergency"), ("high", "High"), ("normal", "Normal"), ("low", "Low"))
OPEN_TO_ALL: Options = (("yes", "Yes"), ("no", "No, only staff see it"))
CHANNELS: Options = (("sms", "A text message"), ("email", "Mail"))
URGENCIES: Options = (("emergency", "An emergency"), ("soon", "Urgent"), ("routine", "Routine"))
EVENTS: Options = (
    ("opened", "A request is opened"),
    ("follow_up", "Something is added to a request"),
    ("reopened", "A request is opened again"),
    ("due_soon", "A request is due soon"),
    ("overdue", "A request is overdue"),
    ("closed", "A request is closed"),
)
THINGS: Options = (
    ("location", "A place"),
    ("address", "An address"),
    ("coordinates", "A pin on the map"),
    ("photo", "A photo"),
    ("attachment", "A file"),
    ("service", "A service"),
    ("time", "A time"),
    ("name", "A name"),
    ("phone", "A phone number"),
    ("email", "A mail address"),
    ("subject", "A subject"),
)
_SEEN_AT_ONCE = 12
"""Boxes that are seen without scrolling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The options of every list in the forms, by what they are for."""

    called: Called
    languages: tuple[str, ...]
    options: Mapping[str, Options]

    def of(self, name: str, chosen: Iterable[str] = ()) -> Options:
        """The options, and with them what was chosen and exists no more, so that a form never loses it in silence."""
        known = self.options.get(name, ())
        there = {value for value, _ in known}
        return (*known, *((value, f"{value} (unknown)") for value in chosen if value and value not in there))

    def boxes(self, name: str, ticked: Iterable[str] = ()) -> Options:
        """The options as boxes; of a long list, which is scrolled, the ticked ones first."""
        every, chosen = self.of(name, ticked), set(ticked)
        if len(every) <= _SEEN_AT_ONCE:
            return every
        return (*(one for one in every if one[0] in chosen), *(one for one in every if one[0] not in chosen))


@lru_cache(maxsize=8)
def _gather(texts: tuple[tuple[str, str], ...]) -> Choices:
    (main, text), *others = texts
    files = RulebookFiles(main=main, text=text, included=MappingProxyType(dict(others)))
    data = _whole(files)
    names, called = gather_names(data), gather_called(data)
    departments = _named(names.departments or (), called.departments)
    services = _named(names.services, called.services)
    # A city's own services come first: they are what its rules are about.
    own = set(data.get("services", {})) if isinstance(data.get("services"), dict) else set()
    services = (*(pair for pair in services if pair[0] in own), *(pair for pair in services if pair[0] not in own))
    options: dict[str, Options] = {
        "department": departments,
        "then-department": (*departments, ("learned", "Where requests like it went before")),
        "then-reply": (("none", "Nobody is answered"), *_plain(names.replies - {"none"})),
        "then-priority": PRIORITIES,
        "then-service": services,
        "service": services,
        "group": _plain(names.groups),
        "area": _plain(names.areas),
        "reply": _plain(names.replies - {"none"}),
        "ask": _plain(names.questions),
        "rule": tuple((name, name) for name in sorted(names.rules)),
        "language": tuple((code, LANGUAGES.get(code, code)) for code in names.languages),
        "watch": departments,
        "priority": PRIORITIES,
        "public": OPEN_TO_ALL,
        "channel": CHANNELS,
        "urgency": URGENCIES,
        "event": EVENTS,
        "has": THINGS,
        "missing": THINGS,
        "needs": THINGS,
        "shipped": _named(names.shipped, called.services),
    }
    return Choices(called=called, languages=names.languages, options=options)


def gather_choices(files: RulebookFiles) -> Choices:
    """Everything that a working text has a name for, also where a part of it cannot be read."""
    return _gather(tuple(files.texts.items()))


def _whole(files: RulebookFiles) -> dict[str, Any]:
    try:
        data = read_documents(files).data
    except RulebookError:
        sections = ("departments", "services", "replies")
        return {name: {item.path[-1]: item.data for item in list_written(files, name)} for name in sections}
    return data if isinstance(data, dict) else {}


def _named(keys: Iterable[str], names: Mapping[str, str]) -> Options:
    return tuple(sorted(((key, names.get(key, key)) for key in keys), key=lambda pair: pair[1].casefold()))


def _plain(keys: Iterable[str]) -> Options:
    return tuple((key, key.replace("_", " ")) for key in sorted(keys))
