"""Whether a photo's place may be suggested as the place of the request (PROTOCOL 10.3)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

OLDEST_SECONDS = 14 * 86_400.0
"""An older photo shows what was, and perhaps elsewhere."""
_AHEAD_SECONDS = 86_400.0
"""A camera's clock may be in another time zone, but not in another week."""


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
