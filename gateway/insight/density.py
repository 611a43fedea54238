"""Where requests are: how many lie in each square of a grid, for a map and its table."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gateway.insight.reading import Requests
from gateway.insight.tables import Cell, Column, Line, Table

SIDE = 150.0
"""Meters that a square of the grid is wide and high."""
SQUARES = 250
"""Squares on a map; of more, those with most requests."""
_LISTED = 20
_HALF = 32
"""Bits of a square's number that say how far east it is."""
_METERS_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """The middle of the requests in one square, in WGS84 degrees, and how many they are."""

    lat: float
    lon: float
    requests: int


def find_squares(requests: Requests, *, side: float = SIDE, least: int = 1, most: int = SQUARES) -> tuple[Square, ...]:
    """The squares with at least so many requests, those with most first; requests without a place are in none."""
    lat, lon = requests.points["lat"].astype(np.float64), requests.points["lon"].astype(np.float64)
    known = ~(np.isnan(lat) | np.isnan(lon))
    lat, lon = lat[known], lon[known]
    if not len(lat):
        return ()
    step = side / _METERS_PER_DEGREE
    rows, columns = np.floor(lat / step), np.floor(lon / (step / math.cos(math.radians(float(np.median(lat))))))
    squares = (rows.astype(np.int64) << _HALF) + columns.astype(np.int64)
    _, which, counts = np.unique(squares, return_inverse=True, return_counts=True)
    middles = [np.bincount(which, weights=values) / counts for values in (lat, lon)]
    order = np.argsort(-counts, kind="stable")[:most]
    return tuple(
        Square(lat=float(middles[0][number]), lon=float(middles[1][number]), requests=int(counts[number]))
        for number in order
        if counts[number] >= least
    )


def table_of(squares: tuple[Square, ...], side: float = SIDE) -> Table:
    """The squares with most requests, for who cannot see a map."""
    columns = (
        Column(key="place", name="Place", kind="words", says="Rank by the number of requests."),
        Column(key="lat", name="Latitude", kind="degrees", says="Middle of the requests of the square, WGS84."),
        Column(key="lon", name="Longitude", kind="degrees", says="Middle of the requests of the square, WGS84."),
        Column(key="requests", name="Requests", kind="count", says="Requests of the period in this square."),
    )
    lines = tuple(
        Line(
            cells=(
                Cell(value=str(rank)),
                Cell(value=round(square.lat, 4)),
                Cell(value=round(square.lon, 4)),
                Cell(value=square.requests),
            )
        )
        for rank, square in enumerate(squares[:_LISTED], start=1)
    )
    says = f"Squares of {side:.0f} meters with most requests. Requests without a place on the map are left out."
    return Table(key="places", title="Where requests are", says=says, columns=columns, lines=lines)
