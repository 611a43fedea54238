"""The same form from the same key is one request, however often a telephone without a good line sends it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from flask import request
from sqlalchemy import Connection

from gateway.bootstrap import Gateway
from gateway.open311.endpoint import Endpoint
from gateway.open311.keys import Key
from gateway.open311.posted import Posted
from gateway.open311.problems import ProblemError, bad_request
from gateway.store.messages import find_stored

SAME_FORM = 600.0
"""Seconds within which the same fields and files are the same request."""
SAME_KEY = 86_400.0
"""Seconds for which an Idempotency-Key stands for one request (draft-ietf-httpapi-idempotency-key-header)."""
_HEADER = "Idempotency-Key"
_LONGEST_KEY = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """By what a form is recognised: `key` is that of its message, `fingerprint` is made of all that was sent."""

    key: str
    fingerprint: str


def recognise(connection: Connection, endpoint: Endpoint, key: Key, posted: Posted) -> Once:
    """The key of this form's message, which is that of an earlier one where it came before.

    Raises `ProblemError` (400) for an Idempotency-Key that is too long, or that another form had.
    """
    fingerprint, given = _fingerprint(endpoint, key, posted), request.headers.get(_HEADER, "").strip()
    if len(given) > _LONGEST_KEY:
        raise bad_request(f"{_HEADER} has {len(given)} characters; {_LONGEST_KEY} are allowed.")
    if not given:
        return Once(key=_key(connection, endpoint.gateway, fingerprint, SAME_FORM), fingerprint=fingerprint)
    named = _digest("named", endpoint.kind, str(key.id), given)
    return Once(key=_key(connection, endpoint.gateway, named, SAME_KEY), fingerprint=fingerprint)


def used_for_another() -> ProblemError:
    """The error for an Idempotency-Key that came with another form before."""
    return bad_request(f"This {_HEADER} came with another request before. Make a new one for every request.")


def _fingerprint(endpoint: Endpoint, key: Key, posted: Posted) -> str:
    files = (hashlib.sha256(file.octets).hexdigest() for file in posted.files)
    return _digest("form", endpoint.kind, str(key.id), json.dumps(sorted(posted.fields)), *files)


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _key(connection: Connection, gateway: Gateway, digest: str, seconds: float) -> str:
    """Time is cut into stretches; in the next one the earlier message counts until its seconds are over."""
    now, channels = gateway.clock(), tuple(gateway.channels)
    stretch = int(now // seconds)
    earlier = f"open311:{digest}:{stretch - 1}"
    found = find_stored(connection, channels, earlier)
    is_same = found is not None and found.received_at.timestamp() > now - seconds
    return earlier if is_same else f"open311:{digest}:{stretch}"
