"""Import a file of places: its columns guessed, its broken lines named, and all of it taken over or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gateway.gazetteer.files import PlacesFile, Tell, open_places
from gateway.gazetteer.place_columns import Columns, guess_columns
from gateway.gazetteer.reading import PlaceReader, read_rows
from gateway.gazetteer.taking import Known, take
from gateway.gazetteer.values import Broken, Kind, PlacesError
from gateway.store.engine import Store
from gateway.store.places import HISTORY, PlaceRow, find_centre

_FEW, _SHARE = 3, 0.05
"""So many broken lines, and this share of all, are skipped and named; with more of both nothing is imported."""
_NAMED = 10
_LONGEST_SOURCE = 60
_NEAR_DEGREES = 3.0


@dataclass(slots=True)
class Outcome:
    """What came of reading a file."""

    good: int = 0
    broken: int = 0
    first: list[Broken] = field(default_factory=list)
    """The first broken records."""
    repeated: int = 0
    rows: int = 0
    known: Known | None = None

    def note(self, broken: Broken | None) -> None:
        """Count a record."""
        if broken is None:
            self.good += 1
            return
        self.broken += 1
        if len(self.first) < _NAMED:
            self.first.append(broken)

    def named(self) -> Iterator[str]:
        """The first broken records, a sentence each."""
        yield from (f"{one.at.capitalize()} {one.why}." for one in self.first)
        if self.broken > len(self.first):
            yield f"So are {self.broken - len(self.first):,} more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A file that is about to be imported, with its columns."""

    file: PlacesFile
    kind: Kind
    source: str
    columns: Columns

    def run(self, store: Store | None, *, tell: Tell, now: float) -> Outcome:
        """Take it over in place of all that its source told before; without a store only read it. `PlacesError`."""
        outcome = Outcome()
        rows = self._rows(outcome, store, tell)
        if store is None:
            outcome.rows = sum(1 for _ in rows)
        else:
            outcome.known = take(store, self.source, rows, now=now)
        return outcome

    def _rows(self, outcome: Outcome, store: Store | None, tell: Tell) -> Iterator[PlaceRow]:
        reader = PlaceReader(kind=self.kind, columns=self.columns)
        middle = _Middle()
        for row in read_rows(self.file.read(tell), reader, outcome.note):
            middle.add(row)
            outcome.rows += 1
            yield row
        outcome.repeated = reader.repeated
        _check_broken(self.file.path, outcome)
        if store is not None:
            _check_middle(self.file.path, store, middle)


def prepare_import(path: Path, kind: Kind, *, source: str, told: Columns) -> Import:
    """Open the file and find its columns; raises `PlacesError`."""
    file = open_places(path)
    name = (source or path.stem).strip()
    if not name or len(name) > _LONGEST_SOURCE or name == HISTORY:
        raise PlacesError(
            f"{name!r} cannot be the name of a source. Say --source NAME, such as --source county-{kind}."
        )
    return Import(file=file, kind=kind, source=name, columns=guess_columns(kind, file.header, told))


@dataclass(slots=True)
class _Middle:
    """The mean of all points."""

    count: int = 0
    lat: float = 0.0
    lon: float = 0.0

    def add(self, row: PlaceRow) -> None:
        if row.lat is not None and row.lon is not None:
            self.count += 1
            self.lat += (row.lat - self.lat) / self.count
            self.lon += (row.lon - self.lon) / self.count


def _check_broken(path: Path, outcome: Outcome) -> None:
    """Raises `PlacesError` when this is hardly the file that it should be."""
    if not outcome.good:
        why = next(outcome.named(), "It has no records.")
        raise PlacesError(f"Nothing in {path} is a place, so nothing was imported. {why}")
    if outcome.broken > _FEW and outcome.broken > _SHARE * (outcome.broken + outcome.good):
        raise PlacesError(
            f"{outcome.broken:,} of {outcome.broken + outcome.good:,} records of {path} are broken, so nothing was "
            f"imported: {' '.join(outcome.named())}"
        )


def _check_middle(path: Path, store: Store, middle: _Middle) -> None:
    """Where the other places show that latitude and longitude were swapped, although both are possible."""
    with store.reading() as connection:
        centre = find_centre(connection)
    if centre is None or not middle.count or _is_close((middle.lat, middle.lon), centre):
        return
    if _is_close((middle.lon, middle.lat), centre):
        raise PlacesError(
            f"In {path} latitude and longitude are swapped: the city's other places lie around {centre[0]:.2f}, "
            f"{centre[1]:.2f}, these around {middle.lat:.2f}, {middle.lon:.2f}. Nothing was imported."
        )


def _is_close(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) < _NEAR_DEGREES and abs(one[1] - other[1]) < _NEAR_DEGREES
