"""Whose key a request carries, and whether it may do this: everything that writes asks here first."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import cast

from flask import current_app, request

from gateway.open311.endpoint import Endpoint
from gateway.open311.limits import MINUTE, limit_key, limit_wrong_keys
from gateway.open311.problems import forbidden
from gateway.store.api_keys import ApiKeyRow, Scope, find_by_key, note_uses

_log = logging.getLogger(__name__)
_HEADER = "X-Api-Key"
_NAME = "api_key"
_EXTENSION = "open311_uses"
_DOING: dict[Scope, str] = {
    "file": "file requests",
    "test": "try things at the test endpoint",
    "updates": "post updates",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key that was good: `name` is what staff call whoever has it."""

    id: int
    name: str

    @property
    def actor(self) -> str:
        """How the history of a ticket names what is done with it."""
        return f"open311:{self.name}"


def load_key(endpoint: Endpoint, scope: Scope) -> Key:
    """The key of this request, for what `scope` says; raises `ProblemError` 403, and 429 when it is used too often.

    It comes as `api_key` in the form or behind the question mark, or as the header `X-Api-Key`; the first that is not
    empty counts. At the test endpoint the scope `test` allows everything.
    """
    given, now = find_given(), endpoint.gateway.clock()
    if not given:
        raise forbidden(f"The API key is missing. Send it as {_NAME}. {_how_to_get_one(endpoint)}".strip())
    with endpoint.gateway.store.reading() as connection:
        row = find_by_key(connection, given)
    if row is None or not row.is_in_force(now):
        _log.warning("an Open311 key was refused", extra={"reason": "over" if row else "unknown"})
        limit_wrong_keys(endpoint)
        raise forbidden(_why_not(endpoint, row))
    limit_key(endpoint, row.id, most=row.per_minute)
    _note_use(endpoint, row.id, now)
    if not _may(endpoint, row, scope):
        raise forbidden(f"This API key may not {_DOING[scope]}. Ask whoever gave it to you for one that may.")
    return Key(id=row.id, name=row.name)


def find_given() -> str:
    """The key as it was sent; empty when there is none."""
    given = (request.form.get(_NAME), request.args.get(_NAME), request.headers.get(_HEADER))
    return next((key.strip() for key in given if key and key.strip()), "")


def _why_not(endpoint: Endpoint, row: ApiKeyRow | None) -> str:
    how = _how_to_get_one(endpoint)
    if row is None:
        words = "The API key is not known here. Send it exactly as it was given to you."
    elif row.revoked_at is not None:
        words = "This API key was revoked. Ask for another one."
    else:
        words = "This API key has expired. Ask for another one."
    return f"{words} {how}".strip()


def _how_to_get_one(endpoint: Endpoint) -> str:
    return endpoint.rulebook.open311.key_service


def _may(endpoint: Endpoint, row: ApiKeyRow, scope: Scope) -> bool:
    return scope in row.scopes or (endpoint.kind == "test" and "test" in row.scopes)


@dataclass(slots=True)
class _Uses:
    """What each key did since it was last written down, which is at most once a minute."""

    written_at: dict[int, float] = field(default_factory=dict)
    unwritten: dict[int, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, key_id: int, *, now: float) -> int:
        """Count one use; how many are to be written now, 0 for none."""
        with self.lock:
            uses = self.unwritten.pop(key_id, 0) + 1
            if now - self.written_at.get(key_id, -MINUTE) >= MINUTE:
                self.written_at[key_id] = now
                return uses
            self.unwritten[key_id] = uses
            return 0


def _note_use(endpoint: Endpoint, key_id: int, now: float) -> None:
    kept = cast("_Uses", current_app.extensions.setdefault(_EXTENSION, _Uses()))
    if uses := kept.take(key_id, now=now):
        with endpoint.gateway.store.writing() as connection:
            note_uses(connection, key_id, uses=uses, now=now)
