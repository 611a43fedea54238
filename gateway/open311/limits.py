"""How often one key and one network may ask within a minute; who asks more often is told when to come back.

Counted in each process for itself, from the first request of a minute on: the bound keeps one careless program from
taking the service away from everybody, and need not be exact.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field
from typing import cast

from flask import current_app, request

from gateway.networks import is_this_machine, network_of
from gateway.open311.endpoint import Endpoint
from gateway.open311.problems import refusal

MINUTE = 60.0
WRONG_KEYS = 20
"""So many wrong keys one network may try in a minute."""
_MOST_NAMES = 10_000
_EXTENSION = "open311_limits"


@dataclass(slots=True)
class _Count:
    since: float
    number: int = 0


@dataclass(slots=True)
class Limits:
    """How much each name has done in its minute; those whose minute began longest ago are forgotten first."""

    _counts: dict[str, _Count] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, name: str, *, most: int, now: float) -> float:
        """Count one request; the seconds until the next one is allowed, or 0 where this one is."""
        with self._lock:
            count = self._counts.get(name)
            if count is None or not 0 <= now - count.since < MINUTE:
                count = self._begin(name, now)
            if count.number >= most:
                return count.since + MINUTE - now
            count.number += 1
            return 0.0

    def _begin(self, name: str, now: float) -> _Count:
        self._counts.pop(name, None)
        if len(self._counts) >= _MOST_NAMES:
            del self._counts[next(iter(self._counts))]
        self._counts[name] = _Count(now)
        return self._counts[name]


def limit_reading(endpoint: Endpoint) -> None:
    """Count one request that needs no key; raises `ProblemError` 429 when this network asked too often.

    Requests from this machine do not count: they may come from a proxy and be anybody's.
    """
    _limit_network(endpoint, "reading", most=endpoint.gateway.settings.open311_requests_a_minute)


def limit_wrong_keys(endpoint: Endpoint) -> None:
    """Count a wrong key; raises `ProblemError` 429 when this network tried too many."""
    _limit_network(endpoint, "wrong key", most=WRONG_KEYS)


def limit_key(endpoint: Endpoint, key_id: int, *, most: int) -> None:
    """Count one request with a key; raises `ProblemError` 429 when it has used up this minute."""
    wait = _limits().take(f"key {key_id}", most=most, now=endpoint.gateway.clock())
    _refuse(wait, f"This key may be used {most} times a minute.")


def _limit_network(endpoint: Endpoint, what: str, *, most: int) -> None:
    address = request.remote_addr or ""
    if most == 0 or not address or is_this_machine(address):
        return
    wait = _limits().take(f"{what} {network_of(address)}", most=most, now=endpoint.gateway.clock())
    _refuse(wait, f"Your network has sent more than {most} requests{_OF.get(what, '')} in a minute.")


_OF = {"wrong key": " with a wrong key"}


def _refuse(wait: float, sentence: str) -> None:
    if wait > 0:
        seconds = math.ceil(wait)
        raise refusal(429, f"{sentence} Come back in {seconds} seconds.", retry_after=seconds)


def _limits() -> Limits:
    """Those of this application."""
    return cast("Limits", current_app.extensions.setdefault(_EXTENSION, Limits()))
