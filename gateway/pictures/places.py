"""Whether a photo's place may be suggested as the place of the request (PROTOCOL 10.3)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from gateway.routing.areas import Shape

OLDEST_SECONDS = 14 * 86_400.0
"""An older photo shows what was, and perhaps elsewhere."""
_AHEAD_SECONDS = 86_400.0
"""A camera's clock may be in another time zone, but not in another week."""
MARGIN_KILOMETRES = 5.0
"""Areas are districts, and what lies just outside of them may still be the city's."""
_KILOMETRES_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The smallest box around the areas of a rulebook, in WGS84 degrees."""

    south: float
    north: float
    west: float
    east: float

    def is_near(self, lat: float, lon: float) -> bool:
        """Whether the point is inside or at most `MARGIN_KILOMETRES` outside."""
        high = MARGIN_KILOMETRES / _KILOMETRES_PER_DEGREE
        wide = high / max(0.01, math.cos(math.radians(lat)))
        return self.south - high <= lat <= self.north + high and self.west - wide <= lon <= self.east + wide


def box_around(shapes: Iterable[Shape]) -> Box | None:
    """The box around all corners; None when no area has a shape."""
    corners = [corner for shape in shapes for rings in shape.polygons for corner in rings[0]]
    if not corners:
        return None
    lons, lats = [lon for lon, _ in corners], [lat for _, lat in corners]
    return Box(south=min(lats), north=max(lats), west=min(lons), east=max(lons))


def read_taken(taken: str, zone: ZoneInfo) -> float | None:
    """The camera's moment in UTC epoch seconds; without an offset it is in the city's zone."""
    try:
        moment = datetime.fromisoformat(taken)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()
    except (ValueError, OverflowError):
        return None


def is_recent(taken_at: float | None, *, received_at: float) -> bool:
    """Whether the photo was taken within two weeks before its message came; a photo of unknown age is not."""
    return taken_at is not None and -_AHEAD_SECONDS <= received_at - taken_at <= OLDEST_SECONDS
