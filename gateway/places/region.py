"""Where a city is: the box around its areas, or its name alone where the rulebook draws none."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.places.candidates import Candidate
from gateway.routing.areas import Box
from parsers.words import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The city's name, and the box around its areas that is looked into; None where no area has a shape."""

    name: str
    box: Box | None = None

    def holds(self, candidate: Candidate) -> bool:
        """Whether the candidate is the city's: in the box or close to it, or of its name where there is no box."""
        if self.box is None:
            return _plain(candidate.city) == _plain(self.name)
        return self.box.is_near(candidate.lat, candidate.lon)


def _plain(name: str) -> str:
    return " ".join(map(fold, name.split())).removeprefix("city of ").removeprefix("town of ")
