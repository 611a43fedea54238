"""A request as figures see it: thirty octets, so that a year of a large city is read and counted in one breath.

Everything that may change with time alone, such as being overdue, is worked out when figures are asked for; that is why
due times are kept and not whether they were met.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from gateway.store.insight import CountedRow, names_of

RECORD = np.dtype(
    [
        ("at", "<u4"),
        ("hour", "u1"),
        ("weekday", "u1"),
        ("channel", "u1"),
        ("language", "u1"),
        ("department", "<u2"),
        ("service", "<u2"),
        ("district", "<u2"),
        ("answered", "<i4"),
        ("closed", "<i4"),
        ("due", "<i4"),
        ("reopened", "u1"),
        ("moved", "u1"),
        ("asked", "u1"),
        ("flags", "u1"),
    ]
)
"""`at` is when it arrived, in UTC epoch seconds; `hour` and `weekday` (Monday is 0) are the city's. `answered`,
`closed` and `due` are seconds since then; the rest are numbers of names, counts up to 255, and the flags below."""
POINT = np.dtype([("lat", "<f4"), ("lon", "<f4")])
"""Where it is, in WGS84 degrees; NaN where that is not known."""
NEVER = -1
"""Of `answered` and `closed`: not yet."""
NO_DUE = -(2**31)
"""Of `due`: nothing was promised."""
MERGED, AT_ONCE, PAUSED, SAID, FIXED, EMERGENCY = (np.uint8(1 << bit) for bit in range(6))
"""Closed as a duplicate; closed by a rule when it arrived; its clock stands still since before it was due; the resident
said whether it is fixed; and that it is; a danger to life."""

Records = NDArray[np.void]
Names = Mapping[str, Mapping[str, int]]
_LONGEST = 2**31 - 1


def pack(requests: Sequence[CountedRow], names: Names, zone: ZoneInfo) -> tuple[bytes, bytes]:
    """Records and points of requests, in their order; every name has its number already."""
    records = np.array([_record(row, names, zone) for row in requests], dtype=RECORD)
    nowhere = float("nan")
    points = [(nowhere if row.lat is None else row.lat, nowhere if row.lon is None else row.lon) for row in requests]
    return records.tobytes(), np.array(points, dtype=POINT).tobytes()


def unpack(packed: Iterable[bytes]) -> Records:
    """The records of several days one after the other."""
    return np.frombuffer(b"".join(packed), dtype=RECORD)


def unpack_points(packed: Iterable[bytes]) -> Records:
    """The points of the same days."""
    return np.frombuffer(b"".join(packed), dtype=POINT)


def _record(row: CountedRow, names: Names, zone: ZoneInfo) -> tuple[int, ...]:
    local = datetime.fromtimestamp(row.created_at, zone)
    numbers = {dimension: names[dimension][name] for dimension, name in names_of(row)}
    return (
        int(row.created_at),
        local.hour,
        local.weekday(),
        numbers["channel"],
        numbers["language"],
        numbers["department"],
        numbers["service"],
        numbers["district"],
        _since(row, row.first_answer_at),
        _since(row, row.closed_at),
        NO_DUE if row.due_at is None else max(-_LONGEST, min(_LONGEST, int(row.due_at - row.created_at))),
        min(row.reopened, 255),
        min(row.moved, 255),
        min(row.asked, 255),
        _flags(row),
    )


def _since(row: CountedRow, moment: float | None) -> int:
    return NEVER if moment is None else max(0, min(_LONGEST, int(moment - row.created_at)))


def _flags(row: CountedRow) -> int:
    is_paused = row.paused_at is not None and (row.due_at is None or row.paused_at < row.due_at)
    said = {
        MERGED: row.merged_into is not None,
        AT_ONCE: row.closed_at is not None and row.closed_at <= row.created_at,
        PAUSED: is_paused and row.status != "closed",
        SAID: row.fixed is not None,
        FIXED: bool(row.fixed),
        EMERGENCY: row.priority == "emergency",
    }
    return sum(int(flag) for flag, is_set in said.items() if is_set)
