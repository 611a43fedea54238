"""What a rehearsal found: how many requests come out otherwise, in which respect, and whose words they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Against = Literal["history", "tickets"]
"""What is replayed: past requests that were imported, or tickets of this gateway."""


class Aspect(StrEnum):
    """A part of a decision that can come out otherwise, in the order in which a report names them."""

    DEPARTMENT = "department"
    SERVICE = "service"
    PRIORITY = "priority"
    REPLY = "reply"
    CLOSE = "close"
    HOLD = "hold"
    DUE = "due"
    ASSIGN = "assign"
    TAGS = "tags"
    NOTIFY = "notify"
    WATCH = "watch"
    ASK = "ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One request behind a number; what its words tell of persons is masked."""

    key: str
    """The number of a ticket, or the id that the past request has in its export."""
    text: str
    service: str
    """As the new rulebook calls it; empty where it is not sure of any."""
    priority: str
    """As the new rulebook sets it."""
    old_rule: str
    """The rule of the old rulebook that set what comes out otherwise; empty where none did."""
    new_rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """So many requests come out otherwise in one respect, from the same to the same.

    Of what adds up (tags, mails, watchers, questions) each is a change of its own; `old` is empty for what is added and
    `new` for what goes.
    """

    aspect: Aspect
    old: str
    new: str
    count: int
    services: tuple[tuple[str, int], ...] = ()
    """How many of them are of which service, the most first."""
    priorities: tuple[tuple[str, int], ...] = ()
    """How many of them have which priority, the most first."""
    texts: tuple[Shown, ...] = ()
    """The newest of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many requests come out so (to a department, as a service, with a priority) by each rulebook."""

    aspect: Aspect
    name: str
    old: int
    new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What two rulebooks make of the same requests."""

    old_version: str
    new_version: str
    read: int = 0
    """Requests that were replayed."""
    wanted: int = 0
    """Requests that should have been; more than `read` where the time was over."""
    changed: int = 0
    """Requests that come out otherwise in any respect."""
    changes: tuple[Change, ...] = ()
    """By aspect, the most frequent first."""
    shares: tuple[Share, ...] = ()
    """Of departments, services and priorities, the most frequent of the old rulebook first."""

    def of(self, aspect: Aspect) -> tuple[Change, ...]:
        """The changes in one respect."""
        return tuple(change for change in self.changes if change.aspect is aspect)
