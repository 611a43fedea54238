"""Names of the city's history in the rulebook: each may mean one service and one department only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.routing.document import Document, Path
from gateway.routing.problems import Problem
from parsers.city_services import fold_name

_KEYS = (("services", "categories", "service"), ("departments", "known_as", "department"))


def find_doubled_history_names(document: Document) -> Iterator[Problem]:
    """Every name that two services list as a category, or two departments as one of their names."""
    for section, key, what in _KEYS:
        seen: dict[str, str] = {}
        for owner, place, name in _written(document, section, key):
            first = seen.setdefault(fold_name(name), owner)
            if first != owner:
                message = f"`{name}` is already the {what} `{first}`."
                yield document.problem(place, message, "A name of the history means one of them: remove it here.")


def _written(document: Document, section: str, key: str) -> Iterator[tuple[str, Path, str]]:
    owners = document.data.get(section)
    for owner, entry in owners.items() if isinstance(owners, dict) else ():
        names: Any = entry.get(key) if isinstance(entry, dict) else None
        for number, name in enumerate(names if isinstance(names, list) else []):
            if isinstance(name, str):
                yield owner, (section, owner, key, number), name
        if isinstance(names, str):
            yield owner, (section, owner, key), names
