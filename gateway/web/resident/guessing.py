"""Bounds how many links that do not exist one network may try, and how much one link may send in an hour.

Counted in this process only: a link has 60 secret bits, so that the bound is there for the log and the database.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field

WRONG_LINKS = 30
"""So many wrong links in `WITHIN` seconds, and nobody of that network is let in until they are over."""
WITHIN = 600.0
MESSAGES = 20
"""So many messages one link may send within an hour."""
HOUR = 3600.0
_MOST_KEYS = 10_000


@dataclass(slots=True, kw_only=True)
class Tally:
    """How often each key did something lately; the ones that were quiet for longest are forgotten first."""

    most: int
    within: float
    _times: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_full(self, key: str, *, now: float) -> bool:
        """Whether the key has used up what it may do."""
        with self._lock:
            times = self._times.get(key)
            while times and times[0] <= now - self.within:
                times.popleft()
            return times is not None and len(times) >= self.most

    def add(self, key: str, *, now: float) -> None:
        """Count once."""
        with self._lock:
            self._times.setdefault(key, deque(maxlen=self.most)).append(now)
            self._times.move_to_end(key)
            while len(self._times) > _MOST_KEYS:
                self._times.popitem(last=False)
