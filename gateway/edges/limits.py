"""What one listener lends out: connections, and room for messages that are being received (PROTOCOL 2.8, 2.13)."""

from __future__ import annotations

from collections import Counter
from enum import Enum, auto
from typing import Self

_BUDGETS = {"RCPT": 1000, "NOOP": 20, "VRFY": 5}
_BUDGET = 200


class Connections:
    """Counts connections, all of them and those of one address."""

    def __init__(self, *, most: int, most_per_peer: int) -> None:
        self._most = most
        self._most_per_peer = most_per_peer
        self._all = 0
        self._of_peer: Counter[str] = Counter()

    def enter(self) -> Place | None:
        """A place for a new connection, unless the house is full."""
        if self._all >= self._most:
            return None
        self._all += 1
        return Place(self)

    def enter_peer(self, peer: str) -> bool:
        """Count a connection to its address, unless that has enough."""
        if self._of_peer[peer] >= self._most_per_peer:
            return False
        self._of_peer[peer] += 1
        return True

    def leave(self, peer: str | None) -> None:
        """Count a connection out; an address without any is forgotten."""
        self._all -= 1
        if peer is not None:
            self._of_peer[peer] -= 1
            if self._of_peer[peer] <= 0:
                del self._of_peer[peer]


class Place:
    """What one connection takes up, until it leaves."""

    __slots__ = ("_connections", "_is_taken", "_peer")

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._peer: str | None = None
        self._is_taken = True

    def claim_for(self, peer: str) -> bool:
        """Count it to the client's address, which behind a load balancer is known later; False when that has enough."""
        if not self._connections.enter_peer(peer):
            return False
        self._peer = peer
        return True

    def leave(self) -> None:
        """Make it free; a second time does nothing."""
        if self._is_taken:
            self._is_taken = False
            self._connections.leave(self._peer)


class CommandBudget:
    """How often a client may use a command before it has a message accepted."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def spend(self, command: str) -> bool:
        """Count one use; False when it is one too many."""
        self._used[command] += 1
        return self._used[command] <= _BUDGETS.get(command, _BUDGET)

    def renew(self) -> None:
        """Begin anew, after a message was accepted."""
        self._used.clear()


class Verdict(Enum):
    """What became of the octets of a message while they came in."""

    KEPT = auto()
    TOO_BIG = auto()
    NO_ROOM = auto()


class Room:
    """The octets that all messages being received may take together."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._taken = 0

    def has(self, octets: int) -> bool:
        """True when so many octets would still fit."""
        return self._taken + octets <= self._limit

    def take(self, octets: int) -> bool:
        """Reserve octets, if they fit."""
        if not self.has(octets):
            return False
        self._taken += octets
        return True

    def give_back(self, octets: int) -> None:
        """Free what was taken."""
        self._taken -= octets


class Body:
    """The octets of one message; what does not fit is dropped while the client goes on talking."""

    __slots__ = ("_held", "_limit", "_room", "octets", "verdict")

    def __init__(self, room: Room, limit: int) -> None:
        self._room = room
        self._limit = limit
        self._held = 0
        self.octets = bytearray()
        self.verdict = Verdict.KEPT

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._room.give_back(self._held)

    def add(self, chunk: bytearray) -> None:
        """Keep a chunk, or drop everything when it makes the message too big."""
        if self.verdict is not Verdict.KEPT:
            return
        if self._held + len(chunk) > self._limit:
            self._drop(Verdict.TOO_BIG)
        elif not self._room.take(len(chunk)):
            self._drop(Verdict.NO_ROOM)
        else:
            self._held += len(chunk)
            self.octets += chunk

    def take(self) -> bytearray:
        """Hand the octets over; their room stays counted until the end."""
        octets, self.octets = self.octets, bytearray()
        return octets

    def _drop(self, verdict: Verdict) -> None:
        self._room.give_back(self._held)
        self._held = 0
        self.octets = bytearray()
        self.verdict = verdict
