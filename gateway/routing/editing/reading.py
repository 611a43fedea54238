"""One reading of a text for all that is asked about it while it is changed: a large one takes seconds."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from gateway.routing.collecting import collection_held
from gateway.routing.document import Document, read_document
from gateway.routing.editing.spans import EditError
from gateway.routing.problems import Problem, RulebookError


def find_document(text: str) -> Document | None:
    """The text with its lines, or None where it cannot be read."""
    found = _read(text)
    return found if isinstance(found, Document) else None


def read_values(text: str) -> Any:
    """What a text says, as plain values; raises `EditError` where it is not readable."""
    found = _read(text)
    if isinstance(found, Document):
        return found.data
    told = f"Line {found.line}: {found.message} {found.hint}".strip()
    raise EditError(f"The file is not in order, so no form can change it. {told}")


@lru_cache(maxsize=8)
def _read(text: str) -> Document | Problem:
    try:
        with collection_held():
            return read_document(text, "")
    except RulebookError as error:
        return error.problems[0]
