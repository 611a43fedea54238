"""The clock of the made-up city: it stands still until somebody lets time pass."""

from __future__ import annotations


class PlayedClock:
    """UTC epoch seconds that only go forward; read from many threads, moved by one."""

    def __init__(self, now: float) -> None:
        self._now = now

    def __call__(self) -> float:
        """The moment it is."""
        return self._now

    def advance(self, moment: float) -> None:
        """Let it be `moment`; an earlier one changes nothing."""
        self._now = max(self._now, moment)
