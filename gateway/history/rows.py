"""One row of an export becomes a past request."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.history.dates import DateReader
from gateway.history.points import Point, read_pair, read_point, without_point
from gateway.history.values import BrokenLine, Columns, PastRequest

TEXT_LIMIT = 20_000
"""Characters of a text that are kept."""
NAME_LIMIT = 300
"""Characters of a category, a department and an address that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """Where in a row each thing stands."""

    text: tuple[int, ...]
    address: tuple[int, ...]
    id: int | None
    category: int | None
    department: int | None
    lat: int | None
    lon: int | None
    requested_at: int | None
    closed_at: int | None

    @classmethod
    def of(cls, columns: Columns, names: Sequence[str]) -> Positions:
        """The positions of columns whose names are all in `names`."""
        at = {name: position for position, name in enumerate(names)}
        single = ("id", "category", "department", "lat", "lon", "requested_at", "closed_at")
        return cls(
            text=tuple(at[name] for name in columns.text),
            address=tuple(at[name] for name in columns.address),
            **{field: at.get(getattr(columns, field) or "") for field in single},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReader:
    """Reads the rows of one file."""

    positions: Positions
    dates: DateReader

    def read(self, line: int, row: list[str]) -> PastRequest | BrokenLine:
        """The request, or which of its values cannot be read."""
        at = self.positions
        try:
            lat, lon = self._point(row)
            requested_at = self._date(row, at.requested_at)
            closed_at = self._date(row, at.closed_at)
        except _UnreadableError as error:
            return BrokenLine(line=line, why=str(error))
        text = "\n".join(_different([row[position].strip() for position in at.text]))[:TEXT_LIMIT]
        address = " ".join(" ".join(row[position] for position in at.address).split())[:NAME_LIMIT]
        category = _named(row, at.category)
        given = _named(row, at.id)
        return PastRequest(
            key=given or _content_key(text, category, address, lat, lon, requested_at),
            line=line,
            text=text,
            category=category,
            department=_named(row, at.department),
            address=without_point(address) if address.endswith(")") else address,
            lat=lat,
            lon=lon,
            requested_at=requested_at,
            closed_at=closed_at,
        )

    def _point(self, row: list[str]) -> Point:
        lat, lon = self.positions.lat, self.positions.lon
        if lat is None or lon is None:
            return None, None
        try:
            return read_pair(row[lat]) if lat == lon else read_point(row[lat], row[lon])
        except ValueError:
            wrong = row[lat] if lat == lon else f"{row[lat]}, {row[lon]}"
            raise _UnreadableError(f"has a place that is not on the globe: {_shown(wrong)}") from None

    def _date(self, row: list[str], position: int | None) -> datetime | None:
        if position is None:
            return None
        try:
            return self.dates.read(row[position])
        except (ValueError, OverflowError):
            order = "day" if self.dates.is_day_first else "month"
            raise _UnreadableError(f"has a date that cannot be read ({order} first): {_shown(row[position])}") from None


class _UnreadableError(Exception):
    """A value of the row is not what its column holds."""


def _named(row: list[str], position: int | None) -> str:
    return "" if position is None else " ".join(row[position].split())[:NAME_LIMIT]


def _different(texts: list[str]) -> list[str]:
    return [text for number, text in enumerate(texts) if text and text not in texts[:number]]


def _content_key(*parts: object) -> str:
    """What stays the same when a request is closed or handed on."""
    return (
        "content:" + hashlib.blake2b("\x1f".join(map(str, parts)).encode(errors="replace"), digest_size=16).hexdigest()
    )


def _shown(value: str) -> str:
    return f'"{" ".join(value.split())[:40]}"'
