"""Where requests are: how many lie in each square of a grid, for a map and its table."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gateway.insight.reading import Requests
from gateway.insight.tables import Cell, Column, Line, Table

_ACROSS = 10
"""Squares from one edge to the other of where most requests are, so that a map of a city can be read."""
_SMALLEST = 100
"""Meters that a square is wide and high at least; all sides are whole hundreds of meters."""
_MOST = (0.02, 0.98)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The squares of one period, those with most requests first, and how many meters each is wide and high."""

    squares: tuple[Square, ...] = ()
    side: int = _SMALLEST


def find_squares(requests: Requests, *, least: int = 1, most: int = SQUARES) -> Grid:
    """The squares with at least so many requests; requests without a place are in none."""
    lat, lon = requests.points["lat"].astype(np.float64), requests.points["lon"].astype(np.float64)
    known = ~(np.isnan(lat) | np.isnan(lon))
    lat, lon = lat[known], lon[known]
    if not len(lat):
        return Grid()
    narrow = max(0.01, math.cos(math.radians(float(np.median(lat)))))
    side = _side(lat, lon * narrow)
    step = side / _METERS_PER_DEGREE
    rows, columns = np.floor(lat / step).astype(np.int64), np.floor(lon * narrow / step).astype(np.int64)
    _, which, counts = np.unique((rows << _HALF) + columns, return_inverse=True, return_counts=True)
    middles = [np.bincount(which, weights=values) / counts for values in (lat, lon)]
    order = [number for number in np.argsort(-counts, kind="stable")[:most] if counts[number] >= least]
    squares = (
        Square(lat=float(middles[0][number]), lon=float(middles[1][number]), requests=int(counts[number]))
        for number in order
    )
    return Grid(squares=tuple(squares), side=side)


def _side(north: NDArray[np.float64], east: NDArray[np.float64]) -> int:
    """Meters; a few requests far away do not make the squares of the city larger."""
    extents = [np.quantile(values, _MOST) for values in (north, east)]
    widest = max(float(high - low) for low, high in extents) * _METERS_PER_DEGREE
    return max(1, round(widest / _ACROSS / _SMALLEST)) * _SMALLEST


def table_of(grid: Grid) -> Table:
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
        for rank, square in enumerate(grid.squares[:_LISTED], start=1)
    )
    says = f"Squares of {grid.side} meters with most requests. Requests without a place on the map are left out."
    return Table(key="places", title="Where requests are", says=says, columns=columns, lines=lines)
