"""Counting what comes out otherwise: small enough to travel between processes, whatever number of requests was read."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from gateway.rehearsing.comparing import SHARED, Difference, differences, said
from gateway.rehearsing.past import Past
from gateway.rehearsing.values import Aspect, Shown
from gateway.routing.values import Decision

MOST_SHOWN = 1_000
"""Characters of a text that a report shows."""
Key = tuple[Aspect, str | None, str | None]


@dataclass(slots=True)
class Count:
    """One number of the report, what it is made of, and the newest requests behind it."""

    number: int = 0
    services: Counter[str] = field(default_factory=Counter)
    priorities: Counter[str] = field(default_factory=Counter)
    newest: list[tuple[float, str, Shown]] = field(default_factory=list)
    """A heap by time and key, so that whichever process counts first, the same texts stay."""

    def keep(self, entry: tuple[float, str, Shown], most: int) -> None:
        """Keep `entry` where it is among the newest."""
        if len(self.newest) < most:
            heapq.heappush(self.newest, entry)
        elif most and entry[:2] > self.newest[0][:2]:
            heapq.heapreplace(self.newest, entry)


@dataclass(slots=True)
class Tally:
    """What was counted so far; `texts` are kept of each number."""

    texts: int
    read: int = 0
    changed: int = 0
    counts: dict[Key, Count] = field(default_factory=dict)
    old_shares: dict[Aspect, Counter[str | None]] = field(
        default_factory=lambda: {aspect: Counter() for aspect in SHARED}
    )
    new_shares: dict[Aspect, Counter[str | None]] = field(
        default_factory=lambda: {aspect: Counter() for aspect in SHARED}
    )

    def add(self, past: Past, old: Decision, new: Decision) -> None:
        """Count one request; its words are kept as they are until `masked`."""
        self.read += 1
        for aspect in SHARED:
            self.old_shares[aspect][said(old, aspect)] += 1
            self.new_shares[aspect][said(new, aspect)] += 1
        found = tuple(differences(old, new))
        self.changed += bool(found)
        for difference in found:
            self._count(past, difference, new)

    def _count(self, past: Past, difference: Difference, new: Decision) -> None:
        count = self.counts.setdefault((difference.aspect, difference.old, difference.new), Count())
        count.number += 1
        count.services[new.service or ""] += 1
        count.priorities[new.priority.value] += 1
        shown = Shown(
            key=past.key,
            text=past.message.new_text,
            service=new.service or "",
            priority=new.priority.value,
            old_rule=difference.old_rule,
            new_rule=difference.new_rule,
        )
        count.keep((past.message.received_at.timestamp(), past.key, shown), self.texts)

    def masked(self, mask: Callable[[str], str]) -> Tally:
        """This tally with every text that is kept put through `mask`; nothing else of a request leaves it."""
        hidden: dict[str, str] = {}
        for count in self.counts.values():
            for place, (at, key, shown) in enumerate(count.newest):
                text = hidden.setdefault(shown.text, "") or mask(shown.text)
                hidden[shown.text] = text
                count.newest[place] = (at, key, replace(shown, text=text))
        return self

    def merge(self, other: Tally) -> None:
        """Add what somebody else counted."""
        self.read += other.read
        self.changed += other.changed
        for aspect in SHARED:
            self.old_shares[aspect].update(other.old_shares[aspect])
            self.new_shares[aspect].update(other.new_shares[aspect])
        for key, theirs in other.counts.items():
            mine = self.counts.setdefault(key, Count())
            mine.number += theirs.number
            mine.services.update(theirs.services)
            mine.priorities.update(theirs.priorities)
            for entry in theirs.newest:
                mine.keep(entry, self.texts)
