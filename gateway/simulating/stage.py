"""Time in the made-up city: acts are planned for a moment, and between two of them the gateway does what falls due."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.bootstrap import Gateway
from gateway.jobs import HANDLERS, drain
from gateway.simulating.clock import PlayedClock
from gateway.store.played import find_next_due
from gateway.sweep import Chores, sweep_once

HOUR = 3600.0


@dataclass(frozen=True, slots=True, order=True)
class Act:
    """Something that somebody does at a moment; of two at one moment the one planned first comes first."""

    at: float
    order: int
    do: Callable[[], None] = field(compare=False)


@dataclass(slots=True, kw_only=True)
class Stage:
    """Where the acts are played, one after the other; `look` is called whenever something may have happened."""

    gateway: Gateway
    clock: PlayedClock
    look: Callable[[], None] = lambda: None
    _acts: list[Act] = field(default_factory=list)
    _planned: int = 0
    _chores: Chores = field(default_factory=Chores)

    def plan(self, at: float, do: Callable[[], None]) -> None:
        """Have something done at a moment; one that is over means at once."""
        self._planned += 1
        heapq.heappush(self._acts, Act(max(at, self.clock()), self._planned, do))

    def play(self, until: float, *, tell: Callable[[float], None] = lambda _now: None) -> None:
        """Play everything that is planned before `until`, hour by hour; `tell` hears how late it is."""
        while self.clock() < until:
            hour = min(until, self.clock() + HOUR)
            while self._acts and self._acts[0].at <= hour:
                act = heapq.heappop(self._acts)
                self._let_time_pass(act.at)
                act.do()
                self._work()
                tell(self.clock())
            self._let_time_pass(hour)
            self._sweep()
            tell(self.clock())

    def _let_time_pass(self, until: float) -> None:
        """What waits for its moment is done at that moment: an answer held back, a reminder, a retry."""
        while (due := self._next_due()) is not None and due <= until:
            self.clock.advance(due)
            if not self._work():
                break
        self.clock.advance(until)

    def _next_due(self) -> float | None:
        with self.gateway.store.reading() as connection:
            return find_next_due(connection)

    def _work(self) -> int:
        """Do everything that is due, and what comes of it; how much it was."""
        done = 0
        while tried := sum(drain(self.gateway, kind) for kind in HANDLERS):
            done += tried
        self.look()
        return done

    def _sweep(self) -> None:
        sweep_once(self.gateway)
        self._chores.do(self.gateway)
        self._work()
