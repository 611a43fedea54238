"""Moments as Open311 writes and reads them: W3C dates with seconds and a zone, never without one."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_WRITTEN = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:T(?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?P<zone>Z|[+ -]\d{2}:?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)


def write_moment(epoch: float) -> str:
    """UTC epoch seconds as `2026-11-23T07:20:00Z`."""
    return f"{datetime.fromtimestamp(epoch, UTC).isoformat()[:19]}Z"


def read_moment(written: str) -> float | None:
    """UTC epoch seconds of what a client wrote, or None where it is no moment.

    A blank before the offset is a plus that somebody forgot to write as %2B. Without a zone it is UTC, and without a
    time the day's first second, because there are clients that write dates so.
    """
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        return None
    zone = (found["zone"] or "Z").replace(" ", "+").upper()
    seconds = re.sub(r"\.\d+$", "", found["time"] or "00:00:00")
    try:
        return datetime.fromisoformat(f"{found['day']}T{seconds}{zone}").timestamp()
    except (ValueError, OverflowError):
        return None


def is_day(written: str) -> bool:
    """Whether a client wrote a whole day, without a time."""
    found = _WRITTEN.fullmatch(written.strip())
    return found is not None and found["time"] is None
