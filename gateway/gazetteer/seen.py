"""What the lines of a history say of one address and of one street, while they are being read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from parsers.atlas import Point

_MOST_POINTS = 60
"""Of one street that are kept to see how far it reaches."""
_WIDEST_RANGE = 400
"""House numbers; a longer range says no more than the street's name."""


@dataclass(slots=True)
class Seen:
    """How often one address line was seen, and some of its points."""

    count: int = 0
    points: list[Point] = field(default_factory=list)


@dataclass(slots=True)
class SeenStreet:
    """How a street is written, and what was seen on it."""

    count: int = 0
    crossed: int = 0
    spellings: Counter[str] = field(default_factory=Counter)
    numbers: dict[int, list[Point]] = field(default_factory=dict)
    ranges: dict[tuple[int, int], list[Point]] = field(default_factory=dict)
    points: list[Point] = field(default_factory=list)

    @property
    def name(self) -> str:
        """As it is written most often; between equals the longer, which spells more of it out."""
        return max(self.spellings, key=lambda spelling: (self.spellings[spelling], len(spelling), spelling))

    def note(self, name: str, seen: Seen) -> None:
        """It was seen, written so."""
        self.count += seen.count
        self.spellings[name] += seen.count
        self.points.extend(seen.points[: _MOST_POINTS - len(self.points)])

    def note_number(self, number: int, last: int | None, seen: Seen) -> None:
        """A house, or a range of houses, was seen on it."""
        if last is None or last == number:
            self.numbers.setdefault(number, []).extend(seen.points)
        elif 0 < last - number <= _WIDEST_RANGE:
            self.ranges.setdefault((number, last), []).extend(seen.points)

    def take_over(self, other: SeenStreet) -> None:
        """What was seen under a wrong name was seen here."""
        self.count += other.count
        self.crossed += other.crossed
        self.points.extend(other.points[: _MOST_POINTS - len(self.points)])
        for number, points in other.numbers.items():
            self.numbers.setdefault(number, []).extend(points)
        for numbers, points in other.ranges.items():
            self.ranges.setdefault(numbers, []).extend(points)
